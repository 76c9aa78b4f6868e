/* line_texts.c: reports that are names with values, figures with names, or plain text. */
#include "rules.h"

/* Names of settings stay: a user may bear the name of one. */
void redact_sysctl_line(struct redactor *redactor, struct span line)
{
    struct slice text = span_slice(line);
    size_t colon = slice_find(text, ':');
    size_t equals = slice_find_text(text, " = ");
    size_t value = colon < equals ? colon + 1 : equals + 3;
    struct slice name = slice_first(text, colon < equals ? colon : equals);
    bool is_name = slice_find(name, ' ') == name.len && slice_find(name, '.') < name.len;
    if (!is_name || value > text.len) {
        redact_free_text(redactor, line, RULES_ALL);
        return;
    }
    while (value < text.len && byte_is_blank(text.ptr[value]))
        value++;
    struct span rest = span_part(line, value, line.len);
    while (rest.len > 0 && byte_is_blank(rest.ptr[rest.len - 1]))
        rest.len--;
    if (slice_ends(name, "hostname") || slice_ends(name, "domainname"))
        redact_host(redactor, rest);
    else if (slice_ends(name, "bootargs"))
        redact_arguments(redactor, rest);
    else if (slice_find_text(name, "serial") < name.len && slice_starts(name, "hw."))
        redact_value(redactor, rest, SECRET_SERIAL);
    else
        redact_free_text(redactor, rest, RULES_ALL);
}

static void redact_quoted(struct redactor *redactor, struct span line)
{
    struct slice text = span_slice(line);
    size_t open = slice_find(text, '"');
    size_t close = slice_find_last(text, '"');
    if (open < close && close < text.len) {
        redact_free_text(redactor, span_part(line, 0, open), RULES_TABLE | RULES_ADDRESS);
        redact_free_text(redactor, span_part(line, open + 1, close), RULES_ALL);
        line = span_part(line, close + 1, line.len);
    }
    redact_free_text(redactor, line, RULES_TABLE | RULES_ADDRESS);
}

/* The name of a process stays; that of a thread or a queue is any text. */
void redact_taskinfo_line(struct redactor *redactor, struct span line)
{
    if (!slice_starts(span_slice(line), "process:"))
        redact_quoted(redactor, line);
}

/* `name [pid]: 64-bit`, as footprint heads a process */
static bool is_footprint_head(struct slice line)
{
    while (line.len > 0) {
        line = slice_from(line, slice_find(line, ']') + 1);
        if (slice_starts(line, ": 64-bit") || slice_starts(line, ": 32-bit"))
            return true;
    }
    return false;
}

/* Learned names are not looked for: processes and units of figures may be called so. */
void redact_counts_line(struct redactor *redactor, struct span line)
{
    struct slice text = span_slice(line);
    if (!slice_starts(text, "Process (") && !is_footprint_head(text))
        redact_free_text(redactor, line, RULES_TABLE | RULES_ADDRESS);
}

/* What a program was called with and what it complained of; all else is sysdelta's own. */
void redact_manifest_line(struct redactor *redactor, struct span line)
{
    static const char *const own[] = {"tool",   "taken", "root",         "collectors", "collector",
                                      "member", "bytes", "milliseconds", "tells",      "end"};
    struct slice text = span_slice(line);
    size_t colon = slice_find(text, ':');
    struct slice key = slice_first(text, colon);
    for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
        if (slice_is(key, own[i]))
            return;
    }
    if (colon < text.len)
        redact_free_text(redactor, span_part(line, colon + 1, line.len), RULES_ALL);
}

void redact_table_line(struct redactor *redactor, struct span line)
{
    redact_free_text(redactor, line, RULES_TABLE);
}

void redact_text_line(struct redactor *redactor, struct span line)
{
    redact_free_text(redactor, line, RULES_ALL);
}
