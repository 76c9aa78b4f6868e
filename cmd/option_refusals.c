/* option_refusals.c: what is wrong with a command line, and what may have been meant. */
#include <string.h>
#include <unistd.h>

#include "option_table.h"
#include "snapshot_file.h"
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

/* What other programs call it, else the nearest by its letters; empty: neither. */
static struct slice command_meant(const char *name)
{
    static const struct {
        const char *word, *command;
    } others[] = {{"compare", "diff"}, {"ls", "list"}, {"remove", "rm"}, {"delete", "rm"}};
    struct suggestion meant = {.word = slice_of(name)};
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (strcmp(name, others[i].word) == 0)
            return slice_of(others[i].command);
    }
    for (size_t i = 0; i < n_command_rows; i++)
        suggestion_offer(&meant, slice_of(command_rows[i].name));
    return meant.nearest;
}

static bool is_archive_name(struct slice name)
{
    static const char *const suffixes[] = {".tar", ".tgz", ".zip", SNAPSHOT_SUFFIX};
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
        if (slice_ends(name, suffixes[i]))
            return true;
    }
    return slice_find_text(name, ".tar.") < name.len;
}

/* Captures without a command: two are compared, one is shown. */
static bool lacks_command(char *const *words, int n_words, struct error *error)
{
    struct text line = {0};
    int n_captures = 0;
    for (int i = 0; i < n_words; i++) {
        n_captures += words[i][0] != '-';
        text_printf(&line, " %s", words[i]);
    }
    const char *command = n_captures > 1 ? "diff" : "show";
    bool fits = 2 * line.len + 64 < sizeof(error->reason);
    if (fits)
        (void)error_set(error, "%s is no command: did you mean 'sysdelta %s%.*s'?", words[0],
                        command, SLICE_ARGS(text_slice(&line)));
    else
        (void)error_set(error, "a capture is no command: did you mean 'sysdelta %s ...'?", command);
    text_free(&line);
    return false;
}

bool command_refused(const char *name, char *const *words, int n_words, struct error *error)
{
    struct slice meant = command_meant(name);
    if (n_words > 0 && *name != '\0' &&
        (is_archive_name(slice_of(name)) || (meant.len == 0 && access(name, F_OK) == 0)))
        return lacks_command(words, n_words, error);
    if (meant.len == 0)
        return error_set(error, "%s is no command", name);
    return error_set(error, "%s is no command: did you mean %.*s?", name, SLICE_ARGS(meant));
}

/* --json takes no word behind it, which then is one of the captures. */
static const char *json_file_meant(const struct options *options)
{
    for (int i = 0; i < options->n_operands; i++) {
        if (slice_ends(slice_of(options->operands[i]), ".json"))
            return options->operands[i];
    }
    return NULL;
}

bool operand_refused(const struct options *options, const struct command_row *command,
                     struct error *error)
{
    const char *takes = *command->arguments != '\0' ? command->arguments : "nothing";
    const char *surplus = options->operands[command->most];
    const char *file =
        is_standard_output(options->outputs[OUTPUT_JSON]) ? json_file_meant(options) : NULL;
    if (file == NULL)
        return error_set(error, "%s takes %s: %s is one too many", command->name, takes, surplus);
    return error_set(error, "%s takes %s: %s is one too many (did you mean --json=%s?)",
                     command->name, takes, surplus, file);
}

void options_hint(struct text *out, int argc, char **argv)
{
    const struct command_row *command = argc > 1 ? command_named(argv[1]) : NULL;
    text_printf(out, "Try 'sysdelta %s%s--help'.\n", command != NULL ? command->name : "",
                command != NULL ? " " : "");
}
