#include "option_table.h"

#include "duration.h"
#include "library.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_DEFAULT = 15, OPTIONS_MAX = 64 };

static const enum option_id forms[OUTPUT_FORMS] = {
    [OUTPUT_JSON] = OPTION_JSON,         [OUTPUT_HTML] = OPTION_HTML,
    [OUTPUT_MARKDOWN] = OPTION_MARKDOWN, [OUTPUT_CSV] = OPTION_CSV,
    [OUTPUT_TIMELINE] = OPTION_TIMELINE,
};

bool is_standard_output(const char *output)
{
    return output != NULL && strcmp(output, STANDARD_OUTPUT) == 0;
}

const char *output_form_name(enum output_form form)
{
    size_t i = 0;
    while (option_rows[i].id != forms[form])
        i++;
    return option_rows[i].name;
}

static bool parse_word(const char *text, const char *const *words, int *ret)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static bool parse_top(const char *text, size_t *ret, struct error *error)
{
    uint64_t value;
    if (!number_u64(slice_of(text), &value) || value > SIZE_MAX / 2) {
        return error_set(error, "--top takes a whole number, not %s", text);
    }
    *ret = value == 0 ? SIZE_MAX : (size_t)value;
    return true;
}

static bool parse_kinds(const char *text, unsigned *ret, struct error *error)
{
    struct slice rest = slice_of(text);
    unsigned kinds = 0;
    while (rest.len > 0) {
        struct slice word = slice_first(rest, slice_find(rest, ','));
        int kind = 0;
        while (kind < COMPONENT_KINDS &&
               !slice_is(word, component_kind_name((enum component_kind)kind))) {
            kind++;
        }
        if (kind == COMPONENT_KINDS) {
            return error_set(
                error,
                "--kind takes a list of zone, tag, kext, site, reserved, unattributed, "
                "not '%.*s'",
                SLICE_ARGS(word));
        }
        kinds |= 1U << kind;
        rest = slice_from(rest, word.len + 1);
    }
    if (kinds == 0)
        return error_set(error, "--kind takes a list of kinds");
    *ret = kinds;
    return true;
}

static bool take_text(const char **place, const char *option, const char *argument,
                      struct error *error)
{
    if (*argument == '\0')
        return error_set(error, "--%s lacks its value", option);
    *place = argument;
    return true;
}

/* What would not be found again, or not be readable in a list. */
static bool take_label(struct options *options, const char *argument, struct error *error)
{
    for (const char *c = argument; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return error_set(error, "--label: the control character 0x%02x is not allowed in it",
                             (unsigned)*c);
    }
    if (strchr(argument, '/') != NULL)
        return error_set(error, "--label '%s': the character / is not allowed in it", argument);
    if (argument[0] == '@')
        return error_set(error, "--label '%s': the character @ is not allowed at its start",
                         argument);
    if (library_is_reserved(argument))
        return error_set(error, "--label %s: that name means another thing", argument);
    return take_text(&options->label, "label", argument, error);
}

static bool take_gate(struct options *options, const char *name, const char *argument,
                      struct error *error)
{
    if (options->n_gates == GATES_MAX)
        return error_set(error, "--%s may be given %d times at most", name, GATES_MAX);
    return gate_parse(slice_of(argument), &options->gates[options->n_gates++], error);
}

static bool take_capture_option(struct options *options, int id, const char *argument,
                                struct error *error)
{
    switch (id) {
    case OPTION_QUICK:
        options->quick = true;
        return true;
    case OPTION_NO_ROOT:
        options->no_root = true;
        return true;
    case OPTION_AT_BOOT:
        options->at_boot = true;
        return true;
    case OPTION_REMOVE_AT_BOOT:
        options->remove_at_boot = true;
        return true;
    case OPTION_DRY_RUN:
        options->dry_run = true;
        return true;
    case OPTION_WAIT_FOR:
        return take_gate(options, "wait-for", argument, error);
    case OPTION_EVERY:
        return duration_parse(slice_of(argument), &options->every_ms, error);
    case OPTION_DELAY:
        return duration_parse(slice_of(argument), &options->delay_ms, error);
    case OPTION_TIME_LIMIT:
        return duration_parse(slice_of(argument), &options->time_limit_ms, error);
    case OPTION_BASE:
        return take_text(&options->base, "base", argument, error);
    case OPTION_PLIST:
        return take_text(&options->plist, "plist", argument, error);
    case OPTION_USER:
        return take_text(&options->user, "user", argument, error);
    case OPTION_COLLECTOR_PATH:
        return take_text(&options->collector_path, "collector-path", argument, error);
    case OPTION_SYSDIAGNOSE:
        return take_text(&options->sysdiagnose, "sysdiagnose", argument, error);
    default:
        return false;
    }
}

static bool take_output(struct options *options, int id, const char *argument, struct error *error)
{
    int form = 0;
    while (form < OUTPUT_FORMS && (int)forms[form] != id)
        form++;
    if (form == OUTPUT_FORMS)
        return false;
    const char *name = output_form_name((enum output_form)form);
    if (argument != NULL && *argument == '\0')
        return error_set(error, "--%s= lacks the name of a file", name);
    options->outputs[form] = argument != NULL ? argument : STANDARD_OUTPUT;
    return true;
}

static bool take_option(struct options *options, int id, const char *argument, struct error *error)
{
    static const char *const sorts[] = {"growth", "live", "percent", "after", "name", NULL};
    static const char *const colors[] = {"auto", "always", "never", NULL};
    static const char *const parts[] = {"base", "later", NULL};
    int word;
    switch (id) {
    case OPTION_JSON:
    case OPTION_HTML:
    case OPTION_MARKDOWN:
    case OPTION_CSV:
    case OPTION_TIMELINE:
        return take_output(options, id, argument, error);
    case OPTION_TOP:
        return parse_top(argument, &options->selection.top, error);
    case OPTION_ALL:
        options->selection.top = SIZE_MAX;
        return true;
    case OPTION_SORT:
        if (!parse_word(argument, sorts, &word)) {
            return error_set(error, "--sort takes growth, live, percent, after or name, not %s",
                             argument);
        }
        options->selection.sort = (enum sort_order)word;
        options->sort_given = true;
        return true;
    case OPTION_KIND:
        return parse_kinds(argument, &options->selection.kinds, error);
    case OPTION_COLOR:
        if (!parse_word(argument, colors, &word)) {
            return error_set(error, "--color takes auto, always or never, not %s", argument);
        }
        options->color = (enum color)word;
        return true;
    case OPTION_CATALOGUE:
        options->catalogue_file = argument;
        return true;
    case OPTION_FAIL_ON:
        return take_gate(options, "fail-on", argument, error);
    case OPTION_OUTPUT:
        return take_text(&options->output, "output", argument, error);
    case OPTION_LABEL:
        return take_label(options, argument, error);
    case OPTION_LIBRARY:
        return take_text(&options->library, "library", argument, error);
    case OPTION_MACHINE:
        return take_text(&options->machine, "machine", argument, error);
    case OPTION_BOOT:
        return take_text(&options->boot, "boot", argument, error);
    case OPTION_ARCHIVE:
        options->archive = true;
        return true;
    case OPTION_QUICK:
    case OPTION_NO_ROOT:
    case OPTION_WAIT_FOR:
    case OPTION_EVERY:
    case OPTION_BASE:
    case OPTION_AT_BOOT:
    case OPTION_REMOVE_AT_BOOT:
    case OPTION_PLIST:
    case OPTION_DRY_RUN:
    case OPTION_DELAY:
    case OPTION_TIME_LIMIT:
    case OPTION_USER:
    case OPTION_COLLECTOR_PATH:
    case OPTION_SYSDIAGNOSE:
        return take_capture_option(options, id, argument, error);
    case OPTION_MEMBERS:
        options->members = true;
        return true;
    case OPTION_PART:
        if (!parse_word(argument, parts, &word))
            return error_set(error, "--part takes base or later, not %s", argument);
        options->part = parts[word];
        return true;
    case OPTION_NAMES:
        options->names = true;
        return true;
    case OPTION_LIMIT:
        return limits_set(&options->limits, slice_of(argument), error);
    case OPTION_NO_HASH:
        options->no_hash = true;
        return true;
    case OPTION_REDACT:
    case OPTION_NO_REDACT:
        options->no_redact = id == OPTION_NO_REDACT;
        return true;
    case OPTION_NO_SANDBOX:
        options->no_sandbox = true;
        return true;
    case OPTION_EXPLAIN:
        options->explain = true;
        return true;
    case OPTION_FORCE:
        options->force = true;
        return true;
    case OPTION_HELP:
        options->help = true;
        return true;
    case OPTION_VERSION:
        options->version = true;
        return true;
    default:
        return false;
    }
}

/* Where outputs go, how they look and what the process may do says nothing of the findings. */
static bool is_of_interest(int id)
{
    static const enum option_id others[] = {OPTION_OUTPUT, OPTION_COLOR, OPTION_NO_SANDBOX,
                                            OPTION_HELP, OPTION_VERSION};
    for (int i = 0; i < OUTPUT_FORMS; i++) {
        if ((int)forms[i] == id)
            return false;
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if ((int)others[i] == id)
            return false;
    }
    return true;
}

static bool note_option(struct options *options, int id, const char *value, struct error *error)
{
    size_t i = 0;
    if (!is_of_interest(id))
        return true;
    if (options->n_given == GIVEN_MAX)
        return error_set(error, "more than %d options are given", GIVEN_MAX);
    while ((int)option_rows[i].id != id)
        i++;
    options->given[options->n_given++] = (struct given_option){option_rows[i].name, value};
    return true;
}

static void build_getopt(struct option *longs, char *shorts)
{
    size_t at = 0;
    shorts[at++] = '+'; /* stop at what is no option */
    shorts[at++] = ':'; /* say nothing */
    for (size_t i = 0; i < n_option_rows; i++) {
        longs[i] = (struct option){option_rows[i].name, option_rows[i].argument, NULL,
                                   (int)option_rows[i].id};
        if (option_rows[i].letter == '\0')
            continue;
        shorts[at++] = option_rows[i].letter;
        if (option_rows[i].argument == required_argument)
            shorts[at++] = ':';
    }
    longs[n_option_rows] = (struct option){NULL, 0, NULL, 0};
    shorts[at] = '\0';
}

static int id_of_letter(int letter)
{
    for (size_t i = 0; i < n_option_rows; i++) {
        if (option_rows[i].letter != '\0' && option_rows[i].letter == letter)
            return (int)option_rows[i].id;
    }
    return letter;
}

static bool is_help(const char *word)
{
    return strcmp(word, "help") == 0;
}

/* Without a command only --help and --version make sense, and say so by themselves. */
static bool goes_with(const struct command_row *command, int id, struct error *error)
{
    const struct option_row *other = NULL;
    for (size_t i = 0; i < n_option_rows && command != NULL; i++) {
        if ((int)option_rows[i].id != id)
            continue;
        if (option_goes_with(&option_rows[i], command->command))
            return true;
        other = &option_rows[i];
    }
    return other == NULL ||
           error_set(error, "--%s does not go with %s", other->name, command->name);
}

/*
 * Options may stand behind captures, whatever the system's getopt thinks of that: it is asked
 * about options only.
 */
static bool take_arguments(struct options *options, const struct command_row *command, int argc,
                           char **argv, struct error *error)
{
    struct option longs[OPTIONS_MAX + 1];
    char shorts[2 * OPTIONS_MAX + 3];
    bool only_captures = false;
    bool ok = true;
    build_getopt(longs, shorts);
    opterr = 0;
    optind = 1;
    options->operands = argv + 1;
    while (ok && optind < argc) {
        char *argument = argv[optind];
        bool is_option = !only_captures && argument[0] == '-' && argument[1] != '\0';
        if (!is_option) {
            /* Operands change places with the options that were read before them. */
            argv[optind++] = options->operands[options->n_operands];
            options->operands[options->n_operands++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_captures = true;
            optind++;
        } else {
            int letter = getopt_long(argc, argv, shorts, longs, NULL);
            ok = letter == '?' || letter == ':'
                     ? option_refused(command, letter, argv, error)
                     : goes_with(command, id_of_letter(letter), error) &&
                           take_option(options, id_of_letter(letter), optarg, error) &&
                           note_option(options, id_of_letter(letter), optarg, error);
        }
    }
    /* getopt remembers where it was amid the letters of one argument: leave it at an end. */
    while (!ok && optind < argc && getopt_long(argc, argv, shorts, longs, NULL) != -1)
        continue;
    return ok;
}

bool options_parse(int argc, char **argv, struct options *ret, struct error *error)
{
    struct options options = {.selection = {.sort = SORT_GROWTH, .top = ROWS_DEFAULT},
                              .limits = limits_default};
    const struct command_row *command = NULL;

    options.program = argc > 0 ? argv[0] : "sysdelta";
    if (argc > 1 && argv[1][0] != '-') {
        options.help = is_help(argv[1]);
        const char *name = options.help ? (argc > 2 ? argv[2] : NULL) : argv[1];
        bool general = options.help && (name == NULL || name[0] == '-' || is_help(name));
        command = general ? NULL : command_named(name);
        if (command == NULL && !general)
            return command_refused(name, argv + 1, options.help ? 0 : argc - 1, error);
        argc--;
        argv++;
    }
    if (command != NULL)
        options.command = command->command;
    if (!take_arguments(&options, command, argc, argv, error))
        return false;
    bool asked = options.help || options.version;
    if (!asked && !options_check(&options, command, error))
        return false;
    *ret = options;
    return true;
}
