/* check_outlook: when to worry, when it will be trouble, and what a reboot is worth. */
#include <check.h>

#include "run_suite.h"
#include "summary_scene.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

/* In MiB; the Mac has 8192. */
struct worry_case {
    uint64_t wired, active; /* active 0: not known */
    int64_t swap;           /* growth; 0: none */
    const char *expected;
};

/* clang-format off */
static const struct worry_case worry_cases[] = {
    {2000, 0, 0, "Worry: not now. Wired memory is 24% of RAM."},
    {2000, 4000, 0, "Worry: not now. Wired memory is 24% of RAM; together with active memory 73%."},
    {2000, 4000, 100, "Worry: not now. Wired memory is 24% of RAM; together with active memory 73%; swap in use is 100 MB, 100 MB more than in the base."},
    {2000, 4000, 512, "Worry: not now. Wired memory is 24% of RAM; together with active memory 73%; swap in use is 512 MB, 512 MB more than in the base."},
    {2000, 4000, 513, "Worry: keep an eye on it. Wired memory is 24% of RAM; together with active memory 73%; swap in use is 513 MB, 513 MB more than in the base."},
    {2000, 6000, 513, "Worry: yes. Wired memory is 24% of RAM; together with active memory 98%; swap in use is 513 MB, 513 MB more than in the base: the Mac is short of memory, though wired memory alone is not why."},
    {2000, 6000, 0,
     "Worry: keep an eye on it. Wired memory is 24% of RAM; together with active memory 98%."},
    {2000, 4000, -100, "Worry: not now. Wired memory is 24% of RAM; together with active memory 73%."},
    {2047, 0, 0, "Worry: not now. Wired memory is 25% of RAM."},
    {2048, 0, 0, "Worry: keep an eye on it. Wired memory is 25% of RAM."},
    {3072, 4300, 600, "Worry: keep an eye on it. Wired memory is 38% of RAM; together with active memory 90%; swap in use is 600 MB, 600 MB more than in the base."},
    {3072, 4301, 600, "Worry: yes. Wired memory is 38% of RAM; together with active memory 90%; swap in use is 600 MB, 600 MB more than in the base: the Mac is short of memory, though wired memory alone is not why."},
    {4096, 0, 0, "Worry: keep an eye on it. Wired memory is 50% of RAM."},
    {4097, 0, 0, "Worry: yes. Wired memory is 50% of RAM."},
    {6144, 0, 0, "Worry: yes. Wired memory is 75% of RAM."},
};
/* clang-format on */

START_TEST(worries)
{
    const struct worry_case *c = &worry_cases[_i];
    struct summary_scene *s = new_summary_scene();
    set_scene_growth(s, 1024 * MIB, c->wired * MIB);
    s->vm[0] = (struct vm_row){.name = "active"};
    if (c->active > 0)
        s->vm[0].later = amount_of(c->active * MIB);
    s->vm[1] = (struct vm_row){.name = "swap_used", .change = known_change(c->swap * (int64_t)MIB)};
    if (c->swap >= 0)
        s->vm[1].later = amount_of((uint64_t)c->swap * MIB);
    s->findings.n_vm = LEN(s->vm);
    summarise(&s->findings, s->arena);
    expect_line(s, 1, c->expected);
    free_summary_scene(s);
}
END_TEST

/* What was swapped long ago tells of a Mac that was short of memory too. */
START_TEST(swap_of_before_the_base)
{
    struct summary_scene *s = new_summary_scene();
    s->vm[0] = (struct vm_row){
        .name = "swap_used", .change = known_change(0), .later = amount_of(2049 * MIB)};
    s->findings.n_vm = 1;
    summarise(&s->findings, s->arena);
    expect_line(s, 1,
                "Worry: keep an eye on it. Wired memory is 19% of RAM; swap in use is 2.00 GB.");
    free_summary_scene(s);
}
END_TEST

struct forecast_case {
    const char *name;
    enum onset onset;
    int64_t pace; /* MiB an hour */
    const char *end;
};

static const struct forecast_case forecasts[] = {
    {"a", ONSET_UNKNOWN, 100,
     "not yet. Wired memory is 19% of RAM; at the pace of the first suspect half of the RAM is "
     "wired in about 25 h."},
    {"a", ONSET_UNKNOWN, 200,
     "keep an eye on it. Wired memory is 19% of RAM; at the pace of the first suspect half of the "
     "RAM is wired in about 12 h."},
    {"a", ONSET_UNKNOWN, 3000,
     "keep an eye on it. Wired memory is 19% of RAM; at the pace of the first suspect half of the "
     "RAM is wired in about an hour."},
    {"a", ONSET_UNKNOWN, 1, "not yet. Wired memory is 19% of RAM."},
    {"a", ONSET_BURST, 200, "not yet. Wired memory is 19% of RAM."},
    {"(unloaded kmod)", ONSET_UNKNOWN, 200, "not yet. Wired memory is 19% of RAM."},
};

START_TEST(when_it_will_be_trouble)
{
    const struct forecast_case *c = &forecasts[_i];
    struct summary_scene *s = new_summary_scene();
    add_scene_suspect(s);
    s->components[0].name = slice_of(c->name);
    s->components[0].onset = c->onset;
    s->components[0].bytes_per_hour = known_change(c->pace * (int64_t)MIB);
    summarise(&s->findings, s->arena);
    ck_assert_msg(slice_ends(s->findings.summary[3], c->end), "%.*s",
                  SLICE_ARGS(s->findings.summary[3]));
    free_summary_scene(s);
}
END_TEST

/* What a reboot keeps, and what comes back by itself, is no gain. */
START_TEST(what_a_reboot_is_worth)
{
    static const struct {
        enum verdict verdict;
        int64_t growth;
        const char *expected;
    } cases[] = {
        {VERDICT_FIXED, 512, NULL},
        {VERDICT_FIXED, 112,
         "A reboot gives back about 400 MB; the 1.00 GB that the base had are wired again at "
         "once."},
        {VERDICT_CACHE, 100,
         "A reboot gives back about 512 MB, but what caches and load have of it (100 MB) comes "
         "back with use; the 1.00 GB that the base had are wired again at once."},
        {VERDICT_LOAD, 900,
         "A reboot gives back about 512 MB, but caches and load take as much again with use; the "
         "1.00 GB that the base had are wired again at once."},
    };
    for (int i = 0; i < LEN(cases); i++) {
        struct summary_scene *s = new_summary_scene();
        add_scene_largest(s, COMPONENT_ZONE, "a", cases[i].verdict);
        s->components[0].growth_bytes = known_change(cases[i].growth * (int64_t)MIB);
        summarise(&s->findings, s->arena);
        ck_assert_int_eq(has_line_of(s, "A reboot"), cases[i].expected != NULL);
        if (cases[i].expected != NULL)
            ck_assert(has_line_of(s, cases[i].expected));
        free_summary_scene(s);
    }
}
END_TEST

START_TEST(no_worry_without_the_memory)
{
    struct summary_scene *s = new_summary_scene();
    s->later.machine.memory_bytes = AMOUNT_UNKNOWN;
    summarise(&s->findings, s->arena);
    ck_assert(!has_line_of(s, "Worry"));
    expect_line(s, 0, "Wired memory grew by 512 MB: 1.00 GB" ARROW "1.50 GB.");
    expect_line(s, 1,
                "A reboot gives back about 512 MB; the 1.00 GB that the base had are wired again "
                "at once.");
    free_summary_scene(s);
}
END_TEST

/* Only a base from just after boot tells what a boot leaves wired. */
START_TEST(a_reboot_beside_a_late_base)
{
    struct summary_scene *s = new_summary_scene();
    s->later.machine.memory_bytes = AMOUNT_UNKNOWN;
    s->base.machine.uptime_seconds = amount_of(15 * 60 + 1);
    summarise(&s->findings, s->arena);
    expect_line(s, 1,
                "What a reboot gives back is not known: the base was taken 15 min after boot. The "
                "base held 512 MB less.");
    free_summary_scene(s);
    s = new_summary_scene();
    s->later.machine.memory_bytes = AMOUNT_UNKNOWN;
    s->base.machine.uptime_seconds = AMOUNT_UNKNOWN;
    summarise(&s->findings, s->arena);
    expect_line(s, 1,
                "What a reboot gives back is not known: the base does not tell how long after "
                "boot it was taken. The base held 512 MB less.");
    free_summary_scene(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outlook");
    TCase *tests = tcase_create("outlook");
    tcase_add_loop_test(tests, worries, 0, LEN(worry_cases));
    tcase_add_test(tests, swap_of_before_the_base);
    tcase_add_loop_test(tests, when_it_will_be_trouble, 0, LEN(forecasts));
    tcase_add_test(tests, what_a_reboot_is_worth);
    tcase_add_test(tests, no_worry_without_the_memory);
    tcase_add_test(tests, a_reboot_beside_a_late_base);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
