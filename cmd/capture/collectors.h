/*
 * collectors.h: the programs whose output makes a quick capture, most needed first.
 *
 * One row of the table each: what is run, as what member its output is kept, and what a capture
 * lacks without it. Programs are named by their place in macOS; a folder of stand-ins may take the
 * place of all of them.
 */
#ifndef SYSDELTA_COLLECTORS_H
#define SYSDELTA_COLLECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "slice.h"

enum { COLLECTOR_COMMANDS_MAX = 2, COLLECTORS_MAX = 16 };

struct collector {
    const char *name;
    const char *member; /* base name in the capture, one that a parser reads */
    /* The first one that is there and does not refuse is used; NULL behind the last one. */
    const char *const *commands[COLLECTOR_COMMANDS_MAX];
    unsigned limit_seconds;
    bool alone; /* its figures are of one moment: nothing may run beside it */
    bool (*keeps_line)(struct slice line); /* NULL: all lines are kept */
    const char *tells;                     /* what is not known without it */
    const char *hidden;                    /* what it does not see without root; NULL: nothing */
};

extern const struct collector collectors[];
extern const size_t n_collectors;

/*
 * The arguments of command `index`, with the program looked up by its base name in `folder` where
 * that is not NULL; NULL where there is no such command. They live as long as the arena.
 */
const char *const *collector_command(const struct collector *collector, size_t index,
                                     const char *folder, struct arena *arena);

#endif
