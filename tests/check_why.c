/* check_why: the sentence behind a suspect, in findings made by hand. */
#include <check.h>

#include "run_suite.h"
#include "why.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MIB INT64_C(1048576)

enum { KMOD_ID = 176 };

struct held_case {
    int64_t growth, unexplained; /* MiB */
    bool unloaded, known;        /* what its kext, or anybody, held in the base */
    const char *expected;
};

/* clang-format off */
#define GONE "left wired by org.example.vault, which is not loaded any more; "
#define NOBODY "left wired by a kext that is not loaded any more; "
#define NO_COUNT "no count in the captures explains it; "

static const struct held_case held_cases[] = {
    {613, 577, true, true,
     GONE "it grew by 577 MB beyond the 36.0 MB that the base has in that kext's row"},
    {613, 577, true, false,
     NOBODY "it grew by 577 MB beyond the 36.0 MB that the base has in the row of org.example.vault"},
    {613, 613, true, true, GONE "it grew by 613 MB"},
    {613, 613, true, false, NOBODY "it grew by 613 MB"},
    {100, 60, false, false,
     NO_COUNT "it grew by 60.0 MB beyond the 40.0 MB that the base has in other rows of its size"},
    {100, 100, false, false, NO_COUNT "it grew by 100 MB"},
};
/* clang-format on */

START_TEST(held_before)
{
    const struct held_case *c = &held_cases[_i];
    const struct account_row held = {.wired_bytes = (uint64_t)(c->growth - c->unexplained) << 20};
    struct component rows[] = {
        {.kind = c->unloaded ? COMPONENT_KEXT : COMPONENT_ZONE,
         .name = c->unloaded ? SLICE("(unloaded kmod)") : SLICE("kalloc.type1.64"),
         .kmod_id = amount_of(KMOD_ID),
         .state = STATE_NEW,
         .growth_bytes = {c->growth * MIB, true},
         .unexplained_bytes = (uint64_t)c->unexplained << 20},
        {.kind = COMPONENT_KEXT,
         .name = SLICE("org.example.vault"),
         .kmod_id = amount_of(KMOD_ID),
         .state = STATE_GONE,
         .base = &held},
    };
    struct kext_change kext = {.kind = KEXT_UNLOADED,
                               .name = SLICE("org.example.vault"),
                               .kmod_id = amount_of(KMOD_ID),
                               .left_bytes = amount_of((uint64_t)c->growth << 20)};
    struct findings findings = {.comparable = {.boot = BOOT_SAME},
                                .joined = {.components = rows, .n_components = 2},
                                .kexts = &kext,
                                .n_kexts = c->known ? 1 : 0};
    struct arena *arena = arena_new();
    struct slice why = why_suspect(&findings, &rows[0], arena);
    ck_assert_msg(slice_is(why, c->expected), "%.*s\nnot %s", SLICE_ARGS(why), c->expected);
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("why");
    TCase *tests = tcase_create("why");
    tcase_add_loop_test(tests, held_before, 0, LEN(held_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
