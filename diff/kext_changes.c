#include "kext_changes.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    const struct kext *const *left = a;
    const struct kext *const *right = b;
    int order = slice_compare((*left)->name, (*right)->name);
    return order != 0 ? order : slice_compare((*left)->version, (*right)->version);
}

static const struct kext **sorted_kexts(const struct kexts *kexts, struct arena *arena)
{
    const struct kext **list = arena_alloc(arena, kexts->n_rows * sizeof(*list));
    for (size_t i = 0; i < kexts->n_rows; i++)
        list[i] = &kexts->rows[i];
    if (kexts->n_rows > 0)
        qsort(list, kexts->n_rows, sizeof(*list), by_name);
    return list;
}

/* Within a boot the kmod id ties a nameless row of the later account to the kext that is gone. */
static void add_left_behind(struct kext_change *change, const struct findings *findings,
                            const struct kext *kext)
{
    if (findings->comparable.boot != BOOT_SAME || !kext->index.known)
        return;
    const struct account *later = &findings->later.account;
    for (size_t i = 0; i < later->n_rows; i++) {
        const struct account_row *row = &later->rows[i];
        bool nameless = row->kind == COMPONENT_KEXT && slice_starts(row->key, "(");
        if (nameless && row->kmod_id.known && row->kmod_id.value == kext->index.value) {
            change->left_bytes = amount_of(row->wired_bytes);
            change->left_origin = row->origin;
            return;
        }
    }
}

static struct kext_change change_between(const struct findings *findings, const struct kext *base,
                                         const struct kext *later)
{
    struct kext_change change = {.kind = KEXT_OTHER_VERSION};
    change.name = later != NULL ? later->name : base->name;
    if (base != NULL) {
        change.base_version = base->version;
        change.base_origin = base->origin;
    }
    if (later != NULL) {
        change.later_version = later->version;
        change.later_origin = later->origin;
    }
    if (base == NULL) {
        change.kind = KEXT_LOADED;
        change.kmod_id = later->index;
    } else if (later == NULL) {
        change.kind = KEXT_UNLOADED;
        change.kmod_id = base->index;
        add_left_behind(&change, findings, base);
    }
    return change;
}

static int by_bytes(const void *a, const void *b)
{
    const struct kext *const *right = b;
    return slice_compare(*(const struct slice *)a, (*right)->name);
}

/*
 * Is the list of loaded kexts whole? Nothing marks its end, but zprint names loaded kexts too: one
 * that the list lacks says that its end is missing.
 */
static bool is_whole(const struct kexts *kexts, const struct account *account, struct arena *arena)
{
    if (kexts->report == NULL || kexts->report->status != REPORT_OK)
        return false;
    const struct kext **sorted = sorted_kexts(kexts, arena);
    for (size_t i = 0; i < account->n_rows; i++) {
        const struct account_row *row = &account->rows[i];
        if (row->kind != COMPONENT_KEXT || slice_starts(row->key, "("))
            continue;
        if (bsearch(&row->key, sorted, kexts->n_rows, sizeof(*sorted), by_bytes) == NULL)
            return false;
    }
    return true;
}

static void list_foreign(struct findings *findings, struct arena *arena)
{
    const struct kexts *kexts = &findings->later.snapshot->kexts;
    const struct kext **sorted = sorted_kexts(kexts, arena);
    for (size_t i = 0; i < kexts->n_rows; i++) {
        if (!slice_starts(sorted[i]->name, "com.apple."))
            *ARENA_PUSH(arena, findings->foreign_kexts, findings->n_foreign_kexts) =
                sorted[i]->name;
    }
}

void add_kext_changes(struct findings *findings, struct arena *arena)
{
    list_foreign(findings, arena);
    if (findings->base.snapshot == NULL)
        return;
    const struct kexts *base = &findings->base.snapshot->kexts;
    const struct kexts *later = &findings->later.snapshot->kexts;
    findings->kexts_known = is_whole(base, &findings->base.account, arena) &&
                            is_whole(later, &findings->later.account, arena);
    if (!findings->kexts_known)
        return;

    const struct kext **before = sorted_kexts(base, arena);
    const struct kext **after = sorted_kexts(later, arena);
    size_t b = 0;
    size_t l = 0;
    while (b < base->n_rows || l < later->n_rows) {
        int order = b == base->n_rows    ? 1
                    : l == later->n_rows ? -1
                                         : slice_compare(before[b]->name, after[l]->name);
        const struct kext *left = order <= 0 ? before[b++] : NULL;
        const struct kext *right = order >= 0 ? after[l++] : NULL;
        if (order == 0 && slice_equal(left->version, right->version))
            continue;
        *ARENA_PUSH(arena, findings->kexts, findings->n_kexts) =
            change_between(findings, left, right);
    }
}
