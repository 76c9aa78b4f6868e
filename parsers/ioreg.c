/*
 * ioreg.c: how many user clients of drivers each process holds open, from the I/O Registry.
 *
 * IOKit notes in every IOUserClient who made it: `"IOUserClientCreator" = "pid 412, WindowServer"`
 * in the text of `ioreg -l` (sysdiagnose: ioreg/IOService.txt), `<key>IOUserClientCreator</key>`
 * and a `<string>` behind it in the property list of `ioreg -a -l`. The form was taken from outputs
 * quoted in public tests and tools; a sysdiagnose of macOS was not at hand, and names of the folder
 * ioreg are known from iOS archives only. IOReg.xml of those is not taken as a member: it may
 * lie above IOService.txt, which it would then displace, and need not hold user clients.
 *
 * A registry has up to 100 MB and a few thousand such lines. So a line is told by its first bytes
 * behind the lines of the tree, and no other one meets a pattern. Clients come in the order of the
 * tree: they are collected, sorted by pid, and folded at the end.
 *
 * Relied on: an entry is printed once (one with two parents twice, but user clients have one); a
 * pid is one process while ioreg runs; the name, cut by the kernel, is that of the client's
 * creation, so one pid may come under two names: the first is kept. Entities of XML stay as they
 * are.
 */
#include "report.h"

#include <stdlib.h>

#define KEY "IOUserClientCreator"

enum { TEXT_LINE, STRING_ELEMENT };

static const char *const patterns[] = {
    /* ioreg does not escape quotes, and cuts a line at the width of a terminal: the last quote is
     * taken off by hand. */
    [TEXT_LINE] = "\" " KEY " \" \\s*+ = \\s*+ \" pid \\s++ (?<pid>\\d++)"
                  " (?: \"?+ | , [ ]?+ (?<name>.*) ) \\z",
    [STRING_ELEMENT] = "<string> pid \\s++ (?<pid>\\d++)"
                       " (?: , [ ]?+ (?<name>[^<]*+) )? </string> \\z",
    NULL,
};

enum { CLIENTS_MAX = 500000 };

/* What stands behind the lines that draw the tree, and behind the indentation of XML. */
static struct slice behind_tree(struct slice line)
{
    size_t from = 0;
    while (from < line.len &&
           (line.ptr[from] == ' ' || line.ptr[from] == '|' || line.ptr[from] == '\t'))
        from++;
    return slice_from(line, from);
}

static void read_client(struct parser *p, int pattern, struct slice text)
{
    struct ioreg *ioreg = &p->snapshot->ioreg;
    text = slice_trim_right(text);
    if (!parser_line_complete(p) || !parser_match(p, pattern, text)) {
        parser_not_understood(p, text);
        return;
    }
    struct user_client_row row = {
        .pid = parser_u64(p, "pid"), .clients = 1, .origin = parser_origin(p)};
    struct slice name = parser_group(p, "name");
    if (pattern == TEXT_LINE && slice_ends(name, "\""))
        name.len--;
    if (!parser_row_ok(p))
        return;
    if (row.pid > INT32_MAX) {
        parser_not_understood(p, text);
        return;
    }
    /* Clients of one process often stand together. */
    struct user_client_row *last = ioreg->n_rows > 0 ? &ioreg->rows[ioreg->n_rows - 1] : NULL;
    if (last != NULL && last->pid == row.pid) {
        last->clients++;
        return;
    }
    row.name = parser_keep(p, name);
    *ARENA_PUSH(p->arena, ioreg->rows, ioreg->n_rows) = row;
}

/* By pid, those of a pid in the order of the report. */
static int compare_rows(const void *a, const void *b)
{
    const struct user_client_row *left = a;
    const struct user_client_row *right = b;
    if (left->pid != right->pid)
        return left->pid < right->pid ? -1 : 1;
    return (left->origin.offset > right->origin.offset) -
           (left->origin.offset < right->origin.offset);
}

static void fold(struct ioreg *ioreg)
{
    size_t kept = 0;
    if (ioreg->n_rows == 0)
        return;
    qsort(ioreg->rows, ioreg->n_rows, sizeof(*ioreg->rows), compare_rows);
    for (size_t i = 1; i < ioreg->n_rows; i++) {
        if (ioreg->rows[i].pid == ioreg->rows[kept].pid) {
            ioreg->rows[kept].clients += ioreg->rows[i].clients;
        } else {
            ioreg->rows[++kept] = ioreg->rows[i];
        }
    }
    ioreg->n_rows = kept + 1;
}

static void parse(struct parser *p)
{
    bool awaits_value = false; /* the key of a property list was read, its string was not */
    bool whole = true;
    uint64_t entries = 0;

    for (struct slice line; parser_next_line(p, &line);) {
        struct slice text = behind_tree(line);
        whole = parser_line_complete(p) || slice_starts(text, "</plist>");
        char first = text.len > 0 ? text.ptr[0] : '\0';
        if (awaits_value && text.len > 0) {
            awaits_value = false;
            read_client(p, STRING_ELEMENT, text);
        } else if (first == '"' && slice_starts(text, "\"" KEY "\"")) {
            read_client(p, TEXT_LINE, text);
        } else if (first == '<' && slice_starts(text, "<key>" KEY "</key>")) {
            text = slice_trim_left(slice_from(text, sizeof("<key>" KEY "</key>") - 1));
            awaits_value = text.len == 0;
            if (!awaits_value)
                read_client(p, STRING_ELEMENT, text);
        } else if (first == '+' || first == '<') {
            entries += first == '+' ? slice_starts(text, "+-o ") : slice_starts(text, "<dict>");
        }
    }
    fold(&p->snapshot->ioreg);
    if (!whole || awaits_value) {
        parser_cut_short(p, "it ends in the middle of a line: more user clients may have followed");
    } else if (entries > 0 && p->snapshot->ioreg.n_rows == 0) {
        parser_partial(p, "it names the creator of no user client");
    }
}

const struct report_kind ioreg_kind = {
    .name = "ioreg",
    .members = (const char *const[]){"IOService.txt", "ioreg.txt", "IOServicePlane.txt", NULL},
    .mark = "(?: \\+-o \\s Root \\s++ <class \\s IORegistryEntry \\b"
            " | [\\s|]*+ (?: \" " KEY " \" \\s*+ = | <key> " KEY " </key> )"
            " | \\s*+ <key> (?: IORegistryEntryChildren | IOKitBuildVersion ) </key> )",
    .patterns = patterns,
    .parse = parse,
    .rows_max = CLIENTS_MAX,
    .in_folder = true,
    .offset = offsetof(struct snapshot, ioreg),
    .size = sizeof(((struct snapshot *)0)->ioreg),
};
