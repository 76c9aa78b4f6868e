#include "progress.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "heap.h"
#include "human.h"
#include "terminal.h"

enum { FIRST_MS = 500, BETWEEN_MS = 100 };

struct watched {
    struct progress *progress;
    struct source_watcher watcher;
    const char *name;
    uint64_t size;
    _Atomic uint64_t read;
};

struct progress {
    struct watched sides[PROGRESS_SIDES];
    uint64_t start_ms;
    pthread_mutex_t drawing;
    uint64_t drawn_ms; /* guarded by `drawing`; 0: nothing stands on the screen */
};

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* What does not get through is no harm. */
static void put(struct slice bytes)
{
    ssize_t written = write(STDERR_FILENO, bytes.ptr, bytes.len);
    (void)written;
}

static void add_side(struct text *out, const struct progress_side *side)
{
    text_printf(out, "  %s ", side->name);
    if (side->size > 0) {
        uint64_t read = side->read < side->size ? side->read : side->size;
        text_printf(out, "%3u%% of ", (unsigned)((double)read / (double)side->size * 100));
        human_bytes(out, side->size);
    } else {
        human_bytes(out, side->read);
    }
}

void progress_line(struct text *out, const struct progress_side sides[PROGRESS_SIDES],
                   uint64_t elapsed_ms)
{
    uint64_t all = 0;
    text_add(out, SLICE("reading"));
    for (size_t i = 0; i < PROGRESS_SIDES; i++) {
        if (sides[i].name == NULL)
            continue;
        all += sides[i].read;
        add_side(out, &sides[i]);
    }
    if (elapsed_ms > 0) {
        text_add(out, SLICE("  "));
        human_bytes(out, (uint64_t)((double)all * 1000 / (double)elapsed_ms));
        text_add(out, SLICE("/s"));
    }
}

static void draw(struct progress *progress, uint64_t now)
{
    struct progress_side sides[PROGRESS_SIDES];
    struct text line = {0};
    for (size_t i = 0; i < PROGRESS_SIDES; i++) {
        struct watched *side = &progress->sides[i];
        sides[i] = (struct progress_side){
            side->name, atomic_load_explicit(&side->read, memory_order_relaxed), side->size};
    }
    text_add(&line, SLICE("\r"));
    progress_line(&line, sides, now - progress->start_ms);
    text_add(&line, SLICE("\x1b[K"));
    put(text_slice(&line));
    text_free(&line);
    progress->drawn_ms = now;
}

static void advance(void *context, uint64_t read_bytes)
{
    struct watched *side = context;
    struct progress *progress = side->progress;
    atomic_store_explicit(&side->read, read_bytes, memory_order_relaxed);
    uint64_t now = now_ms();
    /* Where the other reader is drawing, it draws this one's bytes too. */
    if (now - progress->start_ms < FIRST_MS || pthread_mutex_trylock(&progress->drawing) != 0)
        return;
    if (now >= progress->drawn_ms + BETWEEN_MS)
        draw(progress, now);
    pthread_mutex_unlock(&progress->drawing);
}

struct progress *progress_begin(void)
{
    if (!terminal_shows_progress())
        return NULL;
    struct progress *progress = heap_new(1, sizeof(*progress));
    pthread_mutex_init(&progress->drawing, NULL);
    progress->start_ms = now_ms();
    return progress;
}

const struct source_watcher *progress_of(struct progress *progress, size_t side, const char *name,
                                         const char *path)
{
    struct stat status;
    if (progress == NULL || side >= PROGRESS_SIDES)
        return NULL;
    struct watched *watched = &progress->sides[side];
    watched->progress = progress;
    watched->name = name;
    bool sized = strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode);
    watched->size = sized && status.st_size > 0 ? (uint64_t)status.st_size : 0;
    watched->watcher = (struct source_watcher){advance, watched};
    return &watched->watcher;
}

void progress_end(struct progress *progress)
{
    if (progress == NULL)
        return;
    if (progress->drawn_ms > 0)
        put(SLICE("\r\x1b[K"));
    pthread_mutex_destroy(&progress->drawing);
    free(progress);
}
