/* check_verification: a report agrees with its captures, and with nothing else. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "parse_text.h"
#include "render.h"
#include "run_suite.h"
#include "verification.h"

/* clang-format off */
#define ZONE(name, kib, count) name "  64  " kib "K  -------  " count "  -------  " count "  4K  64\n"

static const struct report_text base_texts[] = {
    {"zprint", TEXT_ZONES ZONE("a", "400", "600") ZONE("gone", "8", "100") TEXT_WIRED
     "VM_KERN_MEMORY_BSD  2  30K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  3000K\n"},
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
     "Pages free:                                   300111.\n"
     "Pages wired down:                              30111.\n"},
    {"ps", "USER  PID  RSS  TIME COMMAND\nroot  7  512  0:01.00 /sbin/broker\n"},
    {NULL, NULL}};
static const struct report_text later_texts[] = {
    {"zprint", TEXT_ZONES ZONE("a", "90000", "1400000") ZONE("new", "7", "9") TEXT_WIRED
     "VM_KERN_MEMORY_BSD  2  20K\n" TEXT_MAPS "VM_KERN_COUNT_WIRED  93000K\n"},
    {"kextstat", "Index Refs Address Size Wired Name (Version) UUID <Linked Against>\n"
     "  3  0 0xffffff7f80020000 0x1000 0x1000 com.example.new (2.0) <1>\n"},
    {"vm_stat", "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
     "Pages free:                                   200111.\n"
     "Pages wired down:                             52111.\n"},
    {NULL, NULL}};
/* clang-format on */

static struct pair pair_of_texts(bool one_capture)
{
    struct error error = ERROR_NONE;
    struct pair pair = {.arena = arena_new(), .later = parse_texts("later", later_texts)};
    if (!one_capture)
        pair.base = parse_texts("base", base_texts);
    ck_assert_msg(findings_of(pair.base, pair.later, NULL, pair.arena, &pair.findings, &error),
                  "%s", error.reason);
    return pair;
}

static json_t *report_of_pair(const struct pair *pair)
{
    struct text text = {0};
    json_error_t reason;
    render_json(&text, &pair->findings, NULL);
    json_t *report = json_loadb(text.bytes, text.len, 0, &reason);
    ck_assert_msg(report != NULL, "%s", reason.text);
    text_free(&text);
    return report;
}

static struct verification verify(const struct pair *pair, const json_t *report)
{
    struct error error = ERROR_NONE;
    struct verification result;
    ck_assert(verify_report(report, &pair->findings, false, pair->arena, &result, &error));
    for (int i = 0; i < CHECKS; i++)
        ck_assert_uint_le(result.counts[i].agree, result.counts[i].checked);
    return result;
}

START_TEST(its_own)
{
    struct pair pair = pair_of_texts(_i == 1);
    json_t *report = report_of_pair(&pair);
    struct verification result = verify(&pair, report);
    ck_assert_uint_eq(result.n_differences, 0);
    for (int i = CHECK_FIGURES; i <= CHECK_WORDS; i++) {
        ck_assert_uint_gt(result.counts[i].checked, 0);
        ck_assert_uint_eq(result.counts[i].agree, result.counts[i].checked);
    }
    ck_assert_uint_gt(result.n_not_verified, 0);
    json_decref(result.again);
    json_decref(report);
    free_pair(&pair);
}
END_TEST

struct change_case {
    const char *path; /* keys, and places in lists, parted by slashes */
    const char *value;
    enum check check;
    const char *what;
};

/* clang-format off */
static const struct change_case changes[] = {
    {"wired/base_bytes", "1", CHECK_FIGURES, "total base_bytes"},
    {"wired/later_origin/line", "1", CHECK_PLACES, "total later_origin"},
    {"wired/growth_bytes", "null", CHECK_DERIVED, "total growth_bytes"},
    {"components/0/later/wired_bytes", "1", CHECK_FIGURES, "zone:a later.wired_bytes"},
    {"components/0/later/wired_bytes", "\"92160000\"", CHECK_FIGURES, "zone:a later.wired_bytes"},
    {"components/0/base/elements", "601", CHECK_FIGURES, "zone:a base.elements"},
    {"components/0/base/origin/offset", "0", CHECK_PLACES, "zone:a base.origin"},
    {"components/0/base/origin/member", "\"x\"", CHECK_PLACES, "zone:a base.origin"},
    {"components/0/base/origin", "null", CHECK_PLACES, "zone:a base.origin"},
    {"components/0/growth_bytes", "1", CHECK_DERIVED, "zone:a growth_bytes"},
    {"components/0/share_of_growth", "0.5", CHECK_DERIVED, "zone:a share_of_growth"},
    {"components/0/verdict", "\"steady\"", CHECK_WORDS, "zone:a verdict"},
    {"components/0/name", "\"b\"", CHECK_FIGURES, "zone:a"},
    {"components/0/name", "\"b\"", CHECK_FIGURES, "zone:b"},
    {"summary/0", "\"all is well\"", CHECK_WORDS, "summary[0]"},
    {"base/memory_bytes", "1", CHECK_FIGURES, "base.memory_bytes"},
    {"base/origins/0/line", "77", CHECK_PLACES, "base.origins"},
    {"base/origins", "[]", CHECK_PLACES, "base.origins"},
    {"later/reports/0/rows", "1", CHECK_DERIVED, "later.zprint rows"},
    {"vm/free/base", "1", CHECK_FIGURES, "vm free.base"},
    {"vm/free/later_origin/line", "1", CHECK_PLACES, "vm free.later_origin"},
    {"processes/0/base/origins/0/of", "[]", CHECK_PLACES, "processes[0].base.origins"},
    {"processes/0/base/origins", "{}", CHECK_PLACES, "processes[0].base.origins"},
    {"processes/0/base/instances", "9", CHECK_FIGURES, "processes[0].base.instances"},
    {"kexts/0/later/origin/offset", "7", CHECK_PLACES, "kexts[0].later.origin"},
    {"kexts/0/name", "\"x\"", CHECK_DERIVED, "kexts[0].name"},
    {"kexts", "[]", CHECK_DERIVED, "kexts[0]"},
    {"components", "{}", CHECK_FIGURES, "zone:a"},
    {"warnings", "[]", CHECK_WORDS, "warnings[0]"},
    {"warnings", "[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]", CHECK_WORDS, "warnings[0].message"},
    {"process_costs/by_table", "true", CHECK_DERIVED, "process_costs.by_table"},
    {"components/0/element_bytes", "1", CHECK_DERIVED, "zone:a element_bytes"},
    {"later/reports/1/reason", "\"x\"", CHECK_WORDS, "later.vm_stat reason"},
    {"options", "[\"force\"]", CHECK_OPTIONS, "options"},
    {"tool/version", "null", CHECK_DERIVED, "tool.version"},
};
/* clang-format on */

static json_t *child_of(json_t *value, const char *key)
{
    return json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
                                : json_object_get(value, key);
}

static void change(json_t *report, const char *path, const char *text)
{
    char key[64];
    json_t *place = report;
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
        ck_assert_uint_lt((size_t)(slash - path), sizeof(key));
        memcpy(key, path, (size_t)(slash - path));
        key[slash - path] = '\0';
        place = child_of(place, key);
    }
    ck_assert_msg(child_of(place, path) != NULL, "%s is not there", path);
    int failed = json_is_array(place) ? json_array_set_new(place, strtoul(path, NULL, 10), value)
                                      : json_object_set_new(place, path, value);
    ck_assert_int_eq(failed, 0);
}

START_TEST(changed)
{
    const struct change_case *c = &changes[_i];
    struct pair pair = pair_of_texts(false);
    json_t *report = report_of_pair(&pair);
    change(report, c->path, c->value);
    struct verification result = verify(&pair, report);
    bool found = false;
    for (size_t i = 0; i < result.n_differences; i++)
        found = found || (result.differences[i].check == c->check &&
                          slice_is(result.differences[i].what, c->what));
    ck_assert_msg(found, "%s: %zu differences", c->path, result.n_differences);
    json_decref(result.again);
    json_decref(report);
    free_pair(&pair);
}
END_TEST

/* Unknown keys, and components in another order or twice. */
START_TEST(rearranged)
{
    static const char *const wanted[] = {"order of components[0]", "zone:a", "zone:a odd", "odd",
                                         "later.odd"};
    struct pair pair = pair_of_texts(false);
    json_t *report = report_of_pair(&pair);
    json_t *components = json_object_get(report, "components");
    json_t *first = json_array_get(components, 0);
    json_t *places[] = {NULL, NULL, first, report, json_object_get(report, "later")};
    json_incref(first);
    if (_i == 0) {
        json_array_remove(components, 0);
        json_array_append(components, first);
    } else if (_i == 1) {
        json_array_append_new(components, json_deep_copy(first));
    } else {
        json_object_set_new(places[_i], "odd", json_null());
    }
    struct verification result = verify(&pair, report);
    ck_assert_uint_eq(result.n_differences, 1);
    ck_assert(slice_is(result.differences[0].what, wanted[_i]));
    json_decref(first);
    json_decref(result.again);
    json_decref(report);
    free_pair(&pair);
}
END_TEST

static size_t count_values(const json_t *value)
{
    size_t count = 1;
    const char *key;
    json_t *child;
    json_object_foreach((json_t *)value, key, child)
    {
        count += count_values(child);
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        count += count_values(json_array_get(value, i));
    return count;
}

/* Puts `other` in the place of value number *left, counted from the top, where it is below. */
static bool replace_value(json_t *value, size_t *left, json_t *other)
{
    const char *key;
    void *next;
    json_t *child;
    json_object_foreach_safe(value, next, key, child)
    {
        if (--*left == 0)
            return json_object_set(value, key, other) == 0;
        if (replace_value(child, left, other))
            return true;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (--*left == 0)
            return json_array_set(value, i, other) == 0;
        if (replace_value(json_array_get(value, i), left, other))
            return true;
    }
    return false;
}

/* Value number *left, as replace_value() counts them, and what it is called without its places. */
static json_t *find_value(json_t *value, size_t *left, struct text *where)
{
    const char *key;
    json_t *child;
    json_t *found = NULL;
    size_t len = where->len;
    json_object_foreach(value, key, child)
    {
        text_printf(where, "%s%s", len > 0 ? "." : "", key);
        found = --*left == 0 ? child : find_value(child, left, where);
        if (found != NULL)
            return found;
        where->len = len;
    }
    for (size_t i = 0; i < json_array_size(value) && found == NULL; i++) {
        child = json_array_get(value, i);
        found = --*left == 0 ? child : find_value(child, left, where);
    }
    return found;
}

enum { OTHER_VALUE, NO_VALUE, LESS, MORE, REVERSED, MUTATIONS };

static json_t *reversed(const json_t *array)
{
    json_t *copy = json_array();
    for (size_t i = json_array_size(array); i > 0; i--)
        json_array_append(copy, json_array_get(array, i - 1));
    return copy;
}

static json_t *changed_list(const json_t *array, int mutation)
{
    json_t *copy = mutation == REVERSED ? reversed(array) : json_copy((json_t *)array);
    json_t *first = json_array_get(array, 0);
    if (mutation == LESS)
        json_array_remove(copy, 0);
    if (mutation == MORE)
        json_array_append(copy, first != NULL ? first : json_true());
    return copy;
}

static json_t *changed_object(const json_t *object, int mutation)
{
    json_t *copy = json_copy((json_t *)object);
    void *first = json_object_iter(copy);
    if (mutation == LESS && first != NULL)
        json_object_del(copy, json_object_iter_key(first));
    if (mutation == MORE)
        json_object_set_new(copy, "odd", json_integer(1));
    return copy;
}

/* The value with one thing changed; as it was, where that change makes no sense of it. */
static json_t *mutated(json_t *value, int mutation)
{
    if (mutation == NO_VALUE)
        return json_null();
    if (json_is_array(value))
        return changed_list(value, mutation);
    if (json_is_object(value))
        return changed_object(value, mutation);
    if (mutation != OTHER_VALUE)
        return json_incref(value);
    if (json_is_string(value))
        return json_sprintf("%sx", json_string_value(value));
    if (json_is_boolean(value))
        return json_boolean(!json_is_true(value));
    return json_is_null(value) ? json_string("x") : json_real(json_number_value(value) + 1);
}

/* What may change without a difference: then it is said that it was not verified. */
static const char *const told_only[] = {
    "tool.version",         /* words of another version may differ */
    "later.capture.path",   /* may be renamed; no hash tells that it is the same file */
    "later.capture.format", /* may be an archive of the same folder */
    "later.capture.folder", /* of one that is read from within, likewise */
    "capture.path",         "capture.format", "capture.folder", NULL,
};
/* The file is the same by its hash, whatever it is called now. */
static const char *const untold[] = {"base.capture.path", NULL};

static bool is_one_of(const char *const *list, struct slice name)
{
    while (*list != NULL && !slice_is(name, *list))
        list++;
    return *list != NULL;
}

/* Any single change of a report is noticed. */
START_TEST(anything_changed)
{
    struct pair pair = pair_of_texts(_i % 2 == 1);
    if (pair.base != NULL) {
        pair.base->sha256 = SLICE("abc");
        pair.base->format = SLICE("tar.gz");
        pair.base->size_bytes = amount_of(77);
    }
    json_t *own = report_of_pair(&pair);
    size_t count = count_values(own);
    struct verification before = verify(&pair, own);
    uint64_t gaps = verification_gaps(&before);
    ck_assert_uint_eq(before.n_differences, 0);
    json_decref(before.again);
    for (size_t i = 1; i < count; i++) {
        struct text where = {0};
        size_t left = i;
        json_t *value = find_value(own, &left, &where);
        json_t *other = mutated(value, _i / 2);
        json_t *report = json_deep_copy(own);
        left = i;
        ck_assert(replace_value(report, &left, other));
        struct slice name = text_slice(&where);
        if (!json_equal(report, own)) {
            struct verification result = verify(&pair, report);
            bool told = result.n_differences == 0 && verification_gaps(&result) > gaps;
            ck_assert_msg(result.n_differences > 0 || is_one_of(untold, name) ||
                              (told && is_one_of(told_only, name)),
                          "%.*s: change %d is not noticed", SLICE_ARGS(name), _i / 2);
            json_decref(result.again);
        }
        text_free(&where);
        json_decref(report);
        json_decref(other);
    }
    json_decref(own);
    free_pair(&pair);
}
END_TEST

static json_t *some_value(int i)
{
    switch (i) {
    case 0:
        return json_null();
    case 1:
        return json_integer(-1);
    case 2:
        return json_string("\x1b[31m");
    case 3:
        return json_pack("[n,[],{}]");
    default:
        return json_pack("{s:{s:i},s:[i]}", "origin", "line", -1, "components", 3);
    }
}

/* Anything in the place of any value: no crash, and the result can be printed. */
START_TEST(anything_anywhere)
{
    struct pair pair = pair_of_texts(_i % 2 == 1);
    json_t *other = some_value(_i / 2);
    json_t *own = report_of_pair(&pair);
    size_t count = count_values(own);
    for (size_t i = 1; i < count; i++) {
        json_t *report = json_deep_copy(own);
        size_t left = i;
        ck_assert(replace_value(report, &left, other));
        struct verification result = verify(&pair, report);
        struct text text = {0};
        (void)match_capture(report, _i % 2 == 1 ? NULL : "base", pair.later);
        render_verification(&text, &result, &pair.findings,
                            (struct verification_layout){.width = 80});
        render_verification_json(&text, &result, &pair.findings);
        ck_assert(!text.failed);
        ck_assert_uint_eq(slice_find(text_slice(&text), '\x1b'), text.len);
        text_free(&text);
        json_decref(result.again);
        json_decref(report);
    }
    json_decref(own);
    json_decref(other);
    free_pair(&pair);
}
END_TEST

START_TEST(matches)
{
    struct pair pair = pair_of_texts(false);
    json_t *report =
        json_pack("{s:{s:{s:s,s:s}}}", "base", "capture", "path", "x/later", "sha256", "abc");
    ck_assert_uint_eq(match_capture(report, "base", pair.base), 0);
    unsigned by_name = match_capture(report, "base", pair.later);
    ck_assert_uint_gt(by_name, 0);
    pair.base->sha256 = SLICE("abc");
    ck_assert_uint_gt(match_capture(report, "base", pair.base), by_name);
    ck_assert_uint_eq(match_capture(report, "later", pair.base), 0);
    ck_assert_uint_eq(match_capture(NULL, "later", pair.base), 0);
    json_decref(report);
    free_pair(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verification");
    TCase *tests = tcase_create("verification");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, its_own, 0, 2);
    tcase_add_loop_test(tests, changed, 0, sizeof(changes) / sizeof(*changes));
    tcase_add_loop_test(tests, rearranged, 0, 5);
    tcase_add_loop_test(tests, anything_changed, 0, 2 * MUTATIONS);
    tcase_add_loop_test(tests, anything_anywhere, 0, 10);
    tcase_add_test(tests, matches);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
