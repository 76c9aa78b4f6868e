/*
 * check_cited: every line that the JSON report of a fixture cites begins where it says, and holds
 * what it is cited for: the process, the kext, the pages that are counted, the fact of the Mac.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "parse_text.h"
#include "render.h"
#include "run_suite.h"

enum { PATH_ROOM = 4096, FILES_MAX = 64 };

static const char *const stories[] = {
    "10.7-parallels", "10.10-ports", "12-unloaded", "14-ports3", "15-descriptors",
    "26-gpu",         "26-noroot",   "14-refused",  "13-update", "10.14-queue",
};

struct read_member {
    char path[PATH_ROOM];
    char *bytes;
    size_t len;
    size_t *starts; /* of its lines */
    size_t n_lines;
};

struct checker {
    const char *story;
    struct read_member files[FILES_MAX];
    size_t n_files;
    size_t n_cited;
};

static void index_lines(struct read_member *file)
{
    file->starts = malloc((file->len + 1) * sizeof(*file->starts));
    ck_assert_ptr_nonnull(file->starts);
    file->starts[file->n_lines++] = 0;
    for (size_t i = 0; i + 1 < file->len; i++) {
        if (file->bytes[i] == '\n')
            file->starts[file->n_lines++] = i + 1;
    }
}

static const struct read_member *member_of(struct checker *c, const char *side, const char *member)
{
    char path[PATH_ROOM];
    int len = snprintf(path, sizeof(path), "%s/%s/%s/%s", CAPTURES_DIR, c->story, side, member);
    ck_assert(len > 0 && len < PATH_ROOM);
    for (size_t i = 0; i < c->n_files; i++) {
        if (strcmp(c->files[i].path, path) == 0)
            return &c->files[i];
    }
    ck_assert_uint_lt(c->n_files, FILES_MAX);
    struct read_member *file = &c->files[c->n_files++];
    *file = (struct read_member){.n_lines = 0};
    memcpy(file->path, path, (size_t)len + 1);
    file->bytes = read_file(path, &file->len);
    ck_assert_msg(file->bytes != NULL, "%s is cited and not there", path);
    index_lines(file);
    return file;
}

/* The line that is cited. */
static struct slice cited_line(struct checker *c, const char *side, const json_t *origin)
{
    const char *member = json_string_value(json_object_get(origin, "member"));
    json_int_t line = number_at(origin, "line");
    json_int_t offset = number_at(origin, "offset");
    const struct read_member *file = member_of(c, side, member);
    ck_assert_msg(line >= 1 && (size_t)line <= file->n_lines, "%s has no line %lld", file->path,
                  (long long)line);
    ck_assert_msg((size_t)offset == file->starts[line - 1], "%s:%lld begins at %zu, not at %lld",
                  file->path, (long long)line, file->starts[line - 1], (long long)offset);
    struct slice rest = {file->bytes + offset, file->len - (size_t)offset};
    c->n_cited++;
    return slice_first(rest, slice_find(rest, '\n'));
}

static bool is_word_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

static bool holds(struct slice line, const char *text)
{
    return slice_find_text(line, text) < line.len;
}

static bool holds_number(struct slice line, json_int_t number)
{
    char text[32];
    int len = snprintf(text, sizeof(text), "%lld", (long long)number);
    for (size_t i = 0; i + (size_t)len <= line.len; i++) {
        bool here = memcmp(line.ptr + i, text, (size_t)len) == 0;
        bool begins = i == 0 || !is_word_byte(line.ptr[i - 1]);
        bool ends = i + (size_t)len == line.len || !is_word_byte(line.ptr[i + (size_t)len]);
        if (here && begins && ends)
            return true;
    }
    return false;
}

static void expect_number(struct slice line, json_int_t number, const char *what)
{
    ck_assert_msg(holds_number(line, number), "%s: %lld is not in: %.*s", what, (long long)number,
                  SLICE_ARGS(line));
}

static void expect_text(struct slice line, const char *text, const char *what)
{
    ck_assert_msg(holds(line, text), "%s: %s is not in: %.*s", what, text, SLICE_ARGS(line));
}

static void check_fact(struct slice line, const json_t *side, const char *fact)
{
    const json_t *os = json_object_get(side, "os");
    bool of_os = strncmp(fact, "os.", 3) == 0;
    const json_t *value = of_os ? json_object_get(os, fact + 3) : json_object_get(side, fact);
    if (strcmp(fact, "boot_time") == 0)
        expect_text(line, "kern.boottime", fact);
    else if (json_is_integer(value))
        expect_number(line, json_integer_value(value), fact);
    else if (strcmp(fact, "taken_at") != 0)
        expect_text(line, json_string_value(value), fact);
}

static void check_facts(struct checker *c, const json_t *report, const char *name)
{
    size_t i;
    size_t k;
    const json_t *cited;
    const json_t *fact;
    const json_t *side = json_object_get(report, name);
    json_array_foreach(json_object_get(side, "origins"), i, cited)
    {
        struct slice line = cited_line(c, name, cited);
        json_array_foreach(json_object_get(cited, "of"), k, fact)
        {
            check_fact(line, side, json_string_value(fact));
        }
    }
}

static void check_vm(struct checker *c, const json_t *report, const char *name)
{
    const char *key;
    json_t *figure;
    char origin_key[32];
    snprintf(origin_key, sizeof(origin_key), "%s_origin", name);
    json_int_t page = number_at(json_object_get(report, name), "page_size");
    json_object_foreach(json_object_get(report, "vm"), key, figure)
    {
        const json_t *value = json_object_get(figure, name);
        const json_t *origin = json_object_get(figure, origin_key);
        ck_assert_msg(json_is_integer(value) == json_is_object(origin), "%s %s", key, name);
        if (!json_is_integer(value))
            continue;
        struct slice line = cited_line(c, name, origin);
        const char *unit = json_string_value(json_object_get(figure, "unit"));
        bool bytes = strcmp(unit, "bytes") == 0;
        bool pages = bytes && strcmp(key, "compressed_tags") != 0;
        bool summed = !bytes && !holds(line, ":"); /* events of each interval, on a line each */
        if (strcmp(key, "swap_used") == 0)
            expect_text(line, "vm.swapusage", key);
        else if (!summed && !json_is_true(json_object_get(figure, "rounded")))
            expect_number(line, json_integer_value(value) / (pages ? page : 1), key);
    }
}

static void check_process(struct checker *c, const json_t *process, const char *name)
{
    size_t i;
    size_t k;
    size_t n_known = 0;
    size_t n_told = 0;
    const char *key;
    json_t *value;
    const json_t *cited;
    const json_t *figure;
    const json_t *pid = json_object_get(process, "pid");
    json_t *counts = json_object_get(process, name);
    json_object_foreach(counts, key, value)
    {
        n_known += json_is_integer(value) && strcmp(key, "instances") != 0;
    }
    json_array_foreach(json_object_get(counts, "origins"), i, cited)
    {
        struct slice line = cited_line(c, name, cited);
        if (json_is_integer(pid))
            expect_number(line, json_integer_value(pid), "pid");
        json_array_foreach(json_object_get(cited, "of"), k, figure)
        {
            ck_assert(json_is_integer(json_object_get(counts, json_string_value(figure))));
            n_told++;
        }
    }
    /* Every instance has its own lines. */
    size_t instances = json_is_object(counts) ? (size_t)number_at(counts, "instances") : 0;
    ck_assert_uint_eq(n_told, n_known * instances);
}

static void check_kext(struct checker *c, const json_t *kext, const char *name)
{
    const json_t *side = json_object_get(kext, name);
    if (json_is_object(side))
        expect_text(cited_line(c, name, json_object_get(side, "origin")),
                    json_string_value(json_object_get(kext, "name")), "kext");
}

static void check_component_row(struct checker *c, const json_t *component, const char *name)
{
    const json_t *origin = json_object_get(json_object_get(component, name), "origin");
    if (json_is_object(origin))
        (void)cited_line(c, name, origin);
}

typedef void check_element(struct checker *c, const json_t *element, const char *side);

static void check_each(struct checker *c, const json_t *report, const char *list, const char *side,
                       check_element *check)
{
    size_t i;
    const json_t *element;
    json_array_foreach(json_object_get(report, list), i, element)
    {
        check(c, element, side);
    }
}

static json_t *report_of(const char *story)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    struct text text = {0};
    json_error_t reason;
    snprintf(base, sizeof(base), "%s/%s/base", CAPTURES_DIR, story);
    snprintf(later, sizeof(later), "%s/%s/later", CAPTURES_DIR, story);
    struct pair pair = read_pair(base, later);
    render_json(&text, &pair.findings, NULL);
    json_t *report = json_loadb(text.bytes, text.len, 0, &reason);
    ck_assert_msg(report != NULL, "%s: %s", story, reason.text);
    text_free(&text);
    free_pair(&pair);
    return report;
}

START_TEST(lines)
{
    static const char *const sides[] = {"base", "later"};
    struct checker c = {.story = stories[_i]};
    json_t *report = report_of(c.story);
    for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
        check_facts(&c, report, sides[i]);
        check_vm(&c, report, sides[i]);
        check_each(&c, report, "processes", sides[i], check_process);
        check_each(&c, report, "kexts", sides[i], check_kext);
        check_each(&c, report, "components", sides[i], check_component_row);
    }
    ck_assert_uint_gt(c.n_cited, 100);
    for (size_t i = 0; i < c.n_files; i++) {
        free(c.files[i].bytes);
        free(c.files[i].starts);
    }
    json_decref(report);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cited lines");
    TCase *tests = tcase_create("fixtures");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, lines, 0, (int)(sizeof(stories) / sizeof(*stories)));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
