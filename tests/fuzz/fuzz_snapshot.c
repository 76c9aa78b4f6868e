/* fuzz_snapshot.c: snapshot files, whose figures no parser has checked. */
#include <stdlib.h>

#include "fuzz.h"
#include "machine.h"
#include "snapshot_file.h"

static void write_again(const struct snapshot *snapshot)
{
    struct text json = {0};
    struct error error = ERROR_NONE;
    if (!snapshot_write(&json, snapshot, &error))
        abort();
    text_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct fuzz_bytes from = {bytes, len};
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_new();
    if (snapshot_guest.read(snapshot, (struct byte_reader){fuzz_read, &from}, &error)) {
        snapshot->warnings = NULL;
        snapshot->n_warnings = 0;
        if (!machine_read(snapshot, &error))
            abort();
        write_again(snapshot);
        fuzz_judge(NULL, snapshot);
        fuzz_judge(snapshot, snapshot);
    } else if (!error.set) {
        abort();
    }
    snapshot_free(snapshot);
    return 0;
}
