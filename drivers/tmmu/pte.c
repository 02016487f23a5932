// SPDX-License-Identifier: GPL-2.0
/*
 * The page tables of a process, read while tasks are held anywhere.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "device.h"

/*
 * Can the process use @addr at all?  PROT_NONE is present for most of mm.
 */
bool tmmu_pte_readable(pte_t pte)
{
#ifdef CONFIG_UML
	return pte_get_bits(pte, _PAGE_USER) &&
	       !pte_get_bits(pte, _PAGE_PROTNONE);
#else
	return pte_access_permitted(pte, false);
#endif
}

/**
 * tmmu_walk_pmd - what leads to the page of ptes of an address, without any lock
 * @mm: address space whose page tables are not gone
 * @addr: byte address
 * @pmd: out
 *
 * Return: true when @pmd was filled.
 */
bool tmmu_walk_pmd(struct mm_struct *mm, unsigned long addr, pmd_t *pmd)
{
	pgd_t *pgd = pgd_offset(mm, addr);
	p4d_t *p4d;
	pud_t *pud;

	if (pgd_none(*pgd))
		return false;
	p4d = p4d_offset(pgd, addr);
	if (p4d_none(*p4d))
		return false;
	pud = pud_offset(p4d, addr);
	if (pud_none(*pud))
		return false;
	*pmd = pmdp_get_lockless(pmd_offset(pud, addr));
	return !pmd_none(*pmd) && !pmd_leaf(*pmd);
}

/**
 * tmmu_walk - the pte of an address, without any lock
 * @mm: address space whose page tables are not gone
 * @addr: byte address
 * @pte: out: the pte, when it is present and readable
 *
 * Preemption is off.
 *
 * Return: true when @pte was filled.
 */
bool tmmu_walk(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_t found;
	pmd_t pmd;

	if (!tmmu_walk_pmd(mm, addr, &pmd))
		return false;
	found = ptep_get(pte_offset_kernel(&pmd, addr));
	if (!pte_present(found) || !tmmu_pte_readable(found))
		return false;
	*pte = found;
	return true;
}
