/* fuzz_bundle.c: archives, single reports and snapshot files, through a file as the program does. */
#include "fuzz.h"
#include "input_file.h"
#include "snapshot_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const parts[] = {NULL, "base"};
    struct slice input = {(const char *)bytes, len};
    const char *path = input_file(input);
    for (size_t i = 0; i < 2; i++) {
        struct error error = ERROR_NONE;
        struct snapshot *snapshot = snapshot_open(path, parts[i], &error);
        if (snapshot == NULL && !error.set)
            fuzz_fail("not read, and no reason");
        if (snapshot != NULL && (fuzz_work_of(input) & FUZZ_ALONE))
            fuzz_judge(NULL, snapshot);
        snapshot_free(snapshot);
    }
    return 0;
}
