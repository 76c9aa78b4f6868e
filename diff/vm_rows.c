/* vm_rows.c: the figures of the VM system on both sides, in bytes where they are memory. */
#include "vm_rows.h"

struct vm_column {
    enum vm_figure_id id;
    const char *name;
    const char *title;
    enum vm_unit unit;
    bool counts_bytes; /* in the report already; the others count pages */
    bool main;
};

static const struct vm_column columns[] = {
    {VM_FREE, "free", "free", VM_BYTES, false, true},
    {VM_WIRED, "wired", "wired (vm_stat)", VM_BYTES, false, true},
    {VM_ACTIVE, "active", "active", VM_BYTES, false, true},
    {VM_INACTIVE, "inactive", "inactive", VM_BYTES, false, true},
    {VM_SPECULATIVE, "speculative", "speculative", VM_BYTES, false, true},
    {VM_THROTTLED, "throttled", "throttled", VM_BYTES, false, false},
    {VM_PURGEABLE, "purgeable", "purgeable", VM_BYTES, false, false},
    {VM_FILE_BACKED, "file_backed", "file-backed", VM_BYTES, false, true},
    {VM_ANONYMOUS, "anonymous", "anonymous", VM_BYTES, false, true},
    {VM_OCCUPIED_BY_COMPRESSOR, "compressor", "compressor", VM_BYTES, false, true},
    {VM_STORED_IN_COMPRESSOR, "stored_in_compressor", "held compressed", VM_BYTES, false, false},
    {VM_TAGGED, "tagged", "tagged", VM_BYTES, false, false},
    {VM_TAGGED_RESIDENT, "tagged_resident", "tagged, resident", VM_BYTES, false, false},
    {VM_TAGGED_COMPRESSED, "tagged_compressed", "tagged, compressed", VM_BYTES, false, false},
    {VM_TAG_STORAGE, "tag_storage", "tag storage", VM_BYTES, false, false},
    {VM_TAG_STORAGE_HOLDING_TAGS, "tag_storage_holding_tags", "tag storage, tags", VM_BYTES, false,
     false},
    {VM_TAG_STORAGE_FREE, "tag_storage_free", "tag storage, free", VM_BYTES, false, false},
    {VM_TAG_STORAGE_PAGEABLE, "tag_storage_pageable", "tag storage, pageable", VM_BYTES, false,
     false},
    {VM_TAG_STORAGE_WIRED, "tag_storage_wired", "tag storage, wired", VM_BYTES, false, false},
    {VM_COMPRESSED_TAG_BYTES, "compressed_tags", "compressed tags", VM_BYTES, true, false},
    {VM_FAULTS, "faults", "faults", VM_EVENTS, false, false},
    {VM_COPY_ON_WRITE, "copy_on_write", "copy-on-write", VM_EVENTS, false, false},
    {VM_ZERO_FILLED, "zero_filled", "zero filled", VM_EVENTS, false, false},
    {VM_REACTIVATED, "reactivated", "reactivated", VM_EVENTS, false, false},
    {VM_PURGED, "purged", "purged", VM_EVENTS, false, false},
    {VM_DECOMPRESSIONS, "decompressions", "decompressions", VM_EVENTS, false, false},
    {VM_COMPRESSIONS, "compressions", "compressions", VM_EVENTS, false, false},
    {VM_PAGEINS, "pageins", "pageins", VM_EVENTS, false, false},
    {VM_PAGEOUTS, "pageouts", "pageouts", VM_EVENTS, false, false},
    {VM_SWAPINS, "swapins", "swapins", VM_EVENTS, false, false},
    {VM_SWAPOUTS, "swapouts", "swapouts", VM_EVENTS, false, false},
    {VM_TAGGED_COMPRESSIONS, "tagged_compressions", "tagged compressions", VM_EVENTS, false, false},
    {VM_TAGGED_DECOMPRESSIONS, "tagged_decompressions", "tagged decompressions", VM_EVENTS, false,
     false},
};

static struct amount figure_of(const struct snapshot *snapshot, const struct vm_column *column,
                               uint64_t *step, struct origin *ret_origin)
{
    const struct vm_figure *figure;
    uint64_t scale = 1;
    uint64_t value;
    if (snapshot == NULL || snapshot->vm_stat.report == NULL)
        return AMOUNT_UNKNOWN;
    figure = &snapshot->vm_stat.figures[column->id];
    if (!figure->value.known)
        return AMOUNT_UNKNOWN;
    if (column->unit == VM_BYTES && !column->counts_bytes) {
        if (!snapshot->machine.page_size.known)
            return AMOUNT_UNKNOWN;
        scale = snapshot->machine.page_size.value;
    }
    if (!number_multiply(figure->value.value, scale, &value))
        return AMOUNT_UNKNOWN;
    uint64_t figure_step = figure->step > 1 ? figure->step * scale : 1;
    if (figure_step > *step)
        *step = figure_step;
    *ret_origin = figure->origin;
    return amount_of(value);
}

static void add_row(struct findings *findings, struct arena *arena, struct vm_row row)
{
    bool same_boot = findings->comparable.boot == BOOT_SAME;
    if (!row.base.known && !row.later.known)
        return;
    if (row.unit == VM_BYTES || same_boot)
        row.change = change_of(row.base, row.later);
    *ARENA_PUSH(arena, findings->vm, findings->n_vm) = row;
}

void add_vm_rows(struct findings *findings, struct arena *arena)
{
    const struct snapshot *base = findings->base.snapshot;
    const struct snapshot *later = findings->later.snapshot;
    for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
        const struct vm_column *column = &columns[i];
        struct vm_row row = {.name = column->name,
                             .title = column->title,
                             .unit = column->unit,
                             .main = column->main,
                             .step = 1};
        row.base = figure_of(base, column, &row.step, &row.base_origin);
        row.later = figure_of(later, column, &row.step, &row.later_origin);
        add_row(findings, arena, row);
    }
    struct vm_row swap = {
        .name = "swap_used", .title = "swap used", .unit = VM_BYTES, .main = true, .step = 1};
    if (base != NULL) {
        swap.base = base->machine.swap_used_bytes;
        swap.base_origin = base->machine.origins.swap_used_bytes;
    }
    swap.later = later->machine.swap_used_bytes;
    swap.later_origin = later->machine.origins.swap_used_bytes;
    add_row(findings, arena, swap);
}
