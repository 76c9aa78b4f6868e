/* library_entry.h: what the index says of a snapshot, and when two are of one Mac or one boot. */
#ifndef SYSDELTA_LIBRARY_ENTRY_H
#define SYSDELTA_LIBRARY_ENTRY_H

#include "library.h"

/*
 * All but the id, paths and file size. Points into the snapshot. The wired total is unknown where
 * the account of the snapshot fails.
 */
struct library_entry entry_of(const struct snapshot *snapshot);

/*
 * One for each capture, whatever form it comes in: out of the hashes of the reports read from it.
 * 64 hexadecimal digits in the arena.
 */
struct slice entry_identity(const struct snapshot *snapshot, struct arena *arena);

/* The stem of its files: when it was taken, and the start of its identity. */
struct slice entry_id(const struct snapshot *snapshot, struct arena *arena);

bool entry_same_machine(const struct library_entry *a, const struct library_entry *b);
bool entry_same_boot(const struct library_entry *a, const struct library_entry *b);

/* Orders by the time taken, an unknown one first, then by id. */
int entry_order(const struct library_entry *a, const struct library_entry *b);

#endif
