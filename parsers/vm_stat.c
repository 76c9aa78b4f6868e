/*
 * vm_stat.c: how the pages of the machine are used, and what became of them since boot.
 *
 * vm_stat prints one of two shapes, each under a banner with the page size:
 *   - one-shot: `Pages free:      100200.`, a figure a line, each ended by a full stop;
 *   - columnar (`vm_stat -c 25 0.2`): a header, then a row a sample. The banner and the header come
 *     again before every 21st row. Gauges are absolute in every row; events are counted since boot
 *     in the row behind a header and since the row before in all others. A cell that is too wide
 *     drops digits and carries K, M or G: 10^3, 10^6, 10^9 pages or events.
 *
 * Layouts from vm_stat.c of system_cmds 541 and 550 (10.7, 10.8), 597 to 1026 (10.9 to 15.4), and
 * from captures of 10.6-era, 10.10, 10.14.5 and 27.0 tools; the rows on memory tags from the last.
 */
#include "report.h"

#include <string.h>

enum { COLUMNS_MAX = 64, UNKNOWN_NAMES_MAX = 16, ROW_CELLS_MIN = 8 };

enum { BANNER, HEADER, LABELLED, CELL };

static const char *const patterns[] = {
    [BANNER] = "\\s*+ Mach \\s Virtual \\s Memory \\s Statistics:"
               " (?: \\s++ \\(page \\s size \\s of \\s (?<bytes>\\d++) \\s bytes [,)] )?+",
    [HEADER] = "\\s*+ free \\s++ active \\s++ spec (?:ul)?+ \\s",
    [LABELLED] = "[^:]++ : \\s++ (?<figure>\\d++) \\. \\s*+ \\z",
    [CELL] = "(?<figure>\\d++) (?<unit>[KMG]?+) \\z",
    NULL,
};

struct name {
    const char *label;      /* one-shot; NULL: not printed there */
    const char *column;     /* columnar from 10.9 on */
    const char *old_column; /* columnar up to 10.8, where it differs */
};

/* clang-format off */
static const struct name names[VM_FIGURES] = {
    [VM_FREE]                     = {"Pages free", "free", NULL},
    [VM_ACTIVE]                   = {"Pages active", "active", NULL},
    [VM_INACTIVE]                 = {"Pages inactive", "inactive", NULL},
    [VM_SPECULATIVE]              = {"Pages speculative", "specul", "spec"},
    [VM_THROTTLED]                = {"Pages throttled", "throttle", NULL},
    [VM_WIRED]                    = {"Pages wired down", "wired", "wire"},
    [VM_PURGEABLE]                = {"Pages purgeable", "prgable", NULL},
    [VM_FILE_BACKED]              = {"File-backed pages", "file-backed", NULL},
    [VM_ANONYMOUS]                = {"Anonymous pages", "anonymous", NULL},
    [VM_STORED_IN_COMPRESSOR]     = {"Pages stored in compressor", "cmprssed", NULL},
    [VM_OCCUPIED_BY_COMPRESSOR]   = {"Pages occupied by compressor", "cmprssor", NULL},
    [VM_TAGGED]                   = {"Pages tagged", NULL, NULL},
    [VM_TAGGED_RESIDENT]          = {"Pages tagged resident", NULL, NULL},
    [VM_TAGGED_COMPRESSED]        = {"Pages tagged compressed", NULL, NULL},
    [VM_TAG_STORAGE]              = {"Pages tag-storage", NULL, NULL},
    [VM_TAG_STORAGE_HOLDING_TAGS] = {"Pages tag-storage holding tags", NULL, NULL},
    [VM_TAG_STORAGE_FREE]         = {"Pages tag-storage free", NULL, NULL},
    [VM_TAG_STORAGE_PAGEABLE]     = {"Pages tag-storage non-tag pageable", NULL, NULL},
    [VM_TAG_STORAGE_WIRED]        = {"Pages tag-storage non-tag wired", NULL, NULL},
    [VM_COMPRESSED_TAG_BYTES]     = {"Bytes of compressed tags", NULL, NULL},
    [VM_FAULTS]                   = {"\"Translation faults\"", "faults", NULL},
    [VM_COPY_ON_WRITE]            = {"Pages copy-on-write", "copy", NULL},
    [VM_ZERO_FILLED]              = {"Pages zero filled", "0fill", NULL},
    [VM_REACTIVATED]              = {"Pages reactivated", "reactive", NULL},
    [VM_PURGED]                   = {"Pages purged", "purged", NULL},
    [VM_DECOMPRESSIONS]           = {"Decompressions", "dcomprs", NULL},
    [VM_COMPRESSIONS]             = {"Compressions", "comprs", NULL},
    [VM_PAGEINS]                  = {"Pageins", "pageins", NULL},
    [VM_PAGEOUTS]                 = {"Pageouts", "pageout", NULL},
    [VM_SWAPINS]                  = {"Swapins", "swapins", NULL},
    [VM_SWAPOUTS]                 = {"Swapouts", "swapouts", NULL},
    [VM_TAGGED_COMPRESSIONS]      = {"Tagged compressions", NULL, NULL},
    [VM_TAGGED_DECOMPRESSIONS]    = {"Tagged decompressions", NULL, NULL},
};
/* clang-format on */

enum block {
    BLOCK_NONE,
    BLOCK_OPENED, /* a banner was read: what comes next says which shape follows */
    BLOCK_LABELS,
    BLOCK_COLUMNS,
};

struct reading {
    struct vm_stat *vm;
    enum block block;
    bool opening;             /* a banner or header stands, its first figures do not yet */
    bool since_boot;          /* the next row counts its events since boot */
    bool old_end;             /* the line that ends the one-shot report of 10.7 and 10.8 was read */
    int columns[COLUMNS_MAX]; /* figure of each column, -1: a column not known here */
    size_t n_columns;
    struct slice unknown[UNKNOWN_NAMES_MAX];
    size_t n_unknown;
};

static bool is_event(int id)
{
    return id >= VM_FAULTS;
}

static int find_label(struct slice label)
{
    for (int id = 0; id < VM_FIGURES; id++) {
        if (names[id].label != NULL && slice_is(label, names[id].label))
            return id;
    }
    return -1;
}

static int find_column(struct slice column)
{
    for (int id = 0; id < VM_FIGURES; id++) {
        if (names[id].column != NULL && slice_is(column, names[id].column))
            return id;
        if (names[id].old_column != NULL && slice_is(column, names[id].old_column))
            return id;
    }
    return -1;
}

/* A newer release may print more than is known here: worth one remark for each name. */
static void remark_unknown(struct parser *p, struct reading *r, struct slice name)
{
    for (size_t i = 0; i < r->n_unknown; i++) {
        if (slice_equal(r->unknown[i], name))
            return;
    }
    if (r->n_unknown == UNKNOWN_NAMES_MAX)
        return;
    r->unknown[r->n_unknown++] = parser_keep(p, name);
    name = slice_first(name, 60);
    parser_remark(p, "a figure that is not known here: %.*s", SLICE_ARGS(name));
}

static void read_banner(struct parser *p, struct reading *r, struct slice line)
{
    uint64_t bytes;
    bool sized = number_u64(parser_group(p, "bytes"), &bytes);
    r->block = BLOCK_OPENED;
    r->opening = true;
    bool usable = sized && bytes > 0 && (bytes & (bytes - 1)) == 0;
    struct slice behind = slice_from(line, slice_find(line, ')') + 1);
    if (usable) {
        r->vm->page_size = bytes;
        r->vm->page_size_origin = parser_origin(p);
    }
    if (parser_line_complete(p) && (!usable || slice_trim(behind).len > 0))
        parser_not_understood(p, line);
}

static void start_labels(struct reading *r)
{
    *r->vm = (struct vm_stat){
        .page_size = r->vm->page_size,
        .page_size_origin = r->vm->page_size_origin,
        .samples = 1,
    };
    r->block = BLOCK_LABELS;
    r->old_end = false;
}

static void read_figure(struct parser *p, struct reading *r, int id)
{
    /* Blocks without a banner between them: each starts with the free pages. */
    bool again = id == VM_FREE && r->vm->figures[VM_FREE].value.known;
    if ((r->block != BLOCK_LABELS || again) && id != VM_FREE)
        parser_partial(p, "its first figure is missing: the free pages");
    if (r->block != BLOCK_LABELS || again)
        start_labels(r);
    r->opening = false;

    struct amount value = parser_amount(p, "figure");
    if (parser_row_ok(p)) {
        r->vm->figures[id] = (struct vm_figure){value, 1, parser_origin(p)};
    } else {
        r->vm->figures[id] = (struct vm_figure){.value = AMOUNT_UNKNOWN};
    }
}

static int label_of(struct slice line)
{
    return find_label(slice_trim(slice_first(line, slice_find(line, ':'))));
}

static bool is_labelled(struct parser *p, struct slice line)
{
    return label_of(line) >= 0 && parser_match(p, LABELLED, line);
}

/* A line of a one-shot block ends in a figure and a full stop, whatever became of its name. */
static bool ends_in_figure(struct slice line)
{
    line = slice_trim_right(line);
    if (line.len < 2 || !slice_ends(line, "."))
        return false;
    return byte_is_digit(line.ptr[line.len - 2]);
}

static void read_labelled(struct parser *p, struct reading *r, struct slice line)
{
    bool in_block = r->block == BLOCK_LABELS || r->block == BLOCK_OPENED;
    int id = label_of(line);

    if (parser_match(p, LABELLED, line)) {
        if (id >= 0) {
            read_figure(p, r, id);
        } else if (in_block) {
            remark_unknown(p, r, slice_trim(slice_first(line, slice_find(line, ':'))));
        }
    } else if (r->block == BLOCK_LABELS && slice_starts(line, "Object cache:")) {
        r->old_end = true;
    } else if (in_block && !parser_line_complete(p)) {
        parser_partial(p, "cut short inside its last line");
    } else if (in_block && (id >= 0 || ends_in_figure(line))) {
        parser_not_understood(p, line);
    }
}

static void read_header(struct parser *p, struct reading *r, struct slice line)
{
    r->opening = true;
    if (!parser_line_complete(p))
        return;
    r->n_columns = 0;
    for (struct slice token; r->n_columns < COLUMNS_MAX && slice_token(&line, &token);) {
        int id = find_column(token);
        if (id < 0)
            remark_unknown(p, r, token);
        r->columns[r->n_columns++] = id;
    }
    r->block = BLOCK_COLUMNS;
    r->since_boot = true;
}

/* Without one interval the events of the later ones add up to too little. */
static void lose_events(struct reading *r)
{
    for (int id = VM_FAULTS; id < VM_FIGURES; id++) {
        r->vm->figures[id].value = AMOUNT_UNKNOWN;
    }
    r->since_boot = false;
}

static bool read_cell(struct parser *p, struct slice token, struct vm_figure *ret)
{
    if (!parser_match(p, CELL, token))
        return false;
    struct slice unit = parser_group(p, "unit");
    struct vm_figure figure = {parser_amount(p, "figure"), 1, parser_origin(p)};
    if (slice_is(unit, "K"))
        figure.step = 1000;
    if (slice_is(unit, "M"))
        figure.step = 1000000;
    if (slice_is(unit, "G"))
        figure.step = 1000000000;
    if (!number_multiply(figure.value.value, figure.step, &figure.value.value)) {
        parser_spoil_row(p);
    }
    *ret = figure;
    return true;
}

/* Events of an interval on top of those that were counted before it. */
static struct vm_figure add_events(struct vm_figure before, struct vm_figure interval)
{
    struct vm_figure sum = interval;
    uint64_t events;
    sum.value = AMOUNT_UNKNOWN;
    if (before.value.known && interval.value.known &&
        number_add(before.value.value, interval.value.value, &events)) {
        sum.value = amount_of(events);
    }
    if (before.step > sum.step)
        sum.step = before.step;
    return sum;
}

static void take_row(struct parser *p, struct reading *r, const struct vm_figure *cells)
{
    struct vm_figure figures[VM_FIGURES] = {0};
    for (size_t i = 0; i < r->n_columns; i++) {
        int id = r->columns[i];
        if (id < 0)
            continue;
        bool add = is_event(id) && !r->since_boot;
        figures[id] = add ? add_events(r->vm->figures[id], cells[i]) : cells[i];
    }
    if (!parser_row_ok(p)) {
        lose_events(r);
        return;
    }
    memcpy(r->vm->figures, figures, sizeof(figures));
    /* What a one-shot block in front had said, if there was one, is gone with that. */
    r->vm->samples = r->vm->columnar ? r->vm->samples + 1 : 1;
    r->vm->columnar = true;
    r->opening = false;
    r->since_boot = false;
}

/* A row that is damaged still starts with a figure, or holds about as many as it should. */
static bool looks_like_row(const struct reading *r, struct slice line, size_t n_figures)
{
    line = slice_trim_left(line);
    bool digit = line.len > 0 && byte_is_digit(line.ptr[0]);
    return digit || (n_figures > 0 && n_figures >= r->n_columns / 2);
}

static void read_row(struct parser *p, struct reading *r, struct slice line)
{
    struct vm_figure cells[COLUMNS_MAX];
    struct slice rest = line;
    size_t n_tokens = 0;
    size_t n_figures = 0;
    for (struct slice token; slice_token(&rest, &token); n_tokens++) {
        struct vm_figure cell = {.value = AMOUNT_UNKNOWN};
        if (n_tokens < COLUMNS_MAX && read_cell(p, token, &cell))
            n_figures++;
        if (n_tokens < r->n_columns)
            cells[n_tokens] = cell;
    }
    bool complete = parser_line_complete(p);
    bool whole = n_tokens == r->n_columns && n_figures == n_tokens;
    if (whole && !complete && slice_trim_right(line).len == line.len) {
        /* Only its last cell may be cut; a blank behind it would say that it is not. */
        cells[n_tokens - 1].value = AMOUNT_UNKNOWN;
        parser_warn(p, "no end of line: the last cell was left out, as it may be cut");
    }
    if (whole) {
        take_row(p, r, cells);
    } else if (!complete && n_tokens > 0) {
        parser_partial(p, "cut short inside its last line");
    } else if (looks_like_row(r, line, n_figures)) {
        parser_not_understood(p, line);
        lose_events(r);
    }
}

/* A line of nothing but cells, under no header: it cannot be read, but it is no noise either. */
static bool is_stray_row(struct parser *p, struct slice line)
{
    size_t n_cells = 0;
    for (struct slice token; n_cells < COLUMNS_MAX && slice_token(&line, &token); n_cells++) {
        if (!parser_match(p, CELL, token))
            return false;
    }
    return n_cells >= ROW_CELLS_MIN;
}

static void read_line(struct parser *p, struct reading *r, struct slice line)
{
    if (parser_match(p, BANNER, line)) {
        read_banner(p, r, line);
    } else if (parser_match(p, HEADER, line)) {
        read_header(p, r, line);
    } else if (r->block == BLOCK_COLUMNS && !is_labelled(p, line)) {
        read_row(p, r, line);
    } else if (slice_find(line, ':') < line.len || ends_in_figure(line)) {
        read_labelled(p, r, line);
    } else if (is_stray_row(p, line)) {
        parser_not_understood(p, line);
    } else if (r->block == BLOCK_LABELS && line.len > 0 && !parser_line_complete(p)) {
        parser_partial(p, "cut short inside its last line");
    }
}

static void parse(struct parser *p)
{
    struct reading r = {.vm = &p->snapshot->vm_stat};
    for (struct slice line; parser_next_line(p, &line);)
        read_line(p, &r, line);

    bool ended = r.vm->figures[VM_SWAPOUTS].value.known || r.old_end;
    if (r.vm->samples > 0 && r.opening) {
        parser_partial(p, "it ends behind a header, without the figures that should follow");
    } else if (r.vm->samples > 0 && !r.vm->columnar && !ended) {
        parser_partial(p, "it ends before the last of its figures");
    }
}

const struct report_kind vm_stat_kind = {
    .name = "vm_stat",
    .members = (const char *const[]){"vm_stat.txt", NULL},
    .mark = "\\s*+ (?: Mach \\s Virtual \\s Memory \\s Statistics:"
            "| Pages \\s free: \\s++ \\d++ \\. )",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 100000,
    .offset = offsetof(struct snapshot, vm_stat),
    .size = sizeof(((struct snapshot *)0)->vm_stat),
};
