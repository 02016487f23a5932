# SPDX-License-Identifier: GPL-2.0
#
# Each target is a verb, a line of scripts/verbs.tsv, and the work is done by its script.
# Settings that last go to local.mk (ignored by git).

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.NOTPARALLEL:
.DEFAULT_GOAL := help
override SHELL = /bin/sh

# What the command line gives is data, whatever its name is here: make would expand it on the
# way into an environment, so it goes to the scripts as words.  They refuse what no verb of
# this call takes.
override given := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
unexport $(given)
override export KIT_GOALS := $(or $(value MAKECMDGOALS),help)

# What local.mk says counts for the settings and for what may last.
-include local.mk
override column = $(shell awk -F '\t' '$(1)' scripts/verbs.tsv)
override in_file = $(foreach name,$(call column,$(1)),$(if $(filter file,$(origin $(name))),$(name)))
export $(call in_file,$$1 == ":settings" { print $$2 })
override lasting := $(call in_file,$$1 == ":lasting" { print $$2 })
$(foreach name,$(filter-out $(lasting),$(sort $(call in_file,/^[a-z]/ { print $$4 }))),$(warning \
	local.mk: $(name) is not seen, it is for one call (cure: give it behind the verb)))

override quote = '$(subst ','\'',$(1))'
override define newline


endef
override words := $(foreach name,$(lasting),$(call quote,$(name)?=$($(name)))) \
	$(foreach name,$(given),$(call quote,$(name)=$(value $(name))))
$(if $(findstring $(newline),$(words)),$(error a value has a line break in it (cure: one line)))

override verbs := $(call column,/^[a-z]/ { print $$1 })
.PHONY: $(verbs)
$(verbs): override script = $(call column,$$1 == "$@" { print $$3 })
$(verbs):
	@scripts/$(firstword $(script)) $(words) $(wordlist 2,9,$(script))
