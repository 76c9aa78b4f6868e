/* check_json_agrees: which reports of redacted captures pass for those of the originals. */
#include <check.h>
#include <stdlib.h>

#include "json_agrees.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

struct pair_case {
    const char *original, *copy;
    bool redacted;
    const char *where; /* of the first difference; NULL: they agree */
};

/* clang-format off */
static const struct pair_case cases[] = {
    {"{\"a\": 1, \"b\": [true, null]}", "{\"a\": 1, \"b\": [true, null]}", false, NULL},
    {"{\"a\": 1}", "{\"a\": 2}", true, "a"},
    {"{\"a\": 1}", "{\"a\": 1.0}", true, "a"},
    {"{\"a\": 0}", "{\"a\": null}", true, "a"},
    {"{\"a\": {\"b\": [1, {\"c\": 2}]}}", "{\"a\": {\"b\": [1, {\"c\": 3}]}}", true, "a.b[1].c"},
    {"{\"a\": [1, 2]}", "{\"a\": [1]}", true, "a"},
    {"{\"a\": [1, 2]}", "{\"a\": [2, 1]}", true, "a[0]"},
    {"{\"a\": {\"b\": 1}}", "{\"a\": {\"c\": 1}}", true, "a.b"},
    {"{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": 1, \"c\": 1}}", true, "a"},
    {"{\"path\": \"x\", \"member\": \"y\", \"sha256\": \"1\"}", "{\"path\": \"a\", \"member\": null, \"sha256\": \"2\"}", true, NULL},
    {"{\"a\": \"to /Users/eve\"}", "{\"a\": \"to /Users/us1\"}", true, NULL},
    {"{\"a\": \"to /Users/eve\"}", "{\"a\": \"to /Users/us1\"}", false, "a"},
    {"{\"a\": \"to /Users/eve\"}", "{\"a\": \"to /Users/us2\"}", true, "a"},
    {"{\"a\": \"12 of 13\"}", "{\"a\": \"12 of 14\"}", true, "a"},
    {"{\"message\": \"not understood: /Users/ev\"}", "{\"message\": \"not understood: /Users/us\"}", true, NULL},
    {"{\"message\": \"not understood: ab\"}", "{\"message\": \"was understood: ab\"}", true, "message"},
    /* Lists by name may change their order, not what they hold. */
    {"{\"processes\": [{\"n\": 1}, {\"n\": 2}, {\"n\": 2}]}", "{\"processes\": [{\"n\": 2}, {\"n\": 1}, {\"n\": 2}]}", true, NULL},
    {"{\"processes\": [{\"n\": 1}, {\"n\": 2}]}", "{\"processes\": [{\"n\": 2}, {\"n\": 1}]}", false, "processes[0].n"},
    {"{\"processes\": [{\"n\": 1}, {\"n\": 2}, {\"n\": 2}]}", "{\"processes\": [{\"n\": 2}, {\"n\": 1}, {\"n\": 1}]}", true, "processes[2]"},
};
/* clang-format on */

START_TEST(pairs)
{
    const struct pair_case *c = &cases[_i];
    struct redactor *redactor = redactor_new();
    struct error error = ERROR_NONE;
    struct text text = {0};
    struct text where = {0};
    uint64_t values;
    json_t *original = json_loads(c->original, 0, NULL);
    json_t *copy = json_loads(c->copy, 0, NULL);
    ck_assert(original != NULL && copy != NULL);
    ck_assert(redactor_text(redactor, SLICE("/Users/eve"), &text, &error));
    bool agrees = json_agrees(original, copy, c->redacted ? redactor : NULL, &where, &values);
    ck_assert(agrees == (c->where == NULL));
    if (!agrees)
        ck_assert_msg(slice_is(text_slice(&where), c->where), "%.*s",
                      SLICE_ARGS(text_slice(&where)));
    text_free(&text);
    text_free(&where);
    json_decref(original);
    json_decref(copy);
    redactor_free(redactor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_agrees");
    TCase *tcase = tcase_create("pairs");
    tcase_add_loop_test(tcase, pairs, 0, LEN(cases));
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
