/* check_glossary: each word that a report uses for a kind of row, a verdict or a column is explained. */
#include <check.h>
#include <string.h>

#include "findings.h"
#include "glossary.h"
#include "run_suite.h"

START_TEST(kinds)
{
    const char *name = component_kind_name((enum component_kind)_i);
    const struct glossary_entry *entry = glossary_find(slice_of(name));
    ck_assert_msg(entry != NULL, "%s", name);
    ck_assert_msg(strstr(entry->kind, "kind of row") != NULL, "%s: %s", name, entry->kind);
}
END_TEST

START_TEST(verdicts)
{
    const char *name = verdict_name((enum verdict)_i);
    const struct glossary_entry *entry = glossary_find(slice_of(name));
    ck_assert_msg(entry != NULL, "%s", name);
    ck_assert_msg(strstr(entry->kind, "verdict") != NULL, "%s: %s", name, entry->kind);
}
END_TEST

/* What stands in the head of a column or before a sentence, and how sure owners are. */
START_TEST(words)
{
    static const struct {
        const char *word, *kind;
    } cases[] = {
        {"growth", "column"},
        {"share", "column"},
        {"live", "column"},
        {"live growth", "column"},
        {"reclaimable", "column"},
        {"slack", "part of a zone"},
        {"before", "column"},
        {"after", "column"},
        {"base", "capture"},
        {"later", "capture"},
        {"elements", "column"},
        {"per hour", "column"},
        {"onset", "figure of a row"},
        {"care", "mark of a row"},
        {"worry", "line of the report"},
        {"owner", "line of the report"},
        {"Live Growth", "column"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct glossary_entry *entry = glossary_find(slice_of(cases[i].word));
        ck_assert_msg(entry != NULL, "%s", cases[i].word);
        ck_assert_msg(strstr(entry->kind, cases[i].kind) != NULL, "%s: %s", entry->word,
                      entry->kind);
    }
    for (int i = 0; i <= CONFIDENCE_STRONG; i++)
        ck_assert_ptr_nonnull(glossary_find(slice_of(confidence_name((enum confidence)i))));
}
END_TEST

START_TEST(others)
{
    ck_assert_ptr_null(glossary_find(SLICE("")));
    ck_assert_ptr_null(glossary_find(SLICE("zon")));
    ck_assert_ptr_null(glossary_find(SLICE("zones")));
    for (size_t i = 0; glossary_entry(i) != NULL; i++)
        ck_assert_ptr_eq(glossary_find(slice_of(glossary_entry(i)->word)), glossary_entry(i));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("glossary");
    TCase *tests = tcase_create("glossary");
    tcase_add_loop_test(tests, kinds, 0, COMPONENT_KINDS);
    tcase_add_loop_test(tests, verdicts, VERDICT_UNKNOWN, VERDICT_SHRANK + 1);
    tcase_add_test(tests, words);
    tcase_add_test(tests, others);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
