#include "sample_capture.h"

#include <archive_entry.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "parse_text.h"
#include "temporary.h"

/* Round the zones, so that the report is whole. */
#define ZONES_HEAD "zone name size size size #elts #elts inuse   size  count\n"
#define OTHER_SECTIONS                                                                             \
    "wired memory id tag size waste size\nVM_KERN_MEMORY_BSD 2 29844K\n"                           \
    "maps free free size size\nVM_KERN_COUNT_WIRED 1331200K\n"

static char *folder;
char zprint_text[ZPRINT_ROOM]; /* figures without a pattern, so that they fill some blocks */
struct member capture[] = {
    {ROOT "/README.txt", "Not a report.\n", false},
    {ROOT "/zprint.txt", zprint_text, false},
    {ROOT "/logs/system.log", "Nothing to see.\n", false},
    {ROOT "/vm_stat.txt", VM_STAT, false},
    {NULL, NULL, false},
};

void enter_folder(void)
{
    folder = make_temporary_folder();
    if (chdir(folder) != 0)
        abort();
    uint64_t state = 1;
    char *end = zprint_text + sprintf(zprint_text, ZONES_HEAD);
    for (int i = 0; i < ZONES; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        unsigned kib = (unsigned)(state >> 40), used = (unsigned)(state >> 44);
        end += sprintf(end, "zone.%d 1024 %uK %uK %u %u %u 4K 4 C\n", i, kib, kib, kib, kib, used);
    }
    strcpy(end, OTHER_SECTIONS);
}

void leave_folder(void)
{
    if (chdir("/") == 0)
        remove_temporary_folder(folder);
}

void write_bytes(const char *path, const char *mode, const char *bytes, size_t len)
{
    FILE *file = fopen(path, mode);
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

bool write_archive(const char *path, writer_option *format, writer_option *filter,
                   const struct member *members)
{
    struct archive *archive = archive_write_new();
    bool ok = filter(archive) == ARCHIVE_OK && format(archive) == ARCHIVE_OK &&
              archive_write_open_filename(archive, path) == ARCHIVE_OK;
    for (const struct member *m = members; ok && m->path != NULL; m++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, m->path);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_filetype(entry, m->is_link ? AE_IFLNK : AE_IFREG);
        size_t len = m->is_link ? 0 : strlen(m->text);
        archive_entry_set_size(entry, (la_int64_t)len);
        if (m->is_link)
            archive_entry_set_symlink(entry, m->text);
        ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
        ck_assert_int_eq(archive_write_data(archive, m->text, len), (la_ssize_t)len);
        archive_entry_free(entry);
    }
    ck_assert(archive_write_free(archive) == ARCHIVE_OK || !ok);
    if (!ok)
        printf("skipped: libarchive cannot write %s here\n", path);
    return ok;
}

static void make_parents(const char *path)
{
    char parent[PATH_ROOM];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
        (void)mkdir(parent, 0755);
    }
}

void write_folder(const char *name, const struct member *members)
{
    for (const struct member *m = members; m->path != NULL; m++) {
        char path[PATH_ROOM];
        snprintf(path, sizeof(path), "%s/%s", name, m->path);
        make_parents(path);
        if (m->is_link)
            ck_assert_int_eq(symlink(m->text, path), 0);
        else
            write_bytes(path, "wb", m->text, strlen(m->text));
    }
}

void gzip_bytes(const char *path, const char *text)
{
    const struct member members[] = {{"data", text, false}, {NULL, NULL, false}};
    ck_assert(
        write_archive(path, archive_write_set_format_raw, archive_write_add_filter_gzip, members));
}

const struct report *report_of(const struct snapshot *snapshot, const char *kind)
{
    return snapshot_report(snapshot, kind);
}

void check_zones(const struct snapshot *snapshot)
{
    struct snapshot *whole = parse_text("zprint", slice_of(zprint_text));
    const struct zprint *a = &snapshot->zprint, *b = &whole->zprint;
    size_t same = 0;
    ck_assert_uint_eq(b->n_zones, ZONES);
    ck_assert_uint_le(a->n_zones, ZONES);
    while (same < a->n_zones && slice_equal(a->zones[same].name, b->zones[same].name) &&
           a->zones[same].size_bytes.value == b->zones[same].size_bytes.value &&
           a->zones[same].elements == b->zones[same].elements)
        same++;
    ck_assert_msg(same == a->n_zones, "zone %d differs", (int)same);
    snapshot_free(whole);
}

bool is_unverified(const struct snapshot *snapshot)
{
    return snapshot->n_warnings > 0 && slice_find_text(snapshot->warnings[0].text, "not verified") <
                                           snapshot->warnings[0].text.len;
}

void check_whole(const struct snapshot *snapshot)
{
    ck_assert_int_eq(report_of(snapshot, "zprint")->status, REPORT_OK);
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    check_zones(snapshot);
    ck_assert_int_eq(report_of(snapshot, "vm_stat")->status, REPORT_OK);
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_WIRED].value.value, 1300001);
    ck_assert_uint_eq(snapshot->damage.len, 0);
    ck_assert_uint_eq(snapshot->n_warnings, is_unverified(snapshot));
    ck_assert(slice_is(snapshot->root, ROOT));
    ck_assert(slice_is(report_of(snapshot, "zprint")->member, ROOT "/zprint.txt"));
    ck_assert_uint_eq(snapshot->members, 4);
}

struct snapshot *read_ok(const char *path)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    ck_assert_msg(snapshot != NULL, "%s: %s", path, error.reason);
    ck_assert(!error.set);
    return snapshot;
}

const struct format_case formats[] = {
    {"c.tar", "tar", TAR, archive_write_add_filter_none},
    {"pax.tar", "tar", archive_write_set_format_pax, archive_write_add_filter_none},
    {"gnu.tar", "tar", archive_write_set_format_gnutar, archive_write_add_filter_none},
    {"c.tar.gz", "tar.gz", TAR, archive_write_add_filter_gzip},
    {"c.tar.xz", "tar.xz", TAR, archive_write_add_filter_xz},
    {"c.tar.zst", "tar.zst", TAR, archive_write_add_filter_zstd},
    {"c.tar.bz2", "tar.bz2", TAR, archive_write_add_filter_bzip2},
    {"c.tar.lz4", "tar.lz4", TAR, archive_write_add_filter_lz4},
    {"c.tar.Z", "tar.Z", TAR, archive_write_add_filter_compress},
    {"c.zip", "zip", archive_write_set_format_zip, archive_write_add_filter_none},
};

const int n_formats = COUNT(formats);
