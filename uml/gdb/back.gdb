# SPDX-License-Identifier: GPL-2.0
#
# Going backwards: the kernel runs again from its start, and stops earlier.
#
# The same run goes the same way, address for address.  So the last one who wrote a word
# is found by two runs: the first, with a hardware watchpoint on the word, counts its
# changes up to where we stand, the second stops at the last of them.  From there time
# goes on for real; lockdep and everything else is as ever.
#
# Where we stand is found again by the program counter, the stack pointer and the length
# of the trace; after a change of a word, by which change it was.

# The change at which we stand: of which word, how large, which one, and where.
set $lab_hit_word = 0UL
set $lab_hit_size = 0
set $lab_hit_n = 0
set $lab_hit_pc = 0UL
set $lab_hit_sp = 0UL

# debug.sh replaces these: the breakpoints of the user go to a file, and come back.
define lab-breaks-away
end
define lab-breaks-back
end

# debug.sh replaces it: what may be the reason, and what to do.
define lab-other-way
end

# debug.sh replaces it: a sign of life for those who wait for gdb.
define lab-progress
end

# ---- positions ---------------------------------------------------------------

# Where we stand, in $lab_pos_*; $lab_ok 0 when there is no run.
define lab-locate
  set $lab_ok = $_thread != 0
  if !$lab_ok
    printf "There is no run; \"lab-begin\" begins one.\n"
  else
    pipe -d @@ frame 0 @@ cat >/dev/null
    set $lab_pos_pc = (unsigned long)$pc
    set $lab_pos_sp = (unsigned long)$sp
    set $lab_pos_events = il_run ? (int)il_run->nr_events : -1
    set $lab_pos_hit = $lab_hit_n && $lab_pos_pc == $lab_hit_pc && $lab_pos_sp == $lab_hit_sp
  end
end

# lab-keep: where we stand is where lab-return goes, whatever goes back in between.
define lab-keep
  set $kept_word = $lab_hit_word
  set $kept_size = $lab_hit_size
  set $kept_n = $lab_hit_n
  set $kept_pc = $lab_hit_pc
  set $kept_sp = $lab_hit_sp
end

# lab-return: after lab-keep and lab-locate.
define lab-return
  set $lab_hit_word = $kept_word
  set $lab_hit_size = $kept_size
  set $lab_hit_n = $kept_n
  set $lab_hit_pc = $kept_pc
  set $lab_hit_sp = $kept_sp
  lab-run-begin
  lab-run-here
  lab-breaks-back
end

# From the begin of the run to where lab-locate was.
define lab-run-here
  if $lab_pos_hit
    set $lab_pos_hits = 0
    lab-watch $lab_hit_word $lab_hit_size ($lab_pos_hits=$lab_pos_hits+1)==$lab_hit_n
    lab-run-continue
  else
    lab-run-on *$lab_pos_pc $sp==$lab_pos_sp&&(il_run?(int)il_run->nr_events:-1)==$lab_pos_events 1
  end
end

# lab-run-to LOCATION CONDITION COUNT: run again, to its COUNTth time.  $lab_ok 0 when it
# does not come.  The breakpoints of the user are away meanwhile.
define lab-run-to
  lab-run-begin
  lab-run-on $arg0 $arg1 $arg2
  lab-breaks-back
end

# Run again up to where the first process begins: nothing of the run was there before.
define lab-run-begin
  lab-progress
  lab-breaks-away
  pipe -d @@ delete @@ cat >/dev/null
  lab-stop-at run_init_process 1 1
  pipe -d @@ run @@ cat >/dev/null
end

define lab-run-on
  lab-stop-at $arg0 $arg1 $arg2
  lab-run-continue
end

define lab-run-continue
  pipe -d @@ continue @@ cat >/dev/null
  set $lab_ok = $_thread != 0
  if $lab_ok
    pipe -d @@ delete @@ cat >/dev/null
    set $lab_seen = il_run ? il_run->nr_events : 0
    lab-count
  else
    printf "The run has gone another way than before, and is over.\n"
    lab-other-way
  end
end

# lab-watch ADDRESS SIZE CONDITION: a hardware watchpoint.
define lab-watch
  if $arg1 == 8
    pipe -d @@ watch *(unsigned long *)$arg0 @@ cat >/dev/null
  end
  if $arg1 == 4
    pipe -d @@ watch *(unsigned int *)$arg0 @@ cat >/dev/null
  end
  if $arg1 == 2
    pipe -d @@ watch *(unsigned short *)$arg0 @@ cat >/dev/null
  end
  if $arg1 == 1
    pipe -d @@ watch *(unsigned char *)$arg0 @@ cat >/dev/null
  end
  pipe -d @@ condition $bpnum $arg2 @@ cat >/dev/null
  commands $bpnum
    silent
  end
end

# ---- to whoever wrote --------------------------------------------------------

# Who stands here, doing what.
define lab-say-here
  lab-count
  lab-current
  if $lab_current->il_actor
    printf "step %d, %c (%s)", $lab_steps, $lab_current->il_actor->letter, $lab_current->comm
  else
    printf "step %d, %s (no actor)", $lab_steps, $lab_current->comm
  end
  if il_run
    set $lab_i = (int)il_run->nr_events - 1
    while $lab_i > 0 && (il_run->event[$lab_i].kind != 'p' || ($lab_current->il_actor && il_run->event[$lab_i].letter != $lab_current->il_actor->letter))
      set $lab_i = $lab_i - 1
    end
    if $lab_i >= 0 && il_run->event[$lab_i].kind == 'p' && $lab_current->il_actor
      printf ", which has left %s%s", il_run->event[$lab_i].prefix, il_run->event[$lab_i].name
    end
  end
  printf "\n"
  bt -frame-arguments none 6
end

# lab-count-changes: run again to where we stood; $lab_hits is how often the word at
# $lab_word, of $lab_size bytes, changed on the way.
define lab-count-changes
  set $lab_hits = 0
  lab-run-begin
  lab-watch $lab_word $lab_size ($lab_hits=$lab_hits+1)<0
  lab-run-here
  lab-breaks-back
end

# lab-look-back: where $lab_word, of $lab_size bytes, got its value, and back to here: in
# $last_step, by the actor $last_letter.
define lab-look-back
  lab-keep
  lab-go-back
  if $lab_ok
    set $last_step = $lab_steps
    lab-current
    set $last_letter = $lab_current->il_actor ? $lab_current->il_actor->letter : 0
    lab-return
  end
  if $lab_ok
    printf "(you stand where you stood, in step %d; who-wrote *(u%d*)0x%lx goes there)\n", $lab_steps, 8*$lab_size, $lab_word
  end
end

# lab-go-back: to the instruction that gave $lab_word, of $lab_size bytes, its value.
define lab-go-back
  lab-locate
  if $lab_ok
    printf "(running again)\n"
    if $lab_pos_hit && $lab_word == $lab_hit_word && $lab_size == $lab_hit_size
      set $lab_hits = $lab_hit_n - 1
    else
      lab-count-changes
    end
  end
  if $lab_ok && $lab_hits == 0
    printf "It was not written since the first process began.\n"
    set $lab_ok = 0
  end
  if $lab_ok
    set $lab_target = $lab_hits
    set $lab_hits = 0
    lab-run-begin
    lab-watch $lab_word $lab_size ($lab_hits=$lab_hits+1)>=$lab_target-1
    if $lab_target > 1
      pipe -d @@ continue @@ cat >/dev/null
    end
    lab-read-word
    set $lab_old = $lab_value
    lab-run-continue
    lab-breaks-back
  end
  if $lab_ok
    lab-read-word
    set $lab_hit_word = $lab_word
    set $lab_hit_size = $lab_size
    set $lab_hit_n = $lab_target
    set $lab_hit_pc = (unsigned long)$pc
    set $lab_hit_sp = (unsigned long)$sp
    printf "written: 0x%lx, before 0x%lx\n", $lab_value, $lab_old
    lab-say-here
  end
end

define lab-read-word
  if $lab_size == 8
    set $lab_value = *(unsigned long *)$lab_word
  end
  if $lab_size == 4
    set $lab_value = (unsigned long)*(unsigned int *)$lab_word
  end
  if $lab_size == 2
    set $lab_value = (unsigned long)*(unsigned short *)$lab_word
  end
  if $lab_size == 1
    set $lab_value = (unsigned long)*(unsigned char *)$lab_word
  end
end

# lab-take-word EXPRESSION: $lab_word and $lab_size; $lab_ok 0 when that is no word.
define lab-take-word
  set $lab_ok = $_thread != 0
  if !$lab_ok
    printf "There is no run; \"lab-begin\" begins one.\n"
  else
    set $lab_word = (unsigned long)&($arg0)
    set $lab_size = (int)sizeof($arg0)
    set $lab_ok = $lab_size == 1 || $lab_size == 2 || $lab_size == 4 || $lab_size == 8
    if !$lab_ok
      printf "That has %d bytes; name a member of 1, 2, 4 or 8.\n", $lab_size
    end
  end
end

define who-wrote
  lab-take-word $arg0
  if $lab_ok
    lab-go-back
    if $lab_ok
      printf "(you stand there now; go-step N and go-law go on from it)\n"
    end
  end
end
document who-wrote
who-wrote EXPRESSION: go back to the last write of a variable, a member, a
word; no blank in it.  Of an address: who-wrote *(long*)0x61234560.  Again: to
the write before.
end

define next-write
  lab-take-word $arg0
  if $lab_ok
    lab-watch $lab_word $lab_size 1
    set $lab_bp = $bpnum
    pipe -d @@ continue @@ cat >/dev/null
    if $_thread == 0
      printf "It is not written any more; the run is over.\n"
      lab-verdict
    else
      pipe -d @@ delete $lab_bp @@ cat >/dev/null
      lab-read-word
      printf "it is 0x%lx now\n", $lab_value
      lab-say-here
    end
  end
end
document next-write
next-write EXPRESSION: go on to the next write of it; no blank in it.
end

define last-spte
  set $lab_want = (unsigned long)($arg0)
  set $lab_wanted = $law_device
  if $argc == 2
    set $lab_wanted = $arg1
  end
  set $lab_off = (unsigned long)&((struct tmmu *)0)->node
  set $lab_n = tmmu_all.next
  set $lab_found = (struct tmmu *)0
  set $lab_other = (struct tmmu *)0
  while $_thread != 0 && $lab_n != &tmmu_all
    set $lab_m = (struct tmmu *)((unsigned long)$lab_n - $lab_off)
    lab-spte-of $lab_m $lab_want
    lab-tlb-of $lab_m $lab_want
    if $lab_spte || $lab_entry
      if !$lab_found || $lab_m->id == $lab_wanted
        set $lab_other = $lab_found
        set $lab_found = $lab_m
      else
        set $lab_other = $lab_m
      end
    end
    set $lab_n = $lab_n->next
  end
  set $lab_ok = $lab_found && ($argc == 1 || $lab_found->id == $lab_wanted)
  if !$lab_ok
    printf "No device has an entry for 0x%lx now; \"why\" shows when there was one.\n", $lab_want
  else
    if $lab_other
      printf "(device %u has an entry, too: last-spte 0x%lx %u)\n", $lab_other->id, $lab_want, $lab_other->id
    end
    lab-spte-of $lab_found $lab_want
    if $lab_spte
      printf "spte of 0x%lx in device %u: pfn 0x%lx\n", $lab_want, $lab_found->id, $lab_spte->pfn
      set $lab_word = (unsigned long)$lab_slot
      set $lab_size = 8
    else
      lab-tlb-of $lab_found $lab_want
      printf "TLB entry of 0x%lx in device %u: pfn 0x%lx\n", $lab_want, $lab_found->id, $lab_entry->pfn
      set $lab_word = (unsigned long)&$lab_entry->valid
      set $lab_size = 1
    end
    lab-look-back
  end
end
document last-spte
last-spte ADDR [DEVICE]: the code that made the entry that a device has for an
address: the spte, or without one the TLB entry.  You stay where you are.
end

define last-pte
  if $_thread == 0 || tmmu_all.next == &tmmu_all
    printf "No device, so no process to look at.\n"
  else
    set $lab_off = (unsigned long)&((struct tmmu *)0)->node
    set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.next - $lab_off)
    lab-pte-of $lab_m->mm $arg0
    if !$lab_ptep
      printf "There is no page table for 0x%lx.\n", (unsigned long)($arg0)
    else
      set $lab_word = (unsigned long)$lab_ptep
      set $lab_size = 8
      lab-look-back
    end
  end
end
document last-pte
last-pte ADDR: the last write of the pte of an address.  You stay where you are.
end

# ---- to an earlier moment ----------------------------------------------------

define last-begin
  lab-keep
  lab-locate
  set $lab_want = (unsigned long)($arg0)
  set $lab_index = -1
  set $lab_x = 0
  while $lab_ok && il_run && $lab_x < il_run->nr_events
    set $lab_ev = &il_run->event[$lab_x]
    lab-what $lab_ev
    if $lab_what == 12 && $lab_ev->a <= $lab_want && $lab_want < $lab_ev->b
      set $lab_index = $lab_x
    end
    set $lab_x = $lab_x + 1
  end
  if $lab_ok && $lab_index < 0
    printf "No begin of a range with 0x%lx in this run so far.\n", $lab_want
    set $lab_ok = 0
  end
  if $lab_ok
    set $lab_mm = (unsigned long)$law_mm
    if !$lab_mm && tmmu_all.next != &tmmu_all
      set $lab_mm = (unsigned long)((struct tmmu *)((unsigned long)tmmu_all.next - (unsigned long)&((struct tmmu *)0)->node))->mm
    end
    lab-run-to *il_trace il_run&&(int)il_run->nr_events==$lab_index 1
  end
  if $lab_ok
    lab-current
    set $last_step = $lab_steps + 1
    set $last_letter = $lab_current->il_actor->letter
    printf "step %d, %c (%s) leaves %s%s [0x%lx, 0x%lx)\n", $last_step, $last_letter, $lab_current->comm, (char *)$rcx, (char *)$r8, $r9, *(u64 *)($rsp + 8)
    bt -frame-arguments none 6
    set $last_subscribers = 0
    if $lab_mm
      lab-subscribers $lab_mm
      lab-count-subscribers $lab_mm
      set $last_subscribers = $lab_count
    end
    lab-return
  end
  if $lab_ok
    printf "(you stand where you stood, in step %d; go-step %d goes there)\n", $lab_steps, $last_step
  end
end
document last-begin
last-begin ADDR: the last begin of a range that has the address, and the subscribers
at that time.  You stay where you are.
end

# lab-to-step N: run again, to where step N begins.
define lab-to-step
  lab-run-to *il_grant 1 $arg0
  if $lab_ok
    lab-say-step
  end
end

define back-step
  lab-locate
  if $lab_ok
    lab-count
    if $lab_steps < 1
      printf "This is before the first step.\n"
    else
      lab-to-step $lab_steps
    end
  end
end
document back-step
back-step: go back to the begin of the step that is under way; from there, to the
begin of the step before.
end
