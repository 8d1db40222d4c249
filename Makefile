# Two commands matter: `make run` shows the sample consortium, `make test` proves a change.
# All they bring (installer, environment, caches) stays in this folder.

PORT ?= 8501
STORE ?=
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

UV := .tools/bin/uv
BIN := .venv/bin
export UV_CACHE_DIR := .cache/uv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Without compiled modules every start takes seconds more.
unexport PYTHONDONTWRITEBYTECODE
# uv trusts the certificates this machine trusts, and asks the index that pip is told to ask.
ifneq ($(wildcard /etc/ssl/certs/*.crt /etc/ssl/cert.pem /etc/pki/tls/certs/*.crt),)
export UV_SYSTEM_CERTS := 1
endif
LIKE_PIP = index="$${PIP_INDEX_URL:-$$($(PYTHON) -m pip config get global.index-url 2>/dev/null)}"; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index";
INSTALL = $(LIKE_PIP) $(UV) pip install --quiet --python $(BIN)/python
PYTEST = $(BIN)/python -m pytest
# A file's tests stay together; the browser's, which wait most, begin early.
TWO_WORKERS = -n 2 --dist loadfile --no-loadscope-reorder
# Scripts that run when imported hold no doctests.
SCRIPTS := dashboard/app.py dashboard/views shared/store/migrations

# An environment is done when the stamp of its lock is in it: a changed lock asks for a new stamp.
stamp = .venv/$(1)-$(shell cat pyproject.toml $(2) | cksum | tr ' ' '-')
RUN_STAMP := $(call stamp,run,requirements.lock)
DEV_STAMP := $(call stamp,dev,requirements-dev.lock)

.NOTPARALLEL:
.PHONY: help run setup test check lock format benchmark soak

help:
	@echo 'make run         the sample consortium on http://127.0.0.1:8501 (PORT=8600, STORE=path/to/store.db)'
	@echo 'make test        style, types and every test (make setup, its first step, brings the tools)'
	@echo 'make format      put the code in form'
	@echo 'make lock        follow a change of pyproject.toml (UPGRADE=1 takes newer versions)'
	@echo 'make benchmark   ratios of speed;  make soak: long runs'

run: $(RUN_STAMP)
ifeq ($(strip $(STORE)),)
	@$(BIN)/passerelle demo --keep-fresh && exec $(BIN)/passerelle serve --sample --port $(PORT)
else
	@exec $(BIN)/passerelle serve --db '$(STORE)' --port $(PORT)
endif

setup: $(DEV_STAMP)
	@$(BIN)/python tests/browser/chromium.py --install

test: setup check
	@$(PYTEST) $(TWO_WORKERS) --doctest-modules -m 'not benchmark and not soak' \
		$(SCRIPTS:%=--ignore=%) tests shared dashboard data

check: $(DEV_STAMP)
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && $(BIN)/mypy --no-error-summary

format: $(DEV_STAMP)
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

benchmark: $(DEV_STAMP)
	@$(PYTEST) -m benchmark -s --timeout 3600 tests

soak: $(DEV_STAMP)
	@$(PYTEST) -m soak -s --timeout 0 tests

# The test lock agrees with the run lock; neither names where a package came from.
COMPILE = $(LIKE_PIP) $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header $(if $(UPGRADE),--upgrade) pyproject.toml --extra build
lock: | $(UV)
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

# uv installs without a trace outside: pip is asked for it once, into .tools.
$(UV):
	@test -n '$(PYTHON)' || { echo 'Passerelle needs Python 3.11 or newer; install it, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3' >&2; exit 2; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo 'Passerelle needs pip for $(PYTHON); on Debian and Ubuntu: apt-get install python3-pip' >&2; exit 2; }
	@echo 'Installing what Passerelle stands on (once; about a minute)…'
	@$(PYTHON) -m pip install --quiet --upgrade --disable-pip-version-check --no-warn-script-location \
		--root-user-action ignore --target .tools 'uv==0.13.9'

$(BIN)/python: | $(UV)
	@$(UV) venv --quiet --clear --python '$(PYTHON)' .venv

# Hashes and an editable project do not mix in one call: first the lock, then the project alone.
$(RUN_STAMP): | $(BIN)/python $(UV)
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@rm -f .venv/run-* && touch $@

$(DEV_STAMP): | $(BIN)/python $(UV)
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@rm -f .venv/run-* .venv/dev-* && touch $@ $(RUN_STAMP)
