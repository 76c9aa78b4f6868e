#include "owner_scene.h"

#include <check.h>
#include <stdlib.h>

#include "columns.h"

struct owner_scene *new_owner_scene(void)
{
    struct owner_scene *s = calloc(1, sizeof(*s));
    ck_assert_ptr_nonnull(s);
    struct findings *f = &s->findings;
    s->arena = arena_new();
    s->report.status = REPORT_OK;
    /* Every process is listed, with all columns; what is counted is up to the reports. */
    give_columns(&s->base);
    give_columns(&s->later);
    s->base.ps.report = s->later.ps.report = &s->report;
    f->kexts_known = true;
    f->base.snapshot = &s->base;
    f->later.snapshot = &s->later;
    f->base.account.has_zones = f->later.account.has_zones = true;
    f->comparable.boot = BOOT_SAME;
    f->joined.components = s->components;
    f->processes.processes = s->processes;
    f->suspects = s->suspects;
    f->kexts = s->kexts;
    return s;
}

void free_owner_scene(struct owner_scene *s)
{
    arena_free(s->arena);
    free(s);
}

/* The report that counts the resource is there, and whole. */
static void count_in(struct snapshot *snapshot, const struct report *report, enum resource resource)
{
    switch (resource) {
    case RESOURCE_RECEIVE:
    case RESOURCE_MESSAGES:
        snapshot->lsmp.report = report;
        return;
    case RESOURCE_DESCRIPTORS:
    case RESOURCE_SOCKETS:
        snapshot->lsof.report = report;
        return;
    case RESOURCE_FOOTPRINT:
        snapshot->taskinfo.report = report;
        return;
    case RESOURCE_WIRED:
    case RESOURCE_GRAPHICS:
        snapshot->footprint.report = report;
        return;
    default:
        snapshot->top.report = report;
    }
}

void count_on_both(struct owner_scene *s, enum resource resource)
{
    count_in(&s->base, &s->report, resource);
    count_in(&s->later, &s->report, resource);
}

struct component *add_scene_row(struct owner_scene *s, enum component_kind kind, const char *name,
                                enum verdict verdict)
{
    size_t i = s->findings.joined.n_components++;
    s->entries[i].follows = FOLLOWS_NOTHING;
    s->components[i] = (struct component){
        .kind = kind, .name = slice_of(name), .verdict = verdict, .entry = &s->entries[i]};
    return &s->components[i];
}

void suspect_component(struct owner_scene *s, const struct component *c)
{
    s->suspects[s->findings.n_suspects++] = c;
}

struct component *add_scene_zone(struct owner_scene *s, const char *name, enum follows follows,
                                 int64_t elements, uint64_t element_bytes)
{
    struct component *c = add_scene_row(s, COMPONENT_ZONE, name, VERDICT_LEAK_SUSPECT);
    size_t i = s->findings.joined.n_components - 1;
    s->entries[i].follows = follows;
    s->rows[i].element_bytes = amount_of(element_bytes);
    c->later = &s->rows[i];
    c->element_growth = (struct change){elements, true};
    c->growth_bytes = (struct change){elements * (int64_t)element_bytes, true};
    return c;
}

static void set_side(struct process_counts *counts, enum resource resource, int64_t figure)
{
    counts->instances = figure != NOT_THERE;
    if (figure != NOT_THERE)
        counts->of[resource] = amount_of((uint64_t)figure);
}

void add_scene_process(struct owner_scene *s, const char *name, uint64_t pid,
                       enum resource resource, int64_t before, int64_t after)
{
    struct process *process = &s->processes[s->findings.processes.count++];
    ck_assert_uint_le(s->findings.processes.count, PROCESSES);
    *process = (struct process){.name = slice_of(name), .pid = amount_of(pid)};
    set_side(&process->base, resource, before);
    set_side(&process->later, resource, after);
}

const struct owners *search_owners(struct owner_scene *s)
{
    s->findings.clusters = clusters_of(&s->findings.joined, s->arena);
    s->found = owners_of(&s->findings, s->arena);
    return &s->found;
}

void expect_text(struct slice found, const char *expected, const char *what)
{
    ck_assert_msg(slice_is(found, expected), "%s: %.*s\nnot %s", what, SLICE_ARGS(found), expected);
}

void expect_owner(const struct owner_scene *s, size_t i, const char *name, int confidence,
                  const char *what)
{
    ck_assert_msg(i < s->found.count, "%s: %zu owners, no %s", what, s->found.count, name);
    expect_text(s->found.list[i].name, name, what);
    ck_assert_msg((int)s->found.list[i].confidence == confidence, "%s: %s is %s", what, name,
                  confidence_name(s->found.list[i].confidence));
}
