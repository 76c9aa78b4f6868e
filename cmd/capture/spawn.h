/* spawn.h: one new process with its streams tied to pipes; child.c says what becomes of it. */
#ifndef SYSDELTA_SPAWN_H
#define SYSDELTA_SPAWN_H

#include <sys/types.h>

#include "guard.h"

struct spawned {
    pid_t pid;    /* also its process group */
    int out, err; /* ends to read from; reading from them does not wait */
};

/*
 * False with errno set where the program cannot be started; then no process is left. ENOENT means
 * that there is no such program.
 */
bool spawn(const char *const *argv, const struct guard *guard, struct spawned *ret);

#endif
