#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hash.h"
#include "heap.h"

#ifdef SYSDELTA_HAVE_ISAL
#include <isa-l/igzip_lib.h>
#endif

enum { BLOCK_BYTES = 256 * 1024 };

struct source {
    int fd;
    const struct limits *limits;
    struct hash *hash;                    /* NULL: not taken */
    const struct source_watcher *watcher; /* may be NULL */
    uint64_t read;                        /* of the file */
    uint64_t inflated;
    bool regular;
    uint64_t size;
    bool gzip;
    bool at_end;  /* of the file */
    size_t start; /* in[start, end) is read from the file and not yet used */
    size_t end;
    uint8_t in[BLOCK_BYTES];
#ifdef SYSDELTA_HAVE_ISAL
    bool finished;     /* of the last gzip member */
    bool padded;       /* what follows it is no gzip */
    bool bad_checksum; /* found behind bytes that were handed out all the same */
    struct inflate_state inflate;
    uint8_t out[BLOCK_BYTES];
#endif
};

static bool fill(struct source *source, struct error *error)
{
    if (source->start == source->end)
        source->start = source->end = 0;
    if (source->start > 0) {
        memmove(source->in, source->in + source->start, source->end - source->start);
        source->end -= source->start;
        source->start = 0;
    }
    for (;;) {
        ssize_t got = read(source->fd, source->in + source->end, sizeof(source->in) - source->end);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, "cannot be read: %s", strerror(errno));
        source->at_end = got == 0;
        source->read += (uint64_t)got;
        if (source->read > source->limits->file)
            return limits_passed(error, "the file has", "bytes", "file", source->limits->file);
        if (source->hash != NULL)
            hash_add(source->hash,
                     (struct slice){(const char *)source->in + source->end, (size_t)got});
        source->end += (size_t)got;
        if (source->watcher != NULL)
            source->watcher->advance(source->watcher->context, source->read);
        return true;
    }
}

static bool starts_gzip(const struct source *source)
{
    const uint8_t *bytes = source->in + source->start;
    return source->end - source->start >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

static bool open_file(struct source *source, const char *path, struct error *error)
{
    struct stat status;
    source->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (source->fd < 0 || fstat(source->fd, &status) != 0) {
        return error_set(error, "cannot be opened: %s", strerror(errno));
    }
    if (S_ISDIR(status.st_mode))
        return error_set(error, "is a folder");
    source->regular = S_ISREG(status.st_mode);
    source->size = source->regular ? (uint64_t)status.st_size : 0;

    /* The first two bytes tell gzip; a pipe may hand them over one at a time. */
    while (source->end - source->start < 2 && !source->at_end) {
        if (!fill(source, error))
            return false;
    }
    source->gzip = starts_gzip(source);
#ifdef SYSDELTA_HAVE_ISAL
    if (source->gzip) {
        isal_inflate_init(&source->inflate);
        source->inflate.crc_flag = ISAL_GZIP;
    }
#endif
    return true;
}

struct source *source_open(const char *path, const struct limits *limits, bool hash,
                           struct error *error)
{
    struct source *source = heap_new(1, sizeof(*source));
    if (hash)
        source->hash = hash_new();
    source->fd = -1;
    source->limits = limits;
    if (!open_file(source, path, error)) {
        source_close(source);
        return NULL;
    }
    return source;
}

void source_close(struct source *source)
{
    if (source == NULL)
        return;
    if (source->fd >= 0)
        close(source->fd);
    hash_free(source->hash);
    free(source);
}

void source_watch(struct source *source, const struct source_watcher *watcher)
{
    source->watcher = watcher;
}

static bool next_raw(struct source *source, struct slice *ret_block, struct error *error)
{
    if (source->start == source->end && !source->at_end && !fill(source, error))
        return false;
    *ret_block =
        (struct slice){(const char *)source->in + source->start, source->end - source->start};
    source->start = source->end;
    return true;
}

/* A bomb: little that inflates to much. */
bool source_count_inflated(const struct source *source, uint64_t bytes, struct error *error)
{
    const struct limits *limits = source->limits;
    uint64_t most;
    if (bytes > limits->inflated)
        return limits_passed(error, "the file inflates to", "bytes", "inflated", limits->inflated);
    if (bytes > LIMITS_RATIO_FROM && number_multiply(source->read, limits->ratio, &most) &&
        bytes > most)
        return limits_passed(error, "a byte of the file inflates to", "bytes", "ratio",
                             limits->ratio);
    return true;
}

#ifdef SYSDELTA_HAVE_ISAL

/* Tapes and disks pad with zeros. Anything else is a member whose head is damaged, or was appended. */
static bool skip_padding(struct source *source, struct error *error)
{
    source->padded = true;
    for (;;) {
        struct slice rest = {(const char *)source->in + source->start, source->end - source->start};
        source->start = source->end;
        if (slice_trailing_zeros(rest) < rest.len)
            return error_set(error, "what stands behind the end of the gzip stream is no gzip: it "
                                    "was not read");
        if (source->at_end)
            return true;
        if (!fill(source, error))
            return false;
    }
}

/* Behind a finished member: another one, the end, or bytes that are neither. */
static bool next_member(struct source *source, bool *ret_more, struct error *error)
{
    *ret_more = false;
    if (source->padded)
        return true;
    while (source->end - source->start < 2 && !source->at_end) {
        if (!fill(source, error))
            return false;
    }
    if (source->start == source->end)
        return true;
    if (!starts_gzip(source))
        return skip_padding(source, error);
    isal_inflate_reset(&source->inflate);
    source->inflate.crc_flag = ISAL_GZIP;
    source->finished = false;
    *ret_more = true;
    return true;
}

static bool complain_of_checksum(struct error *error)
{
    return error_set(error, "the gzip checksum is wrong: the file is damaged");
}

static bool inflate_step(struct source *source, struct slice *ret_block, struct error *error)
{
    struct inflate_state *state = &source->inflate;
    state->next_in = source->in + source->start;
    state->avail_in = (uint32_t)(source->end - source->start);
    state->next_out = source->out;
    state->avail_out = sizeof(source->out);

    int result = isal_inflate(state);
    source->start = source->end - state->avail_in;
    size_t got = sizeof(source->out) - state->avail_out;
    source->bad_checksum = result == ISAL_INCORRECT_CHECKSUM;
    if (source->bad_checksum && got == 0)
        return complain_of_checksum(error);
    if (source->bad_checksum)
        result = ISAL_DECOMP_OK; /* the last bytes first, as those before them */
    if (result != ISAL_DECOMP_OK && result != ISAL_END_INPUT && result != ISAL_OUT_OVERFLOW) {
        return error_set(error, "the gzip stream is damaged");
    }
    source->finished = state->block_state == ISAL_BLOCK_FINISH;
    *ret_block = (struct slice){(const char *)source->out, got};
    return true;
}

static bool next_inflated(struct source *source, struct slice *ret_block, struct error *error)
{
    if (source->bad_checksum)
        return complain_of_checksum(error);
    for (;;) {
        if (source->finished) {
            bool more;
            if (!next_member(source, &more, error))
                return false;
            if (!more) {
                *ret_block = (struct slice){"", 0};
                return true;
            }
        }
        if (source->start == source->end && !source->at_end && !fill(source, error))
            return false;
        bool starved = source->start == source->end && source->at_end;
        if (!inflate_step(source, ret_block, error))
            return false;
        source->inflated += ret_block->len;
        if (!source_count_inflated(source, source->inflated, error))
            return false;
        if (ret_block->len > 0)
            return true;
        if (starved && !source->finished) {
            return error_set(error, "the gzip stream ends early: the file is cut short");
        }
    }
}

#endif

bool source_next(struct source *source, struct slice *ret_block, struct error *error)
{
#ifdef SYSDELTA_HAVE_ISAL
    if (source->gzip)
        return next_inflated(source, ret_block, error);
#endif
    return next_raw(source, ret_block, error);
}

bool source_finish(struct source *source, struct error *error)
{
    while (!source->at_end) {
        source->start = source->end;
        if (!fill(source, error))
            return false;
    }
    return true;
}

struct slice source_sha256(struct source *source, struct arena *arena)
{
    return source->at_end && source->hash != NULL ? hash_end(source->hash, arena)
                                                  : (struct slice){"", 0};
}

struct slice source_head(const struct source *source)
{
    return (struct slice){(const char *)source->in + source->start, source->end - source->start};
}

bool source_is_gzip(const struct source *source)
{
    return source->gzip;
}

bool source_counts(const struct source *source)
{
    return source->gzip && !source_is_unverified(source);
}

bool source_is_unverified(const struct source *source)
{
#ifdef SYSDELTA_HAVE_ISAL
    (void)source;
    return false;
#else
    return source->gzip;
#endif
}

bool source_size(const struct source *source, uint64_t *ret_bytes)
{
    if (!source->regular)
        return false;
    *ret_bytes = source->size;
    return true;
}
