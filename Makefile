# Everything runs from a fresh clone with Python 3.10 or later and make: the virtual environment in .venv
# is made when it is missing, and made anew when pyproject.toml has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# One more than there are cores: many tests wait for a process of their own.
WORKERS := $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

# Folders whose tests start programs, servers or campaigns.
SLOW := bench demo docs drawn emulator emulator_graph end_to_end examples faults fidelity packaging rehearsal testing upgrades

.PHONY: help setup demo check test test-all lint types format fidelity faults abuse bench docs-test images coverage package release-check

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) ## make .venv with everything in it

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the package and what it needs into $(VENV), which is silent for a minute or two ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY) ## the whole story on an emulated store: on the real engine, or in rehearsal where there is none
	@$(BIN)/python -m examples.demo

check: $(READY) lint types ## lint, types and the fast half of the tests, in a minute
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup $(SLOW:%=--ignore=tests/%)

test: $(READY) lint types ## lint, types and the tests, but for what is marked `release`
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup

test-all: $(READY) lint types ## lint, types and all tests, with more drawn examples (some fifteen minutes)
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup -m "" --hypothesis-profile release

docs-test: $(READY) ## every command of README and docs, a part of the tests
	$(BIN)/pytest --numprocesses $(WORKERS) tests/docs

coverage: $(READY) ## write the tables of the Store's operations in docs anew
	$(BIN)/python -m tests.docs.coverage

images: $(READY) ## take the screenshots of docs/images anew
	$(BIN)/python -m tests.docs.images

fidelity: $(READY) ## 500 drawn programs: what nobody reviewed does not happen (some twenty-five minutes)
	$(BIN)/python -m tests.fidelity --cases $(or $(CASES),500) --seed $(or $(SEED),1) --jobs 2

faults: $(READY) ## 500 seeds of faults, kills and meddling (some twenty-five minutes); SEEDS=from-to for others
	$(BIN)/python -m tests.faults --seeds $(or $(SEEDS),0-499) --jobs 2

bench: $(READY) ## the provider against its references, ROWS=first-up,growth REPEAT=5 (46 minutes with REPEAT=2)
	@$(BIN)/python -m tests.bench --repeat $(or $(REPEAT),3) $(if $(ROWS),--rows $(ROWS))

abuse: $(READY) ## the emulator held against 10,000 connections and 1,000 requests an operation (some ten minutes)
	ABUSE=full $(BIN)/pytest --numprocesses auto tests/emulator/test_abuse.py tests/emulator/test_any_request.py

package: $(READY) ## sdist and wheel into dist/, built as an index's user would and tried in an empty environment
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	$(BIN)/pytest -m release tests/packaging

release-check: package test-all fidelity faults ## what a release needs: all tests, campaigns, and dist/ as it is uploaded

lint: $(READY) ## ruff
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## mypy, strict
	$(BIN)/mypy

format: $(READY) ## let ruff rewrite what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
