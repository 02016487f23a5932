# SPDX-License-Identifier: GPL-2.0
#
# Looking at the lab kernel from gdb.  Plain gdb language: needs no Python and
# no variable that only a gdb with Python has.
#
# "lab-help" lists the commands; trace.gdb, steps.gdb and back.gdb have the rest
# of them.

set pagination off
set confirm off
set height 0
set width 0
set print frame-arguments scalars
set breakpoint pending off
set history save off
set print inferior-events off
set print thread-events off
set auto-load libthread-db off

# UML lives on signals: page faults of the guest are SIGSEGV, interrupts are
# SIGALRM, SIGIO and friends.  gdb must neither stop at them nor keep them.
handle SIGSEGV SIGUSR1 SIGUSR2 SIGALRM SIGIO SIGWINCH SIGCHLD SIGVTALRM SIGPROF nostop noprint pass

# The processes of the guest have a host process each, made by clone(); those
# are traced by UML itself and not by us.
set detach-on-fork on
set follow-fork-mode parent

define lab-help
  printf "next-step              go on to the next step of the schedule\n"
  printf "go-law                 on to the next broken law, past breakpoints\n"
  printf "actors                 where each actor is held, or for which lock it waits\n"
  printf "why ADDR               all that has happened to an address, and what is there now\n"
  printf "lab-begin              begin the run again, stop before its first step\n"
  printf "lab-here               where the run stands\n"
  printf "lab-tui                the source above the commands\n"
  printf "lab-bt-actor A         backtrace of an actor, running or not\n"
  printf "locks A                the locks that an actor has\n"
  printf "pending A              stores of an actor that the others do not see yet\n"
  printf "lab-bt TASK            backtrace of any task\n"
  printf "lab-ps                 all tasks; * runs, A..H are actors\n"
  printf "lab-tmmus              all secondary MMUs\n"
  printf "lab-sptes [TMMU]       translation tables of one or all of them; TMMU: a number or a pointer\n"
  printf "lab-tlb TMMU           the TLB of one\n"
  printf "lab-now ADDR           what devices and page table have for an address now\n"
  printf "lab-subscribers MM     the subscribers of an address space, and its ranges under way\n"
  printf "Backwards, by running again:\n"
  printf "last-spte ADDR [DEV]   the code that made the entry that a device has; you stay here\n"
  printf "last-pte ADDR          the last write of the pte; you stay here\n"
  printf "last-begin ADDR        the last begin of a range with the address; you stay here\n"
  printf "who-wrote VARIABLE     to the last write of a variable\n"
  printf "back-step              to where the step began, then the one before\n"
  printf "go-step N              to step N, past or to come\n"
  printf "next-write VARIABLE    on to the next write of a variable\n"
  printf "No blanks within an argument.  \"help COMMAND\" says more.\n"
end
document lab-help
The commands of the lab.
end

# ---- tasks -----------------------------------------------------------------

define lab-current
  set $lab_current = (struct task_struct *)cpu_tasks[0].task
end
document lab-current
Set $lab_current to the task that runs.
end

define lab-ps
  set $lab_off = (unsigned long)&((struct task_struct *)0)->tasks
  set $lab_t = &init_task
  set $lab_more = 1
  lab-current
  while $lab_more
    set $lab_c = $lab_t == $lab_current ? '*' : ' '
    set $lab_l = $lab_t->il_actor ? $lab_t->il_actor->letter : ' '
    printf "%c%c %p  pid %-4d state 0x%-4x %-16s", $lab_c, $lab_l, $lab_t, $lab_t->pid, $lab_t->__state, $lab_t->comm
    if $lab_t->mm
      printf " mm %p", $lab_t->mm
    end
    printf "\n"
    set $lab_t = (struct task_struct *)((unsigned long)$lab_t->tasks.next - $lab_off)
    set $lab_more = $lab_t != &init_task
  end
end
document lab-ps
All processes of the guest.  Threads that are not the first of their process
are found by lab-actors.
end

define lab-bt
  set $lab_t = (struct task_struct *)$arg0
  lab-current
  printf "task %p pid %d %s\n", $lab_t, $lab_t->pid, $lab_t->comm
  if $lab_t == $lab_current
    bt
  else
    # Registers are written in the innermost frame, whichever was selected.
    pipe -d @@ frame 0 @@ cat >/dev/null
    # A task that does not run left its registers in switch_buf.
    set $lab_rbx = $rbx
    set $lab_rsp = $rsp
    set $lab_rbp = $rbp
    set $lab_r12 = $r12
    set $lab_r13 = $r13
    set $lab_r14 = $r14
    set $lab_r15 = $r15
    set $lab_rip = $rip
    set $rbx = $lab_t->thread.switch_buf[0].__rbx
    set $rbp = $lab_t->thread.switch_buf[0].__rbp
    set $r12 = $lab_t->thread.switch_buf[0].__r12
    set $r13 = $lab_t->thread.switch_buf[0].__r13
    set $r14 = $lab_t->thread.switch_buf[0].__r14
    set $r15 = $lab_t->thread.switch_buf[0].__r15
    set $rsp = $lab_t->thread.switch_buf[0].__rsp
    set $rip = $lab_t->thread.switch_buf[0].__rip
    bt
    set $rip = $lab_rip
    set $rsp = $lab_rsp
    set $rbp = $lab_rbp
    set $rbx = $lab_rbx
    set $r12 = $lab_r12
    set $r13 = $lab_r13
    set $r14 = $lab_r14
    set $r15 = $lab_r15
  end
end
document lab-bt
lab-bt TASK: backtrace of any task, by its struct task_struct pointer.
end

# ---- actors ----------------------------------------------------------------

# lab-letter B: $lab_letter, of an argument with or without quotes.
define lab-letter
  set $lab_letter = "$arg0"[0]
  if $lab_letter == '\''
    set $lab_letter = "$arg0"[1]
  end
end

define lab-bt-actor
  lab-letter $arg0
  set $lab_a = &il_run->actor[$lab_letter - 'A']
  if $lab_a->task
    lab-bt $lab_a->task
  else
    printf "no task\n"
  end
end
document lab-bt-actor
lab-bt-actor A: backtrace of an actor.
end

# Oldest first; without lockdep there is nothing to tell.
define locks
  lab-letter $arg0
  set $lab_t = il_run->actor[$lab_letter - 'A'].task
  if !$lab_t || !debug_locks
    printf "its locks are not known\n"
  else
    set $lab_i = 0
    while $lab_i < $lab_t->lockdep_depth
      printf "  %s", $lab_t->held_locks[$lab_i].instance->name
      if $lab_t->held_locks[$lab_i].read
        printf " (shared)"
      end
      printf "\n"
      set $lab_i = $lab_i + 1
    end
    if !$lab_t->lockdep_depth
      printf "  none\n"
    end
  end
end
document locks
locks B: the locks that an actor has, oldest first; it may still wait for the last one.
end

# ---- stores that the others do not see yet ----------------------------------

# In a kernel that is built for it; see kernel/interleave/weak.c.
define pending
  lab-letter $arg0
  if !(sizeof(((struct il_actor *)0)->weak) > 0)
    printf "in this kernel no store is late\n"
  else
    set $lab_w = &il_run->actor[$lab_letter - 'A'].weak
    set $lab_i = 0
    while $lab_i < $lab_w->nr
      set $lab_s = &$lab_w->store[$lab_i]
      set $lab_mine = $lab_w->in ? *(unsigned long *)$lab_s->addr : $lab_s->mine
      set $lab_others = $lab_w->in ? $lab_s->others : *(unsigned long *)$lab_s->addr
      set $lab_bits = $lab_s->size < 8 ? (1UL << 8 * $lab_s->size) - 1 : ~0UL
      printf "  %c: 0x%lx, the others: 0x%lx, at ", $lab_letter, $lab_mine & $lab_bits, $lab_others & $lab_bits
      output/a $lab_s->addr
      printf "\n"
      set $lab_i = $lab_i + 1
    end
    if !$lab_w->nr
      printf "  none\n"
    end
  end
end
document pending
pending A: the stores of an actor that the others do not see yet.
end

# ---- secondary MMUs --------------------------------------------------------

# lab-device X: $lab_m, of a number or a pointer.
define lab-device
  set $lab_m = (struct tmmu *)($arg0)
  if (unsigned long)$lab_m < 4096
    set $lab_off = (unsigned long)&((struct tmmu *)0)->node
    set $lab_id = (unsigned int)(unsigned long)$lab_m
    set $lab_m = (struct tmmu *)0
    set $lab_n = tmmu_all.next
    while $lab_n != &tmmu_all
      set $lab_c = (struct tmmu *)((unsigned long)$lab_n - $lab_off)
      if $lab_c->id == $lab_id
        set $lab_m = $lab_c
      end
      set $lab_n = $lab_n->next
    end
  end
end

define lab-tmmus
  set $lab_off = (unsigned long)&((struct tmmu *)0)->node
  set $lab_n = tmmu_all.next
  while $lab_n != &tmmu_all
    set $lab_m = (struct tmmu *)((unsigned long)$lab_n - $lab_off)
    printf "tmmu %u  %p  mm %p  %s  sptes %lu  begins %lu  ends %lu\n", $lab_m->id, $lab_m, $lab_m->mm, $lab_m->consumer->name, $lab_m->nr_sptes, $lab_m->sub.begins, $lab_m->sub.ends
    set $lab_n = $lab_n->next
  end
end
document lab-tmmus
All secondary MMUs that are attached.
end

# The table is an xarray by page number.  An entry that ends in binary 10 is a
# node when it is above 4096, and else a slot that is only reserved; the walk
# goes down from the root for one index after the other and skips what a missing
# slot covers.  Offsets are taken once: each mention of a struct costs gdb a
# search.
define lab-sptes-of
  lab-device $arg0
  printf "tmmu %u:\n", $lab_m->id
  set $lab_shift = (unsigned long)&((struct xa_node *)0)->shift - 2
  set $lab_slots = (unsigned long)&((struct xa_node *)0)->slots - 2
  set $lab_root = (unsigned long)$lab_m->sptes.xa_head
  set $lab_i = 0UL
  set $lab_end = 1UL
  if ($lab_root & 3) == 2 && $lab_root > 4096
    set $lab_end = 64UL << *(unsigned char *)($lab_root + $lab_shift)
  end
  if !$lab_root
    set $lab_end = 0UL
  end
  while $lab_i < $lab_end
    set $lab_e = $lab_root
    set $lab_s = 0
    while ($lab_e & 3) == 2 && $lab_e > 4096
      set $lab_s = *(unsigned char *)($lab_e + $lab_shift)
      set $lab_e = *(unsigned long *)($lab_e + $lab_slots + (($lab_i >> $lab_s) & 63) * 8)
    end
    if $lab_e && ($lab_e & 3) != 2
      set $lab_p = (struct tmmu_spte *)$lab_e
      printf "  0x%lx -> pfn 0x%lx", $lab_i << 12, $lab_p->pfn
      lab-say-rights $lab_p->write $lab_p->young
      printf "\n"
    end
    set $lab_i = (($lab_i >> $lab_s) + 1) << $lab_s
  end
end
document lab-sptes-of
lab-sptes-of TMMU: translation table of one secondary MMU.
end

define lab-sptes
  if $argc == 1
    lab-sptes-of $arg0
  else
    set $lab_spte_off = (unsigned long)&((struct tmmu *)0)->node
    set $lab_spte_n = tmmu_all.next
    while $lab_spte_n != &tmmu_all
      set $lab_spte_m = (unsigned long)$lab_spte_n - $lab_spte_off
      lab-sptes-of $lab_spte_m
      set $lab_spte_n = $lab_spte_n->next
    end
  end
end
document lab-sptes
lab-sptes [TMMU]: translation table of one secondary MMU, or of all.
end

define lab-tlb
  lab-device $arg0
  set $lab_i = 0
  while $lab_i < sizeof($lab_m->tlb) / sizeof($lab_m->tlb[0])
    if $lab_m->tlb[$lab_i].valid
      printf "  %2d: 0x%lx -> pfn 0x%lx", $lab_i, $lab_m->tlb[$lab_i].addr, $lab_m->tlb[$lab_i].pfn
      lab-say-rights $lab_m->tlb[$lab_i].write 0
      printf "\n"
    end
    set $lab_i = $lab_i + 1
  end
end
document lab-tlb
lab-tlb TMMU: the valid entries of its TLB.
end

# ---- the notifier seam -----------------------------------------------------

define lab-subscribers
  set $lab_mm = (struct mm_struct *)$arg0
  set $lab_h = $lab_mm->mmn
  if !$lab_h
    printf "mm %p has no subscriber\n", $lab_mm
  else
    printf "mm %p, design %s\n", $lab_mm, $lab_h->design->name
    set $lab_off = (unsigned long)&((struct mmn_subscriber *)0)->node
    set $lab_n = $lab_h->list.first
    while $lab_n
      set $lab_s = (struct mmn_subscriber *)((unsigned long)$lab_n - $lab_off)
      printf "  subscriber %u  %p  begins %lu  ends %lu  pages %lu  released %u\n", $lab_s->id, $lab_s, $lab_s->begins, $lab_s->ends, $lab_s->pages, $lab_s->released
      set $lab_n = $lab_n->next
    end
    set $lab_i = 0
    while $lab_i < $lab_h->nr_flights
      printf "  under way: [0x%lx, 0x%lx) by %s/%d\n", $lab_h->flight[$lab_i].start, $lab_h->flight[$lab_i].end, $lab_h->flight[$lab_i].task->comm, $lab_h->flight[$lab_i].task->pid
      set $lab_i = $lab_i + 1
    end
  end
end
document lab-subscribers
lab-subscribers MM: the subscribers of an address space, in the order in which
they are told, and the invalidations that are between begin and end.
end

# ---- sessions as tests -------------------------------------------------------

# For session scripts: lab-expect CONDITION "what it means", no blank in the
# condition and no % in the text; lab-end leaves gdb with 0 when all held, else with 1.
set $lab_failed = 0
define lab-expect
  if $arg0
    printf "ok: "
  else
    printf "NOT ok: "
    set $lab_failed = 1
  end
  printf $arg1
  printf "\n"
end
document lab-expect
lab-expect CONDITION "TEXT": print whether it holds, remember if not.
end

# debug.sh replaces it: the session has come to its end.
define lab-ended
end

define lab-end
  lab-ended
  quit $lab_failed
end
document lab-end
Leave gdb; the status says whether every lab-expect held.
end

# What a session has seen, for make answer: lab-answer NAME EXPRESSION, no blank in it.
define lab-answer
  printf "answer $arg0 %ld\n", (long)($arg1)
end
define lab-answer-hex
  printf "answer $arg0 %lx\n", (unsigned long)($arg1)
end
define lab-answer-letter
  printf "answer $arg0 %c\n", $arg1
end
define lab-answer-text
  printf "answer $arg0 %s\n", $arg1
end
document lab-answer
lab-answer NAME EXPRESSION: print the answer to a question; lab-answer-hex,
lab-answer-letter and lab-answer-text print it in another form.
end

# How many subscribers an address space has, in $lab_count.
define lab-count-subscribers
  set $lab_count = 0
  set $lab_h = ((struct mm_struct *)$arg0)->mmn
  if $lab_h
    set $lab_n = $lab_h->list.first
    while $lab_n
      set $lab_count = $lab_count + 1
      set $lab_n = $lab_n->next
    end
  end
end

# ---- the screen ----

define lab-tui
  tui new-layout lab src 3 status 0 cmd 2
  layout lab
  focus cmd
end
document lab-tui
lab-tui: show the source above the commands.  "tui disable" goes back; Ctrl-L draws it anew.
end
