#include "commands.h"
#include "deliver.h"
#include "inputs.h"

/* Says which limits were passed, with the figure that passed them. */
static int check_gates(const struct options *options, const struct findings *findings,
                       struct arena *arena)
{
    int status = EXIT_DONE;
    for (int i = 0; i < options->n_gates; i++) {
        const struct gate *gate = &options->gates[i];
        struct slice figure = {"", 0};
        enum gate_result result = gate_check(gate, findings, arena, &figure);
        if (result == GATE_HELD)
            continue;
        struct slice words =
            arena_format(arena, "--fail-on %.*s: %.*s", SLICE_ARGS(gate->text), SLICE_ARGS(figure));
        complain(NULL, arena_string(arena, words));
        if (result == GATE_PASSED)
            status = EXIT_LIMIT;
        if (result == GATE_NOT_KNOWN && status == EXIT_DONE)
            status = EXIT_NOT_COMPARABLE;
    }
    return status;
}

int cmd_diff(const struct options *options)
{
    int status = EXIT_USAGE;
    struct error error = ERROR_NONE;
    struct findings findings;
    struct catalogue catalogue;
    struct arena *arena = arena_new();
    struct snapshot *base;
    struct snapshot *later;
    bool bundle;

    if (open_pair(options, &base, &later, &bundle) && open_catalogue(&catalogue, options, arena)) {
        if (!findings_of(base, later, &catalogue, arena, &findings, &error)) {
            complain(NULL, error.reason);
        } else if (deliver(&findings, options, arena)) {
            bool no = findings.comparable.verdict == COMPARABLE_NO && !options->force;
            status = no ? EXIT_NOT_COMPARABLE : check_gates(options, &findings, arena);
        }
    }
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
    return status;
}
