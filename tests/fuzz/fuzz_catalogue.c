/* fuzz_catalogue.c: catalogues that users give with --catalog. */
#include <stdlib.h>

#include "catalogue_read.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct catalogue catalogue = {.n_entries = 0};
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    if (!catalogue_read(&catalogue, (struct slice){(const char *)bytes, len}, arena, &error) &&
        !error.set)
        abort();
    arena_free(arena);
    return 0;
}
