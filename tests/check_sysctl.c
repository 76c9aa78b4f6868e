/* check_sysctl: names and values of sysctl, and the versions of sw_vers. */
#include <check.h>
#include <stdlib.h>

#include "parse_text.h"
#include "run_suite.h"

struct entry {
    const char *name;
    const char *value;
};

struct text_case {
    const char *what;
    const char *text;
    enum report_status status;
    size_t n_warnings;
    size_t n_rows;
    struct entry rows[5];
};

/* clang-format off */
static const struct text_case cases[] = {
    {"10.11 on", "kern.osrelease: 18.1.0\nkern.nisdomainname: \nhw.memsize: 34359738368\n",
     REPORT_OK, 0, 3,
     {{"kern.osrelease", "18.1.0"}, {"kern.nisdomainname", ""}, {"hw.memsize", "34359738368"}}},
    {"up to 10.10, the same name twice",
     "hw.ncpu = 4\nkern.version = Darwin Kernel Version 11.4.2: Thu; root:xnu~1/RELEASE\n"
     "hw.ncpu: 4\n",
     REPORT_OK, 0, 3,
     {{"hw.ncpu", "4"}, {"kern.version", "Darwin Kernel Version 11.4.2: Thu; root:xnu~1/RELEASE"},
      {"hw.ncpu", "4"}}},
    {"values that look like more",
     "kern.boottime: { sec = 1600000000, usec = 5 } Sun Sep 13 14:26:40 2020\n"
     "vm.swapusage: total = 64,00M  used = 1,25M  free = 62,75M  (encrypted)\n",
     REPORT_OK, 0, 2,
     {{"kern.boottime", "{ sec = 1600000000, usec = 5 } Sun Sep 13 14:26:40 2020"},
      {"vm.swapusage", "total = 64,00M  used = 1,25M  free = 62,75M  (encrypted)"}}},
    {"lines of one value, noise in front",
     "sysctl: warning, something\nkern.bootsignature: abc\n\n  more of it: 5\nkern.hv_support: 1\n",
     REPORT_OK, 0, 2, {{"kern.bootsignature", "abc"}, {"kern.hv_support", "1"}}},
    {"dots in a row, dashes, capitals",
     "kern.pool_0..max: 5\nmachdep.cpu.brand-x: Y\nnet.inet6.IP6.z: 7\n", REPORT_OK, 0, 3,
     {{"kern.pool_0..max", "5"}, {"machdep.cpu.brand-x", "Y"}, {"net.inet6.IP6.z", "7"}}},
    {"an empty value without the blank", "kern.wakereason:\nkern.a: 1\n", REPORT_OK, 0, 2,
     {{"kern.wakereason", ""}, {"kern.a", "1"}}},
    {"carriage returns", "hw.a: 1\r\nhw.b = 2\r\n", REPORT_OK, 0, 2,
     {{"hw.a", "1"}, {"hw.b", "2"}}},
    {"a last line that may be cut", "hw.a: 1\nhw.memsize: 1717", REPORT_OK, 1, 1, {{"hw.a", "1"}}},
    {"a last line cut in its name", "hw.a: 1\nhw", REPORT_OK, 1, 1, {{"hw.a", "1"}}},
    {"that line alone", "hw.memsize: 1717", REPORT_NOT_UNDERSTOOD, 1, 0, {{0}}},
    {"no names", "hw: 1\n hw.a: 1\nhw.a:1\nhw.a=1\nhw.a  = 1\n12.a: 1\n", 
     REPORT_NOT_UNDERSTOOD, 0, 0, {{0}}},
    {"empty", "", REPORT_EMPTY, 0, 0, {{0}}},
    {"garbage", "\x01\xff.\n\n ::: . = \x7f\n", REPORT_NOT_UNDERSTOOD, 0, 0, {{0}}},
};
/* clang-format on */

START_TEST(texts)
{
    const struct text_case *c = &cases[_i];
    struct snapshot *snapshot = parse_text("sysctl", slice_of(c->text));
    const struct report *report = snapshot_report(snapshot, "sysctl");
    const struct sysctl *sysctl = &snapshot->sysctl;

    ck_assert_msg(report->status == c->status, "%s: status %d", c->what, (int)report->status);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_msg(report->n_warnings == c->n_warnings, "%s: warnings", c->what);
    ck_assert_msg(sysctl->n_rows == c->n_rows, "%s: %d rows", c->what, (int)sysctl->n_rows);
    for (size_t i = 0; i < c->n_rows; i++) {
        ck_assert_msg(slice_is(sysctl->rows[i].name, c->rows[i].name), "%s: name", c->what);
        ck_assert_msg(slice_is(sysctl->rows[i].value, c->rows[i].value), "%s: value", c->what);
        ck_assert_ptr_eq(sysctl->rows[i].origin.report, report);
    }
    snapshot_free(snapshot);
}
END_TEST

START_TEST(prefixes)
{
    parse_every_prefix("sysctl", slice_of(cases[_i].text), 1);
}
END_TEST

START_TEST(bytes_of_any_kind)
{
    struct snapshot *snapshot = parse_text("sysctl", SLICE("kern.a: x\0y\xff\nkern.b: 2\n"));
    ck_assert_uint_eq(snapshot->sysctl.n_rows, 2);
    ck_assert(slice_equal(snapshot->sysctl.rows[0].value, SLICE("x\0y\xff")));
    ck_assert_uint_eq(snapshot->sysctl.rows[1].origin.line, 2);
    ck_assert_uint_eq(snapshot->sysctl.rows[1].origin.offset, 13);
    snapshot_free(snapshot);
}
END_TEST

static const char *recognised(const char *text)
{
    int kind = report_recognise(slice_of(text));
    return kind < 0 ? "none" : report_kinds[kind]->name;
}

START_TEST(marks)
{
    ck_assert_str_eq(recognised("noise\nkern.osrelease: 18.1.0\n"), "sysctl");
    ck_assert_str_eq(recognised("hw.ncpu = 4\n"), "sysctl");
    ck_assert_str_eq(recognised("user.cs_path: /usr/bin\n"), "sysctl");
    ck_assert_str_eq(recognised("vm.loadavg: { 1.00 }\n"), "sysctl");
    ck_assert_str_eq(recognised("vm.swapusage: total = 1.00M\n"), "none");
    ck_assert_str_eq(recognised("kernel: x\nhw.ncpu is 4\n"), "none");
    ck_assert_str_eq(recognised("ProductName:\tmacOS\n"), "sw_vers");
}
END_TEST

struct vers_case {
    const char *text;
    enum report_status status;
    const char *product, *version, *build;
};

/* clang-format off */
static const struct vers_case vers_cases[] = {
    {"ProductName:\tMac OS X\nProductVersion:\t10.13.6\nBuildVersion:\t17G65\n", REPORT_OK,
     "Mac OS X", "10.13.6", "17G65"},
    {"ProductName:\t\tmacOS\nProductVersion:\t\t13.4.1\nProductVersionExtra:\t(c)\n"
     "BuildVersion:\t\t22F770820d\n", REPORT_OK, "macOS", "13.4.1 (c)", "22F770820d"},
    {"ProductVersionExtra: c\nProductVersion:  13.4.1 \nReleaseType: User\n", REPORT_OK,
     "", "13.4.1 (c)", ""},
    {"note\r\nProductName:    macOS\r\nProductVersion: 26.5\r\n", REPORT_OK, "macOS", "26.5", ""},
    {"ProductVersion: 26.5\nBuildVersion: 25F8", REPORT_OK, "", "26.5", ""},
    {"ProductVersion:\t\nProductName:\tmacOS\n", REPORT_OK, "macOS", "", ""},
    {"ProductVersionExtra:\t(a)\n", REPORT_OK, "", "", ""},
    {"", REPORT_EMPTY, "", "", ""},
    {"macOS 13.4.1\n\xff\n", REPORT_NOT_UNDERSTOOD, "", "", ""},
};
/* clang-format on */

START_TEST(versions)
{
    const struct vers_case *c = &vers_cases[_i];
    struct snapshot *snapshot = parse_text("sw_vers", slice_of(c->text));
    ck_assert_int_eq(snapshot_report(snapshot, "sw_vers")->status, c->status);
    ck_assert(slice_is(snapshot->sw_vers.product, c->product));
    ck_assert(slice_is(snapshot->sw_vers.version, c->version));
    ck_assert(slice_is(snapshot->sw_vers.build, c->build));
    snapshot_free(snapshot);
    parse_every_prefix("sw_vers", slice_of(c->text), 1);
}
END_TEST

static struct snapshot *parse_real(const char *kind, const char *name)
{
    const char *path = real_capture(name);
    if (path == NULL)
        return NULL;
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_ptr_nonnull(bytes);
    struct snapshot *snapshot = parse_text(kind, (struct slice){bytes, len});
    free(bytes);
    ck_assert_int_eq(snapshot_report(snapshot, kind)->status, REPORT_OK);
    ck_assert_uint_eq(snapshot_report(snapshot, kind)->not_understood, 0);
    return snapshot;
}

START_TEST(real_sysctl)
{
    struct snapshot *snapshot = parse_real("sysctl", "sysctl-macos10.14.5-sysdiagnose.txt");
    if (snapshot == NULL)
        return;
    ck_assert(slice_is(snapshot_sysctl(snapshot, "hw.memsize"), "17179869184"));
    ck_assert(slice_is(snapshot_sysctl(snapshot, "kern.boottime"),
                       "{ sec = 978307216, usec = 0 } Sun Dec 31 19:00:16 2000"));
    ck_assert(slice_is(snapshot_sysctl(snapshot, "kern.osrelease"), "18.6.0"));
    ck_assert_ptr_null(snapshot_sysctl(snapshot, "kern.nothing").ptr);
    /* Every line but the empty one behind kern.bootsignature is an entry. */
    ck_assert_uint_eq(snapshot->sysctl.n_rows, snapshot_report(snapshot, "sysctl")->lines - 1);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(real_sw_vers)
{
    struct snapshot *snapshot = parse_real("sw_vers", "swvers-macos10.14.5-sysdiagnose.txt");
    if (snapshot == NULL)
        return;
    ck_assert(slice_is(snapshot->sw_vers.product, "Mac OS X"));
    ck_assert(slice_is(snapshot->sw_vers.version, "10.14.5"));
    ck_assert(slice_is(snapshot->sw_vers.build, "18F132"));
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sysctl");
    TCase *tests = tcase_create("sysctl");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, texts, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_loop_test(tests, prefixes, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_test(tests, bytes_of_any_kind);
    tcase_add_test(tests, marks);
    tcase_add_loop_test(tests, versions, 0, sizeof(vers_cases) / sizeof(*vers_cases));
    tcase_add_test(tests, real_sysctl);
    tcase_add_test(tests, real_sw_vers);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
