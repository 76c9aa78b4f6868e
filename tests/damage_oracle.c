#include "damage_oracle.h"

#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "findings.h"
#include "parse_text.h"
#include "report.h"
#include "robust.h"

enum { COMPLAINTS_SHOWN = 12, QUOTE_MAX = 60 };

/* What nobody can know of a report, because of how it is printed. */
static const struct rule {
    const char *kind;
    bool blocks;    /* a row has several lines, up to the next row */
    bool scattered; /* a row is gathered from lines anywhere */
    bool endless;   /* nothing shows where the text should end */
    bool uncounted; /* nothing counts the rows, or the lines of a row */
    bool open_line; /* the last cell is free text, and may hold the line behind it */
    bool growing;   /* it is copied while it is written, and ends anywhere */
    bool open_text; /* a line that is not understood may be free text */
    unsigned slack; /* so many rows may be missing, as they come and go while they are counted */
} rules[] = {
    {.kind = "zprint"},
    {.kind = "vm_stat", .uncounted = true},
    {.kind = "kextstat", .endless = true, .uncounted = true},
    {.kind = "top", .slack = 3},
    {.kind = "ps", .endless = true, .uncounted = true, .open_line = true},
    {.kind = "taskinfo", .blocks = true, .uncounted = true, .slack = 3},
    {.kind = "lsmp", .blocks = true, .endless = true, .uncounted = true},
    {.kind = "ps_thread", .blocks = true, .endless = true, .uncounted = true, .open_line = true},
    {.kind = "lsof", .blocks = true, .endless = true, .uncounted = true, .open_line = true},
    {.kind = "footprint", .blocks = true},
    {.kind = "ioreg", .scattered = true, .endless = true, .uncounted = true, .open_line = true},
    {.kind = "sysctl", .endless = true, .uncounted = true, .open_line = true, .open_text = true},
    {.kind = "sw_vers", .endless = true, .uncounted = true, .open_line = true},
    {.kind = "sysdiagnose_log",
     .scattered = true,
     .endless = true,
     .uncounted = true,
     .open_line = true,
     .growing = true,
     .open_text = true},
    {.kind = "manifest", .blocks = true},
    {.kind = NULL},
};

struct judge {
    const struct damage_case *c;
    const struct damaged *damaged;
    const struct snapshot *read;
    const struct rule *rule;
    bool mark_known, marked;
    unsigned lost; /* rows that are gone without a mark */
};

/* Rows of one field, on either side. */
struct rows {
    const char *items;
    size_t count;
    const struct record *record;
};

struct likeness {
    unsigned lost;    /* figures that are not known any more */
    unsigned differs; /* figures that are others */
    unsigned words;   /* names and other texts that are others */
    const char *field;
};

static unsigned long complaints;

static void complain(const struct judge *j, const char *format, ...)
{
    va_list args;
    if (complaints++ >= COMPLAINTS_SHOWN)
        return;
    printf("%s %s, %s at %zu: ", j->c->capture, j->rule->kind, j->c->what, j->c->at);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
}

void check_no_complaints(void)
{
    unsigned long count = complaints;
    complaints = 0;
    ck_assert_msg(count == 0, "%lu complaints", count);
}

static const struct rule *rule_of(const char *kind)
{
    const struct rule *rule = rules;
    while (rule->kind != NULL && strcmp(rule->kind, kind) != 0)
        rule++;
    ck_assert_msg(rule->kind != NULL, "no rule for %s", kind);
    return rule;
}

static const struct part *part_of(const char *kind)
{
    const struct part *part = snapshot_parts;
    while (strcmp(part->name, kind) != 0)
        part++;
    return part;
}

/* Warnings of `show`; SIZE_MAX where it refuses the capture. */
static size_t warnings_of(const struct snapshot *snapshot)
{
    struct findings findings;
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    size_t count = SIZE_MAX;
    if (findings_of(NULL, snapshot, NULL, arena, &findings, &error))
        count = findings.n_warnings;
    arena_free(arena);
    return count;
}

bool is_marked(const struct snapshot *whole, const struct snapshot *damaged, size_t kind)
{
    const struct report *before = &whole->reports[kind];
    const struct report *after = &damaged->reports[kind];
    if (after->status != REPORT_OK && after->status != before->status)
        return true;
    if (after->n_warnings > before->n_warnings || after->not_understood > before->not_understood)
        return true;
    return warnings_of(damaged) > warnings_of(whole);
}

static bool marked(struct judge *j)
{
    if (!j->mark_known)
        j->marked = is_marked(j->c->whole, j->read, j->c->kind);
    j->mark_known = true;
    return j->marked;
}

static void compare_figure(struct likeness *l, const char *name, struct amount before,
                           struct amount after)
{
    bool same = before.known == after.known && (!before.known || before.value == after.value);
    if (same)
        return;
    l->field = name;
    if (after.known)
        l->differs++;
    else
        l->lost++;
}

static void compare_words(struct likeness *l, const char *name, bool same, bool after)
{
    if (same)
        return;
    l->field = name;
    if (after)
        l->words++;
    else
        l->lost++;
}

static void compare_texts(struct likeness *l, const char *name, const void *before,
                          const void *after)
{
    const struct slice *a = before;
    const struct slice *b = after;
    compare_words(l, name, slice_equal(*a, *b), b->len > 0);
}

/* One row that a changed word counts among others: two counts by one figure. */
static void compare_counts(struct likeness *l, const struct field *f, const uint64_t *before,
                           const uint64_t *after)
{
    unsigned up = 0, down = 0, others = 0;
    for (size_t i = 0; i < f->count; i++) {
        up += after[i] == before[i] + 1;
        down += before[i] == after[i] + 1;
        others += after[i] != before[i];
    }
    if (others == 0)
        return;
    l->field = f->name;
    l->differs += up == 1 && down == 1 && others == 2 ? 1 : others;
}

/* A page size of 0 stands for none. */
static bool is_absent(const char *field, uint64_t value)
{
    return value == 0 && strcmp(field, "page_size") == 0;
}

static void compare_field(struct likeness *l, const struct field *f, const char *before,
                          const char *after)
{
    const void *a = before + f->offset;
    const void *b = after + f->offset;
    const uint64_t *counts[] = {a, b};
    switch (f->type) {
    case FIELD_AMOUNT:
        compare_figure(l, f->name, *(const struct amount *)a, *(const struct amount *)b);
        break;
    case FIELD_U64:
        compare_figure(l, f->name, amount_of(*counts[0]),
                       (struct amount){*counts[1], !is_absent(f->name, *counts[1])});
        break;
    case FIELD_U64S:
        compare_counts(l, f, counts[0], counts[1]);
        break;
    case FIELD_TEXT:
        compare_texts(l, f->name, a, b);
        break;
    case FIELD_WORD:
        compare_words(l, f->name, memcmp(a, b, sizeof(unsigned)) == 0, true);
        break;
    case FIELD_BOOL:
        compare_words(l, f->name, *(const bool *)a == *(const bool *)b, *(const bool *)b);
        break;
    case FIELD_TIME:
        compare_words(l, f->name, memcmp(a, b, sizeof(struct local_time)) == 0,
                      ((const struct local_time *)b)->year != 0);
        break;
    case FIELD_SIZE:
    case FIELD_ORIGIN:
    case FIELD_ROWS:
    case FIELD_FIXED:
        break;
    }
}

static struct likeness compare_records(const struct record *record, const char *before,
                                       const char *after)
{
    struct likeness likeness = {.field = NULL};
    for (const struct field *f = record->fields; f->name != NULL; f++)
        compare_field(&likeness, f, before, after);
    return likeness;
}

static bool is_alike(struct likeness l)
{
    return l.lost == 0 && l.differs == 0 && l.words == 0;
}

static const struct field *field_named(const struct record *record, const char *name)
{
    const struct field *f = record->fields;
    while (f->name != NULL && strcmp(f->name, name) != 0)
        f++;
    return f->name != NULL ? f : NULL;
}

static const char *row_at(const struct rows *rows, size_t i)
{
    return rows->items + i * rows->record->size;
}

static size_t line_of(const struct rows *rows, size_t i)
{
    const struct field *f = field_named(rows->record, "origin");
    return (size_t)((const struct origin *)(const void *)(row_at(rows, i) + f->offset))->line;
}

/* The row that begins at that line, looked for from *hint on; count where none does. */
static size_t find_line(const struct rows *rows, size_t line, size_t *hint)
{
    for (size_t i = 0; i < rows->count; i++) {
        size_t at = (*hint + i) % rows->count;
        if (line_of(rows, at) == line) {
            *hint = at + 1;
            return at;
        }
    }
    return rows->count;
}

static size_t find_pid(const struct rows *rows, const char *row)
{
    const struct field *f = field_named(rows->record, "pid");
    for (size_t i = 0; f != NULL && i < rows->count; i++) {
        if (memcmp(row_at(rows, i) + f->offset, row + f->offset, sizeof(uint64_t)) == 0)
            return i;
    }
    return rows->count;
}

/* The last line of the row: up to where the next one begins. */
static size_t end_of(const struct judge *j, const struct rows *rows, size_t i)
{
    if (!j->rule->blocks)
        return line_of(rows, i);
    return i + 1 < rows->count ? line_of(rows, i + 1) - 1 : SIZE_MAX;
}

static const char *name_of(const struct rows *rows, const char *row, char *room)
{
    const struct field *pid = field_named(rows->record, "pid");
    const struct field *name = field_named(rows->record, "name");
    if (pid != NULL) {
        snprintf(room, QUOTE_MAX, "pid %" PRIu64,
                 *(const uint64_t *)(const void *)(row + pid->offset));
    } else if (name != NULL) {
        const struct slice *text = (const void *)(row + name->offset);
        snprintf(room, QUOTE_MAX, "%.*s", SLICE_ARGS(slice_first(*text, QUOTE_MAX - 1)));
    } else {
        snprintf(room, QUOTE_MAX, "%s", rows->record->name);
    }
    return room;
}

/* Damage within one line: its figures may be others, and no reader could know. */
static bool is_in_place(const struct judge *j)
{
    enum damage_kind kind = j->damaged->kind;
    return kind == DAMAGE_BYTE || kind == DAMAGE_FIGURE || kind == DAMAGE_BLANK ||
           kind == DAMAGE_BEYOND;
}

/*
 * So many figures may be others without a mark: that which was hit, where it still is one. Where
 * rows are gathered from lines anywhere, the line counts for another row then, and not for its own.
 */
static unsigned free_figures(const struct judge *j)
{
    bool one = j->damaged->kind == DAMAGE_BYTE || j->damaged->kind == DAMAGE_FIGURE;
    return one ? (j->rule->scattered ? 2 : 1) : 0;
}

/* Rows of vm_stat are differences: without some, those that are left add up to less. */
static bool is_run(const struct judge *j)
{
    return strcmp(j->rule->kind, "vm_stat") == 0 && j->c->whole->vm_stat.columnar;
}

/* May a row that the damage touched be gone, or have other figures, without a mark? */
static bool is_excused(const struct judge *j)
{
    switch (j->damaged->kind) {
    case DAMAGE_CUT:
        return is_run(j) || j->rule->growing || (j->rule->endless && j->damaged->inserted == 0);
    case DAMAGE_DROP:
    case DAMAGE_DOUBLE:
        return j->rule->uncounted;
    case DAMAGE_SWAP:
        return is_run(j) || j->rule->scattered || (j->rule->blocks && !j->damaged->throughout);
    case DAMAGE_JOIN:
        return j->rule->open_line;
    case DAMAGE_SPLIT:
        return j->rule->open_line;
    case DAMAGE_BYTE:
    case DAMAGE_FIGURE:
    case DAMAGE_BEYOND:
        return j->rule->open_text;
    case DAMAGE_BLANK: /* of the word by which the line is known */
        return j->rule->scattered;
    }
    return false;
}

static void judge_touched(struct judge *j, const struct rows *rows, const char *before,
                          struct likeness l)
{
    char name[QUOTE_MAX];
    unsigned others = l.differs + (is_in_place(j) ? 0 : l.words);
    if (others > free_figures(j) && !is_excused(j) &&
        ((j->damaged->throughout && !j->rule->blocks) || !marked(j)))
        complain(j, "%s: %s is wrong without a mark", name_of(rows, before, name), l.field);
}

static void judge_row(struct judge *j, const struct rows *before, size_t i,
                      const struct rows *after, size_t k)
{
    char name[QUOTE_MAX];
    const char *was = row_at(before, i);
    const char *is = row_at(after, k);
    struct likeness l = compare_records(before->record, was, is);
    size_t end = end_of(j, before, i);
    size_t end_after = end_of(j, after, k);
    if (is_alike(l))
        return;
    bool touched = damage_touches(j->damaged, line_of(before, i), end) || j->rule->scattered;
    size_t mapped = end_after == SIZE_MAX ? SIZE_MAX : damage_original_line(j->damaged, end_after);
    if (touched) {
        judge_touched(j, before, was, l);
    } else if (mapped != end && !is_excused(j)) {
        if (!marked(j))
            complain(j, "%s: %s has what is another's, without a mark", name_of(before, was, name),
                     l.field);
    } else if (l.differs > 0 || l.words > 0) {
        if (!is_excused(j))
            complain(j, "%s: %s is wrong, and its line was not touched", name_of(before, was, name),
                     l.field);
    } else if (!marked(j)) {
        complain(j, "%s: %s is lost without a mark", name_of(before, was, name), l.field);
    }
}

/*
 * Rows of zprint that its sums do not show: of maps and views, which have none; of zones without
 * memory or whose size is hidden; and wired rows within what rounding takes from all of them.
 */
static bool is_beyond_sums(const struct judge *j, const struct rows *rows, size_t i)
{
    const void *row = row_at(rows, i);
    const struct zone *zone = row;
    const struct wired_row *wired = row;
    if (strcmp(j->rule->kind, "zprint") != 0 || is_in_place(j))
        return false;
    if (strcmp(rows->record->name, "zone") == 0)
        return zone->size_bytes.value == 0;
    if (strcmp(rows->record->name, "wired_row") == 0) {
        size_t count = j->c->whole->zprint.n_zones + rows->count;
        return wired->kind == WIRED_ZONE_SHARE || wired->size_bytes <= (count + 20) * 1024;
    }
    return true;
}

static void judge_lost(struct judge *j, const struct rows *rows, size_t i)
{
    char name[QUOTE_MAX];
    bool touched = damage_touches(j->damaged, line_of(rows, i), line_of(rows, i));
    if (touched && j->damaged->kind == DAMAGE_DROP && is_beyond_sums(j, rows, i))
        return;
    /* A blank in free text makes another text of it, but no other figure. */
    bool blank_text = j->damaged->kind == DAMAGE_BLANK && j->rule->open_text;
    if ((touched && (is_excused(j) || blank_text)) || ++j->lost <= j->rule->slack || marked(j))
        return;
    complain(j, "%s is lost without a mark", name_of(rows, row_at(rows, i), name));
}

static void judge_new(struct judge *j, const struct rows *rows, size_t k)
{
    char name[QUOTE_MAX];
    if (!marked(j))
        complain(j, "%s is there without a mark, and was not",
                 name_of(rows, row_at(rows, k), name));
}

/* Rows whose line the damage has moved are known by what they say. */
static size_t find_alike(const struct rows *rows, const char *row, const bool *seen)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (!seen[i] && is_alike(compare_records(rows->record, row_at(rows, i), row)))
            return i;
    }
    return rows->count;
}

static size_t find_row(const struct judge *j, const struct rows *before, const struct rows *after,
                       size_t k, const bool *seen, size_t *hint)
{
    size_t line = line_of(after, k);
    size_t original = damage_original_line(j->damaged, line);
    size_t found = before->count;
    if (original == 0 && is_in_place(j))
        original = line;
    if (original != 0)
        found = find_line(before, original, hint);
    if (found == before->count && original == 0)
        found = find_alike(before, row_at(after, k), seen);
    if (found == before->count && (j->rule->blocks || j->rule->scattered))
        found = find_pid(before, row_at(after, k));
    return found;
}

static void judge_rows(struct judge *j, const struct rows *before, const struct rows *after)
{
    bool *seen = calloc(before->count + 1, sizeof(*seen));
    size_t hint = 0;
    if (seen == NULL)
        abort();
    for (size_t k = 0; k < after->count; k++) {
        size_t i = find_row(j, before, after, k, seen, &hint);
        bool touched = damage_original_line(j->damaged, line_of(after, k)) == 0;
        if (i < before->count) {
            seen[i] = true;
            judge_row(j, before, i, after, k);
        } else if (!touched && !j->rule->scattered) {
            judge_new(j, after, k);
        }
    }
    for (size_t i = 0; i < before->count; i++) {
        if (!seen[i])
            judge_lost(j, before, i);
    }
    free(seen);
}

static struct rows rows_of(const struct field *f, const char *part)
{
    struct rows rows = {.record = f->record};
    memcpy(&rows.items, part + f->offset, sizeof(rows.items));
    memcpy(&rows.count, part + f->count_offset, sizeof(rows.count));
    return rows;
}

/* Figures that the report has once each: their origin tells their line, as a row's does. */
static void judge_fixed(struct judge *j, const struct field *f, const char *before,
                        const char *after)
{
    struct rows was = {before + f->offset, f->count, f->record};
    struct rows is = {after + f->offset, f->count, f->record};
    struct likeness all = {.field = NULL};
    for (size_t i = 0; i < f->count; i++) {
        struct likeness l = compare_records(f->record, row_at(&was, i), row_at(&is, i));
        size_t line = line_of(&was, i);
        bool touched = line > 0 && damage_touches(j->damaged, line, line);
        bool read =
            line_of(&is, i) > 0 && damage_original_line(j->damaged, line_of(&is, i)) == line;
        if (is_alike(l))
            continue;
        l.differs = l.lost == 0 && l.differs > 0 ? 1 : 0; /* a value and its step are one */
        if (!touched && read && l.differs > 0 && !is_in_place(j) && !is_run(j))
            complain(j, "%s is wrong, and its line was not touched", f->words[i]);
        all.differs += l.differs;
        all.lost += l.lost;
        all.field = f->words[i];
    }
    if (all.differs > free_figures(j) || all.differs + all.lost > 1) {
        if (!is_excused(j) && !marked(j))
            complain(j, "%s is wrong or lost without a mark", all.field);
    }
}

/* Figures of the report as a whole have no line of their own. */
static void judge_whole(struct judge *j, const struct record *record, const char *before,
                        const char *after)
{
    struct likeness all = {.field = NULL};
    for (const struct field *f = record->fields; f->name != NULL; f++) {
        if (f->type == FIELD_BOOL || f->type == FIELD_WORD)
            continue;
        compare_field(&all, f, before, after);
    }
    if (all.differs > free_figures(j) && !is_excused(j) && !marked(j))
        complain(j, "%s is wrong without a mark", all.field);
}

static void judge_part(struct judge *j)
{
    const struct part *part = part_of(j->rule->kind);
    const struct report_kind *kind = report_kinds[j->c->kind];
    const char *before = (const char *)j->c->whole + kind->offset;
    const char *after = (const char *)j->read + kind->offset;
    judge_whole(j, &part->record, before, after);
    for (const struct field *f = part->record.fields; f->name != NULL; f++) {
        if (f->type == FIELD_ROWS) {
            struct rows was = rows_of(f, before);
            struct rows is = rows_of(f, after);
            judge_rows(j, &was, &is);
        } else if (f->type == FIELD_FIXED) {
            judge_fixed(j, f, before, after);
        }
    }
}

void judge_damage(const struct damage_case *c, const struct damaged *damaged)
{
    struct judge j = {.c = c, .damaged = damaged};
    j.rule = rule_of(report_kinds[c->kind]->name);
    struct snapshot *read = parse_in_place(c->whole, c->kind, damaged_text(damaged));
    j.read = read;
    robust_case();
    judge_part(&j);
    snapshot_free(read);
}

void judge_same(const struct damage_case *c, struct slice text)
{
    const struct damaged none = {.kind = DAMAGE_DROP, .first = SIZE_MAX};
    struct judge j = {.c = c, .damaged = &none};
    j.rule = rule_of(report_kinds[c->kind]->name);
    struct snapshot *read = parse_in_place(c->whole, c->kind, text);
    j.read = read;
    robust_case();
    judge_part(&j);
    snapshot_free(read);
}
