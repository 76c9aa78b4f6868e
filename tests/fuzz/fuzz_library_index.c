/* fuzz_library_index.c: the index of a library, a file that anything may have happened to. */
#include <stdlib.h>

#include "fuzz.h"
#include "input_file.h"
#include "library_index.h"

static void check_entries(const struct library_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (entries[i].id.len > 0 && entries[i].id.ptr == NULL)
            fuzz_fail("an entry without its id");
    }
}

static void put(struct library_index *index)
{
    struct library_entry entry = {.id = SLICE("new")};
    struct index_stamp stamp = {1, 2};
    struct error error = ERROR_NONE;
    if (index_begin(index, &error) && index_put(index, &entry, stamp, &error) &&
        index_commit(index, &error))
        (void)index_has(index, entry.id, stamp);
    else if (!error.set)
        fuzz_fail("not written, and no reason");
}

static void get(struct library_index *index)
{
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    struct slice *ids;
    struct library_entry *entries;
    size_t count;
    if (index_ids(index, arena, &ids, &count, &error) &&
        index_entries(index, arena, &entries, &count, &error))
        check_entries(entries, count);
    else if (!error.set)
        fuzz_fail("not read, and no reason");
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct error error = ERROR_NONE;
    bool renewed;
    struct slice input = {(const char *)bytes, len};
    const char *path = input_file(input);
    struct library_index *index = index_open(path, &renewed, &error);
    if (index == NULL && !error.set)
        fuzz_fail("not opened, and no reason");
    if (index != NULL)
        get(index);
    /* Each write waits for the disk. */
    if (index != NULL && (fuzz_work_of(input) & FUZZ_KEEP))
        put(index);
    index_close(index);
    index_discard(path);
    return 0;
}
