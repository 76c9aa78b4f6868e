/* capture_wait.c: short readings, one after the other, until a limit of the growth is passed. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "capture_run.h"
#include "catalogue.h"
#include "commands.h"
#include "deliver.h"
#include "findings.h"
#include "gate.h"
#include "interruption.h"

struct waiting {
    const struct capture_run *run;
    struct catalogue catalogue;
    struct snapshot *base; /* NULL: the first reading becomes it */
    char said[512];        /* of a limit that cannot be told, the last word: said once */
};

static struct snapshot *base_from_library(const struct capture_run *run,
                                          const struct snapshot *reading)
{
    const char *why = NULL;
    struct error error = ERROR_NONE;
    const struct library_entry *entry = library_baseline(run->library, reading, &why);
    if (entry == NULL)
        return NULL;
    const char *path = arena_string(run->arena, entry->snapshot_path);
    struct snapshot *base = snapshot_open(path, NULL, &error);
    if (base == NULL)
        complain(path, error.reason);
    else
        capture_tell("Growth is counted from %.*s (%s).", SLICE_ARGS(entry->id), why);
    return base;
}

/* A file, a folder, or a name of the library that the capture goes to. */
static struct snapshot *open_base(const struct capture_run *run, const char *name)
{
    struct error error = ERROR_NONE;
    const char *path = name;
    if (access(name, F_OK) != 0) {
        const struct library_entry *entry =
            library_find(run->library, name, (int64_t)time(NULL), &error);
        path = entry == NULL ? NULL : arena_string(run->arena, entry->snapshot_path);
    }
    struct snapshot *base = path == NULL ? NULL : snapshot_open(path, NULL, &error);
    if (base == NULL)
        complain(name, error.reason);
    return base;
}

/* True where the reading itself has become the base. */
static bool settle_base(struct waiting *w, struct snapshot *reading)
{
    if (w->base == NULL)
        w->base = base_from_library(w->run, reading);
    if (w->base != NULL)
        return false;
    capture_tell("Growth is counted from this first reading.");
    w->base = reading;
    return true;
}

static bool is_passed(struct waiting *w, const struct findings *findings, struct arena *arena)
{
    const struct options *options = w->run->options;
    for (int i = 0; i < options->n_gates; i++) {
        const struct gate *gate = &options->gates[i];
        struct slice figure = {"", 0};
        /* What has no row yet may have one by the next reading. */
        enum gate_result result = gate_check(gate, findings, NULL, arena, &figure);
        if (result == GATE_HELD)
            continue;
        const char *words = arena_string(arena, figure);
        if (result == GATE_PASSED || strncmp(words, w->said, sizeof(w->said) - 1) != 0)
            capture_tell("--wait-for %.*s: %s.", SLICE_ARGS(gate->text), words);
        snprintf(w->said, sizeof(w->said), "%s", words);
        if (result == GATE_PASSED)
            return true;
    }
    return false;
}

/* An exit status, or -1: the limits hold. */
static int weigh(struct waiting *w, const struct snapshot *reading)
{
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct findings findings;
    int status = -1;
    if (!findings_of(w->base, reading, &w->catalogue, arena, &findings, &error)) {
        complain(NULL, error.reason);
        status = EXIT_USAGE;
    } else if (findings.comparable.verdict == COMPARABLE_NO && !w->run->options->force) {
        const struct comparable_reason *reason = &findings.comparable.reasons[0];
        for (size_t i = 0; i < findings.comparable.n_reasons; i++) {
            if (findings.comparable.reasons[i].weight == COMPARABLE_NO)
                reason = &findings.comparable.reasons[i];
        }
        capture_tell("This Mac cannot be compared with the base: %.*s.",
                     SLICE_ARGS(reason->message));
        status = EXIT_NOT_COMPARABLE;
    } else if (is_passed(w, &findings, arena)) {
        status = EXIT_DONE;
    }
    arena_free(arena);
    return status;
}

static int wait_on(struct waiting *w)
{
    for (;;) {
        struct error error = ERROR_NONE;
        struct snapshot *reading = capture_reading(w->run, &error);
        if (reading == NULL) {
            complain(NULL, error.reason);
            return EXIT_USAGE;
        }
        int status = -1;
        if (!settle_base(w, reading)) {
            status = weigh(w, reading);
            snapshot_free(reading);
        }
        if (status >= 0)
            return status;
        if (!interruption_sleep(w->run->options->every_ms)) {
            complain(NULL, "interrupted");
            return EXIT_USAGE;
        }
    }
}

int capture_wait(const struct capture_run *run)
{
    struct waiting *w = arena_alloc(run->arena, sizeof(*w));
    w->run = run;
    if (!open_catalogue(&w->catalogue, run->options, run->arena))
        return EXIT_USAGE;
    if (run->options->base != NULL) {
        w->base = open_base(run, run->options->base);
        if (w->base == NULL)
            return EXIT_USAGE;
    }
    int status = wait_on(w);
    snapshot_free(w->base);
    return status;
}
