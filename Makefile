SOURCES ?= samples
OUTPUT  ?= output
CONFIG  ?=
WORKERS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)

PYTHON ?= python3
PY := .venv/bin/python
# a value as one word of the shell, whatever stands in it
q = '$(subst ','\'',$(1))'
OF = --sources=$(call q,$(SOURCES)) $(if $(CONFIG),--config=$(call q,$(CONFIG)))
PUT = --output=$(call q,$(OUTPUT))
RUN = $(PY) -m pipeline $@ $(OF) $(PUT) --workers=$(call q,$(WORKERS)) $(if $(STRICT),--strict=$(call q,$(STRICT)))
ON = $(PY) -m pipeline $@ $(if $(DATASET),$(call q,$(DATASET)),$(PUT)) $(if $(KEY),--key=$(call q,$(KEY)))
# an order is what this command says: a TAG or PR that the environment happens to have is none
said = $(if $(filter command,$(origin $(1))),$($(1)))
ORDER = $(foreach word,repo revision tag pr private dry-run,--$(word)=$(call q,$(call said,$(call capital,$(word)))))
capital = $(shell echo '$(1)' | tr a-z- A-Z_)
ADDED = $(if $(MORE),--more $(foreach folder,$(MORE),$(call q,$(folder))))
SHELL := /bin/sh
# each folder that commands make, and a name in it by which it is known
MADE := work:*.json dataset:manifest.json decontaminated:overlaps.jsonl rejected:rejected.jsonl view:[0-9a-f]*.js scale:out? pythons:uv
# help is in the language of the terminal
CHINESE := $(filter zh%,$(firstword $(LC_ALL) $(LC_MESSAGES) $(LANG)))
# English or Chinese, neither with a comma
tell = $(if $(CHINESE),$(2),$(1))
# a word that no target reads is a slip, and what it was meant to say would not be done
WORDS := SOURCES OUTPUT CONFIG WORKERS STRICT SERVE FROM OUT FOLDER DATASET KEY REPO REVISION TAG PR PRIVATE DRY_RUN OLD NEW AGAINST MORE PAGES PAGE LINE AT FORMAT ARGS TO FIRST SECOND PYTHONS VERSIONS PYTHON PY SHELL APPROVE WRITE ENGINE RAY_ADDRESS SCRATCH
SLIPS := $(filter-out $(WORDS),$(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name))))
near = $(shell $(PYTHON) -c 'import difflib, sys; print(difflib.get_close_matches(sys.argv[1].upper(), sys.argv[2:], 1, 0)[0])' $(1) $(WORDS))
$(foreach slip,$(SLIPS),$(error $(slip)=: $(call tell,no such word; did you mean,没有这个变量；是不是) $(call near,$(slip))=?))

.DEFAULT_GOAL := help
.PHONY: exchange agree build extract annotate validate export audit view init verify sign publish explain test test-slow train-test test-pythons test-loaders ci gold weights score bench bench-peers scale check approve diff decontaminate clean help

build: .venv/ready     ## all stages: sources to output/dataset/, ready to upload ## 全部步骤：从来源到可上传的 output/dataset/
	@$(RUN)
extract: .venv/ready   ## sources to pages, speeches, sections, spans, rejected ## 从来源读出页面、讲话、部分、区段和拒收的
	@$(RUN)
annotate: .venv/ready  ## + tokens, keywords, defects, near-duplicates, splits ## 加上分词、关键词、缺陷、近似重复和划分
	@$(RUN)
validate: .venv/ready  ## the contract and the laws; writes report.json when all hold ## 核对约定和定律，全部成立则写出 report.json
	@$(RUN)
export: .venv/ready    ## Parquet, JSONL, card into a staging folder ## 把 Parquet、JSONL、数据卡写到待审文件夹
	@$(RUN)
audit: .venv/ready     ## loads the staged dataset, compares, puts it in place ## 载入待审的数据集，比对，放到位
	@$(RUN)
view: .venv/ready      ## a page to look at output/dataset/: output/view.html; SERVE=1 to correct in it ## 查看数据集的网页 output/view.html；SERVE=1 可在其中改正
	@$(PY) -m pipeline $@ $(OF) $(PUT) $(if $(SERVE),--serve=$(call q,$(SERVE)))
init: .venv/ready      ## a commented dataset.toml for SOURCES, at CONFIG (dataset.toml) ## 为 SOURCES 写出待填的 dataset.toml
	@$(PY) -m pipeline $@ $(OF)
verify: .venv/ready    ## every gate over DATASET (OUTPUT/dataset), offline; KEY= the public key that signed it ## 离线审核数据集 DATASET
	@$(ON) --workers=$(call q,$(WORKERS))
sign: .venv/ready      ## signs DATASET (OUTPUT/dataset) with KEY=, an SSH key ## 用 SSH 密钥 KEY= 给数据集签名
	@$(ON)
publish: .venv/ready   ## sends output/dataset/ to the Hub as REPO=owner/name; DRY_RUN=1 only lists ## 把 output/dataset/ 发布到 REPO=owner/name；DRY_RUN=1 只列出
	@$(PY) -m pipeline $@ $(PUT) $(if $(CONFIG),--config=$(call q,$(CONFIG))) $(ORDER)
test: .venv/dev       ## the everyday tests ## 日常测试
	$(PY) -m pytest $(if $(ARGS),$(ARGS),-n 2 --dist loadfile -m "not slow")
test-slow: .venv/dev  ## kills, browsers, peers ## 慢测试：中断、浏览器、其他程序
	THOROUGH=1 $(PY) -m pytest $(if $(ARGS),$(ARGS) -m slow,-n 2 --dist loadfile -m "slow or thorough")
train-test: .venv-train/ready ## real trainers take the training views; the examples run ## 用真正的训练程序试训练数据
	.venv-train/bin/python -m pytest -m trainer tests/views/test_trainers.py
test-pythons: .venv/dev ## samples and everyday tests on PYTHONS and with the oldest libraries, in OUTPUT/pythons ## 在各版 Python 和最旧的库上构建样例并测试
	@$(PY) -m tests.tools.pythons built $(call q,$(OUTPUT)/pythons) $(or $(PYTHONS),3.11 3.12 3.13 3.14)
	@$(PY) -m tests.tools.pythons tested $(call q,$(OUTPUT)/pythons) $(or $(PYTHONS),3.11 3.12 3.13 3.14) $(if $(ARGS),-- $(ARGS))
test-loaders: .venv/dev ## the card's and the README's lines in VERSIONS of datasets, in OUTPUT/pythons ## 用各版 datasets 载入
	@$(PY) -m tests.tools.pythons loaded $(call q,$(OUTPUT)/pythons) $(or $(VERSIONS),2.21.0 3.0.2 3.6.0 4.0.0 4.8.5 5.0.1 5.2.0)
explain: .venv/ready   ## why a page is read as it is: PAGE=file, LINE= from 1 or AT= an offset, FORMAT=json ## 说明页面 PAGE= 的每一行为什么这样识别
	@$(PY) -m pipeline explain $(if $(PAGE),--page=$(call q,$(PAGE))) $(foreach word,line at format,$(if $(call said,$(call capital,$(word))),--$(word)=$(call q,$(call said,$(call capital,$(word))))))
gold: .venv/ready      ## corrected pages and their gold: FROM=corrections.jsonl OUT=folder ## 改正过的页面及其标准答案：FROM=corrections.jsonl OUT=文件夹
	@$(PY) -m pipeline $@ $(OF) $(if $(FROM),--from=$(call q,$(FROM))) $(if $(OUT),--out=$(call q,$(OUT)))
exchange: .venv/ready  ## pages for TO=doccano or label-studio, or FROM= what was labelled as corrections: OUT=file ## 为 doccano 或 label-studio 写出页面，或把标注结果读回为改正
	@$(PY) -m pipeline $@ --output=$(call q,$(OUTPUT)) $(if $(TO),--to=$(call q,$(TO))) $(if $(FROM),--from=$(call q,$(FROM))) $(if $(OUT),--out=$(call q,$(OUT)))
agree: .venv/ready     ## how far the corrections FIRST= and SECOND= of two people agree ## 两个人的改正 FIRST= 与 SECOND= 有多一致
	@$(PY) -m pipeline $@ $(if $(FIRST),--first=$(call q,$(FIRST))) $(if $(SECOND),--second=$(call q,$(SECOND)))
weights: .venv/dev    ## learns the weights of page roles and outlines anew from all gold pages (../shared), a few minutes ## 从标准答案重新学习权重，几分钟
	$(PY) -m tests.tools.page_weights --write --left-out $(ADDED)
	$(PY) -m tests.tools.weights $(ADDED)
score: .venv/dev      ## figures of every gold page and set, held to tests/floors.toml; or of FOLDER=, made by gold ## 各套标准答案的得分，或 FOLDER= 一套的得分；WRITE=1 写入数据卡所用的文件
	@$(PY) -m tests.tools.gold $(if $(WRITE),--write) $(if $(FOLDER),--folder=$(call q,$(FOLDER)),--floors)
bench: .venv/dev      ## what each step costs, and near-duplicates at 100,000 sections ## 每一步的耗时
	$(PY) -m tests.tools.bench samples $(wildcard ../shared/corpus/pages)
	$(PY) -m tests.tools.planted 100000
bench-peers: .venv/ready .venv-peers/ready ## the build beside datatrove and plain scripts: tests/tools/peers.md ## 与 datatrove 和简单脚本比较耗时
	$(PY) -m tests.tools.peers .venv-peers/bin/python $(firstword $(wildcard ../shared/corpus/pages) samples)
scale: .venv/dev      ## what builds of PAGES=10000 pages take: seconds and memory by stage (half an hour) ## 一万个页面的构建耗时（半小时）
	$(PY) -m tests.tools.scale all $(OUTPUT)/scale $(or $(PAGES),10000) $(firstword $(wildcard ../shared/corpus/pages) samples)
check: .venv/dev      ## lint and types ## 代码检查和类型检查
	$(PY) -m ruff check
	$(PY) -m mypy
approve: .venv/dev    ## accept the golden builds and the columns as they are now; review the diff like code ## 认可现在的样例构建
	APPROVE=1 $(PY) -m pytest -q tests/test_schemas.py tests/test_golden.py
ci:                    ## what every submission must pass, as .ci/run does it ## 每次提交必须通过的全部检查
	bash .ci/run
diff: .venv/ready      ## what changed from dataset OLD= to NEW=, by cause: a table and diff.json ## 数据集 OLD= 与 NEW= 之间的变动及原因
	@$(PY) -m pipeline diff $(if $(OLD),--old=$(call q,$(OLD))) $(if $(NEW),--new=$(call q,$(NEW))) --output=$(call q,$(OUTPUT))
decontaminate: .venv/ready    ## what the dataset shares with your own tests AGAINST=file-or-hf://, and the rows without it ## 数据集与测试集 AGAINST= 相同之处
	@$(PY) -m pipeline decontaminate $(if $(AGAINST),--against=$(call q,$(AGAINST))) --output=$(call q,$(OUTPUT))
clean:                 ## remove derived files, and no folder that we did not make ## 删除产物（不是我们建的文件夹不动）
	$(if $(strip $(OUTPUT)),,$(error OUTPUT=: $(call tell,expected a folder,应为文件夹)))@cd $(call q,$(OUTPUT)) && for made in $(MADE); do \
	  name=$${made%%:*}; if [ ! -e "$$name" ]; then continue; fi; \
	  if ls -d $$name/$${made#*:} >/dev/null 2>&1; then rm -rf "$$name"; \
	  else rmdir "$$name" 2>/dev/null || echo "$$name: $(call tell,files that no build made stand there: it is left,里面是别的文件，未删除)"; fi; done; \
	  if [ -e .lock ]; then rm -f report.json personal-key.jsonl view.html diff.json; fi
help:                  ## this list ## 本清单
	@sed -n 's/^\([a-z-]*\):.*## \(.*\) ## \(.*\)/  \1\t$(if $(CHINESE),\3,\2)/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "  $(if $(CHINESE),变量,variables): SOURCES OUTPUT CONFIG WORKERS STRICT=1 DATASET KEY"
	@echo "  $(if $(CHINESE),发布用,of publish): REPO=owner/name REVISION= PR=1 PRIVATE=1 TAG= DRY_RUN=1"

.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(call tell,Python 3.11 or newer is needed; this is,需要 Python 3.11 或更新的；这里是) %d.%d: make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "$(call tell,making .venv from requirements.lock; about 600 MB: a minute or two …,正在按 requirements.lock 建立 .venv，约 600 MB，需一两分钟……)"
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev: .venv/ready requirements-dev.lock
	@echo "$(call tell,adding what tests and checks need from requirements-dev.lock …,正在按 requirements-dev.lock 添加测试和检查所需……)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-train/ready: requirements-dev.lock requirements-train.txt
	@echo "$(call tell,making .venv-train from requirements-dev.lock and requirements-train.txt: some minutes …,正在按 requirements-dev.lock 和 requirements-train.txt 建立 .venv-train，需几分钟……)"
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-train.txt
	@touch $@

.venv/ray: .venv/dev
	@$(PY) -m pip install --quiet --disable-pip-version-check 'ray>=2.50'
	@touch $@

.venv/s3: .venv/dev
	@$(PY) -m pip install --quiet --disable-pip-version-check 's3fs>=2026.2' 'moto[server]>=5'
	@touch $@

.venv-peers/ready: requirements-peers.txt
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-peers.txt
	@touch $@
