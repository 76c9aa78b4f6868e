/* check_forms: Markdown, CSV and the timeline of two captures, whatever their names hold. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "parse_text.h"
#include "render.h"
#include "run_suite.h"

enum { LONG_NAME = 3000, WARNINGS = 400 };

/* clang-format off */
#define BOOT "kern.boottime: { sec = 1556728394, usec = 0 } Wed May  1 18:33:14 2019\n"
#define KEXTS "Index Refs Address Size Wired Name (Version) UUID <Linked Against>\n"
#define ZONE(name, kib, count) name "  64  " kib "K  -------  " count "  -------  10  4K  64\n"
#define AT_BASE "sysdiagnose_2019.05.01_18-38-14"
#define AT_LATER "sysdiagnose_2019.05.01_20-38-14"

static const struct report_text base_texts[] = {
    {"zprint", TEXT_ZONES ZONE("leaky", "40", "600") ZONE("gone", "8", "100") TEXT_WIRED
     "VM_KERN_MEMORY_BSD  2  30K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  300K\n"},
    {"sysctl", BOOT},
    {"kextstat", KEXTS "  1  0 0xffffff7f80000000 0x1000 0x1000 com.example.old (1.0) <1>\n"
                       "  2  0 0xffffff7f80010000 0x1000 0x1000 com.example.both (1.0) <1>\n"},
    {NULL, NULL}};
static const struct report_text later_texts[] = {
    {"zprint", TEXT_ZONES ZONE("leaky", "90000", "1400000") ZONE("new", "7", "9") TEXT_WIRED
     "VM_KERN_MEMORY_BSD  2  20K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  90300K\n"},
    {"sysctl", BOOT},
    {"kextstat", KEXTS "  2  0 0xffffff7f80010000 0x1000 0x1000 com.example.both (1.0) <1>\n"
                       "  3  0 0xffffff7f80020000 0x1000 0x1000 com.example.new (2.0) <1>\n"},
    {NULL, NULL}};

static const char *const hostile[] = {
    "=HYPERLINK(\"http://a.b\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1",
    ("\xef\xbc\x9d" "1"), "'=1", "a,b", "a\"b\"", "\"", "a\r\nb", "a|b", "`a`|`b`", "@everyone",
    "#1", "<script>alert(1)</script>", "[a](javascript:b)", "\x1b[31m", "\xff\xfe", "|||",
    "{\"a\": 1}", "```", "https://a.b/c?d", "%n%s",
};
/* clang-format on */

static struct pair small_pair(void)
{
    struct error error = ERROR_NONE;
    struct pair pair = {.arena = arena_new(),
                        .base = parse_texts(AT_BASE, base_texts),
                        .later = parse_texts(AT_LATER, later_texts)};
    ck_assert_msg(findings_of(pair.base, pair.later, NULL, pair.arena, &pair.findings, &error),
                  "%s", error.reason);
    return pair;
}

/* Gives that name to all that has one. */
static void call_all(struct pair *pair, struct slice name)
{
    struct findings *findings = &pair->findings;
    pair->base->name = pair->later->name = name;
    pair->base->machine.model = pair->later->machine.os_build = name;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        findings->joined.components[i].name = name;
        findings->joined.components[i].why = name;
    }
    for (size_t i = 0; i < findings->n_summary; i++)
        findings->summary[i] = name;
    for (size_t i = 0; i < findings->n_kexts; i++)
        findings->kexts[i].name = name;
    struct finding_warning *warnings = NULL;
    size_t n_warnings = 0;
    for (int i = 0; i < WARNINGS; i++)
        *ARENA_PUSH(pair->arena, warnings, n_warnings) =
            (struct finding_warning){"base", name, 3, name};
    findings->warnings = warnings;
    findings->n_warnings = n_warnings;
}

static struct text markdown_of(const struct pair *pair)
{
    struct text out = {0};
    struct selection_options options = {.sort = SORT_GROWTH, .top = MARKDOWN_ROWS};
    struct selection selection =
        select_components(&pair->findings.joined, false, options, pair->arena);
    render_markdown(&out, &pair->findings, &selection, false);
    ck_assert(!out.failed);
    return out;
}

static size_t count_lines_with(struct slice text, const char *start)
{
    size_t count = 0;
    while (text.len > 0) {
        size_t end = slice_find(text, '\n');
        count += slice_starts(slice_first(text, end), start);
        text = slice_from(text, end + 1);
    }
    return count;
}

/* Every row of a table has as many cells as its head. */
static void check_tables(struct slice text)
{
    size_t wanted = 0;
    while (text.len > 0) {
        size_t end = slice_find(text, '\n');
        struct slice line = slice_first(text, end);
        size_t bars = 0;
        for (size_t i = 0; i < line.len; i++)
            bars += line.ptr[i] == '|';
        ck_assert_msg(bars == 0 || slice_starts(line, "|"), "%.*s", SLICE_ARGS(line));
        if (bars > 0 && wanted > 0)
            ck_assert_uint_eq(bars, wanted);
        wanted = bars;
        text = slice_from(text, end + 1);
    }
}

START_TEST(hostile_markdown)
{
    struct pair pair = small_pair();
    call_all(&pair, slice_of(hostile[_i]));
    struct text out = markdown_of(&pair);
    struct slice text = text_slice(&out);
    ck_assert_uint_lt(text.len, MARKDOWN_MAX);
    check_tables(text);
    ck_assert_uint_eq(count_lines_with(text, "## "), 1);
    ck_assert_uint_eq(count_lines_with(text, "### "), 3);
    for (size_t i = 0; i + 1 < text.len; i++) {
        struct slice rest = slice_from(text, i);
        if (rest.ptr[0] == '<' || rest.ptr[0] == '@')
            ck_assert_msg(slice_starts(rest, "<!-- -->") || slice_starts(rest, "@<!-- -->"), "%.*s",
                          SLICE_ARGS(slice_first(rest, 40)));
        ck_assert(!slice_starts(rest, "://") && !slice_starts(rest, "```"));
        ck_assert(rest.ptr[0] != '\x1b' && rest.ptr[0] != '\r' && rest.ptr[0] != '\t');
    }
    text_free(&out);
    free_pair(&pair);
}
END_TEST

START_TEST(long_markdown)
{
    static const char bytes[] = "@<|\xff"
                                "a";
    struct pair pair = small_pair();
    char *name = arena_alloc(pair.arena, LONG_NAME);
    memset(name, bytes[_i], LONG_NAME);
    call_all(&pair, (struct slice){name, LONG_NAME});
    struct text out = markdown_of(&pair);
    struct slice text = text_slice(&out);
    ck_assert_uint_lt(text.len, MARKDOWN_MAX);
    ck_assert(slice_find_text(text, "### Method") < text.len);
    ck_assert(slice_find_text(text, "more, in the JSON report") < text.len);
    text_free(&out);
    free_pair(&pair);
}
END_TEST

/* One cell of RFC 4180 into *cell; the text goes on behind it. False at the end of the row. */
static bool next_cell(struct slice *text, struct text *cell, bool *ret_quoted)
{
    cell->len = 0;
    *ret_quoted = slice_starts(*text, "\"");
    if (*ret_quoted) {
        *text = slice_from(*text, 1);
        while (!slice_starts(*text, "\"") || slice_starts(*text, "\"\"")) {
            ck_assert_uint_gt(text->len, 0);
            text_add(cell, slice_first(*text, 1));
            *text = slice_from(*text, slice_starts(*text, "\"\"") ? 2 : 1);
        }
        *text = slice_from(*text, 1);
    } else {
        while (!slice_starts(*text, ",") && !slice_starts(*text, "\r\n")) {
            ck_assert_uint_gt(text->len, 0);
            ck_assert_msg(text->ptr[0] != '"', "a quote in a plain cell");
            text_add(cell, slice_first(*text, 1));
            *text = slice_from(*text, 1);
        }
    }
    bool more = slice_starts(*text, ",");
    ck_assert(more || slice_starts(*text, "\r\n"));
    *text = slice_from(*text, more ? 1 : 2);
    return more;
}

static void check_cell(struct slice cell, bool quoted)
{
    if (cell.len == 0)
        return;
    if (quoted) {
        ck_assert_msg(strchr("=+-@ \t\r\n\xef", cell.ptr[0]) == NULL, "%.*s", SLICE_ARGS(cell));
        for (size_t i = 0; i < cell.len; i++)
            ck_assert((unsigned char)cell.ptr[i] >= ' ');
        return;
    }
    bool word = cell.ptr[0] >= 'a' && cell.ptr[0] <= 'z';
    for (size_t i = 0; i < cell.len; i++)
        ck_assert_msg(word ? strchr("abcdefghijklmnopqrstuvwxyz_-", cell.ptr[i]) != NULL
                           : strchr("-.0123456789", cell.ptr[i]) != NULL,
                      "%.*s", SLICE_ARGS(cell));
}

static size_t count_cells(struct slice *text)
{
    struct text cell = {0};
    size_t count = 0;
    bool quoted;
    bool more = true;
    while (more) {
        more = next_cell(text, &cell, &quoted);
        check_cell(text_slice(&cell), quoted);
        count++;
    }
    text_free(&cell);
    return count;
}

START_TEST(hostile_csv)
{
    struct pair pair = small_pair();
    call_all(&pair, slice_of(hostile[_i]));
    struct text out = {0};
    render_csv(&out, &pair.findings);
    struct slice text = text_slice(&out);
    size_t columns = count_cells(&text);
    size_t rows = 0;
    ck_assert_uint_gt(columns, 20);
    for (; text.len > 0; rows++)
        ck_assert_uint_eq(count_cells(&text), columns);
    ck_assert_uint_eq(rows, pair.findings.joined.n_components);
    text_free(&out);
    free_pair(&pair);
}
END_TEST

START_TEST(csv_rows)
{
    struct pair pair = small_pair();
    struct text out = {0};
    render_csv(&out, &pair.findings);
    struct slice text = text_slice(&out);
    static const char *const rows[] = {
        /* rank, kind, name, kmod_id, renamed_from, state, base, later, growth, share */
        "\r\n1,zone,\"leaky\",,,both,40960,92160000,92119040,0.999556,46059520,0,,640,640,10,10,0,64,64,false,",
        ",,both,30720,20480,-10240,-0.000111,",
        ",zone,\"gone\",,,gone,8192,,-8192,",
        ",zone,\"new\",,,new,,7168,7168,",
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        ck_assert_msg(slice_find_text(text, rows[i]) < text.len, "%s not in\n%.*s", rows[i],
                      SLICE_ARGS(text));
    text_free(&out);
    free_pair(&pair);
}
END_TEST

static json_t *next_event(struct slice *text)
{
    json_error_t reason;
    size_t end = slice_find(*text, '\n');
    json_t *event = json_loadb(text->ptr, end, JSON_REJECT_DUPLICATES, &reason);
    ck_assert_msg(event != NULL, "%s: %.*s", reason.text, (int)end, text->ptr);
    *text = slice_from(*text, end + 1);
    return event;
}

static const char *text_at(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text != NULL ? text : "";
}

START_TEST(hostile_timeline)
{
    struct pair pair = small_pair();
    call_all(&pair, slice_of(hostile[_i]));
    struct text out = {0};
    ck_assert_uint_eq(render_timeline(&out, &pair.findings, pair.arena).untimed, 0);
    struct slice text = text_slice(&out);
    json_int_t last = 0;
    while (text.len > 0) {
        json_t *event = next_event(&text);
        json_int_t timestamp = number_at(event, "timestamp");
        ck_assert_int_ge(timestamp, last);
        last = timestamp;
        ck_assert_uint_eq(strlen(text_at(event, "datetime")), 25);
        ck_assert_str_ne(text_at(event, "message"), "");
        ck_assert_str_ne(text_at(event, "timestamp_desc"), "");
        json_decref(event);
    }
    text_free(&out);
    free_pair(&pair);
}
END_TEST

struct event_case {
    const char *event, *name_key, *name, *datetime, *not_before;
    json_int_t timestamp;
};

/* 18:33:14 by the Mac's clock is 16:33:14 by the seconds since 1970: the zone is +02:00. */
static const struct event_case events[] = {
    {"boot", "message", "the Mac booted", "2019-05-01T18:33:14+02:00", "", 1556728394000000},
    {"capture", "capture", AT_BASE, "2019-05-01T18:38:14+02:00", "", 1556728694000000},
    {"capture", "capture", AT_LATER, "2019-05-01T20:38:14+02:00", "", 1556735894000000},
    {"kext-loaded", "kext", "com.example.new", "2019-05-01T20:38:14+02:00",
     "2019-05-01T18:38:14+02:00", 1556735894000000},
    {"kext-unloaded", "kext", "com.example.old", "2019-05-01T20:38:14+02:00",
     "2019-05-01T18:38:14+02:00", 1556735894000000},
    {"figure", "component", "leaky", "2019-05-01T18:38:14+02:00", "", 1556728694000000},
};

START_TEST(timeline_events)
{
    const struct event_case *c = &events[_i];
    struct pair pair = small_pair();
    struct text out = {0};
    render_timeline(&out, &pair.findings, pair.arena);
    struct slice text = text_slice(&out);
    int found = 0;
    while (text.len > 0 && found == 0) {
        json_t *event = next_event(&text);
        if (strcmp(text_at(event, "event"), c->event) == 0 &&
            strcmp(text_at(event, c->name_key), c->name) == 0) {
            found++;
            ck_assert_str_eq(text_at(event, "datetime"), c->datetime);
            ck_assert_str_eq(text_at(event, "not_before"), c->not_before);
            ck_assert_int_eq(number_at(event, "timestamp"), c->timestamp);
        }
        json_decref(event);
    }
    ck_assert_msg(found == 1, "%s %s", c->event, c->name);
    text_free(&out);
    free_pair(&pair);
}
END_TEST

/* Of captures given the wrong way round no kext is said to have come or gone. */
START_TEST(swapped)
{
    struct pair pair = small_pair();
    struct moment taken = pair.base->machine.taken;
    pair.base->machine.taken = pair.later->machine.taken;
    pair.later->machine.taken = taken;
    struct text out = {0};
    ck_assert_uint_eq(render_timeline(&out, &pair.findings, pair.arena).untimed, 2);
    ck_assert_uint_eq(slice_find_text(text_slice(&out), "kext"), out.len);
    text_free(&out);
    free_pair(&pair);
}
END_TEST

/* Without a zone no event has a place; nothing is made up. */
START_TEST(no_zone)
{
    struct pair pair = small_pair();
    pair.base->machine.taken.zone_known = pair.later->machine.taken.zone_known = false;
    pair.base->machine.boot.zone_known = pair.later->machine.boot.zone_known = false;
    struct text out = {0};
    ck_assert_uint_gt(render_timeline(&out, &pair.findings, pair.arena).untimed, 5);
    ck_assert_uint_eq(out.len, 0);
    text_free(&out);
    free_pair(&pair);
}
END_TEST

int main(void)
{
    int n_hostile = (int)(sizeof(hostile) / sizeof(*hostile));
    Suite *suite = suite_create("forms");
    TCase *tests = tcase_create("forms");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, hostile_markdown, 0, n_hostile);
    tcase_add_loop_test(tests, long_markdown, 0, 5);
    tcase_add_loop_test(tests, hostile_csv, 0, n_hostile);
    tcase_add_test(tests, csv_rows);
    tcase_add_loop_test(tests, hostile_timeline, 0, n_hostile);
    tcase_add_loop_test(tests, timeline_events, 0, sizeof(events) / sizeof(*events));
    tcase_add_test(tests, swapped);
    tcase_add_test(tests, no_zone);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
