#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

/* Most texts are one name or figure and live briefly; what is larger makes malloc() tidy up first. */
enum { FIRST_ROOM = 512 };

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

static void make_room(struct text *text, size_t more)
{
    if (more <= text->room - text->len)
        return;
    size_t room = text->room == 0 ? FIRST_ROOM : text->room;
    while (room - text->len < more && room <= SIZE_MAX / 4)
        room *= 2;
    if (room - text->len < more)
        heap_exhausted();
    text->bytes = heap_resize(text->bytes, room);
    text->room = room;
}

void text_add(struct text *text, struct slice bytes)
{
    if (bytes.len == 0)
        return;
    make_room(text, bytes.len);
    memcpy(text->bytes + text->len, bytes.ptr, bytes.len);
    text->len += bytes.len;
}

void text_repeat(struct text *text, char byte, size_t count)
{
    if (count == 0)
        return;
    make_room(text, count);
    memset(text->bytes + text->len, byte, count);
    text->len += count;
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list args;
    make_room(text, 1);
    size_t room = text->room - text->len;
    va_start(args, format);
    int len = vsnprintf(text->bytes + text->len, room, format, args);
    va_end(args);
    if (len >= 0 && (size_t)len >= room) {
        make_room(text, (size_t)len + 1);
        va_start(args, format);
        len = vsnprintf(text->bytes + text->len, (size_t)len + 1, format, args);
        va_end(args);
    }
    if (len < 0)
        heap_exhausted(); /* or more than printf() can count, which no memory holds either */
    text->len += (size_t)len;
}

struct slice text_slice(const struct text *text)
{
    return (struct slice){text->bytes, text->len};
}
