# Every habit is one command; `make help` lists them. Needs Python 3.11 and, the first time, a
# package index.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export HOTLINE_HOME ?= .hotline

.DEFAULT_GOAL := help
.PHONY: help install library run test browser nightly mutation peers families check format lint types arrows clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11：没有找到 $(PYTHON)，请先安装，或用 make PYTHON=路径 指定" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(BIN)/python
	@echo "安装依赖（第一次约一分钟）……"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "安装依赖与测试工具（第一次约两分钟）……"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[models,eval,dev]'
	@touch $(VENV)/.run $@

install: $(VENV)/.run  ## the environment in .venv, with .venv/bin/hotline and the embedding model
	@# Without the model word search answers, so that a failed download is no reason to stop.
	@$(BIN)/hotline model || echo "向量模型没有取到，先只按词语检索；以后运行 make install 可补上"

library: install  ## ingest the shipped policy texts into HOTLINE_HOME
	$(BIN)/hotline ingest --shipped

run: library  ## everything, then the service on http://127.0.0.1:8000
	$(BIN)/hotline serve

test: $(VENV)/.dev  ## the whole test suite, the browser part too
	$(BIN)/hotline model
	$(BIN)/python -m pytest -n 2
	$(MAKE) --no-print-directory browser

browser: $(VENV)/.dev  ## the pages, in a real Chromium
	tests/install_chromium.sh
	$(BIN)/python -m pytest -m browser tests/browser

nightly: $(VENV)/.dev  ## the long tests
	$(BIN)/python -m pytest -m nightly

PART ?= safety
SAMPLE ?= 200
mutation: $(VENV)/.dev  ## how many changes to a safety part its tests notice (PART=safety|privacy|doors|orders, SAMPLE=0 for all)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[mutation]'
	nice $(BIN)/python -m tests.mutation $(PART) --sample $(SAMPLE)

peers: $(VENV)/.dev  ## ours beside what one would pick instead (some minutes; the first time 2 GB on disk)
	$(BIN)/hotline eval peers --out $(HOTLINE_HOME)/peers.json

families: install  ## docs/families.md from the eligibility rules
	$(BIN)/python -m knowledge.rules.families docs/families.md

check: lint types arrows test  ## what has to pass before a commit

format: $(VENV)/.dev  ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

arrows: $(VENV)/.dev
	$(BIN)/lint-imports

clean:  ## take away what make made (the home folder stays)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
