/* render_verification.c: what was checked of a report, and what differs, as text and as JSON. */
#include <inttypes.h>

#include "escape.h"
#include "human.h"
#include "json.h"
#include "table.h"
#include "verification.h"
#include "version.h"

/* Of captures of something else all differs: few tell that as well. */
enum { DIFFERENCES_SHOWN = 40, FOREIGN_SHOWN = 5, VALUE_MAX = 48, WORDS_BEFORE = 16 };

static bool agrees(const struct verification *verification)
{
    return verification->n_differences == 0;
}

static void count_cell(struct table *table, uint64_t count)
{
    human_count(table_cell(table), count);
}

static void print_counts(struct text *out, const struct verification *verification,
                         struct verification_layout layout)
{
    static const struct table_column columns[] = {
        {"checked", false, true, 0},
        {"agree", true, false, 0},
        {"of", true, false, 0},
        {"not verified", true, false, 0},
    };
    struct table *table = table_new(columns, sizeof(columns) / sizeof(*columns));
    if (table == NULL) {
        out->failed = true;
        return;
    }
    for (int i = 0; i < CHECKS; i++) {
        const struct check_count *count = &verification->counts[i];
        table_row(table, count->agree < count->checked ? STYLE_STRONG : STYLE_PLAIN);
        text_add(table_cell(table), slice_of(check_words((enum check)i)));
        count_cell(table, count->agree);
        count_cell(table, count->checked);
        count_cell(table, count->not_verified);
    }
    table_print(table, out, layout.width, layout.color);
    table_free(table);
}

/* "zprint.txt:302, byte 45573"; false where the value is no such place. */
static bool print_place(struct text *out, const json_t *value)
{
    const char *member = json_string_value(json_object_get(value, "member"));
    const json_t *line = json_object_get(value, "line");
    const json_t *offset = json_object_get(value, "offset");
    if (member == NULL || !json_is_integer(line) || !json_is_integer(offset))
        return false;
    escape_terminal(out, slice_base_name(slice_of(member)));
    text_printf(out, ":%lld, byte %lld", (long long)json_integer_value(line),
                (long long)json_integer_value(offset));
    return true;
}

static void print_value(struct text *out, const json_t *value)
{
    if (value == NULL)
        text_add(out, SLICE("not there"));
    else if (!print_place(out, value))
        json_print_value(out, value);
}

/* Bytes that both begin with, back to where a word begins. */
static size_t common_start(struct slice a, struct slice b)
{
    size_t len = 0;
    while (len < a.len && len < b.len && a.ptr[len] == b.ptr[len])
        len++;
    while (len > 0 && a.ptr[len - 1] != ' ')
        len--;
    return len;
}

static void cut_cell(struct table *table, struct slice text, size_t from)
{
    struct text *cell = table_cell(table);
    struct slice rest = slice_from(text, from);
    struct slice shown = slice_first(rest, VALUE_MAX);
    if (from > 0)
        text_add(cell, SLICE("... "));
    escape_controls(cell, shown); /* a backslash has two already */
    if (shown.len < rest.len)
        text_add(cell, SLICE("..."));
}

/* Values may be as long as the report: of two long ones the part from where they differ is shown. */
static void value_cells(struct table *table, const struct difference *difference)
{
    struct text report = {0};
    struct text capture = {0};
    print_value(&report, difference->report);
    print_value(&capture, difference->capture);
    struct slice told = text_slice(&report);
    struct slice own = text_slice(&capture);
    size_t common = common_start(told, own);
    bool late = common + WORDS_BEFORE > VALUE_MAX;
    size_t from = late ? common : 0;
    cut_cell(table, told, from);
    cut_cell(table, own, from);
    text_free(&report);
    text_free(&capture);
}

static void print_differences(struct text *out, const struct verification *verification,
                              struct verification_layout layout)
{
    static const struct table_column columns[] = {
        {"what differs", false, true, 0},
        {"report", true, false, 0},
        {"capture", true, false, 0},
    };
    struct table *table = table_new(columns, sizeof(columns) / sizeof(*columns));
    if (table == NULL) {
        out->failed = true;
        return;
    }
    size_t most = verification->is_foreign ? FOREIGN_SHOWN : DIFFERENCES_SHOWN;
    for (size_t i = 0; i < verification->n_differences && i < most; i++) {
        const struct difference *difference = &verification->differences[i];
        table_row(table, STYLE_PLAIN);
        escape_terminal(table_cell(table), difference->what);
        value_cells(table, difference);
    }
    text_add(out, SLICE("\n"));
    table_print(table, out, layout.width, layout.color);
    if (verification->n_differences > most)
        text_printf(out, " and %zu more: see --json\n", verification->n_differences - most);
    table_free(table);
}

static void print_capture(struct text *out, const char *label, const struct finding_side *side)
{
    if (side->snapshot == NULL)
        return;
    text_printf(out, " %s", label);
    escape_terminal(out, side->snapshot->path);
    text_add(out, SLICE("\n"));
}

/* "2 values were not verified: SHA-256 of captures (1), options given (1)" */
static void print_gaps(struct text *out, const struct verification *verification)
{
    uint64_t gaps = verification_gaps(verification);
    bool first = true;
    human_count(out, gaps);
    text_add(out,
             gaps == 1 ? SLICE(" value was not verified: ") : SLICE(" values were not verified: "));
    for (int i = 0; i < CHECKS; i++) {
        if (verification->counts[i].not_verified == 0)
            continue;
        text_printf(out, "%s%s (", first ? "" : ", ", check_words((enum check)i));
        human_count(out, verification->counts[i].not_verified);
        text_add(out, SLICE(")"));
        first = false;
    }
    if (!verification->same_version) {
        text_add(out, SLICE(" (the report is of another version, "));
        escape_terminal(out, slice_first(verification->version, VALUE_MAX));
        text_add(out, SLICE(")"));
    }
    text_add(out, SLICE("."));
}

static void print_headline(struct text *out, const struct verification *verification)
{
    bool gaps = verification_gaps(verification) > 0 || !verification->same_version;
    if (verification->is_foreign)
        text_add(out, SLICE("These are not the captures that the report was made of."));
    else if (!agrees(verification))
        text_add(out, SLICE("The report differs from the captures."));
    else if (!gaps)
        text_add(out, SLICE("The report says what the captures say."));
    else
        text_add(out, SLICE("What was checked agrees; "));
    if (gaps && !verification->is_foreign) {
        text_add(out, agrees(verification) ? SLICE("") : SLICE(" "));
        print_gaps(out, verification);
    }
}

void render_verification(struct text *out, const struct verification *verification,
                         const struct findings *findings, struct verification_layout layout)
{
    bool one = findings->base.snapshot == NULL;
    style_begin(out, STYLE_STRONG, layout.color);
    print_headline(out, verification);
    style_end(out, STYLE_STRONG, layout.color);
    text_add(out, SLICE("\n\n"));
    print_capture(out, "base   ", &findings->base);
    print_capture(out, one ? "" : "later  ", &findings->later);
    text_add(out, SLICE("\n"));
    print_counts(out, verification, layout);
    if (!agrees(verification))
        print_differences(out, verification, layout);
    if (verification->n_not_verified > 0)
        text_add(out, SLICE("\nNot verified\n"));
    for (size_t i = 0; i < verification->n_not_verified; i++) {
        text_add(out, SLICE("- "));
        escape_terminal(out, verification->not_verified[i]);
        text_add(out, SLICE("\n"));
    }
}

static json_t *json_count(enum check check, const struct check_count *count)
{
    json_t *object = json_object();
    put(object, "what", json_string(check_name(check)));
    put(object, "checked", json_u64(count->checked));
    put(object, "agree", json_u64(count->agree));
    put(object, "not_verified", json_u64(count->not_verified));
    return object;
}

/* Values of the report as they are; "in_report" and "in_capture" tell null from not there. */
static json_t *json_difference(const struct difference *difference)
{
    json_t *object = json_object();
    put(object, "check", json_string(check_name(difference->check)));
    put(object, "what", json_text(difference->what));
    put(object, "in_report", json_boolean(difference->report != NULL));
    put(object, "in_capture", json_boolean(difference->capture != NULL));
    put(object, "report",
        difference->report != NULL ? json_deep_copy(difference->report) : json_null());
    put(object, "capture",
        difference->capture != NULL ? json_deep_copy(difference->capture) : json_null());
    return object;
}

static json_t *json_path(const struct finding_side *side)
{
    return side->snapshot != NULL ? json_text(side->snapshot->path) : json_null();
}

void render_verification_json(struct text *out, const struct verification *verification,
                              const struct findings *findings)
{
    json_t *root = json_object();
    json_t *tool = json_object();
    json_t *checks = json_array();
    json_t *differences = json_array();
    put(tool, "name", json_string("sysdelta"));
    put(tool, "version", json_string(SYSDELTA_VERSION));
    for (int i = 0; i < CHECKS; i++)
        json_array_append_new(checks, json_count((enum check)i, &verification->counts[i]));
    for (size_t i = 0; i < verification->n_differences; i++)
        json_array_append_new(differences, json_difference(&verification->differences[i]));
    put(root, "schema", json_string("sysdelta.verify/1"));
    put(root, "tool", tool);
    put(root, "agrees", json_boolean(agrees(verification)));
    put(root, "complete", json_boolean(verification_gaps(verification) == 0));
    put(root, "other_captures", json_boolean(verification->is_foreign));
    put(root, "base", json_path(&findings->base));
    put(root, "later", json_path(&findings->later));
    put(root, "checks", checks);
    put(root, "differences", differences);
    put(root, "not_verified", json_texts(verification->not_verified, verification->n_not_verified));
    json_print(out, root);
}
