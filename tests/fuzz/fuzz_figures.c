/* fuzz_figures.c: are figures what the text can say? By the tables of fields.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "fields.h"
#include "fuzz.h"
#include "heap.h"
#include "report.h"

/* Some texts are put together out of two, as the version of sw_vers. */
enum { JOINT_BYTES = 16 };

struct check {
    const struct report *report;
    struct slice input;
    uint64_t *starts; /* of lines */
    uint64_t n_lines;
};

static void find_lines(struct check *c)
{
    struct slice input = c->input;
    size_t room = 1;
    for (size_t at = 0; (at += slice_find(slice_from(input, at), '\n') + 1) < input.len;)
        room++;
    c->starts = heap_new(room, sizeof(*c->starts));
    size_t at = slice_starts(input, "\xEF\xBB\xBF") ? 3 : 0;
    while (at < input.len) {
        c->starts[c->n_lines++] = at;
        at += slice_find(slice_from(input, at), '\n') + 1;
    }
}

static void check_origin(const struct check *c, const char *name, struct origin origin)
{
    if (origin.report == NULL)
        return;
    if (origin.report != c->report || origin.line == 0 || origin.line > c->n_lines)
        fuzz_fail("%s: line %" PRIu64 " of %" PRIu64, name, origin.line, c->n_lines);
    if (origin.offset != c->starts[origin.line - 1])
        fuzz_fail("%s: line %" PRIu64 " begins at %" PRIu64 ", not at %" PRIu64, name, origin.line,
                  c->starts[origin.line - 1], origin.offset);
}

static void check_text(const struct check *c, const char *name, struct slice text)
{
    if (text.len > c->input.len + JOINT_BYTES || (text.len > 0 && text.ptr == NULL))
        fuzz_fail("%s: %zu bytes out of a report of %zu", name, text.len, c->input.len);
    /* Every byte is touched, so that a sanitizer sees those that are nobody's. */
    if (text.len > 0 && memchr(text.ptr, '\n', text.len) != NULL)
        fuzz_fail("%s: a line end within a text", name);
}

static void check_word(const struct field *f, const char *at)
{
    unsigned word;
    unsigned count = 0;
    memcpy(&word, at, sizeof(word));
    while (f->words[count] != NULL)
        count++;
    if (word >= count)
        fuzz_fail("%s: place %u of %u words", f->name, word, count);
}

static void check_record(const struct check *c, const struct record *record, const char *from);

static void check_rows(const struct check *c, const struct field *f, const char *part)
{
    const char *rows;
    size_t count;
    memcpy(&rows, part + f->offset, sizeof(rows));
    memcpy(&count, part + f->count_offset, sizeof(count));
    if (count > c->n_lines)
        fuzz_fail("%s: %zu rows in %" PRIu64 " lines", f->name, count, c->n_lines);
    for (size_t i = 0; i < count; i++)
        check_record(c, f->record, rows + i * f->record->size);
}

static void check_field(const struct check *c, const struct field *f, const char *from)
{
    const void *at = from + f->offset;
    const struct amount *amount = at;
    const struct local_time *time = at;
    switch (f->type) {
    case FIELD_AMOUNT:
        if (!amount->known && amount->value != 0)
            fuzz_fail("%s is not known, and %" PRIu64, f->name, amount->value);
        break;
    case FIELD_TEXT:
        check_text(c, f->name, *(const struct slice *)at);
        break;
    case FIELD_WORD:
        check_word(f, at);
        break;
    case FIELD_ORIGIN:
        check_origin(c, f->name, *(const struct origin *)at);
        break;
    case FIELD_TIME:
        if (time->year != 0 && !calendar_is_valid(*time))
            fuzz_fail("%s: no time of any day", f->name);
        break;
    case FIELD_ROWS:
        check_rows(c, f, from);
        break;
    case FIELD_FIXED:
        for (size_t i = 0; i < f->count; i++)
            check_record(c, f->record, (const char *)at + i * f->record->size);
        break;
    case FIELD_U64:
    case FIELD_SIZE:
    case FIELD_BOOL:
    case FIELD_U64S:
        break;
    }
}

static void check_record(const struct check *c, const struct record *record, const char *from)
{
    for (const struct field *f = record->fields; f->name != NULL; f++)
        check_field(c, f, from);
}

static void check_warnings(const struct check *c)
{
    const struct report *report = c->report;
    if (report->n_warnings > REPORT_WARNINGS_MAX)
        fuzz_fail("%zu warnings", report->n_warnings);
    for (size_t i = 0; i < report->n_warnings; i++) {
        if (report->warnings[i].line > c->n_lines || report->warnings[i].text.len == 0)
            fuzz_fail("a warning of line %" PRIu64 " of %" PRIu64, report->warnings[i].line,
                      c->n_lines);
    }
}

static void check_report(const struct check *c, bool used)
{
    const struct report *report = c->report;
    bool whole = report->status == REPORT_OK;
    bool usable = whole || report->status == REPORT_PARTIAL;
    if (report->bytes > c->input.len || report->lines > c->n_lines)
        fuzz_fail("%" PRIu64 " bytes in %" PRIu64 " lines were read of %zu in %" PRIu64,
                  report->bytes, report->lines, c->input.len, c->n_lines);
    if (report->status == REPORT_MISSING || whole != (report->reason.len == 0))
        fuzz_fail("a report that is %s: %.*s", report_status_name(report->status),
                  SLICE_ARGS(report->reason));
    if (whole && (report->not_understood > 0 || report->cut_short))
        fuzz_fail("not all of it was read, and it is marked as whole");
    if (used != (usable && report->rows > 0))
        fuzz_fail("%" PRIu64 " rows of a report that is %s", report->rows,
                  report_status_name(report->status));
    check_warnings(c);
}

void fuzz_check_figures(const struct snapshot *snapshot, size_t kind, struct slice input)
{
    struct check check = {.report = &snapshot->reports[kind], .input = input};
    const char *part = (const char *)snapshot + report_kinds[kind]->offset;
    const struct report *used;
    const struct part *table = snapshot_parts;
    while (strcmp(table->name, report_kinds[kind]->name) != 0)
        table++;
    memcpy(&used, part, sizeof(used));
    find_lines(&check);
    check_report(&check, used != NULL);
    check_record(&check, &table->record, part);
    free(check.starts);
}
