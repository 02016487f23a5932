# SPDX-License-Identifier: GPL-2.0
#
# The front door: each target is one verb, and the work is done by the script
# of the same name.  Settings that last go to local.mk (ignored by git).

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.NOTPARALLEL:
.DEFAULT_GOAL := help
SHELL = /bin/sh

-include local.mk

# What may be said on the command line reaches the scripts by environment.
export KERNEL_TARBALL BUILD WORK EX CHECK RUNS YES SPOIL APPLY JOBS VERBOSE NO_COLOR TESTS BENCH CLAIM \
	SCENARIO DESIGN CONSUMER OPTIONS BOUND REDUCE SHARD LIMIT CHANCE DEPTH SEED AGAIN CRASHES \
	SCHEDULE BACK AT BATCH GDB RESULT FORMAT MUTANT SCENARIOS DESIGNS MINUTES

VERBS := help doctor deps fetch prepare build kasan shell boot \
	run list start check hint debug reset solution status stress \
	claims scenarios explore explore-all explore-merge explore-cross explore-upstream replay \
	diagram report test test-explorer bench tree patches compile-commands checkpatch bisect-series compare clean clean-all

.PHONY: $(VERBS)

##@ First steps
help: ## this list
	@scripts/help.sh
doctor: ## check this machine: each requirement, with cause and cure
	@scripts/doctor.sh
deps: ## install what is missing (Debian; asks for nothing, says what it does)
	@scripts/deps.sh
run: ## from nothing to a two-minute tour
	@scripts/run.sh

##@ Exercises
list: ## all exercises and how far you are
	@scripts/list.sh
start: ## EX=01: put the files of an exercise into work/
	@scripts/start.sh
check: ## EX=01: build what you changed, run it, say which law holds
	@scripts/check.sh
hint: ## EX=01: the next hint
	@scripts/hint.sh
debug: ## EX=01, or SCENARIO=register-punch SCHEDULE='B5 A13 B13': under gdb, step by step; BACK=1: backwards
	@scripts/debug.sh
reset: ## EX=01: begin again (asks; keeps a backup)
	@scripts/reset.sh
solution: ## EX=01 SPOIL=1: the reference fix (APPLY=1 puts it into your work)
	@scripts/solution.sh
status: ## how far you are
	@scripts/status.sh

##@ The guest
build: ## fetch, patch, configure and build the kernel and the guest
	@scripts/build.sh
kasan: ## the same with KASAN
	@scripts/build.sh kasan
shell: ## a prompt in the guest; `exit` ends it
	@scripts/shell.sh
boot: ## CMD='scenario list': run one command in the guest
	@scripts/boot.sh $(CMD)

##@ Every interleaving
scenarios: ## all scenarios, their actors
	@scripts/boot.sh scenario list
explore: ## SCENARIO=register-punch DESIGN=v10 BOUND=2: every schedule
	@scripts/explore.sh
explore-all: ## each scenario on each design, a table (SCENARIOS=, DESIGNS= choose)
	@scripts/explore-all.sh
explore-merge: ## the same arguments, SHARD=1/4: add up the four parts
	@scripts/explore-merge.sh
explore-cross: ## SCENARIO= DESIGN=: the reduction leaves nothing out
	@scripts/explore-cross.sh
explore-upstream: ## upstream's notifier, as deep as MINUTES=60 allow; goes on
	@scripts/explore-upstream.sh
replay: ## SCENARIO= DESIGN= SCHEDULE='B6 A* B*': one schedule, drawn
	@scripts/replay.sh
diagram: ## RESULT=FILE: draw the run of a result channel (FORMAT=mermaid)
	@scripts/diagram.sh
report: ## what was explored as one HTML file, with a timeline to step through
	@scripts/report.sh

##@ For those who change the kit
fetch: ## have the kernel source
	@scripts/fetch.sh
prepare: ## have the patched tree in build/linux
	@scripts/prepare.sh
tree: ## the series as a git tree in build/tree, one commit a patch
	@scripts/tree.sh
patches: ## write build/tree back to patches/
	@scripts/patches.sh
compile-commands: ## build/compile_commands.json: how each C file is compiled, for editors
	@scripts/compile-commands.sh
checkpatch: ## the kernel's own style checker and sparse over our code
	@scripts/checkpatch.sh
compare: ## what the series leaves alone: upstream code and verdicts
	@scripts/compare.sh
bisect-series: ## every prefix of the series builds and boots
	@scripts/bisect-series.sh
test: ## everything (TESTS='shell kunit guest exercises' chooses)
	@scripts/test.sh
test-explorer: ## does make explore find planted bugs? (MUTANT=07 chooses)
	@scripts/test-explorer.sh
claims: ## every claim of the mail on every design, with a verdict (CLAIM=C8)
	@scripts/claims.sh
stress: ## EX=01 RUNS=200: the same verdict every time
	@scripts/stress.sh
bench: ## how long things take (BENCH='flush explore' chooses)
	@scripts/bench.sh
clean: ## remove kernels and objects; keep the source and your work
	@scripts/clean.sh
clean-all: ## remove build/; keep your work
	@scripts/clean.sh all
