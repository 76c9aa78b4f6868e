#include "identities.h"

enum { KIB = 1024, PAGE_MIN = 4096 };

static const uint64_t drift_floor = 64 << 20;
static const uint64_t total_step = (1 << 20) / 100; /* zprint prints 0.01 MiB */

static void check(struct account *account, const char *code, const char *meaning, uint64_t left,
                  uint64_t right, uint64_t tolerance)
{
    uint64_t apart = left > right ? left - right : right - left;
    if (account->n_identities >= IDENTITIES_MAX)
        return;
    account->identities[account->n_identities++] = (struct identity){
        .code = code,
        .meaning = meaning,
        .left_bytes = left,
        .right_bytes = right,
        .tolerance_bytes = tolerance,
        .holds = apart <= tolerance,
    };
}

static uint64_t drift(uint64_t bytes)
{
    return bytes / 50 > drift_floor ? bytes / 50 : drift_floor;
}

/* The sum of rows of one kind; saturates, which then shows as a broken identity. */
static uint64_t sum_of(const struct account *account, enum component_kind kind, uint64_t *ret_rows)
{
    uint64_t sum = 0;
    *ret_rows = 0;
    for (size_t i = 0; i < account->n_rows; i++) {
        if (account->rows[i].kind != kind)
            continue;
        *ret_rows += account->rows[i].printed_rows;
        if (!number_add(sum, account->rows[i].wired_bytes, &sum))
            sum = UINT64_MAX;
    }
    return sum;
}

/*
 * What rounding may have taken from the zones' sizes: up to 1 KiB each; nothing where all of them
 * are whole pages, as a kernel's zones are. Then a row that is missing shows, however small.
 */
static uint64_t rounding_of_zones(const struct account *account, uint64_t rows)
{
    for (size_t i = 0; i < account->n_rows; i++) {
        const struct account_row *row = &account->rows[i];
        if (row->kind == COMPONENT_ZONE && row->wired_bytes % PAGE_MIN != 0)
            return (rows + 1) * KIB;
    }
    return KIB;
}

static void check_counters(const struct snapshot *snapshot, struct account *account)
{
    struct origin origin;
    uint64_t rows;
    uint64_t sum = sum_of(account, COMPONENT_RESERVED, &rows);
    struct amount wired = snapshot_counter(snapshot, "VM_KERN_COUNT_WIRED", &origin);
    struct amount managed = snapshot_counter(snapshot, "VM_KERN_COUNT_WIRED_MANAGED", &origin);
    if (!wired.known || !managed.known || !number_add(sum, managed.value, &sum))
        return;
    check(account, "wired-counters",
          "VM_KERN_COUNT_WIRED = VM_KERN_COUNT_WIRED_MANAGED + the reserved rows", wired.value, sum,
          (rows + 2) * KIB);
}

static void check_sums(const struct snapshot *snapshot, struct account *account)
{
    const struct zprint *zprint = &snapshot->zprint;
    uint64_t zone_rows;
    uint64_t zones = sum_of(account, COMPONENT_ZONE, &zone_rows);
    uint64_t all_rows = 0;
    for (size_t i = 0; i < account->n_rows; i++)
        all_rows += account->rows[i].printed_rows;

    if (account->wired.bytes.known && account->attributed_bytes > account->wired.bytes.value) {
        check(account, "rows-within-total", "the sum of all rows is at most the total wired memory",
              account->wired.bytes.value, account->attributed_bytes,
              drift(account->wired.bytes.value) + account->wired.step);
    }
    if (account->zones_estimated && zprint->sizes_hidden && zprint->total_rows_bytes.known) {
        check(account, "rows-total",
              "X of zprint's `total X of Y`, without root = the sum of all rows but those of zones",
              zprint->total_rows_bytes.value, account->attributed_bytes - zones,
              (all_rows + 1) * KIB + total_step);
    }
    if (account->zones_estimated)
        return;
    if (zprint->zones_line_bytes.known) {
        check(account, "zones-line", "zprint's line `zones` = the sum of its zone rows",
              zprint->zones_line_bytes.value, zones, rounding_of_zones(account, zone_rows));
    }
    if (zprint->total_rows_bytes.known) {
        check(account, "rows-total", "X of zprint's `total X of Y` = the sum of all rows",
              zprint->total_rows_bytes.value, account->attributed_bytes,
              (all_rows + 1) * KIB + total_step);
    }
    if (zprint->footer_size_bytes.known) {
        /* 10.11 to 10.13 do not start the sum afresh behind the wired section. */
        bool with_wired = zprint->layout != ZPRINT_NEW && zprint->has_wired;
        check(account, "footer-size", "zprint's TOTAL SIZE = the sum of the rows it is of",
              zprint->footer_size_bytes.value, with_wired ? account->attributed_bytes : zones,
              with_wired ? (all_rows + 1) * KIB : rounding_of_zones(account, zone_rows));
    }
}

static void check_other_reports(struct account *account)
{
    const struct wired_total *vm_stat = &account->totals[WIRED_FROM_VM_STAT_AND_STOLEN];
    const struct wired_total *top = &account->totals[WIRED_FROM_TOP];
    uint64_t stolen = account->stolen_bytes.value;
    if (!account->wired.bytes.known)
        return;
    uint64_t wired = account->wired.bytes.value;

    if (account->wired_source < WIRED_FROM_VM_STAT_AND_STOLEN && vm_stat->bytes.known) {
        check(account, "vm-stat", "total wired = vm_stat's wired pages + VM_KERN_COUNT_BOOT_STOLEN",
              wired, vm_stat->bytes.value, drift(wired) + vm_stat->step);
    }
    if (account->wired_source > WIRED_FROM_VM_STAT_AND_STOLEN)
        stolen = 0;
    if (account->wired_source != WIRED_FROM_TOP && top->bytes.known && wired >= stolen) {
        check(account, "top", "total wired without VM_KERN_COUNT_BOOT_STOLEN = top's PhysMem",
              wired - stolen, top->bytes.value, drift(wired) + top->step);
    }
}

void check_identities(const struct snapshot *snapshot, struct account *account)
{
    check_counters(snapshot, account);
    check_sums(snapshot, account);
    check_other_reports(account);
}
