SOURCES ?= samples
OUTPUT  ?= output
CONFIG  ?=
WORKERS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)

PYTHON ?= python3
PY := .venv/bin/python
# a value as one word of the shell, whatever stands in it
q = '$(subst ','\'',$(1))'
RUN = $(PY) -m pipeline $@ --sources=$(call q,$(SOURCES)) --output=$(call q,$(OUTPUT)) $(if $(CONFIG),--config=$(call q,$(CONFIG))) \
  --workers=$(call q,$(WORKERS)) $(if $(STRICT),--strict=$(call q,$(STRICT)))
ON = $(PY) -m pipeline $@ $(call q,$(or $(DATASET),$(OUTPUT)/dataset)) $(if $(KEY),--key=$(call q,$(KEY)))
# an order is what this command says: a TAG or PR that the environment happens to have is none
said = $(if $(filter command,$(origin $(1))),$($(1)))
ORDER = $(foreach word,repo revision tag pr private dry-run,--$(word)=$(call q,$(call said,$(call capital,$(word)))))
capital = $(shell echo '$(1)' | tr a-z- A-Z_)
SHELL := /bin/sh
# a word that no target reads is a slip, and what it was meant to say would not be done
WORDS := SOURCES OUTPUT CONFIG WORKERS STRICT SERVE FROM OUT FOLDER DATASET KEY REPO REVISION TAG PR PRIVATE DRY_RUN OLD NEW AGAINST PAGES PAGE LINE AT FORMAT ARGS PYTHON PY SHELL APPROVE WRITE
SLIPS := $(filter-out $(WORDS),$(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name))))
near = $(shell $(PYTHON) -c 'import difflib, sys; print(difflib.get_close_matches(sys.argv[1].upper(), sys.argv[2:], 1, 0)[0])' $(1) $(WORDS))
$(foreach slip,$(SLIPS),$(error $(slip)=: no such word; did you mean $(call near,$(slip))=?))

.DEFAULT_GOAL := help
.PHONY: build extract annotate validate export audit view init verify sign publish explain test test-slow train-test ci gold weights score bench scale check approve diff decontaminate clean help

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
view: .venv/ready      ## a page to look at output/dataset/: output/view.html; SERVE=1 to correct in it
	@$(RUN) $(if $(SERVE),--serve=$(call q,$(SERVE)))
init: .venv/ready      ## a commented dataset.toml for SOURCES, at CONFIG (dataset.toml)
	@$(RUN)
verify: .venv/ready    ## every gate over DATASET (OUTPUT/dataset), offline; KEY= the public key that signed it
	@$(ON) --workers=$(call q,$(WORKERS))
sign: .venv/ready      ## signs DATASET (OUTPUT/dataset) with KEY=, an SSH key
	@$(ON)
publish: .venv/ready   ## sends output/dataset/ to the Hub as REPO=owner/name; DRY_RUN=1 only lists
	@$(RUN) $(ORDER)
test: .venv/dev       ## the everyday tests
	$(PY) -m pytest $(if $(ARGS),$(ARGS),-n 2 -m "not slow")
test-slow: .venv/dev  ## kills, browsers, peers
	$(PY) -m pytest $(if $(ARGS),$(ARGS) -m slow,-n 2 -m slow)
train-test: .venv-train/ready ## real trainers take the training views; the examples run
	.venv-train/bin/python -m pytest -m trainer tests/views/test_trainers.py
explain: .venv/ready   ## why a page is read as it is: PAGE=file, LINE= from 1 or AT= an offset, FORMAT=json
	@$(PY) -m pipeline explain $(if $(PAGE),--page $(call q,$(PAGE))) $(foreach word,line at format,$(if $(call said,$(call capital,$(word))),--$(word)=$(call q,$(call said,$(call capital,$(word))))))
gold: .venv/ready      ## corrected pages and their gold: FROM=corrections.jsonl OUT=folder
	@$(RUN) $(if $(FROM),--from "$(FROM)") $(if $(OUT),--out "$(OUT)")
weights: .venv/dev    ## learns the weights of page roles and outlines anew from all gold pages (../shared), a few minutes
	$(PY) -m tests.tools.page_weights --write
	$(PY) -m tests.tools.weights
score: .venv/dev      ## figures of every gold page and set, held to tests/floors.toml; or of FOLDER=, made by gold
	@$(PY) -m tests.tools.gold $(if $(WRITE),--write) $(if $(FOLDER),--folder "$(FOLDER)",--floors)
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
	@$(PY) -m pipeline diff $(if $(OLD),--old=$(call q,$(OLD))) $(if $(NEW),--new=$(call q,$(NEW))) --output=$(call q,$(OUTPUT))
decontaminate: .venv/ready    ## what the dataset shares with your own tests AGAINST=file, and the rows without it
	@$(PY) -m pipeline decontaminate $(if $(AGAINST),--against=$(call q,$(AGAINST))) --output=$(call q,$(OUTPUT))
clean:                 ## remove derived files
	cd $(call q,$(OUTPUT)) && rm -rf work dataset decontaminated rejected score scale report.json view.html view diff.json
help:                  ## this list
	@sed -n 's/^\([a-z-]*\):.*## */  \1\t/p' $(MAKEFILE_LIST) | expand -t 14
	@echo "  variables: SOURCES OUTPUT CONFIG WORKERS STRICT=1 DATASET KEY"
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
