#include "catalogue.h"

const char *nature_name(enum nature nature)
{
    static const char *const names[NATURES] = {
        [NATURE_UNKNOWN] = "unknown",
        [NATURE_CACHE] = "cache",
        [NATURE_PER_PROCESS] = "per-process",
        [NATURE_PER_THREAD] = "per-thread",
        [NATURE_PER_PORT] = "per-port",
        [NATURE_PER_MESSAGE] = "per-message",
        [NATURE_PER_REGION] = "per-region",
        [NATURE_PER_DESCRIPTOR] = "per-descriptor",
        [NATURE_PER_SOCKET] = "per-socket",
        [NATURE_PACKETS] = "packets",
        [NATURE_DRIVER] = "driver",
        [NATURE_GRAPHICS] = "graphics",
        [NATURE_DATA] = "data",
        [NATURE_GENERAL] = "general",
        [NATURE_PAGE_TABLES] = "page-tables",
        [NATURE_BOOT] = "boot",
        [NATURE_BOOKKEEPING] = "bookkeeping",
        [NATURE_SECURITY] = "security",
        [NATURE_COMPRESSOR] = "compressor",
    };
    return names[nature];
}

const char *follows_name(enum follows follows)
{
    static const char *const names[FOLLOWS_COUNTS] = {
        [FOLLOWS_NOTHING] = NULL,
        [FOLLOWS_PROCESSES] = "processes",
        [FOLLOWS_THREADS] = "threads",
        [FOLLOWS_PORTS] = "ports",
        [FOLLOWS_MESSAGES] = "messages",
        [FOLLOWS_REGIONS] = "regions",
        [FOLLOWS_DESCRIPTORS] = "descriptors",
        [FOLLOWS_SOCKETS] = "sockets",
        [FOLLOWS_VNODES] = "vnodes",
        [FOLLOWS_RESIDENT] = "resident",
        [FOLLOWS_RAM] = "ram",
        [FOLLOWS_COMPRESSED] = "compressed",
    };
    return names[follows];
}

const char *catalogue_kind_name(enum catalogue_kind kind)
{
    static const char *const names[CATALOGUE_KINDS] = {"zone", "tag", "reserved", "map", "kext"};
    return names[kind];
}

/* How well a name fits: a whole name best, then a cut one, then families by their fixed part. */
enum { FIT_NONE = 0, FIT_CUT = 1 << 20, FIT_EXACT = 1 << 21 };

/* How two names are compared: slice_equal() or slice_equal_fold(). */
typedef bool same_text(struct slice a, struct slice b);

static size_t fit_of_family(struct slice family, size_t star, struct slice name, same_text *same)
{
    struct slice head = slice_first(family, star);
    struct slice tail = slice_from(family, star + 1);
    if (name.len < head.len + tail.len || !same(slice_first(name, head.len), head))
        return FIT_NONE;
    if (!same(slice_from(name, name.len - tail.len), tail))
        return FIT_NONE;
    return 1 + head.len + tail.len;
}

/* zprint cuts zone names at 17 or 24 characters, and then prints a $. */
enum { CUT_NARROW = 17 + 1, CUT_WIDE = 24 + 1 };

static size_t fit_of(struct slice known, struct slice name, bool may_be_cut, same_text *same)
{
    size_t star = slice_find(known, '*');
    if (star < known.len)
        return fit_of_family(known, star, name, same);
    if (same(known, name))
        return FIT_EXACT;
    size_t kept = name.len - 1;
    bool cut = may_be_cut && (name.len == CUT_NARROW || name.len == CUT_WIDE) &&
               slice_ends(name, "$") && known.len > kept &&
               same(slice_first(known, kept), slice_first(name, kept));
    return cut ? FIT_CUT : FIT_NONE;
}

/* Its own name counts for more than an alias that fits as well. */
static size_t fit_of_entry(const struct catalogue_entry *entry, struct slice name, same_text *same)
{
    bool zone = entry->kind == CATALOGUE_ZONE;
    size_t best = 2 * fit_of(entry->name, name, zone, same);
    best += best != FIT_NONE;
    for (size_t i = 0; i < entry->n_aliases; i++) {
        size_t fit = 2 * fit_of(entry->aliases[i], name, zone, same);
        if (fit > best)
            best = fit;
    }
    return best;
}

static const struct catalogue_entry *find(const struct catalogue *catalogue, unsigned kinds,
                                          struct slice name, same_text *same)
{
    const struct catalogue_entry *found = NULL;
    size_t best = 0;
    for (size_t i = 0; catalogue != NULL && i < catalogue->n_entries; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        if ((kinds & (1U << entry->kind)) == 0)
            continue;
        size_t fit = fit_of_entry(entry, name, same);
        if (fit != FIT_NONE && fit >= best) {
            best = fit;
            found = entry;
        }
    }
    return found;
}

static unsigned catalogue_kinds(enum component_kind kind)
{
    static const unsigned kinds[COMPONENT_KINDS] = {
        [COMPONENT_ZONE] = 1U << CATALOGUE_ZONE,
        [COMPONENT_TAG] = 1U << CATALOGUE_TAG,
        [COMPONENT_KEXT] = 1U << CATALOGUE_KEXT,
        [COMPONENT_RESERVED] = 1U << CATALOGUE_RESERVED,
    };
    return kinds[kind];
}

const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue,
                                             enum component_kind kind, struct slice name)
{
    return find(catalogue, catalogue_kinds(kind), name, slice_equal);
}

const struct catalogue_entry *catalogue_find_any(const struct catalogue *catalogue,
                                                 struct slice name)
{
    return find(catalogue, ~0U, name, slice_equal);
}

const struct catalogue_entry *catalogue_find_fold(const struct catalogue *catalogue,
                                                  const enum component_kind *kind,
                                                  struct slice name)
{
    return find(catalogue, kind != NULL ? catalogue_kinds(*kind) : ~0U, name, slice_equal_fold);
}

bool catalogue_has_kind(const struct catalogue_entry *entry, enum component_kind kind)
{
    return (catalogue_kinds(kind) & (1U << entry->kind)) != 0;
}

const struct known_leak *catalogue_leak_on(const struct catalogue_entry *entry, struct slice build)
{
    for (size_t i = 0; i < entry->n_known && build.len > 0; i++) {
        const struct known_leak *leak = &entry->known[i];
        if (!leak->is_leak)
            continue;
        for (size_t k = 0; k < leak->n_builds; k++) {
            if (slice_equal(leak->builds[k], build))
                return leak;
        }
    }
    return NULL;
}

/* What the star of the family stands for in the name; ptr NULL where the name is not of it. */
static struct slice part_of_family(struct slice family, struct slice name)
{
    size_t star = slice_find(family, '*');
    if (star == family.len)
        return slice_equal(family, name) ? SLICE("") : (struct slice){NULL, 0};
    if (fit_of_family(family, star, name, slice_equal) == FIT_NONE)
        return (struct slice){NULL, 0};
    size_t tail = family.len - star - 1;
    return slice_first(slice_from(name, star), name.len - star - tail);
}

bool catalogue_lineage(const struct catalogue *catalogue, struct slice zone,
                       struct catalogue_lineage *ret)
{
    if (slice_ends(zone, "$"))
        return false;
    for (size_t i = 0; catalogue != NULL && i < catalogue->n_entries; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        if (entry->kind != CATALOGUE_ZONE || entry->n_aliases == 0)
            continue;
        struct slice part = part_of_family(entry->name, zone);
        for (size_t k = 0; k < entry->n_aliases && part.ptr == NULL; k++)
            part = part_of_family(entry->aliases[k], zone);
        if (part.ptr != NULL) {
            *ret = (struct catalogue_lineage){entry, part};
            return true;
        }
    }
    return false;
}

static bool holds_fold(struct slice text, struct slice part)
{
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (slice_equal_fold(slice_first(slice_from(text, i), part.len), part))
            return true;
    }
    return false;
}

size_t catalogue_alike(const struct catalogue *catalogue, struct slice name,
                       const struct catalogue_entry **ret, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; name.len > 1 && i < catalogue->n_entries && count < room; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        bool alike = holds_fold(entry->name, name);
        for (size_t k = 0; k < entry->n_aliases && !alike; k++)
            alike = holds_fold(entry->aliases[k], name);
        if (alike)
            ret[count++] = entry;
    }
    return count;
}
