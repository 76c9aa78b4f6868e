/*
 * sw_vers.c: name, version and build of the system.
 *
 *     ProductName:            macOS
 *     ProductVersion:         13.4.1
 *     ProductVersionExtra:    (c)
 *     BuildVersion:           22F82
 *
 * The third line stands only where a rapid security response is installed (13 on); it becomes part
 * of the version: "13.4.1 (c)". Tabs separate name and value, blanks in copies of it.
 *
 * Layouts from a capture of 10.14.5 and from users' reports on 10.13, 10.15 and 13.3.1 (a).
 */
#include "report.h"

enum { ENTRY };

static const char *const patterns[] = {
    [ENTRY] = "\\s*+ (?<key> ProductName | ProductVersion | ProductVersionExtra | BuildVersion ) :"
              " \\s*+ (?<value>\\S.*+)",
    NULL,
};

static struct slice with_extra(struct parser *p, struct slice version, struct slice extra)
{
    if (extra.len == 0 || version.len == 0)
        return version;
    bool bare = !slice_starts(extra, "(");
    return arena_format(p->arena, bare ? "%.*s (%.*s)" : "%.*s %.*s", SLICE_ARGS(version),
                        SLICE_ARGS(extra));
}

static void parse(struct parser *p)
{
    struct sw_vers *vers = &p->snapshot->sw_vers;
    struct slice extra = {NULL, 0};

    for (struct slice line; parser_next_line(p, &line);) {
        if (!parser_match(p, ENTRY, line))
            continue;
        if (!parser_line_complete(p)) {
            parser_warn(p, "no end of line: the last value was left out, as it may be cut");
            continue;
        }
        struct slice key = parser_group(p, "key");
        struct slice value = parser_keep(p, slice_trim(parser_group(p, "value")));
        if (slice_is(key, "ProductName"))
            vers->product = value;
        if (slice_is(key, "ProductVersion")) {
            vers->version = value;
            vers->version_origin = parser_origin(p);
        }
        if (slice_is(key, "ProductVersionExtra"))
            extra = value;
        if (slice_is(key, "BuildVersion")) {
            vers->build = value;
            vers->build_origin = parser_origin(p);
        }
        parser_row_ok(p);
    }
    vers->version = with_extra(p, vers->version, extra);
}

const struct report_kind sw_vers_kind = {
    .name = "sw_vers",
    .members = (const char *const[]){"sw_vers.txt", NULL},
    .mark = "\\s*+ (?: ProductName | ProductVersion | BuildVersion ) : \\s",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 1000,
    .darwin_from = NEVER_WRITTEN,
    .offset = offsetof(struct snapshot, sw_vers),
    .size = sizeof(((struct snapshot *)0)->sw_vers),
};
