# Two commands do all set-up on a fresh machine: `make demo` and `make test`.
.PHONY: demo test test-engines test-faults test-faults-sim test-faults-hosts hosts-page check bench build generate format sandbox-up sandbox-down sandbox-status

demo: ## the main job on three real hosts; INVENTORY=my-hosts.json: on your own, after asking
	@tools/demo
test: ## everything; the last line counts
	@tools/test
test-engines: ## the tests of every generation, and the catalogue, on engine 29, which no distribution has: built first, some minutes, once
	@TESTS_HOSTS= TESTS_GENERATIONS=engine29=forky/engine29 tools/test --selectProjects engines
test-faults: ## what must survive, an hour and a half: both of the next two, one after the other, into docs/evidence
	@$(MAKE) --no-print-directory test-faults-sim
	@$(MAKE) --no-print-directory test-faults-hosts
test-faults-sim: ## 10,000 seeded faults on simulated hosts, and scripts with a promise taken away; an hour
	@tools/setup && node_modules/.bin/tsx tests/sim/evidence.ts
hosts-page: ## docs/reference/hosts.md: every operation on every condition of a simulated host; ten minutes
	@tools/setup && node_modules/.bin/tsx tests/sim/write-hosts-page.ts
test-faults-hosts: ## 200 operations on real hosts that something strikes in the middle; half an hour
	@tools/test-faults-hosts
check: ## the daily loop: types, lint, import rules, unit tests
	@tools/setup && npm run --silent check
bench: ## figures on real hosts, into docs/benchmarks.md; ARGS="--rounds 10 --parallel 1"
	@tools/bench $(ARGS)
build:
	@tools/setup
generate: ## files made from the catalogue
	@tools/setup && npm run --silent generate
format:
	@tools/setup && npm run --silent format
sandbox-up: ## a real host to try things on; tests/sandbox/README.md has more
	@tests/sandbox/sandbox install-deps && tests/sandbox/sandbox up && tests/sandbox/sandbox inventory
sandbox-down:
	@tests/sandbox/sandbox down
sandbox-status:
	@tests/sandbox/sandbox status
