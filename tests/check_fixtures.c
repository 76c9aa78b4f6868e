/*
 * check_fixtures: every story of fixtures/, from its archives and from its folders, against the
 * truth that was planted in it: each component to the byte, the sums, the grower in front.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "pair.h"
#include "run_suite.h"

enum { PATH_ROOM = 4096 };

static const char *const stories[] = {
    "10.7-parallels", "10.10-ports", "10.12-kext",  "10.13-kmsgs",
    "10.14-zone",     "11-views",    "12-unloaded", "26-kalloc1024",
};

static void path_of(char *path, const char *story, const char *rest)
{
    int len = snprintf(path, PATH_ROOM, "%s/%s/%s", CAPTURES_DIR, story, rest);
    ck_assert(len > 0 && len < PATH_ROOM);
}

static int64_t bytes_or_zero(struct change bytes)
{
    return bytes.known ? bytes.value : 0;
}

static void check_component(const struct findings *findings, const json_t *truth)
{
    const char *kind = json_string_value(json_object_get(truth, "kind"));
    const char *name = json_string_value(json_object_get(truth, "name"));
    const json_t *id = json_object_get(truth, "kmod_id");
    const json_t *before = json_object_get(truth, "before");
    const json_t *after = json_object_get(truth, "after");
    const struct component *c =
        find_component(findings, kind, name, json_is_integer(id) ? json_integer_value(id) : -1);
    ck_assert_msg(c != NULL, "%s %s is missing", kind, name);
    ck_assert_msg(c->base_bytes.known == json_is_integer(before), "%s before", name);
    ck_assert_msg(c->later_bytes.known == json_is_integer(after), "%s after", name);
    ck_assert_msg(bytes_or_zero(c->base_bytes) == json_integer_value(before), "%s before", name);
    ck_assert_msg(bytes_or_zero(c->later_bytes) == json_integer_value(after), "%s after", name);
    ck_assert_msg(c->growth_bytes.known, "%s growth", name);
    ck_assert_int_eq(c->growth_bytes.value, number_at(truth, "growth"));
}

static void check_totals(const struct findings *findings, const json_t *truth)
{
    const json_t *wired = json_object_get(truth, "wired");
    const json_t *rest = json_object_get(truth, "unattributed");
    const struct joined *joined = &findings->joined;
    const struct component *unattributed =
        find_component(findings, "unattributed", "unattributed", -1);
    ck_assert_int_eq((int64_t)joined->base_wired.bytes.value, number_at(wired, "before"));
    ck_assert_int_eq((int64_t)joined->later_wired.bytes.value, number_at(wired, "after"));
    ck_assert_int_eq(joined->growth_bytes.value, number_at(wired, "growth"));
    ck_assert_ptr_nonnull(unattributed);
    ck_assert_int_eq(unattributed->base_bytes.value, number_at(rest, "before"));
    ck_assert_int_eq(unattributed->later_bytes.value, number_at(rest, "after"));
    ck_assert_int_eq(unattributed->growth_bytes.value, number_at(rest, "growth"));
    check_sums(findings);
}

static void check_machine(const struct snapshot *snapshot, const json_t *truth, size_t side)
{
    const json_t *uptime = json_array_get(json_object_get(truth, "uptime_seconds"), side);
    ck_assert_int_eq((int64_t)snapshot->machine.uptime_seconds.value, json_integer_value(uptime));
    ck_assert_int_eq((int64_t)snapshot->machine.page_size.value, number_at(truth, "page_size"));
    ck_assert_int_eq((int64_t)snapshot->machine.memory_bytes.value,
                     number_at(truth, "memory_bytes"));
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        bool whole = report->status == REPORT_OK || report->status == REPORT_MISSING;
        ck_assert_msg(whole, "%.*s: %.*s", SLICE_ARGS(report->member), SLICE_ARGS(report->reason));
    }
}

static void check_story(const struct pair *pair, const json_t *truth)
{
    const struct findings *findings = &pair->findings;
    const json_t *components = json_object_get(truth, "components");
    const json_t *grower = json_object_get(truth, "grower");
    check_machine(pair->base, truth, 0);
    check_machine(pair->later, truth, 1);
    check_totals(findings, truth);

    size_t count = json_array_size(components);
    ck_assert_uint_gt(count, 150);
    ck_assert_uint_eq(findings->joined.n_components, count + 1);
    for (size_t i = 0; i < count; i++)
        check_component(findings, json_array_get(components, i));

    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        if (c->rank != 1)
            continue;
        const char *kind = json_string_value(json_object_get(grower, "kind"));
        ck_assert(slice_is(c->name, json_string_value(json_object_get(grower, "name"))));
        ck_assert_str_eq(component_kind_name(c->kind), kind);
        ck_assert_int_eq(c->growth_bytes.value, number_at(grower, "growth"));
    }
    for (size_t side = 0; side < 2; side++) {
        const struct account *account =
            side == 0 ? &findings->base.account : &findings->later.account;
        ck_assert_uint_gt(account->n_identities, 0);
        for (size_t i = 0; i < account->n_identities; i++) {
            ck_assert_msg(account->identities[i].holds, "%s", account->identities[i].code);
        }
    }
}

static void compare_with_truth(const char *story, const char *base_name, const char *later_name)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    char truth_path[PATH_ROOM];
    path_of(base, story, base_name);
    path_of(later, story, later_name);
    path_of(truth_path, story, "truth.json");
    json_t *truth = read_json(truth_path);
    struct pair pair = read_pair(base, later);
    check_story(&pair, truth);
    free_pair(&pair);
    json_decref(truth);
}

START_TEST(archives)
{
    compare_with_truth(stories[_i], "base.tar.gz", "later.tar.gz");
}
END_TEST

START_TEST(folders)
{
    compare_with_truth(stories[_i], "base", "later");
}
END_TEST

/* The folder of the reports themselves, one level below. */
START_TEST(inner_folders)
{
    char path[PATH_ROOM];
    char base[PATH_ROOM] = "base/";
    char later[PATH_ROOM] = "later/";
    char *const names[] = {base, later};
    for (size_t i = 0; i < 2; i++) {
        path_of(path, stories[_i], names[i]);
        DIR *folder = opendir(path);
        ck_assert_ptr_nonnull(folder);
        for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            if (entry->d_name[0] != '.')
                strcat(names[i], entry->d_name);
        }
        closedir(folder);
    }
    compare_with_truth(stories[_i], base, later);
}
END_TEST

/* 10.7 to 10.10 know no total but vm_stat's, later releases have a counter of their own. */
START_TEST(sources_of_the_total)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    path_of(base, stories[_i], "base");
    path_of(later, stories[_i], "later");
    struct pair pair = read_pair(base, later);
    bool has_counter = _i >= 2;
    enum wired_source expected = has_counter ? WIRED_FROM_COUNTER : WIRED_FROM_VM_STAT;
    ck_assert_int_eq(pair.findings.joined.later_source, expected);
    free_pair(&pair);
}
END_TEST

int main(void)
{
    enum { N_STORIES = sizeof(stories) / sizeof(*stories) };
    Suite *suite = suite_create("fixtures");
    TCase *tests = tcase_create("fixtures");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, archives, 0, N_STORIES);
    tcase_add_loop_test(tests, folders, 0, N_STORIES);
    tcase_add_loop_test(tests, inner_folders, 0, N_STORIES);
    tcase_add_loop_test(tests, sources_of_the_total, 0, N_STORIES);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
