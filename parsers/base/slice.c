#include "slice.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct slice slice_trim_right(struct slice s)
{
    while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct slice slice_trim_left(struct slice s)
{
    size_t from = 0;
    while (from < s.len && is_blank(s.ptr[from]))
        from++;
    return slice_from(s, from);
}

struct slice slice_trim(struct slice s)
{
    return slice_trim_left(slice_trim_right(s));
}

bool slice_ends(struct slice s, const char *suffix)
{
    size_t len = strlen(suffix);
    return len <= s.len && slice_equal(slice_from(s, s.len - len), slice_of(suffix));
}

bool slice_equal_fold(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    }
    return true;
}

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

size_t slice_find(struct slice s, char byte)
{
    const char *at = s.len == 0 ? NULL : memchr(s.ptr, byte, s.len);
    return at == NULL ? s.len : (size_t)(at - s.ptr);
}

size_t slice_find_last(struct slice s, char byte)
{
    for (size_t i = s.len; i > 0; i--) {
        if (s.ptr[i - 1] == byte)
            return i - 1;
    }
    return s.len;
}

size_t slice_find_text(struct slice s, const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; len <= s.len && i <= s.len - len; i++) {
        if (slice_starts(slice_from(s, i), text))
            return i;
    }
    return s.len;
}

bool slice_has_control(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

size_t slice_trailing_zeros(struct slice s)
{
    size_t zeros = 0;
    while (zeros < s.len && s.ptr[s.len - 1 - zeros] == '\0')
        zeros++;
    return zeros;
}

struct slice slice_base_name(struct slice path)
{
    size_t slash = slice_find_last(path, '/');
    return slash == path.len ? path : slice_from(path, slash + 1);
}

bool slice_token(struct slice *rest, struct slice *ret_token)
{
    const char *at = rest->ptr;
    const char *end = at + rest->len;
    while (at < end && is_blank(*at))
        at++;
    if (at == end)
        return false;
    const char *start = at;
    while (at < end && !is_blank(*at))
        at++;
    *ret_token = (struct slice){start, (size_t)(at - start)};
    *rest = (struct slice){at, (size_t)(end - at)};
    return true;
}
