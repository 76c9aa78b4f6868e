#include "summary_scene.h"

#include <check.h>
#include <stdlib.h>

enum { MEMORY_GIB = 8 };

void set_scene_growth(struct summary_scene *s, uint64_t before, uint64_t after)
{
    struct joined *joined = &s->findings.joined;
    joined->totals_known = true;
    joined->base_wired = (struct wired_total){.bytes = amount_of(before), .step = 1};
    joined->later_wired = (struct wired_total){.bytes = amount_of(after), .step = 1};
    joined->growth_bytes = known_change((int64_t)after - (int64_t)before);
}

struct summary_scene *new_summary_scene(void)
{
    struct summary_scene *s = calloc(1, sizeof(*s));
    ck_assert_ptr_nonnull(s);
    struct findings *f = &s->findings;
    s->arena = arena_new();
    s->later.machine.memory_bytes = amount_of(MEMORY_GIB * GIB);
    f->base.snapshot = &s->base;
    f->later.snapshot = &s->later;
    s->base.machine.uptime_seconds = amount_of(300);
    f->base.account.has_zones = f->later.account.has_zones = true;
    f->base.account.has_wired_rows = f->later.account.has_wired_rows = true;
    f->comparable.boot = BOOT_SAME;
    f->joined.components = s->components;
    f->suspects = s->suspects;
    f->vm = s->vm;
    set_scene_growth(s, GIB, GIB + 512 * MIB);
    return s;
}

void free_summary_scene(struct summary_scene *s)
{
    arena_free(s->arena);
    free(s);
}

void add_scene_largest(struct summary_scene *s, enum component_kind kind, const char *name,
                       enum verdict verdict)
{
    s->components[0] = (struct component){.kind = kind,
                                          .name = slice_of(name),
                                          .growth_bytes = known_change(256 * MIB),
                                          .share = known_change(SHARE_PARTS / 2),
                                          .rank = 1,
                                          .verdict = verdict,
                                          .why = SLICE("because of figures")};
    s->findings.joined.n_components = 1;
}

void expect_line(const struct summary_scene *s, size_t line, const char *expected)
{
    ck_assert_msg(line < s->findings.n_summary, "%s: there are %zu", expected,
                  s->findings.n_summary);
    struct slice found = s->findings.summary[line];
    ck_assert_msg(slice_is(found, expected), "%.*s\nnot %s", SLICE_ARGS(found), expected);
}

bool has_line_of(const struct summary_scene *s, const char *start)
{
    for (size_t i = 0; i < s->findings.n_summary; i++) {
        if (slice_starts(s->findings.summary[i], start))
            return true;
    }
    return false;
}

void add_scene_suspect(struct summary_scene *s)
{
    add_scene_largest(s, COMPONENT_ZONE, "a", VERDICT_LEAK_SUSPECT);
    s->suspects[0] = &s->components[0];
    s->findings.n_suspects = 1;
}
