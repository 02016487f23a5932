# SPDX-License-Identifier: GPL-2.0
#
# The trace of the run, which the kernel keeps in il_run->event: in words, and
# for one address.
#
# A step is what an actor does from the point that it leaves up to its next
# one.  Each step leaves one event of kind 'p', so steps are counted in the
# trace, and the count stays true when time runs backwards.

set $lab_counted_run = 0UL
set $lab_counted = 0U
set $lab_steps = 0

define lab-count
  if !il_run
    set $lab_steps = 0
    set $lab_counted_run = 0UL
  else
    if $lab_counted_run != (unsigned long)il_run || $lab_counted > il_run->nr_events
      set $lab_counted_run = (unsigned long)il_run
      set $lab_counted = 0U
      set $lab_steps = 0
    end
    while $lab_counted < il_run->nr_events
      if il_run->event[$lab_counted].kind == 'p'
        set $lab_steps = $lab_steps + 1
      end
      set $lab_counted = $lab_counted + 1
    end
  end
end
document lab-count
Set $lab_steps to the number of the step that is under way, or, at il_grant,
of the last one.
end

# Which event it is, in $lab_what, by the letters of its name: gdb compares no
# strings without Python.
#
#   1 notify.begin   2 notify.end   3 notify.page   4 notify.release
#   5 notify.young   6 spte.set     7 spte.zap      8 tlb.flush
#   9 load.value    10 store.value 11 law.Ln
#  12 SITE.begin    13 SITE.end    14 another of [a, b)
#  -1 store.late    -2 store.seen  -3 load.old
define lab-what
  set $lab_what = 0
  set $lab_s = $arg0->prefix
  set $lab_c = $lab_s[0]
  if $lab_c == 'n' && $lab_s[1] == 'o' && $lab_s[2] == 't' && $lab_s[6] == '.'
    set $lab_c = $lab_s[7]
    if $lab_c == 'b'
      set $lab_what = 1
    end
    if $lab_c == 'e'
      set $lab_what = 2
    end
    if $lab_c == 'p'
      set $lab_what = 3
    end
    if $lab_c == 'r'
      set $lab_what = 4
    end
    if $lab_c == 'y'
      set $lab_what = 5
    end
    set $lab_c = 0
  end
  if $lab_c == 's' && $lab_s[1] == 'p' && $lab_s[4] == '.'
    set $lab_what = $lab_s[5] == 's' ? 6 : 7
  end
  if $lab_c == 't' && $lab_s[3] == '.' && $lab_s[4] == 'f'
    set $lab_what = 8
  end
  if $lab_c == 'l' && $lab_s[4] == '.' && $lab_s[5] == 'v'
    set $lab_what = 9
  end
  if $lab_c == 's' && $lab_s[5] == '.' && $lab_s[6] == 'v'
    set $lab_what = 10
  end
  if $lab_c == 'l' && $lab_s[1] == 'a' && $lab_s[3] == '.'
    set $lab_what = 11
  end
  if $lab_c == 's' && $lab_s[5] == '.' && $lab_s[6] == 'l'
    set $lab_what = -1
  end
  if $lab_c == 's' && $lab_s[5] == '.' && $lab_s[6] == 's'
    set $lab_what = -2
  end
  if $lab_c == 'l' && $lab_s[4] == '.' && $lab_s[5] == 'o'
    set $lab_what = -3
  end
  set $lab_s = $arg0->name
  if $arg0->kind == 'p' && $arg0->b > $arg0->a && !(($arg0->a | $arg0->b) & 4095)
    set $lab_what = 14
    if $lab_s[0] == '.' && $lab_s[1] == 'b' && !$lab_s[6]
      set $lab_what = 12
    end
    if $lab_s[0] == '.' && $lab_s[1] == 'e'
      set $lab_what = 13
    end
  end
end

# A lock: it is entered before it is taken, so an actor that sleeps next waits.
define lab-say-lock
  set $lab_lock = $arg0
  set $lab_after = $lab_lock + 1
  set $lab_past = &il_run->event[il_run->nr_events]
  while $lab_after < $lab_past && $lab_after->letter != $lab_lock->letter
    set $lab_after = $lab_after + 1
  end
  set $lab_waits = 0
  if $lab_lock->kind == 'u'
    printf "  gives back "
  else
    if $lab_after < $lab_past
      set $lab_waits = $lab_after->kind == 'w'
    end
    if $lab_waits
      printf "  waits for "
    else
      printf "  takes "
    end
  end
  printf "%s%s", $lab_lock->prefix, $lab_lock->name
end

# lab-say-word VALUE: eight bytes, as text where they are text.
define lab-say-word
  set $lab_v = (unsigned long)($arg0)
  set $lab_j = 0
  while $lab_j < 64 && ($lab_v >> $lab_j & 255) >= 32 && ($lab_v >> $lab_j & 255) < 127
    set $lab_j = $lab_j + 8
  end
  if $lab_j == 64
    printf "\""
    set $lab_j = 0
    while $lab_j < 64
      printf "%c", $lab_v >> $lab_j & 255
      set $lab_j = $lab_j + 8
    end
    printf "\""
  else
    printf "0x%lx", $lab_v
  end
end

# A store or load out of order, at $lab_a.
define lab-say-order
  if $lab_what == -3
    printf "  load of "
  else
    printf "  store to "
  end
  output/a $lab_a
  if $lab_what == -1
    printf ", number %lu, not seen by the others yet", $lab_b
  end
  if $lab_what == -2
    printf " is seen by all: 0x%lx", $lab_b
  end
  if $lab_what == -3
    printf " returns the old value 0x%lx", $lab_b
  end
end

define lab-words
  lab-what $arg0
  set $lab_k = $arg0->kind
  set $lab_a = $arg0->a
  set $lab_b = $arg0->b
  set $lab_said = 1
  if $lab_k == 'l' || $lab_k == 'u'
    lab-say-lock $arg0
  else
  if $lab_k == 'w'
    printf "... sleeps"
  else
  if $lab_k == 'r'
    printf "... goes on"
  else
  if $lab_k == 'd'
    printf "(done)"
  else
  if $lab_what == 1
    printf "  begin -> device %lu", $lab_a
  else
  if $lab_what == 2
    printf "  end -> device %lu", $lab_a
  else
  if $lab_what == 3
    printf "  page -> device %lu", $lab_a
  else
  if $lab_what == 4
    printf "  release -> device %lu", $lab_a
  else
  if $lab_what == 5
    printf "  device %lu says young: %lu", $lab_a, $lab_b
  else
  if $lab_what == 6
    printf "  spte 0x%lx set, pfn 0x%lx", $lab_a, $lab_b
  else
  if $lab_what == 7
    printf "  spte 0x%lx zapped, pfn 0x%lx", $lab_a, $lab_b
  else
  if $lab_what == 8
    printf "  TLB of device %lu flushed", $lab_a
  else
  if $lab_what == 9
    printf "  device loads 0x%lx: ", $lab_a
    lab-say-word $lab_b
  else
  if $lab_what == 10
    printf "  device stores 0x%lx: ", $lab_a
    lab-say-word $lab_b
  else
  if $lab_what == 11
    printf "*** law %s broken, device %lu", $arg0->prefix + 4, $lab_b
  else
  if $lab_what >= 12
    printf "%s%s [0x%lx, 0x%lx)", $arg0->prefix, $arg0->name, $lab_a, $lab_b
  else
  if $lab_what < 0
    lab-say-order
  else
  set $lab_said = 0
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  end
  if !$lab_said
    if $lab_k == 'n'
      printf "  "
    end
    printf "%s%s", $arg0->prefix, $arg0->name
    if $lab_a >= 4096
      printf " "
      output/a $lab_a
    else
      if $lab_a && $lab_b >= 4096
        printf " 0x%lx (device %lu)", $lab_b, $lab_a
      end
      if $lab_a && $lab_b < 4096
        printf " (device %lu)", $lab_a
      end
    end
    if $lab_a >= 4096 && $lab_b && $lab_b < 4096
      printf " (device %lu)", $lab_b
    end
  end
end
document lab-words
lab-words EVENT: a struct il_event in words, as the diagrams have them.
end

# Is $lab_ev the law that go-law has told of, or the same once more?  $lab_told.
define lab-told-law
  set $lab_s = $lab_ev->prefix + 5
  set $lab_j = $lab_s[0] - 48
  if $lab_s[1]
    set $lab_j = 10 * $lab_j + $lab_s[1] - 48
  end
  set $lab_told = $law_step && $law_step == $lab_steps && $lab_j == $law_no && $lab_ev->b == $law_device
end

# lab-events FROM: what actors did since, without the points that they left, and
# the laws that broke.
define lab-events
  lab-count
  set $lab_i = $arg0
  while il_run && $lab_i < il_run->nr_events
    set $lab_ev = &il_run->event[$lab_i]
    lab-what $lab_ev
    set $lab_told = 0
    if $lab_what == 11
      lab-told-law
    end
    if !$lab_told && $lab_ev->kind != 'p' && ($lab_ev->letter != '-' || $lab_what == 11)
      printf "         %c  ", il_run->event[$lab_i].letter
      lab-words (&il_run->event[$lab_i])
      printf "\n"
    end
    set $lab_i = $lab_i + 1
  end
end

# ---- one address -----------------------------------------------------------

# lab-say-rights WRITE YOUNG.  No text in an expression: gdb would want memory
# of the guest for it.
define lab-say-rights
  if $arg0
    printf " write"
  else
    printf " read"
  end
  if $arg1
    printf " young"
  end
end

# UML's memory is one piece, so a page table is at its physical address plus
# uml_physmem; the kernel is built with three levels.
define lab-pte-of
  set $lab_ptep = (unsigned long *)0
  set $lab_pte = 0UL
  set $lab_va = (unsigned long)($arg1)
  set $lab_e = ((struct mm_struct *)($arg0))->pgd[$lab_va >> 30 & 511].pgd
  if $lab_e & 1
    set $lab_e = ((unsigned long *)(uml_physmem + ($lab_e & ~4095UL)))[$lab_va >> 21 & 511]
    if $lab_e & 1
      set $lab_ptep = (unsigned long *)(uml_physmem + ($lab_e & ~4095UL)) + ($lab_va >> 12 & 511)
      set $lab_pte = *$lab_ptep
    end
  end
end
document lab-pte-of
lab-pte-of MM ADDR: set $lab_ptep to where the pte of an address is, or 0, and
$lab_pte to the pte.
end

define lab-say-pte
  lab-pte-of $arg0 $arg1
  if $lab_pte & 0x11
    printf "pte        pfn 0x%lx", $lab_pte >> 12
    lab-say-rights $lab_pte&0x20 $lab_pte&0x80
    if !($lab_pte & 0x40)
      printf " (no access)"
    end
  else
    if $lab_pte & ~6UL
      printf "pte        not present: 0x%lx", $lab_pte
    else
      printf "pte        none"
    end
  end
  printf "\n"
end

# The word of the xarray in which the spte of an address is; see lab-sptes-of.
define lab-spte-of
  set $lab_m = (struct tmmu *)($arg0)
  set $lab_index = (unsigned long)($arg1) >> 12
  set $lab_slot = (unsigned long *)&$lab_m->sptes.xa_head
  set $lab_e = *$lab_slot
  set $lab_shift = (unsigned long)&((struct xa_node *)0)->shift - 2
  set $lab_slots = (unsigned long)&((struct xa_node *)0)->slots - 2
  if ($lab_e & 3) == 2 && $lab_e > 4096
    if $lab_index >> *(unsigned char *)($lab_e + $lab_shift) >= 64
      set $lab_e = 0UL
    end
  else
    if $lab_index
      set $lab_e = 0UL
    end
  end
  while ($lab_e & 3) == 2 && $lab_e > 4096
    set $lab_s = *(unsigned char *)($lab_e + $lab_shift)
    set $lab_slot = (unsigned long *)($lab_e + $lab_slots + (($lab_index >> $lab_s) & 63) * 8)
    set $lab_e = *$lab_slot
  end
  set $lab_spte = (struct tmmu_spte *)(($lab_e & 3) == 2 ? 0UL : $lab_e)
end
document lab-spte-of
lab-spte-of TMMU ADDR: set $lab_spte to the spte of an address, or 0, and
$lab_slot to the word of the table that points to it.
end

define lab-tlb-of
  set $lab_entry = (struct tmmu_tlb_entry *)0
  set $lab_i = 0
  while $lab_i < sizeof($arg0->tlb) / sizeof($arg0->tlb[0])
    if $arg0->tlb[$lab_i].valid && $arg0->tlb[$lab_i].addr == ((unsigned long)($arg1) & ~4095UL)
      set $lab_entry = &$arg0->tlb[$lab_i]
    end
    set $lab_i = $lab_i + 1
  end
end
document lab-tlb-of
lab-tlb-of TMMU ADDR: set $lab_entry to its TLB entry for an address, or 0.
end

define lab-now
  set $lab_off = (unsigned long)&((struct tmmu *)0)->node
  set $lab_n = tmmu_all.next
  set $lab_said_mm = 0UL
  while $lab_n != &tmmu_all
    set $lab_m = (struct tmmu *)((unsigned long)$lab_n - $lab_off)
    lab-spte-of $lab_m $arg0
    printf "device %-3u ", $lab_m->id
    if $lab_spte
      printf "spte pfn 0x%lx", $lab_spte->pfn
      lab-say-rights $lab_spte->write $lab_spte->young
    else
      printf "no spte"
    end
    lab-tlb-of $lab_m $arg0
    if $lab_entry
      printf ", TLB pfn 0x%lx", $lab_entry->pfn
      lab-say-rights $lab_entry->write 0
    end
    printf ";  begins heard %lu, ends %lu\n", $lab_m->sub.begins, $lab_m->sub.ends
    if $lab_said_mm != (unsigned long)$lab_m->mm
      set $lab_said_mm = (unsigned long)$lab_m->mm
      lab-say-pte $lab_m->mm $arg0
    end
    set $lab_n = $lab_n->next
  end
end
document lab-now
lab-now ADDR: what the devices and the page table have for an address now.
end

# Of each actor, ninth who is none: the invalidation of the address that it is
# in, the devices that have heard its begin (bits), and the device for which it
# was last seen to work at the address.
define why-page
  set $lab_addr = (unsigned long)($arg0) & ~4095UL
  set $lab_open = {0,0,0,0,0,0,0,0,0}
  set $lab_lo = {0UL,0UL,0UL,0UL,0UL,0UL,0UL,0UL,0UL}
  set $lab_heard = {0,0,0,0,0,0,0,0,0}
  set $lab_device = {0UL,0UL,0UL,0UL,0UL,0UL,0UL,0UL,0UL}
  set $lab_step = 0
  set $lab_x = 0
  set $lab_shown = 0
  set $lab_unheard = 0
  set $lab_unbegun = 0
  printf " step\n"
  while il_run && $lab_x < il_run->nr_events
    set $lab_ev = &il_run->event[$lab_x]
    set $lab_l = $lab_ev->letter == '-' ? 8 : $lab_ev->letter - 'A'
    lab-what $lab_ev
    set $lab_a = $lab_ev->a
    set $lab_b = $lab_ev->b
    if $lab_ev->kind == 'p'
      set $lab_step = $lab_step + 1
    end
    set $lab_hit = ($lab_a & ~4095UL) == $lab_addr
    if $lab_what >= 12 && $lab_a <= $lab_addr && $lab_addr < $lab_b
      set $lab_hit = 1
      if $lab_what == 12
        set $lab_open[$lab_l] = 1
        set $lab_lo[$lab_l] = $lab_a
        set $lab_heard[$lab_l] = 0
      end
    end
    if $lab_what == 13
      set $lab_open[$lab_l] = 0
    end
    if $lab_a < 4096 && $lab_b >= 4096
      if ($lab_b & ~4095UL) == $lab_addr || $lab_b == $lab_lo[$lab_l]
        set $lab_hit = 1
      end
    end
    if $lab_what == 8 && $lab_open[$lab_l]
      set $lab_hit = 1
    end
    if $lab_what < 0
      set $lab_hit = 1
    end
    if $lab_hit
      set $lab_shown = $lab_shown + 1
      if $lab_ev->kind == 'p' && $lab_b && $lab_b < 4096
        set $lab_device[$lab_l] = $lab_b
      end
      if $lab_step
        printf "%5d  %c  ", $lab_step, $lab_ev->letter
      else
        printf "setup  %c  ", $lab_ev->letter
      end
      lab-words $lab_ev
      if $lab_what == 1
        set $lab_heard[$lab_l] = $lab_heard[$lab_l] | (1 << ($lab_a & 31))
      end
      if $lab_what == 2
        if !($lab_heard[$lab_l] & (1 << ($lab_a & 31)))
          set $lab_unbegun = $lab_unbegun + 1
          printf "   <-- it has not heard the begin"
        end
      end
      if $lab_what == 6
        if $lab_device[$lab_l]
          printf "   (device %lu)", $lab_device[$lab_l]
        end
        set $lab_i = 0
        while $lab_i < 8
          if $lab_open[$lab_i]
            if $lab_heard[$lab_i] >> ($lab_device[$lab_l] & 31) & 1
              printf "   <-- between begin and end of %c", 'A' + $lab_i
            else
              set $lab_unheard = $lab_unheard + 1
              printf "   <-- %c is between begin and end, and\n                                                device %lu has not heard that begin", 'A' + $lab_i, $lab_device[$lab_l]
            end
          end
          set $lab_i = $lab_i + 1
        end
      end
      printf "\n"
    end
    set $lab_x = $lab_x + 1
  end
  if !$lab_shown
    printf "    nothing has touched 0x%lx in this run\n", $lab_addr
  end
  printf "now:\n"
  lab-now $lab_addr
end

# why-step N: all that one step has done.
define why-step
  set $lab_step = 0
  set $lab_x = 0
  while il_run && $lab_x < il_run->nr_events
    set $lab_ev = &il_run->event[$lab_x]
    if $lab_ev->kind == 'p'
      set $lab_step = $lab_step + 1
    end
    if $lab_step == $arg0
      printf "%5d  %c  ", $lab_step, $lab_ev->letter
      lab-words (&il_run->event[$lab_x])
      printf "\n"
    end
    set $lab_x = $lab_x + 1
  end
end

define why
  set $lab_why = 0UL
  if $argc == 1
    set $lab_why = (unsigned long)($arg0)
  else
    set $lab_why = $law_addr
  end
  if $lab_why
    why-page $lab_why
  else
    if $law_step
      printf "Law L%u has no address: device %u broke it in step %d, which was\n", $law_no, $law_device, $law_step
      why-step $law_step
    else
      printf "why ADDR: of which address?  No law has broken yet.\n"
    end
  end
end
document why
why [ADDR]: everything that the run has done so far to the page of an address,
oldest first, and what the devices and the page table have for it now.  Without
an address: the address of the broken law, or, if it has none, the step of the law.
end
