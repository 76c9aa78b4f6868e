#include "commands.h"
#include "deliver.h"
#include "inputs.h"

int cmd_extract(const struct options *options)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = open_capture(options, options->operands[0]);
    if (snapshot == NULL)
        return EXIT_USAGE;
    if (options->label != NULL)
        snapshot->label = slice_of(options->label);
    bool ok = snapshot_file_put(options->output, snapshot, &error);
    if (!ok)
        complain(options->output, error.reason);
    snapshot_free(snapshot);
    return ok ? EXIT_DONE : EXIT_USAGE;
}
