# Two commands do all set-up on a fresh machine: `make demo` and `make test`.
.PHONY: demo test check build generate format sandbox-up sandbox-down sandbox-status

demo: ## the main job on three real hosts; INVENTORY=my-hosts.json: on your own, after asking
	@tools/demo
test: ## everything; the last line counts
	@tools/test
check: ## the daily loop: types, lint, import rules, unit tests
	@tools/setup && npm run --silent check
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
