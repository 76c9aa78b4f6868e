/*
 * check_robust_diffs: every story compared with one report of one side damaged.
 *
 * The growth of all rows is that of the total, the JSON can be read, the figures of rows that the
 * damage did not reach are those of the undamaged pair, and none of them becomes a suspect that was
 * none: damage takes reasons away, and must not make an accusation of that.
 */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue_read.h"
#include "damage_oracle.h"
#include "findings.h"
#include "parse_text.h"
#include "render.h"
#include "report.h"
#include "robust.h"

struct pair_case {
    const struct robust_capture *sides[2];
    const struct findings *whole; /* of the pair without damage */
    size_t side;                  /* which is damaged: 0 the base */
    size_t kind;
    const char *what;
    size_t at;
};

static unsigned long failures;

static void complain(const struct pair_case *c, const struct component *component, const char *why)
{
    printf("%s, %s: %s at %zu: %s %.*s %s\n", c->sides[c->side]->name, report_kinds[c->kind]->name,
           c->what, c->at, component != NULL ? component_kind_name(component->kind) : "",
           component != NULL ? (int)component->name.len : 0,
           component != NULL ? component->name.ptr : "", why);
    fflush(stdout);
    failures++;
}

static struct catalogue catalogue; /* read once: it is the same for every case */

static const struct component *same_component(const struct findings *findings,
                                              const struct component *wanted)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        bool same_id =
            c->kmod_id.known == wanted->kmod_id.known && c->kmod_id.value == wanted->kmod_id.value;
        if (c->kind == wanted->kind && same_id && slice_equal(c->name, wanted->name))
            return c;
    }
    return NULL;
}

static bool same_change(struct change a, struct change b)
{
    return a.known == b.known && (!a.known || a.value == b.value);
}

/* No row of it was reached by the damage. */
static bool is_untouched(const struct component *before, const struct component *after)
{
    return before != NULL && same_change(before->base_bytes, after->base_bytes) &&
           same_change(before->later_bytes, after->later_bytes) &&
           same_change(before->growth_bytes, after->growth_bytes);
}

static void judge_components(const struct pair_case *c, const struct findings *damaged)
{
    for (size_t i = 0; i < damaged->joined.n_components; i++) {
        const struct component *after = &damaged->joined.components[i];
        const struct component *before = same_component(c->whole, after);
        bool accused = after->verdict == VERDICT_LEAK_SUSPECT &&
                       (before == NULL || before->verdict != VERDICT_LEAK_SUSPECT);
        if (accused && is_untouched(before, after))
            complain(c, after, "is a suspect now");
    }
}

static void judge_sum(const struct pair_case *c, const struct findings *damaged)
{
    int64_t sum = 0;
    const struct joined *joined = &damaged->joined;
    if (!joined->growth_bytes.known)
        return;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct change growth = joined->components[i].growth_bytes;
        if (growth.known)
            ck_assert(number_add_signed(sum, growth.value, &sum));
    }
    ck_assert(number_add_signed(sum, joined->not_compared.growth_bytes.value, &sum));
    if (sum != joined->growth_bytes.value)
        complain(c, NULL, "rows do not add up to the total");
}

static void judge_output(const struct pair_case *c, const struct findings *damaged,
                         struct arena *arena)
{
    struct text out = {0};
    json_error_t error;
    struct selection_options options = {.top = 10};
    struct selection selection = select_components(&damaged->joined, false, options, arena);
    render_json(&out, damaged, NULL);
    struct slice text = text_slice(&out);
    json_t *json = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (json == NULL || !json_is_string(json_object_get(json, "schema")))
        complain(c, NULL, json == NULL ? error.text : "the JSON names no schema");
    json_decref(json);
    text_free(&out);
    out = (struct text){0};
    render_text(&out, damaged, &selection, (struct text_layout){.width = 80, .force = true});
    text_free(&out);
}

/* More in the rows than in the total is said, and so is a total that is lost. */
static void judge_totals(const struct pair_case *c, const struct findings *damaged,
                         const struct snapshot *read)
{
    const struct account *before =
        c->side == 0 ? &c->whole->base.account : &c->whole->later.account;
    const struct account *after = c->side == 0 ? &damaged->base.account : &damaged->later.account;
    bool same = before->wired.bytes.known == after->wired.bytes.known &&
                before->wired.bytes.value == after->wired.bytes.value;
    /* A run of vm_stat is a line a moment: without some lines the total is of another one. */
    bool is_run = strcmp(report_kinds[c->kind]->name, "vm_stat") == 0 &&
                  c->sides[c->side]->whole->vm_stat.columnar;
    if (!same && !is_run && !is_marked(c->sides[c->side]->whole, read, c->kind))
        complain(c, NULL, "another total, without a mark");
}

static bool all_cases(void)
{
    return getenv("SYSDELTA_ROBUST") != NULL;
}

/* Printing costs more than the rest: without it most cases still have their figures judged. */
static void judge_pair(const struct pair_case *c, struct slice text, bool in_place)
{
    static unsigned outputs;
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    const struct snapshot *sides[] = {c->sides[0]->whole, c->sides[1]->whole};
    struct snapshot *read = parse_in_place(sides[c->side], c->kind, text);
    struct findings findings;
    sides[c->side] = read;
    robust_case();
    if (findings_of(sides[0], sides[1], &catalogue, arena, &findings, &error)) {
        judge_sum(c, &findings);
        judge_components(c, &findings);
        if (all_cases() || ++outputs % 12 == 0)
            judge_output(c, &findings, arena);
        if (!in_place)
            judge_totals(c, &findings, read);
    } else if (!error.set) {
        complain(c, NULL, "refused without a reason");
    }
    arena_free(arena);
    snapshot_free(read);
}

static void damage_pair(struct pair_case *c, size_t way, size_t at)
{
    struct slice text = robust_text(c->sides[c->side], c->kind);
    struct line_starts lines = line_starts_of(text);
    size_t line = at % lines.count;
    struct damaged damaged = {.len = 0};
    c->at = at;
    if (way == 0) {
        c->what = "cut";
        damaged = damage_replace(DAMAGE_CUT, text, at, text.len - at, SLICE(""));
    } else if (way == 1) {
        c->what = "ten lines dropped";
        size_t last = line + 10 < lines.count ? line + 10 : lines.count;
        c->at = lines.starts[line];
        damaged = damage_replace(DAMAGE_DROP, text, c->at, lines.starts[last] - c->at, SLICE(""));
    } else if (way == 2) {
        c->what = "4 KiB of zeros";
        static const char zeros[4096];
        struct slice with = slice_first((struct slice){zeros, sizeof(zeros)}, text.len - at);
        damaged = damage_replace(DAMAGE_JOIN, text, at, with.len, with);
    } else {
        c->what = "a nine for a byte";
        damaged = damage_replace(DAMAGE_BYTE, text, at, 1, SLICE("9"));
    }
    judge_pair(c, damaged_text(&damaged), way == 3);
    damaged_free(&damaged);
    line_starts_free(&lines);
}

/* An empty report, and one that is all noise. */
static void lose_report(struct pair_case *c)
{
    c->at = 0;
    c->what = "an empty report";
    judge_pair(c, SLICE(""), false);
    c->what = "noise for a report";
    judge_pair(c, SLICE("\x1f\x8b\x08 what is this\n\xff\xfe\n"), false);
}

enum { WAYS = 4 };

START_TEST(pairs)
{
    bool all = all_cases();
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    struct findings whole;
    struct pair_case c = {.whole = &whole};
    for (size_t side = 0; side < 2; side++)
        c.sides[side] = robust_capture(2 * (size_t)_i + side);
    ck_assert(findings_of(c.sides[0]->whole, c.sides[1]->whole, &catalogue, arena, &whole, &error));
    failures = 0;
    for (c.kind = 0; c.kind < c.sides[0]->whole->n_reports; c.kind++) {
        for (c.side = 0; c.side < 2; c.side++) {
            struct slice text = robust_text(c.sides[c.side], c.kind);
            if (text.len == 0)
                continue;
            /* A comparison costs more than a reading: each place has its turn. */
            size_t turn = (size_t)_i + c.kind + c.side;
            if (all || turn % 12 == 0)
                lose_report(&c);
            for (size_t way = 0; way < WAYS; way++) {
                if (all || (turn % 12 < 3 && (size_t)_i % WAYS == way))
                    damage_pair(&c, way, robust_place(0, 0, text.len));
            }
        }
    }
    arena_free(arena);
    ck_assert_msg(failures == 0, "%lu complaints", failures);
}
END_TEST

int main(void)
{
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    int captures = (int)robust_count();
    if (!catalogue_load(&catalogue, NULL, arena, &error))
        abort();
    Suite *suite = suite_create("robust_diffs");
    TCase *tests = tcase_create("robust_diffs");
    tcase_add_loop_test(tests, pairs, 0, captures / 2);
    suite_add_tcase(suite, tests);
    int status = robust_run(suite);
    arena_free(arena);
    return status;
}
