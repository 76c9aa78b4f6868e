/* check_join_figures: what a joined row tells besides its size, and one capture by itself. */
#include <check.h>

#include "pair.h"
#include "parse_text.h"
#include "run_suite.h"

#define KIB INT64_C(1024)

/* clang-format off */
#define UNLOADED(id_and_size)                                                                      \
    "(unloaded kmod)                                                  " id_and_size "\n"
#define FOOTER "ZONE TOTALS\nTOTAL SIZE        = 1\n"
#define COUNTER(kib) TEXT_MAPS "VM_KERN_COUNT_WIRED   " kib "K\n"
#define ZONE_A "a  64  100K  -------  999  -------  10  4K  64\n"
#define TAG "VM_KERN_MEMORY_BSD  2  10K\n"
/* clang-format on */

static struct pair join_texts(const char *base, const char *later)
{
    struct error error = ERROR_NONE;
    struct pair pair = {.arena = arena_new()};
    if (base != NULL) {
        struct report_text reports[] = {{"zprint", base}, {NULL, NULL}};
        pair.base = parse_texts(NULL, reports);
    }
    struct report_text reports[] = {{"zprint", later}, {NULL, NULL}};
    pair.later = parse_texts(NULL, reports);
    ck_assert_msg(findings_of(pair.base, pair.later, NULL, pair.arena, &pair.findings, &error),
                  "%s", error.reason);
    return pair;
}

static void same_change(struct change found, int64_t expected)
{
    ck_assert(found.known);
    ck_assert_int_eq(found.value, expected);
}

START_TEST(elements_live_and_reclaimable)
{
    struct pair pair =
        join_texts(TEXT_ZONES_WASTE "a  128  1000K  2000K  8000  16000  7000  4K  32  C  0B  10K\n"
                                    "gone  64  8K  8K  128  128  100  4K  64  C  0B  4K\n" FOOTER,
                   TEXT_ZONES_WASTE "a  128  1200K  2000K  8000  16000  8000  4K  32  C  0B  4K\n"
                                    "new  64  16K  8K  128  128  200  4K  64  C  0B  1K\n" FOOTER);
    const struct component *a = find_component(&pair.findings, "zone", "a", -1);
    same_change(a->growth_bytes, 200 * KIB);
    same_change(a->live_growth_bytes, 128000);
    same_change(a->element_growth, 1000);
    same_change(a->reclaimable_growth_bytes, -6 * KIB);
    const struct component *gone = find_component(&pair.findings, "zone", "gone", -1);
    same_change(gone->live_growth_bytes, -6400);
    same_change(gone->element_growth, -100);
    ck_assert_ptr_null(gone->later);
    const struct component *new = find_component(&pair.findings, "zone", "new", -1);
    same_change(new->live_growth_bytes, 12800);
    same_change(new->reclaimable_growth_bytes, KIB);
    ck_assert_ptr_null(new->base);
    free_pair(&pair);
}
END_TEST

/* -w on one side only: what it tells is not known of the other. */
START_TEST(reclaimable_on_one_side)
{
    struct pair pair = join_texts(
        TEXT_ZONES ZONE_A TEXT_WIRED TAG COUNTER("300"), TEXT_ZONES_WASTE
        "a  64  120K  -------  999  -------  10  4K  64  C  0B  4K\n"
        "new  64  16K  8K  128  128  200  4K  64  C  0B  1K\n" TEXT_WIRED TAG COUNTER("300")
            FOOTER);
    const struct component *a = find_component(&pair.findings, "zone", "a", -1);
    same_change(a->growth_bytes, 20 * KIB);
    ck_assert(!a->reclaimable_growth_bytes.known);
    same_change(a->live_growth_bytes, 0);
    free_pair(&pair);
}
END_TEST

/* One capture: its rows and what is left of its total, and no growth anywhere. */
START_TEST(one_capture)
{
    struct pair pair = join_texts(NULL, TEXT_ZONES ZONE_A TEXT_WIRED
                                  "VM_KERN_COUNT_BOOT_STOLEN  266  40K\n" UNLOADED("77  71  10K")
                                      UNLOADED("78  72  20K") COUNTER("300"));
    const struct joined *joined = &pair.findings.joined;
    ck_assert_uint_eq(joined->n_components, 5);
    ck_assert(joined->totals_known && !joined->growth_bytes.known);
    ck_assert_int_eq(joined->base_source, WIRED_SOURCES);
    int64_t sum = 0;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        ck_assert_int_eq(c->state, STATE_BOTH);
        ck_assert(!c->growth_bytes.known && !c->base_bytes.known && c->later_bytes.known);
        ck_assert(!c->live_growth_bytes.known && !c->element_growth.known);
        sum += c->later_bytes.value;
    }
    ck_assert_int_eq(sum, 300 * KIB);
    same_change(find_component(&pair.findings, "kext", "(unloaded kmod)", 78)->later_bytes,
                20 * KIB);
    same_change(find_component(&pair.findings, "unattributed", "unattributed", -1)->later_bytes,
                130 * KIB);
    free_pair(&pair);
}
END_TEST

START_TEST(an_estimate_marks_its_row_and_the_rest)
{
    struct pair pair =
        join_texts(TEXT_ZONES ZONE_A TEXT_WIRED TAG COUNTER("300"),
                   TEXT_ZONES "a  64  0K  0K  0  0  3200  0K  0\n" TEXT_WIRED TAG COUNTER("500"));
    const struct component *a = find_component(&pair.findings, "zone", "a", -1);
    ck_assert(a->estimated);
    same_change(a->growth_bytes, 100 * KIB);
    ck_assert(!find_component(&pair.findings, "tag", "VM_KERN_MEMORY_BSD", -1)->estimated);
    ck_assert(find_component(&pair.findings, "unattributed", "unattributed", -1)->estimated);
    check_sums(&pair.findings);
    free_pair(&pair);
}
END_TEST

static struct change rest_of_one(const struct snapshot *snapshot, struct arena *arena)
{
    struct error error = ERROR_NONE;
    struct findings findings;
    ck_assert(findings_of(NULL, snapshot, NULL, arena, &findings, &error));
    return find_component(&findings, "unattributed", "unattributed", -1)->later_bytes;
}

/* Captures with rows that the other side lacks, and whether the base has a rest of its own. */
static const struct {
    const char *base, *later;
    bool base_has_rows;
} not_compared[] = {
    {CAPTURES_DIR "/14-refused/base.tar.gz", CAPTURES_DIR "/14-refused/later.tar.gz", false},
    {CAPTURES_DIR "/26-noroot/base.tar.gz", CAPTURES_DIR "/26-noroot/later.tar.gz", true},
};

/* A capture has the same rest in a diff as alone; the sizes of all rows are the side's total. */
START_TEST(rows_that_are_not_compared)
{
    struct pair pair = read_pair(not_compared[_i].base, not_compared[_i].later);
    const struct joined *joined = &pair.findings.joined;
    const struct component *rest =
        find_component(&pair.findings, "unattributed", "unattributed", -1);
    int64_t later = 0;
    ck_assert_uint_gt(joined->not_compared.rows, 0);
    ck_assert(joined->not_compared.growth_bytes.known);
    check_sums(&pair.findings);
    same_change(rest->later_bytes, rest_of_one(pair.later, pair.arena).value);
    ck_assert_int_eq(rest->base_bytes.known, not_compared[_i].base_has_rows);
    if (rest->base_bytes.known)
        same_change(rest->base_bytes, rest_of_one(pair.base, pair.arena).value);
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        ck_assert_int_eq(c->state == STATE_UNKNOWN && c->care.len == 0, false);
        ck_assert(c->state == STATE_UNKNOWN || c->growth_bytes.known || c->outside_of_total);
        if (!c->outside_of_total)
            later += c->later_bytes.value;
    }
    ck_assert_int_eq(later, (int64_t)joined->later_wired.bytes.value);
    free_pair(&pair);
}
END_TEST

START_TEST(names_of_states)
{
    ck_assert_str_eq(component_state_name(STATE_BOTH), "both");
    ck_assert_str_eq(component_state_name(STATE_NEW), "new");
    ck_assert_str_eq(component_state_name(STATE_GONE), "gone");
    ck_assert_str_eq(component_state_name(STATE_UNKNOWN), "unknown");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("join_figures");
    TCase *tests = tcase_create("join_figures");
    tcase_add_test(tests, elements_live_and_reclaimable);
    tcase_add_test(tests, reclaimable_on_one_side);
    tcase_add_test(tests, one_capture);
    tcase_add_test(tests, an_estimate_marks_its_row_and_the_rest);
    tcase_add_loop_test(tests, rows_that_are_not_compared, 0,
                        sizeof(not_compared) / sizeof(*not_compared));
    tcase_add_test(tests, names_of_states);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
