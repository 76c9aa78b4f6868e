/* check_join_sums: whatever two accounts hold, growth adds up: random pairs, and figures at the
 * edge of what 64 bits hold. */
#include <check.h>

#include "join.h"
#include "run_suite.h"

enum { PAIRS = 500, ROWS_MAX = 40, NAMES = 12 };

/* splitmix64: the same figures on every machine. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t below(uint64_t *state, uint64_t limit)
{
    return next_random(state) % limit;
}

static bool chance(uint64_t *state, unsigned percent)
{
    return below(state, 100) < percent;
}

static struct amount random_amount(uint64_t *state, uint64_t limit)
{
    return chance(state, 80) ? amount_of(below(state, limit)) : AMOUNT_UNKNOWN;
}

/* Some names are longer than a zprint prints, and share their first 17 or 24 characters. */
static struct slice zone_name(uint64_t *state, struct arena *arena, size_t width)
{
    unsigned number = (unsigned)below(state, NAMES);
    struct slice name = arena_format(arena,
                                     number % 3 == 0   ? "zone.%u"
                                     : number % 3 == 1 ? "a.name.of.twenty.%u"
                                                       : "a.name.of.more.than.that.%u",
                                     number);
    return name.len <= width ? name
                             : arena_format(arena, "%.*s$", SLICE_ARGS(slice_first(name, width)));
}

static struct slice wired_name(uint64_t *state, struct arena *arena, struct account_row *row)
{
    unsigned number = (unsigned)below(state, NAMES);
    switch (row->kind) {
    case COMPONENT_TAG:
        return arena_format(arena, "VM_KERN_MEMORY_%u", number);
    case COMPONENT_KEXT:
        row->kmod_id = random_amount(state, 5);
        return number < 6 ? SLICE("(unloaded kmod)") : arena_format(arena, "com.x.%u", number);
    case COMPONENT_RESERVED:
        return number < 8 ? SLICE("VM_KERN_COUNT_BOOT_STOLEN") : SLICE("VM_KERN_COUNT_LOPAGE");
    default:
        return arena_format(arena, "site 0x%x", number);
    }
}

static void add_random_row(uint64_t *state, struct arena *arena, struct account *account)
{
    struct account_row row = {
        .kind = (enum component_kind)below(state, COMPONENT_UNATTRIBUTED),
        .printed_rows = 1,
        .wired_bytes = below(state, UINT64_C(1) << below(state, 40)),
    };
    bool is_zone = row.kind == COMPONENT_ZONE;
    if (is_zone ? !account->has_zones : !account->has_wired_rows)
        return;
    if (is_zone) {
        row.name = zone_name(state, arena, account->name_width);
        row.live_bytes = random_amount(state, row.wired_bytes + 1);
        row.elements = random_amount(state, 100000);
        row.reclaimable_bytes = random_amount(state, 1000);
    } else {
        row.name = wired_name(state, arena, &row);
    }
    row.key = row.name;
    account->rows[account->n_rows++] = row;
}

static struct account random_account(uint64_t *state, struct arena *arena)
{
    struct account account = {.wired_source = WIRED_SOURCES};
    account.name_width = chance(state, 50) ? 24 : 17;
    account.has_zones = chance(state, 85);
    account.has_wired_rows = chance(state, 75);
    account.zones_complete = account.has_zones && chance(state, 80);
    account.wired_rows_complete = account.has_wired_rows && chance(state, 80);
    account.rows = arena_alloc(arena, ROWS_MAX * sizeof(*account.rows));
    for (uint64_t rows = below(state, ROWS_MAX); rows > 0; rows--)
        add_random_row(state, arena, &account);
    ck_assert(account_merge(account.rows, &account.n_rows, true));
    for (size_t i = 0; i < account.n_rows; i++)
        account.attributed_bytes += account.rows[i].wired_bytes;
    for (int source = WIRED_SOURCES - 1; source >= 0; source--) {
        account.totals[source].step = 1;
        account.totals[source].bytes = random_amount(state, UINT64_C(1) << 42);
        if (chance(state, 40))
            account.totals[source].bytes = AMOUNT_UNKNOWN;
        if (account.totals[source].bytes.known) {
            account.wired_source = (enum wired_source)source;
            account.wired = account.totals[source];
        }
    }
    return account;
}

struct sums {
    int64_t base, later, growth; /* of all components but unattributed; growth: where known */
    const struct component *rest;
};

static struct sums sum_components(const struct joined *joined)
{
    struct sums sums = {0};
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->kind == COMPONENT_UNATTRIBUTED) {
            ck_assert_uint_eq(i, joined->n_components - 1);
            sums.rest = c;
            continue;
        }
        sums.base += c->base_bytes.value;
        sums.later += c->later_bytes.value;
        sums.growth += c->growth_bytes.value;
    }
    return sums;
}

/* All wired memory is set against all, managed pages against managed pages. */
static void check_totals(const struct joined *joined, const struct account *base,
                         const struct account *later)
{
    if (!joined->totals_known) {
        ck_assert(!joined->growth_bytes.known);
        return;
    }
    ck_assert_int_eq(joined->base_source >= WIRED_FROM_VM_STAT,
                     joined->later_source >= WIRED_FROM_VM_STAT);
    uint64_t before = base->totals[joined->base_source].bytes.value;
    uint64_t after = later->totals[joined->later_source].bytes.value;
    ck_assert(base->totals[joined->base_source].bytes.known);
    ck_assert(later->totals[joined->later_source].bytes.known);
    ck_assert_int_eq(joined->growth_bytes.value, (int64_t)after - (int64_t)before);
}

static void check_component(const struct component *c, const struct account *base,
                            const struct account *later, enum wired_source totals)
{
    bool zone = c->kind == COMPONENT_ZONE;
    bool base_whole = zone ? base->zones_complete : base->wired_rows_complete;
    bool later_whole = zone ? later->zones_complete : later->wired_rows_complete;
    bool stolen = slice_is(c->name, "VM_KERN_COUNT_BOOT_STOLEN");
    bool outside = totals == WIRED_SOURCES ? stolen && !c->growth_bytes.known
                                           : stolen && totals >= WIRED_FROM_VM_STAT;
    bool compared =
        !outside && (c->base != NULL || base_whole) && (c->later != NULL || later_whole);
    ck_assert_int_eq(c->growth_bytes.known, compared);
    bool absent_known = (c->base != NULL || base_whole) && (c->later != NULL || later_whole);
    ck_assert_int_eq(c->state, !absent_known      ? STATE_UNKNOWN
                               : c->base == NULL  ? STATE_NEW
                               : c->later == NULL ? STATE_GONE
                                                  : STATE_BOTH);
    ck_assert_int_eq(c->outside_of_total, outside && totals != WIRED_SOURCES);
    if (compared)
        ck_assert_int_eq(c->growth_bytes.value, c->later_bytes.value - c->base_bytes.value);
    if (!compared || !zone)
        ck_assert(!c->live_growth_bytes.known && !c->element_growth.known);
}

/* A side's unattributed is its own total less its own rows. */
static void check_rest(const struct joined *joined, struct change rest,
                       const struct account *account, struct amount total, bool of_base)
{
    int64_t rows = (int64_t)account->attributed_bytes;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        if (c->outside_of_total)
            rows -= (of_base ? c->base_bytes : c->later_bytes).value;
    }
    ck_assert_int_eq(rest.known, account->n_rows > 0);
    if (rest.known)
        ck_assert_int_eq(rest.value, (int64_t)total.value - rows);
}

static void check_joined(const struct joined *joined, const struct account *base,
                         const struct account *later)
{
    struct sums sums = sum_components(joined);
    check_totals(joined, base, later);
    ck_assert_int_eq(sums.base, (int64_t)base->attributed_bytes);
    ck_assert_int_eq(sums.later, (int64_t)later->attributed_bytes);
    ck_assert_int_eq(sums.rest != NULL, joined->totals_known);
    size_t rows = joined->n_components - (sums.rest != NULL);
    enum wired_source totals = joined->totals_known ? joined->base_source : WIRED_SOURCES;
    for (size_t i = 0; i < rows; i++)
        check_component(&joined->components[i], base, later, totals);
    if (sums.rest == NULL)
        return;
    const struct not_compared *lone = &joined->not_compared;
    ck_assert_int_eq(lone->growth_bytes.known, lone->rows > 0 || lone->rest);
    ck_assert_int_eq(sums.growth + sums.rest->growth_bytes.value + lone->growth_bytes.value,
                     joined->growth_bytes.value);
    check_rest(joined, sums.rest->base_bytes, base, joined->base_wired.bytes, true);
    check_rest(joined, sums.rest->later_bytes, later, joined->later_wired.bytes, false);
    ck_assert_int_eq(lone->rest, !sums.rest->growth_bytes.known);
    if (!lone->rest)
        ck_assert_int_eq(sums.rest->growth_bytes.value,
                         sums.rest->later_bytes.value - sums.rest->base_bytes.value);
}

START_TEST(random_pairs)
{
    uint64_t state = (uint64_t)_i + 1;
    struct arena *arena = arena_new();
    struct account base = random_account(&state, arena);
    struct account later = random_account(&state, arena);
    enum same_boot boot = (enum same_boot)below(&state, 3);
    struct error error = ERROR_NONE;
    struct joined joined;
    struct joined back;
    ck_assert(
        join_accounts(&base, &later, (struct join_options){.boot = boot}, arena, &joined, &error));
    check_joined(&joined, &base, &later);

    /* The other way round all growth has the other sign. */
    ck_assert(
        join_accounts(&later, &base, (struct join_options){.boot = boot}, arena, &back, &error));
    check_joined(&back, &later, &base);
    ck_assert_uint_eq(back.n_components, joined.n_components);
    ck_assert_int_eq(back.growth_bytes.value, -joined.growth_bytes.value);
    if (joined.totals_known)
        ck_assert_int_eq(sum_components(&back).growth, -sum_components(&joined).growth);
    arena_free(arena);
}
END_TEST

/* Where no totals are compared, there is none that the row could be no part of. */
START_TEST(stolen_row_without_totals)
{
    struct account_row rows[] = {{.kind = COMPONENT_RESERVED,
                                  .name = SLICE("VM_KERN_COUNT_BOOT_STOLEN"),
                                  .key = SLICE("VM_KERN_COUNT_BOOT_STOLEN"),
                                  .printed_rows = 1,
                                  .wired_bytes = 4096}};
    struct account base = {.rows = rows,
                           .n_rows = 1,
                           .has_wired_rows = true,
                           .wired_rows_complete = true,
                           .wired_source = WIRED_SOURCES};
    struct account later = base;
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct joined joined;
    ck_assert(join_accounts(&base, &later, (struct join_options){.boot = BOOT_SAME}, arena, &joined,
                            &error));
    ck_assert_uint_eq(joined.n_components, 1);
    ck_assert(joined.components[0].growth_bytes.known);
    arena_free(arena);
}
END_TEST

/* Nothing grows between a capture and itself; and one capture alone is its total. */
START_TEST(random_account_alone)
{
    uint64_t state = UINT64_C(1) << 40 | (uint64_t)_i;
    struct arena *arena = arena_new();
    struct account account = random_account(&state, arena);
    struct error error = ERROR_NONE;
    struct joined joined;
    ck_assert(join_accounts(&account, &account, (struct join_options){.boot = BOOT_SAME}, arena,
                            &joined, &error));
    for (size_t i = 0; i < joined.n_components; i++) {
        bool no_rest = account.n_rows == 0; /* unattributed, which is all there is then */
        ck_assert_int_eq(joined.components[i].state, no_rest ? STATE_UNKNOWN : STATE_BOTH);
        ck_assert_int_eq(joined.components[i].growth_bytes.value, 0);
    }
    ck_assert(join_accounts(NULL, &account, (struct join_options){.boot = BOOT_UNKNOWN}, arena,
                            &joined, &error));
    struct sums sums = sum_components(&joined);
    ck_assert_int_eq(sums.later, (int64_t)account.attributed_bytes);
    ck_assert_int_eq(sums.rest != NULL, account.wired.bytes.known);
    if (sums.rest != NULL) {
        ck_assert_int_eq(sums.rest->later_bytes.known, account.n_rows > 0);
        ck_assert_int_eq(sums.rest->state, account.n_rows > 0 ? STATE_BOTH : STATE_UNKNOWN);
    }
    if (sums.rest != NULL && account.n_rows > 0)
        ck_assert_int_eq(sums.later + sums.rest->later_bytes.value,
                         (int64_t)account.wired.bytes.value);
    arena_free(arena);
}
END_TEST

static struct account edge_account(struct account_row *rows, size_t n_rows, uint64_t total)
{
    struct account account = {.rows = rows,
                              .n_rows = n_rows,
                              .has_zones = true,
                              .zones_complete = true,
                              .name_width = 24,
                              .wired_source = WIRED_FROM_VM_STAT};
    account.wired = (struct wired_total){.bytes = amount_of(total), .step = 1};
    account.totals[WIRED_FROM_VM_STAT] = account.wired;
    return account;
}

#define ROW(text, bytes)                                                                           \
    {                                                                                              \
        .kind = COMPONENT_ZONE, .name = SLICE(text), .key = SLICE(text), .printed_rows = 1,        \
        .wired_bytes = (bytes)                                                                     \
    }

/* Either there is no answer, with a reason, or it adds up. */
static void check_edge(struct account base, struct account later)
{
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct joined joined;
    if (!join_accounts(&base, &later, (struct join_options){.boot = BOOT_SAME}, arena, &joined,
                       &error)) {
        ck_assert(error.set);
    } else if (joined.growth_bytes.known) {
        struct sums sums = sum_components(&joined);
        ck_assert_ptr_nonnull(sums.rest);
        ck_assert_int_eq(sums.growth + sums.rest->growth_bytes.value +
                             joined.not_compared.growth_bytes.value,
                         joined.growth_bytes.value);
    }
    arena_free(arena);
}

START_TEST(largest_figures_that_fit)
{
    struct account_row rows[] = {ROW("a", INT64_MAX)};
    struct account_row none[] = {ROW("a", 0)};
    check_edge(edge_account(rows, 1, INT64_MAX), edge_account(none, 1, 0));
    check_edge(edge_account(none, 1, 0), edge_account(rows, 1, INT64_MAX));
    check_edge(edge_account(rows, 1, 0), edge_account(none, 1, 0));
    check_edge(edge_account(rows, 1, 0), edge_account(none, 1, INT64_MAX));
}
END_TEST

START_TEST(sums_that_do_not_fit)
{
    struct account_row rows[] = {ROW("a", UINT64_MAX), ROW("b", UINT64_MAX)};
    struct account_row alike[] = {ROW("abcdefghijklmnopqrs", UINT64_MAX),
                                  ROW("abcdefghijklmnopqxy", UINT64_MAX)};
    struct account_row none[] = {ROW("a", 0)};
    struct account narrow = edge_account(none, 1, 0);
    narrow.name_width = 17;
    check_edge(edge_account(rows, 2, 5), edge_account(rows, 2, 5));

    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct joined joined;
    struct account wide = edge_account(alike, 2, 0);
    ck_assert(!join_accounts(&wide, &narrow, (struct join_options){.boot = BOOT_SAME}, arena,
                             &joined, &error));
    ck_assert(error.set);
    arena_free(arena);
}
END_TEST

START_TEST(a_total_beyond_signed_figures)
{
    struct account_row rows[] = {ROW("a", 4096)};
    uint64_t large = UINT64_C(1) << 63;
    check_edge(edge_account(rows, 1, large), edge_account(rows, 1, large + 4096));
}
END_TEST

START_TEST(a_row_beyond_signed_figures)
{
    struct account_row before[] = {ROW("a", UINT64_C(1) << 63)};
    struct account_row after[] = {ROW("a", (UINT64_C(1) << 63) + 4096)};
    check_edge(edge_account(before, 1, 8192), edge_account(after, 1, 16384));
}
END_TEST

START_TEST(rows_that_leave_the_least_of_all_figures)
{
    struct account_row rows[] = {ROW("a", INT64_MAX), ROW("b", 1)};
    check_edge(edge_account(rows, 2, 0), edge_account(rows, 2, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("join_sums");
    TCase *tests = tcase_create("join_sums");
    tcase_add_loop_test(tests, random_pairs, 0, PAIRS);
    tcase_add_loop_test(tests, random_account_alone, 0, PAIRS / 5);
    tcase_add_test(tests, stolen_row_without_totals);
    tcase_add_test(tests, largest_figures_that_fit);
    tcase_add_test(tests, sums_that_do_not_fit);
    tcase_add_test(tests, a_total_beyond_signed_figures);
    tcase_add_test(tests, a_row_beyond_signed_figures);
    tcase_add_test(tests, rows_that_leave_the_least_of_all_figures);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
