/*
 * ps.c: processes with their virtual and resident memory, from `ps axwww -o user,uid,...,command`.
 *
 * The layout follows ps of Apple's adv_cmds (keyword.c, print.c), a capture of 10.14.5 and the
 * headers of later releases, which add PRSNA and F. Columns are found by their names in the header:
 * any set of them will do that has PID and that ends with COMMAND. Widths are minima, and every
 * cell before COMMAND is one run of non-blanks, so cells are counted off from the left. VSZ and RSS
 * are KiB. UID is printed signed: -2 is the user nobody, 4294967294.
 *
 * `ps -M` (ps_thread.txt) has a line for each thread and another COMMAND in the midst: its header
 * is not taken for one of these.
 */
#include "report.h"

#define PS_HEADER                                                                                  \
    "(?! .* \\s [SU]TIME \\s) (?= \\s*+ (?: [A-Z%_]++ \\s++ )*? PID \\s)"                          \
    " \\s*+ (?: [A-Z%_]++ \\s++ )+ COMMAND \\s*+ \\z"

enum { HEADER, NUMBER, NEGATIVE, TIME };

static const char *const patterns[] = {
    [HEADER] = PS_HEADER,
    [NUMBER] = "(?<number>\\d++) \\z",
    [NEGATIVE] = "- (?<number>\\d++) \\z",
    [TIME] = "[-\\d:.,]*+ \\z",
    NULL,
};

enum column {
    COLUMN_USER,
    COLUMN_UID,
    COLUMN_PID,
    COLUMN_PARENT,
    COLUMN_VIRTUAL,
    COLUMN_RESIDENT,
    COLUMN_STATE,
    COLUMN_STARTED,
    COLUMN_TIME,
    COLUMNS,
};

static const char *const column_names[COLUMNS] = {
    [COLUMN_USER] = "USER",   [COLUMN_UID] = "UID",         [COLUMN_PID] = "PID",
    [COLUMN_PARENT] = "PPID", [COLUMN_VIRTUAL] = "VSZ",     [COLUMN_RESIDENT] = "RSS",
    [COLUMN_STATE] = "STAT",  [COLUMN_STARTED] = "STARTED", [COLUMN_TIME] = "TIME",
};

/* What may head a column: a name with a blank in it would be two, and all cells behind it others. */
static const char *const known_names[] = {
    "%CPU",    "%MEM",  "ACFLG",  "ARGS",    "BLOCKED", "CAUGHT",  "COMM",  "COMMAND", "CPU",
    "ELAPSED", "F",     "GID",    "GROUP",   "IGNORED", "INBLK",   "JOBC",  "KTRACE",  "KTRACEP",
    "LIM",     "LOGIN", "MAJFLT", "MINFLT",  "MSGRCV",  "MSGSND",  "NI",    "NIVCSW",  "NSIGS",
    "NSWAP",   "NVCSW", "OUBLK",  "PADDR",   "PAGEIN",  "PENDING", "PGID",  "PID",     "PPID",
    "PRI",     "PRSNA", "P_RU",   "RE",      "RGID",    "RGROUP",  "RSS",   "RTPRIO",  "RUID",
    "RUSER",   "SESS",  "SL",     "STARTED", "STAT",    "STIME",   "SVGID", "SVUID",   "TDEV",
    "TIME",    "TPGID", "TSESS",  "TSIZ",    "TT",      "TTY",     "UCOMM", "UID",     "UPR",
    "USER",    "UTIME", "VSZ",    "WCHAN",   "WQ",      "WQB",     "WQL",   "WQR",     "XSTAT",
};

enum { CELLS_MAX = 128, ABSENT = CELLS_MAX };

struct layout {
    size_t n_cells; /* before COMMAND; 0: no header yet */
    size_t place[COLUMNS];
};

static bool is_known_name(struct slice name)
{
    for (size_t i = 0; i < sizeof(known_names) / sizeof(*known_names); i++) {
        if (slice_is(name, known_names[i]))
            return true;
    }
    return false;
}

static bool read_header(struct parser *p, struct slice line, struct layout *ret)
{
    struct layout layout = {.n_cells = 0};
    struct slice rest = line;
    struct slice name;
    size_t names = 0;

    if (!parser_match(p, HEADER, line))
        return false;
    for (size_t c = 0; c < COLUMNS; c++)
        layout.place[c] = ABSENT;
    for (; slice_token(&rest, &name); names++) {
        if (names == CELLS_MAX)
            return false;
        if (!is_known_name(name))
            parser_warn(p,
                        "its header has a column %.*s, which is not known: cells may be another's",
                        SLICE_ARGS(name));
        for (size_t c = 0; c < COLUMNS; c++) {
            bool first = layout.place[c] == ABSENT;
            if (first && slice_is(name, column_names[c]))
                layout.place[c] = names;
        }
    }
    layout.n_cells = names - 1;
    *ret = layout;
    return true;
}

static struct slice cell_text(const struct layout *layout, const struct slice *cells,
                              enum column column)
{
    return layout->place[column] == ABSENT ? SLICE("") : cells[layout->place[column]];
}

/* Is the column absent, or does its cell hold a number? */
static bool cell_number(struct parser *p, const struct layout *layout, const struct slice *cells,
                        enum column column, uint64_t unit, struct amount *ret)
{
    if (layout->place[column] == ABSENT)
        return true;
    if (!parser_match(p, NUMBER, cells[layout->place[column]]))
        return false;
    *ret = unit == 1024 ? parser_kib_amount(p, "number") : parser_amount(p, "number");
    return true;
}

static bool cell_uid(struct parser *p, const struct layout *layout, const struct slice *cells,
                     struct amount *ret)
{
    struct slice text = cell_text(layout, cells, COLUMN_UID);
    if (!parser_match(p, NEGATIVE, text))
        return cell_number(p, layout, cells, COLUMN_UID, 1, ret);
    uint64_t below_zero = parser_u64(p, "number");
    if (below_zero == 0 || below_zero > (uint64_t)1 << 31)
        return false;
    *ret = amount_of(((uint64_t)1 << 32) - below_zero);
    return true;
}

static bool read_cells(struct parser *p, const struct layout *layout, const struct slice *cells,
                       struct ps_row *row)
{
    struct amount pid = AMOUNT_UNKNOWN;
    struct amount parent = AMOUNT_UNKNOWN;
    struct amount virtual_size = AMOUNT_UNKNOWN;
    struct amount resident = AMOUNT_UNKNOWN;

    bool fits = cell_number(p, layout, cells, COLUMN_PID, 1, &pid) &&
                cell_number(p, layout, cells, COLUMN_PARENT, 1, &parent) &&
                cell_number(p, layout, cells, COLUMN_VIRTUAL, 1024, &virtual_size) &&
                cell_number(p, layout, cells, COLUMN_RESIDENT, 1024, &resident) &&
                cell_uid(p, layout, cells, &row->uid) &&
                parser_match(p, TIME, cell_text(layout, cells, COLUMN_TIME));
    row->pid = pid.value;
    row->parent = parent;
    row->virtual_bytes = virtual_size;
    row->resident_bytes = resident;
    row->user = cell_text(layout, cells, COLUMN_USER);
    row->state = cell_text(layout, cells, COLUMN_STATE);
    row->started = cell_text(layout, cells, COLUMN_STARTED);
    return fits;
}

static void read_row(struct parser *p, const struct layout *layout, struct slice line)
{
    struct slice cells[CELLS_MAX];
    struct ps_row row = {.origin = parser_origin(p)};
    struct slice rest = line;
    bool fits = true;

    for (size_t i = 0; fits && i < layout->n_cells; i++)
        fits = slice_token(&rest, &cells[i]);
    row.command = slice_trim(rest);
    /* Once a command follows, no figure can be cut. */
    fits = fits && (row.command.len > 0 || parser_line_complete(p));
    if (!fits || !read_cells(p, layout, cells, &row)) {
        parser_not_understood(p, line);
        return;
    }
    if (!parser_row_ok(p))
        return;
    if (!parser_line_complete(p)) {
        parser_partial(p, "the line of process %llu has no end: text is missing there",
                       (unsigned long long)row.pid);
    }
    row.user = parser_keep(p, row.user);
    row.state = parser_keep(p, row.state);
    row.started = parser_keep(p, row.started);
    row.command = parser_keep(p, row.command);
    struct ps *ps = &p->snapshot->ps;
    *ARENA_PUSH(p->arena, ps->rows, ps->n_rows) = row;
}

static void parse(struct parser *p)
{
    struct layout layout = {.n_cells = 0};
    for (struct slice line; parser_next_line(p, &line);) {
        if (slice_trim(line).len == 0)
            continue;
        if (read_header(p, line, &layout))
            continue; /* -h repeats it */
        if (layout.n_cells > 0)
            read_row(p, &layout, line);
    }
}

const struct report_kind ps_kind = {
    .name = "ps",
    .members = (const char *const[]){"ps.txt", NULL},
    .mark = PS_HEADER,
    .patterns = patterns,
    .parse = parse,
    .rows_max = 100000,
    .offset = offsetof(struct snapshot, ps),
    .size = sizeof(((struct snapshot *)0)->ps),
};
