# Everything a newcomer or a maintainer runs. Needs python3 (3.11 or later, with venv), git and make; nothing else by hand.
#   make run [PORT=5000] [AS_OF=2017-04-03] [DATABASE_URL=postgresql+psycopg://owner@host/casework]
#   make test      everything, on both databases, with the journeys in a real browser

PYTHON ?= python3
PORT ?= 5000
SHELL := /bin/sh
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run reset-demo test test-fast check lint format requirements assets audit-deps migration clean browser python

help:
	@echo "make run           serve the demonstration partnership on 127.0.0.1:$(PORT)"
	@echo "make reset-demo    start the demonstration afresh"
	@echo "make test          every test, on SQLite and PostgreSQL, with the journeys in a browser"
	@echo "make test-fast     the SQLite suite without the journeys"
	@echo "make check         format, lint, types, templates, then make test-fast: before every push"
	@echo "make format        put Python files and imports in order"
	@echo "make requirements  pin the direct dependencies of pyproject.toml, with hashes"
	@echo "make assets        build static/vendor (needs node)"
	@echo "make audit-deps    look for published faults in what is pinned (needs the public service)"
	@echo "make migration NAME=\"what changes\"  write the next migration from the models"
	@echo "make clean         remove what was installed or measured; the data in instance/ stays"

run: .venv/.stamp-run
	@exec $(FLASK) demo serve --port $(PORT)

reset-demo: .venv/.stamp-run
	@$(FLASK) demo reset

test: .venv/.stamp-test browser
	@$(BIN)/python -m tests.support.suites

test-fast: .venv/.stamp-test
	@$(BIN)/python -m tests.support.suites --fast

check: lint test-fast

lint: .venv/.stamp-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(if $(shell find templates -name '*.html' 2>/dev/null),$(BIN)/djlint templates --lint --quiet)

format: .venv/.stamp-test
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

requirements: .venv/.stamp-run
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv --version | awk '{print "uv==" $$2}' | $(COMPILE) --no-annotate - -o requirements-uv.txt

assets:
	@command -v npm >/dev/null || { echo "Building the assets needs node and npm." >&2; exit 1; }
	npm ci && npm run build

# The tool is fetched for this one use; a service that cannot be asked is a failure, never a clean bill.
audit-deps: .venv/.stamp-test
	@$(BIN)/uv tool run pip-audit==2.10.1 -r requirements.txt -r requirements-dev.txt --require-hashes --disable-pip \
	  --progress-spinner off -f json 2>.venv/audit.log >.venv/audit.json; \
	  $(BIN)/python -m tests.support.dependency_audit .venv/audit.json .venv/audit.log

# What the models say anew goes into the next number, by `flask db revision` over an installation made for it and thrown away.
# A released migration is never written again; 001 may be, from the models, only until the first release.
migration: .venv/.stamp-run
	@[ -n "$(NAME)" ] || { echo 'Say what changes: make migration NAME="colour of a vehicle"' >&2; exit 1; }
	@set -e; new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	  unset DATABASE_URL CASEWORK_OWNER_URL CASEWORK_DATABASE_URL CASEWORK_SYSTEM_DATABASE_URL; export CASEWORK_INSTANCE="$$new"; \
	  next=$$(awk '{printf "%03d", $$1 + 1}' migrations/.current-head); \
	  $(FLASK) setup --partnership Scratch --area Scratch --organisation Scratch --kind LA_DISTRICT \
	    --name Scratch --username scratch@example.org >/dev/null; \
	  $(FLASK) db revision --autogenerate --rev-id "$$next" -m "$(NAME)"; \
	  echo "$$next" >migrations/.current-head

clean:
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- what the targets above stand on -----------------------------------------------------------------------------

# $(call debian,packages,purpose): install from Debian where we may, else name the one command and stop.
define debian
if command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
  as=; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
  echo "Installing $(1) for $(2)."; \
  $$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
else \
  echo "Missing for $(2): $(1). On Debian: sudo apt-get install --no-install-recommends $(1)" >&2; exit 1; \
fi
endef

python:
	@command -v $(PYTHON) >/dev/null || { echo "Casework needs Python 3.11 or later, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Casework needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another with make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call debian,python3-venv,the virtual environment); }

# A virtual environment whose Python has gone (a newer Debian, a moved folder) is made again from nothing.
$(shell [ ! -e .venv ] || $(BIN)/python -c '' 2>/dev/null || rm -rf .venv)

.venv/.stamp-venv: requirements-uv.txt | python
	@echo "Making the virtual environment in .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt || \
	  echo "uv did not install; pip will do its work, more slowly."
	@touch $@

# $(call install,requirements file): uv where it is there and succeeds, else pip; both check every hash.
define install
if ! { [ -x $(BIN)/uv ] && $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $(1); }; then \
  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
endef

.venv/.stamp-run: requirements.txt .venv/.stamp-venv
	@echo "Installing what Casework runs on"
	@$(call install,requirements.txt)
	@touch $@

.venv/.stamp-test: requirements-dev.txt .venv/.stamp-run
	@echo "Installing what the tests need"
	@$(call install,requirements-dev.txt)
	@touch $@

browser:
	@command -v chromium >/dev/null || { $(call debian,chromium fonts-liberation,the browser journeys); }
