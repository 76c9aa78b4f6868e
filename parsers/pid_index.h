/*
 * pid_index.h: where the row of a process stands, for reports whose lines are summed by process.
 */
#ifndef SYSDELTA_PID_INDEX_H
#define SYSDELTA_PID_INDEX_H

#include <stdint.h>

#include "arena.h"
#include "slice.h"

/* xnu gives out no pid beyond 99,999; a figure far beyond is damage, and costs no memory. */
enum { PID_LIMIT = 1 << 20 };

/* Zero-initialised it is empty. In the arena it takes 4 bytes for each pid up to the highest. */
struct pid_index {
    uint32_t *places; /* plus one; 0: not seen */
    size_t room;
};

/* Digits only and below PID_LIMIT; otherwise false and *ret untouched. */
bool pid_read(struct slice text, uint64_t *ret);

/* Has the pid been put in? Then *ret_place is what was put. False for any figure that is no pid. */
bool pid_index_find(const struct pid_index *index, uint64_t pid, size_t *ret_place);

/* For a pid below PID_LIMIT and a place below it too. */
void pid_index_put(struct pid_index *index, struct arena *arena, uint64_t pid, size_t place);

#endif
