// SPDX-License-Identifier: GPL-2.0
/*
 * The oracle of toy VMs, beside that of the toy device: it judges the sptes, the TLB entries
 * and the valid pfncaches of each VM by the page tables of its process, by the page cache of
 * a guest_memfd, and by the slots as user space was told of them.  It believes nothing that
 * KVM says of invalidations: KVM has a begin before each change of a pte and an end behind
 * it, so a translation is right at any time, or it is a broken law.
 *
 * It takes no lock that a held task may own.  With preemption off nothing moves on the one
 * CPU there is.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "oracle.h"	/* of the toy device: tmmu_walk(), reports */
#include "tkvm.h"

#define TKVM_ID	1000	/* where the numbers of VMs begin in reports; devices have small ones */

/* A translation that is judged: of the VM with this number, and what holds it. */
struct tkvm_held {
	struct kvm		*kvm;
	unsigned int		id;
	const char		*holder;
	const struct tkvm_spte	*spte;
};

#define tkvm_broken(h, law, says, ...)						\
	tmmu_report_id((h)->id, law, (h)->spte->private ? 0 : (h)->spte->from,	\
		       NULL, says, __VA_ARGS__)

static const char tkvm_coherent[] = "an spte has the page of the pte and no more permission";

/* A page of a guest_memfd that a hole was punched into is in no page cache. */
static void tkvm_judge_private(const struct tkvm_held *h)
{
	const struct tkvm_spte *s = h->spte;
	struct folio *folio = pfn_folio(s->pfn);

	if (!READ_ONCE(folio->mapping) || folio->index != s->from)
		tkvm_broken(h, 1, "a private spte has the page of the guest_memfd",
			    "%s of pfn %#llx, which is not at index %lu of any file",
			    h->holder, s->pfn, s->from);
}

static void tkvm_judge_pte(const struct tkvm_held *h)
{
	const struct tkvm_spte *s = h->spte;
	pte_t pte;

	if (!tmmu_walk(h->kvm->mm, s->from, &pte))
		tkvm_broken(h, 1, tkvm_coherent, "%s of pfn %#llx, but the pte allows no access",
			    h->holder, s->pfn);
	else if (pte_pfn(pte) != s->pfn)
		tkvm_broken(h, 1, tkvm_coherent, "%s of pfn %#llx, but the pte has pfn %#lx",
			    h->holder, s->pfn, pte_pfn(pte));
	else if (s->write && !pte_write(pte))
		tkvm_broken(h, 1, tkvm_coherent, "%s of pfn %#llx is writable, the pte is not",
			    h->holder, s->pfn);
	else if (s->write && !pte_dirty(pte) && !PageDirty(pfn_to_page(s->pfn)))
		tkvm_broken(h, 1, tkvm_coherent, "%s of pfn %#llx is writable, the page is clean",
			    h->holder, s->pfn);
}

static const struct tkvm_slot *tkvm_slot_of(const struct kvm *kvm, gfn_t gfn)
{
	const struct tkvm_slot *slot = kvm->arch.slot;

	for (; slot < kvm->arch.slot + TKVM_SLOTS; slot++)
		if (gfn - slot->base_gfn < slot->npages)
			return slot;
	return NULL;
}

/* Does the dirty log that is to be taken next have it? */
static bool tkvm_is_logged(struct kvm *kvm, gfn_t gfn)
{
	const struct kvm_memory_slot *slot;

	slot = search_memslots(rcu_dereference_raw(kvm->memslots[0]), gfn, false);
	return !slot || !slot->dirty_bitmap ||
	       test_bit_le(gfn - slot->base_gfn, slot->dirty_bitmap);
}

/* When all is quiet: what lies in front of the user address. */
static void tkvm_judge_slot(const struct tkvm_held *h)
{
	static const char law[] = "an spte has the page that its slot says";
	const struct tkvm_spte *s = h->spte;
	const struct tkvm_slot *slot = tkvm_slot_of(h->kvm, s->gfn);

	if (!slot)
		tkvm_broken(h, 1, law, "%s of guest page %#llx, where there is no slot",
			    h->holder, s->gfn);
	else if (s->private != h->kvm->arch.is_private[s->gfn])
		tkvm_broken(h, 1, "an spte is private where the guest page is",
			    "%s of guest page %#llx, which is%s private", h->holder, s->gfn,
			    s->private ? " not" : "");
	else if (!s->private &&
		 s->from != slot->user + (s->gfn - slot->base_gfn) * PAGE_SIZE)
		tkvm_broken(h, 1, law, "%s of guest page %#llx, which the slot has elsewhere",
			    h->holder, s->gfn);
	else if (s->write && slot->readonly)
		tkvm_broken(h, 1, law, "%s of guest page %#llx is writable, the slot is not",
			    h->holder, s->gfn);
	else if (s->write && slot->logged && !s->private && !tkvm_is_logged(h->kvm, s->gfn))
		tkvm_broken(h, 1, "an spte of a logged slot allows stores to what the log has",
			    "%s of guest page %#llx is writable, the log has it not",
			    h->holder, s->gfn);
}

static void tkvm_judge(const struct tkvm_held *h, bool quiet)
{
	if (!page_count(pfn_to_page(h->spte->pfn)))
		tkvm_broken(h, 2, "a freed page is in no spte and no TLB",
			    "%s of pfn %#llx, which is free", h->holder, h->spte->pfn);
	if (h->spte->private)
		tkvm_judge_private(h);
	else
		tkvm_judge_pte(h);
	if (quiet)
		tkvm_judge_slot(h);
}

/* As its user does it: what kvm_gpc_check() refuses is no translation. */
static void tkvm_judge_cache(struct tkvm_held h, const struct gfn_to_pfn_cache *cache, bool quiet)
{
	const struct kvm_memslots *slots = rcu_dereference_raw(h.kvm->memslots[0]);
	const struct tkvm_spte as = {
		.gfn = gpa_to_gfn(cache->gpa),
		.pfn = cache->pfn,
		.from = cache->uhva & PAGE_MASK,
		.write = true,
	};

	h.holder = "pfncache";
	h.spte = &as;
	/* it marks the page in the log when it stores */
	if (cache->active && cache->valid && cache->generation == slots->generation) {
		tkvm_judge_pte(&h);
		if (quiet && !tkvm_slot_of(h.kvm, as.gfn))
			tkvm_judge_slot(&h);
	}
}

static void tkvm_judge_vm(struct kvm *kvm, unsigned int id, bool quiet)
{
	struct tkvm_held h = { .kvm = kvm, .id = id };
	struct kvm_vcpu *vcpu;
	unsigned long i, n;

	h.holder = "spte";
	for (h.spte = kvm->arch.spte; h.spte < kvm->arch.spte + TKVM_GFNS; h.spte++)
		if (h.spte->valid)
			tkvm_judge(&h, quiet);
	h.holder = "TLB entry";
	kvm_for_each_vcpu(i, vcpu, kvm) {
		for (n = 0; n < TKVM_TLB; n++) {
			h.spte = &vcpu->arch.tlb[n];
			if (h.spte->valid)
				tkvm_judge(&h, quiet);
		}
	}
	tkvm_judge_cache(h, &kvm->arch.cache, quiet);
	if (quiet && (kvm->mmu_invalidate_in_progress || kvm->mn_active_invalidate_count))
		tmmu_report_id(id, 4, 0, NULL,
			       "driver: its count of active ranges comes back to 0",
			       "the counts are %ld and %lu", kvm->mmu_invalidate_in_progress,
			       kvm->mn_active_invalidate_count);
}

static u32 tkvm_check(bool quiet)
{
	unsigned int id = TKVM_ID;
	struct kvm *kvm;

	raw_spin_lock(&tkvm_vms_lock);
	list_for_each_entry(kvm, &tkvm_vms, arch.node)
		tkvm_judge_vm(kvm, id++, quiet);
	raw_spin_unlock(&tkvm_vms_lock);
	return tmmu_oracle_check(quiet);
}

/* Which frame the allocator gave does not count, as in tmmu_oracle_state(). */
static u64 tkvm_state(void)
{
	u64 hash = tmmu_oracle_state();
	const struct tkvm_spte *s;
	struct kvm *kvm;

	raw_spin_lock(&tkvm_vms_lock);
	list_for_each_entry(kvm, &tkvm_vms, arch.node)
		for (s = kvm->arch.spte; s < kvm->arch.spte + TKVM_GFNS; s++)
			if (s->valid)
				hash = (hash ^ (s->gfn << 3 | s->write << 2 | s->young << 1 |
						s->private)) * 0x100000001b3ULL;
	raw_spin_unlock(&tkvm_vms_lock);
	return hash;
}

static const struct il_checker tkvm_checker = {
	.check = tkvm_check,
	.state = tkvm_state,
	.over = tmmu_oracle_over,
	.show = tmmu_watch_show,
};

static int __init tkvm_oracle_init(void)
{
	il_set_checker(&tkvm_checker);
	return 0;
}
/* behind that of the toy device, which it calls */
fs_initcall(tkvm_oracle_init);
