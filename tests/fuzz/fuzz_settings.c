/* fuzz_settings.c: the small languages of options: limits and times. */
#include "duration.h"
#include "fuzz.h"
#include "limits.h"

enum { YEAR_DAYS = 366 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice input = {(const char *)bytes, len};
    struct limits limits = limits_default;
    struct error limit_error = ERROR_NONE;
    struct error time_error = ERROR_NONE;
    uint64_t milliseconds = 0;
    if (limits_set(&limits, input, &limit_error) == limit_error.set)
        fuzz_fail("a limit: %s", limit_error.reason);
    if (duration_parse(input, &milliseconds, &time_error) == time_error.set)
        fuzz_fail("a time: %s", time_error.reason);
    if (!time_error.set && (milliseconds == 0 || milliseconds > UINT64_C(86400000) * YEAR_DAYS))
        fuzz_fail("%llu ms", (unsigned long long)milliseconds);
    return 0;
}
