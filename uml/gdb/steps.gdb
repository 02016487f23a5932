# SPDX-License-Identifier: GPL-2.0
#
# Going through a run: by steps, and to a broken law.
#
# The breakpoints of these commands are temporary and made without a word; "pipe"
# takes what gdb would say about them.

set $lab_seen = 0U
set $law_no = 0U
set $law_addr = (void *)0
set $law_device = 0
set $law_step = 0
set $law_mm = 0

# ---- what one sees at a stop -------------------------------------------------

# lab-say-actor N: where the actor of index N is, in words.
define lab-say-actor
  set $lab_w = &il_run->actor[$arg0]
  printf "%c", 'A' + $arg0
  if $lab_w->task
    printf " (%s)", $lab_w->task->comm
  end
  if $lab_w->phase == IL_PHASE_HELD
    printf " held at %s%s", $lab_w->prefix, $lab_w->name
  end
  if $lab_w->phase == IL_PHASE_DONE
    printf " done"
  end
  if $lab_w->phase == IL_PHASE_RUNNING
    if $lab_w->asleep
      lab-say-wait $lab_w->task
    else
      printf " let go"
    end
  end
end

# The last lock that lockdep knows of a blocked task is the one that it waits
# for: it is entered before it is taken.
define lab-say-wait
  set $lab_t = (struct task_struct *)($arg0)
  set $lab_o = (struct task_struct *)0
  if $lab_t->pi_blocked_on
    set $lab_o = (struct task_struct *)((unsigned long)$lab_t->pi_blocked_on->lock->owner & ~1UL)
  end
  set $lab_map = (struct lockdep_map *)0
  if debug_locks && $lab_t->lockdep_depth > 0
    set $lab_map = $lab_t->held_locks[$lab_t->lockdep_depth - 1].instance
    if !$lab_o
      lab-holder-of &$lab_t->held_locks[$lab_t->lockdep_depth-1] $lab_t
    end
  end
  if $lab_o
    printf " asleep, waits for "
    if $lab_map
      printf "%s", $lab_map->name
    else
      printf "a lock"
    end
    printf " of "
    if $lab_o->il_actor
      printf "%c", $lab_o->il_actor->letter
    else
      printf "%s", $lab_o->comm
    end
  else
    if debug_locks
      printf " asleep, not for a lock of an actor (lab-bt-actor shows where)"
    else
      printf " asleep (lab-bt-actor shows where)"
    end
  end
end

# Another actor that has the lock of a struct held_lock, though not as the last
# one on which it sleeps.  Of several locks of one class that are taken under one
# nest lock, lockdep remembers only the first: then the class has to do.  Two
# readers do not wait for each other.
define lab-holder-of
  set $lab_last = (struct held_lock *)($arg0)
  set $lab_i = 0
  while $lab_i < 8
    set $lab_h = il_run->actor[$lab_i].task
    if $lab_h && $lab_h != $arg1
      set $lab_j = $lab_h->lockdep_depth - (il_run->actor[$lab_i].asleep ? 2 : 1)
      while $lab_j >= 0
        set $lab_held = &$lab_h->held_locks[$lab_j]
        if $lab_held->instance == $lab_last->instance || ($lab_last->references && $lab_held->class_idx == $lab_last->class_idx)
          if !($lab_held->read && $lab_last->read)
            set $lab_o = $lab_h
          end
        end
        set $lab_j = $lab_j - 1
      end
    end
    set $lab_i = $lab_i + 1
  end
end

define lab-actors
  if !il_run
    printf "There is no run; it is over, or \"lab-begin\" begins one.\n"
  else
    set $lab_n = 0
    while $lab_n < 8
      if il_run->actor[$lab_n].phase != IL_PHASE_ABSENT
        if il_run->actor[$lab_n].task
          printf "%p pid %-4d ", il_run->actor[$lab_n].task, il_run->actor[$lab_n].task->pid
        end
        lab-say-actor $lab_n
        printf "\n"
      end
      set $lab_n = $lab_n + 1
    end
  end
end
document lab-actors
The actors of the run: their tasks, the points where they are held, and the
locks for which they wait.
end

define actors
  lab-actors
end
document actors
The actors of the run: their tasks, the points where they are held, and the
locks for which they wait.
end

# At il_grant: the step that is about to begin.
define lab-say-step
  lab-count
  set $lab_g = (struct il_actor *)$rdi
  printf "step %-3d %c (%s) leaves %s%s", $lab_steps + 1, $lab_g->letter, $lab_g->task->comm, $lab_g->prefix, $lab_g->name
  set $lab_n = 0
  while $lab_n < 8
    if il_run->actor[$lab_n].phase != IL_PHASE_ABSENT && &il_run->actor[$lab_n] != $lab_g
      printf "; "
      lab-say-actor $lab_n
    end
    set $lab_n = $lab_n + 1
  end
  printf "\n"
end

define lab-mm-of
  lab-device $arg0
  set $law_mm = $lab_m ? $lab_m->mm : (struct mm_struct *)0
end

define lab-say-law
  lab-count
  set $lab_r = &tmmu_reports[tmmu_reports_made - 1]
  set $law_no = $lab_r->law
  set $law_addr = (void *)$lab_r->addr
  set $law_device = $lab_r->tmmu
  set $law_step = $lab_steps
  lab-mm-of $law_device
  printf "\n*** law L%u is broken", $law_no
  if $law_addr
    printf " at 0x%lx", (unsigned long)$law_addr
  end
  printf ", device %u, in step %d", $law_device, $law_step
  set $lab_i = (int)il_run->nr_events - 1
  while $lab_i > 0 && il_run->event[$lab_i].kind != 'p'
    set $lab_i = $lab_i - 1
  end
  if $lab_i >= 0 && il_run->event[$lab_i].kind == 'p'
    printf ": %c left %s%s", il_run->event[$lab_i].letter, il_run->event[$lab_i].prefix, il_run->event[$lab_i].name
  end
  printf "\n    expected  %s\n    seen      %s\n", $lab_r->expected, $lab_r->seen
  if $lab_r->who[0]
    printf "    by        %s\n", $lab_r->who
  end
end

# Where are we?  $lab_at: 0 the run is over, 1 before a step, 2 a law has been
# broken, 3 somewhere else.
define lab-look
  set $lab_at = 3
  if $_thread == 0
    set $lab_at = 0
  else
    if $pc == il_grant
      set $lab_at = 1
    end
    if $pc == __il_note
      set $lab_s = (char *)$rdi
      if $lab_s[0] == 'l' && $lab_s[1] == 'a' && $lab_s[2] == 'w'
        set $lab_at = 2
      end
    end
  end
end

# gdb itself has said where it stands when it is at none of ours.
define lab-say-stop
  lab-look
  if $lab_at == 0
    printf "The run is over.\n"
    lab-verdict
  end
  if $lab_at != 0 && il_run
    if $lab_seen > il_run->nr_events
      set $lab_seen = 0U
    end
    lab-events $lab_seen
    set $lab_seen = il_run->nr_events
  end
  if $lab_at == 1
    lab-say-step
  end
  if $lab_at == 2
    lab-say-law
  end
  if $lab_at == 3 && il_run
    lab-count
    printf "(a breakpoint, in step %d; the same command again goes on)\n", $lab_steps
  end
end

# $pc and $rdi are those of the frame that is selected, so look from the innermost;
# the one that was selected stays selected.
define lab-here
  if $_thread == 0
    lab-say-stop
  else
    frame apply level 0 -q lab-say-stop
  end
  if $lab_at == 3
    frame
  end
end
document lab-here
Where the run stands: the step that is about to begin, or the law that broke.
end

define lab-verdict
end
document lab-verdict
How the run has ended.
end

# ---- going on ----------------------------------------------------------------

# lab-stop-at LOCATION CONDITION COUNT: a breakpoint for its COUNTth time, once, without a
# word; $lab_bp is its number.
define lab-stop-at
  pipe -d @@ tbreak $arg0 if $arg1 @@ cat >/dev/null
  set $lab_bp = $bpnum
  commands $bpnum
    silent
  end
  if $arg2 > 1
    pipe -d @@ ignore $lab_bp $arg2-1 @@ cat >/dev/null
  end
end

# lab-until LOCATION CONDITION COUNT: to its COUNTth time, without a word.  Ends
# early at a breakpoint of the user and at the end of the run.
define lab-until
  lab-stop-at $arg0 $arg1 $arg2
  continue
  lab-look
  if $lab_at == 0 || $lab_at == 3
    pipe -d @@ delete $lab_bp @@ cat >/dev/null
  end
end

define next-step
  if $_thread == 0
    printf "There is no run; \"lab-begin\" begins one.\n"
  else
    set $lab_seen = il_run ? il_run->nr_events : 0U
    lab-until *il_grant 1 1
    lab-say-stop
  end
end
document next-step
next-step: go on to the next step of the schedule.  Shows what the last one did,
which actor goes now, from which point, and where the others are.
end

define go-step
  if $_thread == 0
    printf "There is no run; \"lab-begin\" begins one.\n"
  else
    lab-count
    frame apply level 0 -q lab-look
    set $lab_to = $arg0 - $lab_steps - ($lab_at == 1)
    if $lab_to < 1
      lab-to-step $arg0
    else
      lab-until *il_grant 1 $lab_to
      set $lab_seen = il_run ? il_run->nr_events : 0
      lab-say-stop
    end
  end
end
document go-step
go-step N: to step N of the schedule; when it is past, the run begins again.
end

define go-law
  if $_thread == 0
    printf "There is no run; \"lab-begin\" begins one.\n"
  else
    lab-breaks-away
    pipe -d @@ delete @@ cat >/dev/null
    set $lab_same = 1
    while $lab_same
      lab-until *__il_note ((char*)$rdi)[0]=='l'&&((char*)$rdi)[1]=='a'&&((char*)$rdi)[2]=='w' 1
      lab-look
      set $lab_same = 0
      if $lab_at == 2
        lab-count
        set $lab_r = &tmmu_reports[tmmu_reports_made - 1]
        set $lab_same = $lab_r->law == $law_no && (unsigned long)$lab_r->addr == (unsigned long)$law_addr && $lab_r->tmmu == $law_device && $lab_steps == $law_step
      end
    end
    lab-breaks-back
    set $lab_seen = $lab_at && il_run ? il_run->nr_events : 0U
    lab-say-stop
    if $lab_at == 2 && $law_addr
      printf "Next: why $law_addr, actors, bt; go-law for the next law\n"
    end
    if $lab_at == 2 && $law_no == 2
      pipe -d @@ frame function tmmu_oracle_freed @@ cat >/dev/null
      pipe -d @@ up @@ cat >/dev/null
      up
    end
    if $lab_at == 2 && !$law_addr
      printf "Next: why (what its step did), actors, bt; go-law for the next law\n"
    end
  end
end
document go-law
go-law: go on to the next broken law, past your breakpoints.  Prints which law, where, in which
step; the same law of the same device in the same step is printed once.
$law_addr is the address, $law_device the device.
end

define lab-begin
  lab-stop-at *il_grant 1 1
  pipe -d @@ run @@ cat >/dev/null
  lab-look
  if $lab_at == 0
    printf "The run did not come to its first step.\n"
    lab-verdict
  end
  if $lab_at == 1
    set $lab_seen = il_run->nr_events
    lab-say-step
  end
  if $lab_at >= 2
    pipe -d @@ delete $lab_bp @@ cat >/dev/null
    frame
  end
end
document lab-begin
Start the guest and stop before the first step of the schedule.
end

define lab-welcome
  if $lab_at == 1
    printf "\nNothing of the schedule has run yet.  Go on with\n"
    printf "    next-step     one step of the schedule\n"
    printf "    go-step N     to step N\n"
    printf "    go-law        to the next broken law, past breakpoints\n"
    printf "    why ADDR      what has happened to an address\n"
    printf "    actors        where each actor is held, or for what it waits\n"
    printf "    lab-help      everything\n"
  end
end
