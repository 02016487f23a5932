/* SPDX-License-Identifier: GPL-2.0 */
/*
 * FNV-1a, 32 bits: the checks of schedules, the signature of a scenario, and the
 * shards of a search are made of it, so its values are in what users keep.
 */
#ifndef HASH_H
#define HASH_H

#include <stdint.h>

#define HASH_NOTHING	0x811c9dc5u

static inline uint32_t hash_byte(uint32_t hash, unsigned char byte)
{
	return (hash ^ byte) * 0x01000193u;
}

static inline uint32_t hash_text(uint32_t hash, const char *text)
{
	while (*text)
		hash = hash_byte(hash, *text++);
	return hash;
}

#endif
