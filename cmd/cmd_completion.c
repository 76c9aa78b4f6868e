#include "commands.h"
#include "completion.h"
#include "deliver.h"

int cmd_completion(const struct options *options)
{
    struct text script = {0};
    int status = EXIT_USAGE;
    if (completion_write(&script, options->operands[0]) && write_to_stdout(&script))
        status = EXIT_DONE;
    text_free(&script);
    return status;
}
