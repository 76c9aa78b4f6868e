/*
 * bundle_archive.c: walks an archive member by member; the only user of libarchive.
 *
 * Members that no report kind claims are skipped, not read. A stream that is no archive is taken
 * for a single report. Filters that would start other programs are not switched on.
 *
 * Where it has no memory, libarchive may call that damage or pass it over, and a name or the rest
 * of a capture would be missing: errno is looked at behind each call.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "bundle_walk.h"
#include "heap.h"
#include "source.h"

struct archive_reader {
    struct archive *archive;
    struct source *source;
    struct error source_error; /* what the stream itself complained of */
    const struct limits *limits;
    bool stopped; /* a quick reading has seen all that it wants */
    uint64_t member_bytes;
    uint64_t data_bytes; /* of all members, where libarchive inflates them */
    struct slice block;  /* of the member: read from the archive, not yet handed on */

    /* of what libarchive was given */
    uint64_t delivered; /* bytes */
    uint64_t zeros;     /* how many of them are zeros at its end */
    bool ended;         /* with the end of a tar: nothing else should follow */
    bool more_follows;  /* something does */
};

static void note_delivered(struct archive_reader *reader, struct slice block)
{
    size_t zeros = slice_trailing_zeros(block);
    if (block.len == 0)
        return;
    reader->delivered += block.len;
    reader->zeros = zeros < block.len ? zeros : reader->zeros + zeros;
}

static la_ssize_t read_source(struct archive *archive, void *context, const void **ret_bytes)
{
    struct archive_reader *reader = context;
    struct slice block;
    if (!source_next(reader->source, &block, &reader->source_error)) {
        archive_set_error(archive, EIO, "%s", reader->source_error.reason);
        return -1;
    }
    note_delivered(reader, block);
    *ret_bytes = block.ptr;
    return (la_ssize_t)block.len;
}

static const char *reason_of(const struct archive_reader *reader)
{
    if (reader->source_error.set)
        return reader->source_error.reason;
    const char *reason = archive_error_string(reader->archive);
    return reason != NULL ? reason : "damaged";
}

/* What is inflated by libarchive is counted here, block by block: also what is skipped. */
static bool count_block(struct archive_reader *reader, size_t len, struct error *error)
{
    la_int64_t unpacked = archive_filter_bytes(reader->archive, 0);
    reader->data_bytes += len;
    uint64_t most = reader->data_bytes;
    if (unpacked > 0 && (uint64_t)unpacked > most)
        most = (uint64_t)unpacked;
    if (source_counts(reader->source) || source_count_inflated(reader->source, most, error))
        return true;
    error_set(&reader->source_error, "%s", error->reason);
    return false;
}

/* What libarchive says of lacking memory is in errno alone, and means it only where a call failed. */
static void check_memory(int result)
{
    if (result != ARCHIVE_OK && result != ARCHIVE_EOF)
        heap_check();
}

static int next_block(struct archive_reader *reader, struct slice *ret_block,
                      la_int64_t *ret_offset)
{
    const void *bytes = NULL;
    errno = 0;
    int result = archive_read_data_block(reader->archive, &bytes, &ret_block->len, ret_offset);
    check_memory(result);
    ret_block->ptr = bytes;
    return result;
}

static long read_member(void *context, char *buffer, size_t room, struct error *error)
{
    struct archive_reader *reader = context;
    if (reader->member_bytes > reader->limits->member) {
        limits_passed(error, "the report has", "bytes", "member", reader->limits->member);
        return -1;
    }
    /* Block by block: archive_read_data() drops what it has copied when an error follows. */
    while (reader->block.len == 0) {
        la_int64_t offset;
        int result = next_block(reader, &reader->block, &offset);
        if (result == ARCHIVE_EOF)
            return 0;
        if (result < ARCHIVE_OK) {
            reader->block.len = 0;
            error_set(error, "%s", reason_of(reader));
            return -1;
        }
        if (!count_block(reader, reader->block.len, error)) {
            reader->block.len = 0;
            return -1;
        }
        if ((uint64_t)offset != reader->member_bytes) {
            reader->block.len = 0;
            error_set(error, "has holes, which no report has");
            return -1;
        }
    }
    struct slice part = slice_first(reader->block, room);
    memcpy(buffer, part.ptr, part.len);
    reader->block = slice_from(reader->block, part.len);
    reader->member_bytes += part.len;
    return (long)part.len;
}

static bool open_archive(struct archive_reader *reader, struct error *error)
{
    static int (*const supported[])(struct archive *) = {
        archive_read_support_filter_bzip2,
        archive_read_support_filter_compress,
        archive_read_support_filter_gzip,
        archive_read_support_filter_lz4,
        archive_read_support_filter_lzma,
        archive_read_support_filter_xz,
        archive_read_support_filter_zstd,
        archive_read_support_format_empty,
        archive_read_support_format_raw,
        archive_read_support_format_tar,
        archive_read_support_format_zip_streamable,
    };
    struct archive *archive = reader->archive = archive_read_new();
    if (archive == NULL)
        heap_exhausted();
    errno = 0;
    for (size_t i = 0; i < sizeof(supported) / sizeof(*supported); i++)
        check_memory(supported[i](archive));
    archive_read_set_read_callback(archive, read_source);
    /* archive_read_open() does not look whether this has found memory. */
    if (archive_read_set_callback_data(archive, reader) != ARCHIVE_OK)
        heap_exhausted();
    int result = archive_read_open1(archive);
    check_memory(result);
    return result == ARCHIVE_OK || error_set(error, "%s", reason_of(reader));
}

static const char *filter_suffix(const struct archive_reader *reader)
{
    if (source_is_gzip(reader->source))
        return ".gz";
    switch (archive_filter_code(reader->archive, 0)) {
    case ARCHIVE_FILTER_BZIP2:
        return ".bz2";
    case ARCHIVE_FILTER_COMPRESS:
        return ".Z";
    case ARCHIVE_FILTER_LZ4:
        return ".lz4";
    case ARCHIVE_FILTER_LZMA:
        return ".lzma";
    case ARCHIVE_FILTER_XZ:
        return ".xz";
    case ARCHIVE_FILTER_ZSTD:
        return ".zst";
    default:
        return "";
    }
}

static bool is_single_file(const struct archive_reader *reader)
{
    int format = archive_format(reader->archive) & ARCHIVE_FORMAT_BASE_MASK;
    return format == ARCHIVE_FORMAT_RAW || format == ARCHIVE_FORMAT_EMPTY;
}

static void note_format(struct walk *walk, const struct archive_reader *reader)
{
    struct snapshot *snapshot = walk->snapshot;
    int format = archive_format(reader->archive) & ARCHIVE_FORMAT_BASE_MASK;
    if (is_single_file(reader)) {
        snapshot->format = SLICE("report");
    } else {
        snapshot->format =
            arena_format(snapshot->arena, "%s%s", format == ARCHIVE_FORMAT_ZIP ? "zip" : "tar",
                         filter_suffix(reader));
    }
}

/* As stored, without the "./" that some tools put in front. */
static struct slice member_path(struct archive_entry *entry)
{
    errno = 0;
    const char *path = archive_entry_pathname_utf8(entry);
    if (path == NULL) {
        heap_check();
        path = archive_entry_pathname(entry);
    }
    struct slice member = slice_of(path != NULL ? path : "");
    while (slice_starts(member, "./"))
        member = slice_from(member, 2);
    return member;
}

static struct amount entry_size(struct archive_entry *entry)
{
    la_int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
    return size < 0 ? AMOUNT_UNKNOWN : amount_of((uint64_t)size);
}

static bool read_entry(struct walk *walk, struct archive_reader *reader,
                       struct archive_entry *entry, struct error *error)
{
    size_t kind;
    struct slice member = member_path(entry);
    reader->member_bytes = 0;
    reader->block.len = 0;
    if (walk_is_manifest(walk, member) && archive_entry_filetype(entry) == AE_IFREG)
        return walk_read_manifest(walk, (struct byte_reader){read_member, reader}, error);
    if (!walk_enters(walk, &member))
        return true;
    if (archive_entry_symlink(entry) != NULL || archive_entry_hardlink(entry) != NULL) {
        walk_skips(walk, member, "is a link");
        return walk_tells(walk, member, AMOUNT_UNKNOWN, MEMBER_LINK, error);
    }
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return true;
    if (archive_entry_filetype(entry) != AE_IFREG) {
        walk_skips(walk, member, "is no file");
        return walk_tells(walk, member, AMOUNT_UNKNOWN, MEMBER_NO_FILE, error);
    }
    if (walk->lister != NULL)
        return walk_lists(walk, member, entry_size(entry), true, error);
    if (walk_is_notes(walk, member))
        return walk_read_notes(walk, (struct byte_reader){read_member, reader}, error);
    if (!walk_claims(walk, member, &kind))
        return true;
    return walk_read(walk, kind, member, (struct byte_reader){read_member, reader}, error);
}

static void note_reason(struct walk *walk, struct slice reason)
{
    struct slice *damage = walk->is_guest ? &walk->guest_damage : &walk->snapshot->damage;
    if (damage->len == 0)
        *damage = arena_copy(walk->snapshot->arena, reason);
}

static void note_damage(struct walk *walk, const struct archive_reader *reader, const char *reason)
{
    /* The stream's own words are plain; libarchive's speak of its inside. */
    bool plain = reader->source_error.set;
    note_reason(walk, plain ? slice_of(reason)
                            : arena_format(walk->snapshot->arena,
                                           "the archive is damaged or cut short (%s)", reason));
}

/*
 * A tar ends with blocks of zeros, where libarchive stops. It takes the end of the stream for one
 * too. What libarchive inflates itself cannot be looked at.
 */
static void judge_end(struct walk *walk, struct archive_reader *reader)
{
    enum { BLOCK = 512 };
    la_int64_t read = archive_filter_bytes(reader->archive, 0);
    bool is_tar =
        (archive_format(reader->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    if (!is_tar || archive_filter_count(reader->archive) != 1 || read < 0 ||
        (uint64_t)read > reader->delivered)
        return;
    uint64_t rest = reader->delivered - (uint64_t)read;
    if (rest == 0 && reader->zeros < BLOCK)
        note_reason(walk,
                    SLICE("the archive has no end: files behind its last one may be missing"));
    reader->ended = true;
    reader->more_follows = rest > reader->zeros;
}

/* Behind the last member: the rest of the stream holds its checksum. */
static void drain(struct walk *walk, struct archive_reader *reader)
{
    struct slice block;
    do {
        if (reader->source_error.set ||
            !source_next(reader->source, &block, &reader->source_error)) {
            note_damage(walk, reader, reader->source_error.reason);
            return;
        }
        if (reader->ended && slice_trailing_zeros(block) < block.len)
            reader->more_follows = true;
    } while (block.len > 0);
    if (reader->more_follows)
        note_reason(walk, SLICE("something stands behind the end of the archive, another one or "
                                "damage: it was not read"));
}

/* The hash is of the file as it is stored: what could not be inflated is part of it all the same. */
static void hash_file(struct walk *walk, struct archive_reader *reader)
{
    struct error unread = ERROR_NONE;
    if (source_finish(reader->source, &unread)) {
        walk->snapshot->sha256 = source_sha256(reader->source, walk->snapshot->arena);
    } else if (!reader->source_error.set) {
        note_damage(walk, reader, unread.reason);
    }
}

/* libarchive would skip a member in one go, however much of it there is to inflate. */
static bool skip_rest(struct archive_reader *reader)
{
    struct error error = ERROR_NONE;
    struct slice block;
    la_int64_t offset;
    if (source_counts(reader->source))
        return true;
    while (next_block(reader, &block, &offset) == ARCHIVE_OK) {
        if (!count_block(reader, block.len, &error))
            return false;
    }
    return true;
}

static bool walk_entries(struct walk *walk, struct archive_reader *reader, struct error *error)
{
    for (bool first = true;; first = false) {
        struct archive_entry *entry;
        errno = 0;
        int result = archive_read_next_header(reader->archive, &entry);
        check_memory(result);
        if (first && result != ARCHIVE_FATAL)
            note_format(walk, reader);
        if (result == ARCHIVE_EOF)
            break;
        if (result == ARCHIVE_RETRY) {
            note_damage(walk, reader, reason_of(reader));
            continue;
        }
        if (result < ARCHIVE_WARN) {
            if (first)
                return error_set(error, "cannot be read: %s", reason_of(reader));
            note_damage(walk, reader, reason_of(reader));
            return true;
        }
        if (first && is_single_file(reader)) {
            walk->snapshot->members = 1;
            if (!walk_read_single(walk, (struct byte_reader){read_member, reader}, error))
                return false;
            drain(walk, reader);
            return true;
        }
        if (walk->snapshot->members >= walk->limits->members) {
            limits_passed(&reader->source_error, "the archive holds", "files", "members",
                          walk->limits->members);
            note_damage(walk, reader, reader->source_error.reason);
            return true;
        }
        if (!read_entry(walk, reader, entry, error))
            return false;
        if (walk_has_all(walk)) {
            reader->stopped = true;
            snapshot_warn(walk->snapshot,
                          "--quick: each known report was seen after %llu files, and the rest was "
                          "not read: a second capture or damage there goes unnoticed, and neither "
                          "a checksum nor a SHA-256 covers the file",
                          (unsigned long long)walk->snapshot->members);
            return true;
        }
        if (reader->source_error.set || !skip_rest(reader)) {
            note_damage(walk, reader, reader->source_error.reason);
            return true;
        }
    }
    if (is_single_file(reader))
        return error_set(error, "is empty");
    judge_end(walk, reader);
    drain(walk, reader);
    return true;
}

static bool is_apple_archive(struct slice head)
{
    static const char *const magics[] = {"AA01", "YAA1", "pbz", NULL};
    for (size_t i = 0; magics[i] != NULL; i++) {
        if (slice_starts(head, magics[i]))
            return true;
    }
    return false;
}

bool archive_walk(struct walk *walk, const char *path, struct error *error)
{
    struct archive_reader reader = {.source_error = ERROR_NONE, .limits = walk->limits};
    uint64_t size;
    reader.source = source_open(path, walk->limits, !walk->no_hash, error);
    if (reader.source == NULL)
        return false;
    source_watch(reader.source, walk->watcher);
    if (is_apple_archive(source_head(reader.source))) {
        source_close(reader.source);
        return error_set(error, "is an Apple Archive: unpack it on a Mac (aa extract) and give "
                                "the folder");
    }
    if (source_size(reader.source, &size))
        walk->snapshot->size_bytes = amount_of(size);
    if (source_is_unverified(reader.source)) {
        snapshot_warn(walk->snapshot, BUNDLE_GZIP_UNVERIFIED);
    }
    bool ok = open_archive(&reader, error) && walk_entries(walk, &reader, error);
    if (ok && !walk->is_guest && !reader.stopped)
        hash_file(walk, &reader);
    archive_read_free(reader.archive);
    source_close(reader.source);
    return ok;
}
