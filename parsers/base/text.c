#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

static bool make_room(struct text *text, size_t more)
{
    if (text->failed)
        return false;
    if (more <= text->room - text->len)
        return true;
    size_t room = text->room == 0 ? 4096 : text->room;
    while (room - text->len < more && room <= SIZE_MAX / 4)
        room *= 2;
    char *bytes = room - text->len < more ? NULL : realloc(text->bytes, room);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void text_add(struct text *text, struct slice bytes)
{
    if (bytes.len == 0 || !make_room(text, bytes.len))
        return;
    memcpy(text->bytes + text->len, bytes.ptr, bytes.len);
    text->len += bytes.len;
}

void text_repeat(struct text *text, char byte, size_t count)
{
    if (count == 0 || !make_room(text, count))
        return;
    memset(text->bytes + text->len, byte, count);
    text->len += count;
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        text->failed = true;
        return;
    }
    if (!make_room(text, (size_t)len + 1))
        return;
    va_start(args, format);
    vsnprintf(text->bytes + text->len, (size_t)len + 1, format, args);
    va_end(args);
    text->len += (size_t)len;
}

struct slice text_slice(const struct text *text)
{
    return (struct slice){text->bytes, text->len};
}
