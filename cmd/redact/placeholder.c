#include "placeholder.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_DIGITS_MAX = 10 };

static uint64_t power(uint64_t base, size_t exponent)
{
    uint64_t value = 1;
    while (exponent-- > 0 && value <= UINT32_MAX)
        value *= base;
    return value;
}

static size_t digits_of(uint64_t number)
{
    size_t digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

/* `number` in `base`, right-aligned with zeros in front. */
static void put_number(char *to, size_t len, uint64_t number, unsigned base)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t i = len; i > 0; i--, number /= base)
        to[i - 1] = digits[number % base];
}

/*
 * As much of the prefix as the digits leave room for. Where digits do not do, capital letters and
 * digits behind one letter: no figure in decimals looks like that.
 */
bool placeholder_word(struct span place, const char *prefix, uint32_t number)
{
    size_t letters = strlen(prefix);
    memset(place.ptr, 'x', place.len);
    if (place.len < 2)
        return false;
    size_t digits = digits_of(number);
    if (digits < place.len) {
        if (letters > place.len - digits)
            letters = place.len - digits;
        memcpy(place.ptr, prefix, letters);
        put_number(place.ptr + letters, place.len - letters, number, 10);
        return true;
    }
    uint64_t more = number - power(10, place.len - 1);
    uint64_t tail = power(36, place.len - 2);
    if (more / tail >= 26)
        return false;
    place.ptr[0] = prefix[0];
    place.ptr[1] = (char)('A' + more / tail);
    put_number(place.ptr + 2, place.len - 2, more % tail, 36);
    return true;
}

bool placeholder_uuid(struct span place, uint32_t number)
{
    char text[40];
    int len = snprintf(text, sizeof(text), "00000000-0000-4000-8000-%012lu", (unsigned long)number);
    if (len < 0 || (size_t)len != place.len)
        return placeholder_word(place, "uuid", number);
    memcpy(place.ptr, text, place.len);
    return true;
}

/* Each part keeps its width: 10.0.0.1, 100.100.1.12. */
bool placeholder_ipv4(struct span place, uint32_t number)
{
    static const uint64_t first[] = {0, 0, 10, 100};
    static const uint64_t span[] = {1, 10, 90, 100};
    size_t end = place.len;
    uint64_t rest = number;
    for (int part = 0; part < 4; part++) {
        size_t start = end;
        while (start > 0 && place.ptr[start - 1] != '.')
            start--;
        size_t width = end - start;
        if (width < 1 || width > 3)
            return placeholder_word(place, "ip", number);
        uint64_t value = part < 3 ? first[width] + rest % span[width] : power(10, width - 1);
        if (part < 3)
            rest /= span[width];
        put_number(place.ptr + start, width, value, 10);
        end = start > 0 ? start - 1 : 0;
    }
    return rest == 0;
}

bool placeholder_hex(struct span place, const char *first, uint32_t number)
{
    size_t digits = 0;
    size_t kept = strlen(first);
    uint64_t rest = number;
    for (size_t i = 0; i < place.len; i++)
        digits += byte_is_hex(place.ptr[i]);
    if (digits < kept + 4)
        kept = 0;
    for (size_t i = place.len, left = digits; i > 0; i--) {
        if (!byte_is_hex(place.ptr[i - 1]))
            continue;
        left--;
        place.ptr[i - 1] = left < kept ? first[left] : "0123456789abcdef"[rest % 16];
        if (left >= kept)
            rest /= 16;
    }
    return rest == 0;
}
