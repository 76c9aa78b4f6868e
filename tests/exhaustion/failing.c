#define _GNU_SOURCE /* RTLD_NEXT */
#include "failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

struct archive;

int archive_write_add_filter_gzip(struct archive *archive);

/* glibc's own, under the names that it keeps for those who replace malloc(). */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static struct {
    bool on, all_later, alone;
    unsigned long number;
    atomic_ulong *count; /* shared with the parent */
    void *(*mmap)(void *, size_t, int, int, int, off_t);
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
} failing;

bool failing_prepare(void)
{
    *(void **)&failing.mmap = dlsym(RTLD_NEXT, "mmap");
    *(void **)&failing.create = dlsym(RTLD_NEXT, "pthread_create");
    void *shared = failing.mmap(NULL, sizeof(*failing.count), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    failing.count = shared;
    return shared != MAP_FAILED;
}

void failing_begin(unsigned long number, bool all_later, bool alone)
{
    atomic_store(failing.count, 0);
    failing.number = number;
    failing.all_later = all_later;
    failing.alone = alone;
    failing.on = true;
}

unsigned long failing_count(void)
{
    return atomic_load(failing.count);
}

static bool fails(void)
{
    if (!failing.on)
        return false;
    unsigned long number = atomic_fetch_add(failing.count, 1) + 1;
    bool chosen = failing.all_later ? number >= failing.number : number == failing.number;
    if (failing.number == FAIL_NEVER || !chosen)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

void *reallocarray(void *memory, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(memory, count * size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
    int before = errno;
    void *memory = aligned_alloc(alignment, size);
    errno = before;
    if (memory == NULL)
        return ENOMEM;
    *ret = memory;
    return 0;
}

/* Only that for code: the rest is the allocator's own. */
void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    if (failing.mmap == NULL)
        *(void **)&failing.mmap = dlsym(RTLD_NEXT, "mmap");
    if ((protection & PROT_EXEC) != 0 && fails())
        return MAP_FAILED;
    return failing.mmap(at, len, protection, flags, fd, offset);
}

/* Where it has no memory for its filter, libarchive follows a null pointer: no fault of ours. */
int archive_write_add_filter_gzip(struct archive *archive)
{
    bool on = failing.on;
    int (*original)(struct archive *);
    *(void **)&original = dlsym(RTLD_NEXT, "archive_write_add_filter_gzip");
    failing.on = false;
    int result = original(archive);
    failing.on = on;
    return result;
}

int pthread_create(pthread_t *ret, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *context)
{
    if (failing.alone || fails())
        return EAGAIN;
    return failing.create(ret, attributes, start, context);
}
