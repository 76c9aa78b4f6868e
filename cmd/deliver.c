#include "deliver.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "catalogue_read.h"
#include "escape.h"
#include "forms.h"
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

bool deliver(const struct findings *findings, const struct options *options, struct arena *arena)
{
    bool ok = true;
    bool text_wanted = true;
    struct forms forms = forms_build(findings, options, arena);
    for (int form = 0; form < OUTPUT_FORMS; form++) {
        if (options->outputs[form] == NULL)
            continue;
        if (is_standard_output(options->outputs[form]))
            text_wanted = false;
        ok = deliver_form(&forms.texts[form], options, (enum output_form)form) && ok;
    }
    if (text_wanted)
        ok = deliver_text(findings, options, arena) && ok;
    return ok;
}
