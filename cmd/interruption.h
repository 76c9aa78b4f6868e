/* interruption.h: ^C and its kin as a flag, for work that must not be torn off in the middle. */
#ifndef SYSDELTA_INTERRUPTION_H
#define SYSDELTA_INTERRUPTION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * From here on SIGINT, SIGTERM and SIGHUP raise the counter that is returned, where they were not
 * ignored before.
 */
const volatile sig_atomic_t *interruption_watch(void);

/*
 * A reader of standard output that goes away early, and files larger than a limit allows, are
 * errors of the write, so that what else is being written is finished. To be called first of all.
 */
void broken_pipe_watch(void);

/* Notes that a write failed for lack of a reader; false where that is to be told like any error. */
bool broken_pipe_noted(int reason);

/* Ends the process as the signal would have done at once, where one was noted; else returns. */
void broken_pipe_end(void);

/* Waits that long; false as soon as an interruption comes, or where one has come before. */
bool interruption_sleep(uint64_t milliseconds);

#endif
