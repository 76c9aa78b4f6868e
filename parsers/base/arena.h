/*
 * arena.h: memory that is freed all at once.
 *
 * A snapshot and all that was read into it live in one arena. Nothing is freed singly and nothing
 * moves, so pointers into an arena stay good until arena_free(). Running out of memory ends the
 * program (heap.h).
 */
#ifndef SYSDELTA_ARENA_H
#define SYSDELTA_ARENA_H

#include <stddef.h>

#include "slice.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Zeroed memory, aligned for any type. size 0 gives a pointer that must not be followed. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of the bytes of `s` (not NUL-terminated), or of `s` with a final NUL. */
struct slice arena_copy(struct arena *arena, struct slice s);
char *arena_string(struct arena *arena, struct slice s);

/* printf into the arena; the text has a final NUL behind its len bytes. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
struct slice
arena_format(struct arena *arena, const char *format, ...);

/*
 * Makes room for one more element at the end of an array that grows by itself, and returns it
 * zeroed. `*items` and `*count` start as NULL and 0, or with an arena_array(), and are only changed
 * here. Earlier elements may be copied elsewhere: keep no pointer to one while the array still grows.
 */
#define ARENA_PUSH(arena, items, count)                                                            \
    ((items) = arena_grow((arena), (items), (count), sizeof(*(items))), &(items)[(count)++])

/* Such an array of so many zeroed elements at once, to which more may be pushed; NULL for none. */
void *arena_array(struct arena *arena, size_t count, size_t element_size);

/* Behind ARENA_PUSH: `items`, or a larger copy of it when `count` elements fill it. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t element_size);

#endif
