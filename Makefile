# SPDX-License-Identifier: GPL-2.0
#
# The front door: each target is one verb, and the work is done by the script
# of the same name.  Settings that last go to local.mk (ignored by git).

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.NOTPARALLEL:
.DEFAULT_GOAL := help
SHELL = /bin/sh

# Which variables the command line gives.  What they hold is data: make would
# expand it on the way to the scripts, so each becomes what it is, literally.
# The scripts refuse those that no verb of this call takes.
KIT_GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
KIT_GOALS := $(value MAKECMDGOALS)
$(foreach name,$(KIT_GIVEN),$(eval override $$(name) := $$(value $$(name))))
export KIT_GIVEN KIT_GOALS

-include local.mk

# What may be said here, in the environment and in local.mk reaches the scripts
# by environment: the settings, then what single verbs take.
KNOWN := BUILD WORK JOBS VERBOSE NO_COLOR TMPDIR KERNEL_TARBALL KERNEL_CC BUSYBOX \
	NO_CCACHE CCACHE_DIR CCACHE_MAXSIZE \
	AGAIN APPLY BATCH BENCH BOUND CHANCE CHECK CLAIM CMD CONSUMER CRASHES DELAYS \
	DEPTH DESIGN DESIGNS EX FILES FIRST FORMAT FROM GDB LIMIT MINUTES MUTANT NAME OPTIONS QUICK REDUCE RESULT \
	RUNS SAMPLE SCENARIO SCENARIOS SCHEDULE SEED SHARD SPOIL TEST TESTS YES
export $(foreach name,$(KNOWN),$(if $(filter-out undefined,$(origin $(name))),$(name)))

VERBS := help doctor deps run next status start check watch hint debug answer \
	save restore reset solution \
	build kasan shell boot \
	scenarios explore explore-all explore-merge explore-cross explore-upstream litmus replay \
	diagram report claims fetch prepare tree patches compile-commands \
	test mutate new-exercise bench clean clean-all

.PHONY: $(VERBS)

# make help shows "##" with its text, and only the name under "##@@".

##@ To learn
help: # this list
	@scripts/help.sh
doctor: ## check this machine: each requirement, with cause and cure
	@scripts/doctor.sh
run: ## from nothing to a two-minute tour
	@scripts/run.sh
next: ## where you are, and what to do now
	@scripts/next.sh
status: ## the exercises, and how far you are
	@scripts/status.sh
start: ## EX=01: put the files of an exercise into work/
	@scripts/start.sh
check: ## EX=01: build what you changed, run it, say which law holds
	@scripts/check.sh
watch: ## EX=01: check at each save
	@scripts/watch.sh
hint: ## EX=01: the next hint
	@scripts/hint.sh
debug: ## EX=01, or SCENARIO= SCHEDULE=: step by step in gdb
	@scripts/debug.sh
answer: ## EX=01: what only gdb tells: have you seen it?
	@scripts/answer.sh
save: ## EX=01: keep a copy of your work (NAME=)
	@scripts/save.sh
restore: ## EX=01 NAME=: bring it back
	@scripts/restore.sh
reset: ## EX=01: begin again (asks; keeps a backup)
	@scripts/reset.sh
solution: ## EX=01: the reference fix, when solved (or SPOIL=1)
	@scripts/solution.sh

##@@ To try things out
shell: ## a prompt in the guest; `exit` ends it
	@scripts/shell.sh
boot: ## CMD='scenario list': run one command in the guest
	@scripts/boot.sh
scenarios: ## all scenarios, their actors
	@scripts/boot.sh scenario list
explore: ## SCENARIO=register-punch DESIGN=v10 BOUND=2: every schedule
	@scripts/explore.sh
replay: ## SCENARIO= DESIGN= SCHEDULE='B6 A* B*': one schedule, drawn
	@scripts/replay.sh
explore-all: ## each scenario on each design (SCENARIOS=, DESIGNS= choose)
	@scripts/explore-all.sh
report: ## what was explored, as one HTML file to step through
	@scripts/report.sh
claims: ## each claim of the mail on each design (CLAIM=C8)
	@scripts/claims.sh

##@@ To change the kit, and the rest (scripts/NAME.sh --help says more)
deps: ## install what is missing (Debian; asks for nothing, says what it does)
	@scripts/deps.sh
build: ## fetch, patch, configure and build the kernel and the guest
	@scripts/build.sh
kasan: ## the same with KASAN
	@scripts/build.sh kasan
fetch: # have the kernel source
	@scripts/fetch.sh
prepare: # have the patched tree in build/linux
	@scripts/prepare.sh
explore-upstream: ## upstream's notifier, as deep as MINUTES=60 allow; goes on
	@scripts/explore-upstream.sh
litmus: ## the kernel whose stores can be late: does its memory model hold?
	@scripts/litmus.sh
explore-merge: # the same arguments, SHARD=1/4: add up the four parts
	@scripts/explore-merge.sh
explore-cross: # SCENARIO= DESIGN=: the reduction leaves nothing out
	@scripts/explore-cross.sh
diagram: ## RESULT=FILE: draw the run of a result channel (FORMAT=mermaid)
	@scripts/diagram.sh
tree: ## the series as a git tree in build/tree, one commit a patch
	@scripts/tree.sh
patches: ## write build/tree back to patches/
	@scripts/patches.sh
compile-commands: ## build/compile_commands.json: how each C file is compiled, for editors
	@scripts/compile-commands.sh
test: ## everything (QUICK=1: three minutes; TESTS='kunit guest' chooses)
	@scripts/test.sh
mutate: ## plant small bugs mechanically; who finds them? (SAMPLE=, EX=01)
	@scripts/mutate.sh
new-exercise: ## NAME=14-my-bug FROM=05: the folder, from a mutant
	@scripts/new-exercise.sh
bench: ## how long things take (BENCH='flush explore' chooses)
	@scripts/bench.sh
clean: ## remove kernels and objects; keep the source and your work
	@scripts/clean.sh
clean-all: ## remove build/; keep your work
	@scripts/clean.sh all
