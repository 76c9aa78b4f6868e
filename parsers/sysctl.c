/*
 * sysctl.c: every name and value of `sysctl -a`.
 *
 * `kern.osrelease: 18.6.0` or, up to 10.10 beside it, `kern.osrelease = 11.4.2`; the same name may
 * then come in both forms, and both are kept. A value may be empty, and may hold line breaks: the
 * lines that do not start with a name belong to the value before them and are passed over.
 *
 * Layouts from sysctl.c of system_cmds 541 and 1026 and from a capture of 10.14.5.
 */
#include "report.h"

enum { ENTRY };

static const char *const patterns[] = {
    [ENTRY] = "(?<name> [A-Za-z_] [^\\s.:=]*+ (?: \\. [^\\s:=]*+ ) )"
              " (?: : (?: \\s | \\z ) | \\s = (?: \\s | \\z ) ) (?<value>.*+)",
    NULL,
};

static void parse(struct parser *p)
{
    struct sysctl *sysctl = &p->snapshot->sysctl;
    bool cut_in_text = false;

    for (struct slice line; parser_next_line(p, &line);) {
        if (!parser_match(p, ENTRY, line)) {
            cut_in_text = !parser_line_complete(p);
            continue;
        }
        if (!parser_line_complete(p)) {
            parser_warn(p, "no end of line: the last value was left out, as it may be cut");
            continue;
        }
        struct sysctl_entry entry = {
            .name = parser_keep(p, parser_group(p, "name")),
            .value = parser_keep(p, slice_trim(parser_group(p, "value"))),
            .origin = parser_origin(p),
        };
        if (parser_row_ok(p))
            *ARENA_PUSH(p->arena, sysctl->rows, sysctl->n_rows) = entry;
    }
    if (cut_in_text)
        parser_remark(p, "no end of line: it may be cut there, and more may have followed");
}

/* The mark leaves out vm.swapusage: people put that line in front of other reports. */
const struct report_kind sysctl_kind = {
    .name = "sysctl",
    .members = (const char *const[]){"sysctl.txt", NULL},
    .mark = "(?: kern | hw | user | vm (?! \\.swapusage \\b ) ) \\. [^\\s:=]++"
            " (?: : (?: \\s | \\z ) | \\s = \\s )",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 100000,
    .offset = offsetof(struct snapshot, sysctl),
    .size = sizeof(((struct snapshot *)0)->sysctl),
};
