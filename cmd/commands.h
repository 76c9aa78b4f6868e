/*
 * commands.h: one function a subcommand. Each returns the exit status of the program; messages go
 * to stderr, results to stdout.
 */
#ifndef SYSDELTA_COMMANDS_H
#define SYSDELTA_COMMANDS_H

#include "options.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_LIMIT = 1,   /* a limit of --fail-on was passed */
    EXIT_DIFFERS = 1, /* verify: the report is not what the captures say */
    EXIT_USAGE = 2,   /* also: an input cannot be read, or output cannot be written */
    EXIT_NOT_COMPARABLE = 3,
};

int cmd_diff(const struct options *options);
int cmd_show(const struct options *options);
int cmd_explain(const struct options *options);
int cmd_extract(const struct options *options);
int cmd_list(const struct options *options);
int cmd_add(const struct options *options);
int cmd_rm(const struct options *options);
int cmd_capture(const struct options *options);
int cmd_verify(const struct options *options);
int cmd_completion(const struct options *options);
int cmd_bundle(const struct options *options);

#endif
