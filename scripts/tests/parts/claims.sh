# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# claims: no claim of the mail is a surprise, and docs/claims.md says what they are.

claims_first=.

claims_cases () {
	echo 'all claims'
}

claims_case () {
	claims_run
	! grep -q 'docs/claims.md is not' "$scratch/said"
	result_of $? "docs/claims.md is what make claims writes"
}
