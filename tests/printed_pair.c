#include "printed_pair.h"

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "temporary.h"

enum { PATH_ROOM = 4096 };

static const char *const names[N_PRINTED_PAIRS] = {
    "10.7-process-leak",  "10.9-quiet",      "10.11-two-owners",      "10.12-caches",
    "10.13-process-leak", "10.14-zone-leak", "11-unattributed",       "12.1-load",
    "14.2-kext",          "15.3-two-boots",  "15.5-leak-below-cache", "26.4-reclaimable",
};

static void unpack(const char *path, const char *folder)
{
    struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_filter_xz(archive);
    archive_read_support_format_tar(archive);
    ck_assert_int_eq(archive_read_open_filename(archive, path, 1 << 16), ARCHIVE_OK);
    while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
        char target[PATH_ROOM];
        int len = snprintf(target, sizeof(target), "%s/%s", folder, archive_entry_pathname(entry));
        ck_assert(len > 0 && len < PATH_ROOM);
        archive_entry_set_pathname(entry, target);
        ck_assert_int_eq(archive_read_extract(archive, entry, 0), ARCHIVE_OK);
    }
    archive_read_free(archive);
}

char *unpack_printed_pair(int index)
{
    char archive[PATH_ROOM];
    const char *folder = getenv("SYSDELTA_PRINTED");
    if (folder == NULL)
        folder = SOURCE_DIR "/../shared/printed";
    snprintf(archive, sizeof(archive), "%s/%s.tar.xz", folder, names[index]);
    if (access(archive, R_OK) != 0) {
        printf("skipped: the printed pair %s is not here\n", names[index]);
        return NULL;
    }
    char *place = make_temporary_folder();
    unpack(archive, place);
    return place;
}
