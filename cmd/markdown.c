#include "markdown.h"

#include <string.h>

#include "escape.h"

#define PARTED "<!-- -->"

/* Of the text around a place; what lies outside of it is a blank. */
static char at(struct slice text, size_t i)
{
    return i < text.len ? text.ptr[i] : ' ';
}

/* Characters that open something by themselves. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '|':
        return "&#124;";
    case '\\':
        return "&#92;";
    default:
        return NULL;
    }
}

/* Inside of words an underscore is only itself, as names of VM tags are. */
static bool needs_backslash(struct slice text, size_t i)
{
    char before = i > 0 ? text.ptr[i - 1] : ' ';
    char after = at(text, i + 1);
    char c = text.ptr[i];
    if (c == '_')
        return !(byte_is_letter(before) || byte_is_digit(before)) ||
               !(byte_is_letter(after) || byte_is_digit(after));
    return strchr("`*[]~$^{}", c) != NULL;
}

/* At the start of a line these make a list or a heading of the rest. */
static bool starts_a_block(struct slice text, size_t i)
{
    size_t digits = 0;
    if (i == 0)
        return strchr("-+=", text.ptr[0]) != NULL;
    while (digits < i && byte_is_digit(text.ptr[digits]))
        digits++;
    return digits == i && (text.ptr[i] == '.' || text.ptr[i] == ')') && at(text, i + 1) == ' ';
}

static bool word_before(struct slice text, size_t i, const char *word)
{
    struct slice wanted = slice_of(word);
    return i >= wanted.len &&
           slice_equal_fold((struct slice){text.ptr + i - wanted.len, wanted.len}, wanted);
}

/* What would be joined with the next character into a link, a mention, a reference, an emoji. */
static bool is_parted_behind(struct slice text, size_t i)
{
    char next = at(text, i + 1);
    switch (text.ptr[i]) {
    case '@':
    case '#':
        return true;
    case '!':
    case '%':
        return byte_is_letter(next) || byte_is_digit(next) || next == '"';
    case ':':
        return next != ' ' && !byte_is_digit(next);
    case '-':
        return word_before(text, i, "GH");
    default:
        return false;
    }
}

static size_t add_character(struct text *out, struct slice text, size_t i)
{
    unsigned code;
    size_t len = utf8_character(slice_from(text, i), &code);
    if (len != 1) {
        text_add(out, slice_first(slice_from(text, i), len == 0 ? 1 : len));
        return len == 0 ? 1 : len;
    }
    const char *entity = entity_of(text.ptr[i]);
    if (text.ptr[i] == '.' && word_before(text, i, "www"))
        text_add(out, SLICE(PARTED));
    if (needs_backslash(text, i) || starts_a_block(text, i))
        text_add(out, SLICE("\\"));
    text_add(out, entity != NULL ? slice_of(entity) : slice_first(slice_from(text, i), 1));
    if (is_parted_behind(text, i))
        text_add(out, SLICE(PARTED));
    return 1;
}

/* What escape_terminal() made of it is UTF-8. */
static struct slice first_characters(struct slice text, size_t most)
{
    unsigned code;
    size_t end = 0;
    for (size_t i = 0; i < most && end < text.len; i++) {
        size_t len = utf8_character(slice_from(text, end), &code);
        end += len == 0 ? 1 : len;
    }
    return slice_first(text, end);
}

void markdown_words(struct text *out, struct slice untrusted, size_t most)
{
    struct text plain = {0};
    escape_terminal(&plain, slice_trim(untrusted));
    struct slice whole = text_slice(&plain);
    struct slice text = first_characters(whole, most);
    for (size_t i = 0; i < text.len;)
        i += add_character(out, text, i);
    if (text.len < whole.len)
        text_add(out, SLICE("..."));
    if (plain.failed)
        out->failed = true;
    text_free(&plain);
}
