# Kallipolis. `make` alone says what can be done here; `make run` and `make test` do all the set-up they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
JOBS ?= 2
SECONDS_OF_FUZZ ?= 60
BIN := .venv/bin
VAR := $(or $(KALLIPOLIS_VAR),var)
export UV_PYTHON_PREFERENCE := only-system

.PHONY: help
help: ## say what can be done here
	@awk -F ' ## ' '/^[a-z-]+:.* ## / { sub(/:.*/, "", $$1); printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# --- To use it --------------------------------------------------------------------------------------------------------

.PHONY: run
run: .venv/operator $(VAR)/kallipolis.sqlite3 $(VAR)/samples ## serve the site on this machine, with a dozen invented dossiers to try it on
	@$(BIN)/kallipolis people demo --unless-production
	@exec $(BIN)/python -m config.serve

# The file itself is the mark: it is made again where it is gone, and brought up to date where a migration is newer.
$(VAR)/kallipolis.sqlite3: $(wildcard kallipolis/migrations/*.py) | .venv/operator
	@mkdir -p $(VAR)
	@$(BIN)/kallipolis migrate --verbosity 0
	@$(BIN)/kallipolis createcachetable --verbosity 0
	@$(BIN)/kallipolis register import
	@$(BIN)/kallipolis call open
	@touch $@

# Under another name until it is whole.
$(VAR)/samples: | .venv/operator
	@rm -rf $@.part
	@$(BIN)/kallipolis sample -o $@.part --count 12 --seed 2021
	@mv $@.part $@

# --- To work on it ----------------------------------------------------------------------------------------------------

.PHONY: setup
setup: .venv/developer ## make .venv with everything a developer needs (make and Python 3.11 are enough to begin)

.PHONY: test
test: .venv/developer packages ## everything that must hold: form, lint, types, contracts, all tests
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n $(JOBS) -m "not thorough"

.PHONY: test-all
test-all: .venv/developer packages ## the above and the longer run: every page in every language, 320 pixels, spaced text
	$(BIN)/pytest -n $(JOBS)

# What knows no Django, or settles its own database, cannot tell one from another (docs/decisions/0015).
SAME_ON_ANY_DATABASE := $(addprefix tests/,$(addsuffix /,architecture cases config documents fuzz mail mailbox rulebook solvers))

.PHONY: test-postgres
test-postgres: .venv/developer packages ## the tests that touch the database or the pages, on a PostgreSQL given or made for it
	setup/postgresql.sh $(BIN)/pytest -n $(JOBS) -m "not thorough and not browser" \
	  --deselect tests/queries/test_samples.py $(filter-out $(SAME_ON_ANY_DATABASE),$(wildcard tests/*/))

.PHONY: fast
fast: .venv/developer ## the tests that take no time and no browser
	$(BIN)/pytest -m "not slow and not browser and not thorough" -n $(JOBS) --hypothesis-profile=fast

.PHONY: browser
browser: .venv/developer packages ## the tests in a real browser
	$(BIN)/pytest -m "browser and not thorough" -n $(JOBS)

.PHONY: fuzz
fuzz: .venv/developer packages ## damaged documents through every reader, for a minute (docs/how-to/fuzz-the-readers.md)
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS_OF_FUZZ) --jobs $(JOBS)

.PHONY: format
format: .venv/developer ## put the code into form
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

.PHONY: bench
bench: .venv/developer ## measure; never part of the tests
	@for measurement in $(wildcard bench/[a-z]*.py); do echo "== $$measurement"; $(BIN)/python $$measurement || exit; done

.PHONY: lock
lock: .venv/developer ## resolve the dependencies again, to the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --upgrade --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile --upgrade --group dev --extra s3 $(LOCK) -o requirements-dev.lock

.PHONY: clean
clean: ## remove what is made again by itself, the site's own files (var) excepted
	rm -rf .venv build dist htmlcov test-results *.egg-info .coverage .coverage.* .*_cache .hypothesis
	find config kallipolis tests -name __pycache__ -prune -exec rm -rf {} +

# --- What the above needs ---------------------------------------------------------------------------------------------

# The whole set of a developer serves an operator too; where there is none yet, an operator gets the smaller one.
.venv/operator: requirements.lock pyproject.toml setup/environment.sh $(wildcard .venv/developer)
	@if [ -e .venv/developer ]; then $(MAKE) --quiet --no-print-directory .venv/developer; \
	else PYTHON="$(PYTHON)" setup/environment.sh requirements.lock; fi
	@touch $@

.venv/developer: requirements-dev.lock pyproject.toml setup/environment.sh
	@PYTHON="$(PYTHON)" setup/environment.sh requirements-dev.lock
	@touch $@

.PHONY: packages
packages:
	@setup/system_packages.sh

# One file for every Python and platform; hashes; no address in it, so that any mirror serves (docs/decisions/0002).
LOCK := pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url --no-header
