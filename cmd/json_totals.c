/* json_totals.c: wired memory as a whole, and the figures of the VM system. */
#include "json.h"

static json_t *json_source(enum wired_source source)
{
    return source == WIRED_SOURCES ? json_null() : json_string(wired_source_name(source));
}

/* Memory with rows on one side that nothing of the other can be set against. */
static json_t *json_not_compared(const struct not_compared *sum)
{
    json_t *object = json_object();
    put(object, "rows", json_u64(sum->rows));
    put(object, "with_unattributed", json_boolean(sum->rest));
    put(object, "base_bytes", json_change(sum->base_bytes));
    put(object, "later_bytes", json_change(sum->later_bytes));
    put(object, "growth_bytes", json_change(sum->growth_bytes));
    return object;
}

json_t *json_wired(const struct findings *findings)
{
    const struct joined *joined = &findings->joined;
    json_t *object = json_object();
    put(object, "base_bytes", json_amount(joined->base_wired.bytes));
    put(object, "later_bytes", json_amount(joined->later_wired.bytes));
    put(object, "growth_bytes", json_change(joined->growth_bytes));
    put(object, "seconds", json_change(findings->seconds));
    put(object, "growth_bytes_per_hour", json_change(findings->bytes_per_hour));
    put(object, "source", json_source(joined->later_source));
    put(object, "base_source", json_source(joined->base_source));
    put(object, "step_bytes",
        json_u64(joined->later_wired.step > joined->base_wired.step ? joined->later_wired.step
                                                                    : joined->base_wired.step));
    put(object, "attributed_growth_bytes", json_change(findings->attributed_growth_bytes));
    put(object, "unattributed_growth_bytes", json_change(findings->unattributed_growth_bytes));
    put(object, "not_compared", json_not_compared(&joined->not_compared));
    put(object, "base_origin", json_origin(joined->base_wired.origin));
    put(object, "later_origin", json_origin(joined->later_wired.origin));
    return object;
}

json_t *json_show_wired(const struct account *account)
{
    json_t *object = json_object();
    bool known = account->wired.bytes.known;
    put(object, "wired_bytes", json_amount(account->wired.bytes));
    put(object, "source", json_source(account->wired_source));
    put(object, "step_bytes", known ? json_u64(account->wired.step) : json_null());
    put(object, "attributed_bytes", json_u64(account->attributed_bytes));
    put(object, "unattributed_bytes",
        known && account->n_rows > 0 ? json_integer(account->unattributed_bytes) : json_null());
    put(object, "boot_wired_bytes", json_amount(account->boot_wired_bytes));
    put(object, "origin", json_origin(account->wired.origin));
    return object;
}

json_t *json_vm(const struct findings *findings, bool one_capture)
{
    json_t *object = json_object();
    for (size_t i = 0; i < findings->n_vm; i++) {
        const struct vm_row *row = &findings->vm[i];
        json_t *figure = json_object();
        put(figure, "unit", json_string(row->unit == VM_BYTES ? "bytes" : "events"));
        put(figure, "rounded", json_boolean(row->step > 1));
        if (one_capture) {
            put(figure, "value", json_amount(row->later));
            put(figure, "origin", json_origin(row->later_origin));
        } else {
            put(figure, "base", json_amount(row->base));
            put(figure, "later", json_amount(row->later));
            put(figure, "change", json_change(row->change));
            put(figure, "base_origin", json_origin(row->base_origin));
            put(figure, "later_origin", json_origin(row->later_origin));
        }
        put(object, row->name, figure);
    }
    return object;
}
