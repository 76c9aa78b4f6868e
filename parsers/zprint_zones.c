/*
 * zprint_zones.c: the zone table of zprint, in the layouts of 10.7, of 10.8 to 10.13, of 10.14 on.
 *
 * Cells are right-aligned and a wide value pushes the rest of its row to the right, so rows are
 * split at blanks. Only 10.7 prints fields that can touch each other: there the name is cut off by
 * its width, and the K of a size ends a field.
 */
#include "zprint_sections.h"

enum { NAME_WIDTH = 24, NAME_WIDTH_WITH_OPTIONS = 17, TAIL_BYTES_MAX = 64, PAGE_10_7 = 4096 };

/* What 10.7 can print of a size: it goes through a signed int. */
#define NARROW_BYTES_MAX (UINT64_C(1) << 31)

void zprint_zones_head(struct zprint *zprint, struct slice line)
{
    struct slice tail = slice_from(line, slice_find_text(line, "inuse"));
    bool narrow = slice_starts(tail, "inuse  size count") || slice_starts(tail, "inuse size count");
    bool wasted = slice_find_text(tail, "wasted") < tail.len;
    bool old_totals = slice_find_text(tail, "Total Allocs") < tail.len;
    struct slice last = slice_from(tail, slice_find_text(tail, "count"));
    size_t sizes = slice_find_text(last, "size");

    zprint->with_waste = wasted || sizes < last.len;
    zprint->with_totals = old_totals || slice_find_text(last, "allocs") < last.len;
    zprint->layout = narrow ? ZPRINT_NARROW : wasted || old_totals ? ZPRINT_WIDE : ZPRINT_NEW;
    bool short_names = wasted || old_totals;
    zprint->name_width = short_names ? NAME_WIDTH_WITH_OPTIONS : NAME_WIDTH;
}

/* `frag` and `free` are B or K cells; a wrapped one is no size and says nothing. */
static struct amount tail_size(struct slice cell)
{
    uint64_t value;
    uint64_t unit = slice_ends(cell, "K") ? 1024 : 1;
    if (cell.len == 0 || !number_u64(slice_first(cell, cell.len - 1), &value) ||
        !number_multiply(value, unit, &value) || value > ZPRINT_BYTES_MAX) {
        return AMOUNT_UNKNOWN;
    }
    return amount_of(value);
}

/* How many cells -w and -t print behind the flags of each row, none of them ever blank. */
static size_t tail_cells(const struct zprint *zprint)
{
    size_t waste = zprint->layout == ZPRINT_NEW ? 2 : 1;
    return (zprint->with_waste ? waste : 0) + (zprint->with_totals ? 1 : 0);
}

/*
 * False where other cells stand there than the head announces: they are right-aligned and look
 * alike, so nothing tells which one is missing, and none of them is used.
 */
static bool read_tail(struct parser *p, const struct zprint *zprint, struct zone *zone,
                      struct slice tail)
{
    if (!parser_match(p, ZPRINT_ZONE_TAIL, tail))
        return false;
    struct slice flags = parser_group(p, "flags");
    struct slice cells[] = {parser_group(p, "first"), parser_group(p, "second"),
                            parser_group(p, "third")};
    size_t count = 0;
    size_t next = 0;

    zone->exhaustible = slice_find(flags, 'X') < flags.len;
    zone->collectable = slice_find(flags, 'C') < flags.len;
    if (zprint->layout == ZPRINT_UNKNOWN)
        return true;
    while (count < sizeof(cells) / sizeof(*cells) && cells[count].len > 0)
        count++;
    if (count != tail_cells(zprint))
        return false;
    if (zprint->with_waste && zprint->layout == ZPRINT_NEW) {
        zone->fragmented_bytes = tail_size(cells[next++]);
        zone->reclaimable_bytes = tail_size(cells[next++]);
    } else if (zprint->with_waste) {
        zone->wasted_bytes = tail_size(cells[next++]);
    }
    if (zprint->with_totals)
        zone->allocated_bytes = tail_size(cells[next]);
    return true;
}

static void warn_of_tail(struct parser *p, struct slice name)
{
    parser_warn(p, "%.*s: behind its flags stands not what the head announces: not used",
                SLICE_ARGS(slice_first(name, 60)));
}

/* What cannot be more than the zone itself is not believed. */
static void drop_impossible(struct zone *zone)
{
    uint64_t size = zone->size_bytes.value;
    if (!zone->size_bytes.known)
        return;
    if (zone->fragmented_bytes.value > size)
        zone->fragmented_bytes = AMOUNT_UNKNOWN;
    if (zone->reclaimable_bytes.value > size)
        zone->reclaimable_bytes = AMOUNT_UNKNOWN;
    if (zone->wasted_bytes.value > size)
        zone->wasted_bytes = AMOUNT_UNKNOWN;
}

/*
 * zprint of 10.7 passes sizes through a 32-bit int: from 2 GiB on the K cell is garbage. The count
 * of elements that fit into the zone is not, and gives the size back: whole pages, at least
 * elements x element size.
 */
static void mend_narrow_size(struct parser *p, struct zone *zone, uint64_t capacity)
{
    uint64_t low;
    uint64_t size = zone->size_bytes.value;
    if (zone->element_bytes == 0)
        return;
    if (!number_multiply(capacity, zone->element_bytes, &low) || low > ZPRINT_BYTES_MAX)
        return;
    bool fits = zone->size_bytes.known && size + 1023 >= low && size < low + zone->element_bytes;
    if (fits || low + zone->element_bytes < NARROW_BYTES_MAX)
        return;
    zone->size_bytes = amount_of((low + PAGE_10_7 - 1) / PAGE_10_7 * PAGE_10_7);
    parser_warn(p, "the size is beyond what this release can print; taken from the element count");
}

bool zprint_zone_row(struct parser *p, struct zprint *zprint, struct slice line)
{
    struct slice name;
    if (zprint->layout == ZPRINT_NARROW) {
        size_t field = zprint->name_width + 1;
        name = slice_trim_right(slice_first(line, field));
        if (name.len == 0 || !parser_match(p, ZPRINT_NARROW_ROW, slice_from(line, field))) {
            return false;
        }
    } else {
        if (!parser_match(p, ZPRINT_ZONE_ROW, line))
            return false;
        name = parser_group(p, "name");
        if (slice_starts(name, "----")) /* the rule above the table, its line feed lost */
            return false;
    }

    struct zone zone = {
        .cut = name.len == zprint->name_width + 1 && slice_ends(name, "$"),
        .element_bytes = parser_u64(p, "elem"),
        .size_bytes = zprint_size(p, "cur"),
        .max_bytes = parser_kib_amount(p, "max"),
        .elements = parser_u64(p, "inuse"),
        .origin = parser_origin(p),
    };
    uint64_t capacity = parser_u64(p, "elts");
    struct slice tail = parser_group(p, "tail");
    bool ends = read_tail(p, zprint, &zone, tail);
    if (zprint->layout == ZPRINT_NARROW) {
        mend_narrow_size(p, &zone, capacity);
        if (zone.max_bytes.value >= NARROW_BYTES_MAX)
            zone.max_bytes = AMOUNT_UNKNOWN;
    }
    drop_impossible(&zone);
    if (parser_row_ok(p)) {
        if (!ends && tail.len > TAIL_BYTES_MAX) /* another row, its line feed lost */
            parser_not_understood(p, line);
        else if (!ends)
            warn_of_tail(p, name);
        if (!zone.size_bytes.known) {
            p->report->not_understood++;
            zprint->bad_zones++;
        }
        zone.name = parser_keep(p, name);
        *ARENA_PUSH(p->arena, zprint->zones, zprint->n_zones) = zone;
    }
    return true;
}
