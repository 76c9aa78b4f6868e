#include "option_table.h"

#include "duration.h"
#include "library.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_DEFAULT = 15, OPTIONS_MAX = 64, EVERY_DEFAULT_MS = 10 * 60 * 1000 };

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
        if (library_is_reserved(argument))
            return error_set(error, "--label %s: that name means another thing", argument);
        return take_text(&options->label, "label", argument, error);
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

static const struct command_row *command_named(const char *name)
{
    for (size_t i = 0; i < n_command_rows; i++) {
        if (strcmp(command_rows[i].name, name) == 0)
            return &command_rows[i];
    }
    return NULL;
}

/* launchd starts a quick capture as root, and nothing else. */
static const char *not_at_boot(const struct options *options)
{
    if (options->n_gates > 0)
        return "wait-for";
    if (options->no_root)
        return "no-root";
    if (options->collector_path != NULL)
        return "collector-path";
    return options->sysdiagnose != NULL ? "sysdiagnose" : NULL;
}

/* Options that only go with others. */
static bool check_capture(struct options *options, struct error *error)
{
    bool boot = options->at_boot || options->remove_at_boot;
    if (options->at_boot && options->remove_at_boot)
        return error_set(error, "--at-boot and --remove-at-boot do not go together");
    if (options->at_boot && not_at_boot(options) != NULL)
        return error_set(error, "--%s does not go with --at-boot", not_at_boot(options));
    if (options->plist != NULL && !boot)
        return error_set(error, "--plist goes with --at-boot or --remove-at-boot only");
    if (options->n_gates == 0 && (options->every_ms > 0 || options->base != NULL))
        return error_set(error, "--%s goes with --wait-for only",
                         options->every_ms > 0 ? "every" : "base");
    if (options->every_ms == 0)
        options->every_ms = EVERY_DEFAULT_MS;
    return true;
}

/* No output may take the place of another one. */
static bool check_outputs(const struct options *options, struct error *error)
{
    for (int i = 0; i < OUTPUT_FORMS; i++) {
        for (int k = 0; k < i && options->outputs[i] != NULL; k++) {
            if (options->outputs[k] == NULL ||
                strcmp(options->outputs[k], options->outputs[i]) != 0)
                continue;
            return error_set(
                error, "--%s and --%s both go to %s", output_form_name((enum output_form)k),
                output_form_name((enum output_form)i),
                is_standard_output(options->outputs[i]) ? "standard output" : options->outputs[i]);
        }
    }
    return true;
}

/* One capture has sizes and no growth. */
static bool check_sort(const struct options *options, struct error *error)
{
    enum sort_order sort = options->selection.sort;
    if (options->command != COMMAND_SHOW || !options->sort_given || sort == SORT_AFTER ||
        sort == SORT_NAME)
        return true;
    return error_set(error, "show has one capture and no growth: --sort takes after or name");
}

/* A list of files has no components. */
static bool check_members(const struct options *options, struct error *error)
{
    for (int i = 0; i < OUTPUT_FORMS; i++) {
        if (i != OUTPUT_JSON && options->outputs[i] != NULL)
            return error_set(error, "--%s does not go with --members",
                             output_form_name((enum output_form)i));
    }
    if (options->quick)
        return error_set(error, "--quick does not go with --members, which lists the whole");
    if (options->sort_given || options->selection.kinds != 0)
        return error_set(error, "--%s does not go with --members",
                         options->sort_given ? "sort" : "kind");
    return true;
}

/* A list of names is the whole of it. */
static bool check_names(const struct options *options, struct error *error)
{
    if (options->outputs[OUTPUT_JSON] != NULL)
        return error_set(error, "--json does not go with --names");
    if (options->n_operands > 0)
        return error_set(error, "--names lists them all: %s is one too many", options->operands[0]);
    return true;
}

static bool check_operands(const struct options *options, const struct command_row *command,
                           struct error *error)
{
    if (command == NULL)
        return error_set(error, "no command was given");
    if (options->names)
        return check_names(options, error);
    if (options->n_operands > command->most)
        return error_set(error, "%s takes %s: %s is one too many", command->name,
                         *command->arguments != '\0' ? command->arguments : "nothing",
                         options->operands[command->most]);
    if (options->n_operands < command->least)
        return error_set(error, "%s takes %s", command->name, command->arguments);
    if (command->command == COMMAND_EXTRACT && options->output == NULL)
        return error_set(error, "extract needs -o FILE" SNAPSHOT_SUFFIX);
    if (command->command == COMMAND_BUNDLE && options->output == NULL)
        return error_set(error, "bundle needs -o FILE.tar.gz");
    if (command->command == COMMAND_BUNDLE && strcmp(options->output, "-") == 0)
        return error_set(error, "bundle writes a file, which it reads again: -o FILE.tar.gz");
    int streams = 0;
    for (int i = 0; i < options->n_operands; i++)
        streams += strcmp(options->operands[i], "-") == 0;
    if (streams > 1)
        return error_set(error, "standard input can be one of the captures, not both");
    return true;
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

static bool explain_bad_option(int letter, char **argv, struct error *error)
{
    const char *format = letter == ':' ? "%s takes a value" : "%s is no option";
    char short_form[] = {'-', (char)optopt, '\0'};
    bool is_short = optopt > 0 && optopt < OPTION_JSON;
    return error_set(error, format, is_short ? short_form : argv[optind - 1]);
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
                     ? explain_bad_option(letter, argv, error)
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
        command = command_named(argv[1]);
        bool help = strcmp(argv[1], "help") == 0;
        if (command == NULL && !help)
            return error_set(error, "%s is no command", argv[1]);
        options.help = help;
        if (help && argc > 2)
            command = command_named(argv[2]);
        argc--;
        argv++;
    }
    if (command != NULL)
        options.command = command->command;
    if (!take_arguments(&options, command, argc, argv, error))
        return false;
    bool asked = options.help || options.version;
    if (!asked && !check_operands(&options, command, error))
        return false;
    if (!asked && !check_outputs(&options, error))
        return false;
    if (!asked && !check_sort(&options, error))
        return false;
    if (!asked && options.members && !check_members(&options, error))
        return false;
    if (!asked && command->command == COMMAND_CAPTURE && !check_capture(&options, error))
        return false;
    *ret = options;
    return true;
}
