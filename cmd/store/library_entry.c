#include "library_entry.h"

#include <stdlib.h>

#include "account.h"
#include "calendar.h"
#include "hash.h"
#include "report.h"

/* Boot times are reckoned from a clock that is corrected as it goes. */
enum { BOOT_CLOCK_SECONDS = 120, ID_HASH_DIGITS = 8 };

static struct amount wired_of(const struct snapshot *snapshot)
{
    struct account account;
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    struct amount wired = AMOUNT_UNKNOWN;
    if (account_of(snapshot, arena, &account, &error) && account.wired_source != WIRED_SOURCES)
        wired = account.wired.bytes;
    arena_free(arena);
    return wired;
}

struct library_entry entry_of(const struct snapshot *snapshot)
{
    const struct machine *machine = &snapshot->machine;
    return (struct library_entry){
        .label = snapshot->label,
        .model = machine->model,
        .host = slice_first(machine->host_name, slice_find(machine->host_name, '.')),
        .os_name = machine->os_name,
        .os_version = machine->os_version,
        .os_build = machine->os_build,
        .boot_session = machine->boot_session,
        .taken = machine->taken,
        .booted = machine->boot,
        .uptime_seconds = machine->uptime_seconds,
        .memory_bytes = machine->memory_bytes,
        .wired_bytes = wired_of(snapshot),
        .sha256 = snapshot->sha256,
    };
}

struct slice entry_identity(const struct snapshot *snapshot, struct arena *arena)
{
    struct hash *hash = hash_new();
    struct slice identity = {"", 0};
    for (size_t i = 0; hash != NULL && i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        if (report->status == REPORT_MISSING)
            continue;
        hash_add(hash, slice_of(report->kind->name));
        hash_add(hash, SLICE(" "));
        hash_add(hash, report->sha256);
        hash_add(hash, SLICE("\n"));
    }
    if (hash != NULL)
        identity = hash_end(hash, arena);
    hash_free(hash);
    return identity;
}

struct slice entry_id(const struct snapshot *snapshot, struct arena *arena)
{
    struct slice digits = slice_first(entry_identity(snapshot, arena), ID_HASH_DIGITS);
    struct moment taken = snapshot->machine.taken;
    struct local_time t = taken.local;
    if (!taken.known)
        return arena_format(arena, "unknown-time_%.*s", SLICE_ARGS(digits));
    return arena_format(arena, "%04d-%02d-%02d_%02d-%02d-%02d_%.*s", t.year, t.month, t.day, t.hour,
                        t.minute, t.second, SLICE_ARGS(digits));
}

static bool differ(struct slice a, struct slice b)
{
    return a.len > 0 && b.len > 0 && !slice_equal_fold(a, b);
}

bool entry_same_machine(const struct library_entry *a, const struct library_entry *b)
{
    bool memory_differs = a->memory_bytes.known && b->memory_bytes.known &&
                          a->memory_bytes.value != b->memory_bytes.value;
    return !differ(a->model, b->model) && !differ(a->host, b->host) && !memory_differs;
}

bool entry_same_boot(const struct library_entry *a, const struct library_entry *b)
{
    if (!entry_same_machine(a, b))
        return false;
    if (a->boot_session.len > 0 && b->boot_session.len > 0)
        return slice_equal(a->boot_session, b->boot_session);
    return a->booted.known && b->booted.known &&
           llabs(moment_difference(a->booted, b->booted)) <= BOOT_CLOCK_SECONDS;
}

int entry_order(const struct library_entry *a, const struct library_entry *b)
{
    if (a->taken.known != b->taken.known)
        return a->taken.known ? 1 : -1;
    int64_t left = a->taken.known ? moment_seconds(a->taken) : 0;
    int64_t right = b->taken.known ? moment_seconds(b->taken) : 0;
    if (left != right)
        return left < right ? -1 : 1;
    return slice_compare(a->id, b->id);
}
