/* fuzz_snapshot.c: snapshot files, whose figures no parser has checked. */
#include "fuzz.h"
#include "snapshot_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice input = {(const char *)bytes, len};
    struct fuzz_bytes from = {.rest = input};
    unsigned work = fuzz_work_of(input);
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_new();
    if (snapshot_guest.read(snapshot, (struct byte_reader){fuzz_read, &from}, &error)) {
        fuzz_settle(snapshot);
        fuzz_keep(snapshot);
        if (work & (FUZZ_ALONE | FUZZ_REDACT))
            fuzz_judge(NULL, snapshot);
        if (work & (FUZZ_SAME | FUZZ_PAIR))
            fuzz_judge(snapshot, snapshot);
    } else if (!error.set) {
        fuzz_fail("not read, and no reason");
    }
    snapshot_free(snapshot);
    return 0;
}
