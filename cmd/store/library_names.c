/* library_names.c: which snapshot a name means, and which two are best compared. */
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "library_entry.h"
#include "library_private.h"

/* A baseline stands for the state soon after boot. */
enum { BASELINE_SECONDS = 15 * 60 };

static const struct library_entry *newest(const struct library *library)
{
    return library->n_entries > 0 ? &library->entries[library->n_entries - 1] : NULL;
}

static const struct library_entry *first_of_boot(const struct library *library,
                                                 const struct library_entry *of)
{
    for (size_t i = 0; i < library->n_entries; i++) {
        if (entry_same_boot(&library->entries[i], of))
            return &library->entries[i];
    }
    return of;
}

/* 2d, 90m: seconds; false where the name is no age. */
static bool read_age(struct slice name, int64_t *ret)
{
    static const struct {
        char letter;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
    uint64_t count;
    if (name.len < 2 || !number_u64(slice_first(name, name.len - 1), &count))
        return false;
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (name.ptr[name.len - 1] == units[i].letter)
            return number_multiply(count, units[i].seconds, &count) && count <= INT64_MAX / 2 &&
                   (*ret = (int64_t)count, true);
    }
    return false;
}

static const struct library_entry *of_age(const struct library *library, int64_t age, int64_t now)
{
    for (size_t i = library->n_entries; i > 0; i--) {
        const struct library_entry *entry = &library->entries[i - 1];
        if (entry->taken.known && now - moment_seconds(entry->taken) >= age)
            return entry;
    }
    return NULL;
}

static const struct library_entry *of_label(const struct library *library, struct slice label)
{
    for (size_t i = library->n_entries; i > 0 && label.len > 0; i--) {
        if (slice_equal(library->entries[i - 1].label, label))
            return &library->entries[i - 1];
    }
    return NULL;
}

static const struct library_entry *of_id(const struct library *library, struct slice start,
                                         struct error *error)
{
    const struct library_entry *found = NULL;
    for (size_t i = 0; i < library->n_entries; i++) {
        const struct library_entry *entry = &library->entries[i];
        if (start.len == 0 || !slice_equal(slice_first(entry->id, start.len), start))
            continue;
        if (found != NULL) {
            error_set(error, "more than one snapshot of the library starts with %.*s",
                      SLICE_ARGS(start));
            return NULL;
        }
        found = entry;
    }
    if (found == NULL)
        error_set(error, "no snapshot of the library has that label or id (%s)", library->folder);
    return found;
}

static const struct library_entry *find_special(const struct library *library, struct slice name,
                                                int64_t now, bool *ret_special)
{
    int64_t age;
    *ret_special = true;
    if (slice_is(name, "latest"))
        return newest(library);
    if (slice_is(name, "boot"))
        return newest(library) != NULL ? first_of_boot(library, newest(library)) : NULL;
    if (read_age(name, &age))
        return of_age(library, age, now);
    *ret_special = false;
    return NULL;
}

const struct library_entry *library_find(const struct library *library, const char *name,
                                         int64_t now, struct error *error)
{
    struct slice rest = slice_of(name);
    if (slice_starts(rest, "@")) {
        bool special;
        rest = slice_from(rest, 1);
        const struct library_entry *entry = find_special(library, rest, now, &special);
        if (special && entry == NULL && library->n_entries == 0)
            error_set(error, "the library holds no snapshot (%s)", library->folder);
        if (special && entry == NULL)
            error_set(error, "no snapshot of the library is that old");
        if (special)
            return entry;
    }
    for (size_t i = 0; i < library->n_entries; i++) {
        if (slice_equal(library->entries[i].id, rest))
            return &library->entries[i];
    }
    const struct library_entry *entry = of_label(library, rest);
    return entry != NULL ? entry : of_id(library, rest, error);
}

bool library_is_reserved(const char *label)
{
    int64_t age;
    struct slice name = slice_of(label);
    return slice_starts(name, "@") || slice_is(name, "latest") || slice_is(name, "boot") ||
           slice_is(name, "-") || slice_find(name, '/') < name.len || read_age(name, &age);
}

static bool is_soon_after_boot(const struct library_entry *entry)
{
    return entry->uptime_seconds.known && entry->uptime_seconds.value <= BASELINE_SECONDS;
}

/* A baseline has run for less than what it is compared with, since whichever boot. */
static bool may_be_base(const struct library_entry *entry, const struct library_entry *later)
{
    return !slice_equal(entry->id, later->id) && entry_same_machine(entry, later) &&
           entry->uptime_seconds.known && later->uptime_seconds.known &&
           entry->uptime_seconds.value < later->uptime_seconds.value;
}

/* Soon after boot, then the same build, then the same boot. */
static int score(const struct library_entry *entry, const struct library_entry *later)
{
    return (is_soon_after_boot(entry) ? 4 : 0) +
           (slice_equal(entry->os_build, later->os_build) ? 2 : 0) +
           (entry_same_boot(entry, later) ? 1 : 0);
}

static const char *words_for(int points)
{
    static const char *const words[] = {
        "of another build of the system and some time after boot",
        "the first of this boot, of another build",
        "the one that had run for the shortest time",
        "the first of this boot",
        "soon after boot, of another build of the system",
        "soon after this boot, of another build",
        "soon after boot, of the same build",
        "soon after this very boot",
    };
    return words[points];
}

/* Of equals the one that had run for the shorter time, then the newer one. */
static const struct library_entry *
best_base(const struct library *library, const struct library_entry *later, const char **ret_why)
{
    const struct library_entry *best = NULL;
    int most = -1;
    for (size_t i = 0; i < library->n_entries; i++) {
        const struct library_entry *entry = &library->entries[i];
        if (!may_be_base(entry, later))
            continue;
        int points = score(entry, later);
        bool soon = points >= 4;
        if (points > most || (points == most && (soon || entry->uptime_seconds.value <=
                                                             best->uptime_seconds.value))) {
            best = entry;
            most = points;
        }
    }
    if (best != NULL)
        *ret_why = words_for(most);
    return best;
}

bool library_same_boot(const struct library_entry *a, const struct library_entry *b)
{
    return entry_same_boot(a, b);
}

/*
 * What may be the later one of a pair with that entry in it: itself; or, as a baseline is often
 * taken after the reboot that it stands for, the newest one of its Mac that had run for longer.
 */
static const struct library_entry *later_with(const struct library *library,
                                              const struct library_entry *entry)
{
    const char *why;
    bool has_base = best_base(library, entry, &why) != NULL;
    if (has_base && !is_soon_after_boot(entry))
        return entry;
    for (size_t i = library->n_entries; i > 0; i--) {
        if (may_be_base(entry, &library->entries[i - 1]))
            return &library->entries[i - 1];
    }
    return has_base ? entry : NULL;
}

bool library_pair(const struct library *library, const struct library_entry **ret_base,
                  const struct library_entry **ret_later, const char **ret_why, struct error *error)
{
    if (library->n_entries == 0)
        return error_set(error, "the library holds no snapshot (%s)", library->folder);
    for (size_t i = library->n_entries; i > 0; i--) {
        const struct library_entry *later = later_with(library, &library->entries[i - 1]);
        if (later == NULL)
            continue;
        *ret_later = later;
        *ret_base = best_base(library, later, ret_why);
        return true;
    }
    return error_set(error, "the library holds no two snapshots of one Mac with different uptimes");
}

const struct library_entry *library_base_of(const struct library *library,
                                            const struct library_entry *later, const char **ret_why,
                                            struct error *error)
{
    const struct library_entry *base = best_base(library, later, ret_why);
    if (base == NULL)
        error_set(error, "the library holds no snapshot of its Mac that had run for less time");
    return base;
}

const struct library_entry *library_baseline(const struct library *library,
                                             const struct snapshot *later, const char **ret_why)
{
    struct library_entry entry = entry_of(later);
    entry.id = (struct slice){"", 0};
    return best_base(library, &entry, ret_why);
}
