/*
 * hash.h: SHA-256 of bytes that pass by; the only user of libcrypto, which has the processor's own
 * instructions for it.
 */
#ifndef SYSDELTA_HASH_H
#define SYSDELTA_HASH_H

#include "arena.h"
#include "slice.h"

struct hash;

struct hash *hash_new(void);       /* NULL when out of memory */
void hash_free(struct hash *hash); /* NULL is fine */
void hash_add(struct hash *hash, struct slice bytes);

/*
 * Ends it: 64 hexadecimal digits in small letters, in the arena. Empty where libcrypto failed, as
 * it may where a policy of the system forbids it: an unknown hash, not a wrong one.
 */
struct slice hash_end(struct hash *hash, struct arena *arena);

#endif
