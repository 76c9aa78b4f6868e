/* check_redact_captures: of every fixture, the redacted copy reads as the original does. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle.h"
#include "parse_text.h"
#include "redactor.h"
#include "run_suite.h"
#include "temporary.h"

enum { PATH_ROOM = 4096, PAIRS_MAX = 200, SIDES = 2 };

static const char *const sides[SIDES] = {"base", "later"};
static char pairs[PAIRS_MAX][256];
static int n_pairs;

static void find_pairs(void)
{
    DIR *folder = opendir(CAPTURES_DIR);
    if (folder == NULL)
        abort();
    for (struct dirent *entry; (entry = readdir(folder)) != NULL && n_pairs < PAIRS_MAX;) {
        if (entry->d_name[0] != '.')
            snprintf(pairs[n_pairs++], sizeof(pairs[0]), "%s", entry->d_name);
    }
    closedir(folder);
}

static void copy_redacted(struct redactor *redactor, const struct report *report, const char *from,
                          const char *to)
{
    char path[PATH_ROOM];
    struct text out = {0};
    struct error error = ERROR_NONE;
    size_t len = 0;
    snprintf(path, sizeof(path), "%s/%.*s", from, SLICE_ARGS(report->member));
    char *bytes = read_file(path, &len);
    ck_assert_msg(bytes != NULL, "%s cannot be read", path);
    redactor_begin(redactor, report->kind->name);
    for (struct slice rest = {bytes, len}; rest.len > 0;) {
        size_t end = slice_find(rest, '\n');
        ck_assert(redactor_line(redactor, slice_first(rest, end), &out, &error));
        if (end < rest.len)
            text_add(&out, SLICE("\n"));
        rest = slice_from(rest, end + 1);
    }
    ck_assert_uint_eq(out.len, len);
    snprintf(path, sizeof(path), "%s/%.*s", to, SLICE_ARGS(slice_base_name(report->member)));
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(out.bytes, 1, out.len, file), len);
    fclose(file);
    text_free(&out);
    free(bytes);
}

static struct snapshot *read_folder(const char *path)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    ck_assert_msg(snapshot != NULL, "%s: %s", path, error.reason);
    return snapshot;
}

static void same_reports(const struct snapshot *a, const struct snapshot *b)
{
    for (size_t i = 0; i < a->n_reports; i++) {
        const struct report *before = &a->reports[i];
        const struct report *after = &b->reports[i];
        ck_assert_msg(before->status == after->status && before->rows == after->rows &&
                          before->not_understood == after->not_understood &&
                          before->bytes == after->bytes && before->lines == after->lines &&
                          before->n_warnings == after->n_warnings &&
                          before->cut_short == after->cut_short,
                      "%s differs", before->kind->name);
    }
}

static void same_origin(struct origin a, struct origin b)
{
    ck_assert_uint_eq(a.line, b.line);
    ck_assert_uint_eq(a.offset, b.offset);
}

static void same_name(struct slice a, struct slice b)
{
    ck_assert_msg(slice_equal(a, b), "\"%.*s\" became \"%.*s\"", SLICE_ARGS(a), SLICE_ARGS(b));
}

static void same_amount(struct amount a, struct amount b)
{
    ck_assert(a.known == b.known && a.value == b.value);
}

static struct amount known(uint64_t value)
{
    return amount_of(value);
}

/* Each row's name, place and a figure of it. */
#define SAME_ROWS(part, rows, n_rows, name, figure)                                                \
    ck_assert_uint_eq(a->part.n_rows, b->part.n_rows);                                             \
    for (size_t i = 0; i < a->part.n_rows; i++) {                                                  \
        same_name(a->part.rows[i].name, b->part.rows[i].name);                                     \
        same_origin(a->part.rows[i].origin, b->part.rows[i].origin);                               \
        same_amount(figure(a->part.rows[i]), figure(b->part.rows[i]));                             \
    }
#define ZONE_SIZE(row) (row).size_bytes
#define WIRED_SIZE(row) known((row).size_bytes)
#define MEMORY(row) (row).memory_bytes
#define FOOTPRINT(row) (row).footprint_bytes
#define RIGHTS(row) (row).rights
#define DESCRIPTORS(row) known((row).descriptors)
#define CLIENTS(row) known((row).clients)
#define THREADS(row) known((row).threads)
#define RESIDENT(row) (row).resident_bytes
#define PID(row) known((row).pid)

static void same_tables(const struct snapshot *a, const struct snapshot *b)
{
    SAME_ROWS(zprint, zones, n_zones, name, ZONE_SIZE)
    SAME_ROWS(zprint, wired, n_wired, name, WIRED_SIZE)
    SAME_ROWS(kexts, rows, n_rows, name, ZONE_SIZE)
    SAME_ROWS(kexts, rows, n_rows, version, ZONE_SIZE)
    SAME_ROWS(top, rows, n_rows, command, MEMORY)
    SAME_ROWS(taskinfo, rows, n_rows, name, FOOTPRINT)
    SAME_ROWS(lsmp, rows, n_rows, name, RIGHTS)
    SAME_ROWS(lsof, rows, n_rows, command, DESCRIPTORS)
    SAME_ROWS(footprint, rows, n_rows, name, FOOTPRINT)
    SAME_ROWS(ioreg, rows, n_rows, name, CLIENTS)
    SAME_ROWS(ps, rows, n_rows, started, RESIDENT)
    SAME_ROWS(ps, rows, n_rows, state, PID)
    ck_assert_uint_eq(a->sysctl.n_rows, b->sysctl.n_rows);
    for (size_t i = 0; i < a->sysctl.n_rows; i++)
        same_name(a->sysctl.rows[i].name, b->sysctl.rows[i].name);
    ck_assert_uint_eq(a->ps_thread.n_rows, b->ps_thread.n_rows);
    for (size_t i = 0; i < a->ps_thread.n_rows; i++)
        same_amount(THREADS(a->ps_thread.rows[i]), THREADS(b->ps_thread.rows[i]));
    ck_assert_int_eq(memcmp(&a->log.first, &b->log.first, sizeof(a->log.first)), 0);
    ck_assert_uint_eq(a->log.n_commands, b->log.n_commands);
    for (size_t i = 0; i < a->log.n_commands; i++)
        same_name(a->log.commands[i].command, b->log.commands[i].command);
    for (int i = 0; i < VM_FIGURES; i++)
        same_amount(a->vm_stat.figures[i].value, b->vm_stat.figures[i].value);
}

/* Commands but for their arguments; the owner of the capture is gone, root is still there. */
static void check_people(const struct redactor *redactor, const struct snapshot *a,
                         const struct snapshot *b)
{
    for (size_t i = 0; i < a->ps.n_rows; i++) {
        struct slice before = a->ps.rows[i].user;
        struct slice after = b->ps.rows[i].user;
        bool stays = slice_is(before, "root") || slice_starts(before, "_");
        ck_assert(slice_equal(before, after) == stays);
        ck_assert(redactor_agrees((struct redactor *)redactor, a->ps.rows[i].command,
                                  b->ps.rows[i].command));
    }
    if (a->machine.host_name.len > 0)
        ck_assert(!slice_equal(a->machine.host_name, b->machine.host_name));
}

START_TEST(captures_read_alike)
{
    char path[SIDES][PATH_ROOM];
    struct redactor *redactor = redactor_new();
    struct snapshot *before[SIDES];
    for (int side = 0; side < SIDES; side++) {
        snprintf(path[side], PATH_ROOM, "%s/%s/%s", CAPTURES_DIR, pairs[_i], sides[side]);
        before[side] = read_folder(path[side]);
        redactor_learn(redactor, before[side]);
    }
    for (int side = 0; side < SIDES; side++) {
        char *folder = make_temporary_folder();
        for (size_t i = 0; i < before[side]->n_reports; i++) {
            if (before[side]->reports[i].status != REPORT_MISSING)
                copy_redacted(redactor, &before[side]->reports[i], path[side], folder);
        }
        struct snapshot *after = read_folder(folder);
        same_reports(before[side], after);
        same_tables(before[side], after);
        check_people(redactor, before[side], after);
        snapshot_free(after);
        remove_temporary_folder(folder);
    }
    snapshot_free(before[0]);
    snapshot_free(before[1]);
    redactor_free(redactor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("redact_captures");
    TCase *tcase = tcase_create("captures");
    find_pairs();
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, captures_read_alike, 0, n_pairs);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
