#include "account.h"

#include <stdlib.h>
#include <string.h>

#include "identities.h"
#include "tags.h"

const char *component_kind_name(enum component_kind kind)
{
    static const char *const names[COMPONENT_KINDS] = {
        [COMPONENT_ZONE] = "zone",         [COMPONENT_TAG] = "tag",
        [COMPONENT_KEXT] = "kext",         [COMPONENT_SITE] = "site",
        [COMPONENT_RESERVED] = "reserved", [COMPONENT_UNATTRIBUTED] = "unattributed",
    };
    return names[kind];
}

struct builder {
    const struct snapshot *snapshot;
    struct arena *arena;
    struct account *account;
    struct slice *kext_names; /* sorted */
    size_t n_kext_names;
};

/* What live and reclaimable leave of the zone; unknown where they say more than there is. */
static struct amount slack_of(const struct account_row *row)
{
    uint64_t known;
    if (!row->live_bytes.known || !row->reclaimable_bytes.known)
        return AMOUNT_UNKNOWN;
    if (!number_add(row->live_bytes.value, row->reclaimable_bytes.value, &known)) {
        return AMOUNT_UNKNOWN;
    }
    return known <= row->wired_bytes ? amount_of(row->wired_bytes - known) : AMOUNT_UNKNOWN;
}

static void add_zone(struct builder *b, const struct zone *zone)
{
    struct account_row row = {
        .kind = COMPONENT_ZONE,
        .name = zone->name,
        .key = zone->name,
        .printed_rows = 1,
        .element_bytes = amount_of(zone->element_bytes),
        .elements = amount_of(zone->elements),
        .reclaimable_bytes = zone->reclaimable_bytes,
        .origin = zone->origin,
    };
    uint64_t live;
    if (number_multiply(zone->elements, zone->element_bytes, &live)) {
        row.live_bytes = amount_of(live);
    }
    if (zone->size_bytes.known) {
        row.wired_bytes = zone->size_bytes.value;
        /* kalloc.large has an average for its element size; it may pass the size by a little. */
        if (row.live_bytes.value > row.wired_bytes)
            row.live_bytes = AMOUNT_UNKNOWN;
        row.slack_bytes = slack_of(&row);
    } else if (b->account->zones_estimated && row.live_bytes.known) {
        row.wired_bytes = row.live_bytes.value;
        row.estimated = true;
    } else {
        return;
    }
    *ARENA_PUSH(b->arena, b->account->rows, b->account->n_rows) = row;
}

static int by_bytes(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The names of the loaded kexts, sorted, for the rows that ask for one. */
static void list_kexts(struct builder *b)
{
    const struct kexts *kexts = &b->snapshot->kexts;
    b->kext_names = arena_alloc(b->arena, kexts->n_rows * sizeof(*b->kext_names));
    b->n_kext_names = kexts->n_rows;
    for (size_t i = 0; i < kexts->n_rows; i++)
        b->kext_names[i] = kexts->rows[i].name;
    if (kexts->n_rows > 0)
        qsort(b->kext_names, b->n_kext_names, sizeof(*b->kext_names), by_bytes);
}

static bool is_loaded_kext(const struct builder *b, struct slice name)
{
    return b->n_kext_names > 0 &&
           bsearch(&name, b->kext_names, b->n_kext_names, sizeof(name), by_bytes) != NULL;
}

/*
 * A glued kmod id was cut off by guess: three digits. The list of loaded kexts decides: the id has
 * as many digits as leave the name of one. A name that nobody loads is that of an allocation (of a
 * DriverKit server, say), digits and all.
 */
static void settle_glued_id(const struct builder *b, struct slice whole, struct account_row *row)
{
    enum { GUESSED = 3, MOST = 5 };
    if (b->snapshot->kexts.report == NULL || is_loaded_kext(b, row->name))
        return;
    for (size_t digits = GUESSED + 1; digits <= MOST && digits < whole.len; digits++) {
        uint64_t id;
        struct slice name = slice_first(whole, whole.len - digits);
        if (is_loaded_kext(b, name) && number_u64(slice_from(whole, name.len), &id)) {
            row->name = name;
            row->kmod_id = amount_of(id);
            return;
        }
    }
    row->kind = is_loaded_kext(b, whole) ? COMPONENT_KEXT : COMPONENT_SITE;
    row->name = whole;
    row->kmod_id = AMOUNT_UNKNOWN;
}

static void add_wired_row(struct builder *b, const struct wired_row *wired)
{
    static const enum component_kind kinds[] = {
        [WIRED_TAG] = COMPONENT_TAG,
        [WIRED_COUNTER] = COMPONENT_RESERVED,
        [WIRED_KEXT] = COMPONENT_KEXT,
        [WIRED_SITE] = COMPONENT_SITE,
    };
    if (wired->kind == WIRED_ZONE_SHARE)
        return;

    struct account_row row = {
        .kind = kinds[wired->kind],
        .name = wired->name,
        .kmod_id = wired->kmod_id,
        .printed_rows = 1,
        .wired_bytes = wired->size_bytes,
        .origin = wired->origin,
    };
    if (wired->glued.len > 0)
        settle_glued_id(b, wired->glued, &row);
    /* A DriverKit server's allocation bears a bundle id as well, but none that is loaded. */
    if (wired->kind == WIRED_SITE && is_loaded_kext(b, row.name)) {
        row.kind = COMPONENT_KEXT;
        row.id_lost = true;
    }
    row.key = row.name;
    if (row.kind == COMPONENT_TAG)
        row.key = tag_name(row.name, b->snapshot->machine.darwin);
    *ARENA_PUSH(b->arena, b->account->rows, b->account->n_rows) = row;
}

/* Kexts that have no name any more are told apart by their id, which holds within one boot. */
static uint64_t unnamed_id(const struct account_row *row)
{
    bool unnamed = row->kind == COMPONENT_KEXT && slice_starts(row->key, "(");
    return unnamed && row->kmod_id.known ? row->kmod_id.value + 1 : 0;
}

int account_row_order(const struct account_row *a, const struct account_row *b, bool by_kmod_id)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = slice_compare(a->key, b->key);
    if (order != 0 || !by_kmod_id)
        return order;
    return (unnamed_id(a) > unnamed_id(b)) - (unnamed_id(a) < unnamed_id(b));
}

/* Rows that are alike stay in the order of the report, so that the first one's origin is kept. */
static int settle_tie(const struct account_row *a, const struct account_row *b)
{
    return (a->origin.line > b->origin.line) - (a->origin.line < b->origin.line);
}

static int order_with_id(const void *a, const void *b)
{
    int order = account_row_order(a, b, true);
    return order != 0 ? order : settle_tie(a, b);
}

static int order_without_id(const void *a, const void *b)
{
    int order = account_row_order(a, b, false);
    return order != 0 ? order : settle_tie(a, b);
}

static bool add_amount(struct amount *sum, struct amount more)
{
    if (!sum->known || !more.known) {
        *sum = AMOUNT_UNKNOWN;
        return true;
    }
    return number_add(sum->value, more.value, &sum->value);
}

static bool add_row(struct account_row *sum, const struct account_row *row)
{
    bool same_size = sum->element_bytes.known && row->element_bytes.known &&
                     sum->element_bytes.value == row->element_bytes.value;
    bool same_id =
        sum->kmod_id.known && row->kmod_id.known && sum->kmod_id.value == row->kmod_id.value;
    if (!same_size)
        sum->element_bytes = AMOUNT_UNKNOWN;
    if (!same_id)
        sum->kmod_id = AMOUNT_UNKNOWN;
    sum->printed_rows += row->printed_rows;
    sum->estimated = sum->estimated || row->estimated;
    sum->id_lost = sum->id_lost || row->id_lost;
    return number_add(sum->wired_bytes, row->wired_bytes, &sum->wired_bytes) &&
           add_amount(&sum->elements, row->elements) &&
           add_amount(&sum->live_bytes, row->live_bytes) &&
           add_amount(&sum->reclaimable_bytes, row->reclaimable_bytes) &&
           add_amount(&sum->slack_bytes, row->slack_bytes);
}

bool account_merge(struct account_row *rows, size_t *n_rows, bool by_kmod_id)
{
    size_t count = 0;
    if (*n_rows == 0)
        return true;
    qsort(rows, *n_rows, sizeof(*rows), by_kmod_id ? order_with_id : order_without_id);
    for (size_t i = 1; i < *n_rows; i++) {
        if (account_row_order(&rows[count], &rows[i], by_kmod_id) == 0) {
            if (!add_row(&rows[count], &rows[i]))
                return false;
        } else {
            rows[++count] = rows[i];
        }
    }
    *n_rows = count + 1;
    return true;
}

const char *wired_source_name(enum wired_source source)
{
    static const char *const names[] = {
        [WIRED_FROM_COUNTER] = "VM_KERN_COUNT_WIRED",
        [WIRED_FROM_ZPRINT_TOTAL] = "zprint total",
        [WIRED_FROM_VM_STAT_AND_STOLEN] = "vm_stat + BOOT_STOLEN",
        [WIRED_FROM_VM_STAT] = "vm_stat",
        [WIRED_FROM_TOP] = "top PhysMem",
        [WIRED_SOURCES] = "unknown",
    };
    return names[source];
}

static void totals_from_vm_stat(const struct snapshot *snapshot, struct account *account)
{
    const struct vm_figure *wired = &snapshot->vm_stat.figures[VM_WIRED];
    struct amount page = snapshot->machine.page_size;
    uint64_t bytes;
    if (snapshot->vm_stat.report == NULL || !wired->value.known || !page.known)
        return;
    if (!number_multiply(wired->value.value, page.value, &bytes))
        return;

    struct wired_total total = {amount_of(bytes), wired->step * page.value, wired->origin};
    if (wired->step == 1)
        total.step = 1;
    account->totals[WIRED_FROM_VM_STAT] = total;
    if ((account->wired_rows_complete || account->stolen_bytes.known) &&
        number_add(bytes, account->stolen_bytes.value, &total.bytes.value)) {
        account->totals[WIRED_FROM_VM_STAT_AND_STOLEN] = total;
    }
}

static void find_totals(const struct snapshot *snapshot, struct account *account)
{
    struct origin origin = {0};
    const struct zprint *zprint = &snapshot->zprint;
    const struct top *top = &snapshot->top;
    struct amount counter = snapshot_counter(snapshot, "VM_KERN_COUNT_WIRED", &origin);

    account->totals[WIRED_FROM_COUNTER] = (struct wired_total){counter, 1, origin};
    account->totals[WIRED_FROM_ZPRINT_TOTAL] =
        (struct wired_total){zprint->total_wired_bytes, (1 << 20) / 100, zprint->total_origin};
    totals_from_vm_stat(snapshot, account);
    if (top->report != NULL) {
        account->totals[WIRED_FROM_TOP] =
            (struct wired_total){top->wired_bytes, top->wired_step, top->memory_origin};
    }

    int source = 0;
    while (source < WIRED_SOURCES && !account->totals[source].bytes.known)
        source++;
    account->wired_source = (enum wired_source)source;
    if (source < WIRED_SOURCES)
        account->wired = account->totals[source];
}

static bool sum_rows(struct account *account)
{
    account->attributed_bytes = 0;
    for (size_t i = 0; i < account->n_rows; i++) {
        const struct account_row *row = &account->rows[i];
        if (!number_add(account->attributed_bytes, row->wired_bytes, &account->attributed_bytes)) {
            return false;
        }
    }
    if (!account->wired.bytes.known)
        return true;
    return number_difference(account->wired.bytes.value, account->attributed_bytes,
                             &account->unattributed_bytes);
}

static void note_completeness(const struct snapshot *snapshot, struct account *account)
{
    const struct zprint *zprint = &snapshot->zprint;
    if (zprint->report == NULL)
        return;
    account->has_zones = zprint->n_zones > 0;
    account->has_wired_rows = zprint->has_wired;
    account->zones_complete = zprint->zones_whole;
    account->wired_rows_complete = zprint->wired_whole;
}

static void find_stolen(struct account *account)
{
    for (size_t i = 0; i < account->n_rows; i++) {
        const struct account_row *row = &account->rows[i];
        if (slice_is(row->key, "VM_KERN_COUNT_BOOT_STOLEN")) {
            account->stolen_bytes = amount_of(row->wired_bytes);
        }
    }
}

bool account_of(const struct snapshot *snapshot, struct arena *arena, struct account *ret,
                struct error *error)
{
    struct account account = {.wired_source = WIRED_SOURCES};
    struct builder builder = {.snapshot = snapshot, .arena = arena, .account = &account};
    const struct zprint *zprint = &snapshot->zprint;
    struct origin origin;

    note_completeness(snapshot, &account);
    list_kexts(&builder);
    account.darwin = snapshot->machine.darwin;
    account.zones_estimated = zprint->sizes_hidden;
    account.name_width = zprint->name_width;
    account.boot_wired_bytes = snapshot_counter(snapshot, "VM_KERN_COUNT_WIRED_BOOT", &origin);
    for (size_t i = 0; i < zprint->n_zones; i++)
        add_zone(&builder, &zprint->zones[i]);
    for (size_t i = 0; i < zprint->n_wired; i++)
        add_wired_row(&builder, &zprint->wired[i]);

    bool ok = account_merge(account.rows, &account.n_rows, true);
    if (ok)
        find_stolen(&account);
    if (ok)
        find_totals(snapshot, &account);
    ok = ok && sum_rows(&account);
    if (!ok)
        return error_set(error, "its figures add up to more than 64 bits hold");
    check_identities(snapshot, &account);
    *ret = account;
    return true;
}
