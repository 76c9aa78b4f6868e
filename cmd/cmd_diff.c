#include "commands.h"
#include "deliver.h"

int cmd_diff(const struct options *options)
{
    int status = EXIT_USAGE;
    struct error error = ERROR_NONE;
    struct findings findings;
    struct catalogue catalogue;
    struct arena *arena = arena_new();
    struct snapshot *base = open_capture(options->captures[0]);
    struct snapshot *later = open_capture(options->captures[1]);

    bool ok = base != NULL && later != NULL && open_catalogue(&catalogue, options, arena);
    if (ok) {
        if (!findings_of(base, later, &catalogue, arena, &findings, &error)) {
            complain(NULL, error.reason);
        } else if (deliver(&findings, options, arena)) {
            bool no = findings.comparable.verdict == COMPARABLE_NO;
            status = no ? EXIT_NOT_COMPARABLE : EXIT_DONE;
        }
    }
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
    return status;
}
