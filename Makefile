# Selaras. `make` alone lists the commands.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
PY := .venv/bin/python
READY := .venv/.ready
PO := $(wildcard src/selaras/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
ARGS ?=
DEMO ?= 1

.PHONY: help setup run test test-fast check audit faults bench screenshots lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) $(MO) ## create .venv with everything for running and developing

$(READY): pyproject.toml hatch_build.py tools/setup.sh requirements/dev.lock requirements/uv.lock
	@sh tools/setup.sh

$(MO) &: $(PO) hatch_build.py | $(READY)
	@$(PY) hatch_build.py

run: setup ## start Selaras with demo data at http://127.0.0.1:8000 (DEMO=0: without; ARGS="--port 9000")
	@.venv/bin/selaras run $(if $(filter 0,$(DEMO)),--no-demo,--demo) $(ARGS)

test: setup ## install what the tests need and run them all, on every database that answers
	@sh tools/browser.sh
	@$(PY) -m tests.everywhere $(ARGS)

test-fast: setup ## run the tests that need no browser and no long wait, on SQLite
	@$(PY) -m pytest -n auto -m "not browser and not slow" $(ARGS)

check: setup ## format, lint, strict types, import contracts, migrations, templates, translations
	@sh tools/check.sh

audit: setup ## look the locked packages up in the advisory database (needs the network)
	@$(PY) -m pip_audit --require-hashes --disable-pip -r requirements/run.lock

faults: setup ## kill the server under fifty people who save, and count queries in a nation of 640
	@SELARAS_FAULTS=1 $(PY) -m tests.everywhere tests/faults $(ARGS)

bench: setup ## measure and print a table with the bar beside each figure
	@$(PY) -m bench $(ARGS)

screenshots: setup ## make docs/images from the running product
	@sh tools/browser.sh
	@$(PY) -m tools.screenshots

lock: setup ## resolve the lock files again from pyproject.toml
	@sh tools/lock.sh

clean: ## remove the environment and everything that was built; keeps var/ with your data
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench docs -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(MO)
