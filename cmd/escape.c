#include "escape.h"

struct range {
    unsigned first, last;
};

static bool is_in(const struct range *ranges, size_t count, unsigned code)
{
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

/* What a terminal obeys, or what changes the order or the look of other text. */
static const struct range controls[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
    {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};

static const struct range combining[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},   {0x64b, 0x65f},
    {0x900, 0x903},   {0x93a, 0x93c},   {0xe31, 0xe31},   {0xe34, 0xe3a},   {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static const struct range wide[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},
    {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

#define COUNT(ranges) (sizeof(ranges) / sizeof(*(ranges)))

size_t utf8_character(struct slice text, unsigned *ret_code)
{
    static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (text.len == 0)
        return 0;
    unsigned char lead = (unsigned char)text.ptr[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (len == 0 || lead > 0xf4 || len > text.len)
        return 0;
    unsigned code = len == 1 ? lead : lead & (0x7fU >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.ptr[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (next & 0x3fU);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < smallest[len] || code > 0x10ffff || surrogate)
        return 0;
    *ret_code = code;
    return len;
}

/* How many bytes, from the first on, are printable ASCII without a mark that some form knows. */
static size_t plain_run(struct slice text)
{
    size_t len = 0;
    for (; len < text.len; len++) {
        char byte = text.ptr[len];
        if (byte < ' ' || byte > '~' || byte == '\\' || byte == '<' || byte == '>' || byte == '&' ||
            byte == '"' || byte == '\'')
            break;
    }
    return len;
}

/* Nearly all text is plain: added at one stroke. What is left begins with a character that is not. */
static struct slice add_plain(struct text *out, struct slice untrusted)
{
    size_t len = plain_run(untrusted);
    text_add(out, slice_first(untrusted, len));
    return slice_from(untrusted, len);
}

/* A character that may do harm, as its number. */
static void add_number(struct text *out, unsigned code)
{
    text_printf(out, code < 0x100 ? "\\x%02x" : "\\u{%x}", code);
}

static void escape(struct text *out, struct slice untrusted, bool backslashes)
{
    while ((untrusted = add_plain(out, untrusted)).len > 0) {
        unsigned code;
        size_t len = utf8_character(untrusted, &code);
        if (len == 0) {
            add_number(out, (unsigned char)untrusted.ptr[0]);
            len = 1;
        } else if (code == '\\' && backslashes) {
            text_add(out, SLICE("\\\\"));
        } else if (!is_in(controls, COUNT(controls), code)) {
            text_add(out, slice_first(untrusted, len));
        } else {
            add_number(out, code);
        }
        untrusted = slice_from(untrusted, len);
    }
}

void escape_terminal(struct text *out, struct slice untrusted)
{
    escape(out, untrusted, true);
}

void escape_controls(struct text *out, struct slice untrusted)
{
    escape(out, untrusted, false);
}

static const char *html_reference(unsigned code)
{
    switch (code) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void escape_html(struct text *out, struct slice untrusted)
{
    struct text printable = {0};
    escape_controls(&printable, untrusted);
    struct slice rest = text_slice(&printable);
    out->failed = out->failed || printable.failed;
    while ((rest = add_plain(out, rest)).len > 0) {
        unsigned code = 0;
        size_t len = utf8_character(rest, &code);
        const char *reference = html_reference(code);
        if (reference != NULL) {
            text_add(out, slice_of(reference));
        } else if (code == 0xfffe || code == 0xffff) {
            add_number(out, code);
        } else {
            text_add(out, slice_first(rest, len));
        }
        rest = slice_from(rest, len);
    }
    text_free(&printable);
}

void escape_utf8(struct text *out, struct slice untrusted)
{
    while ((untrusted = add_plain(out, untrusted)).len > 0) {
        unsigned code;
        size_t len = utf8_character(untrusted, &code);
        /* DEL is the one control character that JSON writers leave as it is. */
        bool replace = len == 0 || code == 0x7f;
        text_add(out, replace ? SLICE("\xEF\xBF\xBD") : slice_first(untrusted, len));
        untrusted = slice_from(untrusted, len == 0 ? 1 : len);
    }
}

size_t escape_width(struct slice text)
{
    size_t width = 0;
    while (text.len > 0) {
        unsigned code = 0;
        if ((unsigned char)text.ptr[0] < 0x80) { /* the most of it, by far */
            width++;
            text = slice_from(text, 1);
            continue;
        }
        size_t len = utf8_character(text, &code);
        if (len == 0)
            len = 1;
        /* Some combining marks stand among the wide characters. */
        if (!is_in(combining, COUNT(combining), code))
            width += is_in(wide, COUNT(wide), code) ? 2 : 1;
        text = slice_from(text, len);
    }
    return width;
}
