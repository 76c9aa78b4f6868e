#include "human.h"

#include <inttypes.h>
#include <stdio.h>

#include "calendar.h"

enum { LAST_SHIFT = 50 }; /* PB */

/* Three significant digits of bytes / unit, rounded half up; false where that makes 1000 of it. */
static bool add_scaled(struct text *out, uint64_t bytes, unsigned shift, const char *unit)
{
    uint64_t whole = bytes >> shift;
    uint64_t rest = bytes & ((UINT64_C(1) << shift) - 1);
    unsigned decimals = whole < 10 ? 2 : whole < 100 ? 1 : 0;
    uint64_t scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
    /* rest < 2^50 at most, so rest x 100 fits. */
    uint64_t digits = whole * scale + ((rest * scale + (UINT64_C(1) << (shift - 1))) >> shift);
    if (decimals == 2 && digits >= 1000) {
        decimals = 1;
        scale = 10;
        digits = (digits + 5) / 10;
    }
    if (decimals == 1 && digits >= 1000) {
        decimals = 0;
        scale = 1;
        digits = (digits + 5) / 10;
    }
    if (decimals == 0 && digits >= 1000 && shift < LAST_SHIFT)
        return false;
    if (decimals == 0) {
        text_printf(out, "%" PRIu64 " %s", digits, unit);
    } else {
        text_printf(out, "%" PRIu64 ".%0*" PRIu64 " %s", digits / scale, (int)decimals,
                    digits % scale, unit);
    }
    return true;
}

void human_bytes(struct text *out, uint64_t bytes)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB", "PB"};
    if (bytes < 1024) {
        text_printf(out, "%" PRIu64 " B", bytes);
        return;
    }
    unsigned unit = 1;
    while (unit < 5 && bytes >> (10 * (unit + 1)) > 0)
        unit++;
    while (!add_scaled(out, bytes, 10 * unit, units[unit]) && unit < 5)
        unit++;
}

bool human_is_unit(struct slice word)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB", "PB", "h", "min", "d", "s"};
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (slice_is(word, units[i]))
            return true;
    }
    return false;
}

static uint64_t size_of(int64_t value)
{
    return value < 0 ? (uint64_t)(-(value + 1)) + 1 : (uint64_t)value;
}

void human_signed_bytes(struct text *out, int64_t bytes)
{
    if (bytes < 0)
        text_add(out, SLICE("-"));
    human_bytes(out, size_of(bytes));
}

void human_growth(struct text *out, int64_t bytes)
{
    if (bytes > 0)
        text_add(out, SLICE("+"));
    human_signed_bytes(out, bytes);
}

void human_count(struct text *out, uint64_t count)
{
    char digits[32];
    int len = snprintf(digits, sizeof(digits), "%" PRIu64, count);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            text_add(out, SLICE(","));
        text_add(out, (struct slice){&digits[i], 1});
    }
}

void human_count_growth(struct text *out, int64_t count)
{
    if (count != 0)
        text_add(out, count > 0 ? SLICE("+") : SLICE("-"));
    human_count(out, size_of(count));
}

void human_percent(struct text *out, int64_t tenths)
{
    uint64_t size = size_of(tenths);
    if (tenths < 0)
        text_add(out, SLICE("-"));
    text_printf(out, "%" PRIu64 ".%" PRIu64 "%%", size / 10, size % 10);
}

void human_share(struct text *out, int64_t millionths)
{
    enum { IN_A_TENTH = 1000 };
    uint64_t tenths = (size_of(millionths) + IN_A_TENTH / 2) / IN_A_TENTH;
    human_percent(out, millionths < 0 ? -(int64_t)tenths : (int64_t)tenths);
}

void human_duration(struct text *out, uint64_t seconds)
{
    uint64_t minutes = seconds / 60;
    uint64_t hours = minutes / 60;
    if (seconds < 60) {
        text_printf(out, "%" PRIu64 " s", seconds);
    } else if (minutes < 60) {
        text_printf(out, "%" PRIu64 " min", minutes);
    } else if (hours < 100) {
        text_printf(out, "%" PRIu64 " h", hours);
        if (minutes % 60 > 0)
            text_printf(out, " %" PRIu64 " min", minutes % 60);
    } else {
        text_printf(out, "%" PRIu64 " d", hours / 24);
        if (hours % 24 > 0)
            text_printf(out, " %" PRIu64 " h", hours % 24);
    }
}

struct slice without_dot(struct slice sentence)
{
    return slice_ends(sentence, ".") ? slice_first(sentence, sentence.len - 1) : sentence;
}

static void add_zone(struct text *out, struct moment moment, const char *before)
{
    if (!moment.zone_known)
        return;
    int minutes = moment.zone_seconds / 60;
    int size = minutes < 0 ? -minutes : minutes;
    text_printf(out, "%s%c%02d:%02d", before, minutes < 0 ? '-' : '+', size / 60, size % 60);
}

void human_moment(struct text *out, struct moment moment)
{
    struct local_time t = moment.local;
    text_printf(out, "%04d-%02d-%02d %02d:%02d", t.year, t.month, t.day, t.hour, t.minute);
    add_zone(out, moment, " ");
}

void iso_moment(struct text *out, struct moment moment)
{
    struct local_time t = moment.local;
    text_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute,
                t.second);
    add_zone(out, moment, "");
}
