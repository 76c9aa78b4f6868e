#include "pair.h"

#include <check.h>

#include "bundle.h"

struct pair read_pair(const char *base, const char *later)
{
    struct error error = ERROR_NONE;
    struct pair pair = {.arena = arena_new()};
    pair.base = bundle_read(base, &error);
    ck_assert_msg(pair.base != NULL, "%s: %s", base, error.reason);
    pair.later = bundle_read(later, &error);
    ck_assert_msg(pair.later != NULL, "%s: %s", later, error.reason);
    bool ok = findings_of(pair.base, pair.later, NULL, pair.arena, &pair.findings, &error);
    ck_assert_msg(ok, "%s: %s", later, error.reason);
    return pair;
}

void free_pair(struct pair *pair)
{
    snapshot_free(pair->base);
    snapshot_free(pair->later);
    arena_free(pair->arena);
}

const struct component *find_component(const struct findings *findings, const char *kind,
                                       const char *name, json_int_t kmod_id)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        if (!slice_is(slice_of(kind), component_kind_name(c->kind)) || !slice_is(c->name, name)) {
            continue;
        }
        if (kmod_id < 0 || (c->kmod_id.known && c->kmod_id.value == (uint64_t)kmod_id))
            return c;
    }
    return NULL;
}

void check_sums(const struct findings *findings)
{
    int64_t sum = 0;
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct change growth = findings->joined.components[i].growth_bytes;
        if (growth.known)
            ck_assert(number_add_signed(sum, growth.value, &sum));
    }
    ck_assert(number_add_signed(sum, findings->joined.not_compared.growth_bytes.value, &sum));
    ck_assert(findings->joined.growth_bytes.known);
    ck_assert_int_eq(sum, findings->joined.growth_bytes.value);
}

json_t *read_json(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    ck_assert_msg(root != NULL, "%s:%d: %s", path, error.line, error.text);
    return root;
}

json_int_t number_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    ck_assert_msg(json_is_integer(value), "%s is no whole number", key);
    return json_integer_value(value);
}
