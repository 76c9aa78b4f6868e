/* zprint_sections.h: what the three files of the zprint parser share. */
#ifndef SYSDELTA_ZPRINT_SECTIONS_H
#define SYSDELTA_ZPRINT_SECTIONS_H

#include "report.h"

enum zprint_pattern {
    ZPRINT_DASHES,
    ZPRINT_COLUMN_HEADS,
    ZPRINT_ZONES_HEAD,
    ZPRINT_WIRED_HEAD,
    ZPRINT_MAPS_HEAD,
    ZPRINT_VIEWS_HEAD,
    ZPRINT_FOOTER,
    ZPRINT_REFUSAL,
    ZPRINT_ZONE_ROW,
    ZPRINT_NARROW_ROW, /* behind the name, which is cut off by its width */
    ZPRINT_ZONE_TAIL,  /* flags, and the columns of -w and -t */
    ZPRINT_ZONES_LINE,
    ZPRINT_ZONE_TAGS_LINE,
    ZPRINT_TOTAL_LINE,
    ZPRINT_WIRED_ROW,
    ZPRINT_MAP_ROW,
    ZPRINT_VIEW_ROW,
};

/*
 * No figure of a Mac's memory comes near this many bytes (8 EiB is what a wrapped negative figure
 * prints as, and more): a larger cell is not a size.
 */
#define ZPRINT_BYTES_MAX (UINT64_C(1) << 53)

/* A KiB group in bytes; unknown where the group took no part or the cell is no size. */
struct amount zprint_size(struct parser *p, const char *group);

/* Takes the options from the second head line of the zone table. */
void zprint_zones_head(struct zprint *zprint, struct slice line);

/* A row of the zone table; false where the line is none. */
bool zprint_zone_row(struct parser *p, struct zprint *zprint, struct slice line);

/* A line of the wired, maps or views section; false where it is none. */
bool zprint_wired_line(struct parser *p, struct zprint *zprint, struct slice line);
bool zprint_map_row(struct parser *p, struct zprint *zprint, struct slice line);
bool zprint_view_row(struct parser *p, struct zprint *zprint, struct slice line);

#endif
