# What a newcomer types. Needs make and Python with venv, and nothing else.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHON

PYTHON ?=
UV ?= uv
PIP := .venv/bin/python -m pip
RUN := .venv/.run-installed
DEV := .venv/.dev-installed

# Programs that only some tests need, each with its Debian package: the README's tour is pasted into
# a shell as it stands, the broker of Kafka runs on Java, and one foreign verifier is written in Go.
SYSTEM_PROGRAMS := curl:curl java:openjdk-17-jre-headless mvn:maven go:golang-go

.PHONY: help
help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(RUN) ## start the register on this machine: its own PostgreSQL, the API and the views
	@.venv/bin/cancuoc run $(ARGS)

.PHONY: demo
demo: $(RUN) ## a minute of simulation: applications for cards in every stage of their way
	@.venv/bin/cancuoc demo $(ARGS)

.PHONY: test
test: $(DEV) ## run the tests (ARGS="-k pin" runs some of them)
	@.venv/bin/pytest $(ARGS)

.PHONY: check
check: format lint types contracts test ## all that CI runs: format, lint, types, contracts, tests

.PHONY: format lint types contracts
format: $(DEV)
	@.venv/bin/ruff format --check .
lint: $(DEV)
	@.venv/bin/ruff check .
types: $(DEV)
	@.venv/bin/mypy --strict src tools
contracts: $(DEV)
	@.venv/bin/lint-imports

.PHONY: bench
bench: $(RUN) ## measure the whole command over HTTP beside its floors
	@.venv/bin/cancuoc bench $(ARGS)

.PHONY: fuzz
fuzz: $(DEV) ## send random requests by the description: FUZZ_SEED=number FUZZ_EXAMPLES=40
	@seed=$${FUZZ_SEED:-$$(date +%s)}; echo "FUZZ_SEED=$$seed finds the same again."; \
	FUZZ_SEED=$$seed FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-40} \
		.venv/bin/pytest tests/adapters/http/test_schemathesis.py -k promise $(ARGS)

.PHONY: kafka
kafka: $(RUN) ## start a genuine Kafka broker here (BROKERS=3 for three); needs Java 17 and Maven
	@.venv/bin/python -m tools.kafka_brokers --brokers $(or $(BROKERS),1) $(ARGS)

.PHONY: system
system: ## install the programs that only some tests need, where they are missing
	@missing=; for one in $(SYSTEM_PROGRAMS); do \
		command -v "$${one%%:*}" >/dev/null || missing="$$missing $${one#*:}"; done; \
	if [ -z "$$missing" ]; then echo "Here already: $(foreach one,$(SYSTEM_PROGRAMS),$(firstword $(subst :, ,$(one))))."; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then become=; else become=sudo; fi; \
	$$become apt-get update --quiet && $$become env DEBIAN_FRONTEND=noninteractive \
		apt-get install --yes --no-install-recommends $$missing

.PHONY: lock
lock: ## choose the newest allowed versions again and write the locks (needs uv)
	@command -v $(UV) >/dev/null || { echo "cancuoc: uv is missing: install it (for example: pip install uv), or name it with make UV=/path/to/uv." >&2; exit 1; }
	@rm -f requirements/run.txt requirements/dev.txt
	@$(COMPILE) --output-file requirements/run.txt
	@$(COMPILE) --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt

COMPILE = env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(UV) pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
	--no-emit-find-links pyproject.toml --group pyproject.toml:build

.PHONY: clean
clean: ## remove what make built; the register's data under var/ stays
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests tools migrations -name __pycache__ -prune -exec rm -rf {} +
	@rm -rf src/*.egg-info

.venv/.created:
	@tools/create-venv
	@touch $@

$(RUN): requirements/run.txt pyproject.toml | .venv/.created
	@$(call install,run)
	@touch $@

$(DEV): requirements/dev.txt $(RUN) | .venv/.created
	@$(call install,dev)
	@touch $@

# Wheels only, each checked against its hash; then this folder itself, fetching nothing.
define install
echo "Installing the packages of requirements/$(1).txt" && \
$(PIP) install --quiet --no-input --only-binary :all: --require-hashes -r requirements/$(1).txt && \
$(PIP) install --quiet --no-input --no-index --no-build-isolation --no-deps -e . || \
{ echo "cancuoc: the packages of requirements/$(1).txt could not be installed: pip needs a package index that it can reach and room on the disk." >&2; exit 1; }
endef
