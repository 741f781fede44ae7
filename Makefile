# Everything a person or a machine does here; each target says what it does. CI runs `make test`.
SHELL := /bin/bash
SWIFT ?= swift
VENV := .venv
BUILD_FLAGS := --explicit-target-dependency-import-check error
BIN := .build/debug/purser

SIMULATE := .build-release/release/simulate
SEEDS ?= 10000
FROM ?= 1
SECONDS ?= 600
# New with each commit, and the same for whoever tests it; outside of a repository it follows from the time.
COMMIT_SEED = $(shell printf '%d' 0x$$(git rev-parse --verify -q HEAD 2>/dev/null | cut -c1-12 | grep . || date +%s000))

.PHONY: demo test check lint build unit stories simulations simulate simulate-build simulate-mutants interop fuzz bench \
	release setup venv clean

demo: build ## see Purser do its whole job on this machine
	@Scripts/demo.sh $(BIN)

test: check unit simulations demo interop ## everything that CI runs
	@echo "make test: all passed"

check: setup lint ## style, warnings as errors, imports by the table
	@echo "== build: warnings are errors, imports by the table of docs/ARCHITECTURE.md"
	@$(SWIFT) build --build-tests $(BUILD_FLAGS)

lint: ## swift format, strictly
	@echo "== lint: swift format, strictly"
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

build: setup
	@echo "== build: the purser binary (the first time takes some minutes)"
	@$(SWIFT) build --product purser $(BUILD_FLAGS)

unit: ## unit and golden tests, then the stories against the built binary
	@echo "== test: the core, then each part that uses disk, network or processes by itself"
	@$(SWIFT) test --skip-build --parallel --skip 'Stories|LedgerTests|SandboxTests|AWSTests|SimulationTests'
	@$(SWIFT) test --skip-build --parallel --filter AWSTests
	@$(SWIFT) test --skip-build --parallel --filter LedgerTests
	@$(SWIFT) test --skip-build --parallel --filter SandboxTests
	@echo "== test: stories"
	@$(SWIFT) test --skip-build --parallel --filter Stories

simulations: ## the simulator's own tests, seeds that are always the same, and seeds that each commit has for itself
	@echo "== simulations: the simulator's own tests, fixed seeds, then those of this commit"
	@$(SWIFT) test --skip-build --parallel --filter SimulationTests
	@.build/debug/simulate --seeds 2000
	@.build/debug/simulate --seeds 500 --from $(COMMIT_SEED)

simulate: simulate-build ## SEEDS=100000: many worlds in which everything goes wrong; SEED=7 TRACE=1: one, step by step
	@$(SIMULATE) $(if $(SEED),--seed $(SEED) $(if $(TRACE),--trace),--seeds $(SEEDS) --from $(FROM))

simulate-build: setup
	@echo "== simulate: optimised (the first time takes some minutes)"
	@$(SWIFT) build -c release --scratch-path .build-release --static-swift-stdlib -Xswiftc -cross-module-optimization \
		--product simulate

simulate-mutants: setup ## mistakes put in on purpose: the simulator must find each of them
	@Scripts/mutants.sh

KILLS ?= 500
.PHONY: torture
torture: build venv ## KILLS=500: real processes killed at random moments, and tasks counted; SEED=7 EPISODE=3: one again
	@$(VENV)/bin/python Tests/Interop/torture.py --binary $(BIN) --kills $(KILLS) $(if $(SEED),--seed $(SEED)) \
		$(if $(EPISODE),--episode $(EPISODE))

interop: venv ## real clients against our sandbox, our client against a real server
	@echo "== interop: awscli, boto3 and botocore against the sandbox; purser against moto"
	@PURSER_BINARY=$(abspath $(BIN)) $(VENV)/bin/python -m pytest -q -n 2 --dist loadfile Tests/Interop

fuzz: setup ## SECONDS=600: feed the loader with files that nobody would write; SEED=7: those of one run again
	@echo "== fuzz: $(SECONDS) seconds; a finding stays in .build-release/fuzz"
	@PURSER_FUZZ=1 $(SWIFT) build -c release --scratch-path .build-release --static-swift-stdlib --product Fuzz
	@nice -n 19 .build-release/release/Fuzz . .build-release/fuzz $(SECONDS) $(or $(SEED),$(shell date +%s))

bench: release venv ## ratios against peers, measured side by side
	@Scripts/bench.sh .build/release/purser
	@Scripts/bench-rates.sh .build/release/purser
	@$(VENV)/bin/python Scripts/bench_validate.py .build/release/purser
	@$(VENV)/bin/python Scripts/bench_events.py .build/release/purser

release: ## the binary as it is shipped: optimised, with the Swift runtime in it
	@Scripts/setup.sh
	@echo "== release: static Swift runtime"
	@$(SWIFT) build -c release --product purser --static-swift-stdlib

setup: ## the libraries of the system that the build needs
	@Scripts/setup.sh

venv: $(VENV)/.ready

$(VENV)/.ready: Tests/Interop/requirements.txt
	@echo "== venv: the Python peers, into $(VENV)"
	@python3 -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r Tests/Interop/requirements.txt
	@touch $@

clean:
	@rm -rf .build $(VENV)
