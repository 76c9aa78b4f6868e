#include "number.h"

static bool digit_value(char c, unsigned base, unsigned *ret)
{
    unsigned digit = 16;
    if (c >= '0' && c <= '9')
        digit = (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        digit = (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        digit = (unsigned)(c - 'A') + 10;
    if (digit >= base)
        return false;
    *ret = digit;
    return true;
}

static bool number_in_base(struct slice text, unsigned base, uint64_t *ret)
{
    uint64_t value = 0;
    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit;
        if (!digit_value(text.ptr[i], base, &digit))
            return false;
        if (!number_multiply(value, base, &value) || !number_add(value, digit, &value)) {
            return false;
        }
    }
    *ret = value;
    return true;
}

bool number_u64(struct slice text, uint64_t *ret)
{
    return number_in_base(text, 10, ret);
}

bool number_hex(struct slice text, uint64_t *ret)
{
    if (slice_starts(text, "0x") || slice_starts(text, "0X"))
        text = slice_from(text, 2);
    return number_in_base(text, 16, ret);
}

bool number_add(uint64_t a, uint64_t b, uint64_t *ret)
{
    if (a > UINT64_MAX - b)
        return false;
    *ret = a + b;
    return true;
}

bool number_multiply(uint64_t a, uint64_t b, uint64_t *ret)
{
    if (b != 0 && a > UINT64_MAX / b)
        return false;
    *ret = a * b;
    return true;
}

bool number_difference(uint64_t later, uint64_t base, int64_t *ret)
{
    uint64_t size = later > base ? later - base : base - later;
    if (size > INT64_MAX)
        return false;
    *ret = later > base ? (int64_t)size : -(int64_t)size;
    return true;
}

bool number_add_signed(int64_t a, int64_t b, int64_t *ret)
{
    if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b)
        return false;
    *ret = a + b;
    return true;
}

bool number_scale(uint64_t a, uint64_t b, uint64_t c, uint64_t *ret)
{
    /* Long division of the 128-bit product, one bit of b at a time: r < c always holds. */
    uint64_t quotient = 0;
    uint64_t rest = 0;
    uint64_t product;
    if (c == 0)
        return false;
    if (number_multiply(a, b, &product)) {
        *ret = product / c;
        return true;
    }
    uint64_t whole = a / c;
    uint64_t part = a % c;
    for (int bit = 63; bit >= 0; bit--) {
        bool carry = rest >= c - rest;
        if (!number_multiply(quotient, 2, &quotient))
            return false;
        rest = carry ? rest - (c - rest) : rest * 2;
        if (!number_add(quotient, carry, &quotient))
            return false;
        if (((b >> bit) & 1) == 0)
            continue;
        carry = rest >= c - part;
        rest = carry ? rest - (c - part) : rest + part;
        if (!number_add(quotient, whole, &quotient))
            return false;
        if (!number_add(quotient, carry, &quotient))
            return false;
    }
    *ret = quotient;
    return true;
}

bool number_decimal(struct slice text, uint64_t unit, uint64_t *ret)
{
    size_t point = slice_find(text, '.');
    uint64_t whole;
    uint64_t fraction = 0;
    uint64_t scale = 1;
    uint64_t value;

    if (point == text.len)
        point = slice_find(text, ',');
    if (!number_u64(slice_first(text, point), &whole))
        return false;
    if (point < text.len) {
        struct slice digits = slice_from(text, point + 1);
        if (digits.len > 9 || !number_u64(digits, &fraction))
            return false;
        for (size_t i = 0; i < digits.len; i++)
            scale *= 10;
    }
    if (!number_scale(fraction, unit, scale, &fraction))
        return false;
    if (!number_multiply(whole, unit, &value) || !number_add(value, fraction, &value))
        return false;
    *ret = value;
    return true;
}
