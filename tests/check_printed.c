/*
 * check_printed: pairs of captures that Apple's own printing code wrote, where their folder is
 * there: wired totals, and before and after of every component that their truth names, to the cell.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "pair.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"

enum { PATH_ROOM = 4096 };

/* The truth tells apart what the JSON calls by one kind. */
static const char *kind_of(const char *kind)
{
    static const char *const kinds[][2] = {
        {"fakezone", "zone"},
        {"named", "site"},
        {"symbol", "site"},
        {"unloaded", "kext"},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(kind, kinds[i][0]) == 0)
            return kinds[i][1];
    }
    return kind;
}

/* Rows that print under one name are summed: their truth stands in name_collisions. */
static const json_t *collision_of(const json_t *truth, const char *printed)
{
    size_t i;
    const json_t *row;
    json_array_foreach(json_object_get(truth, "name_collisions"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "printed")), printed) == 0)
            return row;
    }
    return NULL;
}

static int64_t bytes_or_zero(struct change bytes)
{
    return bytes.known ? bytes.value : 0;
}

static void check_zone(const struct component *c, const json_t *row, bool with_free)
{
    ck_assert_int_eq((int64_t)c->base->elements.value, number_at(row, "inuse_before"));
    ck_assert_int_eq((int64_t)c->later->elements.value, number_at(row, "inuse_after"));
    ck_assert_int_eq((int64_t)c->later->element_bytes.value, number_at(row, "elem_after"));
    if (!with_free || !c->later->reclaimable_bytes.known)
        return;
    ck_assert_int_eq((int64_t)c->later->reclaimable_bytes.value / 1024,
                     number_at(row, "free_after") / 1024);
}

static void check_row(const struct findings *findings, const json_t *truth, const json_t *row)
{
    const char *kind = json_string_value(json_object_get(row, "kind"));
    const char *printed = json_string_value(json_object_get(row, "printed"));
    const json_t *collision = collision_of(truth, printed);
    json_int_t id = -1;
    if (strcmp(kind, "unloaded") == 0)
        id = number_at(row, "kmod_id_after");

    const struct component *c = find_component(findings, kind_of(kind), printed, id);
    ck_assert_msg(c != NULL, "%s %s is missing", kind, printed);
    json_int_t before = json_integer_value(json_object_get(row, "before"));
    json_int_t after = json_integer_value(json_object_get(row, "after"));
    if (collision != NULL) {
        before = number_at(collision, "sum_before");
        after = number_at(collision, "sum_after");
    }
    ck_assert_msg(bytes_or_zero(c->base_bytes) == before, "%s before", printed);
    ck_assert_msg(bytes_or_zero(c->later_bytes) == after, "%s after", printed);
    if (collision == NULL && c->kind == COMPONENT_ZONE && c->base != NULL && c->later != NULL) {
        check_zone(c, row, strcmp(kind, "zone") == 0);
    }
}

static void check_rows(const struct findings *findings, const json_t *truth, const char *key)
{
    size_t i;
    const json_t *row;
    json_array_foreach(json_object_get(truth, key), i, row) check_row(findings, truth, row);
}

static void check_pair(const struct findings *findings, const json_t *truth)
{
    const json_t *wired = json_object_get(truth, "wired");
    const json_t *rest = json_object_get(truth, "unattributed");
    const json_t *uptimes = json_object_get(truth, "uptime_seconds");
    const struct component *unattributed =
        find_component(findings, "unattributed", "unattributed", -1);
    ck_assert_int_eq((int64_t)findings->joined.base_wired.bytes.value, number_at(wired, "before"));
    ck_assert_int_eq((int64_t)findings->joined.later_wired.bytes.value, number_at(wired, "after"));
    ck_assert_int_eq(unattributed->base_bytes.value, number_at(rest, "before"));
    ck_assert_int_eq(unattributed->later_bytes.value, number_at(rest, "after"));
    check_sums(findings);
    check_rows(findings, truth, "components_top15");
    check_rows(findings, truth, "components_shrunk_top5");

    const struct machine *base = &findings->base.snapshot->machine;
    const struct machine *later = &findings->later.snapshot->machine;
    ck_assert_int_eq((int64_t)base->uptime_seconds.value,
                     json_integer_value(json_array_get(uptimes, 0)));
    ck_assert_int_eq((int64_t)later->uptime_seconds.value,
                     json_integer_value(json_array_get(uptimes, 1)));
    bool same_boot = json_is_true(json_object_get(truth, "same_boot"));
    ck_assert_int_eq(findings->comparable.boot, same_boot ? BOOT_SAME : BOOT_DIFFERENT);
    const json_t *rate = json_object_get(truth, "growth_bytes_per_hour");
    if (json_is_integer(rate)) {
        ck_assert_int_eq(findings->bytes_per_hour.value, json_integer_value(rate));
    }
    for (size_t i = 0; i < findings->later.snapshot->n_reports; i++) {
        ck_assert_uint_eq(findings->later.snapshot->reports[i].not_understood, 0);
    }
}

START_TEST(truth)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    char truth_path[PATH_ROOM];
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    snprintf(base, sizeof(base), "%s/base", place);
    snprintf(later, sizeof(later), "%s/later", place);
    snprintf(truth_path, sizeof(truth_path), "%s/truth.json", place);
    json_t *truth_file = read_json(truth_path);
    struct pair pair = read_pair(base, later);
    check_pair(&pair.findings, truth_file);
    free_pair(&pair);
    json_decref(truth_file);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("printed");
    TCase *tests = tcase_create("printed");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, truth, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
