# Every command of the project. `make` alone shows them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# Named, so that what is built and installed here is left alone.
CODE = $(wildcard functions shared local tests benchmarks)
# Whatever Python is here makes the tools; they bring 3.13 for the rest.
FIND_PYTHON = $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
# Stopping needs nothing installed.
ANY_PYTHON = $(or $(FIND_PYTHON),$(error Dukka needs Python 3.11 or newer on the PATH))
STACK := $(BIN)/python -m local.stack
STEP := $(BIN)/python -m local.stack.progress
TEST_STACK := DUKKA_STATE=.local/test DUKKA_PORT=0 DUKKA_AWS_PORT=0 DUKKA_PAYSTACK_PORT=0 \
	PAYSTACK_BASE_URL= PAYSTACK_SECRET_KEY=
# The layer's own Makefile runs in a scratch copy, so it is told where uv is.
TOOL = $(shell $(BIN)/python -c 'import json; print(json.load(open(".local/tools.json"))["$(1)"])')
# Nothing that only reads the template may ask AWS anything.
OFFLINE := AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none \
	AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export SAM_CLI_TELEMETRY := 0

.PHONY: help
help: ## Show these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  Variables: DUKKA_PORT (8000), DUKKA_AWS_PORT, DUKKA_PAYSTACK_PORT (any free one),"
	@echo "  PAYSTACK_SECRET_KEY and PAYSTACK_BASE_URL (instead of the simulator), ENV (deploy, staff)"

.PHONY: tools
tools: ## Install what the other commands need; nothing when it is there
	@$(ANY_PYTHON) -m local.stack.toolchain

.PHONY: run
run: tools ## Start the whole stack here and stop it on Ctrl-C; what is stored is kept
	@$(STACK) run

.PHONY: up
up: tools ## Start it in the background, or apply what changed
	@$(STACK) up

.PHONY: down
down: ## Stop the one in the background; what is stored is kept
	@$(ANY_PYTHON) -m local.stack down

.PHONY: status
status: ## Say whether it is up, and where
	@$(ANY_PYTHON) -m local.stack status

.PHONY: test
test: test-code test-e2e ## Run every test; the end-to-end ones on a stack of their own

.PHONY: test-code
test-code: tools ## Unit, integration, contract and infrastructure tests, with the coverage floors
	@rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 --ignore=tests/e2e --cov --cov-report= tests
	@$(BIN)/coverage report --fail-under=90
	@$(BIN)/coverage report --include='shared/domain/*,shared/usecases/*' --fail-under=100

.PHONY: test-unit
test-unit: tools ## Unit tests alone: seconds
	$(BIN)/pytest -n 2 -q tests/unit

.PHONY: test-e2e
test-e2e: tools ## End-to-end tests on a fresh local stack with its own ports and state
	@$(TEST_STACK) $(STACK) exec --fresh -- $(BIN)/pytest tests/e2e $(ARGS)

.PHONY: fuzz
fuzz: tools ## An independent fuzzer (Schemathesis) at the accounts of a fresh stack, N examples a path (50), SEED (1): no 500
	@$(TEST_STACK) $(STACK) exec --fresh -- $(BIN)/python -m tests.fuzz --examples $(or $(N),50) --seed $(or $(SEED),1)

.PHONY: faults
faults: tools ## Simulate N charges (100000) with crashes and faults mixed in, from SEED (1): none doubled, none lost
	@$(BIN)/python -m tests.faults.campaign --charges $(or $(N),100000) --seed $(or $(SEED),1)

.PHONY: faults-stack
faults-stack: tools ## The same in small on the running local stack, its functions killed in the middle of charges
	@$(BIN)/python -m tests.campaigns.on_stack --stack .local/stack.json $(or $(ARGS),--customers 6)

.PHONY: burst
burst: tools ## Deliver N webhooks (1000), each event twice, to the running local stack: all settled, none twice
	@$(BIN)/python -m tests.campaigns.burst --stack .local/stack.json --webhooks $(or $(N),1000)

.PHONY: books-stack
books-stack: tools ## Plant an orphan, a missed webhook, a wrong amount and a refund on the running local stack: all are found
	@$(BIN)/python -m tests.campaigns.books_on_stack --stack .local/stack.json

.PHONY: mutants
mutants: tools ## Break the charging code on purpose, one way at a time: every mutant must be caught
	@$(BIN)/python -m tests.mutants

.PHONY: check
check: tools ## Lint, format, types, import contracts, template: what a change must pass
	@$(STEP) "Lint (ruff)" $(BIN)/ruff check $(CODE)
	@$(STEP) "Format (ruff)" $(BIN)/ruff format --check $(CODE)
	@$(STEP) "Types (mypy)" $(BIN)/mypy
	@$(STEP) "Import contracts (import-linter)" $(BIN)/lint-imports
	@$(STEP) "Template (cfn-lint)" $(BIN)/cfn-lint template.yaml
	@$(OFFLINE) $(STEP) "Template (sam validate --lint)" $(BIN)/sam validate --lint
	@if [ -d tests/infrastructure ]; then \
		$(STEP) "Rules of the project (tests/infrastructure)" $(BIN)/pytest -q tests/infrastructure; fi

.PHONY: format
format: tools ## Put the code in its format and repair what lint can repair
	@$(BIN)/ruff check --fix --exit-zero --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)

.PHONY: staff
staff: tools ## Mark USERNAME as staff, on this machine or in ENV; STAFF=no takes the mark away
	@case "$(origin USERNAME)" in "command line") ;; *) echo "Say whom: make staff USERNAME=amina"; exit 2;; esac
	@case "$(ENV)" in ""|staging|production) ;; *) echo "ENV is staging or production, or not given"; exit 2;; esac
	@$(BIN)/python -m local.staff $(if $(ENV),--stack dukka-$(ENV),--local) $(if $(filter no,$(STAFF)),--remove) -- "$$USERNAME"

.PHONY: build
build: tools ## Build for AWS (arm64) into .aws-sam; SNAP_START=payments,accounts for snapshots (docs/costs.md)
	@$(BIN)/python -m local.stack.snapstart "$(SNAP_START)" >/dev/null
	DUKKA_UV="$(call TOOL,uv)" DUKKA_PYTHON="$(call TOOL,python)" \
		$(BIN)/sam build --template-file .local/template.yaml --base-dir .

.PHONY: deploy
deploy: ## Deploy to AWS: ENV=staging or ENV=production
	@case "$(ENV)" in staging|production) ;; *) echo "Say where: make deploy ENV=staging, or ENV=production"; exit 2;; esac
	@$(MAKE) build
	@$(BIN)/python -m local.stack.release "$(ENV)"

.PHONY: bench
bench: tools ## Measure all of it beside the usual stack, in minutes; ARGS="cold sizes" for some parts
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: ci
ci: ## What CI runs: check, then every test
	@$(MAKE) check
	@$(MAKE) test

.PHONY: clean
clean: ## Stop the stack and delete everything made here, its stored data included
	@$(ANY_PYTHON) -m local.stack down
	@DUKKA_STATE=.local/test $(ANY_PYTHON) -m local.stack down >/dev/null
	@rm -rf .local .aws-sam .venv .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
