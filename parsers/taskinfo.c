/*
 * taskinfo.c: tasks with their memory footprint and number of threads, from
 * `taskinfo --threads --boosts`.
 *
 * taskinfo is not published; the layout was taken from a capture of 10.14.5 and from a block of an
 * arm64 iOS. A first line counts the tasks. Each task is a block of unindented lines, and behind
 * `threads:` one indented block for each of its threads: more than 60,000 lines a capture, of which
 * four in a task and one in a thread are of interest here. So a line is told by its first byte
 * before it meets a pattern, and lines of no interest are passed over.
 *
 * Sizes have two decimals and a unit: bytes, B, kB, KB, MB, GB, TB, newer ones KiB, MiB, GiB, TiB.
 * All of them are powers of 1024.
 */
#include "report.h"

#define TASK_COUNT "(?: .* \\s )? num [ ] tasks: \\s*+ (?<tasks>\\d++) \\s*+ \\z"

/* The name may hold anything, quotes and brackets too: the last `" [pid]` of the line ends it. */
#define TASK_HEAD "process: \\s++ \" (?<name>.*) \" \\s++ \\[ (?<pid>\\d++) \\] (?: \\s | \\z)"

enum { COUNT, HEAD, ARCHITECTURE, MEMORY_PART };

enum { MEMORY_LINE_MAX = 1024 };

static const char *const patterns[] = {
    [COUNT] = TASK_COUNT,
    [HEAD] = TASK_HEAD,
    [ARCHITECTURE] = "architecture: \\s++ (?<name>\\S++) \\z",
    [MEMORY_PART] = "[;\\s]*+ (?<what>[a-z_][a-z_\\s]*+) : \\s*+ (?<figure>-? \\d++ (?:[.,]\\d++)?)"
                    " \\s*+ (?<unit>[A-Za-z]++) \\s*+ (?: ; | \\z) (?<rest>.*) \\z",
    NULL,
};

static const struct {
    const char *name;
    unsigned power; /* of 1024 */
} units[] = {
    {"bytes", 0}, {"B", 0},   {"kB", 1}, {"KB", 1},  {"KiB", 1}, {"MB", 2},  {"MiB", 2},
    {"GB", 3},    {"GiB", 3}, {"TB", 4}, {"TiB", 4}, {"PB", 5},  {"PiB", 5},
};

/* A size out of the last MEMORY_PART that matched; spoils the row where it makes no sense. */
static struct amount read_size(struct parser *p)
{
    struct slice figure = parser_group(p, "figure");
    struct slice name = parser_group(p, "unit");
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        uint64_t value;
        if (!slice_is(name, units[i].name))
            continue;
        if (number_decimal(figure, (uint64_t)1 << (10 * units[i].power), &value)) {
            return amount_of(value);
        }
    }
    parser_spoil_row(p);
    return AMOUNT_UNKNOWN;
}

static void read_memory(struct parser *p, struct task *task, struct slice line)
{
    struct task found = {.pid = task->pid};
    /* Once in a block and in front of its threads: another one's, whose first line is lost. */
    bool another = task->threads > 0 || task->virtual_bytes.known || task->footprint_bytes.known;
    /* Three figures make no long line; and matching costs the square of its length. */
    bool unread = another || line.len > MEMORY_LINE_MAX;
    struct slice rest = slice_trim(line);

    while (rest.len > 0) {
        if (unread || !parser_match(p, MEMORY_PART, rest)) {
            parser_not_understood(p, line);
            return;
        }
        struct slice what = parser_group(p, "what");
        rest = slice_trim(parser_group(p, "rest"));
        if (slice_is(what, "virtual bytes")) {
            found.virtual_bytes = read_size(p);
        } else if (slice_is(what, "phys_footprint bytes")) {
            found.footprint_bytes = read_size(p);
        } else if (slice_is(what, "phys_footprint lifetime maximum bytes")) {
            found.footprint_peak_bytes = read_size(p);
        }
    }
    if (!parser_row_ok(p))
        return;
    task->virtual_bytes = found.virtual_bytes;
    task->footprint_bytes = found.footprint_bytes;
    task->footprint_peak_bytes = found.footprint_peak_bytes;
}

/* NULL where the line is not understood: what follows it then belongs to no known task. */
static struct task *read_head(struct parser *p, struct slice line)
{
    struct taskinfo *taskinfo = &p->snapshot->taskinfo;
    if (!parser_line_complete(p) || !parser_match(p, HEAD, line)) {
        parser_not_understood(p, line);
        return NULL;
    }
    struct task task = {.pid = parser_u64(p, "pid"), .origin = parser_origin(p)};
    struct slice name = parser_group(p, "name");
    if (!parser_row_ok(p))
        return NULL;
    task.name = parser_keep(p, name);
    struct task *kept = ARENA_PUSH(p->arena, taskinfo->rows, taskinfo->n_rows);
    *kept = task;
    return kept;
}

static void read_architecture(struct parser *p, struct task *task, struct slice line)
{
    if (parser_line_complete(p) && parser_match(p, ARCHITECTURE, slice_trim_right(line))) {
        task->architecture = parser_keep(p, parser_group(p, "name"));
    }
}

static void read_count(struct parser *p, struct slice line)
{
    if (!parser_line_complete(p) || !parser_match(p, COUNT, line))
        return;
    struct amount tasks = parser_amount(p, "tasks");
    if (parser_row_ok(p))
        p->snapshot->taskinfo.announced = tasks;
}

/* A few tasks end while taskinfo walks them; more are missing where text is. */
static void compare_with_announced(struct parser *p)
{
    const struct taskinfo *taskinfo = &p->snapshot->taskinfo;
    uint64_t said = taskinfo->announced.value;
    if (!taskinfo->announced.known || said <= taskinfo->n_rows)
        return;
    uint64_t missing = said - taskinfo->n_rows;
    if (taskinfo->n_rows == 0 || (missing > 3 && missing > said / 50)) {
        parser_partial(p, "it lists %llu of the %llu tasks that it announces",
                       (unsigned long long)taskinfo->n_rows, (unsigned long long)said);
    }
}

/* Each thread's block has its id and its times: where there are more of one, some are lost. */
static void close_task(struct parser *p, const struct task *task, uint64_t times)
{
    if (task != NULL && times > 0 && times != task->threads) {
        parser_partial(p, "process %llu: %llu of its threads have an id and %llu have times",
                       (unsigned long long)task->pid, (unsigned long long)task->threads,
                       (unsigned long long)times);
    }
}

static void parse(struct parser *p)
{
    struct task *task = NULL;
    uint64_t times = 0;
    bool any = false;
    bool ended = true;
    bool after_id = false;

    for (struct slice line; parser_next_line(p, &line);) {
        ended = parser_line_complete(p);
        char first = line.len > 0 ? line.ptr[0] : '\0';
        if (first == 'p' && slice_starts(line, "process:")) {
            close_task(p, task, times);
            task = read_head(p, line);
            times = 0;
            after_id = false;
            any = true;
        } else if (!any) {
            read_count(p, line);
        } else if (task == NULL) {
            continue;
        } else if (first == '\t' || first == ' ') {
            struct slice text = slice_trim_left(line);
            bool is_id = slice_starts(text, "thread ID:");
            task->threads += is_id && !after_id; /* iOS prints it twice */
            after_id = is_id;
            times += slice_starts(text, "user/system time:");
        } else if (first == 'a' && slice_starts(line, "architecture:")) {
            read_architecture(p, task, line);
        } else if (first == 'v' && slice_starts(line, "virtual bytes:")) {
            read_memory(p, task, line);
        }
    }
    if (ended)
        close_task(p, task, times);
    compare_with_announced(p);
    if (!ended && task != NULL) {
        parser_partial(p, "it ends inside the block of process %llu, which may have more threads",
                       (unsigned long long)task->pid);
    }
}

const struct report_kind taskinfo_kind = {
    .name = "taskinfo",
    .members = (const char *const[]){"taskinfo.txt", NULL},
    .mark = TASK_COUNT " | " TASK_HEAD,
    .patterns = patterns,
    .parse = parse,
    .rows_max = 500000,
    .darwin_from = 13,
    .offset = offsetof(struct snapshot, taskinfo),
    .size = sizeof(((struct snapshot *)0)->taskinfo),
};
