# Behind the Knee. `make lab` to learn, `make test` before you send a change, `make help` for the rest.
# Written for /bin/sh and GNU make 3.81 (the one on macOS).

SHELL = /bin/sh
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help lab test fix js bench check lock clean

PY := .venv/bin/python
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

# The settings of this repository come before the user's own, which stay untouched.
export JUPYTER_CONFIG_PATH := $(CURDIR)/.jupyter
export JUPYTER_PREFER_ENV_PATH := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := 0
unexport PYTHONHOME PYTHONPATH
# What Python compiles it keeps: without that each start, kernel and test would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

# The editable install remembers where the folder was: after a move, install again.
MOVED := $(shell [ "`cat .venv/home 2>/dev/null`" = "$(CURDIR)" ] || rm -f .venv/*.done)

# step 'What happens' command...: says it, one dot every two seconds, then the seconds it took. What the command prints
# goes to .make.log, and its end to the screen if the command fails.
STEP = step() { \
	printf '%s ' "$$1"; shift; began=`date +%s`; \
	( while sleep 2 && kill -0 $$$$; do printf .; done ) 2>/dev/null & \
	"$$@" >.make.log 2>&1; code=$$?; kill $$! 2>/dev/null; wait $$! 2>/dev/null; \
	if [ $$code -eq 0 ]; then echo " $$((`date +%s` - began)) s"; return; fi; \
	printf ' failed. The end of .make.log:\n\n'; tail -n 20 .make.log; exit $$code; }

# $(call REQUIREMENTS,extra): what pyproject.toml asks for, one line each, with what builds the package.
define REQUIREMENTS_PY
import sys, tomllib
pyproject = tomllib.load(open("pyproject.toml", "rb"))
project = pyproject["project"]
def extra(name):
    for line in project["optional-dependencies"][name]:
        if line.startswith(project["name"] + "["):
            yield from extra(line.split("[")[1].rstrip("]"))
        else:
            yield line
print(*pyproject["build-system"]["requires"], *project["dependencies"], *extra(sys.argv[1]), sep="\n")
endef
export REQUIREMENTS_PY
REQUIREMENTS = $(PY) -c "$$REQUIREMENTS_PY" $(1)

# Python compiles what is imported when it is imported: for all at once, pip would need as long again.
PIP_INSTALL := $(PY) -m pip install -qq --no-compile
INSTALL = $(STEP); $(call REQUIREMENTS,$(1)) >.venv/$(1).txt && \
	step '$(2)' $(PIP_INSTALL) --require-hashes -c constraints.txt -r .venv/$(1).txt

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

lab: .venv/lab.done .venv/trust.done kb/compiled.kb ## Open the course in JupyterLab (installs it first; stop with Ctrl-C)
	@echo 'Starting JupyterLab. Stop it with Ctrl-C.'
	@exec $(PY) -m jupyterlab

# One more than there are cores: whoever drives a browser waits for it much of the time.
PROCESSES = import os; print(min(4, 1 + (os.cpu_count() or 1)))

test: .venv/test.done kb/compiled.kb ## Run every check: ruff, unit tests, all notebooks, a real browser
	$(PY) -m ruff check --output-format concise
	$(PY) -m ruff format --check --output-format concise
	@CHROMIUM=`$(PY) -m tests.browser.chromium` && export CHROMIUM && \
	exec $(PY) -m pytest --numprocesses `$(PY) -c '$(PROCESSES)'` --dist loadscope --no-loadscope-reorder

fix: .venv/test.done ## Bring everything into the one layout: Python, scripts and styles
	$(PY) -m ruff check --fix --quiet
	$(PY) -m ruff format --quiet
	.venv/bin/deno fmt --quiet --config widgets/js/deno.json widgets/js widgets/labextensions tests/js tests/views

js: .venv/test.done ## Bundle the scripts and styles of widgets/js into widgets/static
	$(PY) widgets/js/bundle.py

bench: .venv/bench.done kb/compiled.kb ## Measure speed and memory beside other tools
	@CHROMIUM=`$(PY) -m tests.browser.chromium` && export CHROMIUM && exec $(PY) -m tests.bench

check: .venv/lab.done ## Check the knowledge base, one line per fault
	@$(PY) -m kb check

lock: $(PY) ## Pin the newest versions, with hashes, in constraints.txt
	@$(STEP); step 'Getting uv' $(PIP_INSTALL) uv && \
	{ $(call REQUIREMENTS,bench); echo pip; } >.venv/lock.txt && \
	step 'Pinning' $(PY) -m uv pip compile --universal --python-version 3.11 --upgrade --generate-hashes \
	--no-annotate --no-header --output-file constraints.txt .venv/lock.txt

clean: ## Remove .venv and everything that can be made again
	rm -rf .venv .make.log .artefacts kb/compiled.kb .pytest_cache .ruff_cache .hypothesis build *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -prune -exec rm -rf {} +

# Python 3.11 or newer: the one named by PYTHON, else the first good one on the PATH.
$(PY):
	@good() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }; \
	for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python); do \
	if good "$$python"; then found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
	echo "Python 3.11 or newer is needed; found: $$("$(or $(PYTHON),python3)" --version 2>&1 | head -n 1)" >&2; \
	echo 'Install it, or name one: make lab PYTHON=/path/to/python3.12' >&2; exit 1; fi; \
	if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then \
	echo "$$("$$found" --version) comes without venv. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; fi; \
	$(STEP); step "Making .venv with $$("$$found" --version)" "$$found" -m venv --clear .venv

# Each of these is written last, so that an install that failed is tried again.
.venv/lab.done: $(PY) pyproject.toml constraints.txt
	@sed -n '/^pip==/,/[^\\]$$/p' constraints.txt >.venv/pip.txt
	@$(STEP); step 'Getting the pinned pip' $(PIP_INSTALL) --require-hashes -r .venv/pip.txt
	@$(call INSTALL,lab,Installing JupyterLab and the course (about a minute))
	@$(STEP); step 'Linking this folder into it' $(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@printf '%s\n' "$(CURDIR)" >.venv/home
	@touch $@

.venv/test.done: .venv/lab.done
	@$(call INSTALL,test,Installing what the tests need)
	@touch $@

.venv/bench.done: .venv/test.done
	@$(call INSTALL,bench,Installing what the measurements need)
	@touch $@

# With it a lesson starts at once. Without it one starts as well, so that a fault in the content, which `make check` and
# the lessons name, stops nothing here.
kb/compiled.kb: .venv/lab.done $(wildcard kb/*.py kb/*/*.py kb/content/*.* kb/content/*/*.yaml)
	@$(STEP); ( step 'Preparing content and pictures' $(PY) -m kb compile ) || :

# Trusted notebooks show their widgets.
.venv/trust.done: .venv/lab.done $(NOTEBOOKS)
	@$(if $(NOTEBOOKS),$(STEP); step 'Trusting the notebooks' $(PY) -m nbformat.sign $(NOTEBOOKS))
	@touch $@
