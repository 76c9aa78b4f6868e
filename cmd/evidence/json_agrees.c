#include "json_agrees.h"

#include <string.h>

/* What a place in the report is called, as a chain through the calls. */
struct place {
    const struct place *above;
    const char *key; /* NULL: an element */
    size_t index;
};

struct comparison {
    struct redactor *redactor;
    struct text *where; /* of the first difference; empty so far */
    uint64_t values;
};

static bool values_agree(struct comparison *c, const struct place *place, const json_t *original,
                         const json_t *copy);

/* Where something was read; what the capture itself was called. */
static bool is_left_out(const char *key)
{
    static const char *const keys[] = {"path", "folder", "member", "sha256"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        if (strcmp(key, keys[i]) == 0)
            return true;
    }
    return false;
}

static void print_place(struct text *out, const struct place *place)
{
    if (place->above != NULL)
        print_place(out, place->above);
    if (place->key != NULL)
        text_printf(out, "%s%s", out->len > 0 ? "." : "", place->key);
    else if (place->above != NULL)
        text_printf(out, "[%zu]", place->index);
}

static bool differs(struct comparison *c, const struct place *place)
{
    if (c->where != NULL && c->where->len == 0)
        print_place(c->where, place);
    return false;
}

static struct slice text_of(const json_t *string)
{
    return (struct slice){json_string_value(string), json_string_length(string)};
}

/*
 * Warnings quote the start of a line, which may be cut in the midst of a word, and bytes that are
 * no text stand as a sign for that: then only their length and the words around them tell.
 */
static bool texts_agree(const struct comparison *c, struct slice original, struct slice copy)
{
    static const char quote[] = "not understood: ";
    if (slice_equal(original, copy))
        return true;
    if (c->redactor == NULL)
        return false;
    if (slice_starts(original, quote) || slice_find_text(original, "\xef\xbf\xbd") < original.len)
        return slice_equal(slice_first(original, sizeof(quote) - 1),
                           slice_first(copy, sizeof(quote) - 1)) ||
               !slice_starts(original, quote);
    return redactor_agrees(c->redactor, original, copy);
}

static bool objects_agree(struct comparison *c, const struct place *place, const json_t *original,
                          const json_t *copy)
{
    const char *key;
    json_t *value;
    if (json_object_size(original) != json_object_size(copy))
        return differs(c, place);
    /* The macro takes a pointer that is not const, and changes nothing. */
    json_object_foreach((json_t *)original, key, value)
    {
        const struct place below = {place, key, 0};
        const json_t *other = json_object_get(copy, key);
        if (other == NULL)
            return differs(c, &below);
        if (!is_left_out(key) && !values_agree(c, &below, value, other))
            return false;
    }
    return true;
}

/* Lists by name stand in another order where arguments of commands are part of the names. */
static bool is_by_name(const struct place *place)
{
    return place->key != NULL &&
           (strcmp(place->key, "processes") == 0 || strcmp(place->key, "owners") == 0);
}

static size_t find_element(struct comparison *c, const json_t *element, const json_t *copies,
                           const bool *taken)
{
    struct comparison quiet = {.redactor = c->redactor};
    size_t count = json_array_size(copies);
    size_t i = 0;
    const struct place nowhere = {NULL, NULL, 0};
    while (i < count &&
           (taken[i] || !values_agree(&quiet, &nowhere, element, json_array_get(copies, i))))
        i++;
    return i;
}

static bool sets_agree(struct comparison *c, const struct place *place, const json_t *original,
                       const json_t *copy)
{
    size_t count = json_array_size(original);
    struct arena *arena = arena_new();
    bool *taken = arena_alloc(arena, count * sizeof(*taken));
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        struct comparison quiet = {.redactor = c->redactor};
        const struct place below = {place, NULL, i};
        const json_t *element = json_array_get(original, i);
        size_t at = i;
        if (taken[i] || !values_agree(&quiet, &below, element, json_array_get(copy, i)))
            at = find_element(c, element, copy, taken);
        ok = at < count;
        if (ok)
            taken[at] = true;
        else
            differs(c, &below);
    }
    arena_free(arena);
    c->values += count;
    return ok;
}

static bool arrays_agree(struct comparison *c, const struct place *place, const json_t *original,
                         const json_t *copy)
{
    size_t count = json_array_size(original);
    if (count != json_array_size(copy))
        return differs(c, place);
    if (c->redactor != NULL && is_by_name(place))
        return sets_agree(c, place, original, copy);
    for (size_t i = 0; i < count; i++) {
        const struct place below = {place, NULL, i};
        if (!values_agree(c, &below, json_array_get(original, i), json_array_get(copy, i)))
            return false;
    }
    return true;
}

static bool values_agree(struct comparison *c, const struct place *place, const json_t *original,
                         const json_t *copy)
{
    if (json_typeof(original) != json_typeof(copy))
        return differs(c, place);
    if (json_is_object(original))
        return objects_agree(c, place, original, copy);
    if (json_is_array(original))
        return arrays_agree(c, place, original, copy);
    c->values++;
    bool same = json_is_string(original) ? texts_agree(c, text_of(original), text_of(copy))
                                         : json_equal(original, copy) != 0;
    return same || differs(c, place);
}

bool json_agrees(const json_t *original, const json_t *copy, struct redactor *redactor,
                 struct text *ret_where, uint64_t *ret_values)
{
    struct comparison comparison = {.redactor = redactor, .where = ret_where};
    const struct place root = {NULL, NULL, 0};
    bool ok = values_agree(&comparison, &root, original, copy);
    *ret_values = comparison.values;
    return ok;
}
