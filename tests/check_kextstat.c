/* check_kextstat: lists of kernel extensions by kextstat and kmutil, whole and damaged. */
#include <check.h>
#include <stdlib.h>

#include "parse_text.h"
#include "run_suite.h"

#define HEADER                                                                                     \
    "Index Refs Address            Size       Wired      Name (Version) UUID <Linked Against>\n"
#define OLD_HEADER                                                                                 \
    "Index Refs Address            Size       Wired      Name (Version) <Linked Against>\n"
#define ARCH_HEADER                                                                                \
    "Index Refs Address            Size       Wired      Architecture       Name (Version) UUID "  \
    "<Linked Against>\n"
#define NARROW_HEADER                                                                              \
    "Index Refs Address    Size       Wired      Name (Version) <Linked Against>\n"
#define UUID "01234567-89AB-CDEF-0123-456789ABCDEF"

/* A figure that the row does not give. */
#define UNKNOWN UINT64_MAX

struct expected {
    const char *name;
    const char *version;
    const char *uuid;
    uint64_t index, references, address, size, wired;
    uint64_t line;
};

struct text_case {
    const char *what;
    const char *text;
    enum report_status status;
    uint64_t not_understood;
    size_t n_rows;
    struct expected rows[3];
};

/* clang-format off */
static const struct text_case cases[] = {
    {"10.11 on",
     HEADER
     "    1  101 0xffffff7f80a00000 0x9000     0x8000     com.example.base (18.1.0) " UUID "\n"
     "  178    0 0xffffff7f83000000 0x71000    0x71000    com.example.audio (3.0d1) "
     UUID " <24 5 1>\n"
     "  179    2 0                  0          0          com.example.empty (1) no UUID <>\n",
     REPORT_OK, 0, 3,
     {{"com.example.base", "18.1.0", UUID, 1, 101, 0xffffff7f80a00000, 0x9000, 0x8000, 2},
      {"com.example.audio", "3.0d1", UUID, 178, 0, 0xffffff7f83000000, 0x71000, 0x71000, 3},
      {"com.example.empty", "1", "", 179, 2, 0, 0, 0, 4}}},
    {"up to 10.10",
     OLD_HEADER "    1   70 0xffffff7f80c22000 0x21000    0x20000    com.example.base (13.4.0)\n"
     "  144    0 0xffffff7f81111000 0x5000     0x5000     org.example.tun (1.0) <9 5 4 2>\n",
     REPORT_OK, 0, 2,
     {{"com.example.base", "13.4.0", "", 1, 70, 0xffffff7f80c22000, 0x21000, 0x20000, 2},
      {"org.example.tun", "1.0", "", 144, 0, 0xffffff7f81111000, 0x5000, 0x5000, 3}}},
    {"a 32-bit kernel",
     NARROW_HEADER "   12    3 0x2a5000   0x11000    0x10000    com.example.disk (1.6) <9 5 4 2>\n",
     REPORT_OK, 0, 1,
     {{"com.example.disk", "1.6", "", 12, 3, 0x2a5000, 0x11000, 0x10000, 2}}},
    {"-a: architectures by name, by number, unknown",
     ARCH_HEADER
     "   12    3 0xffffff7f80c22000 0x1000     0x1000     x86_64             com.example.a (1.6) "
     UUID " <1>\n"
     "   13    3 0xffffff7f80c22000 0x1000     0x1000     0x0100000c/0x2     com.example.b (1.6) "
     UUID "\n"
     "   14    3 0xffffff7f80c22000 0x1000     0x1000           ???" "?/????    "
     "com.example.c (1.6) "
     "no UUID\n",
     REPORT_OK, 0, 3,
     {{"com.example.a", "1.6", UUID, 12, 3, 0xffffff7f80c22000, 0x1000, 0x1000, 2},
      {"com.example.b", "1.6", UUID, 13, 3, 0xffffff7f80c22000, 0x1000, 0x1000, 3},
      {"com.example.c", "1.6", "", 14, 3, 0xffffff7f80c22000, 0x1000, 0x1000, 4}}},
    {"figures that the kernel did not give",
     HEADER "   ??   ?? ????               ????       ????       ???? (???" "?) no UUID <?? 4>\n",
     REPORT_OK, 0, 1,
     {{"????", "????", "", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 2}}},
    {"kmutil's words in front and behind the header",
     "Executing: /usr/bin/kmutil showloaded\n" HEADER
     "No variant specified, falling back to release\n"
     "    1  133 0                  0          0          com.example.bsd (20.1.0) " UUID " <>\n",
     REPORT_OK, 0, 1, {{"com.example.bsd", "20.1.0", UUID, 1, 133, 0, 0, 0, 4}}},
    {"-l, leading blanks lost, carriage returns, no newline at the end",
     "1 133 0 0 0 com.example.bsd (20.1.0) " UUID " <>\r\n"
     "9 2 0xffffff8003222000 0xa000 0xa000 com.example.math (1) " UUID " <5>",
     REPORT_OK, 0, 2,
     {{"com.example.bsd", "20.1.0", UUID, 1, 133, 0, 0, 0, 1},
      {"com.example.math", "1", UUID, 9, 2, 0xffffff8003222000, 0xa000, 0xa000, 2}}},
    {"an index out of range",
     HEADER "18446744073709551616 1 0x1 0x1 0x1 com.example.a (1)\n"
     "    2 1 0x1 0x1 0x1 com.example.b (1)\n",
     REPORT_PARTIAL, 1, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 3}}},
    {"an address out of range",
     HEADER "    1 1 0x10000000000000000 0x1 0x1 com.example.a (1)\n"
     "    2 1 0x1 0x1 0x1 com.example.b (1)\n",
     REPORT_PARTIAL, 1, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 3}}},
    {"lines of the list that are none",
     HEADER "    1 1 0x1 0x1 com.example.a (1)\nnoise\n\n    2 1 0x1 0x1 0x1 com.example.b (1)\n",
     REPORT_PARTIAL, 2, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 5}}},
    {"cut inside a UUID",
     HEADER "    2 1 0x1 0x1 0x1 com.example.b (1)\n    3 1 0x1 0x1 0x1 com.example.c (1) 0123",
     REPORT_PARTIAL, 0, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 2}}},
    {"a row behind the header's lost line feed",
     "Index Refs Address    Size       Wired      Name (Version) UUID <Linked Against>"
     "    2 1 0x1 0x1 0x1 com.example.b (1)\n    3 1 0x1 0x1 0x1 com.example.c (1)\n",
     REPORT_PARTIAL, 1, 1, {{"com.example.c", "1", "", 3, 1, 1, 1, 1, 2}}},
    {"rows without an index, below no header",
     "     1 0x1 0x1 0x1 com.example.b (1)\n    3 1 0x1 0x1 0x1 com.example.c (1)\n",
     REPORT_PARTIAL, 1, 1, {{"com.example.c", "1", "", 3, 1, 1, 1, 1, 2}}},
    {"a blank within a figure",
     HEADER "    2 1 0x1 0x800 0 0x8000 com.example.b (1)\n    3 1 0x1 0x1 0x1 com.example.c (1)\n",
     REPORT_PARTIAL, 1, 1, {{"com.example.c", "1", "", 3, 1, 1, 1, 1, 3}}},
    {"cut behind a version: the UUID is missing, and more may be",
     HEADER "    2 1 0x1 0x1 0x1 com.example.b (1)",
     REPORT_PARTIAL, 0, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 2}}},
    {"cut in the blanks before an index",
     HEADER "    2 1 0x1 0x1 0x1 com.example.b (1)\n  ",
     REPORT_PARTIAL, 0, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 2}}},
    {"two lists: the last counts",
     HEADER "    2 1 0x1 0x1 0x1 com.example.b (1)\n"
     HEADER "    3 1 0x1 0x1 0x1 com.example.c (1)\n",
     REPORT_OK, 0, 1, {{"com.example.c", "1", "", 3, 1, 1, 1, 1, 4}}},
    {"noise in front",
     "kextstat: warning\n[1] 77\n" HEADER "    2 1 0x1 0x1 0x1 com.example.b (1)\n",
     REPORT_OK, 0, 1, {{"com.example.b", "1", "", 2, 1, 1, 1, 1, 4}}},
    {"empty", "", REPORT_EMPTY, 0, 0, {{0}}},
    {"a header alone", HEADER, REPORT_NOT_UNDERSTOOD, 0, 0, {{0}}},
    {"garbage", "\x01\xff%n (1) <2>\n\n0x 0x\n(((((\n", REPORT_NOT_UNDERSTOOD, 0, 0, {{0}}},
};
/* clang-format on */

static void check_amount(struct amount amount, uint64_t expected)
{
    ck_assert_int_eq(amount.known, expected != UNKNOWN);
    if (amount.known)
        ck_assert_uint_eq(amount.value, expected);
}

static void check_kext(const struct kext *kext, const struct expected *e)
{
    ck_assert(slice_is(kext->name, e->name));
    ck_assert(slice_is(kext->version, e->version));
    ck_assert(slice_is(kext->uuid, e->uuid));
    check_amount(kext->index, e->index);
    check_amount(kext->references, e->references);
    check_amount(kext->address, e->address);
    check_amount(kext->size_bytes, e->size);
    check_amount(kext->wired_bytes, e->wired);
    ck_assert_uint_eq(kext->origin.line, e->line);
}

START_TEST(texts)
{
    const struct text_case *c = &cases[_i];
    struct snapshot *snapshot = parse_text("kextstat", slice_of(c->text));
    const struct report *report = snapshot_report(snapshot, "kextstat");

    ck_assert_msg(report->status == c->status, "%s: status %d", c->what, (int)report->status);
    ck_assert_msg(report->not_understood == c->not_understood, "%s: %d not understood", c->what,
                  (int)report->not_understood);
    ck_assert_msg(snapshot->kexts.n_rows == c->n_rows, "%s: %d rows", c->what,
                  (int)snapshot->kexts.n_rows);
    for (size_t i = 0; i < c->n_rows; i++) {
        check_kext(&snapshot->kexts.rows[i], &c->rows[i]);
    }
    snapshot_free(snapshot);
}
END_TEST

START_TEST(prefixes)
{
    parse_every_prefix("kextstat", slice_of(cases[_i].text), 1);
}
END_TEST

START_TEST(cut_rows_change_no_figure)
{
    const char *text = HEADER "  178   10 0xffffff7f83000000 0x71000    0x64000    "
                              "com.example.audio (3.0d1) " UUID " <24 5 1>\n";
    struct slice whole = slice_of(text);
    for (size_t len = 0; len <= whole.len; len++) {
        struct snapshot *snapshot = parse_text("kextstat", slice_first(whole, len));
        if (snapshot->kexts.n_rows > 0) {
            const struct kext *kext = &snapshot->kexts.rows[0];
            struct expected e = {"com.example.audio", "3.0d1", "",      178, 10,
                                 0xffffff7f83000000,  0x71000, 0x64000, 2};
            if (kext->uuid.len > 0)
                e.uuid = UUID;
            check_kext(kext, &e);
        }
        snapshot_free(snapshot);
    }
}
END_TEST

START_TEST(marks)
{
    for (size_t i = 0; i < 3; i++) {
        int kind = report_recognise(slice_of(cases[i].text));
        ck_assert_int_ge(kind, 0);
        ck_assert_str_eq(report_kinds[kind]->name, "kextstat");
    }
    int kind = report_recognise(SLICE("    1  133 0                  0          0          "
                                      "com.example.bsd (20.1.0) " UUID " <>\n"));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "kextstat");
}
END_TEST

struct real_case {
    const char *name;
    size_t n_rows;
    const char *last; /* name of the last row */
    uint64_t last_index, last_size;
    bool with_uuid;
};

static const struct real_case real_cases[] = {
    {"kextstat-macos10.14.5-sysdiagnose.txt", 160, "com.apple.driver.AppleUSBAudio", 178, 0x65000,
     true},
    {"kextstat-macos10.8-10.10-grep-v-apple-nouuid.txt", 4, "net.tunnelblick.tun", 141, 0x6000,
     false},
    {"kmutil-showloaded-macos11.4-intel-first10.txt", 10, "com.apple.kec.corecrypto", 10, 0x92000,
     true},
};

START_TEST(real_captures)
{
    const struct real_case *c = &real_cases[_i];
    const char *path = real_capture(c->name);
    if (path == NULL)
        return;
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_ptr_nonnull(bytes);
    struct snapshot *snapshot = parse_text("kextstat", (struct slice){bytes, len});
    const struct report *report = snapshot_report(snapshot, "kextstat");
    const struct kexts *kexts = &snapshot->kexts;

    ck_assert_int_eq(report->status, REPORT_OK);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_uint_eq(kexts->n_rows, c->n_rows);
    const struct kext *last = &kexts->rows[kexts->n_rows - 1];
    ck_assert(slice_is(last->name, c->last));
    ck_assert_uint_eq(last->index.value, c->last_index);
    ck_assert_uint_eq(last->size_bytes.value, c->last_size);
    for (size_t i = 0; i < kexts->n_rows; i++) {
        ck_assert(kexts->rows[i].index.known && kexts->rows[i].wired_bytes.known);
        ck_assert_uint_eq(kexts->rows[i].uuid.len, c->with_uuid ? sizeof(UUID) - 1 : 0);
    }
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kextstat");
    TCase *tests = tcase_create("kextstat");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, texts, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_loop_test(tests, prefixes, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_test(tests, cut_rows_change_no_figure);
    tcase_add_test(tests, marks);
    tcase_add_loop_test(tests, real_captures, 0, sizeof(real_cases) / sizeof(*real_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
