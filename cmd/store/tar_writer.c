#include "tar_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

enum { MEMBER_MODE = 0600, COPY_BYTES = 64 * 1024, SPARE_BYTES = 4096 };

struct tar_writer {
    struct archive *archive;
    struct outfile *outfile;
    uint64_t left; /* of the member begun */
};

static bool fail(const struct tar_writer *writer, struct error *error)
{
    const char *reason = writer->archive != NULL ? archive_error_string(writer->archive) : NULL;
    return error_set(error, "cannot be packed: %s", reason != NULL ? reason : "out of memory");
}

static la_ssize_t write_outfile(struct archive *archive, void *context, const void *bytes,
                                size_t len)
{
    struct tar_writer *writer = context;
    errno = 0;
    if (outfile_write(writer->outfile, (struct slice){bytes, len}))
        return (la_ssize_t)len;
    archive_set_error(archive, errno, "%s", errno != 0 ? strerror(errno) : "writing failed");
    return -1;
}

static bool set_gzip(struct archive *archive)
{
    /* Where it has no memory for its filter, libarchive follows a null pointer: now it has. */
    free(heap_take(SPARE_BYTES));
    return archive_write_add_filter_gzip(archive) == ARCHIVE_OK &&
           archive_write_set_filter_option(archive, "gzip", "compression-level", "9") ==
               ARCHIVE_OK &&
           archive_write_set_filter_option(archive, "gzip", "timestamp", NULL) == ARCHIVE_OK;
}

static bool set_up(struct tar_writer *writer, int set_format(struct archive *), bool gzip)
{
    struct archive *archive = writer->archive = archive_write_new();
    return archive != NULL && set_format(archive) == ARCHIVE_OK && (!gzip || set_gzip(archive)) &&
           archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
           archive_write_open(archive, writer, NULL, write_outfile, NULL) == ARCHIVE_OK;
}

static struct tar_writer *new_writer(struct outfile *outfile, int set_format(struct archive *),
                                     bool gzip, struct error *error)
{
    struct tar_writer *writer = heap_new(1, sizeof(*writer));
    writer->outfile = outfile;
    errno = 0; /* zlib has other words for it */
    bool ok = set_up(writer, set_format, gzip);
    if (!ok) {
        heap_check();
        fail(writer, error);
        tar_writer_abandon(writer);
        return NULL;
    }
    return writer;
}

struct tar_writer *tar_writer_new(struct outfile *outfile, struct error *error)
{
    return new_writer(outfile, archive_write_set_format_pax_restricted, true, error);
}

struct tar_writer *tar_writer_new_plain(struct outfile *outfile, struct error *error)
{
    return new_writer(outfile, archive_write_set_format_pax_restricted, false, error);
}

bool tar_writer_begin(struct tar_writer *writer, struct slice path, uint64_t size, int64_t seconds,
                      struct error *error)
{
    if (size > INT64_MAX)
        return error_set(error, "%.*s is too large for an archive", SLICE_ARGS(path));
    struct archive_entry *entry = archive_entry_new();
    char *name = strndup(path.ptr, path.len);
    bool ok = entry != NULL && name != NULL;
    if (ok) {
        archive_entry_set_pathname(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, MEMBER_MODE);
        archive_entry_set_size(entry, (la_int64_t)size);
        archive_entry_set_mtime(entry, (time_t)seconds, 0);
        /* A name that is no text of this locale is warned of, and written as it is. */
        ok = archive_write_header(writer->archive, entry) >= ARCHIVE_WARN;
    }
    writer->left = size;
    free(name);
    archive_entry_free(entry);
    return ok || fail(writer, error);
}

bool tar_writer_put(struct tar_writer *writer, struct slice bytes, struct error *error)
{
    if (bytes.len > writer->left)
        return error_set(error, "a member has more bytes than it was said to have");
    writer->left -= bytes.len;
    while (bytes.len > 0) {
        la_ssize_t put = archive_write_data(writer->archive, bytes.ptr, bytes.len);
        if (put <= 0)
            return fail(writer, error);
        bytes = slice_from(bytes, (size_t)put);
    }
    return true;
}

bool tar_writer_end(struct tar_writer *writer, struct error *error)
{
    if (writer->left > 0)
        return error_set(error, "a member has fewer bytes than it was said to have");
    return archive_write_finish_entry(writer->archive) == ARCHIVE_OK || fail(writer, error);
}

bool tar_writer_add(struct tar_writer *writer, struct slice path, uint64_t size, int64_t seconds,
                    struct byte_reader bytes, struct error *error)
{
    char buffer[COPY_BYTES];
    bool ok = tar_writer_begin(writer, path, size, seconds, error);
    while (ok) {
        long got = bytes.read(bytes.context, buffer, sizeof(buffer), error);
        if (got < 0)
            return false;
        if (got == 0)
            return tar_writer_end(writer, error);
        ok = tar_writer_put(writer, (struct slice){buffer, (size_t)got}, error);
    }
    return false;
}

bool tar_writer_add_text(struct tar_writer *writer, struct slice path, struct slice text,
                         int64_t seconds, struct error *error)
{
    return tar_writer_begin(writer, path, text.len, seconds, error) &&
           tar_writer_put(writer, text, error) && tar_writer_end(writer, error);
}

bool tar_writer_close(struct tar_writer *writer, struct error *error)
{
    bool ok = archive_write_close(writer->archive) == ARCHIVE_OK || fail(writer, error);
    archive_write_free(writer->archive);
    free(writer);
    return ok;
}

void tar_writer_abandon(struct tar_writer *writer)
{
    if (writer == NULL)
        return;
    archive_write_free(writer->archive); /* its end goes to a file that is abandoned as well */
    free(writer);
}

bool gzip_write(struct outfile *outfile, struct slice bytes, struct error *error)
{
    struct tar_writer *writer = new_writer(outfile, archive_write_set_format_raw, true, error);
    if (writer == NULL)
        return false;
    if (!tar_writer_add_text(writer, SLICE("data"), bytes, 0, error)) {
        tar_writer_abandon(writer);
        return false;
    }
    return tar_writer_close(writer, error);
}
