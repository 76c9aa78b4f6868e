/* check_limits: what passes a limit is refused or cut short in words that name the limit. */
#include <archive_entry.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "run_suite.h"
#include "sample_capture.h"

static const struct setting {
    const char *text;
    uint64_t value; /* 0: refused */
} settings[] = {
    {"members=7", 7},
    {"members=7K", 7 << 10},
    {"members=7KB", 7 << 10},
    {"members=2M", 2 << 20},
    {"members=1TB", UINT64_C(1) << 40},
    {"members=18446744073709551615", UINT64_MAX},
    {"members=18446744073709551616", 0},
    {"members=17592186044416TB", 0},
    {"members=0", 0},
    {"members=", 0},
    {"members", 0},
    {"members=-1", 0},
    {"members= 1", 0},
    {"members=B", 0},
    {"member=", 0},
    {"=1", 0},
    {"", 0},
    {"nothing=1", 0},
};

START_TEST(set)
{
    const struct setting *c = &settings[_i];
    struct limits limits = limits_default;
    struct error error = ERROR_NONE;
    ck_assert_msg(limits_set(&limits, slice_of(c->text), &error) == (c->value != 0), "%s", c->text);
    ck_assert_int_eq(error.set, c->value == 0);
    ck_assert_msg(limits.members == (c->value != 0 ? c->value : limits_default.members), "%s",
                  c->text);
}
END_TEST

START_TEST(every_name)
{
    struct limits limits;
    memset(&limits, 0, sizeof(limits));
    for (size_t i = 0; limits_name(i) != NULL; i++) {
        char setting[64];
        struct error error = ERROR_NONE;
        snprintf(setting, sizeof(setting), "%s=%zu", limits_name(i), i + 1);
        ck_assert(limits_set(&limits, slice_of(setting), &error));
    }
    const uint64_t *values = (const uint64_t *)(const void *)&limits;
    for (size_t i = 0; i < sizeof(limits) / sizeof(*values); i++)
        ck_assert_uint_ne(values[i], 0);
}
END_TEST

/* The small capture of every suite, with one limit just below what it needs. */
static const struct passed {
    const char *setting, *where;
} passed[] = {
    {"file=1000", "a.tar.gz"},  {"inflated=4096", "a.tar.gz"}, {"members=1", "a.tar.gz"},
    {"member=100", "a.tar.gz"}, {"path=20", "a.tar.gz"},       {"lines=3", "a.tar.gz"},
    {"rows=2", "a.tar.gz"},     {"inflated=4096", "a.tar.xz"}, {"members=1", "folder"},
    {"member=100", "folder"},   {"path=20", "folder"},         {"depth=1", "folder"},
};

/* Says it as an error, as damage, as the reason of a report or as a warning. */
static bool is_named(const struct snapshot *snapshot, const struct error *error, const char *name)
{
    char word[64];
    snprintf(word, sizeof(word), "--limit %.*s=N", (int)strcspn(name, "="), name);
    if (snapshot == NULL)
        return strstr(error->reason, word) != NULL;
    bool named = slice_find_text(snapshot->damage, word) < snapshot->damage.len;
    for (size_t i = 0; i < snapshot->n_warnings; i++)
        named = named ||
                slice_find_text(snapshot->warnings[i].text, word) < snapshot->warnings[i].text.len;
    for (size_t i = 0; i < snapshot->n_reports; i++)
        named = named || slice_find_text(snapshot->reports[i].reason, word) <
                             snapshot->reports[i].reason.len;
    return named;
}

START_TEST(named)
{
    const struct passed *c = &passed[_i];
    struct limits limits = limits_default;
    struct bundle_options options = {.limits = &limits};
    struct error error = ERROR_NONE;
    ck_assert(write_archive("a.tar.gz", TAR, archive_write_add_filter_gzip, capture));
    bool xz = write_archive("a.tar.xz", TAR, archive_write_add_filter_xz, capture);
    write_folder("folder", capture);
    if (!xz && strcmp(c->where, "a.tar.xz") == 0)
        return;
    ck_assert(limits_set(&limits, slice_of(c->setting), &error));
    struct snapshot *snapshot = bundle_open(c->where, &options, &error);
    ck_assert_msg(is_named(snapshot, &error, c->setting), "%s %s: %s", c->setting, c->where,
                  error.reason);
    snapshot_free(snapshot);
}
END_TEST

/* 300 MB of zeros in 300 KB: behind the first 64 MB every filter is stopped by the ratio. */
START_TEST(bomb)
{
    static const struct {
        const char *file;
        writer_option *filter;
    } bombs[] = {{"bomb.tar.gz", archive_write_add_filter_gzip},
                 {"bomb.tar.xz", archive_write_add_filter_xz},
                 {"bomb.tar.zst", archive_write_add_filter_zstd},
                 {"bomb.tar.bz2", archive_write_add_filter_bzip2}};
    enum { BLOCKS = 300, BLOCK = 1 << 20 };
    struct archive *archive = archive_write_new();
    archive_write_set_format_ustar(archive);
    if (bombs[_i].filter(archive) != ARCHIVE_OK) {
        archive_write_free(archive);
        return;
    }
    ck_assert_int_eq(archive_write_open_filename(archive, bombs[_i].file), ARCHIVE_OK);
    struct archive_entry *entry = archive_entry_new();
    char *zeros = calloc(1, BLOCK);
    archive_entry_set_pathname(entry, "nobody/wants/this");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, (la_int64_t)BLOCKS * BLOCK);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    for (int i = 0; i < BLOCKS; i++)
        ck_assert_int_eq(archive_write_data(archive, zeros, BLOCK), BLOCK);
    archive_entry_free(entry);
    free(zeros);
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);

    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(bombs[_i].file, &error);
    ck_assert_ptr_null(snapshot);
    ck_assert_msg(strstr(error.reason, "--limit ratio=N") != NULL, "%s: %s", bombs[_i].file,
                  error.reason);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("limits");
    TCase *tcase = tcase_create("limits");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
    tcase_add_loop_test(tcase, set, 0, COUNT(settings));
    tcase_add_test(tcase, every_name);
    tcase_add_loop_test(tcase, named, 0, COUNT(passed));
    tcase_add_loop_test(tcase, bomb, 0, 4);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
