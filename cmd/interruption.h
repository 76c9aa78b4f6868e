/* interruption.h: ^C and its kin as a flag, for work that must not be torn off in the middle. */
#ifndef SYSDELTA_INTERRUPTION_H
#define SYSDELTA_INTERRUPTION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * From here on SIGINT, SIGTERM and SIGHUP raise the counter that is returned, where they were not
 * ignored before; a full disk and a closed pipe are errors of the write, not signals.
 */
const volatile sig_atomic_t *interruption_watch(void);

/* Waits that long; false as soon as an interruption comes, or where one has come before. */
bool interruption_sleep(uint64_t milliseconds);

#endif
