/*
 * sysdiagnose_log.c: when the capture was taken, by which commands, and how they ended.
 *
 * Dated lines come in two forms, and so far as they speak of commands they say:
 *
 *     2019-02-28 14:54:02.880 sysdiagnose[1018:12305] Sysdiagnose version 2.0 (10262.1)
 *     2019-02-28 14:54:03: states (/usr/bin/zprint-t -w): Req - 11. Did conditions pass: 0
 *     2019-02-28 14:54:03: Executing '/usr/bin/top -l9 -d -r'
 *     2019-02-28 14:54:13: Child process '/usr/bin/top -l9 -d -r' exited with status 0
 *     2019-02-28 14:54:13: /usr/bin/top -l9 -d -r terminated
 *     2019-02-28 14:54:13: End of '/usr/bin/top -l9 -d -r'
 *
 * A command whose conditions did not pass is never executed: its report is missing for a reason.
 * Where conditions are logged nothing separates a program's path from its first argument, so the
 * name of a skipped program is a guess: what stands behind the last `/`, up to the first `-` or
 * blank; and `ps`, whose arguments begin with letters, is known by its `ax`. A command has one
 * entry, however often it is logged; where it ran again, the last run counts. All other lines are
 * free text.
 *
 * Layouts from a capture of 10.14.5 (the form with a colon) and from logs of 10.14 and iOS 16 that
 * users quoted (the form with process and ids).
 */
#include "calendar.h"
#include "report.h"

/* A capture runs some hundreds. The bound keeps the search for an entry cheap. */
enum { COMMANDS_MAX = 1000 };

enum { DATED, VERSION, ANNOUNCED, EXECUTING, CHILD_EXITED, ENDED, TERMINATED };

#define CLOCK                                                                                      \
    "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d) [ T] (?<hour>\\d\\d):(?<minute>\\d\\d)"       \
    ":(?<second>\\d\\d) (?: [.,] \\d++ )?+ (?: \\s?+ [+-] \\d\\d :?+ \\d\\d | Z )?+ (?: : | \\s )" \
    " \\s*+ (?: [^\\s\\[\\]':]{1,64}+ \\[ \\d++ : [0-9A-Fa-fx]++ \\] :?+ \\s++ )?+"

static const char *const patterns[] = {
    [DATED] = CLOCK " (?<text>.*+)",
    [VERSION] =
        "(?i: sysdiagnose \\s version ) \\s++ (?<version> \\S++ (?: \\s \\( [^()]*+ \\) )?+ )",
    [ANNOUNCED] = "[^(]*+ \\( (?<command>/.*) \\): \\s Req \\s [^().:]*+ \\."
                  " \\s Did \\s conditions \\s pass: \\s*+ (?<pass>[01]) \\s*+ \\z",
    [EXECUTING] = "Executing \\s '(?<command>.+)' \\s*+ \\z",
    [CHILD_EXITED] = "Child \\s process \\s '(?<command>.+)' \\s exited"
                     " (?: \\s with \\s status \\s (?<status>\\d++) \\b )?+",
    [ENDED] = "End \\s of \\s '(?<command>.+)' \\s*+ \\z",
    [TERMINATED] = "(?<command>/.+) \\s terminated \\s*+ \\z",
    NULL,
};

/* Is `glued` the command `full` without the blank behind the program's path? */
static bool is_glued_form(struct slice full, struct slice glued)
{
    size_t blank = slice_find(full, ' ');
    return slice_equal(slice_first(full, blank), slice_first(glued, blank)) &&
           slice_equal(slice_from(full, blank + 1), slice_from(glued, blank));
}

static struct logged_command *find_command(const struct sysdiagnose_log *log, struct slice command,
                                           bool glued)
{
    for (size_t i = log->n_commands; i > 0; i--) {
        struct logged_command *entry = &log->commands[i - 1];
        bool entry_glued = entry->outcome == COMMAND_SKIPPED;
        bool same;
        if (entry_glued == glued) {
            same = slice_equal(entry->command, command);
        } else if (glued) {
            same = is_glued_form(entry->command, command);
        } else {
            same = is_glued_form(command, entry->command);
        }
        if (same)
            return entry;
    }
    return NULL;
}

static struct slice glued_program(struct slice command)
{
    struct slice path = slice_first(command, slice_find(command, ' '));
    struct slice name = slice_base_name(slice_first(path, slice_find(path, '-')));
    return slice_starts(name, "psax") ? slice_first(name, 2) : name;
}

/* The entry of that command, a new one if need be; NULL where there are too many. */
static struct logged_command *command_entry(struct parser *p, struct slice command, bool glued)
{
    struct sysdiagnose_log *log = &p->snapshot->log;
    struct logged_command *entry = find_command(log, command, glued);
    if (entry != NULL)
        return entry;
    if (log->n_commands == COMMANDS_MAX) {
        parser_partial(p, "more than %d commands: the rest was not read", COMMANDS_MAX);
        return NULL;
    }
    entry = ARENA_PUSH(p->arena, log->commands, log->n_commands);
    entry->command = parser_keep(p, command);
    entry->outcome = glued ? COMMAND_SKIPPED : COMMAND_STARTED;
    entry->program =
        glued ? glued_program(entry->command)
              : slice_base_name(slice_first(entry->command, slice_find(entry->command, ' ')));
    entry->origin = parser_origin(p);
    return entry;
}

static void command_started(struct parser *p, struct slice command, struct local_time at)
{
    struct logged_command *entry = command_entry(p, command, false);
    if (entry == NULL)
        return;
    if (entry->outcome == COMMAND_SKIPPED) {
        entry->command = parser_keep(p, command);
        entry->program =
            slice_base_name(slice_first(entry->command, slice_find(entry->command, ' ')));
    }
    entry->outcome = COMMAND_STARTED;
    entry->exit_status = AMOUNT_UNKNOWN;
    entry->started = at;
    entry->ended = (struct local_time){0};
    entry->origin = parser_origin(p);
}

/* Other lines may have said so before, or say the status later: nothing known is taken back. */
static void command_ended(struct parser *p, struct slice command, struct local_time at,
                          struct amount status)
{
    struct logged_command *entry = find_command(&p->snapshot->log, command, false);
    if (entry == NULL || entry->outcome == COMMAND_SKIPPED)
        return;
    entry->outcome = COMMAND_ENDED;
    if (entry->ended.year == 0)
        entry->ended = at;
    if (status.known)
        entry->exit_status = status;
}

static void read_command(struct parser *p, struct local_time at, struct slice text)
{
    struct amount status = AMOUNT_UNKNOWN;
    uint64_t number;

    if (parser_match(p, EXECUTING, text)) {
        command_started(p, parser_group(p, "command"), at);
    } else if (parser_match(p, CHILD_EXITED, text)) {
        if (number_u64(parser_group(p, "status"), &number))
            status = amount_of(number);
        command_ended(p, parser_group(p, "command"), at, status);
    } else if (parser_match(p, ENDED, text) || parser_match(p, TERMINATED, text)) {
        command_ended(p, parser_group(p, "command"), at, status);
    } else if (parser_match(p, ANNOUNCED, text) && slice_is(parser_group(p, "pass"), "0")) {
        command_entry(p, parser_group(p, "command"), true);
    }
}

static bool read_clock_part(const struct parser *p, const char *group, int least, int most,
                            int *ret)
{
    uint64_t value;
    if (!number_u64(parser_group(p, group), &value))
        return false;
    *ret = (int)value;
    return *ret >= least && *ret <= most;
}

static bool read_clock(const struct parser *p, struct local_time *ret)
{
    return read_clock_part(p, "year", 1970, 9999, &ret->year) &&
           read_clock_part(p, "month", 1, 12, &ret->month) &&
           read_clock_part(p, "day", 1, 31, &ret->day) &&
           read_clock_part(p, "hour", 0, 23, &ret->hour) &&
           read_clock_part(p, "minute", 0, 59, &ret->minute) &&
           read_clock_part(p, "second", 0, 60, &ret->second) && calendar_is_valid(*ret);
}

static void parse(struct parser *p)
{
    struct sysdiagnose_log *log = &p->snapshot->log;

    for (struct slice line; parser_next_line(p, &line);) {
        struct local_time clock = {0};
        if (!parser_match(p, DATED, line) || !read_clock(p, &clock) || !parser_row_ok(p))
            continue;
        if (log->first.year == 0) {
            log->first = clock;
            log->first_origin = parser_origin(p);
        }
        log->last = clock;
        if (!parser_line_complete(p))
            break; /* its text may be cut anywhere */

        struct slice text = parser_group(p, "text");
        if (log->version.len == 0 && parser_match(p, VERSION, text)) {
            log->version = parser_keep(p, parser_group(p, "version"));
        } else {
            read_command(p, clock, text);
        }
    }
}

const struct report_kind sysdiagnose_log_kind = {
    .name = "sysdiagnose_log",
    .members = (const char *const[]){"sysdiagnose.log", NULL},
    .mark = CLOCK " (?: (?i: sysdiagnose \\s version \\s ) | Executing \\s ' )",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 500000,
    .offset = offsetof(struct snapshot, log),
    .size = sizeof(((struct snapshot *)0)->log),
};
