/* check_ioreg: user clients by process, out of text and property lists. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

static void same_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(found), expected);
}

#define KEY "\"IOUserClientCreator\" = "
#define XML_KEY "<key>IOUserClientCreator</key>"

struct line_case {
    const char *text;
    bool ok;
    uint64_t pid;
    const char *name;
};

/* clang-format off */
static const struct line_case line_cases[] = {
    {KEY "\"pid 412, WindowServer\"\n", true, 412, "WindowServer"},
    {"    | |   |   " KEY "\"pid 412, WindowServer\"\n", true, 412, "WindowServer"},
    {"\t| \"IOUserClientCreator\"=\"pid 1,x\"  \r\n", true, 1, "x"},
    {KEY "\"pid 7, Two Words (Helper)\"\n", true, 7, "Two Words (Helper)"},
    {KEY "\"pid 8, a \"quoted\", name\"\n", true, 8, "a \"quoted\", name"},
    {KEY "\"pid 9, M\xc3\xbcller \xff\"\n", true, 9, "M\xc3\xbcller \xff"},
    {KEY "\"pid 10, \"\n", true, 10, ""},
    {KEY "\"pid 0, kernel_task\"\n", true, 0, "kernel_task"},
    {KEY "\"pid 11\"\n", true, 11, ""},
    {KEY "\"pid 12, cut at the wid\n", true, 12, "cut at the wid"},
    {KEY "\"pid 2147483647, x\"\n", true, INT32_MAX, "x"},
    {KEY "\"pid 2147483648, x\"\n", false, 0, ""},
    {KEY "\"pid 18446744073709551615, x\"\n", false, 0, ""},
    {KEY "\"pid 18446744073709551616, x\"\n", false, 0, ""},
    {KEY "\"pid -1, x\"\n", false, 0, ""},
    {KEY "\"pid , x\"\n", false, 0, ""},
    {KEY "\"pid 5x\"\n", false, 0, ""},
    {KEY "412\n", false, 0, ""},
    {"\"IOUserClientCreator\"\n", false, 0, ""},
    {KEY "\"pid 412, Windo", false, 0, ""}, /* the report ends here */
    {XML_KEY "\n\t\t<string>pid 412, WindowServer</string>\n", true, 412, "WindowServer"},
    {"\t" XML_KEY "\r\n\r\n\t<string>pid 412, WindowServer</string>\r\n", true, 412, "WindowServer"},
    {"  " XML_KEY " <string>pid 5, a b</string>\n", true, 5, "a b"},
    {XML_KEY "\n<string>pid 5</string>\n", true, 5, ""},
    {XML_KEY "\n<string>pid 5, R&amp;D</string>\n", true, 5, "R&amp;D"},
    {XML_KEY "\n<integer>5</integer>\n", false, 0, ""},
    {XML_KEY "\n<string>pid 5, x\n", false, 0, ""},
    {XML_KEY "\n<string>pid 99999999999999999999, x</string>\n", false, 0, ""},
};
/* clang-format on */

START_TEST(lines)
{
    const struct line_case *c = &line_cases[_i];
    char text[512];
    int len = snprintf(text, sizeof(text), "%s\"pid 3, before\"\n%s", KEY, c->text);
    struct snapshot *s = parse_text("ioreg", (struct slice){text, (size_t)len});
    ck_assert_uint_eq(snapshot_report(s, "ioreg")->not_understood, c->ok ? 0 : 1);
    ck_assert_uint_eq(s->ioreg.n_rows, c->ok ? 2 : 1);
    if (c->ok) {
        const struct user_client_row *row = &s->ioreg.rows[c->pid < 3 ? 0 : 1];
        ck_assert_uint_eq(row->pid, c->pid);
        ck_assert_uint_eq(row->clients, 1);
        same_text(row->name, c->name);
        ck_assert_uint_ge(row->origin.line, 2);
    }
    snapshot_free(s);
}
END_TEST

#define ENTRY(class, creator)                                                                      \
    "  | +-o " class "  <class " class ", id 0x1000004d2, !registered, !matched, active, busy "    \
                                       "0>\n"                                                      \
                                       "  |   {\n"                                                 \
                                       "  |     \"IOUserClientCrossEndianCompatible\" = Yes\n"     \
                                       "  |     \"Other\" = \"IOUserClientCreator = pid 1, no\"\n" \
                                       "  |     " KEY "\"pid " creator "\"\n"                      \
                                       "  |   }\n"                                                 \
                                       "  |   \n"
#define ROOT                                                                                       \
    "+-o Root  <class IORegistryEntry, id 0x100000100, retain 37>\n"                               \
    "  | {\n  |   \"IOKitBuildVersion\" = \"Darwin Kernel Version 25.0.0\"\n  | }\n"
#define WHOLE                                                                                      \
    ROOT ENTRY("IOSurfaceRootUserClient", "412, WindowServer")                                     \
        ENTRY("AGXDeviceUserClient", "9, b") ENTRY("AGXDeviceUserClient", "412, WindowServer")     \
            ENTRY("AGXDeviceUserClient", "412, WindowServer2")                                     \
                ENTRY("RootDomainUserClient", "0, k")
#define XML_CLIENT(value)                                                                          \
    "\t\t<dict>\n\t\t\t" XML_KEY "\n\t\t\t<string>pid " value "</string>\n\t\t</dict>\n"
#define XML                                                                                        \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n<dict>\n"                \
    "\t<key>IOKitBuildVersion</key>\n\t<string>Darwin</string>\n"                                  \
    "\t<key>IORegistryEntryChildren</key>\n\t<array>\n" XML_CLIENT("412, WindowServer")            \
        XML_CLIENT("9, b") XML_CLIENT("412, WindowServer") XML_CLIENT("412, WindowServer2")        \
            XML_CLIENT("0, k") "\t</array>\n</dict>\n</plist>"

struct whole_case {
    const char *text;
    enum report_status status;
    size_t n_rows;
    const char *reason;
};

static const struct whole_case whole_cases[] = {
    {WHOLE, REPORT_OK, 3, ""},
    {XML "\n", REPORT_OK, 3, ""},
    {XML, REPORT_OK, 3, ""},
    {WHOLE "  | +-o cut", REPORT_PARTIAL, 3,
     "it ends in the middle of a line: more user clients may have followed"},
    {ROOT, REPORT_NOT_UNDERSTOOD, 0, "it names the creator of no user client"},
    {"\xff\x80\n", REPORT_NOT_UNDERSTOOD, 0, "no line of it has a layout that is known here"},
    {"", REPORT_EMPTY, 0, "the file is empty"},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("ioreg", slice_of(c->text));
    const struct report *report = snapshot_report(s, "ioreg");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_uint_eq(report->not_understood, 0);
    same_text(report->reason, c->reason);
    ck_assert_uint_eq(s->ioreg.n_rows, c->n_rows);
    if (c->n_rows == 3) {
        const struct user_client_row *rows = s->ioreg.rows;
        ck_assert_uint_eq(rows[0].pid, 0);
        ck_assert_uint_eq(rows[1].pid, 9);
        ck_assert_uint_eq(rows[2].pid, 412);
        ck_assert_uint_eq(rows[0].clients, 1);
        ck_assert_uint_eq(rows[1].clients, 1);
        ck_assert_uint_eq(rows[2].clients, 3);
        same_text(rows[2].name, "WindowServer");
        ck_assert_uint_lt(rows[2].origin.line, rows[1].origin.line); /* the first one's */
    }
    snapshot_free(s);
}
END_TEST

/* A cut may hide clients, but must not change a name or make any up. */
static void check_prefixes(struct slice text)
{
    struct snapshot *whole = parse_text("ioreg", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("ioreg", slice_first(text, len));
        for (size_t i = 0; i < s->ioreg.n_rows; i++) {
            const struct user_client_row *row = &s->ioreg.rows[i];
            size_t at = 0;
            while (at < whole->ioreg.n_rows && whole->ioreg.rows[at].pid != row->pid)
                at++;
            ck_assert_uint_lt(at, whole->ioreg.n_rows);
            ck_assert(slice_equal(row->name, whole->ioreg.rows[at].name));
            ck_assert_uint_le(row->clients, whole->ioreg.rows[at].clients);
            ck_assert_uint_eq(row->origin.offset, whole->ioreg.rows[at].origin.offset);
        }
        snapshot_free(s);
    }
    snapshot_free(whole);
}

START_TEST(every_prefix)
{
    check_prefixes(SLICE(WHOLE));
    check_prefixes(SLICE(XML));
    for (int i = 0; i < LEN(line_cases); i++)
        parse_every_prefix("ioreg", slice_of(line_cases[i].text), 1);
}
END_TEST

/* Clients of 5,000 processes, in an order that is neither sorted nor grouped. */
START_TEST(many_processes)
{
    enum { PROCESSES = 5000, EACH = 20 };
    size_t room = (size_t)PROCESSES * EACH * 64;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    size_t len = 0;
    for (size_t i = 0; i < (size_t)PROCESSES * EACH; i++) {
        size_t pid = i * 2654435761u % PROCESSES;
        len += (size_t)sprintf(text + len, "| " KEY "\"pid %zu, p%zu\"\n", pid, pid);
    }
    ck_assert_uint_lt(len, room);
    struct snapshot *s = parse_text("ioreg", (struct slice){text, len});
    ck_assert_int_eq(snapshot_report(s, "ioreg")->status, REPORT_OK);
    ck_assert_uint_eq(s->ioreg.n_rows, PROCESSES);
    for (size_t i = 0; i < PROCESSES; i++) {
        ck_assert_uint_eq(s->ioreg.rows[i].pid, i);
        ck_assert_uint_eq(s->ioreg.rows[i].clients, EACH);
    }
    snapshot_free(s);
    free(text);
}
END_TEST

/* Lines without end: of the tree, of blanks in a name, of quotes, of NUL bytes, of keys. */
START_TEST(endless_lines)
{
    static const struct slice bits[] = {{"| ", 2},
                                        {KEY "\"pid 1,      ", 40},
                                        {"\"\"\"\"", 4},
                                        {"\0\0\0", 3},
                                        {XML_KEY, sizeof(XML_KEY) - 1}};
    enum { BYTES = 300000 };
    char *text = malloc(2 * BYTES);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "%s\"pid 6, ", KEY);
    for (int line = 0; line < 4; line++) {
        size_t end = len + BYTES / 4;
        for (; len < end; len += slice_first(bits[_i], 32).len)
            memcpy(text + len, bits[_i].ptr, slice_first(bits[_i], 32).len);
        text[len++] = '\n';
    }
    len += (size_t)sprintf(text + len, "%s\"pid 5, x\"\n", KEY);
    struct snapshot *s = parse_text("ioreg", (struct slice){text, len});
    ck_assert_uint_ge(s->ioreg.n_rows, 1);
    snapshot_free(s);
    free(text);
}
END_TEST

START_TEST(long_names)
{
    enum { NAME_BYTES = 10240 };
    char *text = malloc(NAME_BYTES + 128);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "%s\"pid 6, ", KEY);
    memset(text + len, '\0', NAME_BYTES);
    len += NAME_BYTES;
    len += (size_t)sprintf(text + len, "\"\n");
    struct snapshot *s = parse_text("ioreg", (struct slice){text, len});
    ck_assert_uint_eq(s->ioreg.n_rows, 1);
    ck_assert_uint_eq(s->ioreg.rows[0].name.len, NAME_BYTES);
    snapshot_free(s);
    free(text);
}
END_TEST

START_TEST(recognised_by_content)
{
    static const char *const texts[] = {WHOLE, ROOT, XML, "  | | " KEY "\"pid 1, x\"\n"};
    int kind = report_recognise(slice_of(texts[_i]));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "ioreg");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ioreg");
    TCase *tests = tcase_create("ioreg");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, lines, 0, LEN(line_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, many_processes);
    tcase_add_loop_test(tests, endless_lines, 0, 5);
    tcase_add_test(tests, long_names);
    tcase_add_loop_test(tests, recognised_by_content, 0, 4);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
