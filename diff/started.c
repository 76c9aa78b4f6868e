#include "started.h"

#include "calendar.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR, WEEK = 7 * DAY, SLACK = HOUR + 2 * MINUTE };

/* The reports of a capture are written within this time of its begin. */
enum { TAKING = 30 * MINUTE };

static const struct started unknown = {0, 0, false};

/* Three letters out of a list; -1 for none of them. */
static int word_of(struct slice text, const char *list)
{
    struct slice words = slice_of(list);
    for (size_t i = 0; i + 3 <= words.len; i += 3) {
        if (slice_equal(slice_first(slice_from(words, i), 3), text))
            return (int)(i / 3);
    }
    return -1;
}

static bool number_in(struct slice text, uint64_t most, uint64_t *ret)
{
    return number_u64(text, ret) && *ret <= most;
}

/* 12-hour clock: 12AM is 0, 12PM is 12. */
static bool hour_of(struct slice digits, struct slice half, uint64_t *ret)
{
    if (!number_in(digits, 12, ret) || !(slice_is(half, "AM") || slice_is(half, "PM")))
        return false;
    *ret = *ret % 12 + (slice_is(half, "PM") ? 12 : 0);
    return true;
}

static struct started span(int64_t from, int64_t seconds)
{
    return (struct started){from, from + seconds - 1, true};
}

/*
 * Within the last day of the time at which ps ran, which is some time after the capture was begun: a
 * time just after that is of the same day, or of the day before. Boot may tell, as nothing ran
 * before it.
 */
static struct started of_minute(int64_t start, int64_t taken, struct moment boot)
{
    int64_t earlier = start - DAY;
    bool is_too_early = boot.known && earlier + MINUTE <= calendar_seconds(boot.local);
    if (start <= taken + MINUTE)
        return span(start, MINUTE);
    if (start > taken + TAKING)
        return is_too_early ? unknown : span(earlier, MINUTE);
    return is_too_early ? span(start, MINUTE) : unknown;
}

/* 7:27PM or 19:27 */
static struct started of_today(struct slice token, int64_t taken, struct moment boot)
{
    size_t colon = slice_find(token, ':');
    struct slice minutes = slice_first(slice_from(token, colon + 1), 2);
    struct slice half = slice_from(token, colon + 3);
    uint64_t hour;
    uint64_t minute;
    bool ok = number_in(minutes, 59, &minute) &&
              (half.len > 0 ? hour_of(slice_first(token, colon), half, &hour)
                            : number_in(slice_first(token, colon), 23, &hour));
    if (!ok)
        return unknown;
    int64_t midnight = taken - (taken % DAY + DAY) % DAY;
    return of_minute(midnight + (int64_t)hour * HOUR + (int64_t)minute * MINUTE, taken, boot);
}

/* Tue09PM or Tue21: within the last week. 1970-01-01 was a Thursday. */
static struct started of_week(struct slice token, int day, int64_t taken)
{
    enum { THURSDAY = 4 };
    uint64_t hour;
    struct slice digits = slice_first(slice_from(token, 3), 2);
    struct slice half = slice_from(token, 5);
    if (half.len > 0 ? !hour_of(digits, half, &hour) : !number_in(digits, 23, &hour))
        return unknown;
    int64_t midnight = taken - (taken % DAY + DAY) % DAY;
    int64_t today = ((midnight / DAY + THURSDAY) % 7 + 7) % 7;
    int64_t start = midnight - (today - day) * DAY + (int64_t)hour * HOUR;
    if (start > taken)
        start -= WEEK;
    /* ps names the day only of what is a day old: the day and hour of now are a week ago. */
    if (taken - start <= HOUR)
        start -= WEEK;
    return span(start, HOUR);
}

/* 14Jan19, 4Jan19 */
static struct started of_date(struct slice token)
{
    uint64_t day;
    uint64_t year;
    if (token.len < 6 || token.len > 7)
        return unknown;
    size_t digits = token.len - 5;
    int month =
        word_of(slice_first(slice_from(token, digits), 3), "JanFebMarAprMayJunJulAugSepOctNovDec");
    if (month < 0 || !number_in(slice_first(token, digits), 31, &day) || day == 0 ||
        !number_in(slice_from(token, digits + 3), 99, &year))
        return unknown;
    struct local_time time = {.year = 2000 + (int)year, .month = month + 1, .day = (int)day};
    return calendar_is_valid(time) ? span(calendar_seconds(time), DAY) : unknown;
}

struct started started_of(struct slice token, struct moment taken, struct moment boot)
{
    if (!taken.known || token.len < 4 || token.len > 8)
        return unknown;
    int64_t now = calendar_seconds(taken.local);
    size_t colon = slice_find(token, ':');
    if (colon < token.len && colon + 3 <= token.len)
        return of_today(token, now, boot);
    int day = token.len >= 5 ? word_of(slice_first(token, 3), "SunMonTueWedThuFriSat") : -1;
    return day >= 0 ? of_week(token, day, now) : of_date(token);
}

bool may_be_same_start(struct started a, struct started b)
{
    if (!a.known || !b.known)
        return true;
    return a.from <= b.to + SLACK && b.from <= a.to + SLACK;
}

bool is_same_minute(struct started a, struct started b)
{
    return a.known && b.known && a.from == b.from && a.to == b.to && a.to - a.from < MINUTE;
}
