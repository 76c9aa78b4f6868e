#include "deliver.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "catalogue_read.h"
#include "escape.h"
#include "interruption.h"
#include "outfile.h"
#include "render.h"
#include "terminal.h"

bool text_write(const struct text *text, FILE *file)
{
    if (text->failed) {
        errno = ENOMEM;
        return false;
    }
    if (text->len > 0 && fwrite(text->bytes, 1, text->len, file) != text->len)
        return false;
    return fflush(file) == 0;
}

void complain(const char *subject, const char *reason)
{
    struct text line = {0};
    text_add(&line, SLICE("sysdelta: "));
    if (subject != NULL) {
        escape_terminal(&line, slice_of(subject));
        text_add(&line, SLICE(": "));
    }
    escape_terminal(&line, slice_of(reason));
    text_add(&line, SLICE("\n"));
    (void)text_write(&line, stderr);
    text_free(&line);
}

bool open_catalogue(struct catalogue *ret, const struct options *options, struct arena *arena)
{
    struct error error = ERROR_NONE;
    if (catalogue_load(ret, options->catalogue_file, arena, &error))
        return true;
    complain(options->catalogue_file, error.reason);
    return false;
}

bool write_to_stdout(const struct text *text)
{
    if (text_write(text, stdout))
        return true;
    int reason = errno;
    if (!broken_pipe_noted(reason))
        complain("standard output", strerror(reason));
    return false;
}

bool is_stream(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode));
}

static bool write_to_stream(const struct text *text, const char *path)
{
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && text_write(text, file);
    int reason = errno;
    if (file != NULL && fclose(file) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    if (!ok)
        complain(path, strerror(reason));
    return ok;
}

static bool write_to_file(const struct text *text, const char *path)
{
    struct error error = ERROR_NONE;
    if (strcmp(path, "/dev/stdout") == 0)
        return write_to_stdout(text);
    if (is_stream(path))
        return write_to_stream(text, path);
    bool ok = text->failed ? error_set(&error, "out of memory")
                           : outfile_put(path, text_slice(text), &error);
    if (!ok)
        complain(path, error.reason);
    return ok;
}

bool deliver_form(struct text *text, const struct options *options, enum output_form form)
{
    const char *path = options->outputs[form];
    bool ok = is_standard_output(path) ? write_to_stdout(text) : write_to_file(text, path);
    text_free(text);
    return ok;
}

static bool deliver_text(const struct findings *findings, const struct options *options,
                         struct arena *arena)
{
    bool one_capture = findings->base.snapshot == NULL;
    struct text text = {0};
    struct text_layout layout = {
        .width = terminal_width(),
        .force = options->force,
        .explain = options->explain,
        .color = options->color == COLOR_ALWAYS ||
                 (options->color == COLOR_AUTO && terminal_has_color()),
    };
    struct selection selection =
        select_components(&findings->joined, one_capture, options->selection, arena);
    render_text(&text, findings, &selection, layout);
    bool ok = write_to_stdout(&text);
    text_free(&text);
    return ok;
}

static void write_html(struct text *out, const struct findings *findings,
                       const struct options *options, struct arena *arena)
{
    (void)arena;
    render_html(out, findings, options->force);
}

static void write_json(struct text *out, const struct findings *findings,
                       const struct options *options, struct arena *arena)
{
    struct slice *list = NULL;
    struct given_options given = {.count = 0};
    for (int i = 0; i < options->n_given; i++) {
        const struct given_option *option = &options->given[i];
        bool bare = option->value == NULL;
        *ARENA_PUSH(arena, list, given.count) = arena_format(
            arena, "--%s%s%s", option->name, bare ? "" : "=", bare ? "" : option->value);
    }
    given.list = list;
    render_json(out, findings, &given);
}

static void write_markdown(struct text *out, const struct findings *findings,
                           const struct options *options, struct arena *arena)
{
    struct selection_options few = options->selection;
    if (few.top > MARKDOWN_ROWS)
        few.top = MARKDOWN_ROWS;
    struct selection selection =
        select_components(&findings->joined, findings->base.snapshot == NULL, few, arena);
    render_markdown(out, findings, &selection, options->force);
}

/* Rows and events have no head that could say how far the captures behind them can be trusted. */
static void say_what_has_no_place(const struct findings *findings, const struct options *options,
                                  enum output_form form, struct arena *arena)
{
    const struct snapshot *sides[] = {findings->base.snapshot, findings->later.snapshot};
    const char *path = options->outputs[form];
    for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
        if (sides[i] != NULL && sides[i]->damage.len > 0)
            complain(path, arena_format(arena, "has no place for it: %.*s is damaged: %.*s",
                                        SLICE_ARGS(sides[i]->name), SLICE_ARGS(sides[i]->damage))
                               .ptr);
    }
    if (options->quick)
        complain(path,
                 "has no place for it: read with --quick, which checks no archive to its end");
}

static void write_csv(struct text *out, const struct findings *findings,
                      const struct options *options, struct arena *arena)
{
    render_csv(out, findings);
    say_what_has_no_place(findings, options, OUTPUT_CSV, arena);
    size_t rows = findings->joined.not_compared.rows;
    if (rows > 0)
        complain(options->outputs[OUTPUT_CSV],
                 arena_format(arena,
                              "has no place for it: %zu rows are not compared; what they grew by "
                              "is known as one sum only, which the JSON report has",
                              rows)
                     .ptr);
}

static void write_timeline(struct text *out, const struct findings *findings,
                           const struct options *options, struct arena *arena)
{
    struct left_out left_out = render_timeline(out, findings, arena);
    say_what_has_no_place(findings, options, OUTPUT_TIMELINE, arena);
    if (left_out.untimed > 0)
        complain(options->outputs[OUTPUT_TIMELINE],
                 arena_format(arena, "%zu events are left out: their time or its zone is not known",
                              left_out.untimed)
                     .ptr);
    if (left_out.other_boot > 0)
        complain(options->outputs[OUTPUT_TIMELINE],
                 arena_format(arena,
                              "%zu kexts of the base are left out: the later capture is of another "
                              "boot, in which they were not loaded and so not unloaded",
                              left_out.other_boot)
                     .ptr);
}

typedef void form_writer(struct text *out, const struct findings *findings,
                         const struct options *options, struct arena *arena);

static form_writer *const writers[OUTPUT_FORMS] = {
    [OUTPUT_JSON] = write_json,         [OUTPUT_HTML] = write_html,
    [OUTPUT_MARKDOWN] = write_markdown, [OUTPUT_CSV] = write_csv,
    [OUTPUT_TIMELINE] = write_timeline,
};

bool deliver(const struct findings *findings, const struct options *options, struct arena *arena)
{
    bool ok = true;
    bool text_wanted = true;
    for (int form = 0; form < OUTPUT_FORMS; form++) {
        struct text text = {0};
        if (options->outputs[form] == NULL)
            continue;
        if (is_standard_output(options->outputs[form]))
            text_wanted = false;
        writers[form](&text, findings, options, arena);
        ok = deliver_form(&text, options, (enum output_form)form) && ok;
    }
    if (text_wanted)
        ok = deliver_text(findings, options, arena) && ok;
    return ok;
}
