/*
 * check_html: the report for browsers is well-formed, carries nothing that its policy forbids, has
 * the figures of the JSON, and keeps hostile names as text.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "hash.h"
#include "human.h"
#include "pair.h"
#include "render.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { DEPTH_MAX = 64, PATH_ROOM = 4096 };

static const char *const stories[] = {"10.7-parallels", "11-full",   "12-unloaded",
                                      "13-update",      "26-noroot", "26-kalloc1024"};

static struct pair read_story(const char *story)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    snprintf(base, sizeof(base), "%s/%s/base", CAPTURES_DIR, story);
    snprintf(later, sizeof(later), "%s/%s/later", CAPTURES_DIR, story);
    return read_pair(base, later);
}

static struct slice between(struct slice text, const char *from, const char *to)
{
    size_t start = slice_find_text(text, from);
    ck_assert_msg(start < text.len, "%s is not there", from);
    text = slice_from(text, start + strlen(from));
    return slice_first(text, slice_find_text(text, to));
}

static bool has(struct slice text, const char *part)
{
    return slice_find_text(text, part) < text.len;
}

/* The page without its style sheet and its script, whose texts are no markup. */
static char *markup_of(struct slice page)
{
    struct slice style = between(page, "<style>", "</style>");
    struct slice script = between(page, "<script>", "</script>");
    char *markup = malloc(page.len + 1);
    ck_assert_ptr_nonnull(markup);
    memcpy(markup, page.ptr, page.len);
    markup[page.len] = '\0';
    memset(markup + (style.ptr - page.ptr), ' ', style.len);
    memset(markup + (script.ptr - page.ptr), ' ', script.len);
    return markup;
}

/* name="value" pairs up to the end of the tag: lower case, quoted, none of them code or style. */
static const char *check_attributes(const char *at)
{
    for (;;) {
        while (*at == ' ' || *at == '\n')
            at++;
        if (*at == '>' || strncmp(at, "/>", 2) == 0)
            return at;
        size_t len = strspn(at, "abcdefghijklmnopqrstuvwxyzBV-");
        ck_assert_msg(len > 0 && at[len] == '=' && at[len + 1] == '"', "at %.60s", at);
        ck_assert_msg(strncmp(at, "on", 2) != 0, "at %.60s", at);
        ck_assert_msg(len != 5 || strncmp(at, "style", 5) != 0, "at %.60s", at);
        ck_assert_msg(strncmp(at, "src", 3) != 0, "at %.60s", at);
        if (strncmp(at, "href=\"", 6) == 0)
            ck_assert_msg(at[6] == '#', "at %.60s", at);
        at += len + 2;
        at += strcspn(at, "\"<");
        ck_assert_msg(*at == '"', "at %.60s", at);
        at++;
    }
}

/* Every element ends where it should; & stands for a reference only. */
static void check_well_formed(struct slice page)
{
    struct slice open[DEPTH_MAX];
    size_t depth = 0;
    char *markup = markup_of(page);
    const char *at = markup + strlen("<!DOCTYPE html>");
    while (*(at += strcspn(at, "<&>")) != '\0') {
        ck_assert_msg(*at != '>', "at %.60s", at);
        if (*at == '&') {
            size_t len = strcspn(at, ";");
            ck_assert_msg(len < 7, "at %.60s", at);
            at += len;
            continue;
        }
        bool ends = at[1] == '/';
        const char *name = at + 1 + ends;
        struct slice element = {name, strspn(name, "abcdefghijklmnopqrstuvwxyz123456")};
        ck_assert_msg(element.len > 0, "at %.60s", at);
        at = check_attributes(name + element.len);
        if (ends) {
            ck_assert_msg(depth > 0 && slice_equal(open[depth - 1], element), "at %.60s", name);
            depth--;
        } else if (*at != '/') {
            ck_assert_uint_lt(depth, DEPTH_MAX);
            open[depth++] = element;
        }
        at += *at == '/' ? 2 : 1;
    }
    ck_assert_uint_eq(depth, 0);
    free(markup);
}

static unsigned letter_value(char letter)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *place = strchr(letters, letter);
    ck_assert(letter != '\0' && place != NULL);
    return (unsigned)(place - letters);
}

/* The policy names the text by its hash, in base64. */
static void check_policy(struct slice page, const char *directive, struct slice text)
{
    struct slice policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    struct slice source = between(policy, directive, "'");
    struct arena *arena = arena_new();
    struct hash *hash = hash_new();
    hash_add(hash, text);
    struct slice hex = hash_end(hash, arena);
    ck_assert_uint_eq(source.len, 44);
    for (size_t i = 0; i < hex.len; i++) {
        size_t bit = 4 * i;
        unsigned pair = letter_value(source.ptr[bit / 6]) << 6;
        if (source.ptr[bit / 6 + 1] != '=')
            pair |= letter_value(source.ptr[bit / 6 + 1]);
        unsigned digit = pair >> (8 - bit % 6) & 15;
        ck_assert_int_eq("0123456789abcdef"[digit], hex.ptr[i]);
    }
    hash_free(hash);
    arena_free(arena);
}

/* A link has the words of the heading that it leads to. */
static void check_links(struct slice page)
{
    struct slice nav = between(page, "<nav", "</nav>");
    int links = 0;
    while (has(nav, "<a href=\"#")) {
        char heading[200];
        struct slice id = between(nav, "<a href=\"#", "\"");
        struct slice title = between(slice_from(nav, (size_t)(id.ptr - nav.ptr)), "\">", "</a>");
        snprintf(heading, sizeof(heading), "<section id=\"%.*s\"><h2>%.*s</h2>", SLICE_ARGS(id),
                 SLICE_ARGS(title));
        ck_assert_msg(has(page, heading), "%s", heading);
        nav = slice_from(nav, (size_t)(title.ptr - nav.ptr));
        links++;
    }
    ck_assert_int_gt(links, 3);
}

/* In what is said no line may end between a figure and its unit. */
static void check_units(struct slice page, const char *tag)
{
    int figures = 0;
    for (size_t start; (start = slice_find_text(page, tag)) < page.len;) {
        page = slice_from(page, start + strlen(tag));
        struct slice words = slice_first(page, slice_find_text(page, "</"));
        struct slice word;
        for (bool digit = false; slice_token(&words, &word);) {
            struct slice letters = slice_first(word, slice_find(word, '<'));
            while (letters.len > 0 && strchr(".,;:)", letters.ptr[letters.len - 1]) != NULL)
                letters.len--;
            ck_assert_msg(!digit || !human_is_unit(letters), "%s: %.*s", tag, SLICE_ARGS(word));
            digit = word.ptr[word.len - 1] >= '0' && word.ptr[word.len - 1] <= '9';
            figures += has(word, "\xC2\xA0");
        }
    }
    ck_assert_msg(figures > 0, "%s", tag);
}

START_TEST(pages)
{
    struct pair pair = read_story(stories[_i]);
    struct text out = {0};
    struct text again = {0};
    render_html(&out, &pair.findings, false);
    render_html(&again, &pair.findings, false);
    struct slice page = text_slice(&out);
    ck_assert(!out.failed && slice_equal(page, text_slice(&again)));
    ck_assert_uint_lt(page.len, 1500000);
    check_well_formed(page);
    check_links(page);
    check_units(page, "<h1>");
    check_units(page, "<p>");
    check_units(page, "<li>");
    ck_assert(!has(between(page, "<tbody><tr><td data-v", "</tr>"), "\xC2\xA0"));
    struct slice policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    ck_assert(slice_starts(policy, "default-src 'none'; "));
    ck_assert(!has(policy, "unsafe"));
    check_policy(page, "style-src 'sha256-", between(page, "<style>", "</style>"));
    check_policy(page, "script-src 'sha256-", between(page, "<script>", "</script>"));
    text_free(&out);
    text_free(&again);
    free_pair(&pair);
}
END_TEST

START_TEST(one_capture)
{
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct findings findings;
    struct text out = {0};
    struct snapshot *snapshot = bundle_read(CAPTURES_DIR "/12-unloaded/later", &error);
    ck_assert_msg(snapshot != NULL, "%s", error.reason);
    ck_assert(findings_of(NULL, snapshot, NULL, arena, &findings, &error));
    render_html(&out, &findings, false);
    check_well_formed(text_slice(&out));
    check_links(text_slice(&out));
    ck_assert(!has(text_slice(&out), "id=\"waterfall\""));
    ck_assert(has(text_slice(&out), "id=\"ranking\""));
    text_free(&out);
    snapshot_free(snapshot);
    arena_free(arena);
}
END_TEST

/* The next data-v of the row; -1 in *ret_known where it is empty. */
static bool next_figure(struct slice *row, int64_t *ret)
{
    struct slice figure = between(*row, "data-v=\"", "\"");
    char digits[32] = "";
    *row = slice_from(*row, (size_t)(figure.ptr - row->ptr));
    ck_assert_uint_lt(figure.len, sizeof(digits));
    memcpy(digits, figure.ptr, figure.len);
    *ret = strtoll(digits, NULL, 10);
    return figure.len > 0;
}

static void check_figure(struct slice *row, const json_t *value, double parts)
{
    int64_t found;
    bool known = next_figure(row, &found);
    ck_assert_int_eq(known, value != NULL && !json_is_null(value));
    if (known)
        ck_assert_int_eq(found, json_is_integer(value)
                                    ? json_integer_value(value)
                                    : (json_int_t)(json_real_value(value) * parts +
                                                   (json_real_value(value) < 0 ? -0.5 : 0.5)));
}

START_TEST(figures)
{
    struct pair pair = read_story(stories[_i]);
    struct text html = {0};
    struct text text = {0};
    size_t i;
    const json_t *component;
    render_html(&html, &pair.findings, false);
    render_json(&text, &pair.findings, NULL);
    json_t *json = json_loadb(text.bytes, text.len, 0, NULL);
    ck_assert_ptr_nonnull(json);
    struct slice rest = between(text_slice(&html), "<table id=\"ranking\"", "</table></div>\n<p");
    json_array_foreach(json_object_get(json, "components"), i, component)
    {
        static const char *const keys[] = {"growth_bytes", "share_of_growth", "live_growth_bytes",
                                           "element_growth", "growth_bytes_per_hour"};
        struct slice row = between(rest, "<tbody><tr>", "</tr>");
        rest = slice_from(rest, (size_t)(row.ptr + row.len - rest.ptr));
        check_figure(&row, json_object_get(component, "rank"), 1);
        check_figure(&row, json_object_get(json_object_get(component, "base"), "wired_bytes"), 1);
        check_figure(&row, json_object_get(json_object_get(component, "later"), "wired_bytes"), 1);
        for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
            check_figure(&row, json_object_get(component, keys[k]), SHARE_PARTS);
        ck_assert(has(row, json_string_value(json_object_get(component, "verdict"))));
    }
    ck_assert(!has(rest, "<tbody><tr>"));
    json_decref(json);
    text_free(&html);
    text_free(&text);
    free_pair(&pair);
}
END_TEST

/* clang-format off */
#define T(literal) {(literal), sizeof(literal) - 1}
static const struct slice hostile[] = {
    T("<script>alert(1)</script>"), T("\"><img src=x onerror=alert(1)>"), T("'-alert(1)-'"),
    T("</title></style></svg><svg onload=alert(1)>"), T("a\xe2\x80\xae" "b\xff\xfe\0c"),
    T("&lt;b&gt;&amp"), T("]]><!--"), T(""),
};
/* clang-format on */

/* A pid is no count, and a label in an area leaves out what all tags begin with. */
START_TEST(ids_and_labels)
{
    struct pair pair = read_story("15-unattributed");
    struct text out = {0};
    render_html(&out, &pair.findings, false);
    struct slice page = text_slice(&out);
    ck_assert(
        has(between(page, "<table id=\"owners\"", "</table>"), "<td data-v=\"1204\">1204</td>"));
    ck_assert(has(page, "<title>tag VM_KERN_MEMORY_IOKIT: "));
    ck_assert(has(page, "<title>unattributed: "));
    ck_assert(has(page, ">IOKIT</text>"));
    ck_assert(has(page, ">BOOT_STOLEN</text>"));
    ck_assert(has(page, "<a href=\"#who\">"));
    struct slice sides = between(page, "<table id=\"sides\"", "</table>");
    struct slice vm = between(page, "<table id=\"vm\"", "</table>");
    struct slice kexts = between(page, "<table id=\"kext-rows\"", "</table>");
    ck_assert(has(page, "Read from: <bdi>zprint.txt:"));
    ck_assert(has(sides, "<span class=\"lines\"><bdi>sysctl.txt:"));
    ck_assert(has(vm, "<td class=\"lines\"><bdi>vm_stat.txt:"));
    ck_assert(has(kexts, "<td class=\"lines\"><bdi>kextstat.txt:"));
    ck_assert(!has(page, "Read from: </p>"));
    text_free(&out);
    free_pair(&pair);
}
END_TEST

START_TEST(names)
{
    struct pair pair = read_story("12-unloaded");
    struct findings *findings = &pair.findings;
    struct text out = {0};
    const size_t n_hostile = sizeof(hostile) / sizeof(*hostile);
    for (size_t i = 0; i < findings->joined.n_components; i++)
        findings->joined.components[i].name = hostile[i % n_hostile];
    for (size_t i = 0; i < findings->kext_rows.count; i++)
        findings->kext_rows.list[i].name = hostile[i % n_hostile];
    for (size_t i = 0; i < findings->processes.count; i++)
        findings->processes.processes[i].name = hostile[i % n_hostile];
    for (size_t i = 0; i < findings->n_summary; i++)
        findings->summary[i] = hostile[i % n_hostile];
    for (size_t i = 0; i < findings->n_warnings; i++)
        findings->warnings[i].text = hostile[i % n_hostile];
    findings->headline = hostile[3];
    pair.later->path = hostile[1];
    pair.later->machine.model = hostile[0];
    render_html(&out, findings, false);
    struct slice page = text_slice(&out);
    check_well_formed(page);
    ck_assert(has(page, "> Likely a leak. Not urgent yet</p>"));
    ck_assert(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    ck_assert(has(page, "a\\u{202e}b\\xff\\xfe\\x00c"));
    for (size_t i = 0; i < page.len; i++)
        ck_assert_msg(page.ptr[i] == '\n' || (unsigned char)page.ptr[i] >= 0x20, "byte %02x",
                      page.ptr[i]);
    text_free(&out);
    free_pair(&pair);
}
END_TEST

START_TEST(not_comparable)
{
    struct pair pair =
        read_pair(CAPTURES_DIR "/10.7-parallels/base", CAPTURES_DIR "/26-kalloc1024/later");
    struct text out = {0};
    struct text forced = {0};
    render_html(&out, &pair.findings, false);
    check_well_formed(text_slice(&out));
    ck_assert(!has(text_slice(&out), "id=\"ranking\""));
    ck_assert(!has(text_slice(&out), "href=\"#components\""));
    ck_assert(has(text_slice(&out), "id=\"sides\""));
    render_html(&forced, &pair.findings, true);
    check_well_formed(text_slice(&forced));
    ck_assert(has(text_slice(&forced), "id=\"ranking\""));
    text_free(&out);
    text_free(&forced);
    free_pair(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("html");
    TCase *tests = tcase_create("html");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, pages, 0, LEN(stories));
    tcase_add_loop_test(tests, figures, 0, LEN(stories));
    tcase_add_test(tests, one_capture);
    tcase_add_test(tests, ids_and_labels);
    tcase_add_test(tests, names);
    tcase_add_test(tests, not_comparable);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
