/* check_machine: which Mac and when, out of reports that leave things out and disagree. */
#include <check.h>

#include "machine.h"
#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MB (UINT64_C(1) << 20)

static void same_text(struct slice found, const char *expected, const char *what)
{
    ck_assert_msg(slice_is(found, expected), "%s: \"%.*s\" is not \"%s\"", what, SLICE_ARGS(found),
                  expected);
}

static void same_amount(struct amount found, struct amount expected, const char *what)
{
    ck_assert_msg(found.known == expected.known && found.value == expected.value,
                  "%s: %llu, known %d", what, (unsigned long long)found.value, found.known);
}

struct system_case {
    const char *what;
    const char *name;
    struct report_text reports[3];
    const char *os_name, *version, *build, *kernel;
    unsigned darwin;
    bool derived;
};

/* clang-format off */
#define SW_VERS "ProductName:\tmacOS\nProductVersion:\t14.2\nBuildVersion:\t23C64\n"
#define MAC_NAME "sysdiagnose_2026.03.18_18-09-08+0300_macOS_Mac_25D2128"
#define IOS_NAME "sysdiagnose_2025.11.22_19-36-23-0500_iPhone-OS_iPhone_23B85"

static const struct system_case systems[] = {
    {"sw_vers before sysctl and name", MAC_NAME,
     {{"sw_vers", SW_VERS},
      {"sysctl", "kern.osproductversion: 14.3\nkern.osversion: 23D56\nkern.osrelease: 23.2.0\n"}},
     "macOS", "14.2", "23C64", "23.2.0", 23, false},
    {"sysctl before name", MAC_NAME,
     {{"sysctl", "kern.osproductversion: 13.4\nkern.osversion: 22F66\nkern.osrelease: 22.5.0\n"}},
     "macOS", "13.4", "22F66", "22.5.0", 22, false},
    {"sysctl with equals signs", NULL,
     {{"sysctl", "kern.osversion = 11G63\nkern.osrelease = 11.4.2\n"}},
     "Mac OS X", "10.7", "11G63", "11.4.2", 11, true},
    {"both forms: the first counts", NULL,
     {{"sysctl", "kern.osrelease = 12.6.0\nkern.osrelease: 13.0.0\n"}},
     "OS X", "10.8", "", "12.6.0", 12, true},
    {"name alone", MAC_NAME, {{NULL, NULL}}, "macOS", "26", "25D2128", "", 25, true},
    {"name of an archive", MAC_NAME ".tar.gz", {{NULL, NULL}},
     "macOS", "26", "25D2128", "", 25, true},
    {"kernel alone", "my capture", {{"sysctl", "kern.osrelease: 13.4.0\n"}},
     "OS X", "10.9", "", "13.4.0", 13, true},
    {"build alone", NULL, {{"sysctl", "kern.osversion: 18F132\n"}},
     "macOS", "10.14", "18F132", "", 18, true},
    {"the kernel counts more than the build", NULL,
     {{"sysctl", "kern.osversion: 18F132\nkern.osrelease: 19.0.0\n"}},
     "macOS", "10.15", "18F132", "19.0.0", 19, true},
    {"the newest that has a name", NULL, {{"sysctl", "kern.osrelease: 26.0.0\n"}},
     "macOS", "27", "", "26.0.0", 26, true},
    {"a kernel of the future", NULL, {{"sysctl", "kern.osrelease: 99.1.0\n"}},
     "", "", "", "99.1.0", 99, false},
    {"rapid security response", NULL,
     {{"sw_vers", "ProductName: macOS\nProductVersion: 13.4.1\nProductVersionExtra: (c)\n"
       "BuildVersion: 22F770820d\n"}},
     "macOS", "13.4.1 (c)", "22F770820d", "", 22, false},
    {"iOS builds are numbered otherwise", IOS_NAME, {{NULL, NULL}},
     "iOS", "", "23B85", "", 0, false},
    {"iOS with its kernel", IOS_NAME, {{"sysctl", "kern.osrelease: 25.1.0\n"}},
     "iOS", "", "23B85", "25.1.0", 25, false},
    {"nothing at all", NULL, {{NULL, NULL}}, "", "", "", "", 0, false},
    {"a kernel out of range", NULL, {{"sysctl", "kern.osrelease: 99999999999999999999.1\n"}},
     "", "", "", "99999999999999999999.1", 0, false},
    {"a kernel that is no number", NULL, {{"sysctl", "kern.osrelease: -18.0\n"}},
     "", "", "", "-18.0", 0, false},
    {"an empty kernel and a short build", NULL,
     {{"sysctl", "kern.osrelease: \nkern.osversion: 1\n"}}, "", "", "1", "", 0, false},
};
/* clang-format on */

START_TEST(system_and_kernel)
{
    const struct system_case *c = &systems[_i];
    struct snapshot *snapshot = parse_texts(c->name, c->reports);
    const struct machine *machine = &snapshot->machine;
    same_text(machine->os_name, c->os_name, c->what);
    same_text(machine->os_version, c->version, c->what);
    same_text(machine->os_build, c->build, c->what);
    same_text(machine->kernel, c->kernel, c->what);
    ck_assert_msg(machine->darwin == c->darwin, "%s: Darwin %u", c->what, machine->darwin);
    ck_assert_msg(machine->os_version_derived == c->derived, "%s: derived", c->what);
    snapshot_free(snapshot);
}
END_TEST

struct hardware_case {
    const char *what;
    struct report_text reports[3];
    const char *model;
    struct amount memory, page, swap;
};

/* clang-format off */
#define KNOWN(n) {(n), true}
#define NOT {0, false}
#define SWAP(used) "vm.swapusage: total = 2048.00M  used = " used "  free = 1.00M  (encrypted)\n"

static const struct hardware_case hardware[] = {
    {"nothing", {{NULL, NULL}}, "", NOT, NOT, NOT},
    {"all of it",
     {{"sysctl", "hw.model: Mac16,8\nhw.memsize: 25769803776\nhw.pagesize: 16384\n"
       SWAP("1234.50M")}},
     "Mac16,8", KNOWN(UINT64_C(24) << 30), KNOWN(16384), KNOWN(1234 * MB + MB / 2)},
    {"with equals signs",
     {{"sysctl", "hw.model = iMac12,2\nhw.memsize = 4294967296\nvm.pagesize = 4096\n"
       "vm.swapusage = total = 64.00M  used = 0.00M  free = 64.00M  (encrypted)\n"}},
     "iMac12,2", KNOWN(UINT64_C(4) << 30), KNOWN(4096), KNOWN(0)},
    {"vm_stat says how long its pages are",
     {{"sysctl", "hw.pagesize: 16384\n"},
      {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
       "Pages free: 1.\nSwapouts: 2.\n"}},
     "", NOT, KNOWN(4096), NOT},
    {"vm_stat without its header",
     {{"sysctl", "vm.pagesize: 16384\n"}, {"vm_stat", "Pages free: 1.\nSwapouts: 2.\n"}},
     "", NOT, KNOWN(16384), NOT},
    {"hw before vm", {{"sysctl", "vm.pagesize: 4096\nhw.pagesize: 16384\n"}},
     "", NOT, KNOWN(16384), NOT},
    {"decimal comma", {{"sysctl", SWAP("1234,50M")}}, "", NOT, NOT, KNOWN(1234 * MB + MB / 2)},
    {"in K", {{"sysctl", SWAP("64K")}}, "", NOT, NOT, KNOWN(65536)},
    {"in G", {{"sysctl", SWAP("1.50G")}}, "", NOT, NOT, KNOWN(1536 * MB)},
    {"no unit", {{"sysctl", SWAP("12")}}, "", NOT, NOT, NOT},
    {"no figure", {{"sysctl", SWAP("M")}}, "", NOT, NOT, NOT},
    {"grouped digits are not guessed at", {{"sysctl", SWAP("1,234.50M")}}, "", NOT, NOT, NOT},
    {"swap out of range", {{"sysctl", SWAP("99999999999999999999.00M")}}, "", NOT, NOT, NOT},
    {"swap that is just too large", {{"sysctl", SWAP("18446744073709551615G")}},
     "", NOT, NOT, NOT},
    {"memory out of range", {{"sysctl", "hw.memsize: 18446744073709551616\n"}}, "", NOT, NOT, NOT},
    {"memory that is no number", {{"sysctl", "hw.memsize: 24G\nhw.pagesize: -1\n"}},
     "", NOT, NOT, NOT},
    {"the first value counts", {{"sysctl", "hw.memsize: 8589934592\nhw.memsize: 1\n"}},
     "", KNOWN(UINT64_C(8) << 30), NOT, NOT},
};
/* clang-format on */

START_TEST(hardware_and_swap)
{
    const struct hardware_case *c = &hardware[_i];
    struct snapshot *snapshot = parse_texts(NULL, c->reports);
    const struct machine *machine = &snapshot->machine;
    same_text(machine->model, c->model, c->what);
    same_amount(machine->memory_bytes, c->memory, c->what);
    same_amount(machine->page_size, c->page, c->what);
    same_amount(machine->swap_used_bytes, c->swap, c->what);
    snapshot_free(snapshot);
}
END_TEST

struct session_case {
    const char *value; /* of kern.bootsessionuuid */
    const char *session;
};

#define SESSION "1E2F3A4B-0000-4000-8000-00C0FFEE0001"

static const struct session_case sessions[] = {
    {SESSION, SESSION},
    {"00000000-0000-0000-0000-000000000000", ""},
    {"00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000001"},
    {"A0000000-0000-0000-0000-000000000000", "A0000000-0000-0000-0000-000000000000"},
    {"0", ""},
    {"-", ""},
    {"", ""},
};

/* Zeros are what some tools leave of it when captures are shared: they tell no boot from another. */
START_TEST(boot_session)
{
    const struct session_case *c = &sessions[_i];
    struct arena *arena = arena_new();
    struct slice text = arena_format(arena, "hw.pagesize: 1\nkern.bootsessionuuid: %s\n", c->value);
    const struct report_text reports[] = {{"sysctl", text.ptr}, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    same_text(snapshot->machine.boot_session, c->session, c->value);
    snapshot_free(snapshot);
    arena_free(arena);
}
END_TEST

START_TEST(no_boot_session)
{
    static const struct report_text reports[] = {{"sysctl", "kern.uuid: " SESSION "\n"},
                                                 {NULL, NULL}};
    struct snapshot *snapshot = parse_texts(NULL, reports);
    ck_assert_uint_eq(snapshot->machine.boot_session.len, 0);
    snapshot_free(snapshot);
}
END_TEST

/* Values are a stranger's bytes: kept as they are, never followed. */
START_TEST(hostile_values)
{
    static const char text[] = "hw.model: \x1b[2J\xff%n%s{{{((([[[\n"
                               "kern.osrelease: \x01\n"
                               "kern.osversion: 18\xff\xfe\n"
                               "kern.boottime: { sec = 1, usec = \xff } Mon\n"
                               "vm.swapusage: used = ,,,,.M used = 1..M used = .1M\n";
    static const struct report_text reports[] = {{"sysctl", text}, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts("\xff\x1b_macOS_\x1b_00A", reports);
    ck_assert_uint_eq(snapshot->machine.darwin, 18);
    ck_assert(!snapshot->machine.boot.known);
    ck_assert(!snapshot->machine.taken.known);
    ck_assert(!snapshot->machine.swap_used_bytes.known);
    same_text(snapshot->machine.model, "\x1b[2J\xff%n%s{{{((([[[", "model");
    snapshot_free(snapshot);
}
END_TEST

START_TEST(folder_before_archive)
{
    static const struct report_text none[] = {{NULL, NULL}};
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = parse_texts("sysdiagnose_2020.01.02_03-04-05+0100.tar.gz", none);
    ck_assert_int_eq(snapshot->machine.taken.local.year, 2020);
    snapshot->root = SLICE("x/sysdiagnose_2021.01.02_03-04-05+0100_macOS_Mac_20B50");
    snapshot->machine = (struct machine){0};
    ck_assert(machine_read(snapshot, &error));
    ck_assert_int_eq(snapshot->machine.taken.local.year, 2021);
    same_text(snapshot->machine.os_build, "20B50", "build");
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("machine");
    TCase *tests = tcase_create("machine");
    tcase_add_loop_test(tests, system_and_kernel, 0, LEN(systems));
    tcase_add_loop_test(tests, hardware_and_swap, 0, LEN(hardware));
    tcase_add_loop_test(tests, boot_session, 0, LEN(sessions));
    tcase_add_test(tests, no_boot_session);
    tcase_add_test(tests, hostile_values);
    tcase_add_test(tests, folder_before_archive);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
