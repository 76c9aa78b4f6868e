/*
 * check_snapshot_file: a capture and the snapshot file made of it give the same reports, whatever
 * form the capture has; the tables say where every byte of the model goes; no file that is not
 * what it should be is taken for one.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue_read.h"
#include "fields.h"
#include "library_files.h"
#include "parse_text.h"
#include "render.h"
#include "report.h"
#include "run_suite.h"
#include "sample_capture.h"
#include "snapshot_file.h"

static const char *const stories[] = {
    "10.7-parallels", "10.10-ports",     "10.12-kext",    "10.13-kmsgs", "10.14-zone",
    "11-views",       "12-unloaded",     "26-kalloc1024", "13-warming",  "14-fragments",
    "15-after-base",  "15-stopped",      "11-shrunk",     "13-update",   "26-noroot",
    "14-refused",     "11-full",         "10.14-queue",   "14-ports3",   "13-threads",
    "15-descriptors", "15-unattributed", "26-gpu",        "12-equal",    "14-noliving",
};

static struct snapshot *open_ok(const char *path)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_open(path, NULL, &error);
    ck_assert_msg(snapshot != NULL, "%s: %s", path, error.reason);
    return snapshot;
}

static void add_reports(struct text *out, const struct snapshot *base, const struct snapshot *later)
{
    struct error error = ERROR_NONE;
    struct findings findings;
    struct catalogue catalogue;
    struct arena *arena = arena_new();
    struct text_layout layout = {.force = true};
    ck_assert(catalogue_load(&catalogue, NULL, arena, &error));
    ck_assert(findings_of(base, later, &catalogue, arena, &findings, &error));
    struct selection_options all = {.top = SIZE_MAX};
    struct selection selection = select_components(&findings.joined, base == NULL, all, arena);
    render_text(out, &findings, &selection, layout);
    render_json(out, &findings, NULL);
    ck_assert(!out->failed);
    arena_free(arena);
}

/* As the program would print them, both captures under one path. */
static struct text reports_of(struct snapshot *base, struct snapshot *later)
{
    struct text out = {0};
    base->path = later->path = SLICE("capture");
    add_reports(&out, NULL, later);
    add_reports(&out, base, later);
    return out;
}

static struct snapshot *through_file(const struct snapshot *snapshot, const char *path)
{
    struct error error = ERROR_NONE;
    ck_assert_msg(snapshot_file_put(path, snapshot, &error), "%s", error.reason);
    struct snapshot *again = open_ok(path);
    ck_assert(again->extracted);
    return again;
}

static void check_equal(struct text *expected, struct text *got, const char *what)
{
    size_t at = 0;
    while (at < expected->len && at < got->len && expected->bytes[at] == got->bytes[at])
        at++;
    size_t from = at > 80 ? at - 80 : 0;
    ck_assert_msg(expected->len == got->len && at == got->len, "%s: differs at %zu:\n%.*s\n%.*s",
                  what, at, (int)(expected->len - from > 200 ? 200 : expected->len - from),
                  expected->bytes + from, (int)(got->len - from > 200 ? 200 : got->len - from),
                  got->bytes + from);
    text_free(expected);
    text_free(got);
}

static void check_pair(const char *base_path, const char *later_path, const char *what)
{
    struct snapshot *base = open_ok(base_path);
    struct snapshot *later = open_ok(later_path);
    struct snapshot *base_file = through_file(base, "base" SNAPSHOT_SUFFIX);
    struct snapshot *later_file = through_file(later, "later" SNAPSHOT_SUFFIX);
    struct text expected = reports_of(base, later);
    struct text got = reports_of(base_file, later_file);
    check_equal(&expected, &got, what);
    snapshot_free(base);
    snapshot_free(later);
    snapshot_free(base_file);
    snapshot_free(later_file);
}

START_TEST(archives_of_fixtures)
{
    char base[PATH_ROOM], later[PATH_ROOM];
    snprintf(base, sizeof(base), CAPTURES_DIR "/%s/base.tar.gz", stories[_i]);
    snprintf(later, sizeof(later), CAPTURES_DIR "/%s/later.tar.gz", stories[_i]);
    check_pair(base, later, stories[_i]);
}
END_TEST

START_TEST(folders_of_fixtures)
{
    char base[PATH_ROOM], later[PATH_ROOM];
    snprintf(base, sizeof(base), CAPTURES_DIR "/%s/base", stories[_i]);
    snprintf(later, sizeof(later), CAPTURES_DIR "/%s/later", stories[_i]);
    check_pair(base, later, stories[_i]);
}
END_TEST

/* A snapshot file made of a snapshot file is the same file. */
START_TEST(twice)
{
    struct snapshot *snapshot = open_ok(CAPTURES_DIR "/14-ports3/later.tar.gz");
    struct snapshot *once = through_file(snapshot, "one");
    struct snapshot *again = through_file(once, "two");
    size_t first_len, second_len;
    char *first = read_file("one", &first_len);
    char *second = read_file("two", &second_len);
    ck_assert(slice_equal((struct slice){first, first_len}, (struct slice){second, second_len}));
    free(first);
    free(second);
    snapshot_free(snapshot);
    snapshot_free(once);
    snapshot_free(again);
}
END_TEST

START_TEST(real_captures)
{
    size_t count;
    struct error error = ERROR_NONE;
    const char *index = real_capture("INDEX.md");
    char folder[PATH_ROOM];
    if (index == NULL)
        return;
    struct arena *arena = arena_new();
    snprintf(folder, sizeof(folder), "%.*s", (int)(strlen(index) - strlen("/INDEX.md")), index);
    struct slice *names = list_names(folder, arena, &count);
    size_t read = 0;
    for (size_t i = 0; i < count; i++) {
        const char *path = path_in(arena, folder, names[i]);
        struct snapshot *snapshot = snapshot_open(path, NULL, &error);
        if (snapshot != NULL)
            check_pair(path, path, path);
        read += snapshot != NULL;
        snapshot_free(snapshot);
    }
    ck_assert_uint_gt(read, 10);
    arena_free(arena);
}
END_TEST

/* The tables cover every byte of a record but what the compiler puts between two members. */
static void check_cover(const struct record *record, size_t known_bytes)
{
    static const size_t sizes[] = {
        [FIELD_AMOUNT] = sizeof(struct amount), [FIELD_U64] = sizeof(uint64_t),
        [FIELD_SIZE] = sizeof(size_t),          [FIELD_BOOL] = sizeof(bool),
        [FIELD_TEXT] = sizeof(struct slice),    [FIELD_WORD] = sizeof(unsigned),
        [FIELD_ORIGIN] = sizeof(struct origin), [FIELD_TIME] = sizeof(struct local_time),
        [FIELD_ROWS] = sizeof(void *),
    };
    char covered[8192] = {0};
    ck_assert_uint_le(record->size, sizeof(covered));
    memset(covered, 1, known_bytes);
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        size_t size = field->type == FIELD_FIXED  ? field->count * field->record->size
                      : field->type == FIELD_U64S ? field->count * sizeof(uint64_t)
                                                  : sizes[field->type];
        memset(covered + field->offset, 1, size);
        if (field->type == FIELD_ROWS)
            memset(covered + field->count_offset, 1, sizeof(size_t));
        if (field->record != NULL)
            check_cover(field->record, 0);
    }
    for (size_t i = 0, gap = 0; i < record->size; i++) {
        gap = covered[i] ? 0 : gap + 1;
        ck_assert_msg(gap < sizeof(uint64_t), "%s: what stands at byte %zu is in no file",
                      record->name, i + 1 - gap);
    }
}

START_TEST(tables_cover_the_model)
{
    size_t parts = 0;
    for (const struct part *part = snapshot_parts; part->name != NULL; part++, parts++)
        check_cover(&part->record, sizeof(const struct report *));
    size_t kinds = 0;
    while (report_kinds[kinds] != NULL)
        kinds++;
    ck_assert_uint_eq(parts, kinds);
    check_cover(&report_record, sizeof(const struct report_kind *));
}
END_TEST

/* Names of any bytes, figures of any size. */
START_TEST(odd_values)
{
    struct snapshot *snapshot = parse_text(
        "sysctl", SLICE("kern.one: \xff\xfe bad \x01 bytes\nkern.two: \"quoted\" \\ \xc3\xa9\n"));
    snapshot->name = SLICE("a\0b");
    snapshot->size_bytes = amount_of(UINT64_MAX);
    snapshot_warn(snapshot, "one");
    struct snapshot *again = through_file(snapshot, "odd" SNAPSHOT_SUFFIX);
    ck_assert_uint_eq(again->sysctl.n_rows, snapshot->sysctl.n_rows);
    for (size_t i = 0; i < again->sysctl.n_rows; i++)
        ck_assert(slice_equal(again->sysctl.rows[i].value, snapshot->sysctl.rows[i].value));
    ck_assert(slice_equal(again->name, snapshot->name));
    ck_assert(again->size_bytes.known && again->size_bytes.value == UINT64_MAX);
    ck_assert_uint_eq(again->n_warnings, 1);
    snapshot_warn(again, "two");
    ck_assert(slice_is(again->warnings[0].text, "one"));
    ck_assert(slice_is(again->warnings[1].text, "two"));
    snapshot_free(again);
    snapshot_free(snapshot);
}
END_TEST

/* Bytes between the fields of a figure that is not there are no part of it. */
START_TEST(bytes_between_fields)
{
    struct error error = ERROR_NONE;
    struct text files[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        struct snapshot *snapshot =
            parse_text("vm_stat", SLICE("Pages free: 7.\nPages wired down: 8.\n"));
        struct vm_figure *figure = &snapshot->vm_stat.figures[VM_TAGGED_COMPRESSIONS];
        memset(figure, i == 0 ? 0 : 0xff, sizeof(*figure));
        figure->value.known = false;
        figure->step = 0;
        figure->origin = (struct origin){NULL, 0, 0};
        ck_assert(snapshot_write(&files[i], snapshot, &error));
        snapshot_free(snapshot);
    }
    ck_assert(slice_equal(text_slice(&files[0]), text_slice(&files[1])));
    for (int i = 0; i < 2; i++)
        text_free(&files[i]);
}
END_TEST

static const struct refusal {
    const char *what, *json, *reason;
} refusals[] = {
    {"newer", "{\"schema\":\"sysdelta.snapshot/2\"}", "written by a newer sysdelta"},
    {"much newer", "{\"schema\":\"sysdelta.snapshot/99999999999999999999\"}", "no valid snapshot"},
    {"a report", "{\n  \"schema\": \"sysdelta.diff/1\"}", "no snapshot file of sysdelta"},
    {"no reports", "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{}}", "has no reports"},
    {"no capture", "{\"schema\":\"sysdelta.snapshot/1\",\"reports\":[]}", "capture is no object"},
    {"cut", "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{", "no valid snapshot file: line 1"},
    {"twice", "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{},\"capture\":{}}", "duplicate"},
    {"negative", "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{\"members\":-1},\"reports\":[]}",
     "members of capture"},
    {"text for figure",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{\"size_bytes\":\"1x\"},\"reports\":[]}",
     "size_bytes of capture"},
    {"half a byte",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{\"name\":{\"hex\":\"abc\"}},\"reports\":[]}",
     "name of capture"},
    {"no word",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{},\"reports\":[{\"kind\":\"zprint\","
     "\"status\":\"fine\"}]}",
     "status of reports"},
    {"figures of nothing",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{},\"reports\":[],\"zprint\":{}}",
     "zprint has figures of no report"},
    {"rows",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{},\"reports\":[{\"kind\":\"zprint\","
     "\"status\":\"ok\"}],\"zprint\":{\"zones\":{}}}",
     "zones of zprint"},
    {"a row",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{},\"reports\":[{\"kind\":\"zprint\","
     "\"status\":\"ok\"}],\"zprint\":{\"zones\":[7]}}",
     "zone of zprint is no object"},
    {"a month",
     "{\"schema\":\"sysdelta.snapshot/1\",\"capture\":{},\"reports\":[{\"kind\":\"top\","
     "\"status\":\"ok\"}],\"top\":{\"taken\":[2026,13,1,0,0,0]}}",
     "taken of top"},
};

START_TEST(refused)
{
    const struct refusal *c = &refusals[_i];
    struct error error = ERROR_NONE;
    write_bytes("f.json", "wb", c->json, strlen(c->json));
    ck_assert_ptr_null(snapshot_open("f.json", NULL, &error));
    ck_assert_msg(strstr(error.reason, c->reason) != NULL, "%s: %s", c->what, error.reason);
}
END_TEST

/* Small when packed, large as a tree: refused before there is one. */
START_TEST(many_values)
{
    struct text json = {0};
    struct error error = ERROR_NONE;
    text_add(&json, SLICE("{\"schema\":\"sysdelta.snapshot/1\",\"x\":[\"[{,\\\"{{\""));
    for (int i = 0; i < 700000; i++)
        text_add(&json, SLICE(",{}"));
    text_add(&json, SLICE("]}"));
    write_bytes("f.json", "wb", json.bytes, json.len);
    text_free(&json);
    ck_assert_ptr_null(snapshot_open("f.json", NULL, &error));
    ck_assert_msg(strstr(error.reason, "larger than any") != NULL, "%s", error.reason);
}
END_TEST

/* What a later sysdelta adds is skipped, what is left out is not known. */
START_TEST(unknown_fields)
{
    static const char json[] =
        "{\"schema\":\"sysdelta.snapshot/1\",\"new\":[1],\"capture\":{\"colour\":\"red\"},"
        "\"reports\":[{\"kind\":\"lsnew\",\"status\":\"odd\"},{\"kind\":\"zprint\",\"status\":"
        "\"ok\",\"rows\":1}],\"zprint\":{\"zones\":[{\"name\":\"a\",\"elements\":3,\"x\":null}]}}";
    write_bytes("f.json", "wb", json, sizeof(json) - 1);
    struct snapshot *snapshot = open_ok("f.json");
    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    ck_assert_uint_eq(snapshot->zprint.zones[0].elements, 3);
    ck_assert(!snapshot->zprint.zones[0].size_bytes.known);
    snapshot_free(snapshot);
}
END_TEST

/* Cut anywhere, or with a byte changed: an error or the same snapshot, nothing in between. */
START_TEST(damaged)
{
    size_t len;
    struct snapshot *snapshot = parse_text("vm_stat", SLICE(VM_STAT));
    struct error error = ERROR_NONE;
    ck_assert(snapshot_file_put("a.gz", snapshot, &error));
    snapshot_free(snapshot);
    char *bytes = read_file("a.gz", &len);
    for (size_t cut = 0; cut < len; cut += 3) {
        struct error cut_error = ERROR_NONE;
        write_bytes("cut.gz", "wb", bytes, cut);
        snapshot = snapshot_open("cut.gz", NULL, &cut_error);
        ck_assert_msg(snapshot == NULL, "cut at %zu", cut);
    }
    bytes[len - 5] ^= 1; /* of the checksum */
    write_bytes("bad.gz", "wb", bytes, len);
    snapshot = snapshot_open("bad.gz", NULL, &error);
    if (snapshot != NULL) /* a build without ISA-L does not see it */
        snapshot_free(snapshot);
    else
        ck_assert_ptr_nonnull(strstr(error.reason, "checksum"));
    free(bytes);
}
END_TEST

/* A file of each schema number, kept as it was written, is read for ever. */
START_TEST(kept_files)
{
    struct snapshot *snapshot = open_ok(SOURCE_DIR "/tests/snapshots/sysdelta.snapshot-1.json.gz");
    ck_assert(slice_is(snapshot->label, "baseline"));
    ck_assert(slice_is(snapshot->format, "folder"));
    ck_assert(slice_is(snapshot->machine.model, "Macmini9,1"));
    ck_assert_uint_eq(snapshot->machine.uptime_seconds.value, 238);
    ck_assert_uint_eq(snapshot->zprint.n_zones, 373);
    ck_assert(slice_is(snapshot->zprint.zones[0].name, "vm.objects"));
    ck_assert_uint_eq(snapshot->zprint.zones[0].size_bytes.value, 7585792);
    ck_assert_uint_eq(snapshot->zprint.zones[0].origin.line, 4);
    ck_assert_uint_eq(snapshot->kexts.n_rows, 152);
    ck_assert_uint_eq(snapshot->top.n_rows, 358);
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_WIRED].value.value, 77964);
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot file");
    TCase *tcase = tcase_create("snapshot file");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
    tcase_add_loop_test(tcase, archives_of_fixtures, 0, COUNT(stories));
    tcase_add_loop_test(tcase, folders_of_fixtures, 0, 4);
    tcase_add_test(tcase, twice);
    tcase_add_test(tcase, real_captures);
    tcase_add_test(tcase, tables_cover_the_model);
    tcase_add_test(tcase, odd_values);
    tcase_add_test(tcase, bytes_between_fields);
    tcase_add_loop_test(tcase, refused, 0, COUNT(refusals));
    tcase_add_test(tcase, many_values);
    tcase_add_test(tcase, unknown_fields);
    tcase_add_test(tcase, damaged);
    tcase_add_test(tcase, kept_files);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
