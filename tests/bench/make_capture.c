/*
 * make_capture.c: a capture of the size and mix of a real one, always the same for the same
 * arguments: the reports of a folder, spread among files such as sysdiagnose takes along: logs,
 * traces, property lists, crash reports.
 *
 *     make_capture OUTPUT.tar.gz FOLDER-OF-REPORTS MEGABYTES LEVEL SEED
 *
 * MEGABYTES is what the files have before they are packed; about two fifths of it are left then.
 */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUFFER = 1 << 20, TRACE_CHUNK = 64 * 1024, REPORTS_MAX = 64, NAME_MAX_BYTES = 512 };

static uint64_t state;

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "make_capture: %s: %s\n", what, why);
    exit(1);
}

static const char *const words[] = {"kernel",     "default",    "com.apple.launchd",
                                    "process",    "connection", "invalidated",
                                    "error",      "state",      "IOPMrootDomain",
                                    "wake",       "sleep",      "assertion",
                                    "Bluetooth",  "wifi",       "channel",
                                    "timeout",    "server",     "session",
                                    "activity",   "thread",     "memory",
                                    "pressure",   "jetsam",     "priority",
                                    "controller", "started",    "stopped",
                                    "exited",     "request",    "response"};

/* Lines of a log: words that come again and again, and numbers that do not. */
static size_t fill_text(char *bytes, size_t room)
{
    size_t at = 0;
    while (at + 256 < room) {
        at += (size_t)snprintf(bytes + at, room - at, "2026-11-04 15:%02u:%02u.%06u+0100 0x%x ",
                               (unsigned)(next_random() % 60), (unsigned)(next_random() % 60),
                               (unsigned)(next_random() % 1000000),
                               (unsigned)(next_random() % 0xffffff));
        for (unsigned i = 0; i < 6 + next_random() % 8; i++)
            at += (size_t)snprintf(bytes + at, room - at, "%s ",
                                   words[next_random() % (sizeof(words) / sizeof(*words))]);
        bytes[at - 1] = '\n';
    }
    return at;
}

static void begin(struct archive *archive, const char *path, uint64_t size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_mtime(entry, 1000000000, 123456789);
    if (archive_write_header(archive, entry) != ARCHIVE_OK)
        die(path, archive_error_string(archive));
    archive_entry_free(entry);
}

static void put(struct archive *archive, const char *bytes, size_t len)
{
    if (archive_write_data(archive, bytes, len) != (la_ssize_t)len)
        die("writing", archive_error_string(archive));
}

/* A log's binary records: few kinds and threads, times that rise, words, and values of few bytes. */
static size_t fill_records(char *bytes, size_t room)
{
    static uint64_t time;
    size_t at = 0;
    while (at + 160 < room) {
        uint64_t random = next_random();
        uint32_t kind = 0x2a0000 + (uint32_t)(random % 300) * 24;
        uint64_t thread = 0x1000 + random / 300 % 60 * 7;
        unsigned values = (unsigned)(random % 300 % 4);
        time += 200 + (random >> 48);
        memcpy(bytes + at, &kind, 4);
        memcpy(bytes + at + 4, &thread, 8);
        memcpy(bytes + at + 12, &time, 8);
        at += 20;
        for (unsigned i = 0; i < values; i++, at += 4) {
            uint32_t value = (uint32_t)(next_random() % (i == 0 ? 65536 : 64));
            memcpy(bytes + at, &value, 4);
        }
        for (unsigned i = 0; i < 1 + values; i++) {
            const char *word = words[next_random() % (sizeof(words) / sizeof(*words))];
            memcpy(bytes + at, word, strlen(word) + 1);
            at += strlen(word) + 1;
        }
    }
    return at;
}

/* Traces: records in chunks that are packed with LZ4 already, as in a logarchive. */
static size_t fill_trace(char *bytes, size_t room)
{
    static char records[TRACE_CHUNK];
    size_t at = 0;
    while (at + 2 * TRACE_CHUNK < room) {
        size_t used = 0;
        struct archive *packer = archive_write_new();
        if (archive_write_set_format_raw(packer) != ARCHIVE_OK ||
            archive_write_add_filter_lz4(packer) != ARCHIVE_OK ||
            archive_write_set_bytes_per_block(packer, 0) != ARCHIVE_OK ||
            archive_write_open_memory(packer, bytes + at, room - at, &used) != ARCHIVE_OK)
            die("lz4", archive_error_string(packer));
        size_t len = fill_records(records, sizeof(records));
        begin(packer, "records", len);
        put(packer, records, len);
        if (archive_write_close(packer) != ARCHIVE_OK)
            die("lz4", archive_error_string(packer));
        archive_write_free(packer);
        at += used;
    }
    return at;
}

static size_t fill_list(char *bytes, size_t room)
{
    size_t at = 0;
    while (at + 128 < room)
        at +=
            (size_t)snprintf(bytes + at, room - at, "\t<key>Key%u</key>\n\t<integer>%u</integer>\n",
                             (unsigned)(next_random() % 400), (unsigned)(next_random() % 100000));
    return at;
}

static uint64_t add_filler(struct archive *archive, const char *root, unsigned number, char *bytes)
{
    static const char *const folders[] = {"system_logs.logarchive/Persist", "logs", "Preferences",
                                          "crashes_and_spins"};
    char path[NAME_MAX_BYTES];
    unsigned kind = (unsigned)(next_random() % 100);
    uint64_t size = kind < 4 ? 3 * BUFFER + next_random() % (2 * BUFFER)
                             : next_random() % (kind < 60 ? BUFFER : BUFFER / 16);
    unsigned folder = kind < 4 ? 0 : kind < 60 ? 1 : kind < 85 ? 2 : 3;
    snprintf(path, sizeof(path), "%s/%s/file%05u", root, folders[folder], number);
    begin(archive, path, size);
    for (uint64_t left = size; left > 0;) {
        size_t room = left < BUFFER ? (size_t)left : BUFFER;
        size_t len = folder == 0   ? fill_trace(bytes, BUFFER)
                     : folder == 2 ? fill_list(bytes, BUFFER)
                                   : fill_text(bytes, BUFFER);
        if (len > room)
            len = room;
        put(archive, bytes, len);
        left -= len;
    }
    return size;
}

static uint64_t add_report(struct archive *archive, const char *root, const char *folder,
                           const char *name, char *bytes)
{
    char path[2 * NAME_MAX_BYTES];
    struct stat status;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0)
        die(path, "cannot be read");
    snprintf(path, sizeof(path), "%s/%s", root, name);
    begin(archive, path, (uint64_t)status.st_size);
    for (size_t got; (got = fread(bytes, 1, BUFFER, file)) > 0;)
        put(archive, bytes, got);
    fclose(file);
    return (uint64_t)status.st_size;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static size_t list_reports(const char *folder, char names[REPORTS_MAX][NAME_MAX_BYTES])
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        die(folder, "cannot be read");
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        size_t len = strlen(entry->d_name);
        if (len > 4 && strcmp(entry->d_name + len - 4, ".txt") == 0 && count < REPORTS_MAX &&
            len < NAME_MAX_BYTES)
            memcpy(names[count++], entry->d_name, len + 1);
    }
    closedir(dir);
    qsort(names, count, NAME_MAX_BYTES, by_name);
    return count;
}

static struct archive *open_output(const char *path, const char *level)
{
    struct archive *archive = archive_write_new();
    if (archive_write_set_format_pax(archive) != ARCHIVE_OK ||
        archive_write_add_filter_gzip(archive) != ARCHIVE_OK ||
        archive_write_set_filter_option(archive, "gzip", "compression-level", level) !=
            ARCHIVE_OK ||
        archive_write_set_filter_option(archive, "gzip", "timestamp", NULL) != ARCHIVE_OK ||
        archive_write_open_filename(archive, path) != ARCHIVE_OK)
        die(path, archive_error_string(archive));
    return archive;
}

int main(int argc, char **argv)
{
    static char names[REPORTS_MAX][NAME_MAX_BYTES];
    if (argc != 6) {
        fputs("usage: make_capture OUTPUT.tar.gz FOLDER MEGABYTES LEVEL SEED\n", stderr);
        return 2;
    }
    const char *root = strrchr(argv[2], '/') != NULL ? strrchr(argv[2], '/') + 1 : argv[2];
    uint64_t size = strtoull(argv[3], NULL, 10) << 20;
    char *bytes = malloc(BUFFER);
    size_t count = list_reports(argv[2], names);
    struct archive *archive = open_output(argv[1], argv[4]);
    state = strtoull(argv[5], NULL, 10) * 0x9e3779b97f4a7c15 + 1;
    uint64_t done = 0;
    size_t report = 0;
    for (unsigned number = 0; bytes != NULL && done < size; number++) {
        done += add_filler(archive, root, number, bytes);
        /* From 8 % to 92 % of the stream, as sysdiagnose runs its tools one after the other. */
        while (report < count && done >= size * (8 + 84 * report / count) / 100)
            done += add_report(archive, root, argv[2], names[report++], bytes);
    }
    while (report < count)
        add_report(archive, root, argv[2], names[report++], bytes);
    if (archive_write_close(archive) != ARCHIVE_OK)
        die(argv[1], archive_error_string(archive));
    archive_write_free(archive);
    free(bytes);
    return 0;
}
