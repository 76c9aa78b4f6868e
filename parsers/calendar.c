#include "calendar.h"

enum { DAY_SECONDS = 86400, DAYS_TO_1970 = 719468, DAYS_400_YEARS = 146097 };

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool calendar_is_valid(struct local_time t)
{
    return t.year >= 1970 && t.year <= 9999 && t.month >= 1 && t.month <= 12 && t.day >= 1 &&
           t.day <= days_in_month(t.year, t.month) && t.hour >= 0 && t.hour < 24 && t.minute >= 0 &&
           t.minute < 60 && t.second >= 0 && t.second <= 60;
}

/* Years are counted from March, so that the leap day is the last of its year. */
int64_t calendar_seconds(struct local_time t)
{
    int64_t year = t.month > 2 ? t.year : t.year - 1;
    int64_t era = year / 400;
    int64_t year_of_era = year - era * 400;
    int64_t month = (t.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + t.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    int64_t days = era * DAYS_400_YEARS + day_of_era - DAYS_TO_1970;
    return days * DAY_SECONDS + t.hour * 3600 + t.minute * 60 + t.second;
}

struct local_time calendar_local(int64_t seconds)
{
    struct local_time t = {0};
    if (seconds < 0 || seconds > INT64_C(253402300799))
        return t;
    int64_t days = seconds / DAY_SECONDS + DAYS_TO_1970;
    int rest = (int)(seconds % DAY_SECONDS);
    int64_t era = days / DAYS_400_YEARS;
    int64_t day_of_era = days - era * DAYS_400_YEARS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;

    t.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    t.month = (int)(month < 10 ? month + 3 : month - 9);
    t.year = (int)(year_of_era + era * 400 + (t.month <= 2));
    t.hour = rest / 3600;
    t.minute = rest / 60 % 60;
    t.second = rest % 60;
    return t;
}

int64_t moment_seconds(struct moment moment)
{
    int64_t seconds = calendar_seconds(moment.local);
    return moment.zone_known ? seconds - moment.zone_seconds : seconds;
}

int64_t moment_difference(struct moment later, struct moment earlier)
{
    if (later.zone_known && earlier.zone_known) {
        return moment_seconds(later) - moment_seconds(earlier);
    }
    return calendar_seconds(later.local) - calendar_seconds(earlier.local);
}
