/* check_owners_kexts: which kexts are tied to what grew, as they came and went. */
#include <check.h>

#include "owner_scene.h"
#include "run_suite.h"
#include "thresholds.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MIB INT64_C(1048576)

enum kext_lists { WITHIN, OVER, UNLISTED }; /* one boot, two boots, two and a side has no list */

struct kext_case {
    const char *what;
    enum kext_lists lists;
    const char *row;
    uint64_t id; /* of the row; 0: none */
    struct {
        enum kext_change_kind kind;
        const char *name;
        uint64_t id;
        bool left; /* the nameless row of its id is its own */
    } kexts[KEXTS];
    struct {
        const char *name;
        uint64_t id; /* 0: none */
        int confidence;
    } owners[OWNERS_MAX + 1];
    const char *says; /* of the first owner, or the remark */
};

/* clang-format off */
#define UNLOADED "(unloaded kmod)"
#define WAS_LOADED "it was loaded in the base and is not any more"
#define NONE_GONE                                                                                  \
    "which kext left memory behind cannot be told: none of the base's is gone that it could be"
#define NOT_LISTED                                                                                 \
    "which kext left memory behind cannot be told: the list of kexts is missing or not whole on a " \
    "side"

static const struct kext_case kext_cases[] = {
    {"its own row", WITHIN, "org.example.a", 55, {{KEXT_UNLOADED, "org.example.b", 56, false}},
     {{"org.example.a", 55, STRONG}}, "the row is its own: memory that it took page by page"},
    {"Apple's own", WITHIN, "com.apple.a", 0, {{0}}, {{"com.apple.a", 0, STRONG}},
     "the row is its own: memory that it took page by page"},
    {"unloaded in this boot", WITHIN, UNLOADED, 55,
     {{KEXT_UNLOADED, "org.example.a", 54, false}, {KEXT_UNLOADED, "org.example.b", 55, true}},
     {{"org.example.b", 55, STRONG}}, "it had id 55 in the base and is not loaded any more"},
    {"Apple's", WITHIN, UNLOADED, 55, {{KEXT_UNLOADED, "com.apple.b", 55, true}},
     {{"com.apple.b", 55, STRONG}}, "it had id 55 in the base and is not loaded any more"},
    {"another id of this boot", WITHIN, UNLOADED, 55, {{KEXT_UNLOADED, "org.example.b", 56, true}}, {{0}},
     NONE_GONE},
    {"another id", OVER, UNLOADED, 55, {{KEXT_UNLOADED, "org.example.b", 56, true}},
     {{"org.example.b", 56, WEAK}}, WAS_LOADED},
    {"a side without a list", UNLISTED, UNLOADED, 55, {{0}}, {{0}}, NOT_LISTED},
    {"over boots", OVER, UNLOADED, 55,
     {{KEXT_UNLOADED, "com.apple.z", 7, false}, {KEXT_LOADED, "org.example.new", 8, false},
      {KEXT_UNLOADED, "org.example.b", 55, false}, {KEXT_OTHER_VERSION, "org.example.c", 9, false},
      {KEXT_UNLOADED, "org.example.a", 5, false}},
     {{"org.example.a", 5, WEAK}, {"org.example.b", 55, WEAK}}, WAS_LOADED},
    {"at most five", OVER, UNLOADED, 55,
     {{KEXT_UNLOADED, "org.a", 1, false}, {KEXT_UNLOADED, "org.b", 2, false},
      {KEXT_UNLOADED, "org.c", 3, false}, {KEXT_UNLOADED, "org.d", 4, false},
      {KEXT_UNLOADED, "org.e", 5, false}, {KEXT_UNLOADED, "org.f", 6, false}},
     {{"org.a", 1, WEAK}, {"org.b", 2, WEAK}, {"org.c", 3, WEAK}, {"org.d", 4, WEAK},
      {"org.e", 5, WEAK}}, WAS_LOADED},
    {"none is gone", WITHIN, UNLOADED, 55, {{KEXT_LOADED, "org.example.b", 55, false}}, {{0}}, NONE_GONE},
    {"Apple's alone", WITHIN, UNLOADED, 55, {{KEXT_UNLOADED, "com.apple.b", 54, false}}, {{0}}, NONE_GONE},
    {"a row without an id", WITHIN, "(unknown kmod)", 0, {{KEXT_UNLOADED, "org.example.b", 55, true}},
     {{"org.example.b", 55, WEAK}}, WAS_LOADED},
};
/* clang-format on */

static void set_kexts(struct owner_scene *s, const struct kext_case *c)
{
    for (int i = 0; i < KEXTS && c->kexts[i].name != NULL; i++) {
        s->kexts[s->findings.n_kexts++] =
            (struct kext_change){.kind = c->kexts[i].kind,
                                 .name = slice_of(c->kexts[i].name),
                                 .kmod_id = amount_of(c->kexts[i].id),
                                 .left_bytes = c->kexts[i].left ? amount_of(9) : AMOUNT_UNKNOWN};
    }
}

START_TEST(kexts)
{
    const struct kext_case *c = &kext_cases[_i];
    struct owner_scene *s = new_owner_scene();
    struct component *row = add_scene_row(s, COMPONENT_KEXT, c->row, VERDICT_LEAK_SUSPECT);
    size_t expected = 0;
    s->findings.comparable.boot = c->lists == WITHIN ? BOOT_SAME : BOOT_DIFFERENT;
    s->findings.kexts_known = c->lists != UNLISTED;
    row->kmod_id = c->id > 0 ? amount_of(c->id) : AMOUNT_UNKNOWN;
    row->growth_bytes = (struct change){100 * MIB, true};
    row->unexplained_bytes = (uint64_t)(90 * MIB);
    set_kexts(s, c);
    suspect_component(s, row);
    search_owners(s);
    for (; expected < OWNERS_MAX && c->owners[expected].name != NULL; expected++) {
        expect_owner(s, expected, c->owners[expected].name, c->owners[expected].confidence,
                     c->what);
        const struct owner *owner = &s->found.list[expected];
        ck_assert(owner->is_kext && owner->process == NULL && owner->n_of == 1);
        ck_assert_ptr_eq(owner->of[0], row);
        ck_assert_uint_eq(owner->explains_bytes, (uint64_t)(90 * MIB));
        ck_assert_msg(owner->id.known == (c->owners[expected].id > 0), "%s", c->what);
        ck_assert_uint_eq(owner->id.value, c->owners[expected].id);
    }
    ck_assert_msg(s->found.count == expected, "%s: %zu", c->what, s->found.count);
    ck_assert_uint_eq(s->found.n_remarks, expected == 0);
    expect_text(expected > 0 ? s->found.list[0].why : s->found.remarks[0], c->says, c->what);
    free_owner_scene(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("owners_kexts");
    TCase *tests = tcase_create("owners_kexts");
    tcase_add_loop_test(tests, kexts, 0, LEN(kext_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
