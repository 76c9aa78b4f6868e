/*
 * verification_walk.c: two reports, value by value: what either has alone differs.
 *
 * It goes no deeper than the report of the captures does, whatever the other one holds.
 */
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "heap.h"
#include "verifier.h"

static void walk(struct verifier *v, const struct spot *spot, const json_t *report,
                 const json_t *again);

static void add_words(struct text *out, const struct spot *spot)
{
    if (spot->above == NULL)
        return;
    bool named = spot->label.len > 0;
    bool component = named && strcmp(spot->section, "components") == 0;
    if (!component)
        add_words(out, named ? spot->above->above : spot->above);
    if (spot->key == NULL && !named) {
        text_printf(out, "[%zu]", spot->index);
        return;
    }
    const struct spot *above = spot->above;
    bool set_off =
        above->label.len > 0 ||
        (above->key != NULL && (strcmp(above->key, "vm") == 0 || strcmp(above->key, "wired") == 0));
    if (out->len > 0)
        text_add(out, set_off ? SLICE(" ") : SLICE("."));
    if (named)
        text_add(out, spot->label);
    else
        text_add(out, strcmp(spot->key, "wired") == 0 ? SLICE("total") : slice_of(spot->key));
}

struct slice spot_words(struct verifier *v, const struct spot *spot)
{
    struct text text = {0};
    add_words(&text, spot);
    struct slice kept = arena_copy(v->arena, text_slice(&text));
    text_free(&text);
    return kept;
}

/* Values that say something: null does not. */
static uint64_t count_leaves(const json_t *value)
{
    uint64_t count = 0;
    const char *key;
    json_t *child;
    /* The macro takes a pointer that is not const, and changes nothing. */
    json_object_foreach((json_t *)value, key, child)
    {
        count += count_leaves(child);
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        count += count_leaves(json_array_get(value, i));
    bool scalar = !json_is_object(value) && !json_is_array(value);
    return count + (scalar && !verifier_is_unknown(value));
}

/* Other programs may have written 1.0 as 1. */
static bool same_value(const json_t *report, const json_t *again)
{
    if (json_is_real(report) != json_is_real(again) && json_is_number(report) &&
        json_is_number(again))
        return json_number_value(report) == json_number_value(again);
    return json_equal(report, again);
}

void verifier_compare(struct verifier *v, const struct spot *spot, const json_t *report,
                      const json_t *again)
{
    bool gone = report == NULL && (v->same_version || !verifier_is_unknown(again));
    if (verifier_is_unknown(report) && verifier_is_unknown(again) && !gone)
        return;
    bool agrees = report != NULL && again != NULL && same_value(report, again);
    verifier_settle(v, spot->check, agrees, agrees ? SLICE("") : spot_words(v, spot), report,
                    again);
}

/* Figures are those that stand beside the line that they cite. */
static struct spot spot_below(const struct verifier *v, const struct spot *above, const char *key,
                              const json_t *holder)
{
    struct spot spot = *above;
    spot.above = above;
    spot.key = key;
    spot.label = SLICE("");
    spot.holder = holder;
    bool of_base = strncmp(key, "base", 4) == 0;
    if (v->n_sides == 2 && (of_base || strncmp(key, "later", 5) == 0))
        spot.side = of_base ? 0 : 1;
    bool is_side = above->above == NULL && (strcmp(key, "base") == 0 || strcmp(key, "later") == 0);
    if (spot.section == NULL && !is_side)
        spot.section = key;
    bool cites =
        json_object_get(holder, "origin") != NULL || json_object_get(holder, "origins") != NULL;
    if (spot.check == CHECK_DERIVED && cites && spot.section != key)
        spot.check = CHECK_FIGURES;
    const struct rule *rule = spot.section != NULL ? rule_of(&spot) : NULL;
    if (rule != NULL)
        spot.check = rule->check;
    return spot;
}

static void walk_object(struct verifier *v, const struct spot *spot, const json_t *report,
                        const json_t *again)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)again, key, value)
    {
        struct spot below = spot_below(v, spot, key, again);
        walk(v, &below, json_object_get(report, key), value);
    }
    json_object_foreach((json_t *)report, key, value)
    {
        struct spot below = spot_below(v, spot, key, again);
        if (json_object_get(again, key) != NULL)
            continue;
        if (v->same_version)
            verifier_settle(v, below.check, false, spot_words(v, &below), value, NULL);
        else
            v->result->counts[CHECK_WORDS].not_verified++;
    }
}

static struct spot element(const struct spot *array, size_t index, struct slice label)
{
    struct spot spot = *array;
    spot.above = array;
    spot.key = NULL;
    spot.index = index;
    spot.label = label;
    return spot;
}

static bool is_section(const struct spot *spot, const char *section)
{
    return spot->key != NULL && spot->key == spot->section && strcmp(spot->key, section) == 0;
}

/* Without those that are of the build and not of the captures. To be released. */
static json_t *warnings_of_captures(const json_t *warnings)
{
    size_t i;
    const json_t *warning;
    json_t *left = json_array();
    if (left == NULL)
        heap_exhausted();
    json_array_foreach(warnings, i, warning)
    {
        const json_t *message = json_object_get(warning, "message");
        if (!slice_is(verifier_text(message), BUNDLE_GZIP_UNVERIFIED))
            json_array_append(left, (json_t *)warning);
    }
    return left;
}

/* However many there are too many, the first one tells. */
static void walk_array(struct verifier *v, const struct spot *spot, const json_t *report,
                       const json_t *again)
{
    size_t count = json_array_size(again);
    bool named = is_section(spot, "reports");
    for (size_t i = 0; i < count; i++) {
        const json_t *own = json_array_get(again, i);
        struct slice label = named ? verifier_text(json_object_get(own, "kind")) : SLICE("");
        struct spot below = element(spot, i, label);
        walk(v, &below, json_array_get(report, i), own);
    }
    if (json_array_size(report) > count) {
        struct spot below = element(spot, count, SLICE(""));
        verifier_settle(v, below.check, false, spot_words(v, &below), json_array_get(report, count),
                        NULL);
    }
}

static void walk_warnings(struct verifier *v, const struct spot *spot, const json_t *report,
                          const json_t *again)
{
    json_t *own = warnings_of_captures(again);
    json_t *told = warnings_of_captures(report);
    walk_array(v, spot, told, own);
    json_decref(told);
    json_decref(own);
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
    const json_t *id = json_object_get(component, "kmod_id");
    struct text key = {0};
    text_add(&key, verifier_text(json_object_get(component, "kind")));
    text_add(&key, SLICE(":"));
    text_add(&key, verifier_text(json_object_get(component, "name")));
    if (json_is_integer(id))
        text_printf(&key, " %lld", (long long)json_integer_value(id));
    struct slice kept = arena_copy(v->arena, text_slice(&key));
    text_free(&key);
    return kept;
}

static struct named_list named_of(struct verifier *v, const json_t *components)
{
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

/* The first that stands elsewhere among as many; what only one list has was told already. */
static void compare_order(struct verifier *v, const struct spot *spot, const json_t *report,
                          const json_t *again)
{
    size_t count = json_array_size(again);
    if (json_array_size(report) != count)
        return;
    for (size_t i = 0; i < count; i++) {
        const json_t *given = json_array_get(report, i);
        const json_t *own = json_array_get(again, i);
        if (slice_equal(key_of(v, given), key_of(v, own)))
            continue;
        struct spot below = element(spot, i, SLICE(""));
        struct slice words = spot_words(v, &below);
        verifier_settle(v, CHECK_DERIVED, false,
                        arena_format(v->arena, "order of %.*s", SLICE_ARGS(words)),
                        json_object_get(given, "name"), json_object_get(own, "name"));
        return;
    }
}

/* By name, so that one that is missing is one difference. */
static void walk_components(struct verifier *v, const struct spot *spot, const json_t *report,
                            const json_t *again)
{
    struct named_list given = named_of(v, report);
    struct named_list own = named_of(v, again);
    size_t i = 0;
    size_t k = 0;
    while (i < given.count || k < own.count) {
        int order = i == given.count ? 1
                    : k == own.count ? -1
                                     : slice_compare(given.list[i].key, own.list[k].key);
        struct spot below =
            element(spot, order <= 0 ? i : k, order <= 0 ? given.list[i].key : own.list[k].key);
        if (order == 0)
            walk(v, &below, given.list[i].component, own.list[k].component);
        else
            verifier_settle(v, CHECK_FIGURES, false, below.label,
                            order < 0 ? given.list[i].component : NULL,
                            order < 0 ? NULL : own.list[k].component);
        i += order <= 0;
        k += order >= 0;
    }
    compare_order(v, spot, report, again);
}

static void walk(struct verifier *v, const struct spot *spot, const json_t *report,
                 const json_t *again)
{
    const struct rule *rule = spot->key != NULL && spot->section != NULL ? rule_of(spot) : NULL;
    if (rule != NULL && rule->verify != NULL)
        rule->verify(v, spot, report, again);
    else if (spot->check == CHECK_WORDS && !v->same_version)
        v->result->counts[CHECK_WORDS].not_verified += count_leaves(again);
    else if (is_section(spot, "components"))
        walk_components(v, spot, report, again);
    else if (is_section(spot, "warnings") && json_is_array(report) && json_is_array(again))
        walk_warnings(v, spot, report, again);
    else if (json_is_object(report) && json_is_object(again))
        walk_object(v, spot, report, again);
    else if (json_is_array(report) && json_is_array(again))
        walk_array(v, spot, report, again);
    else
        verifier_compare(v, spot, report, again);
}

void verify_values(struct verifier *v)
{
    const struct spot root = {.check = CHECK_DERIVED, .side = v->n_sides - 1};
    walk(v, &root, v->report, v->again);
    if (!v->same_version)
        verifier_cannot(v, arena_format(v->arena,
                                        "verdicts and sentences: the report is of version "
                                        "%.*s, another version than this sysdelta",
                                        SLICE_ARGS(v->result->version)));
}
