/* check_gate: the language of --fail-on, and what passes a limit. */
#include <check.h>
#include <string.h>

#include "catalogue.h"
#include "gate.h"
#include "run_suite.h"

enum { MB = 1 << 20 };

struct parse_case {
    const char *text;
    enum component_kind kind; /* COMPONENT_KINDS: the total */
    const char *name;
    enum gate_measure measure;
    uint64_t limit;
};

static const struct parse_case parse_cases[] = {
    {"wired>500MiB", COMPONENT_KINDS, "", GATE_BYTES, UINT64_C(500) * MB},
    {" wired  >  1.5 GB ", COMPONENT_KINDS, "", GATE_BYTES, UINT64_C(1536) * MB},
    {"wired>20%", COMPONENT_KINDS, "", GATE_TENTHS_OF_PERCENT, 200},
    {"wired>0.5%", COMPONENT_KINDS, "", GATE_TENTHS_OF_PERCENT, 5},
    {"wired>7", COMPONENT_KINDS, "", GATE_BYTES, 7},
    {"zone:data.kalloc.1024>100MiB/h", COMPONENT_ZONE, "data.kalloc.1024", GATE_BYTES_PER_HOUR,
     UINT64_C(100) * MB},
    {"kext:com.example.*>1MiB", COMPONENT_KEXT, "com.example.*", GATE_BYTES, MB},
    {"site:a > b>4K", COMPONENT_SITE, "a > b", GATE_BYTES, 4096},
    {"tag:VM_KERN_MEMORY_PTE > 9MB", COMPONENT_TAG, "VM_KERN_MEMORY_PTE", GATE_BYTES, 9 * MB},
    {"unattributed>1GiB", COMPONENT_UNATTRIBUTED, "unattributed", GATE_BYTES, UINT64_C(1024) * MB},
};

START_TEST(parsed)
{
    const struct parse_case *c = &parse_cases[_i];
    struct gate gate;
    struct error error = ERROR_NONE;
    ck_assert_msg(gate_parse(slice_of(c->text), &gate, &error), "%s: %s", c->text, error.reason);
    ck_assert(!gate.is_verdict);
    ck_assert_int_eq(gate.kind, c->kind);
    ck_assert_msg(slice_is(gate.name, c->name), "%s: name", c->text);
    ck_assert_int_eq(gate.measure, c->measure);
    ck_assert_uint_eq(gate.limit, c->limit);
}
END_TEST

/* Each with the character at which it stops to make sense. */
static const struct {
    const char *text;
    const char *reason;
} bad_cases[] = {
    {"", "KIND:NAME is wanted at character 1"},
    {"memory>1", "KIND:NAME is wanted at character 1"},
    {"zone>1", "KIND:NAME is wanted at character 1"},
    {"zone:>1", "a name is wanted at character 6"},
    {"zone:a", "> is wanted at character 7"},
    {"wired<5", "> is wanted at character 6"},
    {"wired>", "a figure is wanted at character 7"},
    {"wired>-5", "a figure is wanted at character 7"},
    {"wired>5XB", "a unit (KB, MB, GB, TB) is wanted at character 8"},
    {"wired>5%/h", "percent per hour"},
    {"wired>1.2.3", "makes no sense"},
    {"wired>99999999999TB", "makes no sense"},
    {"verdict>5", "= is wanted at character 8"},
    {"verdict=leak", "a verdict such as leak-suspect is wanted at character 9"},
};

START_TEST(refused)
{
    struct gate gate;
    struct error error = ERROR_NONE;
    ck_assert(!gate_parse(slice_of(bad_cases[_i].text), &gate, &error));
    ck_assert_msg(strstr(error.reason, bad_cases[_i].reason) != NULL, "%s", error.reason);
}
END_TEST

static const struct slice old_ports = {"old.ports", 9};
static const struct catalogue_entry entries[] = {
    {.kind = CATALOGUE_ZONE, .name = {"ipc.ports", 9}, .aliases = &old_ports, .n_aliases = 1},
    {.kind = CATALOGUE_ZONE, .name = {"data.kalloc.*", 13}},
    {.kind = CATALOGUE_KEXT, .name = {"com.example.*", 13}},
    {.kind = CATALOGUE_KEXT, .name = {"com.example.gone", 16}},
};
static const struct catalogue catalogue = {entries, sizeof(entries) / sizeof(*entries)};

static struct component components[] = {
    {.kind = COMPONENT_ZONE,
     .name = {"data.kalloc.1024", 16},
     .growth_bytes = {100 * MB, true},
     .percent = {5000, true},
     .bytes_per_hour = {10 * MB, true},
     .verdict = VERDICT_LEAK_SUSPECT},
    {.kind = COMPONENT_KEXT, .name = {"com.example.new", 15}, .growth_bytes = {MB, true}},
    {.kind = COMPONENT_TAG, .name = {"VM_KERN_MEMORY_PTE", 18}, .growth_bytes = {-MB, true}},
    {.kind = COMPONENT_SITE, .name = {"lost", 4}, .growth_bytes = {0, false}},
    {.kind = COMPONENT_ZONE,
     .name = {"is.so", 5},
     .renamed_from = {"was.so", 6},
     .growth_bytes = {200 * MB, true}},
};

static const struct {
    const char *text;
    enum gate_result result;
    const char *figure;
} check_cases[] = {
    {"wired>99MB", GATE_PASSED, "wired memory grew by 100 MB"},
    {"wired>100MB", GATE_HELD, ""},
    {"wired>9MB/h", GATE_PASSED, "wired memory grew by 10.0 MB per hour"},
    {"wired>49.9%", GATE_PASSED, "wired memory grew by 50.0%"},
    {"wired>50%", GATE_HELD, ""},
    {"zone:data.*>99MB", GATE_PASSED, "data.kalloc.1024 grew by 100 MB"},
    {"zone:*1024>99MB", GATE_PASSED, "data.kalloc.1024"},
    {"zone:d*a*4>99MB", GATE_PASSED, "data.kalloc.1024"},
    {"zone:data.kalloc.102>1", GATE_NO_ROW, "no row has that name: nothing was checked"},
    {"zone:ipc.ports>1", GATE_NO_ROW, "nothing was checked"},
    {"zone:old.ports>1", GATE_NO_ROW, "nothing was checked"},
    {"zone:ipc*>1", GATE_NO_ROW, "nothing was checked"},
    {"zone:old.p*>1", GATE_NO_ROW, "nothing was checked"},
    {"zone:was.so>99MB", GATE_PASSED, "is.so grew by 200 MB"},
    {"zone:ipc.prots>1", GATE_NO_NAME, "the catalogue does not know it"},
    {"zone:xipc*>1", GATE_NO_NAME, "the catalogue does not know it"},
    {"tag:ipc.ports>1", GATE_NO_NAME, "the catalogue does not know it"},
    {"tag:ipc*>1", GATE_NO_NAME, "the catalogue does not know it"},
    {"kext:com.example.gone>1", GATE_NO_ROW, "nothing was checked"},
    {"kext:com.example.other>1", GATE_NO_ROW, "nothing was checked"},
    {"kext:data.*>1", GATE_NO_ROW, "nothing was checked"},
    {"zone:data.kalloc.1024>499%", GATE_PASSED, "500.0%"},
    {"kext:com.example.new>1000000%", GATE_PASSED, "com.example.new is new"},
    {"tag:*>0", GATE_HELD, ""},
    {"site:lost>0", GATE_NOT_KNOWN, "the growth of lost is not known"},
    {"site:nobody>0", GATE_NO_ROW, "no row has that name"},
    {"verdict=leak-suspect", GATE_PASSED, "zone:data.kalloc.1024 is leak-suspect"},
    {"verdict=cache", GATE_HELD, ""},
};

/* Nothing is said of growth where time runs backwards, nor of verdicts where no row is judged. */
START_TEST(nothing_can_be_said)
{
    struct findings swapped = {.joined = {.components = components, .n_components = 1},
                               .comparable = {.swapped = true}};
    struct findings bare = {.joined = {.n_components = 0}};
    struct arena *arena = arena_new();
    struct gate gate;
    struct error error = ERROR_NONE;
    struct slice figure = {"", 0};
    ck_assert(gate_parse(SLICE("verdict=leak-suspect"), &gate, &error));
    ck_assert_int_eq(gate_check(&gate, &swapped, NULL, arena, &figure), GATE_NOT_KNOWN);
    ck_assert_int_eq(gate_check(&gate, &bare, NULL, arena, &figure), GATE_NOT_KNOWN);
    ck_assert(gate_parse(SLICE("kext:a>1"), &gate, &error));
    ck_assert_int_eq(gate_check(&gate, &bare, NULL, arena, &figure), GATE_NOT_KNOWN);
    ck_assert(gate_parse(SLICE("unattributed>1"), &gate, &error));
    ck_assert_int_eq(gate_check(&gate, &bare, NULL, arena, &figure), GATE_NOT_KNOWN);
    ck_assert(gate_parse(SLICE("wired>1"), &gate, &error));
    ck_assert_int_eq(gate_check(&gate, &swapped, NULL, arena, &figure), GATE_NOT_KNOWN);
    arena_free(arena);
}
END_TEST

START_TEST(checked)
{
    struct findings findings = {
        .base = {.account = {.has_zones = true, .has_wired_rows = true}},
        .later = {.account = {.has_zones = true, .has_wired_rows = true}},
        .joined = {.components = components,
                   .n_components = sizeof(components) / sizeof(*components),
                   .growth_bytes = {100 * MB, true}},
        .bytes_per_hour = {10 * MB, true},
        .growth_percent = {500, true},
    };
    struct arena *arena = arena_new();
    struct gate gate;
    struct error error = ERROR_NONE;
    struct slice figure = {"", 0};
    ck_assert(gate_parse(slice_of(check_cases[_i].text), &gate, &error));
    ck_assert_msg(gate_check(&gate, &findings, &catalogue, arena, &figure) ==
                      check_cases[_i].result,
                  "%s", check_cases[_i].text);
    const char *words = arena_string(arena, figure);
    ck_assert_msg(strstr(words, check_cases[_i].figure) != NULL, "%s", words);
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gate");
    TCase *tests = tcase_create("gate");
    tcase_add_loop_test(tests, parsed, 0, sizeof(parse_cases) / sizeof(*parse_cases));
    tcase_add_loop_test(tests, refused, 0, sizeof(bad_cases) / sizeof(*bad_cases));
    tcase_add_loop_test(tests, checked, 0, sizeof(check_cases) / sizeof(*check_cases));
    tcase_add_test(tests, nothing_can_be_said);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
