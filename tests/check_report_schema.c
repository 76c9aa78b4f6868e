/* check_report_schema: reports are what docs/diff.schema.json and docs/show.schema.json say. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_schema.h"
#include "pair.h"
#include "parse_text.h"
#include "render.h"
#include "run_suite.h"

#define GOLDEN SOURCE_DIR "/fixtures/golden/"
#define DIFF_SCHEMA SOURCE_DIR "/docs/diff.schema.json"
#define SHOW_SCHEMA SOURCE_DIR "/docs/show.schema.json"

enum { PATH_ROOM = 1024, LEAST_GOLDENS = 9 };

static bool ends_with(const char *name, const char *end)
{
    return slice_ends(slice_of(name), end);
}

static void expect(const char *schema_path, const json_t *report, const char *what)
{
    struct text why = {0};
    json_t *schema = read_json(schema_path);
    ck_assert_msg(json_schema_allows(schema, report, &why), "%s: %.*s", what,
                  SLICE_ARGS(text_slice(&why)));
    text_free(&why);
    json_decref(schema);
}

START_TEST(goldens)
{
    char path[PATH_ROOM];
    int count = 0;
    DIR *folder = opendir(GOLDEN);
    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        bool diff = ends_with(entry->d_name, ".diff.json");
        if (!diff && !ends_with(entry->d_name, ".show.json"))
            continue;
        snprintf(path, sizeof(path), GOLDEN "%s", entry->d_name);
        json_t *report = read_json(path);
        expect(diff ? DIFF_SCHEMA : SHOW_SCHEMA, report, entry->d_name);
        json_decref(report);
        count++;
    }
    closedir(folder);
    ck_assert_int_ge(count, LEAST_GOLDENS);
}
END_TEST

static json_t *report_of(const struct findings *findings)
{
    struct text text = {0};
    json_error_t reason;
    render_json(&text, findings, NULL);
    json_t *report = json_loadb(text.bytes, text.len, 0, &reason);
    ck_assert_msg(report != NULL, "%s", reason.text);
    text_free(&text);
    return report;
}

/* A capture of one report each, and of none that has figures: most is null. */
static const struct report_text poor[][2] = {
    {{"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
                 "Pages wired down:                            1300001.\n"},
     {NULL, NULL}},
    {{"sw_vers", "ProductName:\tmacOS\nProductVersion:\t14.4\nBuildVersion:\t23E214\n"},
     {NULL, NULL}},
    {{"zprint", TEXT_ZONES "a  64  9K  -------  9  -------  10  4K  64\nb  x\n" TEXT_WIRED
                           "(unloaded kmod)  5  7  30K\n"},
     {NULL, NULL}},
    {{"kextstat", "Index Refs Address Size Wired Name (Version) UUID <Linked Against>\n"
                  "  3  0 0xffffff7f80020000 0x1000 0x1000 com.example.new (2.0) <1>\n"},
     {NULL, NULL}},
};

enum { POOR = sizeof(poor) / sizeof(*poor) };

START_TEST(poor_captures)
{
    struct error error = ERROR_NONE;
    struct findings findings;
    struct arena *arena = arena_new();
    struct snapshot *base = parse_texts("a", poor[_i / POOR]);
    struct snapshot *later = parse_texts(NULL, poor[_i % POOR]);
    ck_assert(findings_of(base, later, NULL, arena, &findings, &error));
    json_t *report = report_of(&findings);
    expect(DIFF_SCHEMA, report, "diff");
    json_decref(report);
    ck_assert(findings_of(NULL, later, NULL, arena, &findings, &error));
    report = report_of(&findings);
    expect(SHOW_SCHEMA, report, "show");
    json_decref(report);
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
}
END_TEST

struct change_case {
    const char *key;  /* of the first component of a golden */
    const char *with; /* NULL: it is taken away */
    const char *why;
};

static const struct change_case changes[] = {
    {"rank", "\"1\"", "rank: type"},
    {"rank", "-1", "rank: minimum"},
    {"rank", "1.0", "rank: type"},
    {"name", "null", "name: type"},
    {"name", NULL, "components: name"},
    {"kind", "\"other\"", "kind: enum"},
    {"more", "1", "components: more"},
    {"growth_bytes", "true", "growth_bytes: type"},
    {"later", "{\"wired_bytes\": 1, \"more\": 2}", "later: more"},
    {"later", "{}", "later: wired_bytes"},
    {"later", "{\"wired_bytes\": 1, \"origin\": {\"member\": \"a\", \"line\": 1}}",
     "origin: offset"},
};

START_TEST(refused)
{
    const struct change_case *c = &changes[_i];
    struct text why = {0};
    json_t *schema = read_json(DIFF_SCHEMA);
    json_t *report = read_json(GOLDEN "12-unloaded.diff.json");
    json_t *component = json_array_get(json_object_get(report, "components"), 0);
    if (c->with == NULL)
        json_object_del(component, c->key);
    else
        json_object_set_new(component, c->key, json_loads(c->with, JSON_DECODE_ANY, NULL));
    ck_assert_msg(!json_schema_allows(schema, report, &why), "%s", c->key);
    ck_assert_msg(slice_is(text_slice(&why), c->why), "%s: %.*s", c->why,
                  SLICE_ARGS(text_slice(&why)));
    text_free(&why);
    json_decref(report);
    json_decref(schema);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report schema");
    TCase *tests = tcase_create("report schema");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, goldens);
    tcase_add_loop_test(tests, poor_captures, 0, POOR * POOR);
    tcase_add_loop_test(tests, refused, 0, sizeof(changes) / sizeof(*changes));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
