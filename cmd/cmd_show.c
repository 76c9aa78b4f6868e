#include "commands.h"
#include "deliver.h"
#include "inputs.h"
#include "members.h"

static int list_members(const struct options *options)
{
    struct snapshot *snapshot = open_capture(options, options->operands[0]);
    bool ok = snapshot != NULL && show_members(options, snapshot);
    snapshot_free(snapshot);
    return ok ? EXIT_DONE : EXIT_USAGE;
}

int cmd_show(const struct options *options)
{
    if (options->members)
        return list_members(options);

    int status = EXIT_USAGE;
    struct error error = ERROR_NONE;
    struct findings findings;
    struct catalogue catalogue;
    struct options shown = *options;
    struct arena *arena = arena_new();
    struct snapshot *snapshot = open_capture(options, options->operands[0]);

    /* One capture has no growth to sort by. */
    if (!options->sort_given || options->selection.sort != SORT_NAME) {
        shown.selection.sort = SORT_AFTER;
    }
    if (snapshot != NULL && open_catalogue(&catalogue, options, arena)) {
        if (!findings_of(NULL, snapshot, &catalogue, arena, &findings, &error)) {
            complain(options->operands[0], error.reason);
        } else if (deliver(&findings, &shown, arena)) {
            status = EXIT_DONE;
        }
    }
    snapshot_free(snapshot);
    arena_free(arena);
    return status;
}
