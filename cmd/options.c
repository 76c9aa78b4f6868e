#include "options.h"

#include "duration.h"
#include "library.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_DEFAULT = 15, OPTIONS_MAX = 64, MANY = 1 << 20, EVERY_DEFAULT_MS = 10 * 60 * 1000 };

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
#define ON_BOTH (ON(COMMAND_DIFF) | ON(COMMAND_SHOW))
#define ON_STORE (ON(COMMAND_EXTRACT) | ON(COMMAND_LIST) | ON(COMMAND_ADD) | ON(COMMAND_RM))
#define ON_CAPTURE ON(COMMAND_CAPTURE)
#define ON_READERS                                                                                 \
    (ON_BOTH | ON(COMMAND_EXPLAIN) | ON(COMMAND_EXTRACT) | ON(COMMAND_ADD) | ON(COMMAND_BUNDLE) |  \
     ON(COMMAND_VERIFY))
#define ON_ALL                                                                                     \
    (ON(COMMAND_NONE) | ON_BOTH | ON(COMMAND_EXPLAIN) | ON_STORE | ON_CAPTURE |                    \
     ON(COMMAND_BUNDLE) | ON(COMMAND_VERIFY))

struct option_row {
    enum option_id id;
    char letter; /* '\0': long form only */
    const char *name;
    int argument; /* no_argument, required_argument, optional_argument */
    const char *argument_name;
    unsigned commands;
    const char *help;
};

static const struct option_row rows[] = {
    {OPTION_JSON, '\0', "json", optional_argument, "FILE",
     ON_BOTH | ON(COMMAND_LIST) | ON(COMMAND_VERIFY),
     "print JSON in place of the text, or write it to FILE too"},
    {OPTION_HTML, '\0', "html", required_argument, "FILE", ON_BOTH,
     "write a report for browsers, one page with all of it (likewise)"},
    {OPTION_MARKDOWN, '\0', "markdown", required_argument, "FILE", ON_BOTH,
     "write a short report for an issue tracker (-: in place of the text)"},
    {OPTION_CSV, '\0', "csv", required_argument, "FILE", ON_BOTH,
     "write every component as a row, for spreadsheets (likewise)"},
    {OPTION_TIMELINE, '\0', "timeline", required_argument, "FILE", ON_BOTH,
     "write what has a time as JSON Lines, for Timesketch (likewise)"},
    {OPTION_TOP, 'n', "top", required_argument, "N", ON_BOTH, "show N rows (15); 0 is all"},
    {OPTION_ALL, 'a', "all", no_argument, NULL, ON_BOTH, "show every row"},
    {OPTION_SORT, 's', "sort", required_argument, "KEY", ON_BOTH,
     "growth, live, percent, after, name (show: after, name)"},
    {OPTION_KIND, 'k', "kind", required_argument, "LIST", ON_BOTH,
     "rows of these kinds: zone,tag,kext,site,reserved,unattributed"},
    {OPTION_EXPLAIN, 'e', "explain", no_argument, NULL, ON_BOTH,
     "plain words below each row: what it is, and why its verdict"},
    {OPTION_CATALOGUE, '\0', "catalog", required_argument, "FILE",
     ON_BOTH | ON(COMMAND_EXPLAIN) | ON(COMMAND_VERIFY),
     "a catalogue whose entries add to or override the built-in ones"},
    {OPTION_FAIL_ON, '\0', "fail-on", required_argument, "LIMIT", ON(COMMAND_DIFF),
     "exit with 1 if it is passed: 'wired>500MB', 'verdict=leak-suspect'"},
    {OPTION_LIMIT, '\0', "limit", required_argument, "NAME=N",
     ON_BOTH | ON(COMMAND_EXTRACT) | ON(COMMAND_BUNDLE) | ON(COMMAND_VERIFY),
     "raise what a capture may cost: inflated=128GB (names: see the manual)"},
    {OPTION_NO_HASH, '\0', "no-hash", no_argument, NULL, ON_BOTH | ON(COMMAND_EXTRACT),
     "take no SHA-256 of the captures' files"},
    {OPTION_QUICK, 'q', "quick", no_argument, NULL, ON_BOTH,
     "stop reading once every known report was seen; no checksum then"},
    {OPTION_MEMBERS, '\0', "members", no_argument, NULL, ON(COMMAND_SHOW),
     "list every file of the capture, and what became of it"},
    {OPTION_FORCE, '\0', "force", no_argument, NULL, ON(COMMAND_DIFF),
     "set captures side by side that cannot be compared"},
    {OPTION_OUTPUT, 'o', "output", required_argument, "FILE",
     ON(COMMAND_EXTRACT) | ON(COMMAND_BUNDLE), "the file to write"},
    {OPTION_REDACT, '\0', "redact", no_argument, NULL, ON(COMMAND_BUNDLE),
     "replace what names users, Macs and documents (the default)"},
    {OPTION_NO_REDACT, '\0', "no-redact", no_argument, NULL, ON(COMMAND_BUNDLE),
     "leave these names as they are"},
    {OPTION_LABEL, 'l', "label", required_argument, "NAME",
     (ON_STORE & ~ON(COMMAND_RM)) | ON_CAPTURE,
     "a name for the capture: baseline, heavy (list: only these)"},
    {OPTION_MACHINE, '\0', "machine", required_argument, "TEXT", ON(COMMAND_LIST),
     "only of Macs whose host name or model holds this"},
    {OPTION_BOOT, '\0', "boot", required_argument, "NAME", ON(COMMAND_LIST),
     "only of the same boot as this one"},
    {OPTION_ARCHIVE, '\0', "archive", no_argument, NULL, ON(COMMAND_ADD),
     "keep a copy of the archive too, not its figures only"},
    {OPTION_LIBRARY, '\0', "library", required_argument, "DIR",
     ON_BOTH | ON_STORE | ON_CAPTURE | ON(COMMAND_BUNDLE) | ON(COMMAND_VERIFY),
     "where snapshots are kept (SYSDELTA_LIBRARY, or the user's data folder)"},
    {OPTION_QUICK, 'q', "quick", no_argument, NULL, ON_CAPTURE,
     "run the programs that matter by itself: seconds, and some KB"},
    {OPTION_NO_ROOT, '\0', "no-root", no_argument, NULL, ON_CAPTURE,
     "go on without root, and say what could not be seen"},
    {OPTION_WAIT_FOR, '\0', "wait-for", required_argument, "LIMIT", ON_CAPTURE,
     "take it when growth passes this, as in --fail-on: 'wired>2GB'"},
    {OPTION_EVERY, '\0', "every", required_argument, "TIME", ON_CAPTURE,
     "between the readings of --wait-for (10m)"},
    {OPTION_BASE, '\0', "base", required_argument, "CAPTURE", ON_CAPTURE,
     "what --wait-for counts growth from (the library's baseline)"},
    {OPTION_AT_BOOT, '\0', "at-boot", no_argument, NULL, ON_CAPTURE,
     "have a quick baseline taken after each boot (--delay: 3m)"},
    {OPTION_REMOVE_AT_BOOT, '\0', "remove-at-boot", no_argument, NULL, ON_CAPTURE, "undo that"},
    {OPTION_PLIST, '\0', "plist", required_argument, "FILE", ON_CAPTURE,
     "the property list of --at-boot, in another place"},
    {OPTION_DELAY, '\0', "delay", required_argument, "TIME", ON_CAPTURE, "wait first: 90s, 3m"},
    {OPTION_TIME_LIMIT, '\0', "time-limit", required_argument, "TIME", ON_CAPTURE,
     "for each program, in place of its own"},
    {OPTION_USER, '\0', "user", required_argument, "NAME", ON_CAPTURE,
     "whose capture it is (root: who called sudo)"},
    {OPTION_COLLECTOR_PATH, '\0', "collector-path", required_argument, "DIR", ON_CAPTURE,
     "stand-ins for the programs of --quick"},
    {OPTION_SYSDIAGNOSE, '\0', "sysdiagnose", required_argument, "PROGRAM", ON_CAPTURE,
     "a stand-in for sysdiagnose"},
    {OPTION_DRY_RUN, '\0', "dry-run", no_argument, NULL, ON_CAPTURE,
     "show each step, and do nothing"},
    {OPTION_NO_SANDBOX, '\0', "no-sandbox", no_argument, NULL, ON_READERS,
     "read captures with all rights of the user"},
    {OPTION_COLOR, '\0', "color", required_argument, "WHEN", ON_ALL,
     "auto (default), always or never; NO_COLOR is obeyed"},
    {OPTION_HELP, 'h', "help", no_argument, NULL, ON_ALL, "print this"},
    {OPTION_VERSION, 'V', "version", no_argument, NULL, ON_ALL, "print the version"},
};

enum { N_ROWS = sizeof(rows) / sizeof(*rows) };

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
    while (rows[i].id != forms[form])
        i++;
    return rows[i].name;
}

struct command_row {
    enum command command;
    const char *name;
    const char *arguments;
    int least, most; /* operands */
    const char *help;
};

static const struct command_row commands[] = {
    {COMMAND_DIFF, "diff", "[BASE LATER]", 0, 2,
     "which components grew wired memory from BASE (soon after boot) to LATER"},
    {COMMAND_SHOW, "show", "CAPTURE", 1, 1, "the wired memory of one capture, largest first"},
    {COMMAND_EXPLAIN, "explain", "NAME...", 1, MANY,
     "what a zone, tag, counter or kext is, and known leaks"},
    {COMMAND_EXTRACT, "extract", "CAPTURE", 1, 1,
     "all that is read of a capture, as a small snapshot file"},
    {COMMAND_LIST, "list", "", 0, 0, "the snapshots in the library"},
    {COMMAND_ADD, "add", "CAPTURE...", 1, MANY, "put captures into the library"},
    {COMMAND_CAPTURE, "capture", "", 0, 0, "take a capture of this Mac and keep it"},
    {COMMAND_RM, "rm", "NAME...", 1, MANY, "remove snapshots from the library"},
    {COMMAND_BUNDLE, "bundle", "BASE LATER", 2, 2,
     "what was used of two captures, with the report, for a bug report"},
    {COMMAND_VERIFY, "verify", "REPORT.json CAPTURE...", 2, 3,
     "does a report of --json say what its captures say?"},
};

enum { N_COMMANDS = sizeof(commands) / sizeof(*commands) };

static void help_options(struct text *out, enum command command)
{
    size_t width = command == COMMAND_CAPTURE ? 28 : 24;
    text_add(out, SLICE("\nOptions:\n"));
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct option_row *row = &rows[i];
        if ((row->commands & ON(command)) == 0)
            continue;
        size_t start = out->len;
        text_printf(out, row->letter != '\0' ? "  -%c, " : "      ", row->letter);
        text_printf(out, "--%s", row->name);
        if (row->argument == required_argument)
            text_printf(out, " %s", row->argument_name);
        if (row->argument == optional_argument)
            text_printf(out, "[=%s]", row->argument_name);
        size_t used = out->len - start;
        text_repeat(out, ' ', used < width ? width - used : 1);
        text_printf(out, "%s\n", row->help);
    }
}

void options_help(struct text *out, enum command command)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        const struct command_row *row = &commands[i];
        if (command != COMMAND_NONE && command != row->command)
            continue;
        text_printf(out, "%s sysdelta %s [options]%s%s\n", out->len == 0 ? "usage:" : "      ",
                    row->name, *row->arguments != '\0' ? " " : "", row->arguments);
    }
    text_add(out, SLICE("\n"));
    for (size_t i = 0; i < N_COMMANDS; i++) {
        const struct command_row *row = &commands[i];
        if (command != COMMAND_NONE && command != row->command)
            continue;
        text_printf(out, "  %-7s %s\n", row->name, row->help);
    }
    if (command != COMMAND_EXPLAIN && command != COMMAND_LIST)
        text_add(out, SLICE("\nA capture is a sysdiagnose archive (tar with gzip, xz, zstd, bzip2, "
                            "lz4 or none;\nzip), an unpacked folder, one report file such as "
                            "zprint.txt, a snapshot file of\nextract, - for standard input, or a "
                            "snapshot of the library by its label or id,\n@latest, @boot (the "
                            "first of that boot) or @2d (two days old; s, m, h, d, w).\n"));
    if (command == COMMAND_BUNDLE)
        text_add(out, SLICE("bundle needs the captures themselves: names of the library do where "
                            "the archive is\nkept there; snapshots and standard input do "
                            "not.\n"));
    if (command == COMMAND_DIFF || command == COMMAND_NONE)
        text_add(out, SLICE("Without captures diff takes the library's newest and its best "
                            "baseline.\n"));
    if (command == COMMAND_NONE)
        text_add(out, SLICE("\nsysdelta COMMAND --help lists the options of each command; those "
                            "of diff:\n"));
    help_options(out, command == COMMAND_NONE ? COMMAND_DIFF : command);
    text_add(
        out,
        SLICE("\nKB, MB and GB are powers of 1024. JSON holds bytes.\n"
              "Exit status: 0 done; 1 a limit of --fail-on was passed, or a report does not\n"
              "verify; 2 wrong usage, an input that cannot be read or an output that cannot be\n"
              "written; 3 the captures cannot be compared.\n"));
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
    while ((int)rows[i].id != id)
        i++;
    options->given[options->n_given++] = (struct given_option){rows[i].name, value};
    return true;
}

static void build_getopt(struct option *longs, char *shorts)
{
    size_t at = 0;
    shorts[at++] = '+'; /* stop at what is no option */
    shorts[at++] = ':'; /* say nothing */
    for (size_t i = 0; i < N_ROWS; i++) {
        longs[i] = (struct option){rows[i].name, rows[i].argument, NULL, (int)rows[i].id};
        if (rows[i].letter == '\0')
            continue;
        shorts[at++] = rows[i].letter;
        if (rows[i].argument == required_argument)
            shorts[at++] = ':';
    }
    longs[N_ROWS] = (struct option){NULL, 0, NULL, 0};
    shorts[at] = '\0';
}

static int id_of_letter(int letter)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (rows[i].letter != '\0' && rows[i].letter == letter)
            return (int)rows[i].id;
    }
    return letter;
}

static const struct command_row *command_named(const char *name)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
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

static bool check_operands(const struct options *options, const struct command_row *command,
                           struct error *error)
{
    if (command == NULL)
        return error_set(error, "no command was given");
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
    for (size_t i = 0; i < N_ROWS && command != NULL; i++) {
        if ((int)rows[i].id != id)
            continue;
        if ((rows[i].commands & ON(command->command)) != 0)
            return true;
        other = &rows[i];
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
    if (!asked && options.members && !check_members(&options, error))
        return false;
    if (!asked && command->command == COMMAND_CAPTURE && !check_capture(&options, error))
        return false;
    *ret = options;
    return true;
}
