/* check_breakdown: sums by kind, the way from total to total and areas, against the rows. */
#include <check.h>
#include <stdint.h>

#include "breakdown.h"
#include "pair.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define UNKNOWN INT64_MIN

struct row {
    enum component_kind kind;
    int64_t base, later, growth; /* UNKNOWN: not known */
};

static struct change change_for(int64_t value)
{
    return value == UNKNOWN ? CHANGE_UNKNOWN : (struct change){value, true};
}

static struct joined join_rows(const struct row *rows, size_t count, uint64_t base, uint64_t later,
                               struct arena *arena)
{
    struct joined joined = {.totals_known = true};
    joined.base_wired.bytes = amount_of(base);
    joined.later_wired.bytes = amount_of(later);
    joined.growth_bytes = change_of(amount_of(base), amount_of(later));
    for (size_t i = 0; i < count; i++) {
        struct component c = {.kind = rows[i].kind, .rank = (unsigned)i + 1};
        c.base_bytes = change_for(rows[i].base);
        c.later_bytes = change_for(rows[i].later);
        c.growth_bytes = change_for(rows[i].growth);
        *ARENA_PUSH(arena, joined.components, joined.n_components) = c;
    }
    return joined;
}

/* A row that is new, one that is gone, one that cannot be compared, and one that shrank. */
static const struct row rows[] = {
    {COMPONENT_ZONE, 100, 300, 200},
    {COMPONENT_TAG, UNKNOWN, 150, 150},
    {COMPONENT_ZONE, 40, 60, 20},
    {COMPONENT_KEXT, 80, UNKNOWN, -80},
    {COMPONENT_ZONE, UNKNOWN, 7000, UNKNOWN},
    {COMPONENT_ZONE, 50, 20, -30},
    {COMPONENT_UNATTRIBUTED, -10, 70, 80},
};

START_TEST(kinds)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), 260, 600, arena);
    struct breakdown two = breakdown_of(&joined, false, arena);
    ck_assert_uint_eq(two.n_kinds, 4);
    ck_assert_int_eq(two.kinds[0].kind, COMPONENT_ZONE);
    ck_assert_uint_eq(two.kinds[0].components, 3);
    ck_assert_int_eq(two.kinds[0].base_bytes.value, 190);
    ck_assert_int_eq(two.kinds[0].later_bytes.value, 380);
    ck_assert_int_eq(two.kinds[0].growth_bytes.value, 190);
    ck_assert_int_eq(two.kinds[2].kind, COMPONENT_KEXT);
    ck_assert_int_eq(two.kinds[2].later_bytes.value, 0);
    ck_assert_int_eq(two.kinds[3].base_bytes.value, -10);
    struct breakdown one = breakdown_of(&joined, true, arena);
    ck_assert_int_eq(one.kinds[0].later_bytes.value, 7380);
    ck_assert_uint_eq(one.n_steps, 0);
    ck_assert_uint_eq(one.growth.n_groups, 0);
    arena_free(arena);
}
END_TEST

START_TEST(steps)
{
    static const int64_t reached[] = {460, 610, 630, 600, 520, 600};
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), 260, 600, arena);
    struct breakdown parts = breakdown_of(&joined, false, arena);
    ck_assert_uint_eq(parts.n_steps, LEN(reached));
    ck_assert_int_eq(parts.steps[0].from_bytes, 260);
    for (size_t i = 0; i < parts.n_steps; i++)
        ck_assert_int_eq(parts.steps[i].to_bytes, reached[i]);
    ck_assert_int_eq(parts.steps[5].component->kind, COMPONENT_UNATTRIBUTED);
    joined.totals_known = false;
    ck_assert_uint_eq(breakdown_of(&joined, false, arena).n_steps, 0);
    arena_free(arena);
}
END_TEST

START_TEST(areas)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), 260, 600, arena);
    struct breakdown parts = breakdown_of(&joined, false, arena);
    ck_assert_uint_eq(parts.now.bytes, 300 + 150 + 60 + 7000 + 20 + 70);
    ck_assert_uint_eq(parts.growth.bytes, 200 + 150 + 20 + 80);
    ck_assert_uint_eq(parts.growth.n_groups, 3);
    ck_assert_int_eq(parts.growth.groups[0].kind, COMPONENT_ZONE);
    ck_assert_uint_eq(parts.growth.groups[0].n_areas, 2);
    ck_assert_uint_eq(parts.growth.groups[0].areas[0].bytes, 200);
    ck_assert_ptr_eq(parts.growth.groups[0].areas[0].component, &joined.components[0]);
    arena_free(arena);
}
END_TEST

/* What is not compared is the last step; a rest that is not known has none, and no figure. */
START_TEST(not_compared)
{
    static const struct row lone[] = {{COMPONENT_ZONE, 100, 300, 200},
                                      {COMPONENT_ZONE, UNKNOWN, 7000, UNKNOWN},
                                      {COMPONENT_UNATTRIBUTED, UNKNOWN, 70, UNKNOWN}};
    struct arena *arena = arena_new();
    struct joined joined = join_rows(lone, LEN(lone), 260, 7370, arena);
    joined.not_compared = (struct not_compared){.rows = 1, .rest = true};
    joined.not_compared.growth_bytes = (struct change){6910, true};
    struct breakdown parts = breakdown_of(&joined, false, arena);
    ck_assert_uint_eq(parts.n_steps, 2);
    ck_assert(parts.steps[1].not_compared && !parts.steps[0].not_compared);
    ck_assert_int_eq(parts.steps[1].to_bytes, 7370);
    ck_assert_uint_eq(parts.n_kinds, 2);
    ck_assert(!parts.kinds[1].base_bytes.known && !parts.kinds[1].growth_bytes.known);
    ck_assert_int_eq(parts.kinds[1].later_bytes.value, 70);
    arena_free(arena);
}
END_TEST

/* Past the largest, components share an area of their kind and a step. */
START_TEST(many)
{
    enum { ROWS = 100 };
    struct row list[ROWS];
    struct arena *arena = arena_new();
    for (int i = 0; i < ROWS; i++)
        list[i] = (struct row){i % 2 == 0 ? COMPONENT_ZONE : COMPONENT_TAG, 0, 1000 - i, 1000 - i};
    struct joined joined = join_rows(list, ROWS, 0, 95050, arena);
    struct breakdown parts = breakdown_of(&joined, false, arena);
    ck_assert_int_eq(parts.steps[parts.n_steps - 1].to_bytes, 95050);
    ck_assert_ptr_null(parts.steps[parts.n_steps - 1].component);
    ck_assert_uint_eq(parts.steps[parts.n_steps - 1].components + parts.n_steps - 1, ROWS);
    ck_assert_uint_eq(parts.now.n_groups, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct area_group *group = &parts.now.groups[i];
        ck_assert_ptr_null(group->areas[group->n_areas - 1].component);
        ck_assert_uint_eq(group->areas[group->n_areas - 1].components + group->n_areas - 1,
                          ROWS / 2);
    }
    arena_free(arena);
}
END_TEST

/* Figures that do not fit leave a picture out, and nothing overflows. */
START_TEST(absurd)
{
    static const struct row too_much[] = {
        {COMPONENT_ZONE, 0, INT64_MAX, INT64_MAX},
        {COMPONENT_ZONE, 0, INT64_MAX, INT64_MAX},
        {COMPONENT_ZONE, INT64_MAX, 0, INT64_MIN + 1},
        {COMPONENT_TAG, 0, INT64_MAX, INT64_MAX},
    };
    struct arena *arena = arena_new();
    struct joined joined = join_rows(too_much, LEN(too_much), 5, 6, arena);
    struct breakdown parts = breakdown_of(&joined, false, arena);
    ck_assert_uint_eq(parts.n_kinds, 0);
    ck_assert_uint_eq(parts.n_steps, 0);
    ck_assert_uint_eq(parts.now.n_groups, 0);
    arena_free(arena);
}
END_TEST

START_TEST(nothing)
{
    struct arena *arena = arena_new();
    struct joined joined = {.totals_known = false};
    struct breakdown parts = breakdown_of(&joined, false, arena);
    ck_assert_uint_eq(parts.n_kinds + parts.n_steps + parts.now.n_groups, 0);
    arena_free(arena);
}
END_TEST

/* Of a whole pair: kinds add up to the totals, and steps lead from one to the other. */
START_TEST(pair_adds_up)
{
    struct pair pair = read_pair(CAPTURES_DIR "/12-unloaded/base.tar.gz",
                                 CAPTURES_DIR "/12-unloaded/later.tar.gz");
    const struct breakdown *parts = &pair.findings.breakdown;
    const struct joined *joined = &pair.findings.joined;
    int64_t base = 0;
    int64_t later = 0;
    int64_t growth = 0;
    for (size_t i = 0; i < parts->n_kinds; i++) {
        base += parts->kinds[i].base_bytes.value;
        later += parts->kinds[i].later_bytes.value;
        growth += parts->kinds[i].growth_bytes.value;
    }
    ck_assert_int_eq(base, (int64_t)joined->base_wired.bytes.value);
    ck_assert_int_eq(later, (int64_t)joined->later_wired.bytes.value);
    ck_assert_int_eq(growth, joined->growth_bytes.value);
    ck_assert_uint_gt(parts->n_steps, 2);
    ck_assert_int_eq(parts->steps[0].from_bytes, base);
    ck_assert_int_eq(parts->steps[parts->n_steps - 1].to_bytes, later);
    for (size_t i = 1; i < parts->n_steps; i++)
        ck_assert_int_eq(parts->steps[i].from_bytes, parts->steps[i - 1].to_bytes);
    free_pair(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("breakdown");
    TCase *tests = tcase_create("breakdown");
    tcase_add_test(tests, kinds);
    tcase_add_test(tests, steps);
    tcase_add_test(tests, areas);
    tcase_add_test(tests, not_compared);
    tcase_add_test(tests, many);
    tcase_add_test(tests, absurd);
    tcase_add_test(tests, nothing);
    tcase_add_test(tests, pair_adds_up);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
