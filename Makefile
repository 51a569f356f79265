# `make help` lists the targets. Two of them set up everything on a fresh machine: `make demo` and `make test`.
.PHONY: help demo test test-engines test-faults test-faults-sim test-faults-hosts hosts-page check bench build generate format sandbox-up sandbox-down sandbox-status

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS='	' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done
demo: ## show up, drift, repair and destroy on three real hosts; INVENTORY=my-hosts.json: on your own hosts, after a question
	@tools/demo
test: ## run all tests; the last line has the totals
	@tools/test
test-engines: ## run the tests of every generation, and the catalogue, on engine 29, which is built first
	@TESTS_HOSTS= TESTS_GENERATIONS=engine29=forky/engine29 tools/test --selectProjects engines
test-faults: ## run both fault campaigns below, an hour and a half; results go to docs/evidence
	@$(MAKE) --no-print-directory test-faults-sim
	@$(MAKE) --no-print-directory test-faults-hosts
test-faults-sim: ## run 10,000 seeded faults on simulated hosts, and scripts without one guarantee; an hour
	@tools/setup && node_modules/.bin/tsx tests/sim/evidence.ts
test-faults-hosts: ## run 200 operations on real hosts, each interrupted by a fault; half an hour
	@tools/test-faults-hosts
hosts-page: ## write docs/reference/hosts.md: every operation on every condition of a simulated host; ten minutes
	@tools/setup && node_modules/.bin/tsx tests/sim/write-hosts-page.ts
check: ## check types, lint, import rules, commit subjects and unit tests; under a minute
	@tools/setup && npm run --silent check
bench: ## measure on real hosts and write docs/benchmarks.md; ARGS="--rounds 10 --parallel 1"
	@tools/bench $(ARGS)
build: ## install npm packages and build dist/, if anything changed
	@tools/setup
generate: ## write the files that are generated from the catalogue of options
	@tools/setup && npm run --silent generate
format: ## format all files
	@tools/setup && npm run --silent format
sandbox-up: ## boot a real host for experiments; see tests/sandbox/README.md
	@tests/sandbox/sandbox install-deps && tests/sandbox/sandbox up && tests/sandbox/sandbox inventory
sandbox-down: ## stop the hosts of the sandbox
	@tests/sandbox/sandbox down
sandbox-status: ## list the hosts of the sandbox
	@tests/sandbox/sandbox status
