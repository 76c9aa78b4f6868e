/* check_options: every option, every complaint, and a help that knows them all. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { ARGUMENTS_MAX = 12 };

struct command_line {
    char *argv[ARGUMENTS_MAX + 2];
    int argc;
};

static struct command_line line_of(const char *const *arguments)
{
    static char name[] = "sysdelta";
    struct command_line line = {.argv = {name}, .argc = 1};
    for (; *arguments != NULL; arguments++) {
        ck_assert_int_le(line.argc, ARGUMENTS_MAX);
        line.argv[line.argc] = strdup(*arguments);
        ck_assert_ptr_nonnull(line.argv[line.argc]);
        line.argc++;
    }
    return line;
}

/* getopt_long() may have put the arguments in another order. */
static void free_line(struct command_line *line)
{
    for (int i = 1; i < line->argc; i++)
        free(line->argv[i]);
}

#define TOP 15
#define KIND(kind) (1U << COMPONENT_##kind)

struct good_case {
    const char *arguments[ARGUMENTS_MAX];
    enum command command;
    const char *base, *later; /* NULL: not given */
    size_t top;
    enum sort_order sort; /* given where it is not SORT_GROWTH, or below says so */
    bool sort_given;
    unsigned kinds;
    enum color color;
    bool help, version;
    const char *outputs[OUTPUT_FORMS];
};

/* clang-format off */
static const struct good_case good_cases[] = {
    {{"diff", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP},
    {{"show", "a"}, COMMAND_SHOW, "a", NULL, .top = TOP},
    {{"diff"}, COMMAND_DIFF, .top = TOP},
    {{"diff", "a"}, COMMAND_DIFF, "a", NULL, .top = TOP},
    {{"add", "--archive", "a", "-l", "x", "b"}, COMMAND_ADD, "a", "b", .top = TOP},
    {{"list"}, COMMAND_LIST, .top = TOP},
    {{"verify", "a", "b", "--json"}, COMMAND_VERIFY, "a", "b", .top = TOP,
     .outputs = {[OUTPUT_JSON] = "-"}},
    {{"show", "--members", "a"}, COMMAND_SHOW, "a", NULL, .top = TOP},
    {{"capture", "-q", "--label", "x", "--dry-run"}, COMMAND_CAPTURE, .top = TOP},
    {{"diff", "-", "b"}, COMMAND_DIFF, "-", "b", .top = TOP},
    {{"diff", "a", "-"}, COMMAND_DIFF, "a", "-", .top = TOP},
    {{"show", "-"}, COMMAND_SHOW, "-", NULL, .top = TOP},
    {{"diff", "--", "-a", "--json"}, COMMAND_DIFF, "-a", "--json", .top = TOP},
    {{"diff", "a", "--", "b"}, COMMAND_DIFF, "a", "b", .top = TOP},
    {{"show", "--", "-"}, COMMAND_SHOW, "-", NULL, .top = TOP},
    {{"diff", "a", "-n", "3", "b"}, COMMAND_DIFF, "a", "b", .top = 3},
    {{"diff", "a", "b", "-n3"}, COMMAND_DIFF, "a", "b", .top = 3},
    {{"diff", "--top", "3", "a", "b"}, COMMAND_DIFF, "a", "b", .top = 3},
    {{"diff", "--top=0", "a", "b"}, COMMAND_DIFF, "a", "b", .top = SIZE_MAX},
    {{"diff", "--top=007", "a", "b"}, COMMAND_DIFF, "a", "b", .top = 7},
    {{"diff", "-a", "a", "b"}, COMMAND_DIFF, "a", "b", .top = SIZE_MAX},
    {{"show", "--all", "a"}, COMMAND_SHOW, "a", NULL, .top = SIZE_MAX},
    {{"show", "-a", "-n", "4", "a"}, COMMAND_SHOW, "a", NULL, .top = 4},
    {{"diff", "-s", "growth", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP, .sort = SORT_GROWTH,
     .sort_given = true},
    {{"diff", "-slive", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP, .sort = SORT_LIVE,
     .sort_given = true},
    {{"diff", "--sort", "percent", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP, .sort = SORT_PERCENT,
     .sort_given = true},
    {{"diff", "--sort=after", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP, .sort = SORT_AFTER,
     .sort_given = true},
    {{"diff", "--sort=name", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP, .sort = SORT_NAME,
     .sort_given = true},
    {{"diff", "-k", "zone", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP, .kinds = KIND(ZONE)},
    {{"diff", "--kind=tag,kext,site", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP,
     .kinds = KIND(TAG) | KIND(KEXT) | KIND(SITE)},
    {{"diff", "--kind=reserved,unattributed,reserved", "a", "b"}, COMMAND_DIFF, "a", "b",
     .top = TOP, .kinds = KIND(RESERVED) | KIND(UNATTRIBUTED)},
    {{"diff", "--kind", "zone,", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP,
     .kinds = KIND(ZONE)},
    {{"diff", "--color=auto", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP},
    {{"diff", "--color", "always", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP,
     .color = COLOR_ALWAYS},
    {{"diff", "--color=never", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP,
     .color = COLOR_NEVER},
    {{"diff", "--json", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP,
     .outputs = {[OUTPUT_JSON] = "-"}},
    {{"diff", "--json=x.json", "a", "b"}, COMMAND_DIFF, "a", "b", .top = TOP,
     .outputs = {[OUTPUT_JSON] = "x.json"}},
    {{"show", "a", "--json=-"}, COMMAND_SHOW, "a", NULL, .top = TOP,
     .outputs = {[OUTPUT_JSON] = "-"}},
    {{"diff", "--json=a.json", "--markdown", "a.md", "--csv=a.csv", "--timeline", "-", "a", "b"},
     COMMAND_DIFF, "a", "b", .top = TOP,
     .outputs = {[OUTPUT_JSON] = "a.json", [OUTPUT_MARKDOWN] = "a.md", [OUTPUT_CSV] = "a.csv",
                 [OUTPUT_TIMELINE] = "-"}},
    {{"diff", "--csv", "a", "--csv", "b", "--markdown=a", "a", "b"}, COMMAND_DIFF, "a", "b",
     .top = TOP, .outputs = {[OUTPUT_MARKDOWN] = "a", [OUTPUT_CSV] = "b"}},
    {{"diff", "--help"}, COMMAND_DIFF, .top = TOP, .help = true},
    {{"show", "-h", "-a", "a"}, COMMAND_SHOW, .top = SIZE_MAX, .help = true},
    {{"--help"}, COMMAND_NONE, .top = TOP, .help = true},
    {{"-h"}, COMMAND_NONE, .top = TOP, .help = true},
    {{"help"}, COMMAND_NONE, .top = TOP, .help = true},
    {{"help", "show"}, COMMAND_SHOW, .top = TOP, .help = true},
    {{"help", "diff"}, COMMAND_DIFF, .top = TOP, .help = true},
    {{"--version"}, COMMAND_NONE, .top = TOP, .version = true},
    {{"-V"}, COMMAND_NONE, .top = TOP, .version = true},
    {{"show", "-V"}, COMMAND_SHOW, .top = TOP, .version = true},
};
/* clang-format on */

static void same_string(const char *found, const char *expected, int at)
{
    bool same = found == NULL || expected == NULL ? found == expected : !strcmp(found, expected);
    ck_assert_msg(same, "case %d: %s is not %s", at, found ? found : "NULL",
                  expected ? expected : "NULL");
}

START_TEST(understood)
{
    const struct good_case *c = &good_cases[_i];
    struct command_line line = line_of(c->arguments);
    struct options options;
    struct error error = ERROR_NONE;

    ck_assert_msg(options_parse(line.argc, line.argv, &options, &error), "%d: %s", _i,
                  error.reason);
    ck_assert_int_eq(options.command, c->command);
    if (!options.help && !options.version) {
        ck_assert_int_eq(options.n_operands, (c->base != NULL) + (c->later != NULL));
        same_string(options.n_operands > 0 ? options.operands[0] : NULL, c->base, _i);
        same_string(options.n_operands > 1 ? options.operands[1] : NULL, c->later, _i);
    }
    ck_assert_uint_eq(options.selection.top, c->top);
    ck_assert_int_eq(options.selection.sort, c->sort);
    ck_assert_int_eq(options.sort_given, c->sort_given);
    ck_assert_uint_eq(options.selection.kinds, c->kinds);
    ck_assert_int_eq(options.color, c->color);
    ck_assert_int_eq(options.help, c->help);
    ck_assert_int_eq(options.version, c->version);
    for (int i = 0; i < OUTPUT_FORMS; i++)
        same_string(options.outputs[i], c->outputs[i], _i);
    free_line(&line);
}
END_TEST

struct bad_case {
    const char *arguments[ARGUMENTS_MAX];
    const char *reason;
};

/* clang-format off */
#define SORTS "--sort takes growth, live, percent, after or name, not "
#define KINDS "--kind takes a list of zone, tag, kext, site, reserved, unattributed, not "
#define COLORS "--color takes auto, always or never, not "

#define TEN "0123456789"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct bad_case bad_cases[] = {
    {{NULL}, "no command was given"},
    {{"--json", "diff", "a", "b"}, "no command was given"},
    {{"-a"}, "no command was given"},
    {{"dif", "a", "b"}, "dif is no command: did you mean diff?"},
    {{"", "a"}, " is no command"},
    {{"capture.tar.gz", "a"}, "capture.tar.gz is no command: did you mean 'sysdelta diff capture.tar.gz a'?"},
    {{"a.zip", "--all"}, "a.zip is no command: did you mean 'sysdelta show a.zip --all'?"},
    {{"a.tgz", "b.tgz", "--html", "c"}, "a.tgz is no command: did you mean 'sysdelta diff a.tgz b.tgz --html c'?"},
    {{"a.sysdelta.json.gz"}, "a.sysdelta.json.gz is no command: did you mean 'sysdelta show a.sysdelta.json.gz'?"},
    {{LONG ".tar", "b.tar"}, "a capture is no command: did you mean 'sysdelta diff ...'?"},
    {{"/dev/null", "a"}, "/dev/null is no command: did you mean 'sysdelta diff /dev/null a'?"},
    {{"/no/such/file", "a"}, "/no/such/file is no command"},
    {{"compare", "a", "b"}, "compare is no command: did you mean diff?"},
    {{"help", "a.tar"}, "a.tar is no command"},
    {{"di\x1b" "ff", "a"}, "di?ff is no command: did you mean diff?"},
    {{"diff", "a", "b", "c"}, "diff takes [BASE LATER | NAME | BUNDLE]: c is one too many"},
    {{"list", "a"}, "list takes nothing: a is one too many"},
    {{"diff", "--json", "x.json", "a", "b"}, "diff takes [BASE LATER | NAME | BUNDLE]: b is one too many (did you mean --json=x.json?)"},
    {{"diff", "--json=y", "x.json", "a", "b"}, "diff takes [BASE LATER | NAME | BUNDLE]: b is one too many"},
    {{"diff", "--json", "a", "b", "c"}, "diff takes [BASE LATER | NAME | BUNDLE]: c is one too many"},
    {{"show", "a", "--json", "x.json"}, "show takes CAPTURE: x.json is one too many (did you mean --json=x.json?)"},
    {{"rm"}, "rm takes NAME..."},
    {{"capture", "a"}, "capture takes nothing: a is one too many"},
    {{"capture", "--top=3"}, "--top does not go with capture"},
    {{"show", "--sort=growth", "a"}, "show has one capture and no growth: --sort takes after or name"},
    {{"show", "-slive", "a"}, "show has one capture and no growth: --sort takes after or name"},
    {{"bundle", "--quick", "a", "b"}, "--quick does not go with bundle"},
    {{"capture", "--no-sandbox"}, "--no-sandbox does not go with capture"},
    {{"list", "--no-sandbox"}, "--no-sandbox does not go with list"},
    {{"capture", "--delay", "soon"}, "soon is no time such as 90s, 10m or 2h"},
    {{"capture", "--delay", "0"}, "0 is no time such as 90s, 10m or 2h"},
    {{"capture", "--wait-for", "wired"}, "'wired': > is wanted at character 6"},
    {{"capture", "--every", "5m"}, "--every goes with --wait-for only"},
    {{"capture", "--base", "a"}, "--base goes with --wait-for only"},
    {{"capture", "--plist", "a"}, "--plist goes with --at-boot or --remove-at-boot only"},
    {{"capture", "--at-boot", "--wait-for", "wired>1GB"},
     "--wait-for does not go with --at-boot"},
    {{"capture", "--at-boot", "--every", "5m"}, "--every goes with --wait-for only"},
    {{"capture", "--at-boot", "--base", "a"}, "--base goes with --wait-for only"},
    {{"capture", "--at-boot", "--no-root"}, "--no-root does not go with --at-boot"},
    {{"capture", "--at-boot", "--collector-path", "a"},
     "--collector-path does not go with --at-boot"},
    {{"capture", "--at-boot", "--sysdiagnose", "a"}, "--sysdiagnose does not go with --at-boot"},
    {{"capture", "--at-boot", "--remove-at-boot"},
     "--at-boot and --remove-at-boot do not go together"},
    {{"extract", "a"}, "extract needs -o FILE.sysdelta.json.gz"},
    {{"extract", "a", "-o", ""}, "--output lacks its value"},
    {{"diff", "--limit", "rows=x"}, "--limit rows takes a number above 0, such as 4096 or 64GB"},
    {{"add", "-l", "@x", "a"}, "--label '@x': the character @ is not allowed at its start"},
    {{"add", "-l", "a b/c", "a"}, "--label 'a b/c': the character / is not allowed in it"},
    {{"add", "-l", "a\tb", "a"}, "--label: the control character 0x09 is not allowed in it"},
    {{"add", "-l", "", "a"}, "--label lacks its value"},
    {{"add", "-l", "2d", "a"}, "--label 2d: that name means another thing"},
    {{"add", "--boot=x", "a"}, "--boot does not go with add"},
    {{"show"}, "show takes CAPTURE"},
    {{"show", "a", "b"}, "show takes CAPTURE: b is one too many"},
    {{"diff", "-", "-"}, "standard input can be one of the captures, not both"},
    {{"diff", "--", "-", "-"}, "standard input can be one of the captures, not both"},
    {{"diff", "--nope", "a", "b"}, "--nope is no option"},
    {{"diff", "--htlm=x", "a", "b"}, "--htlm=x is no option: did you mean --html?"},
    {{"diff", "a", "b", "--markdwon", "x"}, "--markdwon is no option: did you mean --markdown?"},
    {{"show", "--forec", "a"}, "--forec is no option"},
    {{"diff", "--no", "a", "b"}, "--no is no option: did you mean --no-hash?"},
    {{"--hepl"}, "--hepl is no option: did you mean --help?"},
    {{"help", "shwo"}, "shwo is no command: did you mean show?"},
    {{"help", "compare"}, "compare is no command: did you mean diff?"},
    {{"help", "frobnicate"}, "frobnicate is no command"},
    {{"diff", "-x", "a", "b"}, "-x is no option"},
    {{"diff", "a", "b", "--top"}, "--top takes a value"},
    {{"diff", "a", "b", "-n"}, "-n takes a value"},
    {{"diff", "a", "b", "-k"}, "-k takes a value"},
    {{"diff", "a", "b", "-ak"}, "-k takes a value"},
    {{"diff", "a", "b", "-ax"}, "-x is no option"},
    {{"diff", "a", "b", "--all=3"}, "--all takes no value: --all=3"},
    {{"diff", "--top=", "a", "b"}, "--top takes a whole number, not "},
    {{"diff", "--top=-1", "a", "b"}, "--top takes a whole number, not -1"},
    {{"diff", "-n", "1.5", "a", "b"}, "--top takes a whole number, not 1.5"},
    {{"diff", "--top= 5", "a", "b"}, "--top takes a whole number, not  5"},
    {{"diff", "-n", "18446744073709551615", "a", "b"},
     "--top takes a whole number, not 18446744073709551615"},
    {{"diff", "-n", "18446744073709551616", "a", "b"},
     "--top takes a whole number, not 18446744073709551616"},
    {{"diff", "--sort=size", "a", "b"}, SORTS "size"},
    {{"diff", "--sort=GROWTH", "a", "b"}, SORTS "GROWTH"},
    {{"diff", "--kind=zones", "a", "b"}, KINDS "'zones'"},
    {{"diff", "--kind=zone,,tag", "a", "b"}, KINDS "''"},
    {{"diff", "--kind=", "a", "b"}, "--kind takes a list of kinds"},
    {{"diff", "--json=", "a", "b"}, "--json= lacks the name of a file"},
    {{"diff", "--csv=", "a", "b"}, "--csv= lacks the name of a file"},
    {{"diff", "--csv", "-", "a", "--json", "b"}, "--json and --csv both go to standard output"},
    {{"show", "--timeline=-", "a", "--markdown=-"},
     "--markdown and --timeline both go to standard output"},
    {{"diff", "--csv=x", "a", "b", "--markdown", "x"}, "--markdown and --csv both go to x"},
    {{"show", "--members", "a", "--csv", "b"}, "--csv does not go with --members"},
    {{"show", "--members", "a", "--quick"}, "--quick does not go with --members, which lists the whole"},
    {{"show", "--members", "-k", "zone", "a"}, "--kind does not go with --members"},
    {{"show", "--members", "-s", "name", "a"}, "--sort does not go with --members"},
    {{"show", "--members", "--part=base", "a"}, "--part does not go with --members, which lists the whole"},
    {{"show", "--part=both", "a"}, "--part takes base or later, not both"},
    {{"diff", "--part=base", "a", "b"}, "--part does not go with diff"},
    {{"diff", "--members", "a", "b"}, "--members does not go with diff"},
    {{"completion"}, "completion takes SHELL"},
    {{"completion", "ksh"}, "completions are for bash, zsh and fish, not ksh"},
    {{"list", "--names", "--json"}, "--json does not go with --names"},
    {{"explain", "--names", "a"}, "--names lists them all: a is one too many"},
    {{"diff", "--names"}, "--names does not go with diff"},
    {{"completion", "bash", "--top=3"}, "--top does not go with completion"},
    {{"verify", "a"}, "verify takes REPORT.json CAPTURE..."},
    {{"verify", "-", "-"}, "standard input can be one of the captures, not both"},
    {{"verify", "a", "b", "--top=3"}, "--top does not go with verify"},
    {{"list", "--markdown=x"}, "--markdown does not go with list"},
    {{"diff", "a", "b", "--timeline"}, "--timeline takes a value"},
    {{"diff", "--color=yes", "a", "b"}, COLORS "yes"},
    {{"diff", "--color=", "a", "b"}, COLORS},
};
/* clang-format on */

START_TEST(refused)
{
    const struct bad_case *c = &bad_cases[_i];
    struct command_line line = line_of(c->arguments);
    struct options options;
    struct options before;
    struct error error = ERROR_NONE;
    memset(&options, 0x5a, sizeof(options));
    memcpy(&before, &options, sizeof(options));

    ck_assert_msg(!options_parse(line.argc, line.argv, &options, &error), "case %d", _i);
    ck_assert_str_eq(error.reason, c->reason);
    ck_assert_mem_eq(&options, &before, sizeof(options));
    free_line(&line);
}
END_TEST

static const struct {
    const char *arguments[3];
    const char *hint;
} hints[] = {
    {{"diff", "--nope", NULL}, "Try 'sysdelta diff --help'.\n"},
    {{"show", NULL}, "Try 'sysdelta show --help'.\n"},
    {{"compare", NULL}, "Try 'sysdelta --help'.\n"},
    {{"--nope", "diff", NULL}, "Try 'sysdelta --help'.\n"},
    {{NULL}, "Try 'sysdelta --help'.\n"},
};

START_TEST(hint)
{
    struct command_line line = line_of(hints[_i].arguments);
    struct text text = {0};
    options_hint(&text, line.argc, line.argv);
    ck_assert_msg(slice_is(text_slice(&text), hints[_i].hint), "%.*s",
                  SLICE_ARGS(text_slice(&text)));
    text_free(&text);
    free_line(&line);
}
END_TEST

/* Who asks for help gets it, whatever else stands there. */
START_TEST(help_counts_no_captures)
{
    static const char *const lines[][6] = {{"show", "-h", "a", "b", NULL},
                                           {"diff", "--version", "a", "b", "c", NULL},
                                           {"help", "show", "a", NULL}};
    struct command_line line = line_of(lines[_i]);
    struct options options;
    struct error error = ERROR_NONE;
    ck_assert_msg(options_parse(line.argc, line.argv, &options, &error), "%s", error.reason);
    ck_assert(options.help || options.version);
    free_line(&line);
}
END_TEST

struct time_case {
    const char *text;
    uint64_t milliseconds; /* 0: refused */
};

static const struct time_case times[] = {
    {"1", 1000},
    {"90s", 90000},
    {"10m", 600000},
    {"2h", 7200000},
    {"1d", 86400000},
    {"1w", 604800000},
    {"366d", 31622400000},
    {"367d", 0},
    {"0", 0},
    {"0m", 0},
    {"", 0},
    {"m", 0},
    {"-1", 0},
    {"1.5h", 0},
    {"1 m", 0},
    {"10M", 0},
    {"18446744073709551615w", 0},
    {"18446744073709551616", 0},
};

START_TEST(a_time)
{
    const struct time_case *c = &times[_i];
    struct options options;
    struct error error = ERROR_NONE;
    struct command_line line = line_of((const char *const[]){"capture", "--delay", c->text, NULL});
    bool ok = options_parse(line.argc, line.argv, &options, &error);
    ck_assert_msg(ok == (c->milliseconds > 0), "%s", c->text);
    if (ok)
        ck_assert_uint_eq(options.delay_ms, c->milliseconds);
    free_line(&line);
}
END_TEST

/* What is told of a run in its report: not where outputs go, nor how they look. */
START_TEST(given)
{
    struct options options;
    struct error error = ERROR_NONE;
    struct command_line line =
        line_of((const char *const[]){"diff", "-q", "a", "--json=x", "-n3", "--csv", "y", "b",
                                      "--color=never", "--limit=file=1GB", "--no-sandbox", NULL});
    ck_assert_msg(options_parse(line.argc, line.argv, &options, &error), "%s", error.reason);
    ck_assert_int_eq(options.n_given, 3);
    ck_assert_str_eq(options.given[0].name, "quick");
    ck_assert_ptr_null(options.given[0].value);
    ck_assert_str_eq(options.given[1].name, "top");
    ck_assert_str_eq(options.given[1].value, "3");
    ck_assert_str_eq(options.given[2].name, "limit");
    ck_assert_str_eq(options.given[2].value, "file=1GB");
    free_line(&line);
}
END_TEST

START_TEST(too_many_given)
{
    char name[] = "sysdelta", command[] = "diff", flag[] = "-q";
    char *argv[GIVEN_MAX + 4] = {name, command};
    struct options options;
    struct error error = ERROR_NONE;
    for (int i = 2; i < GIVEN_MAX + 3; i++)
        argv[i] = flag;
    ck_assert(options_parse(GIVEN_MAX + 2, argv, &options, &error));
    ck_assert(!options_parse(GIVEN_MAX + 3, argv, &options, &error));
    ck_assert_str_eq(error.reason, "more than 64 options are given");
}
END_TEST

START_TEST(all_of_capture)
{
    struct options options;
    struct error error = ERROR_NONE;
    struct command_line line = line_of((const char *const[]){
        "capture", "--wait-for=wired>1GB", "--every=5m", "--base=@b", "--collector-path=c",
        "--sysdiagnose=d", "--user=e", "--time-limit=7s", "--no-root", NULL});
    ck_assert_msg(options_parse(line.argc, line.argv, &options, &error), "%s", error.reason);
    ck_assert_int_eq(options.n_gates, 1);
    ck_assert_uint_eq(options.every_ms, 300000);
    ck_assert_uint_eq(options.time_limit_ms, 7000);
    ck_assert_str_eq(options.base, "@b");
    ck_assert_str_eq(options.collector_path, "c");
    ck_assert_str_eq(options.sysdiagnose, "d");
    ck_assert_str_eq(options.user, "e");
    ck_assert_str_eq(options.program, "sysdelta");
    ck_assert(options.no_root && !options.quick && !options.at_boot && !options.dry_run);
    free_line(&line);

    line = line_of((const char *const[]){"capture", NULL});
    ck_assert(options_parse(line.argc, line.argv, &options, &error));
    ck_assert_uint_eq(options.every_ms, 600000);
    ck_assert_uint_eq(options.delay_ms, 0);
    free_line(&line);
}
END_TEST

/* The letter that is none need not be the last of its argument. */
START_TEST(bad_letter_before_a_good_one)
{
    static const char *const arguments[] = {"diff", "-xa", "a", "b", NULL};
    struct command_line line = line_of(arguments);
    struct options options;
    struct error error = ERROR_NONE;
    ck_assert(!options_parse(line.argc, line.argv, &options, &error));
    ck_assert_msg(strncmp(error.reason, "-x", 2) == 0, "%s", error.reason);
    free_line(&line);
}
END_TEST

/* getopt_long() remembers where it was; each parse must start afresh all the same. */
START_TEST(parsed_twice)
{
    static const char *const first[] = {"diff", "-a", "a", "b", "-n"};
    static const char *const second[] = {"show", "c", "--sort=name", NULL};
    for (int i = 0; i < 3; i++) {
        const char *const bad[] = {first[0], first[1], first[2], first[3], first[4], NULL};
        struct command_line one = line_of(bad);
        struct command_line two = line_of(second);
        struct options options;
        struct error error = ERROR_NONE;
        struct error none = ERROR_NONE;
        ck_assert(!options_parse(one.argc, one.argv, &options, &error));
        ck_assert(options_parse(two.argc, two.argv, &options, &none));
        ck_assert_uint_eq(options.selection.top, TOP);
        ck_assert_str_eq(options.operands[0], "c");
        free_line(&one);
        free_line(&two);
    }
}
END_TEST

/* A parse that ends amid the letters of one argument leaves getopt_long() pointing there. */
START_TEST(parsed_again_after_half_an_argument)
{
    static const char *const bad[] = {"diff", "-xa", "a", "b", NULL};
    static const char *const good[] = {"show", "c", NULL};
    struct command_line one = line_of(bad);
    struct command_line two = line_of(good);
    struct options options;
    struct error error = ERROR_NONE;
    struct error none = ERROR_NONE;
    ck_assert(!options_parse(one.argc, one.argv, &options, &error));
    ck_assert(options_parse(two.argc, two.argv, &options, &none));
    ck_assert_uint_eq(options.selection.top, TOP);
    free_line(&one);
    free_line(&two);
}
END_TEST

static const char *const every_option[] = {"--json[=FILE]",  "-n, --top N",     "-a, --all",
                                           "-s, --sort KEY", "-k, --kind LIST", "--color WHEN",
                                           "-V, --version",  "-h, --help"};

static const enum command every_command[] = {COMMAND_NONE, COMMAND_DIFF, COMMAND_SHOW};

static bool holds(struct slice text, const char *part)
{
    return slice_find_text(text, part) < text.len;
}

START_TEST(help_lists_every_option)
{
    enum command command = every_command[_i];
    struct text out = {0};
    options_help(&out, command);
    struct slice text = text_slice(&out);
    for (int i = 0; i < LEN(every_option); i++)
        ck_assert_msg(holds(text, every_option[i]), "%s", every_option[i]);
    for (int kind = 0; kind < COMPONENT_UNATTRIBUTED; kind++)
        ck_assert(holds(text, component_kind_name((enum component_kind)kind)));
    ck_assert(slice_starts(text, "usage: sysdelta "));
    ck_assert_int_eq(holds(text, "sysdelta diff [options] [BASE LATER | NAME | BUNDLE]\n"),
                     command != COMMAND_SHOW);
    ck_assert_int_eq(holds(text, "sysdelta show [options] CAPTURE\n"), command != COMMAND_DIFF);
    ck_assert(holds(text, "powers of 1024"));
    ck_assert(holds(text, "Exit status"));
    text_free(&out);
}
END_TEST

START_TEST(help_fits_a_terminal)
{
    struct text out = {0};
    options_help(&out, every_command[_i]);
    struct slice rest = text_slice(&out);
    ck_assert(slice_ends(rest, "\n"));
    while (rest.len > 0) {
        struct slice line = slice_first(rest, slice_find(rest, '\n'));
        ck_assert_msg(line.len <= 100, "%.*s", SLICE_ARGS(line));
        ck_assert(!slice_ends(line, " "));
        rest = slice_from(rest, line.len + 1);
    }
    text_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tcase_create("options");
    tcase_add_loop_test(tests, understood, 0, LEN(good_cases));
    tcase_add_loop_test(tests, refused, 0, LEN(bad_cases));
    tcase_add_loop_test(tests, hint, 0, sizeof(hints) / sizeof(*hints));
    tcase_add_loop_test(tests, help_counts_no_captures, 0, 3);
    tcase_add_loop_test(tests, a_time, 0, LEN(times));
    tcase_add_test(tests, all_of_capture);
    tcase_add_test(tests, given);
    tcase_add_test(tests, too_many_given);
    tcase_add_test(tests, bad_letter_before_a_good_one);
    tcase_add_test(tests, parsed_twice);
    tcase_add_test(tests, parsed_again_after_half_an_argument);
    tcase_add_loop_test(tests, help_lists_every_option, 0, LEN(every_command));
    tcase_add_loop_test(tests, help_fits_a_terminal, 0, LEN(every_command));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
