/*
 * slice.h: a stretch of bytes that somebody else owns.
 *
 * Report text is not NUL-terminated and may hold any byte, so text travels as pointer and length.
 * A slice never owns its bytes; the header that hands one out says how long they live.
 */
#ifndef SYSDELTA_SLICE_H
#define SYSDELTA_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *ptr;
    size_t len;
};

/* A slice over a string literal or an array of char with a final NUL. */
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

/* For printf("%.*s"): the bytes as they are, so for text that is known to be harmless only. */
#define SLICE_ARGS(s) (int)(s).len, (s).ptr

/* Of ASCII, whatever the locale. */
static inline bool byte_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool byte_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What is inline is called for every cell of reports with millions of rows. */
static inline struct slice slice_of(const char *text)
{
    return (struct slice){text, strlen(text)};
}

/* The part from `from` on, or the first `len` bytes; both stop at the end of `s`. */
static inline struct slice slice_from(struct slice s, size_t from)
{
    if (from > s.len)
        from = s.len;
    return from == 0 ? s : (struct slice){s.ptr + from, s.len - from};
}

static inline struct slice slice_first(struct slice s, size_t len)
{
    return (struct slice){s.ptr, len < s.len ? len : s.len};
}

/* Without blanks, tabs and carriage returns at the ends, at the right end, at the left end. */
struct slice slice_trim(struct slice s);
struct slice slice_trim_right(struct slice s);
struct slice slice_trim_left(struct slice s);

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool slice_is(struct slice s, const char *text)
{
    return slice_equal(s, slice_of(text));
}

static inline bool slice_starts(struct slice s, const char *prefix)
{
    return slice_equal(slice_first(s, strlen(prefix)), slice_of(prefix));
}

bool slice_ends(struct slice s, const char *suffix);

/* Upper and lower case of ASCII letters count as the same, whatever the locale. */
bool slice_equal_fold(struct slice a, struct slice b);

/* Orders by bytes, a shorter prefix first: < 0, 0, > 0. */
int slice_compare(struct slice a, struct slice b);

/* Finds a byte or a text; `s.len` where it is not there. */
size_t slice_find(struct slice s, char byte);
size_t slice_find_last(struct slice s, char byte);
size_t slice_find_text(struct slice s, const char *text);

/* Is one of its bytes a control character other than a tab? */
bool slice_has_control(struct slice s);

/* How many zero bytes it ends with. */
size_t slice_trailing_zeros(struct slice s);

/* What stands behind the last slash of a path; all of it where there is none. */
struct slice slice_base_name(struct slice path);

/*
 * Takes the next run of non-blank bytes off the front of *rest into *ret_token.
 * False, both untouched, when only blanks are left.
 */
bool slice_token(struct slice *rest, struct slice *ret_token);

#endif
