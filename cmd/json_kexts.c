/* json_kexts.c: the kexts of one capture or of two, and those that came and went. */
#include "json.h"

json_t *json_kexts(const struct kexts *kexts)
{
    if (kexts->report == NULL)
        return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < kexts->n_rows; i++) {
        const struct kext *kext = &kexts->rows[i];
        json_t *object = json_object();
        put(object, "name", json_text(kext->name));
        put(object, "version", json_text_or_null(kext->version));
        put(object, "uuid", json_text_or_null(kext->uuid));
        put(object, "index", json_amount(kext->index));
        put(object, "image_bytes", json_amount(kext->size_bytes));
        put(object, "image_wired_bytes", json_amount(kext->wired_bytes));
        put(object, "origin", json_origin(kext->origin));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_kext_side(const struct kext *kext)
{
    if (kext == NULL)
        return json_null();
    json_t *object = json_object();
    put(object, "version", json_text_or_null(kext->version));
    put(object, "index", json_amount(kext->index));
    put(object, "image_bytes", json_amount(kext->size_bytes));
    put(object, "origin", json_origin(kext->origin));
    return object;
}

/* Every kext: its image, and what it allocated page by page. */
json_t *json_kext_rows(const struct kext_rows *rows)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rows->count; i++) {
        const struct kext_row *row = &rows->list[i];
        const struct component *c = row->allocated;
        json_t *object = json_object();
        put(object, "name", json_text(row->name));
        put(object, "apple", json_boolean(row->is_apples));
        put(object, "base", json_kext_side(row->base));
        put(object, "later", json_kext_side(row->later));
        put(object, "allocated_base_bytes", c != NULL ? json_change(c->base_bytes) : json_null());
        put(object, "allocated_later_bytes", c != NULL ? json_change(c->later_bytes) : json_null());
        put(object, "allocated_growth_bytes",
            c != NULL ? json_change(c->growth_bytes) : json_null());
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_kext_list(const struct findings *findings, enum kext_change_kind kind)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->n_kexts; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->kind != kind)
            continue;
        json_t *object = json_object();
        put(object, "name", json_text(change->name));
        put(object, "base_version", json_text_or_null(change->base_version));
        put(object, "later_version", json_text_or_null(change->later_version));
        put(object, "kmod_id", json_amount(change->kmod_id));
        put(object, "left_wired_bytes", json_amount(change->left_bytes));
        put(object, "base_origin", json_origin(change->base_origin));
        put(object, "later_origin", json_origin(change->later_origin));
        put(object, "left_origin", json_origin(change->left_origin));
        json_array_append_new(array, object);
    }
    return array;
}

json_t *json_changes(const struct findings *findings)
{
    json_t *object = json_object();
    bool known = findings->kexts_known;
    put(object, "kexts_loaded", known ? json_kext_list(findings, KEXT_LOADED) : json_null());
    put(object, "kexts_unloaded", known ? json_kext_list(findings, KEXT_UNLOADED) : json_null());
    put(object, "kexts_other_version",
        known ? json_kext_list(findings, KEXT_OTHER_VERSION) : json_null());
    return object;
}
