/*
 * check_robust_archives: archives as no Mac writes them. Each is refused in words, or read with the
 * figures that are in it; where it is not clear which they are, or some are missing, that is said.
 */
#include <archive_entry.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "parse_text.h"
#include "raw_tar.h"
#include "robust.h"
#include "sample_capture.h"

#define ZPRINT ROOT "/zprint.txt"
#define OTHER_ZONES                                                                                \
    "zone name size size size #elts #elts inuse   size  count\n"                                   \
    "zone.0 1024 77777K 77777K 9 9 9 4K 4 C\n"                                                     \
    "wired memory id tag size waste size\nVM_KERN_MEMORY_BSD 2 29844K\n"                           \
    "maps free free size size\nVM_KERN_COUNT_WIRED 1331200K\n"

enum { MUST_BE_RIGHT = 1, MUST_BE_TOLD = 2 };

static bool is_told(const struct snapshot *snapshot)
{
    bool told = snapshot->damage.len > 0 || snapshot->other_root.len > 0 ||
                snapshot->n_warnings > (size_t)is_unverified(snapshot);
    told = told || report_of(snapshot, "zprint")->status != REPORT_OK;
    return told || report_of(snapshot, "vm_stat")->status != REPORT_OK;
}

static bool is_right(const struct snapshot *snapshot)
{
    struct amount wired = snapshot->vm_stat.figures[VM_WIRED].value;
    struct snapshot *whole = parse_text("zprint", slice_of(zprint_text));
    const struct zprint *a = &snapshot->zprint;
    bool right = a->n_zones == ZONES && wired.known && wired.value == 1300001;
    for (size_t i = 0; right && i < ZONES; i++)
        right = slice_equal(a->zones[i].name, whole->zprint.zones[i].name) &&
                a->zones[i].size_bytes.value == whole->zprint.zones[i].size_bytes.value &&
                a->zones[i].elements == whole->zprint.zones[i].elements;
    snapshot_free(whole);
    return right;
}

static void judge_file(const char *path, const char *what, size_t at, int expected)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    robust_case();
    if (snapshot == NULL) {
        ck_assert_msg(error.set && error.reason[0] != '\0', "%s at %zu: no reason", what, at);
        ck_assert_msg((expected & MUST_BE_RIGHT) == 0, "%s at %zu: %s", what, at, error.reason);
        return;
    }
    bool right = is_right(snapshot);
    bool told = is_told(snapshot);
    ck_assert_msg(right || told, "%s at %zu: wrong without a word", what, at);
    ck_assert_msg(right || (expected & MUST_BE_RIGHT) == 0, "%s at %zu: wrong", what, at);
    ck_assert_msg(told || (expected & MUST_BE_TOLD) == 0, "%s at %zu: not told", what, at);
    snapshot_free(snapshot);
}

static void judge_bytes(const char *what, size_t at, const char *bytes, size_t len, int expected)
{
    write_bytes("odd", "wb", bytes, len);
    judge_file("odd", what, at, expected);
}

static void add_file(struct raw_tar *tar, const char *path, const char *text)
{
    raw_tar_add(tar, (struct raw_member){slice_of(path), '0', NULL, NULL}, slice_of(text));
}

static void add_reports(struct raw_tar *tar)
{
    add_file(tar, ZPRINT, zprint_text);
    add_file(tar, ROOT "/vm_stat.txt", VM_STAT);
}

/* A member beside the true ones, in front of them or behind them. */
static const struct odd_member {
    const char *what;
    const char *path;
    char type;
    const char *link, *size, *text;
    int expected;
} odd_members[] = {
    {"an absolute path", "/" ZPRINT, '0', NULL, NULL, OTHER_ZONES, MUST_BE_RIGHT},
    {"a path out of the folder", "../zprint.txt", '0', NULL, NULL, OTHER_ZONES, MUST_BE_TOLD},
    {"a way round", ROOT "/../../zprint.txt", '0', NULL, NULL, OTHER_ZONES, 0},
    {"the same member again", ZPRINT, '0', NULL, NULL, OTHER_ZONES, MUST_BE_TOLD},
    {"the same in capitals", ROOT "/ZPRINT.TXT", '0', NULL, NULL, OTHER_ZONES, 0},
    {"a symbolic link", ZPRINT, '2', "/etc/passwd", NULL, "", MUST_BE_RIGHT | MUST_BE_TOLD},
    {"a link to itself", ZPRINT, '2', "zprint.txt", NULL, "", MUST_BE_RIGHT | MUST_BE_TOLD},
    {"a hard link", ZPRINT, '1', ROOT "/vm_stat.txt", NULL, "", MUST_BE_RIGHT | MUST_BE_TOLD},
    {"a character device", ZPRINT, '3', NULL, NULL, "", MUST_BE_RIGHT | MUST_BE_TOLD},
    {"a block device", ZPRINT, '4', NULL, NULL, "", MUST_BE_RIGHT | MUST_BE_TOLD},
    {"a folder", ZPRINT, '5', NULL, NULL, "", MUST_BE_RIGHT},
    {"a fifo", ZPRINT, '6', NULL, NULL, "", MUST_BE_RIGHT | MUST_BE_TOLD},
    {"a type that nobody knows", ROOT "/x", 'Q', NULL, NULL, "x", MUST_BE_RIGHT},
    {"a sparse file", ZPRINT, 'S', NULL, NULL, OTHER_ZONES, 0},
    {"a line feed", ROOT "/a\nb", '0', NULL, NULL, "x", MUST_BE_RIGHT},
    {"an escape sequence", ROOT "/\033[2J", '0', NULL, NULL, "x", MUST_BE_RIGHT},
    {"no UTF-8", ROOT "/\xff\xfe", '0', NULL, NULL, "x", MUST_BE_RIGHT},
    {"no name", "", '0', NULL, NULL, "x", MUST_BE_RIGHT},
    {"slashes", "//////////", '0', NULL, NULL, "x", MUST_BE_RIGHT},
    {"another tar", ROOT "/inner.tar", '0', NULL, NULL, "ustar", MUST_BE_RIGHT},
    {"a negative size", ROOT "/x", '0', NULL, "-0000000001", "", 0},
    {"a size of octal junk", ROOT "/x", '0', NULL, "0000000zzzz", "", 0},
    {"a huge size in base 256", ROOT "/x", '0', NULL, "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
     "", 0},
    {"a negative one", ROOT "/x", '0', NULL, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0", "",
     0},
    {"less than there is", ROOT "/x", '0', NULL, "00000000001", OTHER_ZONES, 0},
    {"a pax size that lies", "x", 'x', NULL, NULL, "14 size=99999\n", 0},
    {"a pax size below zero", "x", 'x', NULL, NULL, "11 size=-1\n", 0},
    {"a pax path", "x", 'x', NULL, NULL, "19 path=/etc/a\nb/c\n", 0},
    {"a pax record that lies of its length", "x", 'x', NULL, NULL, "999 path=a\n", 0},
    {"a pax record without one", "x", 'x', NULL, NULL, "path=a\n", 0},
    {"a pax link", "x", 'x', NULL, NULL, "21 linkpath=/etc/pas\n", 0},
    {"pax holes", "x", 'x', NULL, NULL,
     "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n29 GNU.sparse.realsize=99999\n", 0},
    {"a pax header of the whole archive", "x", 'g', NULL, NULL, "11 size=77\n", 0},
    {"a long name", "././@LongLink", 'L', NULL, NULL, ROOT "/zprint.txt", 0},
    {"a long link", "././@LongLink", 'K', NULL, NULL, "/etc/passwd", 0},
};

START_TEST(odd_member)
{
    const struct odd_member *m = &odd_members[_i / 2];
    struct raw_tar tar = {.bytes = NULL};
    struct raw_member member = {slice_of(m->path), m->type, m->link, m->size};
    if (_i % 2 == 0)
        raw_tar_add(&tar, member, slice_of(m->text));
    add_reports(&tar);
    if (_i % 2 == 1)
        raw_tar_add(&tar, member, slice_of(m->text));
    raw_tar_end(&tar);
    judge_bytes(m->what, (size_t)_i % 2, tar.bytes, tar.len, m->expected);
    raw_tar_free(&tar);
}
END_TEST

/* A header in front of the next member, of 1 MB or with a name of 64 KiB. */
START_TEST(large_headers)
{
    enum { LARGE = 1 << 20, LONG = 64 << 10 };
    static const char types[] = {'x', 'g', 'L', 'K'};
    size_t len = _i < 2 ? LARGE : LONG;
    char *text = malloc(len);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', len);
    if (_i < 2) {
        memcpy(text, "1048576 comment=", 16);
        text[len - 1] = '\n';
    }
    struct raw_tar tar = {.bytes = NULL};
    add_reports(&tar);
    raw_tar_add(&tar, (struct raw_member){SLICE("x"), types[_i], NULL, NULL},
                (struct slice){text, len});
    add_file(&tar, ROOT "/README", "x");
    raw_tar_end(&tar);
    judge_bytes("a large header", (size_t)_i, tar.bytes, tar.len, MUST_BE_RIGHT);
    raw_tar_free(&tar);
    free(text);
}
END_TEST

/* Empty members in front of the reports: within the limits they are passed over. */
START_TEST(many_members)
{
    size_t count = getenv("SYSDELTA_ROBUST") != NULL ? 1000000 : 50000;
    struct raw_tar tar = {.bytes = NULL};
    for (size_t i = 0; i < count; i++)
        raw_tar_add(&tar, (struct raw_member){SLICE(ROOT "/e"), '0', NULL, NULL}, SLICE(""));
    add_reports(&tar);
    raw_tar_end(&tar);
    judge_bytes("many members", count, tar.bytes, tar.len, MUST_BE_RIGHT);
    raw_tar_free(&tar);
}
END_TEST

static char *gzip_of(const char *bytes, size_t len, size_t *ret_len)
{
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    archive_write_set_format_raw(archive);
    ck_assert_int_eq(archive_write_add_filter_gzip(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_filename(archive, "part.gz"), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_data(archive, bytes, len), (la_ssize_t)len);
    archive_entry_free(entry);
    ck_assert_int_eq(archive_write_free(archive), ARCHIVE_OK);
    return read_file("part.gz", ret_len);
}

/* The capture in two gzip members, and what may stand round them. */
START_TEST(gzip_parts)
{
    const struct {
        const char *what;
        struct slice front, between, behind;
        bool empty_member;
        int expected;
    } cases[] = {
        {"two members", SLICE(""), SLICE(""), SLICE(""), false, MUST_BE_RIGHT},
        {"an empty member between", SLICE(""), SLICE(""), SLICE(""), true, MUST_BE_RIGHT},
        {"zeros behind", SLICE(""), SLICE(""), SLICE("\0\0\0\0\0\0\0\0"), false, MUST_BE_RIGHT},
        {"garbage behind", SLICE(""), SLICE(""), SLICE("garbage"), false, MUST_BE_RIGHT},
        {"half a head behind", SLICE(""), SLICE(""), SLICE("\x1f\x8b\x08"), false, 0},
        {"garbage in front", SLICE("garbage"), SLICE(""), SLICE(""), false, 0},
        {"zeros in front", SLICE("\0\0\0\0"), SLICE(""), SLICE(""), false, 0},
        {"garbage between", SLICE(""), SLICE("garbage"), SLICE(""), false, 0},
    };
    struct raw_tar tar = {.bytes = NULL};
    struct raw_tar file = {.bytes = NULL};
    size_t lens[3];
    add_reports(&tar);
    raw_tar_end(&tar);
    size_t half = tar.len / 2;
    char *parts[] = {gzip_of(tar.bytes, half, &lens[0]), gzip_of("", 0, &lens[1]),
                     gzip_of(tar.bytes + half, tar.len - half, &lens[2])};
    raw_tar_bytes(&file, cases[_i].front);
    raw_tar_bytes(&file, (struct slice){parts[0], lens[0]});
    raw_tar_bytes(&file, cases[_i].between);
    if (cases[_i].empty_member)
        raw_tar_bytes(&file, (struct slice){parts[1], lens[1]});
    raw_tar_bytes(&file, (struct slice){parts[2], lens[2]});
    raw_tar_bytes(&file, cases[_i].behind);
    judge_bytes(cases[_i].what, 0, file.bytes, file.len, cases[_i].expected);
    for (size_t i = 0; i < 3; i++)
        free(parts[i]);
    raw_tar_free(&file);
    raw_tar_free(&tar);
}
END_TEST

/* Formats that hold checksums of what is in them: no flipped bit goes unseen. */
static bool is_checked(const struct format_case *c)
{
    static const char *const names[] = {"tar.gz", "tar.xz", "tar.bz2", "zip"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(c->format, names[i]) == 0)
            return true;
    }
    return false;
}

START_TEST(formats_cut_and_flipped)
{
    const struct format_case *c = &formats[_i];
    size_t size;
    size_t cases = getenv("SYSDELTA_ROBUST") != NULL ? 4000 : 40;
    if (!write_archive("whole", c->set_format, c->add_filter, capture))
        return;
    struct snapshot *whole = read_ok("whole");
    bool checked = is_checked(c) && !is_unverified(whole);
    snapshot_free(whole);
    char *bytes = read_file("whole", &size);
    for (size_t i = 0; i < cases; i++) {
        size_t len = (size_t)(robust_random() % size);
        judge_bytes(c->file, len, bytes, len, 0);
        size_t at = (size_t)(robust_random() % size);
        char kept = bytes[at];
        bytes[at] = (char)(kept ^ (1 << robust_random() % 8));
        if (checked) {
            judge_bytes("a flipped bit", at, bytes, size, 0);
        } else {
            struct error error = ERROR_NONE;
            write_bytes("odd", "wb", bytes, size);
            struct snapshot *snapshot = bundle_read("odd", &error);
            ck_assert(snapshot != NULL || error.set);
            snapshot_free(snapshot);
            robust_case();
        }
        bytes[at] = kept;
    }
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("robust_archives");
    TCase *tests = tcase_create("robust_archives");
    tcase_add_checked_fixture(tests, enter_folder, leave_folder);
    tcase_add_loop_test(tests, odd_member, 0, 2 * COUNT(odd_members));
    tcase_add_loop_test(tests, large_headers, 0, 4);
    tcase_add_test(tests, many_members);
    tcase_add_loop_test(tests, gzip_parts, 0, 8);
    tcase_add_loop_test(tests, formats_cut_and_flipped, 0, n_formats);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}
