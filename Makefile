# Everything is in scripts/, in Python; this only finds one. `make` alone prints what there is.
.PHONY: help demo test check bench soak serve lock
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

find_python = for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null \
	&& exec $$python -m scripts.dev
otherwise = ; done; \
	echo 'Python 3.11 or later is needed and was not found: install it (Debian 12 or later: apt-get install python3 python3-venv).' >&2; exit 1

help test soak:
	@$(find_python) $@ $(ARGS) $(otherwise)

# Only what is typed after it: an ARGS that happens to be in the environment is none of a firm's server.
serve:
	@$(find_python) $@ $(if $(findstring command,$(origin ARGS)),$(ARGS)) $(otherwise)

demo serve: export ONCE := $(ONCE)
demo serve: export PORT := $(PORT)
demo check lock:
	@$(find_python) $@ $(otherwise)

bench: export JSON := $(JSON)
bench:
	@$(find_python) $@ $(ARGS) $(otherwise)
