SOURCES ?= samples
OUTPUT  ?= output
CONFIG  ?=
WORKERS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)

PYTHON ?= python3
PY := .venv/bin/python
RUN = $(PY) -m pipeline $@ --sources $(SOURCES) --output $(OUTPUT) $(if $(CONFIG),--config "$(CONFIG)") --workers $(WORKERS) $(if $(STRICT),--strict)
# an order is what this command says: a TAG or PR that the environment happens to have is none
said = $(if $(filter command,$(origin $(1))),$($(1)))
ORDER = --repo "$(call said,REPO)" --revision "$(call said,REVISION)" --tag "$(call said,TAG)" \
  --pr "$(call said,PR)" --private "$(call said,PRIVATE)" --dry-run "$(call said,DRY_RUN)"
SHELL := /bin/sh

.DEFAULT_GOAL := help
.PHONY: build extract annotate validate export audit view init verify sign publish test test-slow train-test ci score bench scale check approve diff clean help

build: .venv/ready     ## all stages: sources to output/dataset/, ready to upload
	@$(RUN)
extract: .venv/ready   ## sources to pages, speeches, sections, spans, rejected
	@$(RUN)
annotate: .venv/ready  ## + tokens, keywords, defects, near-duplicates, splits
	@$(RUN)
validate: .venv/ready  ## the contract and the laws; writes report.json when all hold
	@$(RUN)
export: .venv/ready    ## Parquet, JSONL, card into a staging folder
	@$(RUN)
audit: .venv/ready     ## loads the staged dataset, compares, puts it in place
	@$(RUN)
view: .venv/ready      ## a page to look at output/dataset/: output/view.html
	@$(RUN)
init: .venv/ready      ## a commented dataset.toml for SOURCES, at CONFIG (dataset.toml)
	@$(RUN)
verify: .venv/ready    ## every gate over DATASET (OUTPUT/dataset), offline; KEY= the public key that signed it
	@$(PY) -m pipeline verify $(DATASET) --output $(OUTPUT) --workers $(WORKERS) $(if $(KEY),--key "$(KEY)")
sign: .venv/ready      ## signs DATASET (OUTPUT/dataset) with KEY=, an SSH key
	@$(PY) -m pipeline sign $(DATASET) --output $(OUTPUT) $(if $(KEY),--key "$(KEY)")
publish: .venv/ready   ## sends output/dataset/ to the Hub as REPO=owner/name; DRY_RUN=1 only lists
	@$(RUN) $(ORDER)
test: .venv/dev       ## the everyday tests
	$(PY) -m pytest $(if $(ARGS),$(ARGS),-n 2 -m "not slow")
test-slow: .venv/dev  ## kills, browsers, peers
	$(PY) -m pytest $(if $(ARGS),$(ARGS) -m slow,-n 2 -m slow)
train-test: .venv-train/ready ## real trainers take the training views; the examples run
	.venv-train/bin/python -m pytest -m trainer tests/views/test_trainers.py
score: .venv/dev      ## figures of every gold page and set, held to tests/floors.toml
	@$(PY) -m tests.tools.gold --floors
bench: .venv/dev      ## what each step costs, and near-duplicates at 100,000 sections
	$(PY) -m tests.tools.bench samples $(wildcard ../shared/corpus/pages)
	$(PY) -m tests.tools.planted 100000
scale: .venv/dev      ## what builds of PAGES=10000 pages take: seconds and memory by stage (half an hour)
	$(PY) -m tests.tools.scale all $(OUTPUT)/scale $(or $(PAGES),10000) $(firstword $(wildcard ../shared/corpus/pages) samples)
check: .venv/dev      ## lint and types
	$(PY) -m ruff check
	$(PY) -m mypy
approve: .venv/dev    ## accept the golden builds as they are now; review the diff like code
	APPROVE=1 $(PY) -m pytest -q tests/test_golden.py
ci:                    ## what every submission must pass, as .ci/run does it
	bash .ci/run
diff: .venv/ready      ## what changed from dataset OLD= to NEW=, by cause: a table and diff.json
	@$(PY) -m pipeline diff $(if $(OLD),--old "$(OLD)") $(if $(NEW),--new "$(NEW)") --output $(OUTPUT)
clean:                 ## remove derived files
	rm -rf $(OUTPUT)/work $(OUTPUT)/dataset $(OUTPUT)/rejected $(OUTPUT)/score $(OUTPUT)/scale $(OUTPUT)/report.json $(OUTPUT)/view.html $(OUTPUT)/view $(OUTPUT)/diff.json
help:                  ## this list
	@sed -n 's/^\([a-z-]*\):.*## */  \1\t/p' $(MAKEFILE_LIST) | expand -t 14
	@echo "  variables: SOURCES OUTPUT CONFIG WORKERS STRICT=1"
	@echo "  of publish: REPO=owner/name REVISION= PR=1 PRIVATE=1 TAG= DRY_RUN=1"

.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "making .venv from requirements.lock, about 600 MB: a minute or two …"
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev: .venv/ready requirements-dev.lock
	@echo "adding what tests and checks need from requirements-dev.lock …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-train/ready: requirements-dev.lock requirements-train.txt
	@echo "making .venv-train from requirements-dev.lock and requirements-train.txt: some minutes …"
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-train.txt
	@touch $@
