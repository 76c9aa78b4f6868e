#include "catalogue_read.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "heap.h"

struct reading {
    struct arena *arena;
    struct error *error;
    size_t index; /* of the entry that is being read */
};

static bool wrong(struct reading *r, const char *key)
{
    return error_set(r->error, "entry %zu has no valid \"%s\"", r->index, key);
}

static bool is_absent(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value == NULL || json_is_null(value);
}

static bool read_text(struct reading *r, const json_t *object, const char *key, bool may_be_null,
                      struct slice *ret)
{
    const json_t *value = json_object_get(object, key);
    if (may_be_null && is_absent(object, key))
        return true;
    if (!json_is_string(value))
        return wrong(r, key);
    struct slice text = {json_string_value(value), json_string_length(value)};
    *ret = arena_copy(r->arena, text);
    return true;
}

static bool read_texts(struct reading *r, const json_t *object, const char *key,
                       const struct slice **ret_items, size_t *ret_count)
{
    size_t i;
    const json_t *value;
    struct slice *items = NULL;
    const json_t *array = json_object_get(object, key);
    if (array == NULL)
        return true;
    if (!json_is_array(array))
        return wrong(r, key);
    json_array_foreach(array, i, value)
    {
        if (!json_is_string(value))
            return wrong(r, key);
        struct slice text = {json_string_value(value), json_string_length(value)};
        *ARENA_PUSH(r->arena, items, *ret_count) = arena_copy(r->arena, text);
    }
    *ret_items = items;
    return true;
}

typedef const char *name_of(int value);

static const char *nature_of(int value)
{
    return nature_name((enum nature)value);
}

static const char *follows_of(int value)
{
    return follows_name((enum follows)value);
}

static const char *kind_of(int value)
{
    return catalogue_kind_name((enum catalogue_kind)value);
}

/* A word out of a list of words. */
static bool read_word(struct reading *r, const json_t *object, const char *key, name_of *names,
                      int count, int *ret)
{
    const json_t *value = json_object_get(object, key);
    for (int i = 0; json_is_string(value) && i < count; i++) {
        const char *name = names(i);
        if (name != NULL && strcmp(name, json_string_value(value)) == 0) {
            *ret = i;
            return true;
        }
    }
    return wrong(r, key);
}

static bool read_known(struct reading *r, const json_t *object, struct catalogue_entry *entry)
{
    size_t i;
    const json_t *value;
    struct known_leak *leaks = NULL;
    const json_t *known = json_object_get(object, "known");
    if (known != NULL && !json_is_array(known))
        return wrong(r, "known");
    json_array_foreach(known, i, value)
    {
        const json_t *is_leak = json_object_get(value, "leak");
        struct known_leak leak = {.is_leak = is_leak == NULL || json_is_true(is_leak)};
        if (!read_text(r, value, "os", false, &leak.os) ||
            !read_texts(r, value, "builds", &leak.builds, &leak.n_builds) ||
            !read_text(r, value, "text", false, &leak.text) ||
            !read_text(r, value, "source", false, &leak.source) ||
            !read_text(r, value, "confidence", false, &leak.confidence))
            return false;
        *ARENA_PUSH(r->arena, leaks, entry->n_known) = leak;
    }
    entry->known = leaks;
    return true;
}

static size_t stars_in(struct slice name)
{
    size_t stars = 0;
    for (size_t i = 0; i < name.len; i++)
        stars += name.ptr[i] == '*';
    return stars;
}

static bool read_entry(struct reading *r, const json_t *object, struct catalogue_entry *ret)
{
    struct catalogue_entry entry = {.n_known = 0};
    int kind = CATALOGUE_KINDS;
    int nature = NATURE_UNKNOWN;
    int follows = FOLLOWS_NOTHING;
    bool ok = read_word(r, object, "kind", kind_of, CATALOGUE_KINDS, &kind) &&
              read_text(r, object, "name", false, &entry.name) &&
              read_texts(r, object, "aliases", &entry.aliases, &entry.n_aliases) &&
              read_text(r, object, "what", false, &entry.what) &&
              read_word(r, object, "nature", nature_of, NATURES, &nature) &&
              (is_absent(object, "follows") ||
               read_word(r, object, "follows", follows_of, FOLLOWS_COUNTS, &follows)) &&
              read_text(r, object, "bound", true, &entry.bound) &&
              read_text(r, object, "since", true, &entry.since) &&
              read_text(r, object, "until", true, &entry.until) &&
              read_text(r, object, "next", true, &entry.next) && read_known(r, object, &entry) &&
              read_text(r, object, "source", false, &entry.source) &&
              read_text(r, object, "confidence", false, &entry.confidence);
    if (!ok)
        return false;
    if (entry.name.len == 0 || stars_in(entry.name) > 1)
        return wrong(r, "name");
    if (entry.what.len == 0)
        return wrong(r, "what");
    for (size_t i = 0; i < entry.n_aliases; i++) {
        if (entry.aliases[i].len == 0 || stars_in(entry.aliases[i]) > 1)
            return wrong(r, "aliases");
    }
    entry.kind = (enum catalogue_kind)kind;
    entry.nature = (enum nature)nature;
    entry.follows = (enum follows)follows;
    *ret = entry;
    return true;
}

static void append(struct catalogue *catalogue, const struct catalogue_entry *entries, size_t count,
                   struct arena *arena)
{
    size_t before = catalogue->n_entries;
    if (count > SIZE_MAX / sizeof(struct catalogue_entry) - before)
        heap_exhausted();
    struct catalogue_entry *all = arena_alloc(arena, (before + count) * sizeof(*all));
    if (before > 0)
        memcpy(all, catalogue->entries, before * sizeof(*all));
    if (count > 0)
        memcpy(all + before, entries, count * sizeof(*all));
    *catalogue = (struct catalogue){all, before + count};
}

static bool read_root(struct catalogue *catalogue, const json_t *root, struct reading *r)
{
    const json_t *schema = json_object_get(root, "schema");
    const json_t *entries = json_object_get(root, "entries");
    const json_t *value;
    struct catalogue_entry *added = NULL;
    size_t n_added = 0;
    if (!json_is_string(schema) || strcmp(json_string_value(schema), "sysdelta.catalogue/1") != 0)
        return error_set(r->error, "is no catalogue of schema sysdelta.catalogue/1");
    if (!json_is_array(entries))
        return error_set(r->error, "has no list of entries");
    json_array_foreach(entries, r->index, value)
    {
        struct catalogue_entry entry;
        if (!read_entry(r, value, &entry))
            return false;
        *ARENA_PUSH(r->arena, added, n_added) = entry;
    }
    append(catalogue, added, n_added, r->arena);
    return true;
}

/* Without a line it was not even opened. */
static bool unreadable(struct error *error, const json_error_t *reason)
{
    if (reason->line < 0)
        return error_set(error, "%s", reason->text);
    return error_set(error, "line %d: %s", reason->line, reason->text);
}

bool catalogue_read(struct catalogue *catalogue, struct slice json, struct arena *arena,
                    struct error *error)
{
    json_error_t reason;
    struct reading reading = {.arena = arena, .error = error};
    json_t *root = json_loadb(json.ptr, json.len, 0, &reason);
    if (root == NULL)
        return unreadable(error, &reason);
    bool ok = read_root(catalogue, root, &reading);
    json_decref(root);
    return ok;
}

bool catalogue_load(struct catalogue *ret, const char *path, struct arena *arena,
                    struct error *error)
{
    *ret = catalogue_built_in;
    if (path == NULL)
        return true;

    json_error_t reason;
    struct reading reading = {.arena = arena, .error = error};
    json_t *root = json_load_file(path, 0, &reason);
    if (root == NULL)
        return unreadable(error, &reason);
    bool ok = read_root(ret, root, &reading);
    json_decref(root);
    return ok;
}
