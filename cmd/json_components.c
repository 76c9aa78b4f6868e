/* json_components.c: the components, and what is told of several zones at once. */
#include <stdlib.h>

#include "catalogue.h"
#include "heap.h"
#include "json.h"

static json_t *json_row(struct change bytes, const struct account_row *row)
{
    if (!bytes.known)
        return json_null();
    json_t *object = json_object();
    put(object, "wired_bytes", json_change(bytes));
    if (row == NULL)
        return object;
    put(object, "estimated", json_boolean(row->estimated));
    if (row->kind == COMPONENT_ZONE) {
        put(object, "live_bytes", json_amount(row->live_bytes));
        put(object, "reclaimable_bytes", json_amount(row->reclaimable_bytes));
        put(object, "slack_bytes", json_amount(row->slack_bytes));
        put(object, "elements", json_amount(row->elements));
        put(object, "element_bytes", json_amount(row->element_bytes));
    }
    put(object, "printed_rows", json_u64(row->printed_rows));
    put(object, "origin", json_origin(row->origin));
    return object;
}

static struct amount element_bytes_of(const struct component *c)
{
    if (c->later != NULL)
        return c->later->element_bytes;
    return c->base != NULL ? c->base->element_bytes : AMOUNT_UNKNOWN;
}

static json_t *json_what(const struct component *c)
{
    return c->entry != NULL ? json_text_or_null(c->entry->what) : json_null();
}

static json_t *json_shares(const struct component *c, bool one_capture)
{
    json_t *array = json_array();
    for (size_t i = 0; i < c->n_shares; i++) {
        const struct zone_share *share = &c->shares[i];
        json_t *object = json_object();
        put(object, "name", json_text(share->name));
        if (one_capture) {
            put(object, "used_bytes", json_amount(share->later_bytes));
        } else {
            put(object, "base_bytes", json_amount(share->base_bytes));
            put(object, "later_bytes", json_amount(share->later_bytes));
            put(object, "growth_bytes", json_change(share->growth_bytes));
        }
        json_array_append_new(array, object);
    }
    return array;
}

/* Labels of those that are tied to it; what of it stands in `owners` of the whole. */
static json_t *json_owner_names(const struct owners *owners, const struct component *c)
{
    json_t *array = json_array();
    for (size_t i = 0; i < owners->count; i++) {
        const struct owner *owner = &owners->list[i];
        if (owner_is_tied(owner, c))
            json_array_append_new(array,
                                  json_label(owner->is_kext ? "kext" : "process", owner->name));
    }
    return array;
}

static json_t *json_component(const struct findings *findings, const struct component *c,
                              bool one_capture)
{
    json_t *object = json_object();
    put(object, "rank", json_u64(c->rank));
    put(object, "kind", json_string(component_kind_name(c->kind)));
    put(object, "name", json_text(c->name));
    if (c->kind == COMPONENT_KEXT)
        put(object, "kmod_id", json_amount(c->kmod_id));
    if (one_capture) {
        if (c->later_bytes.known)
            put_all(object, json_row(c->later_bytes, c->later));
        else
            put(object, "wired_bytes", json_null());
        put(object, "share_of_wired", json_parts(c->share, SHARE_PARTS));
        put(object, "what", json_what(c));
        if (c->kind == COMPONENT_ZONE)
            put(object, "views", json_shares(c, true));
        return object;
    }
    put(object, "renamed_from", json_text_or_null(c->renamed_from));
    put(object, "state", json_string(component_state_name(c->state)));
    put(object, "base", json_row(c->base_bytes, c->base));
    put(object, "later", json_row(c->later_bytes, c->later));
    if (c->kind == COMPONENT_ZONE)
        put(object, "element_bytes", json_amount(element_bytes_of(c)));
    put(object, "growth_bytes", json_change(c->growth_bytes));
    if (c->kind == COMPONENT_ZONE) {
        put(object, "live_growth_bytes", json_change(c->live_growth_bytes));
        put(object, "reclaimable_growth_bytes", json_change(c->reclaimable_growth_bytes));
        put(object, "element_growth", json_change(c->element_growth));
    }
    put(object, "growth_percent", json_parts(c->percent, 10));
    put(object, "share_of_growth", json_parts(c->share, SHARE_PARTS));
    put(object, "growth_bytes_per_hour", json_change(c->bytes_per_hour));
    put(object, "growth_bytes_per_hour_since_boot", json_change(c->bytes_per_hour_since_boot));
    put(object, "estimated", json_boolean(c->estimated));
    put(object, "care", json_text_or_null(c->care));
    put(object, "verdict", json_string(verdict_name(c->verdict)));
    put(object, "why", json_text_or_null(c->why));
    put(object, "onset", json_name(onset_name(c->onset)));
    put(object, "what", json_what(c));
    put(object, "owners", json_owner_names(&findings->owners, c));
    if (c->kind == COMPONENT_ZONE)
        put(object, "views", json_shares(c, false));
    return object;
}

json_t *json_components(const struct findings *findings, bool one_capture)
{
    const struct joined *joined = &findings->joined;
    json_t *array = json_array();
    const struct component **list = components_by_rank(joined);
    for (size_t i = 0; i < joined->n_components; i++) {
        json_array_append_new(array, json_component(findings, list[i], one_capture));
    }
    free(list);
    return array;
}

/* Zones that grew by the same number of elements, where there is more than one. */
json_t *json_clusters(const struct clusters *clusters)
{
    json_t *array = json_array();
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->list[i];
        if (!cluster->is_told)
            continue;
        json_t *object = json_object();
        put(object, "zones", json_labels(cluster->zones, cluster->n_zones));
        put(object, "elements", json_u64(cluster->elements));
        put(object, "growth_bytes", json_u64(cluster->growth_bytes));
        json_array_append_new(array, object);
    }
    return array;
}

/* Over boots typed zones compare by the sum of their size class only. */
json_t *json_size_classes(const struct size_classes *classes)
{
    json_t *array = json_array();
    for (size_t i = 0; i < classes->count; i++) {
        const struct size_class *one = &classes->list[i];
        json_t *object = json_object();
        put(object, "family", json_string(one->family));
        put(object, "element_bytes", json_u64(one->element_bytes));
        put(object, "zones", json_u64(one->zones));
        put(object, "base_bytes", json_u64(one->base_bytes));
        put(object, "later_bytes", json_u64(one->later_bytes));
        put(object, "growth_bytes", json_change(one->growth_bytes));
        put(object, "element_growth", json_change(one->element_growth));
        json_array_append_new(array, object);
    }
    return array;
}
