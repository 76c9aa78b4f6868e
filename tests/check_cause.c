/* check_cause: what goes along with a suspect, in findings made by hand. */
#include <check.h>
#include <string.h>

#include "catalogue.h"
#include "cause.h"
#include "run_suite.h"
#include "why.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define MIB INT64_C(1048576)

enum { ROWS = 8 };

struct row {
    const char *name;
    int mib;
    size_t cluster;
    int blamed;
    int64_t elements;
    const char *why;
};

struct scene {
    struct findings findings;
    struct component rows[ROWS];
    const struct component *suspects[ROWS];
    struct arena *arena;
};

/* Rows in the order of their growth; the first `suspects` of them are suspects. */
static void set(struct scene *s, const struct row *rows, size_t suspects)
{
    memset(s, 0, sizeof(*s));
    s->arena = arena_new();
    s->findings.joined.components = s->rows;
    s->findings.joined.growth_bytes = (struct change){1000 * MIB, true};
    s->findings.suspects = s->suspects;
    s->findings.n_suspects = suspects;
    for (size_t i = 0; i < ROWS && rows[i].name != NULL; i++) {
        s->rows[i] = (struct component){
            .kind = COMPONENT_ZONE,
            .name = slice_of(rows[i].name),
            .growth_bytes = {rows[i].mib * MIB, true},
            .element_growth = {rows[i].elements, true},
            .cluster = rows[i].cluster,
            .blamed = rows[i].blamed,
            .why = slice_of(rows[i].why != NULL ? rows[i].why : ""),
            .rank = (unsigned)i + 1,
        };
        s->suspects[i] = &s->rows[i];
        s->findings.joined.n_components++;
    }
}

struct sentence_case {
    struct row rows[ROWS];
    size_t suspects;
    const char *expected; /* NULL: none */
};

/* clang-format off */
#define PORTS FOLLOWS_PORTS
static const struct sentence_case sentence_cases[] = {
    {{{"a", 100, 1, 0, 50, NULL}, {"b", 50, 1, 0, 51, NULL}}, 1,
     "One cause, it seems, of +150 MB, 15.0% of the total growth: a; b, by about as many elements "
     "(+50)"},
    {{{"a", 100, 1, 0, 50, NULL}, {"b", 50, 1, 0, 51, NULL}, {"c", 1, 1, 0, 49, NULL}}, 1,
     "One cause, it seems, of +151 MB, 15.1% of the total growth: a; b, c, by about as many "
     "elements (+50 each)"},
    {{{"a", 100, 1, PORTS, 50, NULL}, {"b", 50, 0, PORTS, 9, NULL}}, 1,
     "One cause, it seems, of +150 MB, 15.0% of the total growth: a; b, by the same count (ports)"},
    {{{"a", 100, 1, PORTS, 50, NULL}, {"b", 50, 2, PORTS, 9, NULL}, {"c", 20, 1, PORTS, 50, NULL},
      {"d", 10, 1, 0, 50, NULL}}, 1,
     "One cause, it seems, of +180 MB, 18.0% of the total growth: a; c, d, by about as many "
     "elements (+50 each); b, by the same count (ports)"},
    {{{"a", 100, 1, 0, 50, NULL}, {"b", 50, 1, 0, 50, NULL}}, 2,
     "One cause, it seems, of +150 MB, 15.0% of the total growth: a; b, by about as many elements "
     "(+50)"},
    {{{"a", 100, 1, 0, 50, NULL}, {"b", 7, 1, 0, 50, NULL}, {"c", 6, 1, 0, 50, NULL},
      {"d", 5, 1, 0, 50, NULL}, {"e", 4, 1, 0, 50, NULL}, {"f", 3, 1, 0, 50, NULL},
      {"g", 2, 1, 0, 50, NULL}}, 1,
     "One cause, it seems, of +127 MB, 12.7% of the total growth: a; b, c, d, e, f and 1 more, by "
     "about as many elements (+50 each)"},
    /* What shrank, another cluster, another count, and rows that are in none. */
    {{{"a", 100, 1, PORTS, 50, NULL}, {"b", -50, 1, PORTS, 50, NULL}}, 1, NULL},
    {{{"a", 100, 1, PORTS, 50, NULL}, {"b", 50, 2, FOLLOWS_THREADS, 50, NULL}}, 1, NULL},
    {{{"a", 100, 0, 0, 50, NULL}, {"b", 50, 0, 0, 50, NULL}}, 1, NULL},
    {{{"a", 100, 1, 0, 50, NULL}, {"b", 50, 1, 0, 50, NULL}}, 0, NULL},
};
/* clang-format on */

START_TEST(sentences)
{
    const struct sentence_case *c = &sentence_cases[_i];
    struct scene s;
    struct text out = {0};
    set(&s, c->rows, c->suspects);
    bool any = cause_sentence(&s.findings, s.arena, &out);
    ck_assert_int_eq(any, c->expected != NULL);
    ck_assert_msg(slice_is(text_slice(&out), any ? c->expected : ""), "%.*s\nnot %s",
                  SLICE_ARGS(text_slice(&out)), any ? c->expected : "nothing");
    text_free(&out);
    arena_free(s.arena);
}
END_TEST

/* A share of what did not grow says nothing. */
START_TEST(without_a_share)
{
    struct scene s;
    struct text out = {0};
    set(&s, sentence_cases[0].rows, 1);
    s.findings.joined.growth_bytes.value = -MIB;
    ck_assert(cause_sentence(&s.findings, s.arena, &out));
    ck_assert(slice_is(text_slice(&out),
                       "One cause, it seems, of +150 MB: a; b, by about as many elements (+50)"));
    text_free(&out);
    arena_free(s.arena);
}
END_TEST

struct why_case {
    struct row row;
    const char *small, *beside;
};

#define COUNT "ports went from 1 to 9"
#define ALONE ", but it is small, by itself or beside what leads"
#define ALIKE                                                                                      \
    "it grew by about as many elements as the zone second (+1,001 and +1,000), which points to "   \
    "one cause"
#define BESIDE "; beside it too small for a suspect"

/* clang-format off */
static const struct why_case why_cases[] = {
    {{"x", 9, 0, 0, 7, NULL}, "it grew and nothing in the captures explains it" ALONE, ""},
    {{"x", 9, 0, 0, 7, COUNT}, COUNT ALONE, COUNT},
    {{"x", 9, 2, 0, 1001, NULL}, ALIKE BESIDE, "; but " ALIKE},
    {{"x", 9, 2, 0, 1001, COUNT}, COUNT "; " ALIKE BESIDE, COUNT "; but " ALIKE},
    {{"x", 9, 0, PORTS, 7, COUNT}, COUNT ", as with the zone first" BESIDE, COUNT},
    /* The number of elements tells more than the count. */
    {{"x", 9, 2, PORTS, 1001, COUNT}, COUNT "; " ALIKE BESIDE, COUNT "; but " ALIKE},
    {{"x", 9, 3, FOLLOWS_THREADS, 1000, COUNT}, COUNT ALONE, COUNT},
};
/* clang-format on */

START_TEST(whys)
{
    const struct why_case *c = &why_cases[_i];
    const struct row rows[ROWS] = {
        {"first", 100, 1, PORTS, 5000, NULL}, {"second", 90, 2, 0, 1000, NULL}, c->row};
    struct scene s;
    set(&s, rows, 2);
    struct slice small = why_small(&s.findings, &s.rows[2], s.arena);
    struct slice beside = why_beside(&s.findings, &s.rows[2], s.arena);
    ck_assert_msg(slice_is(small, c->small), "%.*s\nnot %s", SLICE_ARGS(small), c->small);
    ck_assert_msg(slice_is(beside, c->beside), "%.*s\nnot %s", SLICE_ARGS(beside), c->beside);
    ck_assert_ptr_null(cause_leader(&s.findings, &s.rows[0]));
    ck_assert_ptr_null(cause_leader(&s.findings, &s.rows[1]));
    arena_free(s.arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cause");
    TCase *tests = tcase_create("cause");
    tcase_add_loop_test(tests, sentences, 0, LEN(sentence_cases));
    tcase_add_test(tests, without_a_share);
    tcase_add_loop_test(tests, whys, 0, LEN(why_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
