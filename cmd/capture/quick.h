/*
 * quick.h: a capture out of the collectors' own output, in seconds, without sysdiagnose.
 *
 * Each report becomes a file of the given folder, whole or not at all. The manifest comes last: a
 * folder without one is not a capture.
 */
#ifndef SYSDELTA_QUICK_H
#define SYSDELTA_QUICK_H

#include "child.h"
#include "collectors.h"
#include "snapshot.h"
#include "text.h"

#define MANIFEST_NAME "sysdelta-manifest.txt"

struct collected {
    const struct collector *collector;
    const char *const *argv; /* what was run; of several commands the last one tried */
    struct child_result child;
    bool kept;      /* the member is in the folder */
    uint64_t bytes; /* of the member */
    uint64_t limit_ms;
};

struct quick_options {
    const char *folder;         /* there, empty, and ours */
    const char *collector_path; /* folder of stand-ins; NULL: the system's own programs */
    const char *label;          /* NULL: none */
    const char *tool;           /* "sysdelta 0.1.0" */
    size_t n_collectors;        /* so many of the most needed ones; 0: all */
    bool root;                  /* do the collectors run as root? */
    uint64_t limit_ms;          /* of each collector; 0: its own */
    uint64_t bytes_max;         /* of each collector; 0: QUICK_BYTES_MAX */
    uint64_t grace_ms;          /* 0: QUICK_GRACE_MS */
    const volatile sig_atomic_t *interrupted;
    void (*started)(void *context, const struct collector *collector); /* may be NULL */
    void (*ended)(void *context, const struct collected *collected);   /* may be NULL */
    void *context;
};

enum { QUICK_AT_ONCE = 4, QUICK_GRACE_MS = 2000 };
#define QUICK_BYTES_MAX (UINT64_C(512) << 20)

struct quick {
    struct moment taken;
    struct collected items[COLLECTORS_MAX]; /* in the order of the table */
    size_t n_items;
};

/*
 * False with *error set when it was interrupted, when the disk is full, or when no collector told
 * anything. What is in the folder then must not be used. ret holds pointers into the arena.
 */
bool quick_run(const struct quick_options *options, struct arena *arena, struct quick *ret,
               struct error *error);

/* How a collector ended, in a few words: "exit status 1", "stopped after 60 s". */
void collected_end(struct text *out, const struct collected *collected);

/* Its command line, safe to print: blanks inside of a word and control bytes are escaped. */
void command_line(struct text *out, const char *const *argv);

#endif
