#include "json_schema.h"

#include <string.h>

struct validator {
    const json_t *root;
    struct text *why;
};

static bool allows(const struct validator *v, const json_t *schema, const json_t *value,
                   const char *place);

static bool refuse(const struct validator *v, const char *place, const char *keyword)
{
    if (v->why->len == 0)
        text_printf(v->why, "%s: %s", place, keyword);
    return false;
}

static bool has_type(const json_t *value, const char *type)
{
    if (strcmp(type, "object") == 0)
        return json_is_object(value);
    if (strcmp(type, "array") == 0)
        return json_is_array(value);
    if (strcmp(type, "string") == 0)
        return json_is_string(value);
    if (strcmp(type, "integer") == 0)
        return json_is_integer(value);
    if (strcmp(type, "number") == 0)
        return json_is_number(value);
    if (strcmp(type, "boolean") == 0)
        return json_is_boolean(value);
    return strcmp(type, "null") == 0 && json_is_null(value);
}

static bool check_type(const struct validator *v, const json_t *types, const json_t *value,
                       const char *place)
{
    bool ok = json_is_string(types) && has_type(value, json_string_value(types));
    for (size_t i = 0; i < json_array_size(types) && !ok; i++)
        ok = has_type(value, json_string_value(json_array_get(types, i)));
    return ok || refuse(v, place, "type");
}

static bool check_enum(const struct validator *v, const json_t *values, const json_t *value,
                       const char *place)
{
    for (size_t i = 0; i < json_array_size(values); i++) {
        if (json_equal(json_array_get(values, i), value))
            return true;
    }
    return refuse(v, place, "enum");
}

static bool check_any(const struct validator *v, const json_t *schemas, const json_t *value,
                      const char *place)
{
    struct text ignored = {0};
    struct validator quiet = {v->root, &ignored};
    bool ok = false;
    for (size_t i = 0; i < json_array_size(schemas) && !ok; i++)
        ok = allows(&quiet, json_array_get(schemas, i), value, place);
    if (!ok && json_is_object(value)) /* the alternative is null: say what is wrong inside */
        allows(v, json_array_get(schemas, 0), value, place);
    text_free(&ignored);
    return ok || refuse(v, place, "anyOf");
}

static bool check_reference(const struct validator *v, const json_t *reference, const json_t *value,
                            const char *place)
{
    static const char prefix[] = "#/$defs/";
    const char *name = json_string_value(reference);
    if (name == NULL || strncmp(name, prefix, sizeof(prefix) - 1) != 0)
        return refuse(v, place, "$ref");
    const json_t *defs = json_object_get(v->root, "$defs");
    return allows(v, json_object_get(defs, name + sizeof(prefix) - 1), value, place);
}

static bool check_required(const struct validator *v, const json_t *keys, const json_t *value,
                           const char *place)
{
    for (size_t i = 0; i < json_array_size(keys) && json_is_object(value); i++) {
        const char *key = json_string_value(json_array_get(keys, i));
        if (json_object_get(value, key) == NULL)
            return refuse(v, place, key);
    }
    return true;
}

/* `properties` and what the schema says of keys beyond them. */
static bool check_keys(const struct validator *v, const json_t *schema, const json_t *value,
                       const char *place)
{
    const char *key;
    json_t *child;
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *others = json_object_get(schema, "additionalProperties");
    json_object_foreach((json_t *)value, key, child)
    {
        const json_t *known = json_object_get(properties, key);
        if (known == NULL && json_is_false(others))
            return refuse(v, place, key);
        const json_t *wanted = known != NULL ? known : others;
        if (wanted != NULL && !allows(v, wanted, child, key))
            return false;
    }
    return true;
}

static bool check_items(const struct validator *v, const json_t *items, const json_t *value,
                        const char *place)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!allows(v, items, json_array_get(value, i), place))
            return false;
    }
    return true;
}

static bool check_bound(const struct validator *v, const char *keyword, const json_t *bound,
                        const json_t *value, const char *place)
{
    bool ok = true;
    if (strcmp(keyword, "minimum") == 0)
        ok = !json_is_number(value) || json_number_value(value) >= json_number_value(bound);
    else if (json_is_string(value) && strcmp(keyword, "minLength") == 0)
        ok = json_string_length(value) >= (size_t)json_integer_value(bound);
    else if (json_is_string(value))
        ok = json_string_length(value) <= (size_t)json_integer_value(bound);
    return ok || refuse(v, place, keyword);
}

static bool check_keyword(const struct validator *v, const json_t *schema, const char *keyword,
                          const json_t *value, const char *place)
{
    static const char *const notes[] = {"$schema", "title", "description", "$defs"};
    const json_t *argument = json_object_get(schema, keyword);
    for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++) {
        if (strcmp(keyword, notes[i]) == 0)
            return true;
    }
    if (strcmp(keyword, "type") == 0)
        return check_type(v, argument, value, place);
    if (strcmp(keyword, "const") == 0)
        return json_equal(argument, value) || refuse(v, place, "const");
    if (strcmp(keyword, "enum") == 0)
        return check_enum(v, argument, value, place);
    if (strcmp(keyword, "anyOf") == 0)
        return check_any(v, argument, value, place);
    if (strcmp(keyword, "$ref") == 0)
        return check_reference(v, argument, value, place);
    if (strcmp(keyword, "required") == 0)
        return check_required(v, argument, value, place);
    if (strcmp(keyword, "properties") == 0 || strcmp(keyword, "additionalProperties") == 0)
        return check_keys(v, schema, value, place);
    if (strcmp(keyword, "items") == 0)
        return check_items(v, argument, value, place);
    if (strcmp(keyword, "minimum") == 0 || strcmp(keyword, "minLength") == 0 ||
        strcmp(keyword, "maxLength") == 0)
        return check_bound(v, keyword, argument, value, place);
    return refuse(v, keyword, "is no keyword that is known here");
}

static bool allows(const struct validator *v, const json_t *schema, const json_t *value,
                   const char *place)
{
    const char *keyword;
    json_t *argument;
    if (!json_is_object(schema))
        return refuse(v, place, "is not in the schema");
    json_object_foreach((json_t *)schema, keyword, argument)
    {
        if (!check_keyword(v, schema, keyword, value, place))
            return false;
    }
    return true;
}

bool json_schema_allows(const json_t *schema, const json_t *value, struct text *ret_why)
{
    struct validator v = {schema, ret_why};
    return allows(&v, schema, value, "the whole");
}
