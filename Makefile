# Everything here starts from a checkout, Python 3.11+ and make; nothing else has to be there.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo sandbox test test-all test-slow lint bench lock clean browser

help: ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/run ## the whole story against a GitHub on this machine, by itself
	@$(BIN)/gt-convoy demo

sandbox: $(VENV)/run ## the same, left running to click through at http://127.0.0.1:8080
	@$(BIN)/gt-convoy sandbox

test: $(VENV)/dev browser ## the tests, in a few minutes
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: $(VENV)/dev browser ## the proofs that take longer: processes killed, faults, the real Action
	$(BIN)/python -m pytest -n 2 -m slow

test-all: test test-slow ## both

# The pages are tested in a real browser: Debian's where there is none and we may install it.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium fonts-noto-color-emoji >/dev/null; } || \
	  echo "No Chromium here: tests in a browser are skipped."

WORKFLOWS := $(wildcard docs/workflows/*.yml .github/workflows/*.yml)
lint: $(VENV)/dev ## formatting, lint, types, import contracts, the Action and its workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/actionlint $(WORKFLOWS)
	$(BIN)/zizmor --offline --quiet action.yml docs/workflows .github
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml

bench: $(VENV)/dev ## measure; writes a table to benchmarks/results/
	$(BIN)/python -m benchmarks

lock: $(VENV)/dev ## renew the hash-pinned requirement files
	$(BIN)/python -m scripts.lock

clean: ## remove what the targets above made
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp inside the environment, so that removing the environment removes the stamp.
$(VENV)/run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
