/* check_owners_read: who is tied to what grew, out of whole reports and in the printed pairs. */
#include <check.h>
#include <stdio.h>

#include "bundle.h"
#include "catalogue_read.h"
#include "owner_scene.h"
#include "pair.h"
#include "parse_text.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { PATH_ROOM = 4096 };

/* Out of whole reports: processes as they are joined within a boot and over boots. */
struct report_case {
    const char *what;
    struct report_text base[3], later[3];
    enum same_boot boot;
    enum follows follows;
    struct {
        const char *name;
        bool has_pid;
        int confidence;
    } owners[3];
    const char *why;
};

/* clang-format off */
#define TOP_HEAD "PID    COMMAND          %CPU TIME     #TH  #PORTS #MREGS MEM\n"
#define TOP_ROW(pid, name, threads, ports, regions)                                                \
    pid "  " name "  0.0  00:01.00  " threads "  " ports "  " regions "  1M\n"
#define TOP(rows) {"top", TOP_HEAD rows}
#define LSMP(rows) {"lsmp", rows}
#define LSMP_OF(pid, name, receive, messages)                                                      \
    "Process (" pid ") : " name "\n"                                                               \
    "  name      ipc-object    rights     flags   boost  reqs  recv  send sonce oref  qlimit  msgcount  context            identifier  type\n" \
    "---------   ----------  ----------  -------- -----  ---- ----- ----- ----- ----  ------  --------  ------------------ ----------- ------------\n" \
    "0x00001a03  0x5c3e11d7  recv        --T-----     3  D--      1         4     N        5  " messages "  0x0000000000000000 \n\n" \
    "total     = " receive "\nSEND      = 0\nRECEIVE   = " receive "\nSEND_ONCE = 0\nPORT_SET  = 0\nDEAD_NAME = 0\nDNREQUEST = 0\nVOUCHERS  = 0\n\n\n"

static const struct report_case report_cases[] = {
    {"ports that it owns, by lsmp",
     {LSMP(LSMP_OF("71", "broker", "100", "       0") LSMP_OF("72", "other", "50", "       0"))},
     {LSMP(LSMP_OF("71", "broker", "9100", "       0") LSMP_OF("72", "other", "51", "       0"))},
     BOOT_SAME, FOLLOWS_PORTS, {{"broker", true, STRONG}},
     "ports that it owns +9,000 against zone +10,000: 90.0%"},
    {"messages, by lsmp",
     {LSMP(LSMP_OF("71", "broker", "1", "       3") LSMP_OF("72", "other", "9", "       5"))},
     {LSMP(LSMP_OF("71", "broker", "1", "   10003") LSMP_OF("72", "other", "9", "       4"))},
     BOOT_SAME, FOLLOWS_MESSAGES, {{"broker", true, STRONG}},
     "messages that it has not read +10,000 against zone +10,000: 100.0%"},
    {"names, by top alone", {TOP(TOP_ROW("71", "broker", "1", "100", "9"))},
     {TOP(TOP_ROW("71", "broker", "1", "9100", "9"))},
     BOOT_SAME, FOLLOWS_PORTS, {{"broker", true, MODERATE}},
     "names in its port table +9,000 against zone +10,000: 90.0%"},
    {"top, where lsmp is of one side",
     {TOP(TOP_ROW("71", "broker", "1", "100", "9"))},
     {TOP(TOP_ROW("71", "broker", "1", "9100", "9")), LSMP(LSMP_OF("71", "broker", "9999", "       0"))},
     BOOT_SAME, FOLLOWS_PORTS, {{"broker", true, MODERATE}},
     "names in its port table +9,000 against zone +10,000: 90.0%"},
    {"regions, by top", {TOP(TOP_ROW("71", "broker", "1", "100", "9"))},
     {TOP(TOP_ROW("71", "broker", "1", "100", "10009"))},
     BOOT_SAME, FOLLOWS_REGIONS, {{"broker", true, STRONG}},
     "memory regions +10,000 against zone +10,000: 100.0%"},
    {"within a boot instances of one name stand together",
     {TOP(TOP_ROW("71", "helper", "10", "1", "1") TOP_ROW("72", "helper", "10", "1", "1"))},
     {TOP(TOP_ROW("71", "helper", "5010", "1", "1") TOP_ROW("72", "helper", "1510", "1", "1"))},
     BOOT_SAME, FOLLOWS_THREADS, {{"helper", false, MODERATE}},
     "2 processes of that name, threads +6,500 against zone +10,000: 65.0%"},
    {"but for one that has nearly all of it",
     {TOP(TOP_ROW("71", "helper", "10", "1", "1") TOP_ROW("72", "helper", "10", "1", "1"))},
     {TOP(TOP_ROW("71", "helper", "5010", "1", "1") TOP_ROW("72", "helper", "110", "1", "1"))},
     BOOT_SAME, FOLLOWS_THREADS, {{"helper", true, MODERATE}},
     "threads +5,100 against zone +10,000: 51.0%"},
    {"over boots instances are summed",
     {TOP(TOP_ROW("71", "helper", "10", "1", "1") TOP_ROW("72", "helper", "10", "1", "1"))},
     {TOP(TOP_ROW("91", "helper", "1510", "1", "1") TOP_ROW("71", "helper", "1510", "1", "1")
          TOP_ROW("72", "other", "5", "1", "1"))},
     BOOT_DIFFERENT, FOLLOWS_THREADS, {{"helper", false, WEAK}},
     "threads +3,000 against zone +10,000: 30.0%"},
    {"one that the base has not", {TOP(TOP_ROW("71", "old", "10", "1", "1"))},
     {TOP(TOP_ROW("71", "old", "10", "1", "1") TOP_ROW("99", "young", "8000", "1", "1"))},
     BOOT_DIFFERENT, FOLLOWS_THREADS, {{"young", true, STRONG}},
     "threads +8,000 against zone +10,000: 80.0%"},
    {"a pid that another program has by now grew from nothing",
     {TOP(TOP_ROW("71", "old", "7000", "1", "1"))}, {TOP(TOP_ROW("71", "young", "10000", "1", "1"))},
     BOOT_SAME, FOLLOWS_THREADS, {{"young", true, STRONG}},
     "threads +10,000 against zone +10,000: 100.0%"},
    {"a cell without a figure is no zero", {TOP(TOP_ROW("71", "broker", "1", "N/A", "1") TOP_ROW("72", "other", "1", "9", "1"))},
     {TOP(TOP_ROW("71", "broker", "1", "10000", "1") TOP_ROW("72", "other", "1", "9", "1"))}, BOOT_SAME, FOLLOWS_PORTS, {{0}},
     "zone: no process's counts grew along with it" OF_KEXTS},
    {"nor is a column without any", {TOP(TOP_ROW("71", "broker", "1", "N/A", "1"))},
     {TOP(TOP_ROW("71", "broker", "1", "10000", "1"))}, BOOT_SAME, FOLLOWS_PORTS, {{0}},
     "zone: no process's counts grew along with it, as far as the captures count them" OF_KEXTS},
    {"the kernel's threads", {TOP(TOP_ROW("0", "kernel_task", "100", "0", "1"))},
     {TOP(TOP_ROW("0", "kernel_task", "10100", "0", "1"))}, BOOT_DIFFERENT, FOLLOWS_THREADS, {{0}},
     "zone: no process's counts grew along with it" OF_KEXTS},
};
/* clang-format on */

START_TEST(out_of_reports)
{
    const struct report_case *c = &report_cases[_i];
    struct owner_scene *s = new_owner_scene();
    struct snapshot *base = parse_texts(NULL, c->base);
    struct snapshot *later = parse_texts(NULL, c->later);
    int expected = 0;
    suspect_component(s, add_scene_zone(s, "zone", c->follows, 10000, 64));
    s->findings.base.snapshot = base;
    s->findings.later.snapshot = later;
    s->findings.processes = processes_of(base, later, c->boot, s->arena);
    search_owners(s);
    for (; expected < LEN(c->owners) && c->owners[expected].name != NULL; expected++) {
        expect_owner(s, (size_t)expected, c->owners[expected].name, c->owners[expected].confidence,
                     c->what);
        ck_assert_msg(s->found.list[expected].id.known == c->owners[expected].has_pid, "%s",
                      c->what);
    }
    ck_assert_msg(s->found.count == (size_t)expected, "%s: %zu owners", c->what, s->found.count);
    expect_text(expected > 0 ? s->found.list[0].why : s->found.remarks[0], c->why, c->what);
    snapshot_free(base);
    snapshot_free(later);
    free_owner_scene(s);
}
END_TEST

static const struct owner *owner_named(const struct owners *owners, const char *name, bool is_kext)
{
    for (size_t i = 0; i < owners->count; i++) {
        if (owners->list[i].is_kext == is_kext && slice_is(owners->list[i].name, name))
            return &owners->list[i];
    }
    return NULL;
}

/* As much as top prints of the name will do: some pairs have no other report of processes. */
static void check_culprit(const struct owners *owners, const json_t *culprit)
{
    const char *name = json_string_value(json_object_get(culprit, "name"));
    const char *printed = json_string_value(json_object_get(culprit, "printed_in_top"));
    const struct owner *owner = owner_named(owners, name, false);
    if (owner == NULL)
        owner = owner_named(owners, printed, false);
    ck_assert_msg(owner != NULL, "%s is not among the %zu named", name, owners->count);
    ck_assert_msg(owner->confidence >= CONFIDENCE_MODERATE, "%s is tied weakly", name);
    ck_assert(!owner->id.known || (json_int_t)owner->id.value == number_at(culprit, "pid"));
    ck_assert_uint_gt(owner->explains_bytes, 0);
}

/* Nobody is named beside the culprits. */
static void check_truth(const struct owners *owners, const json_t *expected)
{
    const json_t *one = json_object_get(expected, "culprit_process");
    const json_t *several = json_object_get(expected, "culprit_processes");
    const char *kext = json_string_value(json_object_get(expected, "culprit_kext"));
    size_t culprits = json_array_size(several) + json_is_object(one);
    size_t processes = 0;
    size_t i;
    const json_t *culprit;
    if (json_is_object(one))
        check_culprit(owners, one);
    json_array_foreach(several, i, culprit) check_culprit(owners, culprit);
    for (i = 0; i < owners->count; i++) {
        ck_assert(owners->list[i].is_kext || !process_is_exempt(owners->list[i].process));
        processes += !owners->list[i].is_kext;
    }
    ck_assert_msg(processes == culprits, "%zu processes are named, not %zu", processes, culprits);
    if (json_is_true(json_object_get(expected, "no_process_may_be_blamed")))
        ck_assert_uint_eq(processes, 0);
    if (kext == NULL)
        return;
    const struct owner *owner = owner_named(owners, kext, true);
    ck_assert_msg(owner != NULL, "%s is not named", kext);
    ck_assert_int_eq(owner->confidence, CONFIDENCE_STRONG);
    ck_assert_ptr_eq(owner, &owners->list[0]);
}

START_TEST(printed_pairs)
{
    char path[PATH_ROOM];
    struct error error = ERROR_NONE;
    struct catalogue catalogue;
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    struct pair pair = {.arena = arena_new()};
    ck_assert(catalogue_load(&catalogue, NULL, pair.arena, &error));
    snprintf(path, sizeof(path), "%s/base", place);
    pair.base = bundle_read(path, &error);
    snprintf(path, sizeof(path), "%s/later", place);
    pair.later = bundle_read(path, &error);
    ck_assert_msg(pair.base != NULL && pair.later != NULL, "%s", error.reason);
    ck_assert(findings_of(pair.base, pair.later, &catalogue, pair.arena, &pair.findings, &error));
    snprintf(path, sizeof(path), "%s/truth.json", place);
    json_t *truth = read_json(path);
    check_truth(&pair.findings.owners, json_object_get(truth, "expected"));
    json_decref(truth);
    free_pair(&pair);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("owners_read");
    TCase *tests = tcase_create("owners_read");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, out_of_reports, 0, LEN(report_cases));
    tcase_add_loop_test(tests, printed_pairs, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
