/*
 * sysdiagnose_run.h: Apple's own collector: runs it without questions into a folder of ours, and
 * finds the archive that came out.
 */
#ifndef SYSDELTA_SYSDIAGNOSE_RUN_H
#define SYSDELTA_SYSDIAGNOSE_RUN_H

#include "arena.h"
#include "child.h"

#define SYSDIAGNOSE_PROGRAM "/usr/bin/sysdiagnose"

enum { SYSDIAGNOSE_LIMIT_MS = 30 * 60 * 1000 };

struct sysdiagnose_options {
    const char *program; /* NULL: SYSDIAGNOSE_PROGRAM */
    const char *folder;  /* there, empty, and ours */
    uint64_t limit_ms;   /* 0: SYSDIAGNOSE_LIMIT_MS */
    const volatile sig_atomic_t *interrupted;
    void (*line)(void *context, struct slice line); /* of its output, untrusted; may be NULL */
    void *context;
};

struct sysdiagnose_result {
    struct child_result child;
    const char *archive; /* path; NULL: none came out. Lives as long as the arena */
};

/* The command line; the array and its words live as long as the arena. */
const char *const *sysdiagnose_command(const struct sysdiagnose_options *options,
                                       struct arena *arena);

/*
 * False with *error set when it was not started, was ended, or left no archive; ret->child then says
 * more. An archive of a run that failed is named all the same: it may hold what is needed.
 */
bool sysdiagnose_run(const struct sysdiagnose_options *options, struct arena *arena,
                     struct sysdiagnose_result *ret, struct error *error);

#endif
