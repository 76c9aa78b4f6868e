/*
 * ps_thread.c: threads of each process, from `ps axMwww -o ppid,...,command`.
 *
 * The layout follows ps of Apple's adv_cmds-237 (ps.c, print.c, keyword.c; -147, -158, -172 and
 * -205 treat -M alike) and a published capture of 10.14.5. -M prints USER PID TT %CPU STAT PRI
 * STIME UTIME COMMAND and then what -o asks for, COMMAND again in the end. A process has a row for
 * each of its threads; from the second on USER, TT and COMMAND are blank, all others are repeated.
 * USER is what tells the first row: it stands to the left, so text under the header's USER begins
 * a process.
 *
 * The COMMAND in the midst is cut to its width, 7 bytes in that capture, and may hold blanks; the
 * last one is whole, with arguments, and is the one that is kept. Widths are minima: a long user
 * or a tty pushes its row to the right. So cells are counted off from PID, and the COMMAND in the
 * midst is passed over by the distance that it has in the header.
 *
 * Options may change the order of columns; USER and PID must stand in front of a COMMAND.
 */
#include "pid_index.h"
#include "report.h"

#define HAS(name) "(?= (?: .* \\s )? " name " \\s )"
#define THREAD_HEADER                                                                              \
    "(?= \\s*+ (?: [A-Z%_]++ \\s++ )++ [A-Z%_]++ \\s*+ \\z )" HAS("USER") HAS("PID") HAS("%CPU")   \
        HAS("PRI") HAS("STIME") HAS("UTIME") " .* \\s COMMAND (?: \\s | \\z)"

enum { HEADER, PERCENTAGE };

static const char *const patterns[] = {
    [HEADER] = THREAD_HEADER,
    [PERCENTAGE] = "\\d++ [.,] \\d++ \\z",
    NULL,
};

/* ps knows some 70 columns. */
enum { CELLS_MAX = 128 };

struct column {
    struct slice name;
    size_t start, end; /* bytes from the start of the header */
};

struct layout {
    bool known;
    size_t user_start;
    size_t pid_end;
    size_t before_pid[2]; /* cells, in the first row of a process and in the others */
    size_t before_cpu[2]; /* behind PID */
    size_t to_command;    /* cells behind PID and in front of the first COMMAND */
    bool ends_there;      /* that COMMAND is the last column */
    size_t passed;        /* bytes from its start to the end of the column behind it */
    size_t to_last;       /* cells behind that column and in front of the last COMMAND */
    bool has_last;
};

enum { FIRST_ROW, OTHER_ROW };

struct reader {
    struct parser *p;
    struct layout layout;
    struct pid_index index;
    size_t place; /* of the last row's process */
};

static bool is_command(struct slice name)
{
    return slice_is(name, "COMMAND") || slice_is(name, "ARGS") || slice_is(name, "COMM");
}

/* Blank in all rows of a process but the first. */
static bool is_blank_later(struct slice name)
{
    return slice_is(name, "USER") || slice_is(name, "TT") || is_command(name);
}

static size_t find_column(const struct column *columns, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && !slice_is(columns[i].name, name))
        i++;
    return i;
}

static void count_cells(const struct column *columns, size_t from, size_t to, size_t *ret_cells)
{
    ret_cells[FIRST_ROW] = 0;
    ret_cells[OTHER_ROW] = 0;
    for (size_t i = from; i < to; i++) {
        ret_cells[FIRST_ROW]++;
        ret_cells[OTHER_ROW] += is_blank_later(columns[i].name) ? 0 : 1;
    }
}

static bool lay_out(const struct column *columns, size_t count, struct layout *ret)
{
    struct layout layout = {.known = true};
    size_t user = find_column(columns, count, "USER");
    size_t pid = find_column(columns, count, "PID");
    size_t cpu = find_column(columns, count, "%CPU");
    size_t command = 0;
    while (command < count && !is_command(columns[command].name))
        command++;
    if (user >= command || pid >= cpu || cpu >= command || command >= count)
        return false;
    layout.user_start = columns[user].start;
    layout.pid_end = columns[pid].end;
    count_cells(columns, 0, pid, layout.before_pid);
    count_cells(columns, pid + 1, cpu, layout.before_cpu);
    layout.to_command = command - pid - 1;
    layout.ends_there = command == count - 1;
    if (!layout.ends_there) {
        layout.passed = columns[command + 1].end - columns[command].start;
        layout.has_last = command + 2 < count && is_command(columns[count - 1].name);
        layout.to_last = layout.has_last ? count - command - 3 : 0;
    }
    *ret = layout;
    return true;
}

static bool read_header(struct parser *p, struct slice line, struct layout *ret)
{
    struct column columns[CELLS_MAX];
    struct slice rest = line;
    struct slice name = slice_trim_left(line);
    size_t count = 0;

    if (name.len == 0 || name.ptr[0] < 'A' || name.ptr[0] > 'Z' || !parser_match(p, HEADER, line))
        return false;
    for (; slice_token(&rest, &name); count++) {
        if (count == CELLS_MAX)
            return false;
        size_t start = (size_t)(name.ptr - line.ptr);
        columns[count] = (struct column){name, start, start + name.len};
    }
    return lay_out(columns, count, ret);
}

static bool skip_cells(struct slice *rest, size_t count)
{
    struct slice cell;
    for (size_t i = 0; i < count; i++) {
        if (!slice_token(rest, &cell))
            return false;
    }
    return true;
}

/* What stands behind PID; false where there is no PID, or where its digits may go on. */
static bool read_pid(const struct layout *layout, struct slice line, int row, uint64_t *ret_pid,
                     struct slice *ret_rest)
{
    struct slice rest = line;
    struct slice cell;
    if (skip_cells(&rest, layout->before_pid[row]) && slice_token(&rest, &cell) &&
        pid_read(cell, ret_pid)) {
        *ret_rest = rest;
        return rest.len > 0;
    }
    /* A user with a blank in it: PID is where the header has it. */
    rest = slice_first(line, layout->pid_end);
    cell = SLICE("");
    while (slice_token(&rest, &cell))
        continue;
    *ret_rest = slice_from(line, layout->pid_end);
    return ret_rest->len > 0 && slice_trim_left(*ret_rest).ptr != ret_rest->ptr &&
           cell.ptr + cell.len == ret_rest->ptr && pid_read(cell, ret_pid);
}

/* Is %CPU where it belongs? A word on stderr may have a number too. */
static bool is_thread(struct parser *p, const struct layout *layout, struct slice rest, int row)
{
    struct slice cell;
    if (!skip_cells(&rest, layout->before_cpu[row]) || !slice_token(&rest, &cell))
        return !parser_line_complete(p);
    return parser_match(p, PERCENTAGE, cell) || (rest.len == 0 && !parser_line_complete(p));
}

/* The command line out of what stands behind PID, in the first row of a process. */
static struct slice read_command(const struct layout *layout, struct slice rest)
{
    if (!skip_cells(&rest, layout->to_command))
        return SLICE("");
    if (layout->ends_there)
        return slice_trim(rest);
    struct slice first = slice_from(rest, 1);
    size_t end = layout->passed < first.len ? layout->passed : first.len;
    while (end < first.len && first.ptr[end] != ' ')
        end++;
    struct slice last = slice_from(first, end);
    if (layout->has_last && skip_cells(&last, layout->to_last) && slice_trim(last).len > 0)
        return slice_trim(last);
    /* Without a second COMMAND: the first, and behind it the one cell that was passed over too. */
    first = slice_trim_right(slice_first(first, end));
    size_t cut = slice_find_last(first, ' ');
    return slice_trim(slice_first(first, cut));
}

static void begin_process(struct reader *r, uint64_t pid, struct slice rest)
{
    struct ps_thread *ps_thread = &r->p->snapshot->ps_thread;
    struct ps_thread_row row = {.pid = pid, .origin = parser_origin(r->p)};
    if (pid_index_find(&r->index, pid, &r->place))
        return;
    row.command = parser_keep(r->p, read_command(&r->layout, rest));
    r->place = ps_thread->n_rows;
    pid_index_put(&r->index, r->p->arena, pid, r->place);
    *ARENA_PUSH(r->p->arena, ps_thread->rows, ps_thread->n_rows) = row;
}

/* Further rows belong to the process above them; were they torn apart, PID says whose they are. */
static bool find_process(struct reader *r, uint64_t pid)
{
    const struct ps_thread *ps_thread = &r->p->snapshot->ps_thread;
    bool same = ps_thread->n_rows > 0 && ps_thread->rows[r->place].pid == pid;
    return same || pid_index_find(&r->index, pid, &r->place);
}

static void read_row(struct reader *r, struct slice line)
{
    struct ps_thread *ps_thread = &r->p->snapshot->ps_thread;
    struct slice user = slice_from(line, r->layout.user_start);
    int row = user.len > 0 && user.ptr[0] != ' ' && user.ptr[0] != '\t' ? FIRST_ROW : OTHER_ROW;
    struct slice rest;
    uint64_t pid;

    bool fits = read_pid(&r->layout, line, row, &pid, &rest) &&
                is_thread(r->p, &r->layout, rest, row) &&
                (row == FIRST_ROW || find_process(r, pid));
    if (!fits) {
        parser_not_understood(r->p, line);
        return;
    }
    if (!parser_row_ok(r->p))
        return;
    if (row == FIRST_ROW)
        begin_process(r, pid, rest);
    ps_thread->rows[r->place].threads++;
}

static void parse(struct parser *p)
{
    struct reader r = {.p = p};
    const struct ps_thread *ps_thread = &p->snapshot->ps_thread;
    bool ended = true;

    for (struct slice line; parser_next_line(p, &line);) {
        ended = parser_line_complete(p);
        if (slice_trim(line).len == 0)
            continue;
        if (read_header(p, line, &r.layout))
            continue; /* -h repeats it */
        if (r.layout.known)
            read_row(&r, line);
    }
    if (!ended && ps_thread->n_rows > 0) {
        parser_cut_short(p, "it ends inside the rows of process %llu, which may have more threads",
                         (unsigned long long)ps_thread->rows[r.place].pid);
    }
}

const struct report_kind ps_thread_kind = {
    .name = "ps_thread",
    .members = (const char *const[]){"ps_thread.txt", NULL},
    .mark = THREAD_HEADER,
    .patterns = patterns,
    .parse = parse,
    .rows_max = 5000000,
    .offset = offsetof(struct snapshot, ps_thread),
    .size = sizeof(((struct snapshot *)0)->ps_thread),
};
