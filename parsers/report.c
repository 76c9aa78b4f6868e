/* report.c: what parse functions stand on, and the frame round each of them. */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern.h"

enum { PATTERNS_MAX = 32, QUOTE_BYTES_MAX = 100 };

struct parser_state {
    const struct report_kind *kind;
    struct lines *lines;
    struct pattern *patterns[PATTERNS_MAX]; /* compiled at first use */
    struct pattern *matched;
    struct error error;
    bool row_bad;
    bool zeros_told;
    bool refused;
    struct slice refusal;
};

static struct slice format_text(struct arena *arena, const char *format, va_list args)
{
    char text[512];
    int len = vsnprintf(text, sizeof(text), format, args);
    if (len < 0)
        len = 0;
    if ((size_t)len >= sizeof(text))
        len = sizeof(text) - 1;
    return arena_copy(arena, (struct slice){text, (size_t)len});
}

static void add_warning(struct parser *p, uint64_t line, struct slice text)
{
    struct report *report = p->report;
    if (report->n_warnings >= REPORT_WARNINGS_MAX)
        return;
    *ARENA_PUSH(p->arena, report->warnings, report->n_warnings) =
        (struct warning){report->member, line, text};
}

void parser_warn(struct parser *p, const char *format, ...)
{
    if (p->report->n_warnings >= REPORT_WARNINGS_MAX)
        return; /* or a hostile report would fill the arena with what is never told */
    va_list args;
    va_start(args, format);
    add_warning(p, lines_number(p->state->lines), format_text(p->arena, format, args));
    va_end(args);
}

void parser_remark(struct parser *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_warning(p, 0, format_text(p->arena, format, args));
    va_end(args);
}

void parser_not_understood(struct parser *p, struct slice line)
{
    p->report->not_understood++;
    struct slice quote = slice_first(line, QUOTE_BYTES_MAX);
    parser_warn(p, "not understood: %.*s%s", SLICE_ARGS(quote), quote.len < line.len ? "..." : "");
}

static void set_partial(struct parser *p, const char *format, va_list args)
{
    if (p->report->status == REPORT_PARTIAL)
        return;
    p->report->status = REPORT_PARTIAL;
    p->report->reason = format_text(p->arena, format, args);
}

void parser_partial(struct parser *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_partial(p, format, args);
    va_end(args);
}

void parser_cut_short(struct parser *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_partial(p, format, args);
    va_end(args);
    p->report->cut_short = true;
}

void parser_refused(struct parser *p, const char *format, ...)
{
    if (p->state->refused)
        return;
    va_list args;
    va_start(args, format);
    p->state->refused = true;
    p->state->refusal = format_text(p->arena, format, args);
    va_end(args);
}

bool parser_next_line(struct parser *p, struct slice *ret_line)
{
    p->state->row_bad = false;
    uint64_t raised = lines_limits(p->state->lines)->rows;
    uint64_t most = raised > 0 ? raised : p->state->kind->rows_max;
    if (p->report->rows >= most || p->report->not_understood >= most) {
        parser_cut_short(p, "more than %llu rows: the rest was not read (--limit rows=N raises it)",
                         (unsigned long long)most);
        return false;
    }
    if (!lines_next(p->state->lines, ret_line))
        return false;
    if (!p->state->zeros_told && slice_find(*ret_line, '\0') < ret_line->len) {
        p->state->zeros_told = true;
        parser_partial(p, "holds zero bytes, from line %llu on: text was lost there",
                       (unsigned long long)lines_number(p->state->lines));
    }
    return true;
}

bool parser_line_complete(const struct parser *p)
{
    return lines_had_newline(p->state->lines);
}

bool parser_match(struct parser *p, int id, struct slice text)
{
    struct parser_state *state = p->state;
    if (id < 0 || id >= PATTERNS_MAX)
        return false;
    if (state->patterns[id] == NULL && !state->error.set) {
        state->patterns[id] = pattern_new(state->kind->patterns[id], &state->error);
        if (state->patterns[id] != NULL)
            pattern_limit(state->patterns[id], lines_limits(state->lines)->steps);
    }
    if (state->patterns[id] == NULL || !pattern_match(state->patterns[id], text))
        return false;
    state->matched = state->patterns[id];
    return true;
}

struct slice parser_group(const struct parser *p, const char *name)
{
    if (p->state->matched == NULL)
        return (struct slice){NULL, 0};
    return pattern_group(p->state->matched, name);
}

void parser_spoil_row(struct parser *p)
{
    p->state->row_bad = true;
}

bool parser_row_ok(struct parser *p)
{
    if (p->state->row_bad) {
        p->state->row_bad = false;
        p->report->not_understood++;
        parser_warn(p, "a figure of this line is out of range: the line was left out");
        return false;
    }
    p->report->rows++;
    return true;
}

static struct amount scaled_amount(struct parser *p, const char *group, uint64_t unit)
{
    struct slice text = parser_group(p, group);
    uint64_t value;
    if (text.ptr == NULL)
        return AMOUNT_UNKNOWN;
    if (!number_u64(text, &value) || !number_multiply(value, unit, &value)) {
        parser_spoil_row(p);
        return AMOUNT_UNKNOWN;
    }
    return amount_of(value);
}

struct amount parser_amount(struct parser *p, const char *group)
{
    return scaled_amount(p, group, 1);
}

struct amount parser_kib_amount(struct parser *p, const char *group)
{
    return scaled_amount(p, group, 1024);
}

uint64_t parser_u64(struct parser *p, const char *group)
{
    return parser_amount(p, group).value;
}

uint64_t parser_kib(struct parser *p, const char *group)
{
    return parser_kib_amount(p, group).value;
}

struct amount parser_hex(struct parser *p, const char *group)
{
    struct slice text = parser_group(p, group);
    uint64_t value;
    if (text.ptr == NULL)
        return AMOUNT_UNKNOWN;
    if (!number_hex(text, &value)) {
        parser_spoil_row(p);
        return AMOUNT_UNKNOWN;
    }
    return amount_of(value);
}

static bool size_unit(char letter, uint64_t *ret)
{
    static const char letters[] = "BKMGTP";
    uint64_t unit = 1;
    for (const char *l = letters; *l != '\0'; l++, unit *= 1024) {
        if (*l == letter) {
            *ret = unit;
            return true;
        }
    }
    return false;
}

struct amount parser_size(struct parser *p, const char *group)
{
    struct slice text = parser_group(p, group);
    uint64_t unit = 1;
    uint64_t value;
    if (text.ptr == NULL)
        return AMOUNT_UNKNOWN;
    if (text.len > 0 && size_unit(text.ptr[text.len - 1], &unit))
        text.len--;
    if (!number_decimal(text, unit, &value)) {
        parser_spoil_row(p);
        return AMOUNT_UNKNOWN;
    }
    return amount_of(value);
}

struct slice parser_keep(struct parser *p, struct slice text)
{
    return arena_copy(p->arena, text);
}

struct origin parser_origin(const struct parser *p)
{
    const struct lines *lines = p->state->lines;
    return (struct origin){p->report, lines_number(lines), lines_offset(lines)};
}

static void set_status(struct parser *p)
{
    /* A complaint among rows is a remark; without any row it is the report. */
    if (p->state->refused && p->report->rows > 0)
        add_warning(p, 0, p->state->refusal);

    struct report *report = p->report;
    const struct error *read_error = lines_error(p->state->lines);

    report->bytes = lines_bytes(p->state->lines);
    report->lines = lines_number(p->state->lines);
    if (p->state->error.set) {
        report->status = REPORT_NOT_UNDERSTOOD;
        report->reason = arena_copy(p->arena, slice_of(p->state->error.reason));
    } else if (report->rows == 0 && report->bytes == 0 && !read_error->set) {
        report->status = REPORT_EMPTY;
        report->reason = SLICE("the file is empty");
    } else if (report->rows == 0 && p->state->refused) {
        report->status = REPORT_REFUSED;
        report->reason = p->state->refusal;
    } else if (report->rows == 0 && !read_error->set) {
        bool explained = report->status == REPORT_PARTIAL;
        report->status = REPORT_NOT_UNDERSTOOD;
        if (!explained)
            report->reason = SLICE("no line of it has a layout that is known here");
    } else if (read_error->set) {
        report->status = REPORT_PARTIAL;
        report->cut_short = true;
        report->reason = arena_format(p->arena, "cut short: %s", read_error->reason);
    } else if (report->status != REPORT_PARTIAL && report->not_understood > 0) {
        report->status = REPORT_PARTIAL;
        report->reason = arena_format(p->arena, "%llu line%s of it not understood",
                                      (unsigned long long)report->not_understood,
                                      report->not_understood == 1 ? "" : "s");
    }
}

void report_parse(struct snapshot *snapshot, size_t kind_index, struct slice member,
                  struct lines *lines)
{
    const struct report_kind *kind = report_kinds[kind_index];
    struct report *report = &snapshot->reports[kind_index];
    struct parser_state state = {.kind = kind, .lines = lines};
    struct parser parser = {snapshot, snapshot->arena, report, &state};
    char *part = (char *)snapshot + kind->offset;

    *report = (struct report){.kind = kind, .status = REPORT_OK};
    report->member = arena_copy(snapshot->arena, member);
    memset(part, 0, kind->size);
    kind->parse(&parser);
    set_status(&parser);

    /* Each part starts with the report that filled it: NULL says that there is nothing to use. */
    const struct report *filled = report;
    bool usable = report->status == REPORT_OK || report->status == REPORT_PARTIAL;
    if (usable && report->rows > 0) {
        memcpy(part, &filled, sizeof(filled));
    } else {
        memset(part, 0, kind->size);
    }
    for (size_t i = 0; i < PATTERNS_MAX; i++)
        pattern_free(state.patterns[i]);
}

static bool holds_mark(struct slice text, const char *mark)
{
    struct error error = ERROR_NONE;
    struct pattern *pattern = pattern_new(mark, &error);
    bool found = false;
    while (pattern != NULL && !found && text.len > 0) {
        size_t end = slice_find(text, '\n');
        found = pattern_match(pattern, slice_trim_right(slice_first(text, end)));
        text = slice_from(text, end + 1);
    }
    pattern_free(pattern);
    return found;
}

int report_recognise(struct slice head)
{
    for (int i = 0; report_kinds[i] != NULL; i++) {
        if (holds_mark(head, report_kinds[i]->mark))
            return i;
    }
    return -1;
}
