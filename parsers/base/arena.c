#include "arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

enum { CHUNK_SIZE = 64 * 1024, FIRST_ROOM = 8 };

union align {
    long long integer;
    long double real;
    void *pointer;
};

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    union align bytes[];
};

struct arena {
    struct chunk *chunks;
};

struct arena *arena_new(void)
{
    return heap_new(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct chunk *chunk = arena->chunks; chunk != NULL;) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

static struct chunk *chunk_with_room(struct arena *arena, size_t size)
{
    struct chunk *head = arena->chunks;
    if (head != NULL && size <= head->size - head->used)
        return head;

    size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    struct chunk *chunk = heap_new(1, sizeof(*chunk) + room);
    chunk->size = room;
    /* A large block of its own goes behind the head, whose room is not lost. */
    if (head != NULL && size > CHUNK_SIZE / 4) {
        chunk->next = head->next;
        head->next = chunk;
    } else {
        chunk->next = head;
        arena->chunks = chunk;
    }
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        heap_exhausted();
    size_t rounded = (size + sizeof(union align) - 1) / sizeof(union align) * sizeof(union align);
    struct chunk *chunk = chunk_with_room(arena, rounded);
    void *memory = (char *)chunk->bytes + chunk->used;
    chunk->used += rounded;
    return memory;
}

struct slice arena_copy(struct arena *arena, struct slice s)
{
    if (s.len == 0)
        return (struct slice){"", 0};
    return (struct slice){arena_string(arena, s), s.len};
}

char *arena_string(struct arena *arena, struct slice s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

struct slice arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        heap_exhausted(); /* or more than printf() can count, which no memory holds either */

    char *text = arena_alloc(arena, (size_t)len + 1);
    va_start(args, format);
    if (vsnprintf(text, (size_t)len + 1, format, args) != len)
        heap_exhausted();
    va_end(args);
    return (struct slice){text, (size_t)len};
}

static void *take_array(struct arena *arena, size_t room, size_t element_size)
{
    if (room > SIZE_MAX / 2 / element_size)
        heap_exhausted();
    return arena_alloc(arena, room * element_size);
}

/* Room is FIRST_ROOM, then doubles: it is full exactly when count is one of those sizes. */
void *arena_array(struct arena *arena, size_t count, size_t element_size)
{
    size_t room = FIRST_ROOM;
    if (count == 0)
        return NULL;
    while (room < count && room <= SIZE_MAX / 2)
        room *= 2;
    return take_array(arena, room, element_size);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t element_size)
{
    bool full = count == 0 || (count >= FIRST_ROOM && (count & (count - 1)) == 0);
    if (!full)
        return items;
    void *larger = take_array(arena, count == 0 ? FIRST_ROOM : count * 2, element_size);
    if (count > 0)
        memcpy(larger, items, count * element_size);
    return larger;
}
