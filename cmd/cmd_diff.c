#include "commands.h"
#include "deliver.h"
#include "inputs.h"
#include "suggest.h"

/* The name that a limit on rows of its kind may have been meant for; empty: none is near. */
static struct slice meant_name(const struct gate *gate, const struct findings *findings,
                               const struct catalogue *catalogue)
{
    struct suggestion meant = {.word = gate->name};
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        if (findings->joined.components[i].kind == gate->kind)
            suggestion_offer(&meant, findings->joined.components[i].name);
    }
    for (size_t i = 0; i < catalogue->n_entries; i++) {
        struct slice name = catalogue->entries[i].name;
        if (catalogue_find(catalogue, gate->kind, name) == &catalogue->entries[i])
            suggestion_offer(&meant, name);
    }
    return meant.nearest;
}

static void complain_of_gate(const struct gate *gate, struct slice figure, struct slice meant,
                             struct arena *arena)
{
    struct slice words =
        arena_format(arena, "--fail-on %.*s: %.*s", SLICE_ARGS(gate->text), SLICE_ARGS(figure));
    if (meant.len > 0)
        words = arena_format(arena, "%.*s: did you mean %s:%.*s?", SLICE_ARGS(words),
                             component_kind_name(gate->kind), SLICE_ARGS(meant));
    complain(NULL, arena_string(arena, words));
}

/* A limit that can never be passed is wrong usage, whatever the others say. */
static int worse(int status, enum gate_result result)
{
    if (status == EXIT_USAGE || result == GATE_NO_NAME)
        return EXIT_USAGE;
    if (result == GATE_PASSED)
        return EXIT_LIMIT;
    return result == GATE_NOT_KNOWN && status == EXIT_DONE ? EXIT_NOT_COMPARABLE : status;
}

/* Says which limits were passed, with the figure that passed them. */
static int check_gates(const struct options *options, const struct findings *findings,
                       const struct catalogue *catalogue, struct arena *arena)
{
    int status = EXIT_DONE;
    for (int i = 0; i < options->n_gates; i++) {
        const struct gate *gate = &options->gates[i];
        struct slice figure = {"", 0};
        enum gate_result result = gate_check(gate, findings, catalogue, arena, &figure);
        if (result == GATE_HELD)
            continue;
        struct slice meant = {"", 0};
        if (result == GATE_NO_NAME)
            meant = meant_name(gate, findings, catalogue);
        complain_of_gate(gate, figure, meant, arena);
        status = worse(status, result);
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
            status = no ? EXIT_NOT_COMPARABLE : check_gates(options, &findings, &catalogue, arena);
        }
    }
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
    return status;
}
