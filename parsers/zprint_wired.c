/*
 * zprint_wired.c: the wired memory, maps and zone views sections of zprint (10.11 on; views 11 on).
 *
 * Rows are read from the right: names may hold blanks, and peak and waste are blank on a customer's
 * Mac. What a row is follows from its name and, for kexts, from the kmod id behind it, which
 * zprint prints with "%-64s%3ld" into the 67 columns of the name.
 */
#include "zprint_sections.h"

enum { KEXT_NAME_WIDTH = 64, KMOD_ID_WIDTH = 3, TAG_END = 79, ROW_END = 105 };

static bool is_unnamed_kext(struct slice name)
{
    return slice_is(name, "(unloaded kmod)") || slice_is(name, "(unknown kmod)");
}

/* A bundle id has no blanks; it and the two names above are what stands before a kmod id. */
static bool may_carry_kmod_id(struct slice name)
{
    return name.len > 0 && (is_unnamed_kext(name) || slice_find(name, ' ') == name.len);
}

/*
 * Cuts the kmod id off the name where one stands in its columns. A bundle id of 64 characters and
 * more with an id of three digits leaves no blank between them: then the cut is a guess that only
 * the list of loaded kexts can confirm.
 */
static void split_kmod_id(struct slice left, struct wired_row *row)
{
    uint64_t id;
    size_t digits = 0;
    while (digits < left.len && byte_is_digit(left.ptr[left.len - 1 - digits]))
        digits++;
    row->name = left;
    if (digits == 0 || digits == left.len || left.len < KEXT_NAME_WIDTH + KMOD_ID_WIDTH)
        return;

    bool glued = left.ptr[left.len - 1 - digits] != ' ';
    if (glued && digits < KMOD_ID_WIDTH)
        return;
    if (glued)
        digits = KMOD_ID_WIDTH;
    struct slice number = slice_from(left, left.len - digits);
    struct slice name = slice_trim_right(slice_first(left, left.len - digits));
    size_t name_field = name.len > KEXT_NAME_WIDTH ? name.len : KEXT_NAME_WIDTH;
    size_t id_field = digits > KMOD_ID_WIDTH ? digits : KMOD_ID_WIDTH;
    if (left.len != name_field + id_field || !may_carry_kmod_id(name))
        return;
    if (glued && (name.len < KEXT_NAME_WIDTH || number.ptr[0] == '0'))
        return;
    if (!number_u64(number, &id))
        return;
    row->name = name;
    row->kmod_id = amount_of(id);
    if (glued)
        row->glued = left;
}

/* Is it the name of a zone of this output, as printed: blanks as dots, cut? */
static bool is_zone(const struct zprint *zprint, struct slice name)
{
    for (size_t i = 0; i < zprint->n_zones; i++) {
        struct slice zone = zprint->zones[i].name;
        size_t len = zprint->zones[i].cut ? zone.len - 1 : zone.len;
        bool same = zprint->zones[i].cut ? name.len > len : name.len == len;
        for (size_t c = 0; same && c < len; c++)
            same = name.ptr[c] == zone.ptr[c] || (name.ptr[c] == ' ' && zone.ptr[c] == '.');
        if (same)
            return true;
    }
    return false;
}

/*
 * name[zone] and name[size.N], told by boot-arg -zt, and zone[view] are shares of zones. Other names
 * may end in brackets too.
 */
static bool is_zone_share(const struct zprint *zprint, struct slice name)
{
    size_t open = slice_find_last(name, '[');
    if (!slice_ends(name, "]") || open == 0 || open + 2 >= name.len)
        return false;
    struct slice outer = slice_first(name, open);
    struct slice inner = slice_from(slice_first(name, name.len - 1), open + 1);
    uint64_t size;
    bool is_size = slice_starts(inner, "size.") && number_u64(slice_from(inner, 5), &size);
    return is_size || is_zone(zprint, inner) || is_zone(zprint, outer);
}

static enum wired_kind kind_of(const struct zprint *zprint, const struct wired_row *row)
{
    if (is_zone_share(zprint, row->name))
        return WIRED_ZONE_SHARE;
    if (row->kmod_id.known || is_unnamed_kext(row->name))
        return WIRED_KEXT;
    if (slice_starts(row->name, "VM_KERN_MEMORY_"))
        return WIRED_TAG;
    if (slice_starts(row->name, "VM_KERN_COUNT_"))
        return WIRED_COUNTER;
    return WIRED_SITE;
}

static bool section_footer(struct parser *p, struct zprint *zprint, struct slice line)
{
    if (parser_match(p, ZPRINT_ZONES_LINE, line)) {
        zprint->zones_line_bytes = zprint_size(p, "size");
        return true;
    }
    if (parser_match(p, ZPRINT_TOTAL_LINE, line)) {
        uint64_t rows;
        uint64_t wired;
        if (!number_decimal(parser_group(p, "rows"), 1 << 20, &rows) ||
            !number_decimal(parser_group(p, "wired"), 1 << 20, &wired)) {
            return false;
        }
        zprint->total_rows_bytes = amount_of(rows);
        zprint->total_origin = parser_origin(p);
        /* 10.11 and 10.12 take the size of the BSD tag for the total. */
        if (!zprint->wired_layout_first)
            zprint->total_wired_bytes = amount_of(wired);
        return true;
    }
    return parser_match(p, ZPRINT_ZONE_TAGS_LINE, line);
}

/* A size behind more than one blank, as in a column: the end of a row whose line feed is lost. */
static bool holds_another_row(struct slice left)
{
    for (size_t i = 2; i < left.len; i++) {
        size_t end = i;
        while (end < left.len && byte_is_digit(left.ptr[end]))
            end++;
        bool in_column = left.ptr[i - 1] == ' ' && left.ptr[i - 2] == ' ';
        if (in_column && end > i && end < left.len && left.ptr[end] == 'K')
            return true;
    }
    return false;
}

/*
 * A long name pushes the tag to the right and nothing to the left: a figure that ends before its
 * column is a kmod id or part of a name, and the tag is lost. A line that ends before the rows of
 * any release do is of a copy that lost its runs of blanks: it has no columns.
 */
static bool is_tag_lost(struct slice line, struct slice tag)
{
    size_t end = (size_t)(tag.ptr - line.ptr) + tag.len;
    return end < TAG_END && line.len >= ROW_END;
}

bool zprint_wired_line(struct parser *p, struct zprint *zprint, struct slice line)
{
    if (section_footer(p, zprint, line))
        return true;
    if (!parser_match(p, ZPRINT_WIRED_ROW, line))
        return false;

    struct slice left = slice_trim_right(parser_group(p, "left"));
    if (holds_another_row(left) || is_tag_lost(line, parser_group(p, "tag")))
        return false;
    struct wired_row row = {.vm_tag = parser_u64(p, "tag"), .origin = parser_origin(p)};
    struct amount size = zprint_size(p, "cur");
    split_kmod_id(left, &row);
    row.kind = kind_of(zprint, &row);
    if (!parser_row_ok(p))
        return true;
    /* A wrapped cell is warned of by zprint_size(): the memory is there, how much is not known. */
    if (!size.known && row.kind != WIRED_ZONE_SHARE) {
        p->report->not_understood++;
        zprint->bad_wired++;
    }
    if (!size.known)
        return true;

    row.size_bytes = size.value;
    left = parser_keep(p, left);
    row.name = slice_first(left, row.name.len);
    if (row.glued.len > 0)
        row.glued = left;
    *ARENA_PUSH(p->arena, zprint->wired, zprint->n_wired) = row;
    return true;
}

/*
 * What is left of a row in columns whose last cell, the size, is blank: the one before it is none.
 * A copy that lost its runs of blanks has no columns.
 */
static bool is_size_lost(struct slice line)
{
    return line.len < ROW_END && slice_find_text(line, "          ") < line.len;
}

bool zprint_map_row(struct parser *p, struct zprint *zprint, struct slice line)
{
    if (!parser_match(p, ZPRINT_MAP_ROW, line) || holds_another_row(parser_group(p, "name")) ||
        is_size_lost(line))
        return false;
    if (slice_ends(parser_group(p, "name"), "]")) /* a zone view: the head of its section is lost */
        return false;
    struct amount size = zprint_size(p, "size");
    if (!size.known || !parser_row_ok(p))
        return true;
    *ARENA_PUSH(p->arena, zprint->maps, zprint->n_maps) = (struct map_row){
        .name = parser_keep(p, parser_group(p, "name")),
        .size_bytes = size.value,
        .origin = parser_origin(p),
    };
    return true;
}

bool zprint_view_row(struct parser *p, struct zprint *zprint, struct slice line)
{
    if (!parser_match(p, ZPRINT_VIEW_ROW, line) || holds_another_row(parser_group(p, "name")))
        return false;
    struct zone_view view = {
        .name = parser_group(p, "name"),
        .used_bytes = zprint_size(p, "used"),
        .origin = parser_origin(p),
    };
    if (!parser_row_ok(p))
        return true;
    view.name = parser_keep(p, view.name);
    *ARENA_PUSH(p->arena, zprint->views, zprint->n_views) = view;
    return true;
}
