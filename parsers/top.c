/*
 * top.c: memory at a glance and the table of processes, from `top -l N` (sysdiagnose runs
 * `top -l9 -d -r`).
 *
 * The layout follows Apple's top-67 to top-144 (globalstats.c, logging.c, uinteger.c; Mac OS X 10.6
 * to macOS 26) and captures of 10.14.5 and of Apple silicon. What is not obvious from a look at it:
 *
 * - A sample is a block of global lines, a blank line, a header and its rows. With -d every sample
 *   but the first holds differences, so rows and totals are read from the first one only.
 * - COMMAND may hold blanks and digits. No other cell is ever blank (a user without a name prints
 *   as "(null)"), so cells are counted off from both ends of a row. The one cell with a blank is
 *   TIME from 100 hours on, `123 hrs`, which is where kernel_task ends up.
 * - Every cell is padded to the width of its column, the last one too.
 * - KPRVT and KSHRD are differences of two counters and may be negative even in the first sample.
 *   A negative figure has one or two dashes in front; it is unknown here.
 * - PhysMem was reworded in 10.9 and in 13, so it is read as figures with a word behind each.
 */
#include "calendar.h"
#include "report.h"

enum {
    PROCESSES,
    MEM_REGIONS,
    PHYSMEM,
    PHYSMEM_PART,
    CLOCK,
    HEADER,
    PID,
    SHARE,
    TIME,
    FIGURE,
    NO_FIGURE,
    STATE,
};

static const char *const patterns[] = {
    [PROCESSES] = "Processes: \\s++ (?<total>\\d++) \\s total \\b"
                  " (?: .* \\s (?<threads>\\d++) \\s threads \\b )?",
    [MEM_REGIONS] = "MemRegions: \\s++ (?<total>\\d++) \\s total \\b",
    [PHYSMEM] = "PhysMem: \\s*+ (?<rest>\\d .*) \\z",
    [PHYSMEM_PART] = "[(,\\s]*+ (?<size>\\d++ (?:\\.\\d++)? [BKMGTP]?) \\s++ (?<what>[a-z]++)"
                     " [).]*+ (?<rest>.*) \\z",
    [CLOCK] = "(?<year>\\d{4}) / (?<month>\\d\\d) / (?<day>\\d\\d) \\s"
              " (?<hour>\\d\\d) : (?<minute>\\d\\d) : (?<second>\\d\\d) \\s*+ \\z",
    [HEADER] = "\\s*+ [A-Z%#] [^a-z]*+ \\z",
    [PID] = "(?<figure>\\d++) [-*+]? \\z",
    [SHARE] = "-*+ \\d++ (?:\\.\\d++)? [-+]? \\z",
    [TIME] = "\\d++ (?: (?: : \\d\\d){1,2} (?:\\.\\d\\d)? | \\s++ hrs) [-+]? \\z",
    [FIGURE] = "(?<figure>\\d++ (?:\\.\\d++)? [BKMGTP]?) [-+]? (?: / -*+ \\d++ [-+]? )? \\z",
    [NO_FIGURE] =
        "(?: N/A | -++ (?: \\d++ (?:\\.\\d++)? [BKMGTP]? [-+]? (?: / -*+ \\d++ [-+]? )? )? ) \\z",
    [STATE] = "[A-Za-z]++ \\z",
    NULL,
};

enum column {
    COLUMN_PID,
    COLUMN_COMMAND,
    COLUMN_CPU,
    COLUMN_TIME,
    COLUMN_THREADS,
    COLUMN_PORTS,
    COLUMN_REGIONS,
    COLUMN_MEMORY,
    COLUMN_RESIDENT,
    COLUMN_COMPRESSED,
    COLUMN_KERNEL_PRIVATE,
    COLUMN_KERNEL_SHARED,
    COLUMN_PARENT,
    COLUMN_STATE,
    COLUMN_USER,
    COLUMNS,
};

static const struct {
    const char *name;
    enum column column;
} column_names[] = {
    /* clang-format off */
    {"PID", COLUMN_PID},         {"COMMAND", COLUMN_COMMAND},      {"%CPU", COLUMN_CPU},
    {"TIME", COLUMN_TIME},       {"#TH", COLUMN_THREADS},          {"#PORTS", COLUMN_PORTS},
    {"#PORT", COLUMN_PORTS},     {"#PRTS", COLUMN_PORTS},          {"#MREGS", COLUMN_REGIONS},
    {"#MREG", COLUMN_REGIONS},   {"MEM", COLUMN_MEMORY},           {"RSIZE", COLUMN_RESIDENT},
    {"CMPRS", COLUMN_COMPRESSED}, {"KPRVT", COLUMN_KERNEL_PRIVATE}, {"KSHRD", COLUMN_KERNEL_SHARED},
    {"PPID", COLUMN_PARENT},     {"STATE", COLUMN_STATE},          {"USER", COLUMN_USER},
    /* clang-format on */
};

/* top knows some 40 columns. */
enum { CELLS_MAX = 128, ABSENT = CELLS_MAX };

struct layout {
    size_t n_cells;
    size_t place[COLUMNS];   /* which cell of a row a column is, or ABSENT */
    size_t start[CELLS_MAX]; /* offset of each name in the header */
    size_t width;            /* of the header with its padding, hence of every row */
};

struct row_cells {
    const struct layout *layout;
    struct slice cell[CELLS_MAX];
};

static void read_totals(struct parser *p, int pattern, struct slice line, struct amount *ret_total,
                        struct amount *ret_threads)
{
    if (!parser_match(p, pattern, line)) {
        parser_not_understood(p, line);
        return;
    }
    struct amount total = parser_amount(p, "total");
    struct amount threads = parser_amount(p, "threads");
    if (!parser_row_ok(p))
        return;
    *ret_total = total;
    if (ret_threads != NULL)
        *ret_threads = threads;
}

static void read_clock(struct parser *p, struct slice line)
{
    struct local_time time = {
        .year = (int)parser_u64(p, "year"),
        .month = (int)parser_u64(p, "month"),
        .day = (int)parser_u64(p, "day"),
        .hour = (int)parser_u64(p, "hour"),
        .minute = (int)parser_u64(p, "minute"),
        .second = (int)parser_u64(p, "second"),
    };
    if (!calendar_is_valid(time)) {
        parser_not_understood(p, line);
    } else if (parser_row_ok(p)) {
        p->snapshot->top.taken = time;
        p->snapshot->top.taken_origin = parser_origin(p);
    }
}

/* What one more of the last printed digit of a size such as 1950M or 1.2G is worth in bytes. */
static uint64_t step_of(struct slice size)
{
    static const char units[] = "BKMGTP";
    uint64_t step = 1;
    for (const char *unit = units; *unit != '\0'; unit++, step *= 1024) {
        if (size.ptr[size.len - 1] == *unit)
            break;
    }
    if (step > (uint64_t)1 << 50)
        return 1; /* no letter at all */
    size_t point = slice_find(size, '.');
    for (size_t digits = point + 2; digits < size.len; digits++)
        step /= 10;
    return step > 0 ? step : 1;
}

static void read_physmem(struct parser *p, struct slice line)
{
    struct top found = p->snapshot->top;
    bool matched = parser_match(p, PHYSMEM, slice_trim_right(line)) &&
                   (parser_line_complete(p) || slice_ends(line, "."));
    struct slice rest = matched ? parser_group(p, "rest") : SLICE("");

    while (matched && rest.len > 0) {
        matched = parser_match(p, PHYSMEM_PART, rest);
        if (!matched)
            break;
        struct amount size = parser_size(p, "size");
        struct slice what = parser_group(p, "what");
        if (slice_is(what, "wired")) {
            found.wired_bytes = size;
            found.wired_step = step_of(parser_group(p, "size"));
        } else if (slice_is(what, "used")) {
            found.used_bytes = size;
        } else if (slice_is(what, "compressor")) {
            found.compressor_bytes = size;
        } else if (slice_is(what, "unused") || slice_is(what, "free")) {
            found.unused_bytes = size;
        }
        rest = parser_group(p, "rest");
    }
    if (!matched || found.wired_step == 0) {
        parser_not_understood(p, line);
    } else if (parser_row_ok(p)) {
        found.memory_origin = parser_origin(p);
        p->snapshot->top = found;
    }
}

/* Needs PID and COMMAND; any other column may be missing, and none has a fixed place. */
static bool read_header(struct parser *p, struct slice line, struct layout *ret)
{
    struct layout layout = {.width = line.len};
    struct slice rest = line;
    struct slice name;

    if (!parser_match(p, HEADER, line))
        return false;
    for (size_t c = 0; c < COLUMNS; c++)
        layout.place[c] = ABSENT;
    for (; slice_token(&rest, &name); layout.n_cells++) {
        if (layout.n_cells == CELLS_MAX)
            return false;
        layout.start[layout.n_cells] = (size_t)(name.ptr - line.ptr);
        for (size_t i = 0; i < sizeof(column_names) / sizeof(*column_names); i++) {
            size_t *place = &layout.place[column_names[i].column];
            if (*place == ABSENT && slice_is(name, column_names[i].name))
                *place = layout.n_cells;
        }
    }
    if (layout.place[COLUMN_PID] == ABSENT || layout.place[COLUMN_COMMAND] == ABSENT)
        return false;
    *ret = layout;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* As slice_token(), from the end. */
static bool last_token(struct slice *rest, struct slice *ret_token)
{
    struct slice s = slice_trim_right(*rest);
    size_t from = s.len;
    while (from > 0 && !is_blank(s.ptr[from - 1]))
        from--;
    if (s.len == 0)
        return false;
    *ret_token = slice_from(s, from);
    *rest = slice_first(s, from);
    return true;
}

/* The cells before COMMAND from the left, those behind it from the right; the rest is COMMAND. */
static bool cells_from_both_ends(struct slice line, struct row_cells *row)
{
    const struct layout *layout = row->layout;
    size_t command = layout->place[COLUMN_COMMAND];
    struct slice rest = slice_trim(line);

    for (size_t i = 0; i < command; i++) {
        if (!slice_token(&rest, &row->cell[i]))
            return false;
    }
    for (size_t i = layout->n_cells; i-- > command + 1;) {
        struct slice *cell = &row->cell[i];
        if (!last_token(&rest, cell))
            return false;
        if (i == layout->place[COLUMN_TIME] && slice_is(*cell, "hrs")) {
            const char *end = cell->ptr + cell->len;
            if (!last_token(&rest, cell))
                return false;
            cell->len = (size_t)(end - cell->ptr);
        }
    }
    row->cell[command] = slice_trim(rest);
    return row->cell[command].len > 0;
}

/* By the names' places in the header, where each cell begins behind a blank. */
static bool cells_by_columns(struct slice line, struct row_cells *row)
{
    const struct layout *layout = row->layout;
    for (size_t i = 0; i < layout->n_cells; i++) {
        size_t from = i == 0 ? 0 : layout->start[i];
        size_t to = i + 1 < layout->n_cells ? layout->start[i + 1] : line.len;
        if (from > 0 && from < line.len && !is_blank(line.ptr[from - 1]))
            return false;
        if (from > to)
            from = to;
        row->cell[i] = slice_trim(slice_from(slice_first(line, to), from));
    }
    return true;
}

/* Is the column absent, or its cell of that shape? */
static bool cell_fits(struct parser *p, const struct row_cells *row, enum column column,
                      int pattern)
{
    size_t place = row->layout->place[column];
    return place == ABSENT || parser_match(p, pattern, row->cell[place]);
}

/* A count or a size; unknown where the column is absent, and for N/A and negative figures. */
static bool cell_figure(struct parser *p, const struct row_cells *row, enum column column,
                        struct amount *ret)
{
    if (row->layout->place[column] == ABSENT)
        return true;
    if (!cell_fits(p, row, column, FIGURE))
        return cell_fits(p, row, column, NO_FIGURE);
    *ret = parser_size(p, "figure");
    return true;
}

static struct slice cell_text(const struct row_cells *row, enum column column)
{
    size_t place = row->layout->place[column];
    if (place == ABSENT || slice_is(row->cell[place], "(null)"))
        return SLICE("");
    return row->cell[place];
}

/* False where a cell is not what its column holds: then the row was cut up wrongly. */
static bool read_cells(struct parser *p, const struct row_cells *cells, struct top_row *row)
{
    struct amount resident = AMOUNT_UNKNOWN;
    *row = (struct top_row){.origin = parser_origin(p)};
    if (!cell_fits(p, cells, COLUMN_PID, PID))
        return false;
    row->pid = parser_u64(p, "figure");

    bool fits = cell_fits(p, cells, COLUMN_CPU, SHARE) && cell_fits(p, cells, COLUMN_TIME, TIME) &&
                cell_fits(p, cells, COLUMN_STATE, STATE) &&
                cell_figure(p, cells, COLUMN_THREADS, &row->threads) &&
                cell_figure(p, cells, COLUMN_PORTS, &row->ports) &&
                cell_figure(p, cells, COLUMN_REGIONS, &row->regions) &&
                cell_figure(p, cells, COLUMN_MEMORY, &row->memory_bytes) &&
                cell_figure(p, cells, COLUMN_RESIDENT, &resident) &&
                cell_figure(p, cells, COLUMN_COMPRESSED, &row->compressed_bytes) &&
                cell_figure(p, cells, COLUMN_KERNEL_PRIVATE, &row->kernel_private_bytes) &&
                cell_figure(p, cells, COLUMN_KERNEL_SHARED, &row->kernel_shared_bytes) &&
                cell_figure(p, cells, COLUMN_PARENT, &row->parent);
    if (cells->layout->place[COLUMN_MEMORY] == ABSENT)
        row->memory_bytes = resident;
    row->command = cell_text(cells, COLUMN_COMMAND);
    row->state = cell_text(cells, COLUMN_STATE);
    row->user = cell_text(cells, COLUMN_USER);
    return fits;
}

/* A row that the report ends in is whole where its padding goes as far as the header's. */
static bool row_is_whole(const struct parser *p, const struct layout *layout, struct slice line)
{
    return parser_line_complete(p) || (line.len >= layout->width && line.len < LINE_BYTES_MAX &&
                                       is_blank(line.ptr[line.len - 1]));
}

static void read_row(struct parser *p, const struct layout *layout, struct slice line)
{
    struct row_cells cells = {.layout = layout};
    struct top_row row;
    struct top *top = &p->snapshot->top;

    bool read = row_is_whole(p, layout, line) &&
                ((cells_from_both_ends(line, &cells) && read_cells(p, &cells, &row)) ||
                 (cells_by_columns(line, &cells) && read_cells(p, &cells, &row)));
    if (!read) {
        parser_not_understood(p, line);
    } else if (parser_row_ok(p)) {
        row.command = parser_keep(p, row.command);
        row.state = parser_keep(p, row.state);
        row.user = parser_keep(p, row.user);
        *ARENA_PUSH(p->arena, top->rows, top->n_rows) = row;
    }
}

/* Each of these lines comes once in a sample: a second one begins the next sample. */
enum part { PART_PROCESSES, PART_PHYSMEM, PART_TABLE, PARTS };

static enum part part_of(struct parser *p, struct slice line, struct layout *layout)
{
    if (slice_starts(line, "Processes:"))
        return PART_PROCESSES;
    if (slice_starts(line, "PhysMem:"))
        return PART_PHYSMEM;
    return read_header(p, line, layout) ? PART_TABLE : PARTS;
}

/* Does one of the lines that are read stand behind another, whose line feed is lost? */
static bool is_joined(struct slice line)
{
    struct slice behind = slice_from(line, 1);
    return slice_find_text(behind, "PhysMem:") < behind.len ||
           slice_find_text(behind, "MemRegions:") < behind.len;
}

static void read_line(struct parser *p, enum part part, bool in_table, const struct layout *layout,
                      struct slice line)
{
    struct top *top = &p->snapshot->top;
    if (part == PART_PROCESSES) {
        read_totals(p, PROCESSES, line, &top->processes, &top->threads);
    } else if (part == PART_PHYSMEM) {
        read_physmem(p, line);
    } else if (part != PART_TABLE && in_table) {
        read_row(p, layout, line);
    } else if (slice_starts(line, "MemRegions:")) {
        read_totals(p, MEM_REGIONS, line, &top->regions, NULL);
        if (is_joined(line))
            parser_not_understood(p, line);
    } else if (parser_match(p, CLOCK, line)) {
        read_clock(p, line);
    } else if (part != PART_TABLE && is_joined(line)) {
        parser_not_understood(p, line);
    }
}

/* A few processes start and end while top counts them; more are missing where text is. */
static void compare_with_announced(struct parser *p)
{
    const struct top *top = &p->snapshot->top;
    uint64_t said = top->processes.value;
    uint64_t missing = said > top->n_rows ? said - top->n_rows : top->n_rows - said;
    if (!top->processes.known || missing == 0)
        return;
    if (top->n_rows == 0 || (missing > 3 && missing > said / 50)) {
        parser_partial(p, "it lists %llu of the %llu processes that it counted",
                       (unsigned long long)top->n_rows, (unsigned long long)said);
    }
}

static void parse(struct parser *p)
{
    struct top *top = &p->snapshot->top;
    struct layout layout = {.n_cells = 0};
    bool seen[PARTS] = {false};

    for (struct slice line; parser_next_line(p, &line);) {
        if (slice_trim(line).len == 0)
            continue;
        enum part part = part_of(p, line, &layout);
        if (part != PARTS && (top->samples == 0 || seen[part])) {
            top->samples++;
            for (size_t i = 0; i < PARTS; i++)
                seen[i] = false;
        }
        if (part != PARTS)
            seen[part] = true;
        if (top->samples <= 1)
            read_line(p, part, seen[PART_TABLE], &layout, line);
    }
    compare_with_announced(p);
}

const struct report_kind top_kind = {
    .name = "top",
    .members = (const char *const[]){"top.txt", "top.log", NULL},
    .mark = "Processes: \\s++ \\d++ \\s total | PhysMem: \\s*+ \\d | \\s*+ PID \\s++ COMMAND \\s++ "
            "%CPU",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 100000,
    .offset = offsetof(struct snapshot, top),
    .size = sizeof(((struct snapshot *)0)->top),
};
