/*
 * lsof.c: open descriptors of each process, from `lsof -n -P`.
 *
 * The layout follows print.c, misc.c and dialects/darwin/libproc of Apple's lsof-76 (revision
 * 4.91; -42, -49, -62 and -70 print the same columns) and a published listing of about 10.4.
 * Columns are sized in a first pass, so the header tells where each of them ends: COMMAND to the
 * left, all others to the right. Only COMMAND, PID, FD and TYPE are of interest; they stand in
 * front of the cells that may be blank. They are looked for where the header has them, and failing
 * that counted off from the left. -R and -g put columns between PID and USER; other systems have
 * TID, which may be blank. COMMAND has no blanks as Apple prints it: they are \x20, and it is cut
 * at 9 bytes.
 *
 * FD is cwd, txt (whatever is mapped), twd, fp. (a descriptor on its way in a message), err, or a
 * number with access and lock behind it: 12, 12u, 12uW, 12-R; from 10,000 on it is *123. A vnode
 * that was revoked has a blank TYPE and `(revoked)` for a name. TYPE of sockets is in small
 * letters or IPv4, IPv6.
 *
 * Warnings begin with `lsof:`, and their further lines with blanks.
 */
#include <string.h>

#include "pid_index.h"
#include "report.h"

#define LSOF_HEADER "COMMAND \\s++ PID \\s (?: .* \\s )? FD \\s++ TYPE (?: \\s | \\z)"

enum { HEADER };

static const char *const patterns[] = {
    [HEADER] = LSOF_HEADER,
    NULL,
};

enum { QUOTE_MAX = 100 };

enum fd_kind { FD_UNKNOWN, FD_NUMBER, FD_NONE, FD_ERROR };

struct layout {
    bool known;
    size_t between;  /* cells behind PID and in front of FD: USER, and what options add */
    size_t pid_end;  /* bytes from the start of the line */
    size_t fd_start; /* where the column in front of FD ends */
    size_t fd_end;   /* access and lock included */
};

struct cells {
    struct slice command, type;
    enum fd_kind fd;
    uint64_t pid;
    bool type_ended; /* something stands behind TYPE */
};

struct reader {
    struct parser *p;
    struct layout layout;
    struct pid_index index;
    size_t place; /* of the last row's process */
};

/* A process whose descriptors lsof could not list has no count at all. */
#define NOT_LISTED UINT64_MAX

/* Where a token of the line ends. */
static size_t end_of(struct slice line, struct slice token)
{
    return (size_t)(token.ptr - line.ptr) + token.len;
}

static bool read_header(struct parser *p, struct slice line, struct layout *ret)
{
    struct layout layout = {.known = true};
    struct slice rest = line;
    struct slice name;
    size_t end = 0;

    if (!slice_starts(line, "COMMAND") || !parser_match(p, HEADER, line))
        return false;
    for (size_t cell = 0; slice_token(&rest, &name); cell++) {
        if (cell == 1)
            layout.pid_end = end_of(line, name);
        if (cell > 1 && slice_is(name, "FD")) {
            layout.between = cell - 2;
            layout.fd_start = end;
            layout.fd_end = end_of(line, name) + 2;
            break;
        }
        end = end_of(line, name);
    }
    *ret = layout;
    return true;
}

static bool is_one_of(struct slice text, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (text.len > 0 && text.ptr[0] == **names && slice_is(text, *names))
            return true;
    }
    return false;
}

/* Access (r, w, u, or - in front of a lock) and lock. */
static bool is_access(struct slice text)
{
    if (text.len > 2)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\0' || strchr("rwu-NRWUxX", text.ptr[i]) == NULL)
            return false;
    }
    return true;
}

static enum fd_kind kind_of_fd(struct slice fd)
{
    static const struct {
        const char *name;
        enum fd_kind kind;
    } names[] = {
        {"txt", FD_NONE}, {"cwd", FD_NONE}, {"fp.", FD_NONE},  {"twd", FD_NONE},
        {"rtd", FD_NONE}, {"mem", FD_NONE}, {"mmap", FD_NONE}, {"ltx", FD_NONE},
        {"jld", FD_NONE}, {"DEL", FD_NONE}, {"err", FD_ERROR}, {"NOFD", FD_ERROR},
    };
    size_t digits = 0;
    size_t from = fd.len > 0 && fd.ptr[0] == '*' ? 1 : 0;

    while (from + digits < fd.len && byte_is_digit(fd.ptr[from + digits]))
        digits++;
    if (digits > 0)
        return is_access(slice_from(fd, from + digits)) ? FD_NUMBER : FD_UNKNOWN;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (fd.len > 0 && fd.ptr[0] == *names[i].name && slice_starts(fd, names[i].name) &&
            is_access(slice_from(fd, strlen(names[i].name))))
            return names[i].kind;
    }
    return FD_UNKNOWN;
}

/* Behind a blank TYPE stands what lsof has to say of a vnode instead of its name. */
static enum descriptor_kind kind_of_type(struct slice type)
{
    static const char *const files[] = {"REG",  "DIR",  "CHR",       "BLK",    "FIFO", "LINK",
                                        "VREG", "VDIR", "(revoked)", "vnode:", "no",   NULL};
    static const char *const sockets[] = {"unix", "IPv4", "IPv6",  "systm",  "sock", "rte", "ndrv",
                                          "key",  "ppp",  "vsock", "vsockp", "inet", NULL};
    uint64_t mode;
    if (is_one_of(type, files) || (type.len == 4 && number_u64(type, &mode)))
        return DESCRIPTOR_FILE;
    if (is_one_of(type, sockets))
        return DESCRIPTOR_SOCKET;
    if (slice_is(type, "PIPE"))
        return DESCRIPTOR_PIPE;
    return slice_is(type, "KQUEUE") ? DESCRIPTOR_KQUEUE : DESCRIPTOR_OTHER;
}

static bool starts_blank(struct slice text)
{
    return text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\t');
}

static void take_type(struct slice rest, struct cells *cells)
{
    cells->type = SLICE("");
    slice_token(&rest, &cells->type);
    cells->type_ended = rest.len > 0;
}

/*
 * Cells where the header has them: PID ends with its title, FD with its title or with access and
 * lock behind that.
 */
static bool cells_by_place(const struct layout *layout, struct slice line, struct cells *ret)
{
    struct slice head = slice_first(line, layout->pid_end);
    struct slice fd = slice_from(slice_first(line, layout->fd_end), layout->fd_start);
    size_t digits = 0;
    while (digits < head.len && head.ptr[head.len - digits - 1] != ' ')
        digits++;
    if (!starts_blank(slice_from(line, layout->pid_end)) || !starts_blank(fd) ||
        !pid_read(slice_from(head, head.len - digits), &ret->pid))
        return false;
    ret->command = slice_trim(slice_first(head, head.len - digits));
    fd = slice_trim(fd);
    if (ret->command.len == 0 || end_of(line, fd) + 2 < layout->fd_end)
        return false;
    ret->fd = kind_of_fd(fd);
    take_type(slice_from(line, layout->fd_end), ret);
    return ret->fd != FD_UNKNOWN &&
           (ret->type.len == 0 || starts_blank(slice_from(line, layout->fd_end)));
}

/* Cells one after the other: for text whose blanks somebody has squeezed. */
static bool cells_by_count(const struct layout *layout, struct slice line, struct cells *ret)
{
    struct slice rest = line;
    struct slice pid;
    struct slice cell;
    bool fits =
        slice_token(&rest, &ret->command) && slice_token(&rest, &pid) && pid_read(pid, &ret->pid);
    for (size_t i = 0; fits && i < layout->between; i++)
        fits = slice_token(&rest, &cell);
    if (!fits || !slice_token(&rest, &cell))
        return false;
    ret->fd = kind_of_fd(cell);
    take_type(rest, ret);
    return ret->fd != FD_UNKNOWN;
}

static bool hex_digit(char c, unsigned *ret)
{
    uint64_t value;
    if (!number_hex((struct slice){&c, 1}, &value))
        return false;
    *ret = (unsigned)value;
    return true;
}

/* The name as it was before lsof made it printable. */
static struct slice plain_name(struct parser *p, struct slice printed)
{
    char *bytes = arena_alloc(p->arena, printed.len);
    size_t len = 0;
    for (size_t i = 0; i < printed.len; i++, len++) {
        unsigned high;
        unsigned low;
        bytes[len] = printed.ptr[i];
        if (printed.ptr[i] != '\\' || i + 1 == printed.len)
            continue;
        if (printed.ptr[i + 1] == '\\') {
            i++;
        } else if (printed.ptr[i + 1] == 'x' && printed.len - i > 3 &&
                   hex_digit(printed.ptr[i + 2], &high) && hex_digit(printed.ptr[i + 3], &low) &&
                   high >= 2) {
            bytes[len] = (char)(unsigned char)(high * 16 + low);
            i += 3;
        }
    }
    return (struct slice){bytes, len};
}

static struct slice command_name(struct parser *p, struct slice printed)
{
    bool plain = slice_find(printed, '\\') == printed.len;
    return plain ? parser_keep(p, printed) : plain_name(p, printed);
}

static struct lsof_row *row_of(struct reader *r, const struct cells *cells)
{
    struct parser *p = r->p;
    struct lsof *lsof = &p->snapshot->lsof;
    bool same = lsof->n_rows > 0 && lsof->rows[r->place].pid == cells->pid;

    if (!same && !pid_index_find(&r->index, cells->pid, &r->place)) {
        r->place = lsof->n_rows;
        pid_index_put(&r->index, p->arena, cells->pid, r->place);
        *ARENA_PUSH(p->arena, lsof->rows, lsof->n_rows) =
            (struct lsof_row){.pid = cells->pid,
                              .command = command_name(p, cells->command),
                              .origin = parser_origin(p)};
    }
    return &lsof->rows[r->place];
}

static void count(struct reader *r, const struct cells *cells)
{
    struct lsof_row *row = row_of(r, cells);
    if (cells->fd == FD_ERROR) {
        parser_partial(r->p, "lsof could not list the descriptors of process %llu",
                       (unsigned long long)row->pid);
        row->descriptors = NOT_LISTED;
    } else if (cells->fd == FD_NONE) {
        row->mapped++;
    } else if (row->descriptors != NOT_LISTED) {
        row->descriptors++;
        row->of_kind[kind_of_type(cells->type)]++;
    }
}

static void read_row(struct reader *r, struct slice line)
{
    struct cells cells;
    bool fits =
        cells_by_place(&r->layout, line, &cells) || cells_by_count(&r->layout, line, &cells);
    if (!fits || (!parser_line_complete(r->p) && !cells.type_ended)) {
        parser_not_understood(r->p, line);
        return;
    }
    if (parser_row_ok(r->p))
        count(r, &cells);
}

static void read_remark(struct parser *p, struct slice line)
{
    struct slice why = slice_first(line, QUOTE_MAX);
    if (slice_find_text(line, "WARNING") == line.len)
        parser_refused(p, "it says: %.*s", SLICE_ARGS(why));
}

static void drop_not_listed(struct lsof *lsof)
{
    size_t kept = 0;
    for (size_t i = 0; i < lsof->n_rows; i++) {
        if (lsof->rows[i].descriptors != NOT_LISTED)
            lsof->rows[kept++] = lsof->rows[i];
    }
    lsof->n_rows = kept;
}

static void parse(struct parser *p)
{
    struct reader r = {.p = p};
    struct lsof *lsof = &p->snapshot->lsof;
    bool in_remark = false;
    bool ended = true;

    for (struct slice line; parser_next_line(p, &line);) {
        struct layout layout;
        ended = parser_line_complete(p);
        if (slice_starts(line, "lsof:")) {
            read_remark(p, line);
            in_remark = true;
            continue;
        }
        if (slice_trim(line).len == 0 || (in_remark && starts_blank(line)))
            continue;
        in_remark = false;
        if (!read_header(p, line, &layout)) {
            if (r.layout.known)
                read_row(&r, line);
        } else if (lsof->n_rows > 0) {
            parser_warn(p, "a second listing begins here: it was not read");
            break;
        } else {
            r.layout = layout;
        }
    }
    if (!ended && lsof->n_rows > 0) {
        parser_cut_short(p, "it ends inside the rows of process %llu, which may have more",
                         (unsigned long long)lsof->rows[r.place].pid);
    }
    drop_not_listed(lsof);
}

const struct report_kind lsof_kind = {
    .name = "lsof",
    .members = (const char *const[]){"lsof.txt", NULL},
    .mark = LSOF_HEADER,
    .patterns = patterns,
    .parse = parse,
    .rows_max = 20000000,
    .offset = offsetof(struct snapshot, lsof),
    .size = sizeof(((struct snapshot *)0)->lsof),
};
