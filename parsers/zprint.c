/*
 * zprint.c: zprint.txt, the main source: zones, wired memory by tag and kext, maps, zone views.
 *
 * One text holds up to five tables, always in the same order, each under a head of its own. This
 * file finds the heads and the footer; zprint_zones.c and zprint_wired.c read the rows.
 *
 * Layouts: system_cmds 541 (10.7), 550.6 to 790 (10.8 to 10.13), 805 to 1026 (10.14 to 15.5), read
 * in Apple's zprint.c and checked against text printed by it for ten releases; rows of 26 from
 * published captures. Sizes are KiB rounded down in the text, bytes here.
 */
#include "zprint_sections.h"

#define B "\\s++"

static const char *const patterns[] = {
    [ZPRINT_DASHES] = "-{20,}+\\s*+$",
    [ZPRINT_COLUMN_HEADS] = "\\s+(?:elem|kmod|largest|cur)\\b(?!.*\\d)",
    [ZPRINT_ZONES_HEAD] = "zone[ ]name" B "(?:elem[ ])?size\\b.*\\binuse\\b",
    [ZPRINT_WIRED_HEAD] =
        "wired[ ]memory" B "id" B "tag" B "(?:size" B "(?<waste>waste)" B ")?size\\s*+$",
    [ZPRINT_MAPS_HEAD] = "maps" B "free" B "free" B "size",
    [ZPRINT_VIEWS_HEAD] = "zone[ ]views" B "inuse",
    [ZPRINT_FOOTER] =
        "(?:ZONE[ ]TOTALS|TOTAL[ ](?<what>[A-Z]++)\\s*+=\\s*+(?<bytes>\\d++)K?)\\s*+$",
    [ZPRINT_REFUSAL] = "zprint:[ ](?<why>.*)$",
    [ZPRINT_ZONE_ROW] =
        "(?<name>\\S++)" B "(?<elem>\\d++)" B "(?<cur>\\d++)K" B "(?:(?<max>\\d++)K|-++)" B
        "(?<elts>\\d++)" B "(?:\\d++|-++)" B "(?<inuse>\\d++)" B "\\d++K" B "\\d++(?<tail>.*)$",
    [ZPRINT_NARROW_ROW] = "\\s*+(?|(?<elem>\\d++)" B "(?<cur>\\d++)|"
                          "(?<elem>\\d+?)(?<cur>42[89]\\d{7}))K\\s*+"
                          "(?:(?<max>\\d++)K|-++)\\s*+(?<elts>\\d++)" B "(?:\\d++|-++)" B
                          "(?<inuse>\\d++)" B "\\d++K\\s*+\\d++(?<tail>.*)$",
    [ZPRINT_ZONE_TAIL] = "(?<flags>(?:\\s*+[XACP])*+)"
                         "(?:" B "(?<first>\\d++[BK]))?(?:" B "(?<second>\\d++[BK]))?"
                         "(?:" B "(?<third>\\d++[BK]))?\\s*+$",
    [ZPRINT_ZONES_LINE] = "zones" B "(?<size>\\d++)K\\s*+$",
    [ZPRINT_ZONE_TAGS_LINE] = "zone[ ]tags" B "\\S+" B "of" B "\\S+\\s*+$",
    [ZPRINT_TOTAL_LINE] =
        "total" B "(?<rows>\\d++\\.\\d++)M\\s*+of\\s*+(?<wired>\\d++\\.\\d++)M\\s*+$",
    [ZPRINT_WIRED_ROW] =
        "(?<left>.*?)" B "(?<tag>\\d++)(?:" B "\\d++K){0,2}?" B "(?<cur>\\d++)K\\s*+$",
    [ZPRINT_MAP_ROW] = "(?<name>\\S.*?)(?:" B "\\d++K){0,3}" B "(?<size>\\d++)K\\s*+$",
    [ZPRINT_VIEW_ROW] = "(?<name>\\S.*?)" B "(?<used>\\d++)K\\s*+$",
    NULL,
};

enum section { BEFORE, ZONES, WIRED, MAPS, VIEWS };

/* The longest row that zprint prints is a named allocation's, well below this. */
enum { ROW_BYTES_MAX = 1024, DASHES_10_6 = 79 };

struct amount zprint_size(struct parser *p, const char *group)
{
    struct slice text = parser_group(p, group);
    uint64_t kib = UINT64_MAX;
    if (text.ptr == NULL)
        return AMOUNT_UNKNOWN;
    if (!number_u64(text, &kib) || kib > ZPRINT_BYTES_MAX / 1024) {
        struct slice row = parser_group(p, "name");
        if (row.ptr == NULL)
            row = slice_trim(parser_group(p, "left"));
        row = slice_first(row, 60);
        parser_warn(p, "%.*s: %.*sK is no size (a negative figure printed unsigned): not used",
                    SLICE_ARGS(row), SLICE_ARGS(slice_first(text, 24)));
        return AMOUNT_UNKNOWN;
    }
    return amount_of(kib * 1024);
}

/* Two outputs in one text are not added up: the last one counts. */
static void start_afresh(struct parser *p, struct zprint *zprint)
{
    if (!zprint->has_zones && !zprint->has_wired)
        return;
    *zprint = (struct zprint){.name_width = zprint->name_width};
    parser_warn(p, "another output of zprint starts here: what stands before it is not used");
}

static bool section_head(struct parser *p, struct zprint *zprint, struct slice line,
                         enum section *section)
{
    if (parser_match(p, ZPRINT_ZONES_HEAD, line)) {
        start_afresh(p, zprint);
        zprint->has_zones = true;
        zprint_zones_head(zprint, line);
        *section = ZONES;
    } else if (parser_match(p, ZPRINT_WIRED_HEAD, line)) {
        zprint->has_wired = true;
        zprint->wired_layout_first = parser_group(p, "waste").ptr == NULL;
        if (zprint->wired_layout_first)
            zprint->layout = ZPRINT_WIDE;
        *section = WIRED;
    } else if (parser_match(p, ZPRINT_MAPS_HEAD, line)) {
        zprint->has_maps = true;
        *section = MAPS;
    } else if (parser_match(p, ZPRINT_VIEWS_HEAD, line)) {
        zprint->has_views = true;
        *section = VIEWS;
    } else {
        return parser_match(p, ZPRINT_COLUMN_HEADS, line);
    }
    return true;
}

static bool footer(struct parser *p, struct zprint *zprint, struct slice line)
{
    if (!parser_match(p, ZPRINT_FOOTER, line))
        return false;
    zprint->has_footer = true;
    if (slice_is(parser_group(p, "what"), "SIZE") && parser_line_complete(p)) {
        zprint->footer_size_bytes = parser_amount(p, "bytes");
        (void)parser_row_ok(p);
    }
    return true;
}

static bool row(struct parser *p, struct zprint *zprint, struct slice line, enum section *section)
{
    switch (*section) {
    case BEFORE:
        /* Rows without a head: what people keep of `zprint | grep`. */
        if (zprint_zone_row(p, zprint, line))
            zprint->has_zones = true;
        return true;
    case ZONES:
        return zprint_zone_row(p, zprint, line);
    default:
        break;
    }
    /*
     * A row that the text ends in may have lost its last cells; what is left looks like a row. So
     * does one with a carriage return in a figure.
     */
    if (!parser_line_complete(p) || slice_has_control(line))
        return false;
    if (*section == WIRED)
        return zprint_wired_line(p, zprint, line);
    return *section == MAPS ? zprint_map_row(p, zprint, line) : zprint_view_row(p, zprint, line);
}

/*
 * zprint without root on 13.3 and later: elements are real, every size is printed as 0K. Most zones
 * tell, so that one figure that is damaged does not make sizes of all the zeros.
 */
static bool sizes_are_hidden(const struct zprint *zprint)
{
    size_t used = 0;
    size_t sized = 0;
    for (size_t i = 0; i < zprint->n_zones; i++) {
        const struct zone *zone = &zprint->zones[i];
        bool counts = zone->elements > 0 && zone->size_bytes.known;
        used += counts;
        sized += counts && zone->size_bytes.value > 0;
    }
    return used > 0 && sized < used - sized;
}

static void hide_sizes(struct zprint *zprint)
{
    zprint->sizes_hidden = true;
    for (size_t i = 0; i < zprint->n_zones; i++) {
        struct zone *zone = &zprint->zones[i];
        zone->size_bytes = zone->max_bytes = AMOUNT_UNKNOWN;
        zone->reclaimable_bytes = zone->fragmented_bytes = zone->wasted_bytes = AMOUNT_UNKNOWN;
        zone->allocated_bytes = AMOUNT_UNKNOWN;
    }
    zprint->zones_line_bytes = AMOUNT_UNKNOWN;
    zprint->footer_size_bytes = AMOUNT_UNKNOWN;
}

/*
 * Is the zone table here to its end? A section or a footer behind it says so, and up to 10.10 its
 * last row, a zone that is none. Otherwise rows may be missing, and absent does not mean empty.
 */
static bool zones_are_whole(const struct zprint *zprint, bool without_head)
{
    if (zprint->n_zones == 0 || without_head)
        return false;
    struct slice last = zprint->zones[zprint->n_zones - 1].name;
    return zprint->has_wired || zprint->has_footer || slice_is(last, "kalloc.large");
}

static bool has_total(const struct zprint *zprint)
{
    for (size_t i = 0; i < zprint->n_maps; i++) {
        if (slice_is(zprint->maps[i].name, "VM_KERN_COUNT_WIRED"))
            return true;
    }
    return false;
}

static void check_end(struct parser *p, struct zprint *zprint, bool without_head)
{
    bool lines_lost = p->report->not_understood > zprint->bad_zones + zprint->bad_wired;
    zprint->zones_whole =
        zones_are_whole(zprint, without_head) && !lines_lost && zprint->bad_zones == 0;
    zprint->wired_whole = zprint->has_maps && !lines_lost && zprint->bad_wired == 0;
    if (p->report->rows == 0)
        return;
    if (without_head) {
        parser_cut_short(p,
                         "rows that somebody picked out, without their head: others are missing");
    } else if ((zprint->with_waste || zprint->with_totals) && !zprint->has_footer) {
        parser_cut_short(p, "cut short: it ends before the totals that -w and -t print last");
    } else if (zprint->has_wired && !has_total(zprint)) {
        parser_cut_short(p, "cut short: it ends before VM_KERN_COUNT_WIRED in its maps section");
    } else if (zprint->has_zones && !zprint->has_wired && !zones_are_whole(zprint, false)) {
        parser_cut_short(p, "cut short, or made for some zones only: nothing shows that its zone "
                            "table is whole");
    }
}

static void parse(struct parser *p)
{
    struct zprint *zprint = &p->snapshot->zprint;
    enum section section = BEFORE;
    bool without_head = false; /* the zone table */
    zprint->name_width = 24;

    for (struct slice line; parser_next_line(p, &line);) {
        struct slice text = slice_trim_right(line);
        if (text.len == 0 || section_head(p, zprint, text, &section))
            continue;
        if (parser_match(p, ZPRINT_DASHES, text)) {
            if (section == ZONES && zprint->n_zones == 0 && text.len == DASHES_10_6) {
                parser_partial(p, "the layout of Mac OS X 10.6 and before is not read");
                return;
            }
        } else if (parser_match(p, ZPRINT_REFUSAL, text)) {
            struct slice why = slice_first(parser_group(p, "why"), 200);
            parser_refused(p, "zprint says: %.*s", SLICE_ARGS(why));
        } else if (!footer(p, zprint, text) &&
                   (text.len > ROW_BYTES_MAX || !row(p, zprint, text, &section))) {
            parser_not_understood(p, text);
        }
        if (section == BEFORE || section == ZONES)
            without_head = section == BEFORE;
    }
    if (zprint->has_footer && !zprint->footer_size_bytes.known)
        parser_partial(p, "its footer has no TOTAL SIZE: rows in front of it may be missing too");
    if (sizes_are_hidden(zprint))
        hide_sizes(zprint);
    check_end(p, zprint, without_head && zprint->n_zones > 0);
}

const struct report_kind zprint_kind = {
    .name = "zprint",
    .members = (const char *const[]){"zprint.txt", "zprint.log", NULL},
    .mark = "zone[ ]name" B "(?:elem[ ])?size\\b|wired[ ]memory" B "id" B "tag|zprint:[ ]mach_"
            "|[^\\s:]++" B "\\d++" B "\\d++K" B "(?:\\d++K|-++)" B "\\d++" B "(?:\\d++|-++)" B
            "\\d++" B "\\d++K" B "\\d++\\b",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 20000,
    .offset = offsetof(struct snapshot, zprint),
    .size = sizeof(((struct snapshot *)0)->zprint),
};
