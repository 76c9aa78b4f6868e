#include "commands.h"
#include "deliver.h"
#include "evidence.h"
#include "inputs.h"

/* What is read twice has to be there a second time, with all its members. */
static bool can_be_copied(const struct snapshot *snapshot, struct arena *arena)
{
    const char *name = arena_string(arena, snapshot->path);
    if (snapshot->extracted)
        complain(name, "is a snapshot file, which holds no reports: give the capture that it was "
                       "made of, or keep it in the library with add --archive");
    else if (slice_is(snapshot->path, "-"))
        complain("standard input", "cannot be read twice, which bundle has to");
    else
        return true;
    return false;
}

int cmd_bundle(const struct options *options)
{
    int status = EXIT_USAGE;
    bool parts;
    struct error error = ERROR_NONE;
    struct catalogue catalogue;
    struct evidence evidence;
    struct text summary = {0};
    struct evidence_request request = {
        .limits = &options->limits,
        .catalogue = &catalogue,
        .selection = options->selection,
        .redact = !options->no_redact,
        .output = options->output,
    };
    struct arena *arena = arena_new();
    struct snapshot *base = NULL;
    struct snapshot *later = NULL;

    if (open_pair(options, &base, &later, &parts) && can_be_copied(base, arena) &&
        can_be_copied(later, arena) && open_catalogue(&catalogue, options, arena)) {
        warn_of_damage(base);
        warn_of_damage(later);
        request.base = base;
        request.later = later;
        if (!evidence_write(&request, &evidence, arena, &error)) {
            complain(options->output, error.reason);
        } else {
            evidence_summary(&summary, &evidence, options->output, options->operands);
            bool no = evidence.comparable.verdict == COMPARABLE_NO && !options->force;
            if (write_to_stdout(&summary))
                status = no ? EXIT_NOT_COMPARABLE : EXIT_DONE;
        }
    }
    text_free(&summary);
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
    return status;
}
