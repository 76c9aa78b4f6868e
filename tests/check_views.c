/*
 * check_views: which views a zone gets out of zprint's two sections, by whatever name the zone table
 * has it, and in what order.
 */
#include <check.h>

#include "catalogue_read.h"
#include "pair.h"
#include "parse_text.h"
#include "run_suite.h"
#include "text.h"
#include "thresholds.h"
#include "views.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB INT64_C(1024)

enum { SHARES = 5, UNKNOWN = -1 };

/* clang-format off */
static const char catalogue_json[] = "{\"schema\":\"sysdelta.catalogue/1\",\"entries\":["
    "{\"kind\":\"zone\",\"name\":\"proc_task\",\"aliases\":[\"tasks\",\"old.tasks\"],\"what\":\"A.\","
    "\"nature\":\"per-process\",\"follows\":null,\"source\":\"s\",\"confidence\":\"low\"}]}";

#define ZONE(name) name "  64  100K  -------  1600  -------  1600  4K  64\n"
#define SHARE(name, size) name "                 0    " size "\n"
#define WRAPPED "18014398509481904K"
/* clang-format on */

struct view_case {
    const char *what;
    const char *base_zones, *base_wired, *base_views; /* rows; views NULL: no such section */
    const char *later_zones, *later_wired, *later_views;
    const char *zone; /* of the findings */
    struct {
        const char *name;
        int64_t base, later; /* KiB; UNKNOWN */
    } shares[SHARES];        /* in this order */
};

/* clang-format off */
#define ALPHA ZONE("alpha") ZONE("alpine")
static const struct view_case view_cases[] = {
    {"views by zone", ALPHA, "", "alpha[one]  10K\nalpha[two]  20K\nalpine[one]  7K\n",
     ALPHA, "", "alpha[one]  15K\nalpha[two]  50K\nalpine[one]  8K\n", "alpha",
     {{"two", 20, 50}, {"one", 10, 15}}},
    {"of the other zone", ALPHA, "", "alpha[one]  10K\nalpine[one]  7K\n",
     ALPHA, "", "alpha[one]  15K\nalpine[one]  8K\n", "alpine", {{"one", 7, 8}}},
    {"a zone without views", ALPHA, "", "alpha[one]  10K\n", ALPHA, "", "alpha[one]  15K\n", "alpine",
     {{NULL, 0, 0}}},
    {"a view that is new had nothing", ALPHA, "", "alpha[one]  10K\n",
     ALPHA, "", "alpha[one]  10K\nalpha[new]  1K\n", "alpha", {{"new", 0, 1}, {"one", 10, 10}}},
    {"a view that is gone has nothing", ALPHA, "", "alpha[gone]  10K\nalpha[one]  10K\n",
     ALPHA, "", "alpha[one]  9K\n", "alpha", {{"one", 10, 9}, {"gone", 10, 0}}},
    {"a base that lists none does not tell", ALPHA, "", NULL, ALPHA, "", "alpha[one]  10K\nalpha[two]  11K\n",
     "alpha", {{"two", UNKNOWN, 11}, {"one", UNKNOWN, 10}}},
    {"nor does a later capture", ALPHA, "", "alpha[one]  10K\n", ALPHA, "", NULL, "alpha",
     {{"one", 10, UNKNOWN}}},
    {"views of a zone without a row", ALPHA, "", "omega[one]  10K\n", ALPHA, "", "omega[one]  90K\n",
     "alpha", {{NULL, 0, 0}}},
    {"part of a zone's name is another name", ALPHA, "", "alp[one]  10K\nalphas[one]  10K\n",
     ALPHA, "", "alp[one]  90K\nalphas[one]  90K\n", "alpha", {{NULL, 0, 0}}},

    {"the zone has another name by now", ZONE("tasks"), "", "tasks[one]  10K\n",
     ZONE("proc_task"), "", "proc_task[one]  15K\nproc_task[two]  1K\n", "proc_task",
     {{"one", 10, 15}, {"two", 0, 1}}},
    {"back to the old name", ZONE("proc_task"), "", "proc_task[one]  10K\n",
     ZONE("tasks"), "", "tasks[one]  15K\n", "tasks", {{"one", 10, 15}}},
    {"the old name in the later capture is nobody's", ZONE("tasks"), "", "tasks[one]  10K\n",
     ZONE("proc_task"), "", "tasks[one]  15K\n", "proc_task", {{"one", 10, 0}}},
    {"a zone that is gone", ZONE("alpha") ZONE("gone"), "", "gone[one]  10K\n",
     ZONE("alpha"), "", "alpha[one]  1K\n", "gone", {{"one", 10, 0}}},

    {"dots for blanks", ZONE("VM.map.entries"), "", "VM map entries[raw]  10K\n",
     ZONE("VM.map.entries"), "", "VM map entries[raw]  30K\n", "VM.map.entries", {{"raw", 10, 30}}},
    {"blanks of the view stay", ZONE("alpha"), "", "alpha[one two]  10K\n",
     ZONE("alpha"), "", "alpha[one two]  30K\n", "alpha", {{"one two", 10, 30}}},
    {"names that the table cut", ZONE("a.zone.with.a.long.name.$"), "",
     "a zone with a long name of its own[one]  10K\n", ZONE("a.zone.with.a.long.name.$"), "",
     "a zone with a long name of its own[one]  30K\n", "a.zone.with.a.long.name.$", {{"one", 10, 30}}},
    {"names that just fit", ZONE("a.zone.of.24.characters."), "", "a zone of 24 characters.[one]  10K\n",
     ZONE("a.zone.of.24.characters."), "", "a zone of 24 characters.[one]  30K\n",
     "a.zone.of.24.characters.", {{"one", 10, 30}}},

    {"a wrapped figure is not known", ALPHA, "", "alpha[one]  10K\nalpha[two]  10K\n",
     ALPHA, "", "alpha[one]  " WRAPPED "\nalpha[two]  4K\n", "alpha",
     {{"two", 10, 4}, {"one", 10, UNKNOWN}}},
    {"nor is it in the base", ALPHA, "", "alpha[one]  " WRAPPED "\nalpha[two]  10K\nalpha[three]  10K\n",
     ALPHA, "", "alpha[one]  20K\nalpha[two]  11K\nalpha[three]  9K\n", "alpha",
     {{"two", 10, 11}, {"one", UNKNOWN, 20}, {"three", 10, 9}}},
    {"nor a sum with it", ALPHA, "", "alpha[one]  10K\n",
     ALPHA, "", "alpha[one]  10K\nalpha[one]  " WRAPPED "\n", "alpha", {{"one", 10, UNKNOWN}}},
    {"whichever stands first", ALPHA, "", "alpha[one]  10K\n",
     ALPHA, "", "alpha[one]  " WRAPPED "\nalpha[one]  10K\nalpha[one]  10K\n", "alpha",
     {{"one", 10, UNKNOWN}}},
    {"rows of one name are one view", ALPHA, "", "alpha[one]  10K\nalpha[two]  1K\nalpha[one]  5K\n",
     ALPHA, "", "alpha[one]  10K\nalpha[two]  1K\nalpha[one]  15K\n", "alpha",
     {{"one", 15, 25}, {"two", 1, 1}}},

    {"the wired section's name[zone]", ALPHA, SHARE("site.a[alpha]", "10K"), NULL,
     ALPHA, SHARE("site.a[alpha]", "30K"), NULL, "alpha", {{"site.a", 10, 30}}},
    {"and zone[view]", ALPHA, SHARE("alpha[one]", "10K"), NULL,
     ALPHA, SHARE("alpha[one]", "30K"), NULL, "alpha", {{"one", 10, 30}}},
    {"with dots for its blanks", ZONE("VM.map.entries"), SHARE("grow()[VM map entries]", "10K"), NULL,
     ZONE("VM.map.entries"), SHARE("grow()[VM map entries]", "30K"), NULL, "VM.map.entries",
     {{"grow()", 10, 30}}},
    {"both sections: what the views say counts", ALPHA, SHARE("alpha[one]", "77K"), "alpha[one]  10K\n",
     ALPHA, SHARE("alpha[one]", "99K"), "alpha[one]  30K\n", "alpha", {{"one", 10, 30}}},
    {"rows of one name in both", ALPHA, SHARE("alpha[one]", "77K") SHARE("alpha[one]", "3K"),
     "alpha[one]  10K\nalpha[one]  1K\n",
     ALPHA, SHARE("alpha[one]", "99K"), "alpha[one]  30K\n", "alpha", {{"one", 11, 30}}},
    {"each has some of its own", ALPHA, SHARE("site.a[alpha]", "5K"), "alpha[one]  10K\n",
     ALPHA, SHARE("site.a[alpha]", "6K"), "alpha[one]  30K\n", "alpha",
     {{"one", 10, 30}, {"site.a", 5, 6}}},

    {"by growth, then by size, then by name", ALPHA, "",
     "alpha[a]  10K\nalpha[b]  10K\nalpha[c]  20K\nalpha[d]  1K\nalpha[e]  99K\n",
     ALPHA, "", "alpha[e]  90K\nalpha[d]  99K\nalpha[c]  20K\nalpha[b]  10K\nalpha[a]  10K\n", "alpha",
     {{"d", 1, 99}, {"c", 20, 20}, {"a", 10, 10}, {"b", 10, 10}, {"e", 99, 90}}},
};
/* clang-format on */

static char *zprint_of(struct arena *arena, const char *zones, const char *wired, const char *views)
{
    struct text text = {0};
    text_add(&text, SLICE(TEXT_ZONES));
    text_add(&text, slice_of(zones));
    text_add(&text, SLICE(TEXT_WIRED));
    text_add(&text, slice_of(wired));
    text_add(&text,
             SLICE("VM_KERN_MEMORY_OSFMK  1  8K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  9999K\n"));
    if (views != NULL) {
        text_add(&text, SLICE(TEXT_VIEWS));
        text_add(&text, slice_of(views));
    }
    char *copy = arena_string(arena, text_slice(&text));
    text_free(&text);
    return copy;
}

static struct snapshot *side_of(struct arena *arena, const char *zones, const char *wired,
                                const char *views)
{
    const struct report_text texts[] = {{"zprint", zprint_of(arena, zones, wired, views)},
                                        {NULL, NULL}};
    return parse_texts(NULL, texts);
}

static struct pair views_in(const struct view_case *c, bool with_base)
{
    struct error error = ERROR_NONE;
    struct catalogue catalogue = {.n_entries = 0};
    struct pair pair = {.arena = arena_new()};
    ck_assert(catalogue_read(&catalogue, slice_of(catalogue_json), pair.arena, &error));
    if (with_base)
        pair.base = side_of(pair.arena, c->base_zones, c->base_wired, c->base_views);
    pair.later = side_of(pair.arena, c->later_zones, c->later_wired, c->later_views);
    ck_assert_msg(
        findings_of(pair.base, pair.later, &catalogue, pair.arena, &pair.findings, &error),
        "%s: %s", c->what, error.reason);
    return pair;
}

static void same_size(struct amount found, int64_t kib, const char *what, const char *name)
{
    ck_assert_msg(found.known == (kib != UNKNOWN), "%s: %s known %d", what, name, found.known);
    ck_assert_msg(!found.known || found.value == (uint64_t)(kib * KIB), "%s: %s has %llu", what,
                  name, (unsigned long long)found.value);
}

START_TEST(two_captures)
{
    const struct view_case *c = &view_cases[_i];
    struct pair pair = views_in(c, true);
    const struct component *zone = find_component(&pair.findings, "zone", c->zone, -1);
    ck_assert_msg(zone != NULL, "%s", c->what);
    size_t count = 0;
    for (; count < SHARES && c->shares[count].name != NULL; count++) {
        ck_assert_msg(count < zone->n_shares, "%s: %zu views", c->what, zone->n_shares);
        const struct zone_share *share = &zone->shares[count];
        const char *name = c->shares[count].name;
        int64_t base = c->shares[count].base;
        int64_t later = c->shares[count].later;
        ck_assert_msg(slice_is(share->name, name), "%s: %.*s, not %s", c->what,
                      SLICE_ARGS(share->name), name);
        same_size(share->base_bytes, base, c->what, name);
        same_size(share->later_bytes, later, c->what, name);
        ck_assert_msg(share->growth_bytes.known == (base != UNKNOWN && later != UNKNOWN), "%s",
                      c->what);
        if (share->growth_bytes.known)
            ck_assert_int_eq(share->growth_bytes.value, (later - base) * KIB);
    }
    ck_assert_msg(zone->n_shares == count, "%s: %zu views", c->what, zone->n_shares);
    free_pair(&pair);
}
END_TEST

/* They are parts of their zones: no sum changes. */
START_TEST(never_added)
{
    struct pair pair = views_in(&view_cases[_i], true);
    const struct account *account = &pair.findings.later.account;
    ck_assert_int_eq(account->unattributed_bytes, 9999 * KIB - (int64_t)account->attributed_bytes);
    ck_assert_uint_le(account->attributed_bytes, (100 * 2 + 8) * (uint64_t)KIB);
    check_sums(&pair.findings);
    free_pair(&pair);
}
END_TEST

/* The largest first, without growth. */
START_TEST(one_capture)
{
    static const struct view_case c = {
        .what = "one capture",
        .later_zones = ALPHA,
        .later_wired = "",
        .later_views = "alpha[a]  10K\nalpha[b]  30K\nalpha[c]  " WRAPPED "\nalpha[d]  20K\n"};
    static const char *const order[] = {"b", "d", "a", "c"};
    struct pair pair = views_in(&c, false);
    const struct component *zone = find_component(&pair.findings, "zone", "alpha", -1);
    ck_assert_uint_eq(zone->n_shares, LEN(order));
    for (int i = 0; i < LEN(order); i++) {
        ck_assert(slice_is(zone->shares[i].name, order[i]));
        ck_assert(!zone->shares[i].base_bytes.known && !zone->shares[i].growth_bytes.known);
    }
    free_pair(&pair);
}
END_TEST

START_TEST(noticed)
{
    static const struct {
        int64_t base, later; /* bytes */
        bool by_growth, by_size;
    } cases[] = {
        {0, NOTICED_BYTES, true, false},
        {0, NOTICED_BYTES - 1, false, false},
        {0, SUSPECT_BYTES, true, true},
        {0, SUSPECT_BYTES - 1, true, false},
        {SUSPECT_BYTES, SUSPECT_BYTES, false, true},
        {SUSPECT_BYTES, 0, false, false},
        {UNKNOWN, SUSPECT_BYTES, false, true},
        {0, UNKNOWN, false, false},
    };
    for (int i = 0; i < LEN(cases); i++) {
        struct zone_share share = {
            .base_bytes =
                cases[i].base == UNKNOWN ? AMOUNT_UNKNOWN : amount_of((uint64_t)cases[i].base),
            .later_bytes =
                cases[i].later == UNKNOWN ? AMOUNT_UNKNOWN : amount_of((uint64_t)cases[i].later),
        };
        share.growth_bytes = change_of(share.base_bytes, share.later_bytes);
        ck_assert_msg(share_is_noticed(&share, false) == cases[i].by_growth, "%d", i);
        ck_assert_msg(share_is_noticed(&share, true) == cases[i].by_size, "%d", i);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("views");
    TCase *tests = tcase_create("views");
    tcase_add_loop_test(tests, two_captures, 0, LEN(view_cases));
    tcase_add_loop_test(tests, never_added, 0, LEN(view_cases));
    tcase_add_test(tests, one_capture);
    tcase_add_test(tests, noticed);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
