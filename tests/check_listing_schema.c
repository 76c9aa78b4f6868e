/*
 * check_listing_schema: `show --members`, `list` and `verify` print what docs/members.schema.json,
 * docs/list.schema.json and docs/verify.schema.json say.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bundle.h"
#include "json_schema.h"
#include "listing.h"
#include "members.h"
#include "pair.h"
#include "render.h"
#include "run_suite.h"
#include "sample_capture.h"
#include "verification.h"

#define SCHEMA(name) SOURCE_DIR "/docs/" name ".schema.json"
#define GOLDEN(name) SOURCE_DIR "/fixtures/golden/" name
#define FIXTURE(name) CAPTURES_DIR "/" name

/* Is the value what the schema says? */
static void expect(const char *schema_path, const json_t *value, const char *what)
{
    struct text why = {0};
    json_t *schema = read_json(schema_path);
    ck_assert_msg(json_schema_allows(schema, value, &why), "%s: %.*s", what,
                  SLICE_ARGS(text_slice(&why)));
    text_free(&why);
    json_decref(schema);
}

/* The text is freed. */
static json_t *json_of(struct text *text)
{
    json_error_t reason;
    ck_assert(!text->failed);
    json_t *value = json_loadb(text->bytes, text->len, 0, &reason);
    ck_assert_msg(value != NULL, "%s", reason.text);
    text_free(text);
    return value;
}

static json_t *members_of(const char *path)
{
    char *operands[] = {(char *)path};
    struct options options = {.limits = limits_default,
                              .outputs = {[OUTPUT_JSON] = "members.json"},
                              .operands = operands,
                              .n_operands = 1};
    struct snapshot *snapshot = read_ok(path);
    ck_assert_msg(show_members(&options, snapshot), "%s", path);
    snapshot_free(snapshot);
    return read_json("members.json");
}

/* The text is on standard output too, where nobody wants it. */
START_TEST(members)
{
    static const char *const captures[] = {FIXTURE("14-ports3/later.tar.gz"),
                                           FIXTURE("14-refused/later"),
                                           FIXTURE("15-stopped/later.tar.gz"),
                                           FIXTURE("10.7-parallels/base"),
                                           "folder",
                                           "cut.tar"};
    const struct member some[] = {
        {ROOT "/zprint.txt", "junk\n", false},   {ROOT "/vm_stat.txt", VM_STAT, false},
        {ROOT "/vm_stat-2.txt", VM_STAT, false}, {ROOT "/top.txt", "zprint.txt", true},
        {"elsewhere/top.txt", "", false},        {NULL, NULL, false}};
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
    write_folder("folder", some);
    ck_assert(write_archive("whole.tar", TAR, archive_write_add_filter_none, some));
    char bytes[4096];
    FILE *file = fopen("whole.tar", "rb");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(bytes, 1, 3 * 512 + 100, file);
    fclose(file);
    write_bytes("cut.tar", "wb", bytes, len);
    for (size_t i = 0; i < sizeof(captures) / sizeof(*captures); i++) {
        json_t *list = members_of(captures[i]);
        expect(SCHEMA("members"), list, captures[i]);
        ck_assert_uint_gt(json_array_size(json_object_get(list, "members")), 0);
        json_decref(list);
    }
}
END_TEST

START_TEST(members_golden)
{
    json_t *list = read_json(GOLDEN("14-ports3.members.json"));
    expect(SCHEMA("members"), list, "14-ports3");
    json_decref(list);
}
END_TEST

/* From none over one without a label and much else to one with its archive. */
START_TEST(library)
{
    static const struct library_intake intakes[] = {
        {.path = FIXTURE("10.7-parallels/base")},
        {.path = FIXTURE("12-unloaded/later.tar.gz"), .label = "heavy", .keep_archive = true},
        {.path = "vm_stat.txt", .label = "poor"},
    };
    enum { INTAKES = sizeof(intakes) / sizeof(*intakes) };
    write_bytes("vm_stat.txt", "w", VM_STAT, strlen(VM_STAT));
    struct error error = ERROR_NONE;
    struct library *kept = library_open("library", true, LIBRARY_OWNER_SELF, &error);
    ck_assert_msg(kept != NULL, "%s", error.reason);
    for (size_t i = 0; i <= INTAKES; i++) {
        const struct library_entry *shown[INTAKES];
        struct library_entry entry;
        struct text text = {0};
        size_t count;
        bool known;
        const struct library_entry *entries = library_entries(kept, &count);
        ck_assert_uint_eq(count, i);
        for (size_t k = 0; k < count; k++)
            shown[k] = &entries[k];
        json_list(&text, shown, count);
        json_t *list = json_of(&text);
        expect(SCHEMA("list"), list, "list");
        json_decref(list);
        if (i < INTAKES)
            ck_assert_msg(library_keep(kept, &intakes[i], &entry, &known, &error), "%s",
                          error.reason);
    }
    library_close(kept);
}
END_TEST

static json_t *verified(const struct pair *pair, const json_t *report)
{
    struct error error = ERROR_NONE;
    struct verification verification;
    struct text text = {0};
    ck_assert(verify_report(report, &pair->findings, false, pair->arena, &verification, &error));
    render_verification_json(&text, &verification, &pair->findings);
    json_t *result = json_of(&text);
    json_decref(verification.again);
    return result;
}

/* A report that agrees, one in which values differ and are missing, and one of other captures. */
START_TEST(verification)
{
    struct pair pair =
        read_pair(FIXTURE("12-unloaded/base.tar.gz"), FIXTURE("12-unloaded/later.tar.gz"));
    struct text text = {0};
    render_json(&text, &pair.findings, NULL);
    json_t *report = json_of(&text);
    json_t *result = verified(&pair, report);
    expect(SCHEMA("verify"), result, "agrees");
    ck_assert(json_is_true(json_object_get(result, "agrees")));
    json_decref(result);
    json_object_set_new(report, "worry", json_integer(7));
    json_object_del(report, "vm");
    result = verified(&pair, report);
    expect(SCHEMA("verify"), result, "differs");
    ck_assert_uint_ge(json_array_size(json_object_get(result, "differences")), 2);
    json_decref(result);
    json_decref(report);
    report = read_json(GOLDEN("10.7-parallels.diff.json"));
    result = verified(&pair, report);
    expect(SCHEMA("verify"), result, "other captures");
    json_decref(result);
    json_decref(report);
    free_pair(&pair);
}
END_TEST

START_TEST(verification_of_one)
{
    struct error error = ERROR_NONE;
    struct pair pair = {.arena = arena_new(), .later = read_ok(FIXTURE("12-unloaded/later"))};
    struct text text = {0};
    ck_assert(findings_of(NULL, pair.later, NULL, pair.arena, &pair.findings, &error));
    render_json(&text, &pair.findings, NULL);
    json_t *report = json_of(&text);
    json_t *result = verified(&pair, report);
    expect(SCHEMA("verify"), result, "show");
    ck_assert(json_is_null(json_object_get(result, "base")));
    json_decref(result);
    json_decref(report);
    free_pair(&pair);
}
END_TEST

struct change_case {
    const char *key, *with; /* of the first member of a golden */
    const char *why;
};

static const struct change_case changes[] = {
    {"fate", "\"lost\"", "fate: enum"},
    {"bytes", "-1", "bytes: minimum"},
    {"member", "null", "member: type"},
    {"more", "1", "members: more"},
};

START_TEST(refused)
{
    const struct change_case *c = &changes[_i];
    struct text why = {0};
    json_t *schema = read_json(SCHEMA("members"));
    json_t *list = read_json(GOLDEN("14-ports3.members.json"));
    json_t *first = json_array_get(json_object_get(list, "members"), 0);
    json_object_set_new(first, c->key, json_loads(c->with, JSON_DECODE_ANY, NULL));
    ck_assert_msg(!json_schema_allows(schema, list, &why), "%s", c->key);
    ck_assert_msg(slice_is(text_slice(&why), c->why), "%s: %.*s", c->why,
                  SLICE_ARGS(text_slice(&why)));
    text_free(&why);
    json_decref(list);
    json_decref(schema);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listing schema");
    TCase *tests = tcase_create("listing schema");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, enter_folder, leave_folder);
    tcase_add_test(tests, members);
    tcase_add_test(tests, members_golden);
    tcase_add_test(tests, library);
    tcase_add_test(tests, verification);
    tcase_add_test(tests, verification_of_one);
    tcase_add_loop_test(tests, refused, 0, COUNT(changes));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
