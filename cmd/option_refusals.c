/* option_refusals.c: what is wrong with a command line, and what may have been meant. */
#include <string.h>

#include "option_table.h"
#include "suggest.h"

static const struct option_row *option_named(struct slice name)
{
    for (size_t i = 0; i < n_option_rows; i++) {
        if (slice_is(name, option_rows[i].name))
            return &option_rows[i];
    }
    return NULL;
}

static bool no_such_option(const struct command_row *command, const char *given, struct slice name,
                           struct error *error)
{
    struct suggestion meant = {.word = name};
    for (size_t i = 0; i < n_option_rows; i++) {
        if (option_goes_with(&option_rows[i], command != NULL ? command->command : COMMAND_NONE))
            suggestion_offer(&meant, slice_of(option_rows[i].name));
    }
    if (meant.nearest.len == 0)
        return error_set(error, "%s is no option", given);
    return error_set(error, "%s is no option: did you mean --%.*s?", given,
                     SLICE_ARGS(meant.nearest));
}

bool option_refused(const struct command_row *command, int letter, char **argv, struct error *error)
{
    const char *given = argv[optind - 1];
    char short_form[] = {'-', (char)optopt, '\0'};
    bool is_short = optopt > 0 && optopt < OPTION_JSON;
    if (letter == ':')
        return error_set(error, "%s takes a value", is_short ? short_form : given);
    if (is_short)
        return error_set(error, "%s is no option", short_form);
    struct slice name = slice_from(slice_of(given), 2);
    name = slice_first(name, slice_find(name, '='));
    if (option_named(name) != NULL)
        return error_set(error, "--%.*s takes no value: %s", SLICE_ARGS(name), given);
    return no_such_option(command, given, name, error);
}

bool command_refused(const char *name, struct error *error)
{
    struct suggestion meant = {.word = slice_of(name)};
    for (size_t i = 0; i < n_command_rows; i++)
        suggestion_offer(&meant, slice_of(command_rows[i].name));
    if (meant.nearest.len == 0)
        return error_set(error, "%s is no command", name);
    return error_set(error, "%s is no command: did you mean %.*s?", name,
                     SLICE_ARGS(meant.nearest));
}

void options_hint(struct text *out, int argc, char **argv)
{
    const struct command_row *command = argc > 1 ? command_named(argv[1]) : NULL;
    text_printf(out, "Try 'sysdelta %s%s--help'.\n", command != NULL ? command->name : "",
                command != NULL ? " " : "");
}
