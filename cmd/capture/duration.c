#include "duration.h"

#include "number.h"

#define YEAR_SECONDS (UINT64_C(366) * 86400)

static bool unit_of(char letter, uint64_t *ret_seconds)
{
    static const struct {
        char letter;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (units[i].letter == letter) {
            *ret_seconds = units[i].seconds;
            return true;
        }
    }
    return false;
}

bool duration_parse(struct slice text, uint64_t *ret_ms, struct error *error)
{
    uint64_t unit = 1;
    uint64_t seconds;
    struct slice digits = text;
    if (digits.len > 0 && unit_of(digits.ptr[digits.len - 1], &unit))
        digits.len--;
    if (!number_u64(digits, &seconds) || !number_multiply(seconds, unit, &seconds) ||
        seconds == 0 || seconds > YEAR_SECONDS)
        return error_set(error, "%.*s is no time such as 90s, 10m or 2h", SLICE_ARGS(text));
    *ret_ms = seconds * 1000;
    return true;
}
