/*
 * guard.h: a process that kills what is left of others when this one dies without a chance to do so.
 *
 * It waits at the end of a pipe for process groups to watch and to forget; the pipe's end tells it
 * that its parent is gone, however that came about.
 */
#ifndef SYSDELTA_GUARD_H
#define SYSDELTA_GUARD_H

#include <sys/types.h>

#include "error.h"

enum { GUARD_GROUPS_MAX = 64 };

struct guard {
    pid_t pid;
    int pipe; /* closed on exec */
};

bool guard_start(struct guard *ret, struct error *error);
void guard_end(struct guard *guard);

/*
 * A group is watched from guard_watch() on, which the new process itself calls before it becomes
 * another program: so there is no moment at which nobody knows of it. It is forgotten before it is
 * waited for, as its number may then be given to another.
 */
void guard_watch(const struct guard *guard, pid_t group);
void guard_forget(const struct guard *guard, pid_t group);

/* A pipe with both ends closed on exec and above the standard streams; false: errno says why. */
bool guard_pipe(int ret_ends[2]);

#endif
