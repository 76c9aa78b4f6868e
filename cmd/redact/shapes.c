#include "shapes.h"

#include <string.h>

#include "span.h"

enum {
    UUID_BYTES = 36,
    IPV6_BYTES_MAX = 39,
    LONG_HEX_BYTES = 24,
    MAIL_NAME_MAX = 64,
    MAIL_DOMAIN_MAX = 255,
    SERIAL_BYTES_MIN = 5,
    SERIAL_BYTES_MAX = 64,
};

/* The byte at that place; '\0' behind the end. */
static char byte_at(struct slice text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

static bool ends_word(struct slice text, size_t at)
{
    return at >= text.len || !byte_is_word(text.ptr[at]);
}

size_t shape_uuid(struct slice text)
{
    if (text.len < UUID_BYTES || !ends_word(text, UUID_BYTES))
        return 0;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text.ptr[i] != '-' : !byte_is_hex(text.ptr[i]))
            return 0;
    }
    return UUID_BYTES;
}

size_t shape_mac(struct slice text)
{
    size_t at = 0;
    char separator = '\0';
    for (int group = 0; group < 6; group++) {
        size_t digits = 0;
        while (digits < 2 && byte_is_hex(byte_at(text, at + digits)))
            digits++;
        at += digits;
        if (digits == 0)
            return 0;
        if (group == 5)
            break;
        if (group == 0)
            separator = byte_at(text, at);
        bool dashes = separator == '-' && digits == 2;
        if (byte_at(text, at) != separator || (separator != ':' && !dashes))
            return 0;
        at++;
    }
    return ends_word(text, at) && byte_at(text, at) != separator ? at : 0;
}

/* Four numbers up to 255. Versions may look like that: the caller knows where they stand. */
size_t shape_ipv4(struct slice text)
{
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        unsigned value = 0;
        size_t digits = 0;
        for (; digits < 3 && byte_is_digit(byte_at(text, at)); digits++, at++)
            value = value * 10 + (unsigned)(text.ptr[at] - '0');
        if (digits == 0 || value > 255 || (part < 3 && byte_at(text, at) != '.'))
            return 0;
        at += part < 3;
    }
    bool goes_on = byte_at(text, at) == '.' && byte_is_word(byte_at(text, at + 1));
    return ends_word(text, at) && !goes_on ? at : 0;
}

size_t shape_ipv6(struct slice text)
{
    size_t at = 0;
    size_t colons = 0;
    size_t digits = 0;
    size_t gaps = 0;
    bool figure = false; /* a::b is of a program */
    for (; at < text.len && at <= IPV6_BYTES_MAX; at++) {
        figure = figure || byte_is_digit(text.ptr[at]);
        if (text.ptr[at] == ':') {
            gaps += at > 0 && text.ptr[at - 1] == ':';
            colons++;
            digits = 0;
        } else if (!byte_is_hex(text.ptr[at]) || ++digits > 4) {
            break;
        }
    }
    /* A colon behind the address belongs to the text: `fe80::2: no route`. */
    if (at > 2 && text.ptr[at - 1] == ':' && text.ptr[at - 2] != ':') {
        at--;
        colons--;
    }
    bool form = gaps == 1 ? colons <= 7 : gaps == 0 && colons == 7;
    bool dotted = byte_at(text, at) == '.' && byte_is_digit(byte_at(text, at + 1));
    return form && figure && at <= IPV6_BYTES_MAX && ends_word(text, at) && !dotted ? at : 0;
}

size_t shape_long_hex(struct slice text)
{
    size_t at = 0;
    while (byte_is_hex(byte_at(text, at)))
        at++;
    return at >= LONG_HEX_BYTES && ends_word(text, at) ? at : 0;
}

static bool is_mail_byte(char c)
{
    return byte_is_word(c) || c == '.' || c == '-' || c == '+' || c == '%';
}

size_t shape_mail(struct slice text)
{
    size_t at = 0;
    size_t dot = 0;
    while (at < MAIL_NAME_MAX && is_mail_byte(byte_at(text, at)))
        at++;
    if (at == 0 || byte_at(text, at) != '@')
        return 0;
    size_t domain = ++at;
    for (; at - domain < MAIL_DOMAIN_MAX; at++) {
        char c = byte_at(text, at);
        if (c == '.' && byte_is_word(byte_at(text, at + 1)) && at > domain)
            dot = at;
        else if (!byte_is_word(c) && c != '-')
            break;
    }
    return dot > domain ? at : 0;
}

static bool starts_fold(struct slice text, const char *word)
{
    struct slice other = slice_of(word);
    return slice_equal_fold(slice_first(text, other.len), other);
}

size_t shape_serial(struct slice text, size_t *ret_at)
{
    static const char *const fillers[] = {"number", "num", "no", "string", "id"};
    size_t at = 0;
    while (at < SERIAL_BYTES_MAX && !starts_fold(slice_from(text, at), "serial") &&
           byte_is_word(byte_at(text, at)))
        at++;
    if (!starts_fold(slice_from(text, at), "serial"))
        return 0;
    at += sizeof("serial") - 1;
    for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++) {
        while (byte_at(text, at) != '\0' && strchr(" \t:=\"'<>#-_()", byte_at(text, at)) != NULL)
            at++;
        struct slice rest = slice_from(text, at);
        struct slice filler = slice_of(fillers[i]);
        if (starts_fold(rest, fillers[i]) && !byte_is_digit(byte_at(rest, filler.len)))
            at += filler.len;
    }
    size_t digits = 0;
    size_t end = at;
    for (; end - at < SERIAL_BYTES_MAX; end++) {
        char c = byte_at(text, end);
        if (!byte_is_letter(c) && !byte_is_digit(c) && c != '-' && c != '_')
            break;
        digits += byte_is_digit(c);
    }
    *ret_at = at;
    return digits > 0 && end - at >= SERIAL_BYTES_MIN ? end - at : 0;
}

bool shape_is_public(struct slice address)
{
    static const char *const names[] = {"127.0.0.1", "255.255.255.255", "fe80::1", "::1"};
    bool zeros = true;
    bool ones = true;
    for (size_t i = 0; i < address.len; i++) {
        char c = byte_lower(address.ptr[i]);
        zeros = zeros && (c == '0' || !byte_is_hex(c));
        ones = ones && (c == 'f' || !byte_is_hex(c));
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (slice_is(address, names[i]))
            return true;
    }
    return zeros || ones;
}
