/*
 * footprint.c: memory of each process as the kernel charges it, from `footprint -v -w -a`.
 *
 * footprint is not published. The layout was taken from outputs of single processes (Apple silicon,
 * up to macOS 26, with --swapped and --wired too) and from what decompiled copies of its text
 * formatter print; no all-process run, and none of sysdiagnose, was seen. What is relied on:
 *
 * - With -v a list of regions comes first, for all processes (`NAME [PID]`, columns start, end,
 *   [object-id] ...). Its figures stand again in the tables, so none of it is read.
 * - Then a block a process: between two lines of `=` its head, then a table of what it has for
 *   itself, a table for each group of processes that it shares memory with (`Shared with A [1]:`),
 *   then `Auxiliary data:`. Two of these tables have no page in common, and the Footprint of the
 *   head covers them all; so do the sums here. Over processes they count what is shared again.
 * - `Shared Cache` blocks follow, then the summary (for more than one process), whose figures
 *   count everything once.
 * - A column's name in parentheses is a part of the others: Dirty covers (Swapped), and pages that
 *   are (Wired) stand under Dirty or Clean as well. So wired is never added to dirty: the graphics
 *   figure takes the larger of the two in each row, the least that is true of both.
 * - Rows have all cells, sizes being two tokens. A row whose category is indented more than its
 *   header belongs to the row above, and a row that begins with addresses is a region's: neither
 *   was seen in a table, both are passed over.
 *
 * Units are powers of 1024; a size may have a decimal (a comma by locale), but no thousands mark.
 * What footprint printed before 10.14, with other options, is not known here, nor is `-f pages`.
 */
#include "report.h"

#define SIZE "(?<figure>\\d[\\d.,]*+) \\s++ (?<unit>[A-Z]++)"

/* The name may hold blanks, brackets and colons: the last ` [pid]: 64-bit` of the line ends it. */
#define HEAD_START                                                                                 \
    "(?<name>.*) \\s \\[ (?<pid>\\d++) \\] : \\s (?:32|64) -bit (?: \\s \\([^()]*+\\) )?"
#define HEAD_SIZE "\\s++ Footprint: \\s++ " SIZE

enum { HEAD, OWN_LINE, SUMMARY };

static const char *const patterns[] = {
    /* A process that could not be examined has no size behind its head. */
    [HEAD] = HEAD_START " (?: " HEAD_SIZE " \\s*+ (?: \\([^()]*+\\) )? )? \\s*+ \\z",
    [OWN_LINE] = "\\s*+ (?: Footprint | phys_footprint ) : \\s*+ " SIZE
                 " \\s*+ (?: \\([^()]*+\\) )? \\s*+ \\z",
    [SUMMARY] = "Summary \\s Footprint: \\s*+ " SIZE " (?: \\s | \\z )",
    NULL,
};

/* footprint knows seven columns. */
enum { CELLS_MAX = 16, ABSENT = CELLS_MAX, RULE_BYTES_MIN = 20, ROWS_MAX = 100000 };

/* The columns of a table, and what its rows come to so far. */
struct fp_table {
    bool open;
    bool bad; /* a row was not understood: its sums are not to be used */
    size_t n_cells;
    size_t dirty, wired, regions; /* which cell, or ABSENT */
    size_t category_at;           /* offset of the last column's name */
    size_t category_gap;          /* blanks in front of it */
    uint64_t graphics_bytes;
    uint64_t n_regions; /* of the rows so far */
};

struct fp_cell {
    struct slice figure;
    struct slice unit; /* empty where there is none */
};

struct fp_line {
    struct fp_cell cell[CELLS_MAX];
    struct slice category;
    bool detail; /* of the row above */
};

enum part { OUTSIDE, IN_PROCESS, IN_AUXILIARY, IN_SUMMARY };

struct fp_state {
    enum part part;
    struct fp_table table;
    bool after_rule;

    /* of the block that is being read */
    size_t tables;
    bool bad;
    bool wired_known;
    uint64_t wired_bytes;
    uint64_t graphics_bytes;
};

static bool unit_bytes(struct slice unit, uint64_t *ret)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB", "PB"};
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (slice_is(unit, units[i])) {
            *ret = (uint64_t)1 << (10 * i);
            return true;
        }
    }
    return false;
}

/* Three digits behind a comma would be thousands: that is not guessed at. */
static bool size_of(struct slice figure, struct slice unit, uint64_t *ret)
{
    size_t point = slice_find(figure, '.');
    uint64_t bytes;
    if (point == figure.len)
        point = slice_find(figure, ',');
    return (point == figure.len || figure.len - point <= 3) && unit_bytes(unit, &bytes) &&
           number_decimal(figure, bytes, ret);
}

/* A size out of the last pattern that matched; unknown where it took no part. */
static struct amount matched_size(struct parser *p)
{
    struct slice figure = parser_group(p, "figure");
    uint64_t bytes;
    if (figure.ptr == NULL)
        return AMOUNT_UNKNOWN;
    if (size_of(figure, parser_group(p, "unit"), &bytes))
        return amount_of(bytes);
    parser_spoil_row(p);
    return AMOUNT_UNKNOWN;
}

static bool is_rule(struct slice line)
{
    if (line.len < RULE_BYTES_MIN || line.ptr[0] != '=')
        return false;
    for (size_t i = 1; i < line.len; i++) {
        if (line.ptr[i] != '=')
            return false;
    }
    return true;
}

/* IOSurface, IOAccelerator and whatever footprint itself calls graphics. */
static bool is_graphics(struct slice category)
{
    static const char *const kin[] = {"IOSurface", "IOAccelerator", "IOAccelMemory"};
    for (size_t i = 0; i < sizeof(kin) / sizeof(*kin); i++) {
        struct slice rest = slice_from(category, slice_of(kin[i]).len);
        if (slice_starts(category, kin[i]) && (rest.len == 0 || rest.ptr[0] == ' '))
            return true;
    }
    return slice_ends(category, "(graphics)");
}

static bool read_header(struct slice line, struct fp_table *ret)
{
    struct fp_table table = {.open = true, .dirty = ABSENT, .wired = ABSENT, .regions = ABSENT};
    line = slice_trim_right(line);
    if (line.len == 0 || line.ptr[line.len - 1] != 'y' || !slice_ends(line, " Category"))
        return false;

    struct slice rest = slice_first(line, line.len - slice_of("Category").len);
    table.category_at = rest.len;
    table.category_gap = rest.len - slice_trim_right(rest).len;
    for (struct slice name; slice_token(&rest, &name); table.n_cells++) {
        if (table.n_cells == CELLS_MAX || byte_is_digit(name.ptr[0]))
            return false;
        if (slice_is(name, "Dirty"))
            table.dirty = table.n_cells;
        if (slice_is(name, "(Wired)") || slice_is(name, "Wired"))
            table.wired = table.n_cells;
        if (slice_is(name, "Regions"))
            table.regions = table.n_cells;
    }
    if (table.dirty == ABSENT)
        return false;
    *ret = table;
    return true;
}

static bool read_cells(const struct fp_table *table, struct slice line, struct fp_line *ret)
{
    struct slice rest = line;
    for (size_t i = 0; i < table->n_cells; i++) {
        struct fp_cell *cell = &ret->cell[i];
        struct slice unit;
        uint64_t bytes;
        *cell = (struct fp_cell){.unit = {"", 0}};
        if (!slice_token(&rest, &cell->figure) || !byte_is_digit(cell->figure.ptr[0]))
            return false;
        struct slice behind = rest;
        if (i != table->regions && slice_token(&behind, &unit) && unit_bytes(unit, &bytes)) {
            cell->unit = unit;
            rest = behind;
        }
    }
    struct slice category = slice_trim_left(rest);
    size_t gap = rest.len - category.len;
    ret->detail = gap > table->category_gap && line.len - category.len > table->category_at;
    ret->category = slice_trim_right(category);
    return ret->category.len > 0;
}

/* True and *ret 0 where the table has no such column. */
static bool cell_size(const struct fp_line *cells, size_t place, uint64_t *ret)
{
    *ret = 0;
    if (place == ABSENT)
        return true;
    const struct fp_cell *cell = &cells->cell[place];
    return size_of(cell->figure, cell->unit, ret);
}

/* A row twice: the rows have more regions than their TOTAL. They may have fewer, by a few. */
static bool add_regions(struct fp_table *table, const struct fp_line *cells)
{
    uint64_t regions;
    if (table->regions == ABSENT)
        return true;
    return number_u64(cells->cell[table->regions].figure, &regions) &&
           number_add(table->n_regions, regions, &table->n_regions);
}

static bool has_too_many_regions(const struct fp_table *table, const struct fp_line *total)
{
    uint64_t regions;
    return table->regions != ABSENT && (!number_u64(total->cell[table->regions].figure, &regions) ||
                                        table->n_regions > regions);
}

static bool add_graphics(struct fp_table *table, const struct fp_line *cells)
{
    uint64_t dirty;
    uint64_t wired;
    if (!cell_size(cells, table->dirty, &dirty) || !cell_size(cells, table->wired, &wired))
        return false;
    return number_add(table->graphics_bytes, dirty > wired ? dirty : wired, &table->graphics_bytes);
}

/* The TOTAL row: the table was whole. */
static bool end_table(struct fp_state *state, const struct fp_line *cells)
{
    struct fp_table *table = &state->table;
    uint64_t wired;
    table->open = false;
    if (state->tables == 0)
        state->wired_known = true;
    state->tables++;
    state->wired_known = state->wired_known && table->wired != ABSENT;
    state->bad = state->bad || table->bad;
    return cell_size(cells, table->wired, &wired) &&
           number_add(state->wired_bytes, wired, &state->wired_bytes) &&
           number_add(state->graphics_bytes, table->graphics_bytes, &state->graphics_bytes);
}

/* `7f0000-7f1000 ...` or `7f0000 - 7f1000 ...`, as of vmmap. */
static bool is_region(struct slice line)
{
    struct slice token;
    size_t hex = 0;
    if (!slice_token(&line, &token))
        return false;
    while (hex < token.len &&
           (byte_is_digit(token.ptr[hex]) || (token.ptr[hex] >= 'a' && token.ptr[hex] <= 'f')))
        hex++;
    if (hex < 4)
        return false;
    return hex < token.len ? token.ptr[hex] == '-' : slice_starts(slice_trim_left(line), "- ");
}

static void read_table_line(struct parser *p, struct fp_state *state, struct slice line)
{
    struct fp_table *table = &state->table;
    struct slice text = slice_trim_left(line);
    struct fp_line cells;
    bool ok = true;

    if (!parser_line_complete(p)) /* cut: the block is not whole, which is told */
        return;
    if (slice_starts(text, "---") || is_region(text))
        return;
    if (!read_cells(table, line, &cells)) {
        ok = false;
    } else if (cells.detail) {
        return;
    } else if (slice_is(cells.category, "TOTAL")) {
        ok = state->part == IN_SUMMARY || !has_too_many_regions(table, &cells);
        ok = end_table(state, &cells) && ok;
    } else {
        ok = add_regions(table, &cells) &&
             (!is_graphics(cells.category) || add_graphics(table, &cells));
    }
    if (!ok) {
        parser_not_understood(p, line);
        table->bad = true;
        state->bad = true;
    }
}

static void begin_block(struct fp_state *state, enum part part)
{
    *state = (struct fp_state){.part = part};
}

/* What follows the tables is there, so they are all there. */
static void end_block(struct parser *p, struct fp_state *state)
{
    struct footprint *footprint = &p->snapshot->footprint;
    bool whole = state->tables > 0 && !state->bad && !state->table.open;
    if (whole && state->part == IN_PROCESS) {
        struct footprint_row *row = &footprint->rows[footprint->n_rows - 1];
        row->graphics_bytes = amount_of(state->graphics_bytes);
        if (state->wired_known)
            row->wired_bytes = amount_of(state->wired_bytes);
    }
    state->table.open = false;
}

/* The summary has one table: its TOTAL ends it. */
static void end_summary(struct parser *p, const struct fp_state *state)
{
    if (state->tables == 1 && !state->bad && state->wired_known)
        p->snapshot->footprint.wired_bytes = amount_of(state->wired_bytes);
}

static bool read_head(struct parser *p, struct fp_state *state, struct slice line)
{
    struct footprint *footprint = &p->snapshot->footprint;
    if (!parser_line_complete(p) || !parser_match(p, HEAD, line))
        return false;
    struct footprint_row row = {.pid = parser_u64(p, "pid"), .origin = parser_origin(p)};
    struct slice name = parser_group(p, "name");
    if (is_rule(slice_first(name, RULE_BYTES_MIN))) /* the line above it has no end */
        return false;
    row.footprint_bytes = matched_size(p);
    if (footprint->n_rows > 0 && footprint->rows[footprint->n_rows - 1].pid == row.pid) {
        parser_not_understood(p, line); /* twice: the block goes on */
        return true;
    }
    end_block(p, state);
    begin_block(state, OUTSIDE);
    if (!parser_row_ok(p))
        return true;
    row.name = parser_keep(p, name);
    *ARENA_PUSH(p->arena, footprint->rows, footprint->n_rows) = row;
    state->part = IN_PROCESS;
    return true;
}

static bool read_summary(struct parser *p, struct fp_state *state, struct slice line)
{
    struct footprint *footprint = &p->snapshot->footprint;
    if (!slice_starts(line, "Summary Footprint:") || !parser_line_complete(p))
        return false;
    end_block(p, state);
    begin_block(state, IN_SUMMARY);
    uint64_t bytes;
    if (parser_match(p, SUMMARY, line) &&
        size_of(parser_group(p, "figure"), parser_group(p, "unit"), &bytes)) {
        footprint->total_bytes = amount_of(bytes);
    } else {
        parser_not_understood(p, line);
    }
    return true;
}

/* Where warnings stand in the head, its size comes on a line of its own; without it the ledger's
 * figure is the next best. */
static void read_own_line(struct parser *p, const struct fp_state *state, struct slice text)
{
    struct footprint *footprint = &p->snapshot->footprint;
    bool wanted = (state->part == IN_PROCESS && state->tables == 0 && text.ptr[0] == 'F') ||
                  (state->part == IN_AUXILIARY && text.ptr[0] == 'p');
    if (!wanted || !parser_line_complete(p))
        return;
    struct footprint_row *row = &footprint->rows[footprint->n_rows - 1];
    uint64_t bytes;
    if (!row->footprint_bytes.known && parser_match(p, OWN_LINE, text) &&
        size_of(parser_group(p, "figure"), parser_group(p, "unit"), &bytes)) {
        row->footprint_bytes = amount_of(bytes);
    }
}

/* Lines that stand between blocks, or in a block in front of its tables and behind them. */
static void read_outer_line(struct parser *p, struct fp_state *state, struct slice line)
{
    bool heading = state->after_rule;
    bool blank_first = line.ptr[0] == ' ' || line.ptr[0] == '\t';

    state->after_rule = false;
    if (slice_ends(slice_trim_right(line), " TOTAL")) { /* of a table whose header is lost */
        parser_not_understood(p, line);
        state->bad = true;
        return;
    }
    if (!heading && blank_first) { /* most lines: those of regions */
        read_own_line(p, state, slice_trim_left(line));
        return;
    }
    if (slice_starts(line, "Auxiliary data:")) {
        if (state->part == IN_PROCESS && parser_line_complete(p)) {
            end_block(p, state);
            state->part = IN_AUXILIARY;
        }
        return;
    }
    if (slice_starts(line, "footprint: ")) {
        parser_refused(p, "%.*s", SLICE_ARGS(slice_first(line, 200)));
        return;
    }
    if (read_summary(p, state, line))
        return;
    bool may_be_head = heading || slice_find_text(line, "-bit") < line.len;
    if (may_be_head && read_head(p, state, line))
        return;
    if (!may_be_head)
        return;
    end_block(p, state);
    begin_block(state, OUTSIDE);
    if (parser_line_complete(p) && !slice_starts(line, "Shared "))
        parser_not_understood(p, line);
}

static void close_table(struct parser *p, struct fp_state *state)
{
    if (state->table.open && parser_line_complete(p)) {
        parser_warn(p, "a table ends without its TOTAL: no sum of its block is used");
        state->bad = true;
    }
    state->table.open = false;
}

static void read_line(struct parser *p, struct fp_state *state, struct slice line)
{
    struct slice text = slice_trim_left(line);
    struct fp_table header;
    bool summary = state->part == IN_SUMMARY;

    if (text.len == 0) {
        close_table(p, state);
        state->after_rule = false;
    } else if (is_rule(line)) {
        close_table(p, state);
        state->after_rule = true;
    } else if (read_header(line, &header)) {
        close_table(p, state);
        state->table = header;
        state->after_rule = false;
    } else if (state->table.open) {
        read_table_line(p, state, line);
        if (summary && !state->table.open)
            end_summary(p, state);
    } else {
        read_outer_line(p, state, line);
    }
}

static void parse(struct parser *p)
{
    const struct footprint *footprint = &p->snapshot->footprint;
    struct fp_state state = {.part = OUTSIDE};
    bool summary = false;

    for (struct slice line; parser_next_line(p, &line);) {
        read_line(p, &state, line);
        summary = summary || state.part == IN_SUMMARY;
    }
    if (footprint->n_rows > 1 && !summary) {
        parser_cut_short(p, "it ends before the summary of all processes");
    } else if (footprint->n_rows > 0 && state.part == IN_PROCESS) {
        parser_partial(p, "it ends inside the block of process %llu",
                       (unsigned long long)footprint->rows[footprint->n_rows - 1].pid);
    }
}

const struct report_kind footprint_kind = {
    .name = "footprint",
    /* sysdiagnose calls the step footprint-all (10.14); its steps name their files. */
    .members = (const char *const[]){"footprint-all.txt", "footprint.txt", NULL},
    .mark = "(?: " HEAD_START HEAD_SIZE " (?: \\s | \\z ) | Summary \\s Footprint: \\s++ \\d"
            " | \\s*+ Dirty \\s .* \\s Regions \\s++ Category \\s*+ \\z"
            " | \\s*+ start \\s++ end \\s++ \\[object-id\\] \\s++ VRT \\s++ DRT \\s )",
    .patterns = patterns,
    .parse = parse,
    .rows_max = ROWS_MAX,
    .darwin_from = 13,
    .offset = offsetof(struct snapshot, footprint),
    .size = sizeof(((struct snapshot *)0)->footprint),
};
