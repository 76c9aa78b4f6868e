/* fuzz_library_name.c: what users call snapshots of the library by. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "heap.h"
#include "library_private.h"

/* 2026-11-03, 00:00 UTC */
enum { NOW = 1793664000 };

static struct library_entry entry(const char *id, const char *label, int day, uint64_t uptime)
{
    struct local_time taken = {.year = 2026, .month = 11, .day = day, .hour = 9};
    return (struct library_entry){
        .id = slice_of(id),
        .label = slice_of(label),
        .model = SLICE("Mac16,8"),
        .taken = {.known = true, .zone_known = true, .local = taken},
        .uptime_seconds = amount_of(uptime),
    };
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct library_entry entries[] = {
        entry("20261101T090000-0a1b2c3d", "baseline", 1, 180),
        entry("20261101T090000-0a1bffff", "", 1, 7200),
        entry("20261102T090000-77777777", "baseline", 2, 93600),
        entry("20261103T090000-12345678", "@2d", 3, 180),
    };
    struct library library = {.folder = "library", .entries = entries, .n_entries = 4};
    struct error error = ERROR_NONE;
    char *name = heap_take(len + 1);
    if (len > 0)
        memcpy(name, bytes, len);
    name[len] = '\0';
    const struct library_entry *found = library_find(&library, name, NOW, &error);
    if ((found == NULL) != error.set)
        fuzz_fail("%s", found == NULL ? "not found, and no reason" : error.reason);
    if (found != NULL && (found < entries || found >= entries + library.n_entries))
        fuzz_fail("found what is not in the library");
    (void)library_is_reserved(name);
    free(name);
    return 0;
}
