/* check_next: what to do next, one sentence, in findings made by hand: which of them comes first. */
#include <check.h>
#include <stdlib.h>

#include "catalogue.h"
#include "columns.h"
#include "next.h"
#include "report.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define GIB (UINT64_C(1) << 30)

enum { MEMORY_GIB = 8, KEXTS = 5 };

struct scene {
    struct findings findings;
    struct snapshot base, later;
    struct report kexts_report, zprint_report;
    struct component row, other_row;
    const struct component *suspect, *owned;
    struct catalogue_entry entry;
    struct owner owner[2];
    struct kext_change kexts[KEXTS];
    struct slice foreign[KEXTS];
    struct arena *arena;
};

/* 1 GiB wired, then 1.5 GiB of 8; nothing suspected, nobody named. */
static struct scene *new_scene(void)
{
    struct scene *s = calloc(1, sizeof(*s));
    ck_assert_ptr_nonnull(s);
    struct findings *f = &s->findings;
    s->arena = arena_new();
    s->later.machine.memory_bytes = amount_of(MEMORY_GIB * GIB);
    f->base.snapshot = &s->base;
    f->later.snapshot = &s->later;
    f->base.account.has_zones = f->later.account.has_zones = true;
    f->joined.totals_known = true;
    f->joined.base_wired.bytes = amount_of(GIB);
    f->joined.later_wired.bytes = amount_of(GIB + GIB / 2);
    f->joined.growth_bytes = (struct change){(int64_t)(GIB / 2), true};
    f->joined.components = &s->row;
    f->joined.n_components = 1;
    f->suspects = &s->suspect;
    f->kexts = s->kexts;
    f->foreign_kexts = s->foreign;
    f->owners.list = s->owner;
    s->row = (struct component){.kind = COMPONENT_ZONE,
                                .name = SLICE("zone"),
                                .later_bytes = {(int64_t)GIB, true},
                                .growth_bytes = {(int64_t)(GIB / 2), true},
                                .rank = 1};
    s->suspect = s->owned = &s->row;
    return s;
}

static void free_scene(struct scene *s)
{
    arena_free(s->arena);
    free(s);
}

static void next_is(struct scene *s, const char *expected)
{
    struct slice found = next_step(&s->findings, s->arena);
    ck_assert_msg(slice_is(found, expected), "%.*s\nnot %s", SLICE_ARGS(found), expected);
    ck_assert(!slice_ends(found, "."));
}

static void suspect(struct scene *s, enum component_kind kind, const char *name)
{
    s->row.kind = kind;
    s->row.name = slice_of(name);
    s->row.verdict = VERDICT_LEAK_SUSPECT;
    s->findings.n_suspects = 1;
}

#define OF_ZPRINT "Run sudo zprint every few minutes to see when it grows"
#define OF_OWNER                                                                                   \
    "Quit or restart mixer and look with sudo zprint whether the memory comes back; if it does, "  \
    "tell its maker"
#define OF_SWAPPED "Give the captures the other way round"
#define OF_SAME "Give two captures: one from soon after boot and a later one"
#define OF_NOTHING                                                                                 \
    "Nothing to mend; if wired memory goes on growing, take another capture some hours from now "  \
    "and compare it with this one"

#define OF_HELPER                                                                                  \
    "Quit or restart WindowServerHelper and look with sudo zprint whether the memory comes back; " \
    "if it does, tell its maker"
#define OF_VITAL                                                                                   \
    "Reboot to get the memory back, and report it to Apple: WindowServer cannot be quit on its "   \
    "own"

struct owner_case {
    const char *name;
    enum confidence confidence;
    bool is_kext, suspected, swapped, same_moment;
    const char *expected;
};

/* clang-format off */
static const struct owner_case owner_cases[] = {
    {"mixer", CONFIDENCE_STRONG, false, true, false, false, OF_OWNER},
    {"mixer", CONFIDENCE_MODERATE, false, true, false, false, OF_OWNER},
    {"mixer", CONFIDENCE_WEAK, false, true, false, false, OF_ZPRINT},
    {"mixer", CONFIDENCE_STRONG, true, true, false, false, OF_ZPRINT},
    {"mixer", CONFIDENCE_STRONG, false, false, false, false, OF_OWNER},
    {"mixer", CONFIDENCE_WEAK, false, false, false, false, OF_NOTHING},
    {"mixer", CONFIDENCE_STRONG, false, true, true, false, OF_SWAPPED},
    {"mixer", CONFIDENCE_STRONG, false, true, false, true, OF_SAME},
    {"WindowServer", CONFIDENCE_STRONG, false, true, false, false, OF_VITAL},
    {"WindowServer", CONFIDENCE_WEAK, false, true, false, false, OF_ZPRINT},
    {"WindowServerHelper", CONFIDENCE_STRONG, false, true, false, false, OF_HELPER},
    {"mixer", CONFIDENCE_STRONG, false, true, true, true, OF_SWAPPED},
};
/* clang-format on */

START_TEST(owners)
{
    const struct owner_case *c = &owner_cases[_i];
    struct scene *s = new_scene();
    if (c->suspected)
        suspect(s, COMPONENT_ZONE, "zone");
    s->owner[0] = (struct owner){.is_kext = c->is_kext,
                                 .name = slice_of(c->name),
                                 .of = &s->owned,
                                 .n_of = 1,
                                 .confidence = c->confidence};
    s->findings.owners.count = 1;
    s->findings.comparable.swapped = c->swapped;
    s->findings.comparable.same_moment = c->same_moment;
    next_is(s, c->expected);
    free_scene(s);
}
END_TEST

/* No table has it, but the total does. */
START_TEST(owner_of_the_rest)
{
    struct scene *s = new_scene();
    s->row.kind = COMPONENT_UNATTRIBUTED;
    s->row.verdict = VERDICT_UNATTRIBUTED;
    s->owner[0] = (struct owner){
        .name = SLICE("mixer"), .of = &s->owned, .n_of = 1, .confidence = CONFIDENCE_MODERATE};
    s->findings.owners.count = 1;
    next_is(s, "Quit or restart mixer and look with vm_stat whether wired memory goes down; if it "
               "does, tell its maker");
    free_scene(s);
}
END_TEST

/* Of two that fit equally well each has a part: one as surely as the other, of the same row. */
START_TEST(equal_owners)
{
    static const struct {
        const char *name;
        enum confidence confidence;
        bool of_another_row, named;
    } cases[] = {{"synth", CONFIDENCE_MODERATE, false, true},
                 {"synth", CONFIDENCE_WEAK, false, false},
                 {"synth", CONFIDENCE_MODERATE, true, false},
                 {"launchd", CONFIDENCE_MODERATE, false, false}};
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        struct scene *s = new_scene();
        const struct component *other = &s->other_row;
        suspect(s, COMPONENT_ZONE, "zone");
        for (int k = 0; k < 2; k++) {
            s->owner[k] = (struct owner){.name = SLICE("mixer"),
                                         .of = &s->owned,
                                         .n_of = 1,
                                         .confidence = CONFIDENCE_MODERATE};
        }
        s->owner[1].name = slice_of(cases[i].name);
        s->owner[1].confidence = cases[i].confidence;
        s->owner[1].of = cases[i].of_another_row ? &other : &s->owned;
        s->findings.owners.count = 2;
        next_is(s, cases[i].named ? "Quit or restart mixer, then synth, and look with sudo zprint "
                                    "whether the memory comes back; if it does, tell its maker"
                                  : OF_OWNER);
        free_scene(s);
    }
}
END_TEST

/* Where footprint told of no process on both sides there is no use in running it again. */
START_TEST(memory_of_nobody)
{
    static const struct report whole = {.status = REPORT_OK};
    for (int told = 0; told < 2; told++) {
        struct scene *s = new_scene();
        s->row.kind = COMPONENT_UNATTRIBUTED;
        s->row.verdict = VERDICT_UNATTRIBUTED;
        give_columns(&s->base);
        give_columns(&s->later);
        s->base.footprint.report = &whole;
        s->later.footprint.report = told ? &whole : NULL;
        next_is(s, told ? "Repeat the test without the programs that use the GPU, a camera or a "
                          "virtual machine, and look with vm_stat which one wires it"
                        : "Run sudo footprint -w -a and look for a process with much wired memory, "
                          "such as one that works on the GPU");
        free_scene(s);
    }
}
END_TEST

/* Whoever holds another row is not the one to quit for this one. */
START_TEST(owner_of_another_row)
{
    for (int suspected = 0; suspected < 2; suspected++) {
        struct scene *s = new_scene();
        if (suspected)
            suspect(s, COMPONENT_ZONE, "zone");
        s->owned = &s->other_row;
        s->owner[0] = (struct owner){
            .name = SLICE("mixer"), .of = &s->owned, .n_of = 1, .confidence = CONFIDENCE_STRONG};
        s->findings.owners.count = 1;
        next_is(s, suspected ? OF_ZPRINT : OF_NOTHING);
        ck_assert_ptr_null(findings_owner(&s->findings));
        free_scene(s);
    }
}
END_TEST

struct suspect_case {
    const char *what;
    enum component_kind kind;
    const char *name;
    uint64_t kmod_id; /* 0: none */
    bool left;        /* org.example.left had it in the base */
    enum nature nature;
    const char *entry; /* what the catalogue says; NULL: it has no entry */
    const char *expected;
};

/* clang-format off */
#define LOOK "Look which kext had id 55 in a kextstat.txt of this boot from when it was loaded"
#define UPDATE "Update or remove the kext, then compare two captures again"
#define LEFT "Update or remove org.example.left; what it left behind stays until a reboot"
#define UNLOADED "(unloaded kmod)"
#define THIRD_PARTY "Repeat the test without third-party kexts and security products"

static const struct suspect_case suspect_cases[] = {
    {"unknown zone", COMPONENT_ZONE, "zone", 0, false, NATURE_UNKNOWN, NULL, OF_ZPRINT},
    {"unknown tag", COMPONENT_TAG, "VM_KERN_MEMORY_X", 0, false, NATURE_UNKNOWN, NULL, OF_ZPRINT},
    {"by the catalogue", COMPONENT_ZONE, "zone", 0, false, NATURE_UNKNOWN, "Do this.", "Do this"},
    {"which says nothing", COMPONENT_ZONE, "zone", 0, false, NATURE_UNKNOWN, "", OF_ZPRINT},
    {"anybody's blocks", COMPONENT_ZONE, "kalloc.64", 0, false, NATURE_GENERAL, "Do this.", THIRD_PARTY},
    {"a tag of that nature", COMPONENT_TAG, "VM_KERN_MEMORY_X", 0, false, NATURE_GENERAL, "Do this.",
     "Do this"},
    {"a kext", COMPONENT_KEXT, "org.example.left", 55, false, NATURE_UNKNOWN, NULL, UPDATE},
    {"a kext of the catalogue", COMPONENT_KEXT, "org.example.left", 55, false, NATURE_DRIVER, "Do this.",
     "Do this"},
    {"unloaded, and known which", COMPONENT_KEXT, UNLOADED, 55, true, NATURE_UNKNOWN, NULL, LEFT},
    {"whatever the catalogue says", COMPONENT_KEXT, UNLOADED, 55, true, NATURE_UNKNOWN, "Do this.", LEFT},
    {"unloaded, and not known", COMPONENT_KEXT, UNLOADED, 55, false, NATURE_UNKNOWN, NULL, LOOK},
    {"without an id", COMPONENT_KEXT, UNLOADED, 0, false, NATURE_UNKNOWN, NULL, UPDATE},
};
/* clang-format on */

START_TEST(suspects)
{
    const struct suspect_case *c = &suspect_cases[_i];
    struct scene *s = new_scene();
    suspect(s, c->kind, c->name);
    s->row.kmod_id = c->kmod_id > 0 ? amount_of(c->kmod_id) : AMOUNT_UNKNOWN;
    if (c->entry != NULL) {
        s->entry = (struct catalogue_entry){.nature = c->nature, .next = slice_of(c->entry)};
        s->row.entry = &s->entry;
    }
    s->kexts[0] = (struct kext_change){.kind = KEXT_UNLOADED,
                                       .name = SLICE("org.example.left"),
                                       .kmod_id = amount_of(55),
                                       .left_bytes = c->left ? amount_of(9) : AMOUNT_UNKNOWN};
    s->findings.n_kexts = 1;
    next_is(s, c->expected);
    free_scene(s);
}
END_TEST

/* Kexts of others are tried first: those that came since the base, else all of them. */
struct foreign_case {
    const char *loaded[KEXTS], *foreign[KEXTS];
    const char *expected;
};

/* clang-format off */
static const struct foreign_case foreign_cases[] = {
    {{NULL}, {NULL}, "All loaded kexts are Apple's: repeat the test without the system extensions that "
     "systemextensionsctl list shows"},
    {{NULL}, {"org.a"}, "Repeat the test without org.a"},
    {{NULL}, {"org.a", "org.b", "org.c"}, "Repeat the test without org.a, org.b, org.c"},
    {{NULL}, {"org.a", "org.b", "org.c", "org.d", "org.e"},
     "Repeat the test without org.a, org.b, org.c and 2 more"},
    {{"org.d"}, {"org.a", "org.b", "org.c", "org.d"}, "Repeat the test without org.d"},
    {{"com.apple.x"}, {"org.a"}, "Repeat the test without org.a"},
    {{"com.apple.x", "org.a", "org.b", "org.c", "org.d"}, {"org.a", "org.b", "org.c", "org.d", "org.e"},
     "Repeat the test without org.a, org.b, org.c and 1 more"},
};
/* clang-format on */

START_TEST(kexts_of_others)
{
    const struct foreign_case *c = &foreign_cases[_i];
    struct scene *s = new_scene();
    suspect(s, COMPONENT_ZONE, "kalloc.64");
    s->entry.nature = NATURE_GENERAL;
    s->row.entry = &s->entry;
    s->later.kexts.report = &s->kexts_report;
    for (size_t i = 0; i < KEXTS && c->loaded[i] != NULL; i++)
        s->kexts[s->findings.n_kexts++] =
            (struct kext_change){.kind = KEXT_LOADED, .name = slice_of(c->loaded[i])};
    for (size_t i = 0; i < KEXTS && c->foreign[i] != NULL; i++)
        s->foreign[s->findings.n_foreign_kexts++] = slice_of(c->foreign[i]);
    next_is(s, c->expected);
    free_scene(s);
}
END_TEST

/* Without a suspect: each is said only where nothing before it holds. */
enum { NOTHING, WORRIED, SHRUNK, STOPPED, RECLAIMABLE, REST, NO_TABLES, REFUSED_LATER, REFUSED };

static const char *const without[] = {
    [NOTHING] = OF_NOTHING,
    [WORRIED] = "Look at the programs with the most memory (top -o mem): what the kernel holds is "
                "as expected",
    [SHRUNK] = "Nothing to mend: wired memory did not grow",
    [STOPPED] = "Reboot, take a capture within minutes of it, and compare that with this one and "
                "with one from when it has grown again",
    [RECLAIMABLE] = "Nothing to mend; a capture taken after memory has run short should have fewer "
                    "of these pages",
    [REST] = "Run sudo footprint -w -a and look for a process with much wired memory, such as one "
             "that works on the GPU",
    [NO_TABLES] = "Take the base anew, and look that zprint.txt is whole in it",
    [REFUSED_LATER] = "Take the capture again whose zprint was refused, as said above",
    [REFUSED] = "Take the capture again whose zprint was refused, as said above",
};

static void refuse(struct scene *s, struct snapshot *snapshot)
{
    static const struct report_kind kind = {.name = "zprint"};
    s->zprint_report = (struct report){.kind = &kind, .status = REPORT_REFUSED};
    snapshot->reports = &s->zprint_report;
    snapshot->n_reports = 1;
}

START_TEST(without_a_suspect)
{
    struct scene *s = new_scene();
    struct joined *joined = &s->findings.joined;
    if (_i >= WORRIED)
        joined->later_wired.bytes = amount_of(5 * GIB);
    if (_i >= SHRUNK)
        joined->growth_bytes = (struct change){0, true};
    if (_i >= STOPPED) {
        s->row.onset = ONSET_STOPPED;
        s->row.later_bytes = (struct change){(int64_t)(2 * GIB), true};
    }
    if (_i >= RECLAIMABLE)
        s->row.verdict = VERDICT_RECLAIMABLE;
    if (_i >= REST)
        s->row.verdict = VERDICT_UNATTRIBUTED;
    if (_i >= NO_TABLES)
        s->findings.base.account.has_zones = false;
    if (_i >= REFUSED_LATER)
        refuse(s, _i == REFUSED ? &s->base : &s->later);
    next_is(s, without[_i]);
    free_scene(s);
}
END_TEST

struct table_case {
    const char *what;
    struct {
        bool no_zones, no_wired, part, damaged, cut, unprivileged;
    } base, later;
    const char *expected;
};

/* clang-format off */
#define AGAIN " again from where it was made, and take it anew if it is cut short there too"
#define WHOLE ", and look that zprint.txt is whole in it"

static const struct table_case table_cases[] = {
    {"all there", {.damaged = true}, {.cut = true}, OF_NOTHING},
    {"no zones", {.no_zones = true}, {.no_wired = false}, "Take the base anew" WHOLE},
    {"on both sides", {.no_zones = true}, {.no_zones = true}, "Take each capture anew" WHOLE},
    {"no tags", {.no_zones = false}, {.no_wired = true}, "Take the later capture anew" WHOLE},
    {"tags on neither side", {.no_wired = true}, {.no_wired = true}, OF_NOTHING},
    {"without root", {.no_zones = true, .unprivileged = true}, {.no_wired = false},
     "Take the base anew with sudo" WHOLE},
    {"a damaged archive", {.no_zones = true, .damaged = true, .unprivileged = true},
     {.no_wired = false}, "Copy the base" AGAIN},
    {"a cut report", {.no_zones = false}, {.no_wired = true, .cut = true},
     "Copy the later capture" AGAIN},
    {"a part of it", {.no_zones = false}, {.part = true, .cut = true}, "Copy the later capture" AGAIN},
    {"a part without a cut", {.no_zones = false}, {.part = true}, OF_NOTHING},
    {"both damaged", {.no_zones = true, .damaged = true}, {.no_zones = true, .cut = true},
     "Copy each capture" AGAIN},
    {"each in its way", {.no_zones = true, .damaged = true}, {.no_zones = true, .unprivileged = true},
     "Copy the base" AGAIN "; take the later capture anew with sudo" WHOLE},
};
/* clang-format on */

START_TEST(tables)
{
    static const struct report_kind kind = {.name = "zprint"};
    const struct table_case *c = &table_cases[_i];
    struct scene *s = new_scene();
    struct report reports[2] = {{.kind = &kind, .cut_short = c->base.cut},
                                {.kind = &kind, .cut_short = c->later.cut}};
    struct finding_side *sides[] = {&s->findings.base, &s->findings.later};
    struct snapshot *snapshots[] = {&s->base, &s->later};
    for (int i = 0; i < 2; i++) {
        struct account *account = &sides[i]->account;
        bool base = i == 0;
        account->has_zones = !(base ? c->base.no_zones : c->later.no_zones);
        account->has_wired_rows = !(base ? c->base.no_wired : c->later.no_wired);
        account->zones_complete = account->wired_rows_complete =
            !(base ? c->base.part : c->later.part);
        snapshots[i]->reports = &reports[i];
        snapshots[i]->n_reports = 1;
        snapshots[i]->manifest.root_known = base ? c->base.unprivileged : c->later.unprivileged;
        if (base ? c->base.damaged : c->later.damaged)
            snapshots[i]->damage = SLICE("it ends early");
    }
    next_is(s, c->expected);
    free_scene(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("next");
    TCase *tests = tcase_create("next");
    tcase_add_loop_test(tests, owners, 0, LEN(owner_cases));
    tcase_add_test(tests, owner_of_another_row);
    tcase_add_test(tests, owner_of_the_rest);
    tcase_add_test(tests, equal_owners);
    tcase_add_test(tests, memory_of_nobody);
    tcase_add_loop_test(tests, suspects, 0, LEN(suspect_cases));
    tcase_add_loop_test(tests, kexts_of_others, 0, LEN(foreign_cases));
    tcase_add_loop_test(tests, without_a_suspect, 0, LEN(without));
    tcase_add_loop_test(tests, tables, 0, LEN(table_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
