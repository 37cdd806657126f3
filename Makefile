# Crossroads 1941. `make` alone lists what can be made. Nothing is fetched except, once, the Python packages.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help compare test check fuzz sweep bench wasm gallery hypotheses docs clean setup-test validate calibrate report-card mechanisms

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
WORLDS ?= 2000
SEED ?= 1941
OUT ?= results/north_or_south
GALLERY_WORLDS ?= 2000
VALIDATE_WORLDS ?= 1000
WASM_OUT ?= results/wasm
VALIDATE_OUT ?= results/validation
REPORT_CARD_WORLDS ?= 1000
MECHANISMS_WORLDS ?= 1000
AGAINST ?= model/crossroads/evidence/reference

help:  ## list what can be made
	@echo "Crossroads 1941: what Japan's choice of 1941 would have changed."
	@echo
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and none was found; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; ok = sys.version_info >= (3, 11); sys.exit(0 if ok else "Python 3.11 or later is needed; $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=/path/to/python3.11")'
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing from $(PYTHON); on Debian and Ubuntu it is the package python3-venv." >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the packages of constraints.txt (once; a few minutes) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

setup-test: $(VENV)/.ready-test  ## set up .venv with all that the tests need

compare: $(VENV)/.ready  ## south, north first, or north instead of south: the comparison that answers the question (OUT=, WORLDS=, SEED=)
	@if [ -d "$(OUT)" ]; then \
		cat "$(OUT)/comparison.txt"; \
		echo; \
		$(BIN)/python -m crossroads.runs.standing "$(OUT)" || true; \
		echo "This is the comparison that stands in $(OUT) already; nothing was run and nothing removed."; \
		echo "Report: $(OUT)/report.html. All figures: $(BIN)/crossroads report '$(OUT)' --out '$(OUT).html'"; \
		echo "To run it anew: make compare OUT=results/another"; \
	else \
		$(BIN)/crossroads compare north_or_south --worlds $(WORLDS) --seed $(SEED) --out "$(OUT)"; \
	fi

check: $(VENV)/.ready-test  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check  ## style, types and all tests
	$(BIN)/pytest --numprocesses auto --dist loadfile

fuzz: $(VENV)/.ready-test  ## 10,000 mangled inputs and 10,000 entries of a lock, under a new seed (FUZZ_SEED=)
	@seed="$(FUZZ_SEED)"; [ -n "$$seed" ] || seed=$$(date +%s); \
	echo "Seed $$seed. To try the same again: make fuzz FUZZ_SEED=$$seed"; \
	CROSSROADS_FUZZ_SEED=$$seed CROSSROADS_FUZZ_MUTATIONS=10000 CROSSROADS_LOCK_ENTRIES=10000 \
		$(BIN)/pytest --numprocesses auto --dist loadfile tests/fuzz tests/runs/test_locks.py tests/runs/test_scripts.py \
		tests/runs/test_sealed_folders.py && \
	CROSSROADS_FUZZ_SEED=$$seed $(BIN)/pytest -m hypothesis tests/minds tests/war tests/world

sweep: $(VENV)/.ready-test  ## every record alone at its ends, 20 worlds to the horizon, and all that takes long: an hour or two
	CROSSROADS_SWEEP=all CROSSROADS_CACHE=off $(BIN)/pytest --numprocesses auto --dist load \
		tests/properties/test_every_record_alone.py tests/scenario/test_scenario_limits.py tests/cli/test_any_letter.py \
		tests/runs/test_written_whole.py tests/repository/test_experiments.py tests/repository/test_benchmark.py \
		tests/repository/test_an_analysts_hour.py tests/studies/test_kill_and_resume.py \
		tests/validation/fit/test_calibrate_command.py tests/validation/card/test_page.py \
		tests/engine/test_any_processor.py tests/golden/test_kept_answers.py tests/cli/test_questions.py \
		tests/validation/card/test_frozen_causes.py tests/compiled/test_step.py tests/cli/test_interruption.py \
		tests/studies/regret/test_regret.py

wasm: $(VENV)/.ready  ## the week by stated odds as WebAssembly with its tables, for a page (WASM_OUT=)
	@$(BIN)/python -m crossroads.runs.storage.webassembly "$(WASM_OUT)"

bench: $(VENV)/.ready  ## speed on this machine: start-up and worlds per second (WRITE=docs/performance.md writes the page)
	$(BIN)/python benchmarks/start_up.py
	$(BIN)/python benchmarks/worlds_per_second.py $(if $(WRITE),--write $(WRITE))

gallery: $(VENV)/.ready  ## draw the figures of results/gallery anew
	$(BIN)/python experiments/refresh_gallery.py $(GALLERY_WORLDS) results/gallery
	$(BIN)/python experiments/refresh_sweeps.py $$(( ($(GALLERY_WORLDS) + 1) / 2 )) results/gallery

hypotheses: $(VENV)/.ready  ## the documents' 28 claims answered anew, in results/hypotheses.md (WORLDS=, SEED=)
	$(BIN)/crossroads ask all --worlds $(WORLDS) --seed $(SEED)

calibrate: $(VENV)/.ready  ## an ensemble of parameter sets that fit 1941-42, written to results/calibration
	$(BIN)/crossroads calibrate --out results/calibration

validate: $(VENV)/.ready  ## a run beside what was recorded (AGAINST= a folder of series, VALIDATE_WORLDS=, VALIDATE_OUT=)
	@out="$(VALIDATE_OUT)"; number=1; \
	while [ -e "$$out/run" ]; do number=$$((number + 1)); out="$(VALIDATE_OUT)-$$number"; done; \
	$(BIN)/crossroads run as_it_happened --worlds $(VALIDATE_WORLDS) --seed $(SEED) --keep-trajectories \
		--ledger-worlds 0 --out "$$out/run" >/dev/null && \
	$(BIN)/crossroads validate "$$out/run" --against "$(AGAINST)" --out "$$out/record"

report-card: $(VENV)/.ready  ## how far the model can be trusted: docs/reference/report_card.md anew (REPORT_CARD_WORLDS=, SEED=)
	$(BIN)/crossroads report-card --worlds $(REPORT_CARD_WORLDS) --seed $(SEED) --out docs/reference

mechanisms: $(VENV)/.ready  ## pull every mechanism of the documents: docs/reference/mechanisms.md anew (MECHANISMS_WORLDS=, SEED=)
	@rm -rf results/mechanisms results/mechanisms.partial
	$(BIN)/crossroads mechanisms --worlds $(MECHANISMS_WORLDS) --seed $(SEED) --out results/mechanisms >/dev/null
	@cp results/mechanisms/mechanisms.md results/mechanisms/mechanisms.csv docs/reference/ && rm -rf results/mechanisms

docs: $(VENV)/.ready  ## write docs/reference anew from the records
	$(BIN)/python -m crossroads.telling.reference_pages docs/reference
	$(BIN)/crossroads battle --check docs/reference

clean:  ## remove .venv and caches; results are never removed
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
