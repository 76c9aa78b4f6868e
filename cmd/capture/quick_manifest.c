#include "quick_manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/utsname.h>

enum { STDERR_LINES_MAX = 20 };

/* Printable ASCII as it is, all else as \xNN. */
static void add_escaped(struct text *out, struct slice text, bool blanks_too)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bool plain = byte > ' ' && byte < 0x7f && byte != '\\';
        if (plain || (byte == ' ' && !blanks_too))
            text_add(out, slice_first(slice_from(text, i), 1));
        else
            text_printf(out, "\\x%02x", byte);
    }
}

static void add_fact(struct text *out, const char *key, struct slice value)
{
    text_printf(out, "%s: ", key);
    add_escaped(out, value, false);
    text_add(out, SLICE("\n"));
}

void command_line(struct text *out, const char *const *argv)
{
    for (size_t i = 0; argv[i] != NULL; i++) {
        if (i > 0)
            text_add(out, SLICE(" "));
        add_escaped(out, slice_of(argv[i]), true);
    }
}

void collected_end(struct text *out, const struct collected *collected)
{
    const struct child_result *child = &collected->child;
    bool whole = collected->limit_ms % 1000 == 0;
    switch (child->end) {
    case CHILD_EXITED:
        text_printf(out, "exit status %d", child->exit_status);
        return;
    case CHILD_SIGNALLED:
        text_printf(out, "signal %d", child->signal);
        return;
    case CHILD_TIMED_OUT:
        text_printf(out, "stopped after %" PRIu64 "%s", collected->limit_ms / (whole ? 1000 : 1),
                    whole ? " s" : " ms");
        return;
    case CHILD_TOO_MUCH:
        text_printf(out, "stopped after %" PRIu64 " bytes", child->bytes);
        return;
    case CHILD_OUTPUT_ERROR:
        text_printf(out, "not written, %s", child->error.reason);
        return;
    case CHILD_INTERRUPTED:
        text_add(out, SLICE("interrupted"));
        return;
    case CHILD_NOT_FOUND:
        text_add(out, SLICE("not found"));
        return;
    case CHILD_NOT_STARTED:
        text_printf(out, "not started, %s", child->error.reason);
        return;
    }
}

static void add_taken(struct text *out, struct moment taken)
{
    int zone = abs(taken.zone_seconds) / 60;
    text_printf(out, "taken: %04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d\n", taken.local.year,
                taken.local.month, taken.local.day, taken.local.hour, taken.local.minute,
                taken.local.second, taken.zone_seconds < 0 ? '-' : '+', zone / 60, zone % 60);
}

static void add_system(struct text *out)
{
    struct utsname name;
    if (uname(&name) < 0)
        return;
    text_add(out, SLICE("system: "));
    add_escaped(out, slice_of(name.sysname), false);
    text_add(out, SLICE(" "));
    add_escaped(out, slice_of(name.release), false);
    text_add(out, SLICE(" "));
    add_escaped(out, slice_of(name.machine), false);
    text_add(out, SLICE("\n"));
}

static void add_stderr(struct text *out, const struct child_result *child)
{
    struct slice rest = {child->stderr_text, child->stderr_len};
    unsigned lines = 0;
    for (; rest.len > 0 && lines < STDERR_LINES_MAX; lines++) {
        struct slice line = slice_first(rest, slice_find(rest, '\n'));
        add_fact(out, "stderr", slice_trim_right(line));
        rest = slice_from(rest, line.len + 1);
    }
    if (rest.len > 0 || child->stderr_cut)
        text_add(out, SLICE("stderr: ... and more\n"));
}

static void add_collected(struct text *out, const struct collected *collected, bool root)
{
    const struct collector *collector = collected->collector;
    const struct child_result *child = &collected->child;
    text_printf(out, "\ncollector: %s\ntells: %s\ncommand: ", collector->name, collector->tells);
    command_line(out, collected->argv);
    text_add(out, SLICE("\nend: "));
    collected_end(out, collected);
    text_printf(out, "\nmember: %s\nbytes: %" PRIu64 "\nmilliseconds: %" PRIu64 "\n",
                collected->kept ? collector->member : "none", collected->bytes,
                child->milliseconds);
    if (child->left_behind)
        text_add(out, SLICE("left behind: a process that held the output open; it was ended\n"));
    if (!root && collector->hidden != NULL)
        text_printf(out, "hidden: %s\n", collector->hidden);
    add_stderr(out, child);
}

void manifest_text(struct text *out, const struct quick *quick, const struct quick_options *options)
{
    text_add(out, SLICE("sysdelta manifest 1\n"));
    add_fact(out, "tool", slice_of(options->tool));
    add_taken(out, quick->taken);
    if (options->label != NULL)
        add_fact(out, "label", slice_of(options->label));
    text_printf(out, "root: %s\n", options->root ? "yes" : "no");
    add_system(out);
    text_printf(out, "collectors: %zu\n", quick->n_items);
    for (size_t i = 0; i < quick->n_items; i++)
        add_collected(out, &quick->items[i], options->root);
    text_add(out, SLICE("\nend of manifest\n"));
}
