/* json_values.c: one value of the JSON each, from one figure or text of the findings. */
#include "escape.h"
#include "human.h"
#include "json.h"
#include "report.h"

void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new_nocheck(object, key, value);
}

void put_all(json_t *object, json_t *part)
{
    json_object_update_missing(object, part);
    json_decref(part);
}

json_t *json_text(struct slice s)
{
    struct text repaired = {0};
    escape_utf8(&repaired, s);
    json_t *value = json_stringn_nocheck(repaired.len > 0 ? repaired.bytes : "", repaired.len);
    text_free(&repaired);
    return value;
}

json_t *json_text_or_null(struct slice s)
{
    return s.len > 0 ? json_text(s) : json_null();
}

json_t *json_name(const char *name)
{
    return name != NULL ? json_string_nocheck(name) : json_null();
}

/* JSON readers hold whole numbers of up to 63 bits; a larger figure is no figure of a Mac. */
json_t *json_u64(uint64_t value)
{
    return value <= INT64_MAX ? json_integer((json_int_t)value) : json_null();
}

json_t *json_amount(struct amount amount)
{
    return amount.known ? json_u64(amount.value) : json_null();
}

json_t *json_change(struct change change)
{
    return change.known ? json_integer(change.value) : json_null();
}

json_t *json_parts(struct change change, double parts)
{
    return change.known ? json_real((double)change.value / parts) : json_null();
}

json_t *json_moment(struct moment moment)
{
    struct text text = {0};
    if (!moment.known)
        return json_null();
    iso_moment(&text, moment);
    json_t *value = json_text(text_slice(&text));
    text_free(&text);
    return value;
}

json_t *json_origin(struct origin origin)
{
    if (origin.report == NULL)
        return json_null();
    json_t *object = json_object();
    put(object, "member", json_text(origin.report->member));
    put(object, "line", json_u64(origin.line));
    put(object, "offset", json_u64(origin.offset));
    return object;
}

json_t *json_cite(json_t *cited, const char *figure, struct origin origin)
{
    if (cited == NULL && origin.report != NULL) {
        cited = json_object();
        put(cited, "of", json_array());
        put_all(cited, json_origin(origin));
    }
    if (cited != NULL)
        json_array_append_new(json_object_get(cited, "of"), json_string_nocheck(figure));
    return cited;
}

json_t *json_texts(const struct slice *texts, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_text(texts[i]));
    return array;
}

json_t *json_label(const char *kind, struct slice name)
{
    struct text text = {0};
    text_printf(&text, "%s:", kind);
    text_add(&text, name);
    json_t *label = json_text(text_slice(&text));
    text_free(&text);
    return label;
}

json_t *json_labels(const struct component *const *list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_label(component_kind_name(list[i]->kind), list[i]->name));
    return array;
}
