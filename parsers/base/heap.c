#include "heap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void (*on_exhaustion)(void);

void heap_on_exhaustion(void (*end)(void))
{
    on_exhaustion = end;
}

void heap_exhausted(void)
{
    if (on_exhaustion != NULL)
        on_exhaustion();
    abort();
}

void heap_check(void)
{
    if (errno == ENOMEM)
        heap_exhausted();
}

/* NULL is what some systems give for no bytes, and others for no memory. */
static size_t at_least_one(size_t size)
{
    return size > 0 ? size : 1;
}

static void *checked(void *memory)
{
    if (memory == NULL)
        heap_exhausted();
    return memory;
}

void *heap_new(size_t count, size_t size)
{
    return checked(calloc(at_least_one(count), at_least_one(size)));
}

void *heap_take(size_t size)
{
    return checked(malloc(at_least_one(size)));
}

void *heap_resize(void *memory, size_t size)
{
    return checked(realloc(memory, at_least_one(size)));
}

char *heap_string(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(heap_take(size), text, size);
}
