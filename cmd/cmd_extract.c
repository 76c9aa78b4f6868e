#include <string.h>

#include "commands.h"
#include "deliver.h"
#include "inputs.h"

/* To standard output it goes as it is, for jq and its like. */
static bool print_snapshot(const struct snapshot *snapshot)
{
    struct text json = {0};
    struct error error = ERROR_NONE;
    bool ok = snapshot_write(&json, snapshot, &error);
    if (ok)
        ok = write_to_stdout(&json);
    else
        complain("standard output", error.reason);
    text_free(&json);
    return ok;
}

static bool write_snapshot(const struct snapshot *snapshot, const char *path)
{
    struct error error = ERROR_NONE;
    bool ok = snapshot_file_put(path, snapshot, &error);
    if (!ok)
        complain(path, error.reason);
    return ok;
}

int cmd_extract(const struct options *options)
{
    struct snapshot *snapshot = open_capture(options, options->operands[0]);
    if (snapshot == NULL)
        return EXIT_USAGE;
    warn_of_damage(snapshot);
    if (options->label != NULL)
        snapshot->label = slice_of(options->label);
    bool ok = strcmp(options->output, "-") == 0 ? print_snapshot(snapshot)
                                                : write_snapshot(snapshot, options->output);
    snapshot_free(snapshot);
    return ok ? EXIT_DONE : EXIT_USAGE;
}
