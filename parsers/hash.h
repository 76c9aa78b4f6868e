/*
 * hash.h: SHA-256 of bytes that pass by; the only user of libcrypto, which has the processor's own
 * instructions for it.
 */
#ifndef SYSDELTA_HASH_H
#define SYSDELTA_HASH_H

#include "arena.h"
#include "slice.h"

struct hash;

/*
 * libcrypto takes its memory as heap.h has it from here on, which it is to be told before it has
 * any: once, at the start of the program.
 */
void hash_prepare(void);

struct hash *hash_new(void);
void hash_free(struct hash *hash); /* NULL is fine */
void hash_add(struct hash *hash, struct slice bytes);

/*
 * Ends it: 64 hexadecimal digits in small letters, in the arena. Empty where libcrypto failed, as
 * it may where a policy of the system forbids it: an unknown hash, not a wrong one.
 */
struct slice hash_end(struct hash *hash, struct arena *arena);

#endif
