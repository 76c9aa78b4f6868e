/* fuzz_capture_name.c: what the name of a capture tells of its Mac and its time. */
#include "calendar.h"
#include "fuzz.h"
#include "machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice input = {(const char *)bytes, len};
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_new();
    struct moment taken;
    snapshot->name = input;
    snapshot->root = input;
    if (!machine_read(snapshot, &error))
        fuzz_fail("%s", error.reason);
    taken = snapshot->machine.taken;
    if (taken.known != (snapshot->machine.taken_source != NULL) ||
        (taken.known && !calendar_is_valid(taken.local)))
        fuzz_fail("a time that no clock shows");
    snapshot_free(snapshot);
    return 0;
}
