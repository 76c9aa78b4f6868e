/*
 * capture_run.h: what the parts of `sysdelta capture` share: cmd_capture.c decides, capture_plan.c
 * tells what would be done, capture_take.c takes one capture, capture_wait.c waits for a limit,
 * capture_boot.c sees to captures at boot, capture_report.c says what came of it.
 */
#ifndef SYSDELTA_CAPTURE_RUN_H
#define SYSDELTA_CAPTURE_RUN_H

#include <signal.h>

#include "invoker.h"
#include "library.h"
#include "options.h"

struct capture_run {
    const struct options *options;
    struct arena *arena;
    const volatile sig_atomic_t *interrupted;
    struct invoker invoker;
    const char *folder; /* of the library */
    struct library *library;
    const char *stage; /* where captures are in the making; locked */
    const char *taken; /* an archive there that was not brought into the library; mostly NULL */
};

/* A line of progress on stderr, with what it quotes made safe. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void capture_tell(const char *format, ...);

/* The steps, on stdout; false where that cannot be written. */
bool capture_plan(const struct capture_run *run);

/* Takes one and keeps it in the library. */
bool capture_take(struct capture_run *run, struct library_entry *ret, struct error *error);

/* A few reports into a folder of the stage, read and removed again; NULL with *error set. */
struct snapshot *capture_reading(const struct capture_run *run, struct error *error);

/* Returns EXIT_DONE once a limit is passed; otherwise why not, which was said. */
int capture_wait(const struct capture_run *run);

/* Writes or removes the property list; an exit status. */
int capture_at_boot(const struct capture_run *run);
int capture_remove_at_boot(const struct options *options);

/* What was taken, what is known already and what to do next; an exit status. */
int capture_report(const struct capture_run *run, const struct library_entry *entry);

#endif
