# The only task runner: `make help` lists every task. Needs git, make and python3; everything else is set up.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgresql lint format catalogues bench golden cover-controller mutants fuzz

BIN := .venv/bin
INSTALLED := .venv/installed
PACKAGES := config content display kiosk mingbai
FONTS := build/fonts/NotoSansSC-Regular.otf build/fonts/NotoSansSC-Bold.otf

help: ## list the tasks
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r task says; do \
	  printf '%-15s %s\n' "$$task" "$$says"; done

setup: $(INSTALLED) $(FONTS) ## Debian packages, virtual environment, fonts; leaves .venv/bin/mingbai
	@$(BIN)/python -m compileall -q $(PACKAGES)  # or services, which may not write here, compile it at every start

demo: setup ## the whole line on this machine: hub, feed, terminal, kiosk, LED board (ARGS="--check --out DIR")
	$(BIN)/mingbai demo $(ARGS)

# One process more than there are cores, for browsers and disks are often waited for. Each begins with a run of
# neighbours, which share what was set up once; who has finished takes from the others.
ON_EVERY_CORE := --numprocesses=$(shell expr $$(nproc) + 1) --dist=worksteal

test: lint build/packages-test ## lint, then every test, those with a screen, a port or patience included
	$(BIN)/pytest $(ON_EVERY_CORE) $(ARGS)

test-postgresql: setup build/packages-test ## the hub's tests, all of them, on a PostgreSQL server of their own
	$(BIN)/pytest $(ON_EVERY_CORE) --hub-database=postgresql tests/content/hub $(ARGS)

lint: setup ## style, types and the directions of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## put every file into the project's layout
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

catalogues: setup ## collect what the touch screen says, and compile its translations (kiosk/locale)
	$(BIN)/python setup/catalogues.py

bench: setup build/packages-bench ## measure every figure into build/bench.json (NAMES="kiosk_start hub_304" for some)
	$(BIN)/python -m bench $(NAMES)

golden: setup ## rewrite one golden case (CASE=dots/<case>); look at the diff before you commit it
	@test -n "$(CASE)" || { echo "Say which case: make golden CASE=dots/<case>"; exit 2; }
	$(BIN)/python -m tests.golden "$(CASE)"

CONTROLLER := display/controller.py,display/message_store.py,display/sign_terms.py
CONTROLLER_TESTS := $(addprefix tests/display/test_,controller.py controller_schedule.py controller_failures.py message_store.py)

cover-controller: setup ## every branch of the boards' message controller is tested, or this fails
	@mkdir -p build
	$(BIN)/coverage run --branch --data-file=build/coverage-controller --include="$(CONTROLLER)" \
	  -m pytest -q $(CONTROLLER_TESTS)
	$(BIN)/coverage report --data-file=build/coverage-controller --show-missing --fail-under=100

mutants: setup ## change the message controller in every small way; at least 95 % must be noticed by its tests
	$(BIN)/python setup/mutants.py build/mutants 95

fuzz: setup ## a million inputs for every board decoder and the stream readers (NAME=jetfile2 for one)
	$(BIN)/python -m tests.fuzz $(NAME)

build/packages-%: mingbai/machine.py setup/packages.py
	python3 setup/packages.py $*
	@mkdir -p build && touch $@

$(INSTALLED): setup.cfg pyproject.toml setup/environment.py | build/packages-demo
	python3 setup/environment.py .venv
	@touch $@

build/fonts/NotoSansSC-%.otf: setup/fonts.py | $(INSTALLED)
	$(BIN)/python setup/fonts.py $* $@
