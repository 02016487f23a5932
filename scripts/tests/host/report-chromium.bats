#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The report in a browser: what stands in the page after a link was followed and
# keys were pressed.

load helper

# look FRAGMENT: the document as the browser has it then, in $dom.
look () {
	browser=
	for try in chromium chromium-browser google-chrome
	do
		browser=${browser:-$(command -v "$try" || true)}
	done
	test -n "$browser" ||
	skip "no chromium (cure: apt-get install --no-install-recommends chromium)"
	if test ! -f build/report.html
	then
		report_fixture
		scripts/report.sh
	fi
	dom=$(HOME=$box timeout 60 "$browser" --headless --no-sandbox --disable-gpu \
		--user-data-dir="$box/profile" --virtual-time-budget=3000 \
		--dump-dom "file://$PWD/build/report.html#$1" 2>"$box/stderr")
	[ -n "$dom" ]
}

has () {
	grep -qF -- "$1" <<<"$dom" || {
		echo "not there: $1"
		grep -o '<tr data-lane=[^>]*>\|<p id="now"[^/]*' <<<"$dom"
		return 1
	}
}

# lane ID VALUE
lane () {
	has "<tr data-lane=\"$1\" data-value=\"$2\""
}

@test "a link goes to a cell and a step" {
	look 'cell=register-punch.v10.kvm&found=1&event=24'
	has 'event 24 of 45. A: spte 40001000 set, pfn 7d3f'
	has '<tr data-event="24" aria-current="step">'
	has 'href="#cell=register-punch.v10.kvm&amp;found=1&amp;event=24">link to this event'
	lane 'spte 1 40001000' none
	lane 'spte 2 40001000' 'pfn 7d3f'
	lane 'pte 40001000' 'pfn 7d3f'
	lane 'lock mmu_lock 61bb2040' 'A has it'
	lane 'lock i_mmap_rwsem 61a40318' 'B has it'
	lane 'page 7d3f' '3 references'
}

@test "before the first event the state is the one that the first notes tell" {
	look 'cell=register-punch.v10.kvm&found=1&event=0'
	lane 'spte 1 40001000' 'pfn 7d3f'
	lane 'spte 2 40001000' none
	lane 'tlb 2 40001000' 'not known yet'
	lane 'page 7d3f' '4 references'
	lane 'law L1 40001000 2' holds
}

@test "keys step: arrows, letters, ends" {
	look 'cell=register-punch.v10.kvm&found=1&event=22&keys=ArrowRight,l,ArrowLeft,h,ArrowRight'
	has 'event 23 of 45. A: lock mmu_lock'
	look 'cell=register-punch.v10.kvm&found=1&event=22&keys=End,ArrowRight,ArrowLeft'
	has 'event 44 of 45. B: *** law L2 broken at 40001000'
	look 'cell=register-punch.v10.kvm&found=1&event=22&keys=Home,ArrowLeft'
	has 'event 0 of 45. before the first event'
}

@test "steps count as in the schedule, and keys and looks are explained on the page" {
	look 'cell=register-punch.v10.kvm&found=1&step=18'
	has 'Step 18, event 22 of 45. A: fault.install'
	has '<tr data-event="22" aria-current="step"><th scope="row"><span class="mark"></span>18</th>'
	has '<kbd>left arrow or h</kbd>'
	has ' an actor waits; or the pte has another page</span>'
}

@test "who is done is done, whatever is said of it later; a change is where it was made, not at a lock" {
	report_fixture
	printf '# T 59 A n tlb.flush 2 0\n' >>build/explore/register-punch.v10.kvm/1/result
	scripts/report.sh
	look 'cell=register-punch.v10.kvm&found=1&keys=End,p,p,p,p,p,p'
	has 'B: zap.pte 40001000'
	lane 'pte 40001000' none
	look 'cell=register-punch.v10.kvm&found=1&keys=End'
	has 'data-actor="A">done<'
	refute grep -qF 'does not go on' <<<"$(sed '/^<script>/,$d' <<<"$dom")"
}

@test "d goes to the decisive step, n and p to events of consequence" {
	look 'cell=register-punch.v10.kvm&found=1&event=0&keys=d'
	has 'event 35 of 45. B: v10.end.next (device 2) (the decisive step)'
	lane 'spte 2 40001000' 'pfn 7d3f, not in pte'
	lane 'pte 40001000' none
	look 'cell=register-punch.v10.kvm&found=1&event=0&keys=n'
	has 'event 7 of 45. B: spte 40001000 zapped, pfn 7d3f'
	look 'cell=register-punch.v10.kvm&found=1&event=0&keys=n,n,p'
	has 'event 7 of 45.'
}

@test "a page that is free makes the translation bad" {
	look 'cell=register-punch.v10.kvm&found=1&keys=End'
	lane 'page 7d3f' free
	lane 'spte 2 40001000' 'pfn 7d3f, freed'
	lane 'tlb 2 40001000' 'pfn 7d3f, freed'
	lane 'law L1 40001000 2' broken
	has 'data-look="bad"'
}

@test "who has a lock and who waits for it" {
	look 'cell=two-begins.v9.gru.bound-1&found=1&event=9'
	lane 'lock mmap_lock 61d01a10' 'B has it; C waits'
	look 'cell=two-begins.v9.gru.bound-1&found=1&event=17'
	lane 'lock mmap_lock 61d01a10' 'C has it'
	look 'cell=two-begins.v9.gru.bound-1&found=1&keys=End'
	lane 'lock rmap_lock 61d03a10' 'C waits'
	lane 'tlb 1 40001000' none
}

@test "the law, the schedule, the diagram and the Mermaid source stand there" {
	look 'cell=register-punch.v10.kvm&found=1'
	has 'Law L1 broken</b>, device 2 at 0x40001000'
	has '<dd>spte of pfn 0x7d3f, but the pte allows no access</dd>'
	has "make replay SCENARIO=register-punch DESIGN=v10 SCHEDULE='B@zap.begin.done A* B*'"
	has '    *** law L1 broken at 40001000'
	has '    participant D2 as device 2'
}

@test "a replay that was not kept is said, with the command" {
	look 'cell=register-punch.v10.kvm&found=3'
	has 'its replay was not kept'
	has "SCHEDULE='B7 A4 B*'"
	look 'cell=register-punch.emm_v2.kvm'
	has 'The failures of this cell were not kept'
}

@test "hostile text is shown and does nothing" {
	look 'cell=two-begins.upstream.kvm&found=1&event=2'
	has '<title>Schedules and laws</title>'
	has 'A: &lt;/script&gt;&lt;img/onerror=alert(1)&gt;'
	has "SCHEDULE='A2 &lt;/script&gt; it'\\''s \"B\"'"
	refute grep -qF '<img' <<<"$(sed '/<script type="application/,/^<.script>/d' <<<"$dom")"
}

@test "a fragment of nothing shows the matrix alone" {
	look 'cell=constructor&found=1&event=3'
	has '<section id="run" hidden=""'
	look 'cell=register-punch.v10.kvm&found=1&event=many'
	has 'event 0 of 45.'
}

@test "the page of what has failed opens at the failure, and has the report of the kernel" {
	failed_check
	scripts/report.sh EX=07 build/report.html
	look ''
	has 'The check walk of the exercise fails.'
	has "make replay EX=07 SCENARIO=register-punch DESIGN=v10 SCHEDULE='A8 B9'"
	has '<pre id="console">WARNING: possible circular locking dependency'
	has ' (the decisive step)'
}
