# make demo   a virtual environment, the package, and a map of the sample stories
# make test   what the tests need, and all tests
# make lint   ruff and mypy

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint clean

demo: $(VENV)/.installed
	$(BIN)/geomapper build -o output

test: $(VENV)/.tested
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.tested
	$(BIN)/python -m ruff check geomapper tests gazetteer benchmarks
	$(BIN)/python -m mypy

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "geomapper needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info output/*.html output/*.csv output/*.geojson output/*.gpkg output/report.md
