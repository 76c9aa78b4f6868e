/* check_markdown: no text of a capture becomes markup, a link, a mention or a reference. */
#include <check.h>
#include <stdlib.h>

#include "markdown.h"
#include "run_suite.h"

enum { MOST = 64 };

struct words_case {
    const char *text, *expected;
};

/* clang-format off */
#define BREAK "<!-- -->"

static const struct words_case cases[] = {
    {"", ""},
    {"com.apple.driver (1.0)", "com.apple.driver (1.0)"},
    {"VM_KERN_MEMORY_PTE", "VM_KERN_MEMORY_PTE"},
    {"_cut_ a_ _b", "\\_cut\\_ a\\_ \\_b"},
    {"a|b\\|c", "a&#124;b&#92;&#92;&#124;c"},
    {"`x` *y* ~z~ $w$ ENTRY_$", "\\`x\\` \\*y\\* \\~z\\~ \\$w\\$ ENTRY\\_\\$"},
    {"<img src=x onerror=y>&amp;", "&lt;img src=x onerror=y&gt;&amp;amp;"},
    {"[a](b)![c](d)", "\\[a\\](b)!\\[c\\](d)"},
    {"@someone a@b.c", "@" BREAK "someone a@" BREAK "b.c"},
    {"#123 x#1 !7 gh-4", "#" BREAK "123 x#" BREAK "1 !" BREAK "7 gh-" BREAK "4"},
    {"http://a.b www.a.b WWW.A", "http:" BREAK "//a.b www" BREAK ".a.b WWW" BREAK ".A"},
    {":smile: 12:30 a: b", ":" BREAK "smile: 12:30 a: b"},
    {"- a", "\\- a"},
    {"+1", "\\+1"},
    {"===", "\\==="},
    {"12. a", "12\\. a"},
    {"12.5 GB", "12.5 GB"},
    {"# a", "#" BREAK " a"},
    {"> a", "&gt; a"},
    {"    code", "code"},
    {"a\n\n# b\x1b[0m", "a&#92;x0a&#92;x0a#" BREAK " b&#92;x1b\\[0m"},
    {"\xff", "&#92;xff"},
    {"\xc3\xa4@", "\xc3\xa4@" BREAK},
    {"a\xe2\x80\xae" "b", "a&#92;u\\{202e\\}b"},
};
/* clang-format on */

/* A copy of exactly its size, so that a sanitizer sees every read beyond its end. */
static void expect(const char *text, size_t most, const char *expected)
{
    struct slice whole = slice_of(text);
    struct text out = {0};
    char *copy = malloc(whole.len == 0 ? 1 : whole.len);
    ck_assert_ptr_nonnull(copy);
    for (size_t i = 0; i < whole.len; i++)
        copy[i] = text[i];
    markdown_words(&out, (struct slice){copy, whole.len}, most);
    ck_assert_msg(slice_is(text_slice(&out), expected), "\"%s\": \"%.*s\"", text,
                  SLICE_ARGS(text_slice(&out)));
    text_free(&out);
    free(copy);
}

START_TEST(words)
{
    expect(cases[_i].text, MOST, cases[_i].expected);
}
END_TEST

START_TEST(cut)
{
    expect("abcdef", 6, "abcdef");
    expect("abcdef", 5, "abcde...");
    expect("\xc3\xa4\xc3\xb6\xc3\xbc", 2, "\xc3\xa4\xc3\xb6...");
    expect("abc", 0, "...");
    expect("@@@", 2, "@" BREAK "@" BREAK "...");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("markdown");
    TCase *tests = tcase_create("markdown");
    tcase_add_loop_test(tests, words, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_test(tests, cut);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
