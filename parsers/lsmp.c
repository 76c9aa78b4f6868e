/*
 * lsmp.c: Mach port rights of each process and the messages that wait in its queues, from
 * `lsmp -a` (`lsmp -all` of older releases).
 *
 * The layout follows lsmp of Apple's system_cmds, all of its printing: 597 (10.9), 643 (10.10), 670
 * (10.11), 671 and 735 (10.12), 790 (10.13), 805 (10.14), 854 (10.15), 880 (11), 916 to 953 (12 and
 * 13), 970 and 979 (14), 1012 and 1026 (15); and a capture of an Apple silicon Mac.
 *
 * Each process is a block: its head, two lines of column names, a row for each right, a summary,
 * and then perhaps exception ports and threads, which do not matter here. From 10.13 a blank line
 * stands before the summary; from 10.10 the summary ends with VOUCHERS. Rows that start with a
 * blank belong to the row above them: `+` other holders of its port, `-` members of a port set, and
 * with -l or -v what a voucher says. Only rows of the table count, so no message counts twice: a
 * send right shows the length of a queue that another process owns.
 *
 * Column names are the same in all of these releases. Still, columns are found by them: `rights` by
 * its place in their order; `msgcount` by its distance from `oref`, whose Y or N is looked for from
 * its column on, since cells before it may be blank, and a large figure pushes the rest to the
 * right. A big capture has millions of rows: they meet no pattern.
 *
 * Each receive right that is counted in the summary has its row. Where rows are missing all the
 * same, somebody cut them out: `queued` is then the sum of those that are left, with a remark.
 */
#include "report.h"

#define PROCESS_HEAD "Process [ ] \\( (?<pid>\\d++) \\) \\s*+ : (?<name>.*+) \\z"
#define IGNORED_TASK "Ignoring failure of "

enum { HEAD, COMPLAINT };

static const char *const patterns[] = {
    [HEAD] = "(?s)" PROCESS_HEAD,
    [COMPLAINT] = "[a-z_]++ \\( [^)]*+ \\) [ ] failed:",
    NULL,
};

/* No Mac has a pid beyond 99,999. */
enum { PROCESSES_MAX = 100000, COMPLAINT_BYTES_MAX = 100 };

enum sum {
    SUM_TOTAL,
    SUM_SEND,
    SUM_RECEIVE,
    SUM_SEND_ONCE,
    SUM_PORT_SETS,
    SUM_DEAD_NAMES,
    SUM_REQUESTS,
    SUM_VOUCHERS,
    SUMS,
};

enum { ALL_SUMS = (1 << SUMS) - 1, SUMS_OF_10_9 = ALL_SUMS & ~(1 << SUM_VOUCHERS) };

/* clang-format off */
static const char *const sum_names[SUMS] = {
    [SUM_TOTAL] = "total",         [SUM_SEND] = "SEND",
    [SUM_RECEIVE] = "RECEIVE",     [SUM_SEND_ONCE] = "SEND_ONCE",
    [SUM_PORT_SETS] = "PORT_SET",  [SUM_DEAD_NAMES] = "DEAD_NAME",
    [SUM_REQUESTS] = "DNREQUEST",  [SUM_VOUCHERS] = "VOUCHERS",
};
/* clang-format on */

enum place {
    OUTSIDE,  /* before the first process; or in a block whose head is not known */
    HEADED,   /* behind a head: column names are due */
    RIGHTS,   /* among the rows */
    SUMMARY,  /* among the sums */
    APPENDIX, /* behind them */
};

/* Places in the order of column names. */
struct layout {
    size_t rights;
    size_t reference;    /* oref */
    size_t reference_at; /* its first byte */
    size_t messages;     /* behind `reference`; ABSENT where the release prints none */
    bool context;        /* is the column behind `messages` */
};

enum { ABSENT = LINE_BYTES_MAX };

/* Where the walk through the report stands. */
struct walk {
    enum place place;
    struct layout layout;

    /* of the block */
    struct lsmp_row row;
    struct amount sums[SUMS];
    bool listed;       /* its column names were read */
    uint64_t received; /* rows of receive rights */
    bool queued_known; /* each of them tells its queue */
    uint64_t queued;

    /* of the report */
    bool with_vouchers;
    uint64_t ignored_tasks;
    uint64_t complaints;
    struct slice complaint; /* the first */
};

static bool read_columns(struct slice line, struct layout *ret)
{
    struct layout layout = {ABSENT, ABSENT, ABSENT, ABSENT, false};
    struct slice rest = line;
    struct slice name;
    for (size_t i = 0; slice_token(&rest, &name); i++) {
        if (i == 0 && !slice_is(name, "name"))
            return false;
        if (layout.rights == ABSENT && slice_is(name, "rights"))
            layout.rights = i;
        if (layout.reference == ABSENT && slice_is(name, "oref")) {
            layout.reference = i;
            layout.reference_at = (size_t)(name.ptr - line.ptr);
        }
        if (layout.messages == ABSENT && slice_is(name, "msgcount"))
            layout.messages = i;
        if (layout.messages != ABSENT && i == layout.messages + 1)
            layout.context = slice_is(name, "context");
    }
    bool counts = layout.reference != ABSENT && layout.messages != ABSENT;
    if (!counts || layout.messages <= layout.reference)
        layout.messages = ABSENT;
    *ret = layout;
    return layout.rights != ABSENT;
}

/* The text of `msgcount`, in what is left of a row of a receive right. */
static bool find_messages(const struct layout *layout, struct slice rest, uint64_t *ret)
{
    struct slice cell;
    if (layout->messages == ABSENT)
        return false;
    do {
        if (!slice_token(&rest, &cell))
            return false;
    } while (!slice_is(cell, "Y") && !slice_is(cell, "N"));
    for (size_t i = layout->reference; i < layout->messages; i++) {
        if (!slice_token(&rest, &cell))
            return false;
    }
    /* An address behind it: no cell in front of it came apart. */
    return number_u64(cell, ret) && *ret <= UINT32_MAX &&
           (!layout->context || (slice_token(&rest, &cell) && slice_starts(cell, "0x")));
}

static bool is_receive_right(struct slice rights)
{
    return slice_starts(rights, "recv") && (rights.len == 4 || rights.ptr[4] == ',');
}

static bool is_other_right(struct slice rights)
{
    return slice_is(rights, "send") || slice_is(rights, "send-once") ||
           slice_is(rights, "dead-name") || slice_is(rights, "port-set");
}

static void count_queue(struct parser *p, struct walk *w, uint64_t messages)
{
    w->queued_known = w->queued_known && number_add(w->queued, messages, &w->queued);
    if (messages > w->row.fullest) {
        w->row.fullest = messages;
        w->row.fullest_origin = parser_origin(p);
    }
}

static void read_right(struct parser *p, struct walk *w, struct slice line)
{
    struct slice rest = line;
    struct slice rights = {"", 0};
    bool known = slice_starts(line, "0x") && parser_line_complete(p);
    for (size_t i = 0; known && i <= w->layout.rights; i++)
        known = slice_token(&rest, &rights);
    bool receives = known && is_receive_right(rights);

    if (receives) {
        uint64_t messages;
        struct slice from_column = slice_from(line, w->layout.reference_at);
        w->received++;
        known = find_messages(&w->layout, from_column, &messages) ||
                find_messages(&w->layout, rest, &messages);
        if (known) {
            count_queue(p, w, messages);
        } else {
            w->queued_known = false;
            known = w->layout.messages == ABSENT; /* then nothing was to be read */
        }
    } else if (!known || !is_other_right(rights)) {
        known = false;
        w->queued_known = false; /* it may have been one to receive */
    }
    if (known) {
        (void)parser_row_ok(p);
    } else {
        parser_not_understood(p, line);
    }
}

static bool read_sum(struct parser *p, struct walk *w, struct slice line)
{
    struct slice rest = line;
    struct slice name, equals, figure;
    uint64_t value;
    size_t sum = 0;
    if (!slice_token(&rest, &name))
        return false;
    while (sum < SUMS && !slice_is(name, sum_names[sum]))
        sum++;
    if (sum == SUMS)
        return false;
    w->place = SUMMARY;
    if (w->sums[sum].known || !parser_line_complete(p) || !slice_token(&rest, &equals) ||
        !slice_is(equals, "=") || !slice_token(&rest, &figure) || !number_u64(figure, &value) ||
        slice_trim(rest).len > 0) {
        parser_not_understood(p, line);
    } else {
        w->sums[sum] = amount_of(value);
    }
    return true;
}

static unsigned sums_seen(const struct walk *w)
{
    unsigned seen = 0;
    for (unsigned i = 0; i < SUMS; i++)
        seen |= (unsigned)w->sums[i].known << i;
    return seen;
}

/* A sum is whole when the rows were listed up to the summary, and each of them told its queue. */
static void settle_queue(struct walk *w)
{
    struct amount counted = w->sums[SUM_RECEIVE];
    bool known = w->listed && w->queued_known && counted.known;
    /* People shorten lists: the queue is then of the rights that are left, if any are. */
    if (counted.known && w->received != counted.value)
        known = known && w->received > 0;
    if (known) {
        w->row.queued = amount_of(w->queued);
    } else {
        w->row.fullest = 0;
        w->row.fullest_origin = (struct origin){NULL, 0, 0};
    }
}

static void close_block(struct parser *p, struct walk *w, bool at_end)
{
    struct lsmp *lsmp = &p->snapshot->lsmp;
    if (w->place == OUTSIDE)
        return;
    unsigned seen = sums_seen(w);
    w->with_vouchers = w->with_vouchers || w->sums[SUM_VOUCHERS].known;
    unsigned wanted = w->with_vouchers ? ALL_SUMS : SUMS_OF_10_9;
    unsigned long long pid = w->row.pid;
    if ((seen & wanted) != wanted && at_end) {
        parser_cut_short(p, "it ends inside the block of process %llu", pid);
    } else if ((seen & wanted) != wanted) {
        parser_partial(p, "the block of process %llu has no whole summary", pid);
    }
    w->row.rights = w->sums[SUM_TOTAL];
    w->row.send = w->sums[SUM_SEND];
    w->row.receive = w->sums[SUM_RECEIVE];
    w->row.send_once = w->sums[SUM_SEND_ONCE];
    w->row.port_sets = w->sums[SUM_PORT_SETS];
    w->row.dead_names = w->sums[SUM_DEAD_NAMES];
    w->row.vouchers = w->sums[SUM_VOUCHERS];
    settle_queue(w);
    *ARENA_PUSH(p->arena, lsmp->rows, lsmp->n_rows) = w->row;
    w->place = OUTSIDE;
}

static void read_head(struct parser *p, struct walk *w, struct slice line)
{
    struct lsmp_row row = {.origin = parser_origin(p)};
    close_block(p, w, false);
    if (!parser_line_complete(p) || !parser_match(p, HEAD, line)) {
        parser_not_understood(p, line);
        return;
    }
    row.pid = parser_u64(p, "pid");
    row.name = slice_trim(parser_group(p, "name"));
    if (!parser_row_ok(p))
        return;
    row.name = parser_keep(p, row.name);
    w->row = row;
    for (size_t i = 0; i < SUMS; i++)
        w->sums[i] = AMOUNT_UNKNOWN;
    w->listed = false;
    w->received = 0;
    w->queued_known = true;
    w->queued = 0;
    w->place = HEADED;
}

/* A line that starts with a blank: names of columns, or more on the row above. */
static void read_indented(struct parser *p, struct walk *w, struct slice line)
{
    if (!slice_starts(slice_trim_left(line), "name "))
        return;
    struct layout layout;
    if (w->place == HEADED && parser_line_complete(p) && read_columns(line, &layout)) {
        w->layout = layout;
        w->listed = true;
        w->place = RIGHTS;
        return;
    }
    /* Rights of somebody whose head is missing. */
    parser_not_understood(p, line);
    close_block(p, w, false);
}

static bool read_complaint(struct parser *p, struct walk *w, struct slice line)
{
    if (slice_starts(line, IGNORED_TASK)) {
        w->ignored_tasks++;
        return true;
    }
    if (!parser_match(p, COMPLAINT, line))
        return slice_starts(line, "warning: ");
    if (w->complaints++ == 0)
        w->complaint = parser_keep(p, slice_first(line, COMPLAINT_BYTES_MAX));
    return true;
}

static void read_other(struct parser *p, struct walk *w, struct slice line)
{
    bool in_block = w->place == HEADED || w->place == RIGHTS || w->place == SUMMARY;
    if (line.len == 0)
        return;
    if ((in_block && read_sum(p, w, line)) || read_complaint(p, w, line))
        return;
    if (w->place == SUMMARY) {
        w->place = APPENDIX;
    } else if (in_block && line.ptr[0] != '-') {
        parser_not_understood(p, line);
    }
}

static void tell_complaints(struct parser *p, const struct walk *w)
{
    if (p->report->rows == 0) {
        if (w->complaints > 0) {
            parser_refused(p, "%.*s", SLICE_ARGS(w->complaint));
        } else if (w->ignored_tasks > 0) {
            parser_refused(p, "lsmp could not read any task");
        }
        return;
    }
    if (w->ignored_tasks > 0) {
        parser_remark(p, "lsmp could not read %llu task%s, which it does not list",
                      (unsigned long long)w->ignored_tasks, w->ignored_tasks == 1 ? "" : "s");
    }
    if (w->complaints > 0) {
        parser_remark(p, "lsmp complains %llu time%s of what it could not read; first: %.*s",
                      (unsigned long long)w->complaints, w->complaints == 1 ? "" : "s",
                      SLICE_ARGS(w->complaint));
    }
}

static void parse(struct parser *p)
{
    struct walk w = {.place = OUTSIDE};
    bool ended = true;

    for (struct slice line; parser_next_line(p, &line);) {
        char first = line.len > 0 ? line.ptr[0] : '\0';
        ended = parser_line_complete(p);
        if (first == '0' && w.place == RIGHTS) {
            read_right(p, &w, line);
        } else if (first == ' ' || first == '\t') {
            read_indented(p, &w, line);
        } else if (first == 'P' && slice_starts(line, "Process (")) {
            read_head(p, &w, line);
            if (p->snapshot->lsmp.n_rows == PROCESSES_MAX) {
                parser_cut_short(p, "more than %d processes: the rest was not read", PROCESSES_MAX);
                w.place = OUTSIDE;
                break;
            }
        } else {
            read_other(p, &w, line);
        }
    }
    close_block(p, &w, true);
    if (!ended)
        parser_cut_short(p, "its last line has no end");
    tell_complaints(p, &w);
}

const struct report_kind lsmp_kind = {
    .name = "lsmp",
    .members = (const char *const[]){"lsmp.txt", NULL},
    .mark = PROCESS_HEAD " | \\s++ name \\s++ ipc-object \\s++ rights \\s",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 20000000,
    .darwin_from = 13,
    .offset = offsetof(struct snapshot, lsmp),
    .size = sizeof(((struct snapshot *)0)->lsmp),
};
