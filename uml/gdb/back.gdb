# SPDX-License-Identifier: GPL-2.0
#
# Going backwards: gdb records what the kernel does, one instruction after the
# other, and can then undo it.
#
# gdb cannot record bts, btr and btc with a bit number in a register and the bit
# string in memory: it stops at most of them, and saves the wrong word at some.
# The kernel's bitmaps are made of those.  So debug.sh puts a breakpoint on each
# (lab-bit-sites), lab-bit does what the instruction would have done, and gdb
# records that as a change by hand.
#
# Lockdep is switched off while recording: it is eight of nine instructions.  And
# the controller finds the trace empty: to print it is nearly all of the rest.

set $lab_recorded_from = 0
set $lab_recorded_to = 0
set $lab_back = 0

# lab-reg N: $lab_r is the register of number N, as instructions number them.
define lab-reg
  set $lab_rn = $arg0
  if $lab_rn < 4
    if $lab_rn == 0
      set $lab_r = (unsigned long)$rax
    end
    if $lab_rn == 1
      set $lab_r = (unsigned long)$rcx
    end
    if $lab_rn == 2
      set $lab_r = (unsigned long)$rdx
    end
    if $lab_rn == 3
      set $lab_r = (unsigned long)$rbx
    end
  end
  if $lab_rn >= 4 && $lab_rn < 8
    if $lab_rn == 4
      set $lab_r = (unsigned long)$rsp
    end
    if $lab_rn == 5
      set $lab_r = (unsigned long)$rbp
    end
    if $lab_rn == 6
      set $lab_r = (unsigned long)$rsi
    end
    if $lab_rn == 7
      set $lab_r = (unsigned long)$rdi
    end
  end
  if $lab_rn >= 8 && $lab_rn < 12
    if $lab_rn == 8
      set $lab_r = (unsigned long)$r8
    end
    if $lab_rn == 9
      set $lab_r = (unsigned long)$r9
    end
    if $lab_rn == 10
      set $lab_r = (unsigned long)$r10
    end
    if $lab_rn == 11
      set $lab_r = (unsigned long)$r11
    end
  end
  if $lab_rn >= 12
    if $lab_rn == 12
      set $lab_r = (unsigned long)$r12
    end
    if $lab_rn == 13
      set $lab_r = (unsigned long)$r13
    end
    if $lab_rn == 14
      set $lab_r = (unsigned long)$r14
    end
    if $lab_rn == 15
      set $lab_r = (unsigned long)$r15
    end
  end
end

# Do what the bit instruction at $pc would do, and leave $lab_done 1; or 0 when
# there is none.
define lab-bit
  set $lab_done = 0
  set $lab_p = (unsigned char *)$pc
  if *$lab_p == 0xf0
    set $lab_p = $lab_p + 1
  end
  set $lab_rex = 0
  if (*$lab_p & 0xf0) == 0x40
    set $lab_rex = *$lab_p & 15
    set $lab_p = $lab_p + 1
  end
  set $lab_op = $lab_p[1]
  set $lab_mod = $lab_p[2] >> 6
  if $lab_p[0] == 0x0f && ($lab_op == 0xab || $lab_op == 0xb3 || $lab_op == 0xbb) && $lab_mod != 3
    lab-reg (($lab_p[2]>>3&7)|($lab_rex&4)<<1)
    set $lab_bitno = $lab_rex & 8 ? (long)$lab_r : (long)(int)$lab_r
    set $lab_rm = $lab_p[2] & 7
    set $lab_base = $lab_rm
    set $lab_next = $lab_p + 3
    set $lab_to = 0UL
    if $lab_rm == 4
      set $lab_base = *$lab_next & 7
      set $lab_i = (*$lab_next >> 3 & 7) | ($lab_rex & 2) << 2
      if $lab_i != 4
        lab-reg $lab_i
        set $lab_to = $lab_r << (*$lab_next >> 6)
      end
      set $lab_next = $lab_next + 1
    end
    if $lab_mod == 0 && $lab_base == 5
      set $lab_to = $lab_to + *(int *)$lab_next
      set $lab_next = $lab_next + 4
      if $lab_rm == 5
        set $lab_to = $lab_to + (unsigned long)$lab_next
      end
    else
      lab-reg ($lab_base|($lab_rex&1)<<3)
      set $lab_to = $lab_to + $lab_r
    end
    if $lab_mod == 1
      set $lab_to = $lab_to + *(signed char *)$lab_next
      set $lab_next = $lab_next + 1
    end
    if $lab_mod == 2
      set $lab_to = $lab_to + *(int *)$lab_next
      set $lab_next = $lab_next + 4
    end
    set $lab_byte = (unsigned char *)($lab_to + ($lab_bitno >> 3))
    set $lab_mask = 1 << ($lab_bitno & 7)
    set $lab_old = *$lab_byte
    if $lab_op == 0xab
      set var *$lab_byte = $lab_old | $lab_mask
    end
    if $lab_op == 0xb3
      set var *$lab_byte = $lab_old & ~$lab_mask
    end
    if $lab_op == 0xbb
      set var *$lab_byte = $lab_old ^ $lab_mask
    end
    set var $eflags = ($lab_old & $lab_mask) ? ((int)$eflags | 1) : ((int)$eflags & ~1)
    set var $pc = (unsigned long)$lab_next
    set $lab_done = 1
  end
end

# debug.sh replaces it: a breakpoint on each such instruction.
define lab-bit-sites
end

# debug.sh replaces it: a sign of life for those who wait for gdb.
define lab-progress
end

# lab-record ADDRESSED: from here, where a step begins, to the first broken law;
# with ADDRESSED to the first that has an address.
define lab-record
  set record full insn-number-max 0
  set record full stop-at-limit off
  lab-count
  set $lab_recorded_from = $lab_steps + 1
  set $lab_bits = $bpnum + 1
  pipe -d @@ break *il_trace_read @@ cat >/dev/null
  pipe -d @@ lab-bit-sites @@ cat >/dev/null
  set $lab_bits_end = $bpnum
  pipe -d @@ tbreak *__il_note if ((char*)$rdi)[0]=='l'&&((char*)$rdi)[1]=='a'&&((char*)$rdi)[2]=='w'&&(!$arg0||$rdx) @@ cat >/dev/null
  set $lab_bp = $bpnum
  commands $bpnum
    silent
  end
  set var debug_locks = 0
  record full
  set $lab_recording = $lab_recorded_from
  printf "recording step %d", $lab_recording
  set $lab_done = 1
  while $lab_done
    pipe -d @@ continue @@ cat >/dev/null
    lab-count
    if $lab_steps > $lab_recording
      set $lab_recording = $lab_steps
      printf " %d", $lab_recording
      lab-progress
    end
    lab-look
    set $lab_done = 0
    if $lab_at == 3
      if $pc == il_trace_read
        set var $rax = 0
        set var $pc = *(u64 *)$rsp
        set var $rsp = $rsp + 8
        set $lab_done = 1
      else
        lab-bit
      end
    end
  end
  printf "\n"
  pipe -d @@ delete $lab_bits-$lab_bits_end @@ cat >/dev/null
  lab-count
  set $lab_recorded_to = $lab_steps
  set $lab_back = $lab_at == 2
  if $lab_back
    lab-say-law
  else
    pipe -d @@ delete $lab_bp @@ cat >/dev/null
    lab-record-stopped
  end
end

# $lab_at says at what.
define lab-record-stopped
  if $lab_at == 0
    printf "The run is over and no law broke on the way.\n"
    lab-verdict
  else
    printf "\nThe recording stopped in step %d of the schedule: gdb has no way to undo\n", $lab_steps
    printf "this instruction, or you have stopped it:\n"
    x/i $pc
    printf "What was recorded, from step %d on, can be walked as ever.  To begin after it:\n", $lab_recorded_from
    set $lab_next_at = $lab_steps + 1
    lab-again
    set $lab_back = 1
  end
end

# debug.sh replaces it: the command for a run that records from $lab_next_at.
define lab-again
  printf "    AT=%d\n", $lab_next_at
end

# ---- to whoever wrote ----------------------------------------------------------

define lab-need-record
  set $lab_ok = 0
  if $_thread != 0 && $lab_back
    set $lab_ok = 1
  else
    printf "Nothing is recorded here: time goes backwards under BACK=1 only.\n"
  end
end

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

# lab-earlier WHAT ADDR: $lab_next_at is the step of the last event of a kind,
# 6 spte.set or 12 SITE.begin, before the record, 0 when there is none in a step.
# WHAT 0: six steps before the record.
define lab-earlier
  set $lab_next_at = 0
  if !$arg0
    set $lab_next_at = $lab_recorded_from > 6 ? $lab_recorded_from - 6 : 1
  end
  set $lab_step = 0
  set $lab_x = 0
  while $arg0 && il_run && $lab_x < il_run->nr_events && $lab_step < $lab_recorded_from
    set $lab_ev = &il_run->event[$lab_x]
    if $lab_ev->kind == 'p'
      set $lab_step = $lab_step + 1
    end
    if $lab_step && $lab_step < $lab_recorded_from
      lab-what $lab_ev
      if $lab_what == $arg0 && $lab_ev->a <= $arg1 && ($arg0 == 6 ? $lab_ev->a + 4096 : $lab_ev->b) > $arg1
        set $lab_next_at = $lab_step
      end
    end
    set $lab_x = $lab_x + 1
  end
end

define lab-at-beginning
  printf "The record begins with step %d, and no earlier one is in it.\n", $lab_recorded_from
  if !$lab_next_at
    printf "By the trace (why) it was not in a step before that one either.\n"
  end
  if $lab_recorded_from > 1 && $lab_next_at
    printf "What happened before is in the trace (why), and can be recorded, too:\n"
    lab-again
  end
end

# $lab_word, a pointer: to the instruction that gave the word its value.
define lab-back-to-writer
  set $lab_old = *$lab_word
  pipe -d @@ watch -location *$lab_word @@ cat >/dev/null
  set $lab_bp = $bpnum
  commands $bpnum
    silent
  end
  pipe -d @@ reverse-continue @@ cat >/dev/null
  pipe -d @@ delete $lab_bp @@ cat >/dev/null
  if *$lab_word == $lab_old
    printf "Nobody has written it since the record began.\n"
    lab-earlier $lab_wanted $lab_want
    lab-at-beginning
  else
    printf "written: 0x%lx, before 0x%lx\n", (unsigned long)$lab_old, (unsigned long)*$lab_word
    lab-say-here
  end
end

define who-wrote
  lab-need-record
  if $lab_ok
    set $lab_word = &($arg0)
    set $lab_wanted = 0
    set $lab_want = 0UL
    lab-back-to-writer
  end
end
document who-wrote
who-wrote EXPRESSION: go back to the last one who wrote a variable, a member, a
word; no blank in it.  Of an address: who-wrote *(long*)0x61234560.  Again: to
the writer before.
end

define last-spte
  lab-need-record
  if $lab_ok
    set $lab_want = (unsigned long)($arg0)
    set $lab_off = (unsigned long)&((struct tmmu *)0)->node
    set $lab_n = tmmu_all.next
    set $lab_found = (struct tmmu *)0
    while $lab_n != &tmmu_all
      set $lab_m = (struct tmmu *)((unsigned long)$lab_n - $lab_off)
      lab-spte-of $lab_m $lab_want
      lab-tlb-of $lab_m $lab_want
      if ($lab_spte || $lab_entry) && (!$lab_found || $lab_m->id == $law_device)
        set $lab_found = $lab_m
      end
      set $lab_n = $lab_n->next
    end
    if !$lab_found
      printf "No device has an entry for 0x%lx now; \"why\" says when it had.\n", $lab_want
    else
      lab-spte-of $lab_found $lab_want
      if $lab_spte
        printf "spte of 0x%lx in device %u: pfn 0x%lx\n", $lab_want, $lab_found->id, $lab_spte->pfn
        set $lab_word = $lab_slot
      else
        lab-tlb-of $lab_found $lab_want
        printf "TLB entry of 0x%lx in device %u: pfn 0x%lx\n", $lab_want, $lab_found->id, $lab_entry->pfn
        set $lab_word = &$lab_entry->valid
      end
      set $lab_wanted = $lab_spte ? 6 : 0
      lab-back-to-writer
    end
  end
end
document last-spte
last-spte ADDR: go back to the one who made the entry that a device has for an
address: the spte, or without one the TLB entry.
end

define last-pte
  lab-need-record
  if $lab_ok
    if tmmu_all.next == &tmmu_all
      printf "No device, so no process to look at.\n"
    else
      set $lab_off = (unsigned long)&((struct tmmu *)0)->node
      set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.next - $lab_off)
      lab-pte-of $lab_m->mm $arg0
      if !$lab_ptep
        printf "There is no page table for 0x%lx.\n", (unsigned long)($arg0)
      else
        set $lab_word = $lab_ptep
        set $lab_wanted = 0
        set $lab_want = (unsigned long)($arg0)
        lab-back-to-writer
      end
    end
  end
end
document last-pte
last-pte ADDR: go back to the last one who wrote the pte of an address.
end

# lab-back-to LOCATION CONDITION: leaves $lab_ok 0 when it is not in the record.
define lab-back-to
  pipe -d @@ tbreak $arg0 if $arg1 @@ cat >/dev/null
  set $lab_bp = $bpnum
  commands $bpnum
    silent
  end
  set $lab_where = $pc
  pipe -d @@ reverse-continue @@ cat >/dev/null
  set $lab_ok = $pc == (unsigned long)$arg2
  pipe -d @@ delete $lab_bp @@ cat >/dev/null
end

define last-begin
  lab-need-record
  if $lab_ok
    set $lab_want = (unsigned long)($arg0)
    lab-back-to *il_trace $dl=='p'&&((char*)$r8)[0]=='.'&&((char*)$r8)[1]=='b'&&!((char*)$r8)[6]&&$r9<=$lab_want&&*(u64*)($rsp+8)>$lab_want il_trace
    if $lab_ok
      lab-count
      lab-current
      printf "step %d, %c (%s) leaves %s%s [0x%lx, 0x%lx)\n", $lab_steps + 1, $lab_current->il_actor->letter, $lab_current->comm, (char *)$rcx, (char *)$r8, $r9, *(u64 *)($rsp + 8)
      bt -frame-arguments none 6
      if $law_mm
        lab-subscribers $law_mm
      end
    else
      printf "No begin of a range with 0x%lx was recorded before.\n", $lab_want
      lab-earlier 12 $lab_want
      lab-at-beginning
    end
  end
end
document last-begin
last-begin ADDR: go back to the last one who began to invalidate a range that
has the address.
end

define back-step
  lab-need-record
  if $lab_ok
    lab-back-to *il_grant 1 il_grant
    lab-earlier 0 0
    lab-look
    if $lab_at == 1
      set $lab_seen = il_run->nr_events
      lab-say-step
      if $lab_steps + 1 <= $lab_recorded_from
        lab-at-beginning
      end
    else
      lab-at-beginning
    end
  end
end
document back-step
back-step: back to where the last step began.
end

# ---- the beginning of a session -------------------------------------------------

# lab-back-from STEP ADDRESSED
define lab-back-from
  if $lab_at == 1
    if $arg0 > 1
      lab-until *il_grant 1 $arg0-1
      lab-say-step
    end
    lab-record $arg1
    if $lab_back && $lab_at == 2
      printf "\nSteps %d to %d are recorded.  From here time goes backwards:\n", $lab_recorded_from, $lab_recorded_to
      if $law_addr
        printf "    why                    what happened to 0x%lx\n", $law_addr
        printf "    last-spte $law_addr    back to the one who made the device's entry\n"
        printf "    last-begin $law_addr   from there to the last begin for this address\n"
      end
      printf "    who-wrote VARIABLE     back to the last one who wrote it\n"
      printf "    back-step              back to where the step began\n"
      printf "    reverse-next, reverse-finish, reverse-continue; next, finish, continue\n"
    end
  end
end
