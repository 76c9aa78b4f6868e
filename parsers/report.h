/*
 * report.h: one kind of report, and what its parser is given to read it with.
 *
 * A report kind is one file in this folder and one row in registry.c. Its parse function walks the
 * lines, fills its part of the snapshot, and says what it did not understand; it knows no other
 * kind, never compares, never prints.
 *
 *     for (struct slice line; parser_next_line(p, &line);) {
 *         if (parser_match(p, ZONE_ROW, line)) {
 *             struct zone zone = {.name = parser_keep(p, parser_group(p, "name")), ...};
 *             if (parser_row_ok(p)) *ARENA_PUSH(p->arena, zprint->zones, zprint->n_zones) = zone;
 *         } else if (line.len > 0) {
 *             parser_not_understood(p, line);
 *         }
 *     }
 *
 * A figure that does not fit makes the row bad, not the report: the helpers note it, and
 * parser_row_ok() says so once, counts the line as not understood and starts afresh.
 */
#ifndef SYSDELTA_REPORT_H
#define SYSDELTA_REPORT_H

#include "lines.h"
#include "snapshot.h"

struct parser {
    struct snapshot *snapshot; /* the parser's own part of it is zeroed before parse() */
    struct arena *arena;       /* the snapshot's */
    struct report *report;     /* origin of what is read; counts and warnings go here */
    struct parser_state *state;
};

/* By sysdiagnose: it is of our own captures, or of people who add it. */
#define NEVER_WRITTEN UINT32_MAX

struct report_kind {
    const char *name;            /* "zprint": in --json and messages */
    const char *const *members;  /* base names in an archive, best first, NULL at the end */
    const char *mark;            /* pattern of a line that tells this kind by its content */
    const char *const *patterns; /* for parser_match(), NULL at the end */
    void (*parse)(struct parser *p);
    uint64_t rows_max;    /* far beyond any real report; bounds what a hostile one costs */
    uint32_t darwin_from; /* the first kernel whose sysdiagnose writes it, or NEVER_WRITTEN */
    bool in_folder;       /* it may lie one folder further in than others */
    size_t offset, size;  /* its part of struct snapshot */
};

/* for parse functions */

/*
 * The next line, without its end, good until the next call. False at the end and once the row
 * limit of a report is passed (then the report is PARTIAL).
 */
bool parser_next_line(struct parser *p, struct slice *ret_line);

/* Does patterns[id] of the kind match at the start of `text`? Its groups then answer below. */
bool parser_match(struct parser *p, int id, struct slice text);

/* A named group of the last pattern that matched; ptr NULL where it took no part. */
struct slice parser_group(const struct parser *p, const char *name);

/* A group as a figure. A group that took no part is 0 or unknown; one that does not fit spoils the
 * row. */
uint64_t parser_u64(struct parser *p, const char *group);
struct amount parser_amount(struct parser *p, const char *group);
struct amount parser_hex(struct parser *p, const char *group);
uint64_t parser_kib(struct parser *p, const char *group); /* KiB in the text, bytes returned */
struct amount parser_kib_amount(struct parser *p, const char *group);

/* A group such as 123B, 4K, 5M, 6G, 7T in powers of 1024; no letter means bytes. */
struct amount parser_size(struct parser *p, const char *group);

/* Marks the row that is being read as bad. */
void parser_spoil_row(struct parser *p);

/*
 * Ends a row: true when every figure of it fitted, and counts it; false when not, and counts the
 * line as not understood.
 */
bool parser_row_ok(struct parser *p);

/* A copy that lives as long as the snapshot. */
struct slice parser_keep(struct parser *p, struct slice text);

/* Did the report go on behind the current line? A last line without newline may be cut anywhere. */
bool parser_line_complete(const struct parser *p);

/* Where the current line stands. */
struct origin parser_origin(const struct parser *p);

/* The current line should have carried figures, and is not known: counted, quoted in a warning. */
void parser_not_understood(struct parser *p, struct slice line);

/* A remark on the current line, or on the report as a whole. */
#if defined(__GNUC__)
#define PARSER_PRINTF __attribute__((format(printf, 2, 3)))
#else
#define PARSER_PRINTF
#endif
PARSER_PRINTF void parser_warn(struct parser *p, const char *format, ...);
PARSER_PRINTF void parser_remark(struct parser *p, const char *format, ...);

/* What is there can be used, but it is not all: PARTIAL with a reason. */
PARSER_PRINTF void parser_partial(struct parser *p, const char *format, ...);

/* The same for a report whose end is missing: what it does not list may exist all the same. */
PARSER_PRINTF void parser_cut_short(struct parser *p, const char *format, ...);

/* The tool refused to answer and said so. Only counts where no row was read. */
PARSER_PRINTF void parser_refused(struct parser *p, const char *format, ...);

/* for bundle.c only */

/* Every kind, NULL at the end; their order is the order of snapshot->reports. */
extern const struct report_kind *const report_kinds[];

/* Zeroes the kind's part of the snapshot, reads the report into it, sets status and reason. */
void report_parse(struct snapshot *snapshot, size_t kind_index, struct slice member,
                  struct lines *lines);

/*
 * The first kind of the registry whose mark is in the text; -1 where none is. People put lines of
 * sysctl or top in front of vm_stat's: the order of the registry says which of them counts.
 */
int report_recognise(struct slice head);

#endif
