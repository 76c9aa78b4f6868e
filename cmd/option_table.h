/*
 * option_table.h: the options and commands there are, one table that parsing, --help and completions
 * share.
 */
#ifndef SYSDELTA_OPTION_TABLE_H
#define SYSDELTA_OPTION_TABLE_H

#include <getopt.h>

#include "options.h"

enum option_id {
    OPTION_JSON = 256, /* beyond every short option */
    OPTION_MARKDOWN,
    OPTION_CSV,
    OPTION_TIMELINE,
    OPTION_HTML,
    OPTION_TOP,
    OPTION_ALL,
    OPTION_SORT,
    OPTION_KIND,
    OPTION_COLOR,
    OPTION_CATALOGUE,
    OPTION_FAIL_ON,
    OPTION_FORCE,
    OPTION_EXPLAIN,
    OPTION_LIMIT,
    OPTION_NO_HASH,
    OPTION_OUTPUT,
    OPTION_LABEL,
    OPTION_LIBRARY,
    OPTION_MACHINE,
    OPTION_BOOT,
    OPTION_ARCHIVE,
    OPTION_MEMBERS,
    OPTION_PART,
    OPTION_NAMES,
    OPTION_QUICK,
    OPTION_NO_ROOT,
    OPTION_WAIT_FOR,
    OPTION_EVERY,
    OPTION_BASE,
    OPTION_AT_BOOT,
    OPTION_REMOVE_AT_BOOT,
    OPTION_PLIST,
    OPTION_DRY_RUN,
    OPTION_DELAY,
    OPTION_TIME_LIMIT,
    OPTION_USER,
    OPTION_COLLECTOR_PATH,
    OPTION_SYSDIAGNOSE,
    OPTION_REDACT,
    OPTION_NO_REDACT,
    OPTION_NO_SANDBOX,
    OPTION_HELP,
    OPTION_VERSION,
};

#define ON(command) (1U << (command))

struct option_row {
    enum option_id id;
    char letter; /* '\0': long form only */
    const char *name;
    int argument; /* no_argument, required_argument, optional_argument */
    const char *argument_name;
    unsigned commands;
    const char *help;
    const char *words; /* what it takes, with blanks between; NULL: anything */
};

struct command_row {
    enum command command;
    const char *name;
    const char *arguments;
    int least, most; /* operands */
    const char *help;
};

extern const struct option_row option_rows[];
extern const size_t n_option_rows;
extern const struct command_row command_rows[];
extern const size_t n_command_rows;

/* May the option be given with that command (COMMAND_NONE: without one)? */
bool option_goes_with(const struct option_row *row, enum command command);

/* NULL: there is none. */
const struct command_row *command_named(const char *name);

/*
 * option_refusals.c: set the error, and always return false. The option is the one that getopt_long()
 * stopped at with that letter, '?' or ':'; `command` NULL: none was given.
 */
bool option_refused(const struct command_row *command, int letter, char **argv,
                    struct error *error);

/* `words`: the command line from the name on, which may be a capture; none where help was asked. */
bool command_refused(const char *name, char *const *words, int n_words, struct error *error);

/* The first operand that the command has no place for. */
bool operand_refused(const struct options *options, const struct command_row *command,
                     struct error *error);

/*
 * option_checks.c: do options and operands make sense together? Sets what depends on others. False
 * with *error set where they do not. `command` NULL: none was given.
 */
bool options_check(struct options *options, const struct command_row *command, struct error *error);

#endif
