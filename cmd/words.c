/* words.c: plain words on lines of a width. */
#include "words.h"

#include "escape.h"
#include "human.h"

/* A figure and its unit are not torn apart at the end of a line. */
static bool is_unit(struct slice word)
{
    while (word.len > 0 && slice_find(SLICE(".,;:)"), word.ptr[word.len - 1]) < 5)
        word.len--;
    return human_is_unit(word);
}

/* The next word of the text, with the unit behind it where it is a figure. */
static bool next_word(struct slice *text, struct slice *ret_word)
{
    struct slice rest;
    struct slice unit;
    if (!slice_token(text, ret_word))
        return false;
    rest = *text;
    bool figure = byte_is_digit(ret_word->ptr[ret_word->len - 1]);
    if (figure && slice_token(&rest, &unit) && is_unit(unit)) {
        ret_word->len = (size_t)(unit.ptr + unit.len - ret_word->ptr);
        *text = rest;
    }
    return true;
}

static void wrap(struct text *out, size_t indent, struct slice text, size_t width)
{
    size_t column = indent;
    struct slice word;
    for (bool start = true; next_word(&text, &word); start = false) {
        size_t cells = escape_width(word);
        if (!start && column + 1 + cells > width) {
            text_add(out, SLICE("\n"));
            text_repeat(out, ' ', indent);
            column = indent;
        } else if (!start) {
            text_add(out, SLICE(" "));
            column++;
        }
        text_add(out, word);
        column += cells;
    }
    text_add(out, SLICE("\n"));
}

void words_wrapped(struct text *out, const char *first, struct slice text, size_t width)
{
    text_add(out, slice_of(first));
    wrap(out, slice_of(first).len, text, width);
}

void words_indented(struct text *out, size_t indent, struct slice text, size_t width)
{
    text_repeat(out, ' ', indent);
    wrap(out, indent, text, width);
}
