/*
 * check_fixtures: every story of fixtures/, from its archives and from its folders, against the
 * truth that was planted in it: each component to the byte, the sums, the grower in front; and what
 * a reader should make of it: the verdict on the grower, the suspects, the onset, the owners.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "catalogue_read.h"
#include "pair.h"
#include "report.h"
#include "run_suite.h"

enum { PATH_ROOM = 4096 };

/* 10.7 to 10.10 know no total but vm_stat's; later releases have a counter, where zprint told. */
static const struct {
    const char *name;
    enum wired_source total_from;
} stories[] = {
    {"10.7-parallels", WIRED_FROM_VM_STAT}, {"10.10-ports", WIRED_FROM_VM_STAT},
    {"10.12-kext", WIRED_FROM_COUNTER},     {"10.13-kmsgs", WIRED_FROM_COUNTER},
    {"10.14-zone", WIRED_FROM_COUNTER},     {"11-views", WIRED_FROM_COUNTER},
    {"12-unloaded", WIRED_FROM_COUNTER},    {"26-kalloc1024", WIRED_FROM_COUNTER},
    {"13-warming", WIRED_FROM_COUNTER},     {"14-fragments", WIRED_FROM_COUNTER},
    {"15-after-base", WIRED_FROM_COUNTER},  {"15-stopped", WIRED_FROM_COUNTER},
    {"11-shrunk", WIRED_FROM_COUNTER},      {"13-update", WIRED_FROM_COUNTER},
    {"26-noroot", WIRED_FROM_COUNTER},      {"14-refused", WIRED_FROM_VM_STAT},
    {"11-full", WIRED_FROM_COUNTER},        {"14-ports3", WIRED_FROM_COUNTER},
    {"13-threads", WIRED_FROM_COUNTER},     {"15-descriptors", WIRED_FROM_COUNTER},
    {"10.14-queue", WIRED_FROM_COUNTER},    {"26-gpu", WIRED_FROM_COUNTER},
    {"12-equal", WIRED_FROM_COUNTER},       {"15-unattributed", WIRED_FROM_COUNTER},
    {"14-noliving", WIRED_FROM_COUNTER},
};

static void path_of(char *path, const char *story, const char *rest)
{
    int len = snprintf(path, PATH_ROOM, "%s/%s/%s", CAPTURES_DIR, story, rest);
    ck_assert(len > 0 && len < PATH_ROOM);
}

static json_t *read_truth(const char *story)
{
    char path[PATH_ROOM];
    path_of(path, story, "truth.json");
    return read_json(path);
}

static const char *string_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void check_bytes(struct change bytes, const json_t *truth, const char *key)
{
    const json_t *expected = json_object_get(truth, key);
    const char *name = string_at(truth, "name");
    ck_assert_msg(bytes.known == json_is_integer(expected), "%s %s", name, key);
    if (bytes.known)
        ck_assert_msg(bytes.value == json_integer_value(expected), "%s %s", name, key);
}

static void check_component(const struct findings *findings, const json_t *truth)
{
    const char *kind = string_at(truth, "kind");
    const char *name = string_at(truth, "name");
    const json_t *id = json_object_get(truth, "kmod_id");
    const struct component *c =
        find_component(findings, kind, name, json_is_integer(id) ? json_integer_value(id) : -1);
    ck_assert_msg(c != NULL, "%s %s is missing", kind, name);
    check_bytes(c->base_bytes, truth, "before");
    check_bytes(c->later_bytes, truth, "after");
    check_bytes(c->growth_bytes, truth, "growth");
    const json_t *renamed_from = json_object_get(truth, "renamed_from");
    const char *before = json_is_string(renamed_from) ? json_string_value(renamed_from) : "";
    ck_assert_msg(slice_is(c->renamed_from, before), "%s was %.*s", name,
                  SLICE_ARGS(c->renamed_from));
}

static bool is_refused(const json_t *truth, size_t side)
{
    const json_t *run = json_array_get(json_object_get(truth, "zprint"), side);
    return strcmp(json_string_value(run), "refused") == 0;
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
    check_sums(findings);
    if (is_refused(truth, 0) || is_refused(truth, 1)) {
        ck_assert(!unattributed->growth_bytes.known);
        ck_assert_int_eq(joined->not_compared.growth_bytes.value, number_at(rest, "growth"));
        return;
    }
    ck_assert_int_eq(unattributed->base_bytes.value, number_at(rest, "before"));
    ck_assert_int_eq(unattributed->later_bytes.value, number_at(rest, "after"));
    ck_assert_int_eq(unattributed->growth_bytes.value, number_at(rest, "growth"));
}

/* With the catalogue that is built in, as renames of zones and verdicts stand on it. */
static struct pair read_judged_pair(const char *base, const char *later)
{
    struct error error = ERROR_NONE;
    struct pair pair = read_pair(base, later);
    struct catalogue *catalogue = arena_alloc(pair.arena, sizeof(*catalogue));
    ck_assert(catalogue_load(catalogue, NULL, pair.arena, &error));
    bool ok = findings_of(pair.base, pair.later, catalogue, pair.arena, &pair.findings, &error);
    ck_assert_msg(ok, "%s: %s", later, error.reason);
    return pair;
}

static void check_reports(const struct snapshot *snapshot, bool zprint_refused)
{
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        bool whole = report->status == REPORT_OK || report->status == REPORT_MISSING;
        if (zprint_refused && strcmp(report->kind->name, "zprint") == 0)
            whole = report->status == REPORT_REFUSED;
        ck_assert_msg(whole, "%.*s: %.*s", SLICE_ARGS(report->member), SLICE_ARGS(report->reason));
    }
}

static void check_machine(const struct snapshot *snapshot, const json_t *truth, size_t side)
{
    const struct machine *machine = &snapshot->machine;
    const json_t *uptime = json_array_get(json_object_get(truth, "uptime_seconds"), side);
    const char *version = string_at(truth, side == 0 ? "base_os" : "os");
    ck_assert_int_eq((int64_t)machine->uptime_seconds.value, json_integer_value(uptime));
    ck_assert_int_eq((int64_t)machine->page_size.value, number_at(truth, "page_size"));
    ck_assert_int_eq((int64_t)machine->memory_bytes.value, number_at(truth, "memory_bytes"));
    ck_assert(machine->os_version_derived || slice_is(machine->os_version, version));
    check_reports(snapshot, is_refused(truth, side));
}

static const struct component *grower_of(const struct findings *findings)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        if (findings->joined.components[i].rank == 1)
            return &findings->joined.components[i];
    }
    return NULL;
}

static void check_grower(const struct findings *findings, const json_t *truth)
{
    const json_t *expected = json_object_get(truth, "grower");
    const struct component *grower = grower_of(findings);
    ck_assert_ptr_nonnull(grower);
    if (is_refused(truth, 0) || is_refused(truth, 1)) {
        ck_assert(!grower->growth_bytes.known);
        return;
    }
    ck_assert_msg(slice_is(grower->name, string_at(expected, "name")), "%.*s leads",
                  SLICE_ARGS(grower->name));
    ck_assert_str_eq(component_kind_name(grower->kind), string_at(expected, "kind"));
    ck_assert_int_eq(grower->growth_bytes.value, number_at(expected, "growth"));
}

static void check_identities_hold(const struct account *account)
{
    ck_assert_uint_gt(account->n_identities, 0);
    for (size_t i = 0; i < account->n_identities; i++) {
        ck_assert_msg(account->identities[i].holds, "%s", account->identities[i].code);
    }
}

static void check_story(const struct pair *pair, const json_t *truth)
{
    const struct findings *findings = &pair->findings;
    const json_t *components = json_object_get(truth, "components");
    check_machine(pair->base, truth, 0);
    check_machine(pair->later, truth, 1);
    check_totals(findings, truth);

    size_t count = json_array_size(components);
    ck_assert_uint_gt(count, 150);
    ck_assert_uint_eq(findings->joined.n_components, count + 1);
    for (size_t i = 0; i < count; i++)
        check_component(findings, json_array_get(components, i));
    check_grower(findings, truth);
    if (!is_refused(truth, 0))
        check_identities_hold(&findings->base.account);
    if (!is_refused(truth, 1))
        check_identities_hold(&findings->later.account);
}

static void compare_with_truth(const char *story, const char *base_name, const char *later_name)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    path_of(base, story, base_name);
    path_of(later, story, later_name);
    json_t *truth = read_truth(story);
    struct pair pair = read_judged_pair(base, later);
    check_story(&pair, truth);
    free_pair(&pair);
    json_decref(truth);
}

START_TEST(archives)
{
    compare_with_truth(stories[_i].name, "base.tar.gz", "later.tar.gz");
}
END_TEST

START_TEST(folders)
{
    compare_with_truth(stories[_i].name, "base", "later");
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
        path_of(path, stories[_i].name, names[i]);
        DIR *folder = opendir(path);
        ck_assert_ptr_nonnull(folder);
        for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            if (entry->d_name[0] != '.')
                strcat(names[i], entry->d_name);
        }
        closedir(folder);
    }
    compare_with_truth(stories[_i].name, base, later);
}
END_TEST

/* A story's folders, judged, and what its truth expects of that. */
struct judged {
    struct pair pair;
    json_t *truth;
    const json_t *expected;
};

static struct judged judge_story(const char *story)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    path_of(base, story, "base");
    path_of(later, story, "later");
    struct judged judged = {.pair = read_judged_pair(base, later), .truth = read_truth(story)};
    judged.expected = json_object_get(judged.truth, "expected");
    return judged;
}

static void free_judged(struct judged *judged)
{
    free_pair(&judged->pair);
    json_decref(judged->truth);
}

START_TEST(verdict_on_the_grower)
{
    struct judged judged = judge_story(stories[_i].name);
    const struct component *grower = grower_of(&judged.pair.findings);
    ck_assert_ptr_nonnull(grower);
    const char *expected = string_at(judged.expected, "grower_verdict");
    const char *given = verdict_name(grower->verdict);
    ck_assert_msg(strcmp(given, expected) == 0, "%s: %s is %s, not %s: %.*s", stories[_i].name,
                  string_at(json_object_get(judged.truth, "grower"), "name"), given, expected,
                  SLICE_ARGS(grower->why));
    free_judged(&judged);
}
END_TEST

/* kind:name, as the truth names rows. */
static void label_of(const struct component *c, char *ret, size_t room)
{
    snprintf(ret, room, "%s:%.*s", component_kind_name(c->kind), SLICE_ARGS(c->name));
}

/* Exactly those, in that order. */
START_TEST(suspects)
{
    char expected[PATH_ROOM] = "";
    char given[PATH_ROOM] = "";
    size_t i;
    const json_t *label;
    struct judged judged = judge_story(stories[_i].name);
    const struct findings *findings = &judged.pair.findings;
    json_array_foreach(json_object_get(judged.expected, "suspects"), i, label)
    {
        strcat(expected, json_string_value(label));
        strcat(expected, " ");
    }
    for (size_t s = 0; s < findings->n_suspects; s++) {
        size_t len = strlen(given);
        label_of(findings->suspects[s], given + len, sizeof(given) - len - 1);
        strcat(given, " ");
    }
    ck_assert_msg(strcmp(given, expected) == 0, "%s: %snot %s", stories[_i].name, given, expected);
    free_judged(&judged);
}
END_TEST

START_TEST(comparable)
{
    struct judged judged = judge_story(stories[_i].name);
    const char *given = comparable_verdict_name(judged.pair.findings.comparable.verdict);
    ck_assert_str_eq(given, string_at(judged.expected, "comparable"));
    free_judged(&judged);
}
END_TEST

static const struct component *component_labelled(const struct findings *findings,
                                                  const char *label)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        char own[PATH_ROOM];
        label_of(&findings->joined.components[i], own, sizeof(own));
        if (strcmp(own, label) == 0)
            return &findings->joined.components[i];
    }
    return NULL;
}

START_TEST(onset)
{
    struct judged judged = judge_story(stories[_i].name);
    const char *expected = string_at(judged.expected, "onset");
    if (expected != NULL) {
        const char *label = string_at(judged.expected, "onset_of");
        const struct component *c = component_labelled(&judged.pair.findings, label);
        ck_assert_msg(c != NULL, "%s is missing", label);
        const char *given = onset_name(c->onset);
        ck_assert_msg(given != NULL && strcmp(given, expected) == 0, "%s: %s is %s, not %s",
                      stories[_i].name, label, given != NULL ? given : "unknown", expected);
    }
    free_judged(&judged);
}
END_TEST

static bool is_expected_owner(const json_t *expected, const struct owner *owner)
{
    size_t i;
    const json_t *one;
    json_array_foreach(expected, i, one)
    {
        if (strcmp(string_at(one, "kind"), owner->is_kext ? "kext" : "process") == 0 &&
            slice_is(owner->name, string_at(one, "name")))
            return true;
    }
    return false;
}

/* One who is named once for each row that he is behind is still one. */
static bool is_named_before(const struct owners *owners, size_t at)
{
    const struct owner *owner = &owners->list[at];
    for (size_t i = 0; i < at; i++) {
        if (owners->list[i].is_kext == owner->is_kext &&
            slice_equal(owners->list[i].name, owner->name))
            return true;
    }
    return false;
}

/* Exactly those, in whatever order. */
START_TEST(owners)
{
    struct judged judged = judge_story(stories[_i].name);
    const json_t *expected = json_object_get(judged.expected, "owners");
    const struct owners *given = &judged.pair.findings.owners;
    bool innocent = json_is_true(json_object_get(judged.expected, "no_process_may_be_blamed"));
    size_t named = 0;
    for (size_t i = 0; i < given->count; i++) {
        const struct owner *owner = &given->list[i];
        ck_assert_msg(owner->is_kext || !innocent, "%s: process %.*s is blamed: %.*s",
                      stories[_i].name, SLICE_ARGS(owner->name), SLICE_ARGS(owner->why));
        ck_assert_msg(is_expected_owner(expected, owner), "%s: %.*s is no owner: %.*s",
                      stories[_i].name, SLICE_ARGS(owner->name), SLICE_ARGS(owner->why));
        named += is_named_before(given, i) ? 0 : 1;
    }
    ck_assert_msg(named == json_array_size(expected), "%s: %zu owners, not %zu", stories[_i].name,
                  named, json_array_size(expected));
    free_judged(&judged);
}
END_TEST

START_TEST(sources_of_the_total)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    path_of(base, stories[_i].name, "base");
    path_of(later, stories[_i].name, "later");
    struct pair pair = read_pair(base, later);
    ck_assert_int_eq(pair.findings.joined.later_source, stories[_i].total_from);
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
    tcase_add_loop_test(tests, verdict_on_the_grower, 0, N_STORIES);
    tcase_add_loop_test(tests, suspects, 0, N_STORIES);
    tcase_add_loop_test(tests, comparable, 0, N_STORIES);
    tcase_add_loop_test(tests, onset, 0, N_STORIES);
    tcase_add_loop_test(tests, owners, 0, N_STORIES);
    tcase_add_loop_test(tests, sources_of_the_total, 0, N_STORIES);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
