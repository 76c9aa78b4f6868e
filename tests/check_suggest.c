/* check_suggest: a misspelt word finds the one that was meant, and no other. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"
#include "suggest.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

static const char *const known[] = {
    "diff",    "show",         "extract",      "json",     "html",   "markdown",     "top",
    "fail-on", "leak-suspect", "ipc.ports",    "no-hash",  "tag",    "no-hash-more", "rm",
    "x",       "VM_MEMORY_HV", "row.set.more", "row.sets", "row.set"};

static const struct {
    const char *word;
    const char *meant; /* "": none */
} cases[] = {
    {"dif", "diff"},
    {"diif", "diff"},
    {"idff", "diff"},
    {"DIFF", "diff"},
    {"htlm", "html"},
    {"htm", "html"},
    {"hmtll", ""},
    {"markdwon", "markdown"},
    {"markown", "markdown"},
    {"fail_on", "fail-on"},
    {"leaksuspekt", "leak-suspect"},
    {"ipc.prots", "ipc.ports"},
    {"ipc", "ipc.ports"},
    {"no-has", "no-hash"},
    {"row.se", "row.set"},
    {"row.sets.", "row.sets"},
    {"row", "row.set"},
    {"ROW.SET.M", "row.set.more"},
    {"no", "no-hash"},
    {"compare", ""},
    {"frobnicate", ""},
    {"tga", "tag"},
    {"tal", "tag"},
    {"tell", ""},
    {"VM_MEMORY_99", ""},
    {"VM_MEMORY_HX", "VM_MEMORY_HV"},
    {"VM_MEMROY_VH", "VM_MEMORY_HV"},
    {"r", ""},
    {"x", ""},
    {"", ""},
};

START_TEST(nearest)
{
    size_t len = strlen(cases[_i].word);
    char *copy = malloc(len == 0 ? 1 : len); /* a sanitizer sees what is read beyond it */
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, cases[_i].word, len);
    struct suggestion suggestion = {.word = {copy, len}};
    for (int i = 0; i < LEN(known); i++)
        suggestion_offer(&suggestion, slice_of(known[i]));
    ck_assert_msg(slice_is(suggestion.nearest, cases[_i].meant), "%s: %.*s", cases[_i].word,
                  SLICE_ARGS(suggestion.nearest));
    free(copy);
}
END_TEST

/* The longest words that are compared, and words beyond. */
START_TEST(long_words)
{
    char word[200];
    char other[200];
    memset(word, 'a', sizeof(word));
    memset(other, 'a', sizeof(other));
    other[40] = 'b';
    for (size_t len = 60; len < sizeof(word); len++) {
        struct suggestion suggestion = {.word = {word, len}};
        suggestion_offer(&suggestion, (struct slice){other, len});
        ck_assert_uint_eq(suggestion.nearest.len, len <= 80 ? len : 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suggest");
    TCase *tests = tcase_create("suggest");
    tcase_add_loop_test(tests, nearest, 0, LEN(cases));
    tcase_add_test(tests, long_words);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
