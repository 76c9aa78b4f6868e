/*
 * child.h: runs other programs with a time limit, several at once, and says how each of them ended.
 *
 * A program gets no shell, no standard input, an environment of PATH, LC_ALL=C and TZ alone, and a
 * process group of its own, so that a ^C of the terminal does not reach it: *interrupted does. When
 * it ends, or is ended, everything that is left of its group is killed. Should this process die, a
 * guard kills the groups (guard.h). Needs a process without threads.
 */
#ifndef SYSDELTA_CHILD_H
#define SYSDELTA_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "slice.h"

enum { CHILD_STDERR_MAX = 4096, CHILDREN_AT_ONCE_MAX = 16 };

enum child_end {
    CHILD_EXITED,       /* by itself: exit_status */
    CHILD_SIGNALLED,    /* by a signal that is not ours: signal */
    CHILD_TIMED_OUT,    /* ended at its time limit */
    CHILD_TOO_MUCH,     /* ended at its limit of output */
    CHILD_OUTPUT_ERROR, /* ended because its output could not be kept: error */
    CHILD_INTERRUPTED,  /* ended, or not even started, because *interrupted was set */
    CHILD_NOT_FOUND,    /* there is no such program */
    CHILD_NOT_STARTED,  /* error says why */
};

/* Where standard output goes, in pieces; false with *error set ends the program. */
struct child_sink {
    bool (*take)(void *context, struct slice bytes, struct error *error);
    void *context;
};

struct child_job {
    const char *const *argv; /* argv[0] is a path, PATH is not searched; NULL at the end */
    struct child_sink out;
    uint64_t limit_ms;
    uint64_t bytes_max; /* of standard output */
};

struct child_result {
    enum child_end end;
    int exit_status;
    int signal;
    bool left_behind; /* it ended, but a process that it had started kept its output open */
    uint64_t milliseconds;
    uint64_t bytes;                     /* of standard output that the sink took */
    char stderr_text[CHILD_STDERR_MAX]; /* its first bytes, untrusted, not terminated */
    size_t stderr_len;
    bool stderr_cut;
    struct error error;
};

struct child_rules {
    size_t at_once;                           /* from 1 to CHILDREN_AT_ONCE_MAX */
    uint64_t grace_ms;                        /* from SIGTERM to SIGKILL */
    const volatile sig_atomic_t *interrupted; /* above 0: end all; above 1: at once. May be NULL */
    void (*started)(void *context, size_t job); /* may be NULL, like the next */
    void (*ended)(void *context, size_t job, const struct child_result *result);
    void *context;
};

/*
 * Runs the jobs in their order, and fills a result for each. False with *error set only where
 * nothing could be run at all. No process of theirs is left when it returns.
 */
bool children_run(const struct child_job *jobs, struct child_result *results, size_t n_jobs,
                  const struct child_rules *rules, struct error *error);

/* Milliseconds on a clock that nobody sets. */
uint64_t child_clock_ms(void);

#endif
