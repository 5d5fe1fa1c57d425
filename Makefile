PY := .venv/bin/python

.venv/ready: requirements.lock
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@
