# What a person needs is in two commands: `make run` and `make test`. `make` alone explains the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-stamp
TEST_STAMP := $(VENV)/.test-stamp

help: ## explain the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUN_STAMP) prepared ## set up everything and serve on http://127.0.0.1:8000 (PORT=… to change)
	@$(BIN)/sabaq run

test: $(TEST_STAMP) prepared ## everything that CI runs
	@$(BIN)/python -m tests.everything

check: $(TEST_STAMP) prepared ## the fast part, under a minute
	@$(BIN)/python -m tests.everything --fast

bench: $(TEST_STAMP) prepared ## measure, beside floors measured in the same run; writes benchmarks/report.md
	@$(BIN)/python -m benchmarks

lock: $(TEST_STAMP) ## renew the hash-pinned lock files from pyproject.toml
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" --group build pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" --group develop -c requirements/run.txt pyproject.toml -o requirements/develop.txt

translations: $(TEST_STAMP) ## gather the texts to translate into app/translations
	@$(BIN)/python -m tests.translations --update

clean: ## remove what the commands made, but not the data in var/
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(VENV)/bin/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(TEST_STAMP): requirements/develop.txt $(RUN_STAMP)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@touch $@

# Translations and compressed static files are made again only when their sources changed.
prepared: $(RUN_STAMP)
	@$(BIN)/python -m app.prepare

.PHONY: help run test check bench lock translations clean prepared
.DEFAULT_GOAL := help
