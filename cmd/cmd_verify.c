#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "deliver.h"
#include "inputs.h"
#include "outputs.h"
#include "source.h"
#include "terminal.h"
#include "verification.h"

/* Of a report: far beyond any that was written of two captures. */
enum { REPORT_BYTES_MAX = 32 * 1024 * 1024, LIMIT_SHOWN = 64 };

/* The report's own bytes, gzipped or not; the captures are not open yet. */
static bool read_report(const struct options *options, struct text *ret, struct error *error)
{
    struct slice block;
    bool ok = false;
    struct source *source = source_open(options->operands[0], &options->limits, false, error);
    if (source != NULL && source_is_unverified(source)) {
        source_close(source);
        return error_set(error, "is gzipped, which this build reads of captures only: gunzip it");
    }
    while (source != NULL && (ok = source_next(source, &block, error)) && block.len > 0) {
        text_add(ret, block);
        if (ret->len > REPORT_BYTES_MAX) {
            ok = error_set(error, "has more than %d MB, which no report has",
                           REPORT_BYTES_MAX / 1024 / 1024);
            break;
        }
    }
    source_close(source);
    return ok && (!ret->failed || error_set(error, "out of memory"));
}

/* What the command has open, freed at its end. */
struct verifying {
    const struct options *options;
    struct arena *arena;
    const char *paths[2];
    struct snapshot *captures[2]; /* as given */
    size_t n_captures;
    bool parts; /* of an evidence bundle, the one operand */
    json_t *report;
    enum report_schema schema;
};

static bool fits_schema(const struct verifying *v)
{
    if (v->schema == SCHEMA_DIFF || v->n_captures == 1)
        return true;
    complain(v->options->operands[0], "is the report of one capture, and two were given");
    return false;
}

static bool read_captures(struct verifying *v)
{
    char **names = v->options->operands + 1;
    struct options reading = *v->options;
    /* What a quick reading leaves out, a whole one would find. */
    reading.quick = report_has_option(v->report, "--quick");
    v->parts = v->schema == SCHEMA_DIFF && v->n_captures == 1;
    for (size_t i = 0; i < v->n_captures && !v->parts; i++)
        v->captures[i] = read_capture(&reading, names[i], v->paths[i], v->options->part);
    if (v->parts) {
        v->captures[0] = read_capture(&reading, names[0], v->paths[0], "base");
        if (v->captures[0] == NULL)
            complain(NULL, "a report of diff takes both captures, or their evidence bundle");
        else
            v->captures[1] = read_capture(&reading, names[0], v->paths[0], "later");
    }
    return v->captures[0] != NULL && (v->schema == SCHEMA_SHOW || v->captures[1] != NULL);
}

/* Which of the captures is the base; by their order where nothing tells. */
static bool is_given_the_other_way(const struct verifying *v)
{
    const struct snapshot *first = v->captures[0];
    const struct snapshot *second = v->captures[1];
    unsigned as_given =
        match_capture(v->report, "base", first) + match_capture(v->report, "later", second);
    unsigned swapped =
        match_capture(v->report, "base", second) + match_capture(v->report, "later", first);
    if (as_given == 0 && swapped == 0)
        complain(NULL, "neither a hash nor a name tells which capture is the base: they are taken "
                       "in the order given");
    return swapped > as_given;
}

static bool print_result(const struct verifying *v, const struct verification *verification,
                         const struct findings *findings)
{
    struct text text = {0};
    const struct options *options = v->options;
    const char *json = options->outputs[OUTPUT_JSON];
    bool ok = true;
    if (json != NULL) {
        render_verification_json(&text, verification, findings);
        ok = deliver_form(&text, options, OUTPUT_JSON);
    }
    if (is_standard_output(json))
        return ok;
    struct verification_layout layout = {
        .width = terminal_width(),
        .color = options->color == COLOR_ALWAYS ||
                 (options->color == COLOR_AUTO && terminal_has_color()),
    };
    render_verification(&text, verification, findings, layout);
    ok = write_to_stdout(&text) && ok;
    text_free(&text);
    return ok;
}

static bool is_given(const struct options *options, struct slice wanted)
{
    for (int i = 0; i < options->n_given; i++) {
        const struct given_option *given = &options->given[i];
        struct slice name = slice_of(given->name);
        struct slice rest = slice_from(wanted, strlen("--"));
        if (slice_starts(rest, given->name) && given->value != NULL &&
            slice_starts(slice_from(rest, name.len), "=") &&
            slice_is(slice_from(rest, name.len + 1), given->value))
            return true;
    }
    return false;
}

/* Verdicts stand on the catalogue, and figures on the limits, that they were made with. */
static void tell_missing_options(const struct verifying *v)
{
    const char *own = v->options->operands[0];
    const json_t *given = json_object_get(v->report, "options");
    if (report_has_option(v->report, "--catalog=") && v->options->catalogue_file == NULL)
        complain(own, "was made with --catalog: verdicts may differ without");
    for (size_t i = 0; i < json_array_size(given); i++) {
        const json_t *option = json_array_get(given, i);
        struct slice text = json_is_string(option) ? (struct slice){json_string_value(option),
                                                                    json_string_length(option)}
                                                   : SLICE("");
        if (!slice_starts(text, "--limit=") || is_given(v->options, text))
            continue;
        struct slice value = slice_first(slice_from(text, strlen("--limit=")), LIMIT_SHOWN);
        complain(own, arena_format(v->arena, "was made with --limit %.*s: give the same",
                                   SLICE_ARGS(value))
                          .ptr);
    }
}

static int verify(const struct verifying *v)
{
    int status = EXIT_USAGE;
    struct error error = ERROR_NONE;
    struct catalogue catalogue;
    struct findings findings;
    struct verification result = {.again = NULL};
    const struct snapshot *base = NULL;
    const struct snapshot *later = v->captures[0];
    if (!open_catalogue(&catalogue, v->options, v->arena))
        return status;
    tell_missing_options(v);
    if (v->schema == SCHEMA_DIFF) {
        bool swap = !v->parts && is_given_the_other_way(v);
        base = v->captures[swap ? 1 : 0];
        later = v->captures[swap ? 0 : 1];
    }
    if (!findings_of(base, later, &catalogue, v->arena, &findings, &error) ||
        !verify_report(v->report, &findings, v->parts, v->arena, &result, &error)) {
        complain(v->options->operands[0], error.reason);
    } else if (print_result(v, &result, &findings)) {
        status = result.n_differences > 0 ? EXIT_DIFFERS : EXIT_DONE;
    }
    json_decref(result.again);
    return status;
}

static bool is_report(const char *path, const struct limits *limits)
{
    struct stat info;
    struct error ignored = ERROR_NONE;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    struct source *source = source_open(path, limits, false, &ignored);
    struct slice head = source != NULL ? source_head(source) : SLICE("");
    bool found = slice_find_text(head, "\"sysdelta.diff/1\"") < head.len ||
                 slice_find_text(head, "\"sysdelta.show/1\"") < head.len;
    source_close(source);
    return found;
}

/* A report among the captures is most often the one that was meant to be first. */
static bool are_in_order(const struct options *options)
{
    for (int i = 1; i < options->n_operands; i++) {
        if (is_report(options->operands[i], &options->limits)) {
            complain(options->operands[i], "is a report: the report comes first");
            return false;
        }
    }
    return true;
}

/* The report is read before the sandbox is entered, and looked into only behind that. */
int cmd_verify(const struct options *options)
{
    int status = EXIT_USAGE;
    struct error error = ERROR_NONE;
    struct text bytes = {0};
    struct verifying v = {
        .options = options, .arena = arena_new(), .n_captures = (size_t)options->n_operands - 1};
    const char *own = options->operands[0];
    bool ok = are_in_order(options) && outputs_are_free(options, &own, 1);
    if (ok && !read_report(options, &bytes, &error)) {
        complain(own, error.reason);
        ok = false;
    }
    ok = ok && find_captures(options, options->operands + 1, v.n_captures, v.paths, v.arena);
    if (ok) {
        v.report = report_load(text_slice(&bytes), &v.schema, &error);
        if (v.report == NULL)
            complain(own, error.reason);
    }
    if (v.report != NULL && fits_schema(&v) && read_captures(&v))
        status = verify(&v);
    json_decref(v.report);
    snapshot_free(v.captures[0]);
    snapshot_free(v.captures[1]);
    text_free(&bytes);
    arena_free(v.arena);
    return status;
}
