/*
 * manifest.c: how a capture came about that sysdelta took by itself: when, by which programs, and
 * how each of them ended.
 *
 *     sysdelta manifest 1
 *     tool: sysdelta 0.1.0
 *     taken: 2026-11-02T09:14:07+01:00
 *     root: yes
 *     system: Darwin 25.0.0 arm64
 *     collectors: 14
 *
 *     collector: zprint
 *     tells: zones, tags and kexts with their wired memory
 *     command: /usr/bin/zprint -t -w
 *     end: exit status 0
 *     member: zprint.txt
 *     bytes: 81220
 *     milliseconds: 740
 *     left behind: a process that held the output open; it was ended
 *     stderr: zprint: a complaint
 *
 *     end of manifest
 *
 * A block for each program; what stands below `collector` is of that one. Values are printable
 * ASCII, all else in them is written as \xNN. Keys that are not known here are passed over: later
 * versions may have more. Without its last line a manifest is cut.
 */
#include "calendar.h"
#include "report.h"

enum { HEAD, FACT, TAKEN, EXIT_STATUS, DIGITS };

/* Far more than there are programs to run; bounds what the warnings of a hostile one cost. */
enum { MANIFEST_COLLECTORS_MAX = 64 };

static const char *const patterns[] = {
    [HEAD] = "sysdelta \\s manifest \\s (?<version>\\d{1,9}) \\z",
    [FACT] = "(?<key> [a-z] [a-z ]{0,30}+ ) : (?: \\s (?<value>.*) )?+ \\z",
    [TAKEN] = "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d) T (?<hour>\\d\\d):(?<minute>\\d\\d)"
              ":(?<second>\\d\\d) (?<sign>[+-]) (?<zone_hours>\\d\\d):(?<zone_minutes>\\d\\d) \\z",
    [EXIT_STATUS] = "exit \\s status \\s (?<status>\\d{1,3}) \\z",
    [DIGITS] = "(?<figure>\\d++) \\z",
    NULL,
};

static int part(struct parser *p, const char *group, int least, int most)
{
    uint64_t value = parser_u64(p, group);
    if (value < (uint64_t)least || value > (uint64_t)most) {
        parser_spoil_row(p);
        return 0;
    }
    return (int)value;
}

static void read_taken(struct parser *p, struct slice value)
{
    struct manifest *manifest = &p->snapshot->manifest;
    if (!parser_match(p, TAKEN, value))
        parser_spoil_row(p);
    struct local_time taken = {
        .year = part(p, "year", 1970, 9999),
        .month = part(p, "month", 1, 12),
        .day = part(p, "day", 1, 31),
        .hour = part(p, "hour", 0, 23),
        .minute = part(p, "minute", 0, 59),
        .second = part(p, "second", 0, 60),
    };
    int zone = part(p, "zone_hours", 0, 15) * 60 + part(p, "zone_minutes", 0, 59);
    bool west = slice_is(parser_group(p, "sign"), "-");
    if (!calendar_is_valid(taken))
        parser_spoil_row(p);
    if (!parser_row_ok(p))
        return;
    manifest->taken = taken;
    manifest->taken_origin = parser_origin(p);
    manifest->zone_minutes = (uint64_t)zone;
    manifest->zone_west = west;
}

static struct amount read_figure(struct parser *p, struct slice value)
{
    if (parser_match(p, DIGITS, value))
        return parser_amount(p, "figure");
    parser_spoil_row(p);
    return AMOUNT_UNKNOWN;
}

static void read_capture_fact(struct parser *p, struct slice key, struct slice value)
{
    struct manifest *manifest = &p->snapshot->manifest;
    if (slice_is(key, "tool"))
        manifest->tool = parser_keep(p, value);
    if (slice_is(key, "label"))
        manifest->label = parser_keep(p, value);
    if (slice_is(key, "system"))
        manifest->system = parser_keep(p, value);
    if (slice_is(key, "root")) {
        manifest->root = slice_is(value, "yes");
        manifest->root_known = manifest->root || slice_is(value, "no");
    }
    if (slice_is(key, "taken"))
        read_taken(p, value);
    else
        parser_row_ok(p);
}

static void read_collector_fact(struct parser *p, struct manifest_collector *c, struct slice key,
                                struct slice value)
{
    if (slice_is(key, "tells"))
        c->tells = parser_keep(p, value);
    if (slice_is(key, "command"))
        c->command = parser_keep(p, value);
    if (slice_is(key, "hidden"))
        c->hidden = parser_keep(p, value);
    if (slice_is(key, "left behind"))
        c->left_behind = parser_keep(p, value);
    if (slice_is(key, "stderr") && c->complaint.len == 0)
        c->complaint = parser_keep(p, value);
    if (slice_is(key, "member") && !slice_is(value, "none"))
        c->member = parser_keep(p, value);
    if (slice_is(key, "bytes"))
        c->bytes = read_figure(p, value);
    if (slice_is(key, "milliseconds"))
        c->milliseconds = read_figure(p, value);
    if (slice_is(key, "end")) {
        c->end = parser_keep(p, value);
        if (parser_match(p, EXIT_STATUS, value))
            c->exit_status = parser_amount(p, "status");
    }
    parser_row_ok(p);
}

static void add_collector(struct parser *p, struct slice name)
{
    struct manifest *manifest = &p->snapshot->manifest;
    *ARENA_PUSH(p->arena, manifest->collectors, manifest->n_collectors) =
        (struct manifest_collector){.name = parser_keep(p, name), .origin = parser_origin(p)};
}

static void read_fact(struct parser *p, struct slice key, struct slice value)
{
    struct manifest *manifest = &p->snapshot->manifest;
    if (slice_is(key, "collector"))
        add_collector(p, value);
    else if (manifest->n_collectors > 0)
        read_collector_fact(p, &manifest->collectors[manifest->n_collectors - 1], key, value);
    else
        read_capture_fact(p, key, value);
}

static void parse(struct parser *p)
{
    const struct manifest *manifest = &p->snapshot->manifest;
    bool ended = false;

    for (struct slice line; !ended && parser_next_line(p, &line);) {
        if (manifest->n_collectors > MANIFEST_COLLECTORS_MAX) {
            parser_partial(p, "more than %d programs: the rest was not read",
                           MANIFEST_COLLECTORS_MAX);
            return;
        }
        ended = slice_is(line, "end of manifest");
        if (line.len == 0 || ended)
            continue;
        if (!parser_line_complete(p))
            break; /* it may be cut anywhere */
        if (parser_match(p, HEAD, line)) {
            if (parser_u64(p, "version") != 1)
                parser_warn(p, "a manifest of a later version: not all of it may be understood");
            parser_row_ok(p);
        } else if (parser_match(p, FACT, line)) {
            read_fact(p, parser_group(p, "key"), parser_group(p, "value"));
        } else {
            parser_not_understood(p, line);
        }
    }
    if (!ended)
        parser_cut_short(p, "its last line is missing: more may have been said");
}

const struct report_kind manifest_kind = {
    .name = "manifest",
    .members = (const char *const[]){"sysdelta-manifest.txt", NULL},
    .mark = "sysdelta \\s manifest \\s \\d++ \\z",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 10000,
    .darwin_from = NEVER_WRITTEN,
    .offset = offsetof(struct snapshot, manifest),
    .size = sizeof(((struct snapshot *)0)->manifest),
};
