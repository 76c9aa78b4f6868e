#include "rates.h"

enum { HOUR_SECONDS = 3600 };

struct change change_scale(struct change figure, uint64_t numerator, int64_t denominator)
{
    uint64_t doubled;
    struct change result = CHANGE_UNKNOWN;
    if (!figure.known || figure.value == INT64_MIN || denominator <= 0)
        return result;
    uint64_t size = (uint64_t)(figure.value < 0 ? -figure.value : figure.value);
    if (!number_scale(size, 2 * numerator, (uint64_t)denominator, &doubled))
        return result;
    uint64_t scaled = doubled / 2 + doubled % 2;
    if (scaled > INT64_MAX)
        return result;
    result.value = figure.value < 0 ? -(int64_t)scaled : (int64_t)scaled;
    result.known = true;
    return result;
}

struct change rate_per_hour(struct change growth, struct change seconds)
{
    return seconds.known ? change_scale(growth, HOUR_SECONDS, seconds.value) : CHANGE_UNKNOWN;
}

struct change share_of(struct change part, struct change total)
{
    if (!total.known || total.value == INT64_MIN)
        return CHANGE_UNKNOWN;
    int64_t size = total.value < 0 ? -total.value : total.value;
    struct change share = change_scale(part, SHARE_PARTS, size);
    if (total.value < 0)
        share.value = -share.value;
    return share;
}

bool exceeds(uint64_t a, uint64_t b, uint64_t percent)
{
    uint64_t limit;
    return number_scale(b, percent, 100, &limit) && a > limit;
}
