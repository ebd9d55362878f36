# The portal's commands. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP_BASE := .venv/.base
STAMP_DEV := .venv/.dev

.PHONY: help run setup seed serve test lint types architecture unit integration browser prove bench fix pins db-new docs clean

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMP_BASE) ## Install, migrate, seed once, build once, serve
	@$(BIN)/portal migrate
	@$(BIN)/portal seed
	@$(BIN)/portal serve

setup: $(STAMP_DEV) ## Install everything, for work on the portal

# The files name everything with its hash, so pip need not resolve anything: left to itself it looks at the newest
# release of a package asked for with an extra, and refuses it because its hash is not written down.
$(STAMP_BASE): requirements/base.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing pinned packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/base.txt
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/producer_portal.pth"
	@printf '#!%s\nfrom producer_portal.cli import main\n\nmain()\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/portal && chmod +x $(BIN)/portal
	@touch $@

$(STAMP_DEV): $(STAMP_BASE) requirements/dev.txt tests/browser/package-lock.json
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@sh .ci/browser
	@sh .ci/scanner
	@touch $@

test: $(STAMP_DEV) ## Everything that must hold: lint, types, contracts, all tests
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/checks

lint: $(STAMP_DEV) ## Style and spelling
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell

types: $(STAMP_DEV) ## mypy, strict
	@$(BIN)/mypy

architecture: $(STAMP_DEV) ## Import contracts and architecture tests
	@$(BIN)/lint-imports && $(BIN)/pytest tests/architecture

unit: $(STAMP_DEV) ## Unit and property tests
	@$(BIN)/pytest -n 2 --dist loadfile tests/unit tests/property tests/architecture

integration: $(STAMP_DEV) ## Tests on SQLite and PostgreSQL
	@$(BIN)/pytest -n 2 --dist loadfile tests/integration

browser: $(STAMP_DEV) ## Stories and attacks against the running production build
	@$(BIN)/pytest -n 2 --dist loadfile tests/edge && $(BIN)/pytest -n 2 --dist loadfile tests/browser

prove: $(STAMP_DEV) ## The long proofs, with their figures
	@PORTAL_PROVE=1 $(BIN)/pytest -s --timeout=14400 tests/prove tests/property tests/matrix tests/integration \
	  tests/edge/test_faults.py tests/edge/test_uploads.py tests/edge/test_hostile_input.py

bench: $(STAMP_DEV) ## Speed as ratios against floors measured in the same run
	@$(BIN)/python -m bench

fix: $(STAMP_DEV) ## Format and mend what can be mended
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

pins: ## Compile requirements/*.in to pinned, hashed *.txt
	@cd requirements && for name in base dev; do ../$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header $$name.in -o $$name.txt; done

db-new: $(STAMP_DEV) ## A new migration: make db-new m="add something"
	@$(BIN)/alembic revision --autogenerate -m "$(m)"

docs: $(STAMP_DEV) ## Draw the import graph into docs/architecture.md
	@$(BIN)/python docs/draw.py

clean: ## Forget builds and caches; keeps the database
	@rm -rf .web .mypy_cache .ruff_cache .pytest_cache
