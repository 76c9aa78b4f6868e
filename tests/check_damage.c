/*
 * check_damage: captures that are cut or damaged anywhere: what stands before the damage is used,
 * and the damage is told.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "parse_text.h"
#include "run_suite.h"
#include "sample_capture.h"

static bool is_damage_told(const struct snapshot *snapshot)
{
    bool told = snapshot->damage.len > 0;
    for (size_t i = 0; i < snapshot->n_reports; i++)
        told = told || snapshot->reports[i].cut_short;
    return told;
}

/* Are all the zones there, as they were before any damage? */
static bool zones_are_right(const struct snapshot *snapshot)
{
    struct snapshot *whole = parse_text("zprint", slice_of(zprint_text));
    const struct zprint *a = &snapshot->zprint, *b = &whole->zprint;
    bool right = a->n_zones == b->n_zones;
    for (size_t i = 0; right && i < a->n_zones; i++)
        right = slice_equal(a->zones[i].name, b->zones[i].name) &&
                a->zones[i].size_bytes.value == b->zones[i].size_bytes.value;
    snapshot_free(whole);
    return right;
}

/*
 * Reads damaged bytes: a clear error and NULL, or figures that are right as far as they go, and a
 * word on the damage.
 */
static struct snapshot *read_damaged(const char *what, size_t at, const char *bytes, size_t len,
                                     bool may_be_harmless)
{
    struct error error = ERROR_NONE;
    write_bytes("damaged", "wb", bytes, len);
    struct snapshot *snapshot = bundle_read("damaged", &error);
    if (snapshot == NULL) {
        ck_assert_msg(error.set && error.reason[0] != '\0', "%s at %d: no reason", what, (int)at);
        return NULL;
    }
    check_zones(snapshot);
    bool harmless = may_be_harmless && snapshot->zprint.n_zones == ZONES;
    ck_assert_msg(is_damage_told(snapshot) || harmless, "%s at %d: silence", what, (int)at);
    return snapshot;
}

/* A capture (0) or a single report (1), behind gzip; NULL where this build does not verify it. */
static char *gzip_sample(int which, size_t *ret_len)
{
    if (which == 0)
        write_archive("sample.gz", TAR, archive_write_add_filter_gzip, capture);
    else
        gzip_bytes("sample.gz", zprint_text);
    struct snapshot *snapshot = read_ok("sample.gz");
    bool unverified = is_unverified(snapshot);
    snapshot_free(snapshot);
    if (unverified)
        printf("skipped: this build does not verify gzip streams\n");
    return unverified ? NULL : read_file("sample.gz", ret_len);
}

START_TEST(gzip_cut_anywhere)
{
    size_t size, used = 0;
    char *bytes = gzip_sample(_i, &size);
    if (bytes == NULL)
        return;
    for (size_t len = 0; len < size; len += 64) {
        struct snapshot *snapshot = read_damaged("a cut", len, bytes, len, false);
        if (snapshot == NULL)
            continue;
        const struct report *report = report_of(snapshot, "zprint");
        ck_assert(_i == 1 || snapshot->damage.len > 0);
        ck_assert(report->cut_short || snapshot->zprint.n_zones == ZONES);
        used += snapshot->zprint.n_zones > 0;
        snapshot_free(snapshot);
    }
    /* What stands before the cut can be used, wherever the cut is. */
    ck_assert_msg(used > size / 64 * 3 / 4, "%d of %d used", (int)used, (int)(size / 64));
    free(bytes);
}
END_TEST

static void read_flipped(size_t at, const char *bytes, size_t len, bool may_be_harmless)
{
    struct error error = ERROR_NONE;
    write_bytes("damaged", "wb", bytes, len);
    struct snapshot *snapshot = bundle_read("damaged", &error);
    ck_assert_msg(snapshot != NULL || error.set, "a flipped bit at %d: no reason", (int)at);
    if (snapshot == NULL)
        return;
    bool harmless = may_be_harmless && zones_are_right(snapshot);
    ck_assert_msg(is_damage_told(snapshot) || harmless, "a flipped bit at %d: silence", (int)at);
    snapshot_free(snapshot);
}

/*
 * A bit in the data may flip without harm: a match that points at another copy of the same text.
 * In the checksum and the length at the end it may not. In the head it may change but a date.
 */
START_TEST(gzip_with_a_flipped_bit)
{
    enum { HEAD = 10, TAIL = 8 };
    size_t size;
    char *bytes = gzip_sample(_i, &size);
    if (bytes == NULL)
        return;
    for (size_t at = HEAD; at < size; at += at < size - TAIL - 13 ? 13 : 1) {
        bytes[at] ^= 0x10;
        read_flipped(at, bytes, size, at < size - TAIL);
        bytes[at] ^= 0x10;
    }
    free(bytes);
}
END_TEST

/* Other filters and zip check themselves, through libarchive. */
START_TEST(other_archives_cut_anywhere)
{
    const struct format_case *c = &formats[_i];
    size_t size;
    if (!write_archive("other", c->set_format, c->add_filter, capture))
        return;
    char *bytes = read_file("other", &size);
    for (size_t len = 0; len < size / 2; len += 499)
        snapshot_free(read_damaged(c->file, len, bytes, len, false));
    free(bytes);
}
END_TEST

enum { BLOCK = 512 };

/* Where a member's head starts in an uncompressed tar. */
static size_t head_of(const char *bytes, size_t size, const char *path)
{
    for (size_t at = 0; at + BLOCK <= size; at += BLOCK) {
        if (strcmp(bytes + at, path) == 0)
            return at;
    }
    ck_abort_msg("no %s", path);
}

static char *plain_tar(size_t *ret_len)
{
    ck_assert(write_archive("plain.tar", TAR, archive_write_add_filter_none, capture));
    return read_file("plain.tar", ret_len);
}

START_TEST(tar_cut_inside_a_head)
{
    size_t size;
    char *bytes = plain_tar(&size);
    size_t at = head_of(bytes, size, ROOT "/vm_stat.txt");
    struct snapshot *snapshot = read_damaged("a cut head", at, bytes, at + 100, false);
    ck_assert_ptr_nonnull(snapshot);
    ck_assert_uint_gt(snapshot->damage.len, 0);
    ck_assert_int_eq(report_of(snapshot, "zprint")->status, REPORT_OK);
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    ck_assert_int_eq(report_of(snapshot, "vm_stat")->status, REPORT_MISSING);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

START_TEST(tar_cut_inside_a_report)
{
    size_t size;
    char *bytes = plain_tar(&size);
    size_t at = head_of(bytes, size, ROOT "/zprint.txt") + BLOCK + 4000;
    struct snapshot *snapshot = read_damaged("a cut report", at, bytes, at, false);
    ck_assert_ptr_nonnull(snapshot);
    ck_assert_uint_gt(snapshot->damage.len, 0);
    const struct report *report = report_of(snapshot, "zprint");
    ck_assert_int_eq(report->status, REPORT_PARTIAL);
    ck_assert(report->cut_short && slice_starts(report->reason, "cut short"));
    ck_assert_uint_ge(report->bytes, 4000 - BLOCK);
    ck_assert_uint_gt(snapshot->zprint.n_zones, 30);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

struct lie {
    const char *what, *size; /* 12 bytes of the head */
    bool wrong_sum;
};

static const struct lie lies[] = {
    {"8 GiB less a byte", "77777777777\0", false},
    {"nothing", "00000000000\0", false},
    {"a little too much", "00000060000\0", false},
    {"beyond 64 bits", "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", false},
    {"2^63 - 1", "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", false},
    {"below zero", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe", false},
    {"no number", "zprint.txt??", false},
    {"a head that was damaged", "00000000123\0", true},
};

/* Told in the head of the second report, so that the first one is there all the same. */
START_TEST(tar_heads_that_lie)
{
    const struct lie *c = &lies[_i];
    size_t size;
    unsigned sum = 8 * ' ';
    char *bytes = plain_tar(&size);
    char *head = bytes + head_of(bytes, size, ROOT "/vm_stat.txt");
    memcpy(head + 124, c->size, 12);
    for (size_t i = 0; i < BLOCK; i++)
        sum += i < 148 || i >= 156 ? (unsigned char)head[i] : 0;
    if (!c->wrong_sum)
        snprintf(head + 148, 8, "%06o", sum);
    struct snapshot *snapshot = read_damaged(c->what, 0, bytes, size, false);
    ck_assert_ptr_nonnull(snapshot);
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("damage");
    TCase *tests = tcase_create("damage");
    tcase_set_timeout(tests, 300);
    tcase_add_unchecked_fixture(tests, enter_folder, leave_folder);
    tcase_add_loop_test(tests, gzip_cut_anywhere, 0, 2);
    tcase_add_loop_test(tests, gzip_with_a_flipped_bit, 0, 2);
    tcase_add_loop_test(tests, other_archives_cut_anywhere, 0, n_formats);
    tcase_add_test(tests, tar_cut_inside_a_head);
    tcase_add_test(tests, tar_cut_inside_a_report);
    tcase_add_loop_test(tests, tar_heads_that_lie, 0, COUNT(lies));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
