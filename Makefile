.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help setup demo serve check test test-stack test-safety fuzz sbom lock translations bench clean

help: ## Show what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rejoinder needs Python 3.11 or newer; say PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Rejoinder runs on …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.txt
	@echo "Installing what its tests need …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/run ## Install the program into .venv

demo: setup ## Load the demo and serve it on 127.0.0.1:8000 (PORT=N for another port)
	@$(BIN)/rejoinder demo --port $(PORT)

serve: setup ## Serve this site on 127.0.0.1:8000
	@$(BIN)/rejoinder serve --port $(PORT)

check: $(VENV)/dev ## Lint, types, import contracts, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint
	$(BIN)/bandit -q -r app -ll --exclude app/storage/migrations 2>/dev/null

test: $(VENV)/dev ## Run all tests (installs Chromium and PostgreSQL where it may)
	@tests/install-tools
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term --cov-report=json:.coverage.json $(ARGS)
	$(BIN)/python tests/coverage_floor.py .coverage.json

test-stack: $(VENV)/dev ## Run the browser and API tests through nginx, gunicorn and PostgreSQL with a standby (takes long)
	@tests/install-tools
	@STACK=full $(BIN)/python -m pytest $(or $(ARGS),tests/browser tests/deploy tests/feeds tests/interchange)

test-safety: $(VENV)/dev ## Show every promise of docs/safety.md in full, with its control (takes long)
	@SAFETY=full tests/install-tools
	@$(BIN)/python -m tests.safety.run $(ARGS)

fuzz: $(VENV)/dev ## Fuzz what reads foreign bytes, ten minutes each (SECONDS_EACH=N, ARGS="page dates")
	@$(BIN)/python -m tests.safety.fuzz.run $(ARGS)

sbom: ## Write build/sbom.cdx.json: what Rejoinder runs on (CycloneDX), from requirements.txt
	@mkdir -p build
	@$(PYTHON) -m tests.sbom > build/sbom.cdx.json
	@echo "build/sbom.cdx.json is written; see that an advisory database is asked about it"

bench/.venv/peers: bench/requirements.txt
	@test -x bench/.venv/bin/python || $(PYTHON) -m venv bench/.venv
	@echo "Installing the peers to measure against (lxml is built for html5-parser, which takes minutes) …"
	@if bench/.venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
	  --no-binary lxml,html5-parser -r bench/requirements.txt; then touch $@; \
	else echo "Not all peers could be installed (they need a C compiler, pkg-config, and the headers of libxml2 and libxslt)" >&2; fi

bench: $(VENV)/dev bench/.venv/peers ## Measure against the peers
	@$(BIN)/python -m bench.run $(ARGS)

lock: ## Write the hashed requirements anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header bench/requirements.in -o bench/requirements.txt

KEYWORDS := sentence say vocable:1c,2 noun:1,2 Sentence Rejected NotFound TooMany

translations: $(VENV)/dev ## Bring the catalogues up to the templates and the code, and compile them
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F app/translations/babel.cfg $(addprefix -k ,$(KEYWORDS)) --no-location --no-wrap -o build/messages.pot .
	@$(BIN)/pybabel -q update -i build/messages.pot -d app/translations --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
	@$(BIN)/pybabel -q compile -d app/translations

clean: ## Remove what was installed and built
	rm -rf build/sbom.cdx.json fuzz-found $(VENV) bench/.venv .coverage .coverage.json .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache tests/browser/node_modules
