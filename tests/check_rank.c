/* check_rank: what a table shows, in which order, and what the rest adds up to. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "rank.h"
#include "rates.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define UNKNOWN INT64_MIN

struct row {
    enum component_kind kind;
    const char *name;
    int64_t base, later, growth, live, percent; /* UNKNOWN: not known */
    uint64_t kmod_id;                           /* 0: none */
};

static struct change change_for(int64_t value)
{
    return value == UNKNOWN ? CHANGE_UNKNOWN : (struct change){value, true};
}

static struct joined join_rows(const struct row *rows, int count, struct arena *arena)
{
    struct joined joined = {.totals_known = true, .growth_bytes = {0, true}};
    uint64_t later = 0;
    for (int i = 0; i < count; i++) {
        struct component c = {.kind = rows[i].kind, .name = slice_of(rows[i].name)};
        c.base_bytes = change_for(rows[i].base);
        c.later_bytes = change_for(rows[i].later);
        c.growth_bytes = change_for(rows[i].growth);
        c.live_growth_bytes = change_for(rows[i].live);
        c.percent = change_for(rows[i].percent);
        c.state = rows[i].base == UNKNOWN ? STATE_NEW : STATE_BOTH;
        if (rows[i].kmod_id != 0)
            c.kmod_id = amount_of(rows[i].kmod_id);
        joined.not_compared.rows += !c.growth_bytes.known;
        joined.growth_bytes.value += c.growth_bytes.value;
        later += (uint64_t)c.later_bytes.value;
        *ARENA_PUSH(arena, joined.components, joined.n_components) = c;
    }
    joined.later_wired.bytes = amount_of(later);
    return joined;
}

/* clang-format off */
static const struct row rows[] = {
    {COMPONENT_ZONE, "alpha", 100, 300, 200, 50, 2000, 0},
    {COMPONENT_TAG, "beta", 50, 250, 200, UNKNOWN, 4000, 0},
    {COMPONENT_KEXT, "gamma", 500, 400, -100, UNKNOWN, -200, 0},
    {COMPONENT_ZONE, "delta", UNKNOWN, 80, 80, 80, UNKNOWN, 0},
    {COMPONENT_ZONE, "eps", 30, UNKNOWN, -30, -20, -1000, 0},
    {COMPONENT_SITE, "zeta", 10, 10, 0, UNKNOWN, 0, 0},
    {COMPONENT_ZONE, "omega", UNKNOWN, 999, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    {COMPONENT_RESERVED, "eta", 70, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    {COMPONENT_UNATTRIBUTED, "unattributed", 200, 310, 110, UNKNOWN, 550, 0},
};

struct order_case {
    enum sort_order sort;
    const char *names[LEN(rows)];
};

static const struct order_case orders[] = {
    {SORT_GROWTH,
     {"alpha", "beta", "unattributed", "delta", "zeta", "eps", "gamma", "omega", "eta"}},
    {SORT_LIVE,
     {"delta", "alpha", "eps", "beta", "unattributed", "zeta", "gamma", "omega", "eta"}},
    {SORT_PERCENT,
     {"delta", "beta", "alpha", "unattributed", "zeta", "gamma", "eps", "omega", "eta"}},
    {SORT_AFTER,
     {"omega", "gamma", "unattributed", "alpha", "beta", "delta", "zeta", "eps", "eta"}},
    {SORT_NAME,
     {"alpha", "beta", "delta", "eps", "eta", "gamma", "omega", "unattributed", "zeta"}},
};
/* clang-format on */

START_TEST(each_order)
{
    const struct order_case *c = &orders[_i];
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    struct selection_options options = {.sort = c->sort, .top = SIZE_MAX};
    struct selection selection = select_components(&joined, false, options, arena);
    ck_assert_uint_eq(selection.n_shown, LEN(rows));
    for (size_t i = 0; i < selection.n_shown; i++)
        ck_assert_msg(slice_is(selection.shown[i]->name, c->names[i]), "sort %d: %.*s, not %s",
                      (int)c->sort, SLICE_ARGS(selection.shown[i]->name), c->names[i]);
    ck_assert_ptr_null(selection.unattributed);
    ck_assert_uint_eq(selection.others.count, 0);
    ck_assert_int_eq(selection.by_percent, c->sort == SORT_PERCENT);
    ck_assert(selection.all);
    ck_assert(!selection.others.growth_bytes.known && !selection.others.share.known);
    arena_free(arena);
}
END_TEST

/* Alike figures: by kind, then name, then id; whatever order they come in. */
START_TEST(ties)
{
    static const struct row alike[] = {
        {COMPONENT_TAG, "a", 1, 2, 1, UNKNOWN, UNKNOWN, 0},
        {COMPONENT_KEXT, "(unloaded kmod)", 1, 2, 1, UNKNOWN, UNKNOWN, 78},
        {COMPONENT_ZONE, "b", 1, 2, 1, UNKNOWN, UNKNOWN, 0},
        {COMPONENT_KEXT, "(unloaded kmod)", 1, 2, 1, UNKNOWN, UNKNOWN, 9},
        {COMPONENT_ZONE, "a", 1, 2, 1, UNKNOWN, UNKNOWN, 0},
        {COMPONENT_UNATTRIBUTED, "unattributed", 1, 2, 1, UNKNOWN, UNKNOWN, 0},
    };
    static const int expected[] = {4, 2, 0, 3, 1, 5};
    static const enum sort_order sorts[] = {SORT_GROWTH, SORT_LIVE, SORT_PERCENT, SORT_AFTER};
    struct arena *arena = arena_new();
    struct joined joined = join_rows(alike, LEN(alike), arena);
    for (int s = 0; s < LEN(sorts); s++) {
        struct selection_options options = {.sort = sorts[s], .top = SIZE_MAX};
        struct selection selection = select_components(&joined, false, options, arena);
        for (size_t i = 0; i < selection.n_shown; i++)
            ck_assert_int_eq(selection.shown[i] - joined.components, expected[i]);
    }
    rank_components(&joined, false, arena);
    for (int i = 0; i < LEN(expected); i++)
        ck_assert_uint_eq(joined.components[expected[i]].rank, (unsigned)i + 1);
    arena_free(arena);
}
END_TEST

START_TEST(ranks)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    rank_components(&joined, false, arena);
    for (int i = 0; i < LEN(rows); i++) {
        unsigned rank = joined.components[i].rank;
        ck_assert(slice_is(joined.components[i].name, orders[0].names[rank - 1]));
    }
    arena_free(arena);
}
END_TEST

static void add(struct change *sum, struct change more)
{
    sum->value += more.value;
}

/* Whatever is asked for: each row is in one place, and all places together are the total. */
static void check_selection(const struct joined *joined, struct selection_options options,
                            struct arena *arena)
{
    struct selection s = select_components(joined, false, options, arena);
    struct change growth = s.others.growth_bytes;
    struct change base = s.others.base_bytes;
    struct change apart = s.not_compared.base_bytes;
    size_t compared = s.others.count + (s.unattributed != NULL);
    bool rest_shown = false;
    ck_assert_uint_le(s.n_shown, options.top);
    ck_assert_uint_eq(s.kinds, options.kinds);
    ck_assert_int_eq(s.all, options.top == SIZE_MAX);
    for (size_t i = 0; i < s.n_shown; i++) {
        const struct component *c = s.shown[i];
        ck_assert(options.kinds == 0 || (options.kinds >> c->kind & 1) == 1);
        compared += c->growth_bytes.known;
        rest_shown = rest_shown || c->kind == COMPONENT_UNATTRIBUTED;
        add(&growth, c->growth_bytes);
        add(&base, c->base_bytes);
    }
    ck_assert_uint_eq(compared + s.not_compared.count, joined->n_components);
    ck_assert_int_eq(s.unattributed == NULL, rest_shown);
    if (s.unattributed != NULL) {
        add(&growth, s.unattributed->growth_bytes);
        add(&base, s.unattributed->base_bytes);
    }
    ck_assert_int_eq(growth.value, joined->growth_bytes.value);
    ck_assert_int_eq(base.value + apart.value, 960);
    ck_assert(!s.not_compared.growth_bytes.known);
    struct change share = share_of(s.others.growth_bytes, joined->growth_bytes);
    ck_assert_int_eq(s.others.share.known, share.known);
    ck_assert_int_eq(s.others.share.value, share.value);
}

START_TEST(every_selection_adds_up)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    for (unsigned kinds = 0; kinds < 1U << COMPONENT_KINDS; kinds++) {
        for (size_t top = 0; top < LEN(rows) + 2; top++) {
            struct selection_options options = {orders[_i].sort, top, kinds};
            check_selection(&joined, options, arena);
        }
        check_selection(&joined, (struct selection_options){orders[_i].sort, SIZE_MAX, kinds},
                        arena);
    }
    arena_free(arena);
}
END_TEST

START_TEST(first_two_and_the_others)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    struct selection s =
        select_components(&joined, false, (struct selection_options){SORT_GROWTH, 2, 0}, arena);
    ck_assert_uint_eq(s.n_shown, 2);
    ck_assert(slice_is(s.shown[0]->name, "alpha") && slice_is(s.shown[1]->name, "beta"));
    ck_assert_int_eq(s.unattributed->growth_bytes.value, 110);
    ck_assert_uint_eq(s.others.count, 4);
    ck_assert_int_eq(s.others.growth_bytes.value, -50);
    ck_assert_int_eq(s.others.base_bytes.value, 540);
    ck_assert_int_eq(s.others.later_bytes.value, 490);
    ck_assert_int_eq(s.others.share.value, -108696);
    ck_assert_uint_eq(s.not_compared.count, 2);
    ck_assert_int_eq(s.not_compared.base_bytes.value, 70);
    ck_assert_int_eq(s.not_compared.later_bytes.value, 999);
    arena_free(arena);
}
END_TEST

/* The third place is unattributed's: with room for three it is shown where it stands. */
START_TEST(unattributed_is_ranked_like_the_rest)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    struct selection s =
        select_components(&joined, false, (struct selection_options){SORT_GROWTH, 3, 0}, arena);
    ck_assert_int_eq(s.shown[2]->kind, COMPONENT_UNATTRIBUTED);
    ck_assert_ptr_null(s.unattributed);
    ck_assert_uint_eq(s.others.count, 4);
    arena_free(arena);
}
END_TEST

START_TEST(some_kinds_only)
{
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    struct selection_options options = {SORT_GROWTH, 15, 1U << COMPONENT_ZONE};
    struct selection s = select_components(&joined, false, options, arena);
    ck_assert_uint_eq(s.n_shown, 3);
    ck_assert(slice_is(s.shown[2]->name, "eps"));
    ck_assert_uint_eq(s.others.count, 3);
    ck_assert_int_eq(s.others.growth_bytes.value, 100);
    ck_assert_ptr_nonnull(s.unattributed);
    arena_free(arena);
}
END_TEST

START_TEST(one_capture)
{
    static const struct row sizes[] = {
        {COMPONENT_ZONE, "small", UNKNOWN, 10, UNKNOWN, UNKNOWN, UNKNOWN, 0},
        {COMPONENT_TAG, "large", UNKNOWN, 60, UNKNOWN, UNKNOWN, UNKNOWN, 0},
        {COMPONENT_ZONE, "middle", UNKNOWN, 20, UNKNOWN, UNKNOWN, UNKNOWN, 0},
        {COMPONENT_UNATTRIBUTED, "unattributed", UNKNOWN, 30, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    };
    struct arena *arena = arena_new();
    struct joined joined = join_rows(sizes, LEN(sizes), arena);
    rank_components(&joined, true, arena);
    ck_assert_uint_eq(joined.components[1].rank, 1);
    ck_assert_uint_eq(joined.components[3].rank, 2);
    ck_assert_uint_eq(joined.components[2].rank, 3);
    ck_assert_uint_eq(joined.components[0].rank, 4);
    struct selection s =
        select_components(&joined, true, (struct selection_options){SORT_GROWTH, 1, 0}, arena);
    ck_assert_uint_eq(s.n_shown, 1);
    ck_assert(slice_is(s.shown[0]->name, "large"));
    ck_assert_uint_eq(s.others.count, 2);
    ck_assert_int_eq(s.others.later_bytes.value, 30);
    ck_assert_int_eq(s.others.share.value, 250000);
    ck_assert_uint_eq(s.not_compared.count, 0);
    ck_assert_int_eq(s.unattributed->later_bytes.value, 30);

    joined.later_wired.bytes = AMOUNT_UNKNOWN;
    s = select_components(&joined, true, (struct selection_options){SORT_AFTER, 1, 0}, arena);
    ck_assert(!s.others.share.known);
    arena_free(arena);
}
END_TEST

START_TEST(no_rows)
{
    struct arena *arena = arena_new();
    struct joined joined = {.n_components = 0};
    rank_components(&joined, false, arena);
    struct selection s =
        select_components(&joined, false, (struct selection_options){SORT_NAME, 5, 0}, arena);
    ck_assert_uint_eq(s.n_shown + s.others.count + s.not_compared.count, 0);
    ck_assert_ptr_null(s.unattributed);
    arena_free(arena);
}
END_TEST

/* As the total shrank, from the other end; what is not compared stays last. */
START_TEST(shrunk_first)
{
    static const char *const names[] = {"gamma", "eps",   "zeta",  "delta", "unattributed",
                                        "beta",  "alpha", "omega", "eta"};
    struct arena *arena = arena_new();
    struct joined joined = join_rows(rows, LEN(rows), arena);
    struct selection_options options = {SORT_GROWTH, SIZE_MAX, 0};
    joined.growth_bytes.value = -130;
    rank_components(&joined, false, arena);
    struct selection s = select_components(&joined, false, options, arena);
    ck_assert_uint_eq(s.n_shown, LEN(names));
    for (unsigned i = 0; i < LEN(names); i++) {
        ck_assert_msg(slice_is(s.shown[i]->name, names[i]), "%u: %.*s", i,
                      SLICE_ARGS(s.shown[i]->name));
    }
    const struct component **ordered = components_in_order(&joined);
    for (unsigned i = 0; i < LEN(names); i++)
        ck_assert_ptr_eq(ordered[i], s.shown[i]);
    free(ordered);
    options.sort = SORT_NAME;
    s = select_components(&joined, false, options, arena);
    ck_assert(slice_is(s.shown[5]->name, "gamma"));
    options.sort = SORT_GROWTH;
    s = select_components(&joined, true, options, arena);
    ck_assert(slice_is(s.shown[0]->name, "alpha"));
    arena_free(arena);
}
END_TEST

START_TEST(shares_that_tell)
{
    static const struct {
        int64_t share, total;
        bool known, tells;
    } cases[] = {
        {SHARE_PARTS, 1, true, true},      {-SHARE_PARTS, 1, true, true},
        {SHARE_MOST, 1, true, true},       {SHARE_MOST + 1, 1, true, false},
        {-SHARE_MOST, 1, true, true},      {-SHARE_MOST - 1, 1, true, false},
        {SHARE_PARTS, -1, true, true},     {-1, -1, true, false},
        {SHARE_MOST + 1, -1, true, false}, {SHARE_PARTS, 1, false, false},
    };
    for (int i = 0; i < LEN(cases); i++) {
        struct joined joined = {.growth_bytes = {cases[i].total, true}};
        struct change share = {cases[i].share, cases[i].known};
        ck_assert_msg(share_tells(&joined, share) == cases[i].tells, "%d", i);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rank");
    TCase *tests = tcase_create("rank");
    tcase_add_loop_test(tests, each_order, 0, LEN(orders));
    tcase_add_test(tests, shrunk_first);
    tcase_add_test(tests, shares_that_tell);
    tcase_add_test(tests, ties);
    tcase_add_test(tests, ranks);
    tcase_add_loop_test(tests, every_selection_adds_up, 0, LEN(orders));
    tcase_add_test(tests, first_two_and_the_others);
    tcase_add_test(tests, unattributed_is_ranked_like_the_rest);
    tcase_add_test(tests, some_kinds_only);
    tcase_add_test(tests, one_capture);
    tcase_add_test(tests, no_rows);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
