# Every target sets up what it needs and reuses it; `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
TESTS ?=
NAME ?=
# Tests wait more than they count: one more than this machine has cores.
JOBS ?= $(shell echo $$((1 + $$(nproc))))
PICAMERA2_TESTS := tests/hw/camera/test_pi.py tests/hw/camera/test_picamera.py
STEPS ?= 100000
KILLS ?= 1000
TORN ?= 50
CLIPS ?= 200
WORKERS ?= 200
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench test-trixie test-picamera2 gallery torture contract wiring docs
.PHONY: install-central install image boot-test boot-test-full
.PHONY: clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1|/' | column -t -s '|'

$(READY): setup.py tests/setup/need.sh
	@tests/setup/need.sh $(PYTHON)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV_FLAGS) $(VENV)
	@echo "Setting up $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --use-pep517 --editable '.[dev]'
	@touch $@

demo: $(READY) ## one visit on this machine; ARGS=--scripted lets a scripted citizen make it
	@$(BIN)/booth demo --out build/demo $(ARGS)

test: $(READY) ## the whole test suite, or what TESTS names
	@tests/setup/need.sh $(PYTHON) mosquitto strace arecord espeak-ng dot fusermount3 faketime \
		mkfs.ext4 postgres chromium npm systemd-analyze
ifneq ($(strip $(TESTS)),)
	@$(BIN)/python -m pytest $(ARGS) $(TESTS)
else
	@$(BIN)/python -m pytest --numprocesses=$(JOBS) --dist=loadgroup -m "not alone" $(ARGS)
	@$(BIN)/python -m pytest -m alone $(ARGS) || test $$? -eq 5 # there may be none among ARGS
endif

lint: $(READY) ## ruff, mypy --strict, shellcheck
	@tests/setup/need.sh $(PYTHON) shellcheck
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@shellcheck .ci/run image-build/build image-build/inside image-build/alter $$(git ls-files '*.sh') \
		$$(git grep --files-with-matches '^#!/bin/sh' -- image-build systemd/booth)

format: $(READY) ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## measure; figures beside their references in build/bench.json
	@tests/setup/need.sh $(PYTHON) ffmpeg mosquitto ip
	@$(BIN)/python -m tests.bench $(ARGS)

test-trixie: ## the whole suite in a Debian trixie chroot: the booth's own versions (needs root)
	@tests/setup/trixie.sh $(ARGS)

test-picamera2: ## the camera alone, with the real picamera2 and libcamera's virtual camera (needs root)
	@tests/setup/trixie.sh $(PICAMERA2_TESTS) $(ARGS)

gallery: $(READY) ## every screen, language, panel and mode as pictures on one page
	@$(BIN)/python -m firmware.kiosk.gallery build/gallery

torture: $(READY) ## a monkey, power cuts, a bad line, killed workers (STEPS, KILLS, CLIPS, WORKERS, SEED)
	@tests/setup/need.sh $(PYTHON) fusermount3 mosquitto postgres
	@$(BIN)/python -m tests.faults.monkey --steps $(STEPS) --seed $(SEED) --all-states
	@$(BIN)/python -m tests.faults.cuts --kills $(KILLS) --torn $(TORN) --seed $(SEED)
	@$(BIN)/python -m tests.faults.line --clips $(CLIPS) --seed $(SEED)
	@$(BIN)/python -m tests.faults.workers --kills $(WORKERS) --seed $(SEED)

contract: ## read asyncapi.yaml with the AsyncAPI project's own parser
	@tests/setup/need.sh $(PYTHON) npm
	@mkdir -p build/contract && cp tests/contract/* build/contract/
	@test -d build/contract/node_modules || npm install --prefix build/contract --silent \
		--no-audit --no-fund --no-package-lock --ignore-scripts
	@node build/contract/check.mjs firmware/wire/asyncapi.yaml

install-central: ## a central on this Debian server: NAME=its host name (needs root)
	@systemd/install-central.sh $(ARGS) $(NAME)

install: ## a booth of this Raspberry Pi OS Lite (needs root; ARGS=--ssh keeps ssh)
	@systemd/install-booth.sh $(ARGS)

image: ## the SD image, from plain Debian unless ARGS="--source rpios" (needs root)
	@tests/setup/need.sh $(PYTHON) mmdebstrap
	@image-build/build $(ARGS)

boot-test: $(READY) ## the image in an emulator, from power-on on; BOOT_STEPS="1 5" picks some (needs root)
	@tests/setup/need.sh $(PYTHON) mmdebstrap mosquitto
	@image-build/build --bench
	@$(BIN)/python -m tests.boot $(if $(BOOT_STEPS),--steps $(BOOT_STEPS)) $(ARGS)

boot-test-full: ## the same, every step in its long form (needs root, an hour and more)
	@$(MAKE) boot-test ARGS=--full

wiring: $(READY) ## draw the harness (SVG, PNG) and list its wires into build/wiring
	@tests/setup/need.sh $(PYTHON) dot
	@mkdir -p build/wiring
	@$(BIN)/wireviz -f pst -o build/wiring hw/wiring/harness.yml

docs: $(READY) ## generated pages, and the picture of the README
	@$(BIN)/python -m firmware.kiosk.diagram > docs/visit.md
	@$(BIN)/booth demo --scripted --out build/docs
	@cp build/docs/window.png docs/demo.png

clean: ## forget everything that was built
	rm -rf $(VENV) build *.egg-info
