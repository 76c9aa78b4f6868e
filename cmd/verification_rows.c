/* verification_rows.c: components, the total and lists of a report against those of its captures. */
#include <stdlib.h>

#include "verifier.h"

/* A figure with the line that it is from. */
static void verify_row(struct verifier *v, const struct side_pair *side, struct slice what,
                       const json_t *report, const json_t *again)
{
    static const char *const figures[] = {"wired_bytes", "live_bytes",   "reclaimable_bytes",
                                          "slack_bytes", "elements",     "element_bytes",
                                          "estimated",   "printed_rows", NULL};
    verifier_compare_keys(v, CHECK_FIGURES, side->name, what, report, again, figures);
    verifier_compare_place(v, side, verifier_place(v, side->name, what, "origin"),
                           json_object_get(report, "origin"), json_object_get(again, "origin"));
}

/* Components of either, in an order in which they can be found. */
struct named {
    struct slice key;
    size_t place;
    const json_t *component;
};

struct named_list {
    struct named *list;
    size_t count;
};

static int by_key(const void *a, const void *b)
{
    const struct named *left = a;
    const struct named *right = b;
    int order = slice_compare(left->key, right->key);
    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

/* "zone:ipc.ports", "kext:(unloaded kmod) 176" */
static struct slice key_of(struct verifier *v, const json_t *component)
{
    struct slice kind = verifier_text(json_object_get(component, "kind"));
    struct slice name = verifier_text(json_object_get(component, "name"));
    const json_t *id = json_object_get(component, "kmod_id");
    struct text key = {0};
    text_add(&key, kind);
    text_add(&key, SLICE(":"));
    text_add(&key, name);
    if (json_is_integer(id))
        text_printf(&key, " %lld", (long long)json_integer_value(id));
    struct slice kept = arena_copy(v->arena, text_slice(&key));
    text_free(&key);
    return kept;
}

static struct named_list named_of(struct verifier *v, const json_t *report)
{
    const json_t *components = json_object_get(report, "components");
    struct named_list named = {.count = json_array_size(components)};
    named.list = arena_alloc(v->arena, named.count * sizeof(*named.list));
    for (size_t i = 0; i < named.count; i++) {
        const json_t *component = json_array_get(components, i);
        named.list[i] = (struct named){key_of(v, component), i, component};
    }
    if (named.count > 0)
        qsort(named.list, named.count, sizeof(*named.list), by_key);
    return named;
}

static void verify_component(struct verifier *v, struct slice what, const json_t *report,
                             const json_t *again)
{
    static const char *const judged[] = {"verdict", "why", "care", "onset", "what", "owners", NULL};
    static const char *const derived[] = {"rank",
                                          "state",
                                          "renamed_from",
                                          "growth_bytes",
                                          "live_growth_bytes",
                                          "reclaimable_growth_bytes",
                                          "element_growth",
                                          "growth_bytes_per_hour",
                                          "growth_bytes_per_hour_since_boot",
                                          "growth_percent",
                                          "share_of_growth",
                                          "share_of_wired",
                                          "views",
                                          NULL};
    for (size_t i = 0; i < v->n_sides; i++) {
        const struct side_pair *side = &v->sides[i];
        verify_row(v, side, what, verifier_side(report, side->name),
                   verifier_side(again, side->name));
    }
    verifier_compare_keys(v, CHECK_DERIVED, NULL, what, report, again, derived);
    if (v->same_version)
        verifier_compare_keys(v, CHECK_WORDS, NULL, what, report, again, judged);
}

/* Both lists are sorted: what only one of them has differs as a whole. */
void verify_components(struct verifier *v)
{
    struct named_list report = named_of(v, v->report);
    struct named_list again = named_of(v, v->again);
    size_t i = 0;
    size_t k = 0;
    while (i < report.count || k < again.count) {
        int order = i == report.count  ? 1
                    : k == again.count ? -1
                                       : slice_compare(report.list[i].key, again.list[k].key);
        if (order == 0)
            verify_component(v, report.list[i].key, report.list[i].component,
                             again.list[k].component);
        else
            verifier_settle(v, CHECK_FIGURES, false,
                            order < 0 ? report.list[i].key : again.list[k].key,
                            order < 0 ? report.list[i].component : NULL,
                            order < 0 ? NULL : again.list[k].component);
        i += order <= 0;
        k += order >= 0;
    }
}

void verify_total(struct verifier *v)
{
    static const char *const derived[] = {"growth_bytes",
                                          "seconds",
                                          "growth_bytes_per_hour",
                                          "source",
                                          "base_source",
                                          "step_bytes",
                                          "attributed_growth_bytes",
                                          "unattributed_growth_bytes",
                                          "not_compared",
                                          "attributed_bytes",
                                          "unattributed_bytes",
                                          "boot_wired_bytes",
                                          NULL};
    const json_t *report = json_object_get(v->report, "wired");
    const json_t *again = json_object_get(v->again, "wired");
    for (size_t i = 0; i < v->n_sides; i++) {
        const struct side_pair *side = &v->sides[i];
        bool one = side->name == NULL;
        const char *figure =
            one ? "wired_bytes" : arena_format(v->arena, "%s_bytes", side->name).ptr;
        const char *origin = one ? "origin" : arena_format(v->arena, "%s_origin", side->name).ptr;
        verifier_compare(v, CHECK_FIGURES, verifier_place(v, NULL, SLICE("total"), figure),
                         json_object_get(report, figure), json_object_get(again, figure));
        verifier_compare_place(v, side, verifier_place(v, NULL, SLICE("total"), origin),
                               json_object_get(report, origin), json_object_get(again, origin));
    }
    verifier_compare_keys(v, CHECK_DERIVED, NULL, SLICE("total"), report, again, derived);
}

/* Element by element: their order is fixed. Kexts cite lines, in whose paths the folder stands. */
static void verify_list(struct verifier *v, const char *name, const json_t *report,
                        const json_t *again)
{
    size_t count = json_array_size(report);
    if (json_array_size(again) > count)
        count = json_array_size(again);
    for (size_t i = 0; i < count; i++) {
        const json_t *own = json_array_get(again, i);
        const json_t *cited = json_array_get(report, i);
        struct slice what = arena_format(v->arena, "%s[%zu]", name, i);
        const json_t *origin = json_object_get(own, "origin");
        if (origin == NULL) {
            verifier_compare(v, CHECK_DERIVED, what, cited, own);
            continue;
        }
        static const char *const keys[] = {"name",        "version",           "uuid", "index",
                                           "image_bytes", "image_wired_bytes", NULL};
        verifier_compare_keys(v, CHECK_FIGURES, NULL, what, cited, own, keys);
        verifier_compare_place(v, &v->sides[0], verifier_place(v, NULL, what, "origin"),
                               json_object_get(cited, "origin"), origin);
    }
}

void verify_lists(struct verifier *v)
{
    static const char *const lists[] = {"kexts", "processes", "size_classes", "clusters", NULL};
    for (size_t i = 0; lists[i] != NULL; i++)
        verify_list(v, lists[i], json_object_get(v->report, lists[i]),
                    json_object_get(v->again, lists[i]));
    verify_list(v, "process_costs",
                json_object_get(json_object_get(v->report, "process_costs"), "processes"),
                json_object_get(json_object_get(v->again, "process_costs"), "processes"));
    const char *key;
    json_t *value;
    const json_t *vm = json_object_get(v->report, "vm");
    /* The macro takes a pointer that is not const, and changes nothing. */
    json_object_foreach((json_t *)json_object_get(v->again, "vm"), key, value)
    {
        verifier_compare(v, CHECK_DERIVED, verifier_place(v, NULL, SLICE("vm"), key),
                         json_object_get(vm, key), value);
    }
}
