/* capture_plan.c: what a run would do, step by step, for --dry-run. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "capture_run.h"
#include "deliver.h"
#include "escape.h"
#include "human.h"
#include "quick.h"
#include "sysdiagnose_run.h"

static void add_limit(struct text *out, uint64_t limit_ms)
{
    text_printf(out, "; at most %llu s", (unsigned long long)(limit_ms / 1000));
}

static void plan_collector(struct text *out, const struct capture_run *run,
                           const struct collector *collector)
{
    const struct options *options = run->options;
    uint64_t limit = options->time_limit_ms > 0 ? options->time_limit_ms
                                                : (uint64_t)collector->limit_seconds * 1000;
    for (size_t i = 0; i < COLLECTOR_COMMANDS_MAX; i++) {
        const char *const *argv =
            collector_command(collector, i, options->collector_path, run->arena);
        if (argv == NULL)
            break;
        text_add(out, i == 0 ? SLICE("  run ") : SLICE("    or, where that fails, "));
        command_line(out, argv);
        if (i == 0) {
            text_printf(out, " > %s", collector->member);
            add_limit(out, limit);
            text_add(out, collector->alone ? SLICE("; alone") : SLICE(""));
        }
        text_add(out, SLICE("\n"));
    }
    if (!run->invoker.root && collector->hidden != NULL)
        text_printf(out, "    without root it hides: %s\n", collector->hidden);
}

static void plan_full(struct text *out, const struct capture_run *run)
{
    const struct options *options = run->options;
    struct sysdiagnose_options full = {.program = options->sysdiagnose, .folder = "FOLDER"};
    text_add(out, SLICE("  run "));
    command_line(out, sysdiagnose_command(&full, run->arena));
    add_limit(out, options->time_limit_ms > 0 ? options->time_limit_ms : SYSDIAGNOSE_LIMIT_MS);
    text_add(out, SLICE("\n  check the archive that comes out\n"));
}

static void plan_waiting(struct text *out, const struct options *options)
{
    if (options->delay_ms > 0) {
        text_add(out, SLICE("  wait "));
        human_duration(out, options->delay_ms / 1000);
        text_add(out, SLICE("\n"));
    }
    if (options->n_gates == 0)
        return;
    text_add(out, SLICE("  take a short reading every "));
    human_duration(out, options->every_ms / 1000);
    text_add(out, SLICE(" until a limit is passed:"));
    for (int i = 0; i < options->n_gates; i++) {
        text_add(out, SLICE(" "));
        escape_terminal(out, options->gates[i].text);
    }
    text_add(out, SLICE("\n"));
}

bool capture_plan(const struct capture_run *run)
{
    struct text out = {0};
    text_add(&out, SLICE("Nothing is done. Without --dry-run it would\n"));
    plan_waiting(&out, run->options);
    text_add(&out, SLICE("  make a folder for it in "));
    escape_terminal(&out, slice_of(run->folder));
    text_add(&out, SLICE("/staging\n"));
    if (run->options->quick) {
        for (size_t i = 0; i < n_collectors; i++)
            plan_collector(&out, run, &collectors[i]);
        text_add(&out, SLICE("  pack all of it, with a manifest, as one .tar.gz\n"));
    } else {
        plan_full(&out, run);
    }
    text_add(&out, SLICE("  move it into the library, with what was read of it beside it"));
    if (run->options->label != NULL) {
        text_add(&out, SLICE(", labelled "));
        escape_terminal(&out, slice_of(run->options->label));
    }
    if (run->invoker.other)
        text_printf(&out, ", as files of user %ld", (long)run->invoker.uid);
    text_add(&out, SLICE("\n"));
    bool ok = text_write(&out, stdout);
    if (!ok)
        complain("standard output", strerror(errno));
    text_free(&out);
    return ok;
}
