/*
 * span.h: a stretch of a line that is redacted in place, and the bytes that words are made of.
 *
 * Placeholders are as long as what they replace, so a copy of the line is overwritten span by span.
 */
#ifndef SYSDELTA_SPAN_H
#define SYSDELTA_SPAN_H

#include <stdint.h>

#include "slice.h"

struct span {
    char *ptr;
    size_t len;
};

static inline struct slice span_slice(struct span s)
{
    return (struct slice){s.ptr, s.len};
}

/* The bytes [from, to); both stop at the end of `s`. */
static inline struct span span_part(struct span s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return (struct span){from == 0 ? s.ptr : s.ptr + from, to - from};
}

static inline bool byte_is_hex(char c)
{
    return byte_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Letters, digits, underscores, and all of a letter beyond ASCII. */
static inline bool byte_is_word(char c)
{
    return byte_is_letter(c) || byte_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static inline bool byte_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline char byte_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* FNV-1a, a byte at a time; starts with HASH_START. The same on every machine. */
#define HASH_START UINT64_C(14695981039346656037)

static inline uint64_t hash_byte(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * UINT64_C(1099511628211);
}

#endif
