/* check_clusters: which zones grew by the same number of elements, at the borders. */
#include <check.h>

#include "clusters.h"
#include "run_suite.h"
#include "thresholds.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { ZONES = 5, NOT_KNOWN = INT32_MIN };

struct cluster_case {
    const char *what;
    struct {
        const char *name;
        int64_t elements; /* NOT_KNOWN */
        int64_t bytes;
    } zones[ZONES];
    const char *clusters[ZONES]; /* names in order, "a b" */
};

/* clang-format off */
static const struct cluster_case cases[] = {
    {"three of one cause, the most bytes first",
     {{"a", 100000, 10}, {"b", 99000, 30}, {"c", 97000, 20}}, {"b c a"}},
    {"3 % apart", {{"a", 100000, 1}, {"b", 97000, 1}}, {"a b"}},
    {"more than that", {{"a", 100000, 1}, {"b", 96999, 1}}, {"a", "b"}},
    {"all beside the largest", {{"a", 100000, 1}, {"b", 98000, 1}, {"c", 96000, 1}}, {"a b", "c"}},
    {"two causes", {{"a", 50000, 1}, {"b", 20000, 2}, {"c", 50100, 3}, {"d", 20010, 4}},
     {"c a", "d b"}},
    {"the most elements first, however few bytes", {{"a", 5000, 99999}, {"b", 50000, 1}}, {"b", "a"}},
    {"large enough to tell", {{"a", CLUSTER_TELLING, 1}, {"b", CLUSTER_TELLING / 100 * 97, 1}}, {"a b"}},
    {"too small to tell", {{"a", CLUSTER_TELLING - 1, 1}, {"b", CLUSTER_TELLING / 100 * 97, 1}}, {"a", "b"}},
    {"small, but within 3 in 1,000", {{"a", 10000, 1}, {"b", 9970, 1}}, {"a b"}},
    {"more than that apart", {{"a", 10000, 1}, {"b", 9969, 1}}, {"a", "b"}},
    {"the smallest", {{"a", CLUSTER_ELEMENTS, 1}, {"b", CLUSTER_ELEMENTS - 1, 1}}, {"a"}},
    {"none", {{"a", 0, 1000000}, {"b", -50000, 1}, {"c", NOT_KNOWN, 1}}, {NULL}},
    {"nothing", {{NULL, 0, 0}}, {NULL}},
    {"alike in all: by name", {{"b", 5000, 1}, {"a", 5000, 1}}, {"a b"}},
    {"very many", {{"a", INT64_MAX, 1}, {"b", INT64_MAX - 1, 1}, {"c", 5000, 1}}, {"a b", "c"}},
};
/* clang-format on */

/* Live bytes, where the case gives them: `live` is added to the growth that the zone shows. */
static size_t fill(const struct cluster_case *c, struct component *zones, int64_t kept)
{
    size_t count = 0;
    for (; count < ZONES && c->zones[count].name != NULL; count++) {
        bool known = c->zones[count].elements != NOT_KNOWN;
        zones[count] = (struct component){
            .kind = COMPONENT_ZONE,
            .name = slice_of(c->zones[count].name),
            .element_growth = {known ? c->zones[count].elements : 0, known},
            .growth_bytes = {c->zones[count].bytes + kept * (int64_t)count, true},
            .live_growth_bytes = {c->zones[count].bytes, kept > 0},
        };
    }
    return count;
}

static void check_cluster(const struct cluster_case *c, const struct clusters *clusters, size_t i)
{
    const struct cluster *cluster = &clusters->list[i];
    struct slice names = slice_of(c->clusters[i]);
    struct slice name;
    uint64_t sum = 0;
    size_t count = 0;
    for (; slice_token(&names, &name); count++) {
        ck_assert_msg(count < cluster->n_zones, "%s: %zu zones", c->what, cluster->n_zones);
        const struct component *zone = cluster->zones[count];
        ck_assert_msg(slice_equal(zone->name, name), "%s: %.*s", c->what, SLICE_ARGS(zone->name));
        ck_assert_ptr_eq(cluster_with(clusters, zone), cluster);
        sum += (uint64_t)(zone->live_growth_bytes.known ? zone->live_growth_bytes.value
                                                        : zone->growth_bytes.value);
    }
    ck_assert_msg(cluster->n_zones == count, "%s: %zu zones", c->what, cluster->n_zones);
    ck_assert_uint_eq(cluster->elements, (uint64_t)cluster->zones[0]->element_growth.value);
    ck_assert_uint_eq(cluster->growth_bytes, sum);
}

START_TEST(clusters)
{
    const struct cluster_case *c = &cases[_i];
    for (int kept = 0; kept < 2; kept++) {
        struct component zones[ZONES];
        struct arena *arena = arena_new();
        struct joined joined = {.components = zones, .n_components = fill(c, zones, kept * 1000)};
        struct clusters found = clusters_of(&joined, arena);
        size_t count = 0;
        size_t held = 0;
        for (; count < ZONES && c->clusters[count] != NULL; count++) {
            ck_assert_msg(count < found.count, "%s: %zu clusters", c->what, found.count);
            check_cluster(c, &found, count);
            held += found.list[count].n_zones;
        }
        ck_assert_msg(found.count == count, "%s: %zu clusters", c->what, found.count);
        for (size_t i = 0; i < joined.n_components; i++)
            held -= cluster_with(&found, &zones[i]) != NULL;
        ck_assert_uint_eq(held, 0);
        arena_free(arena);
    }
}
END_TEST

/* What is not known, or shrank, adds no bytes; sums stop at the largest figure. */
START_TEST(bytes)
{
    static const struct {
        struct change growth, live;
        uint64_t bytes;
    } rows[] = {
        {{100, true}, {0, false}, 100}, {{100, true}, {70, true}, 70},
        {{100, true}, {-5, true}, 0},   {{-100, true}, {0, false}, 0},
        {{0, false}, {0, false}, 0},    {{INT64_MAX, true}, {0, false}, INT64_MAX},
    };
    for (int i = 0; i < LEN(rows); i++) {
        struct component zones[3];
        struct arena *arena = arena_new();
        for (int z = 0; z < 3; z++)
            zones[z] = (struct component){.name = SLICE("zone"),
                                          .element_growth = {5000, true},
                                          .growth_bytes = rows[i].growth,
                                          .live_growth_bytes = rows[i].live};
        struct joined joined = {.components = zones, .n_components = 3};
        struct clusters found = clusters_of(&joined, arena);
        ck_assert_uint_eq(found.count, 1);
        ck_assert_uint_eq(found.list[0].growth_bytes,
                          rows[i].bytes == INT64_MAX ? UINT64_MAX : 3 * rows[i].bytes);
        arena_free(arena);
    }
}
END_TEST

/* Several zones with enough growth are worth a word. */
START_TEST(told)
{
    static const struct {
        size_t zones;
        int64_t bytes; /* of each */
        bool told;
    } rows[] = {{2, NOTICED_BYTES / 2, true},
                {2, NOTICED_BYTES / 2 - 1, false},
                {1, NOTICED_BYTES, false},
                {3, NOTICED_BYTES, true}};
    for (int i = 0; i < LEN(rows); i++) {
        struct component zones[3];
        struct arena *arena = arena_new();
        for (int z = 0; z < 3; z++)
            zones[z] = (struct component){.name = SLICE("zone"),
                                          .element_growth = {5000, true},
                                          .growth_bytes = {rows[i].bytes, true}};
        struct joined joined = {.components = zones, .n_components = rows[i].zones};
        struct clusters found = clusters_of(&joined, arena);
        ck_assert_uint_eq(found.count, 1);
        ck_assert_msg(found.list[0].is_told == rows[i].told, "%d", i);
        arena_free(arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clusters");
    TCase *tests = tcase_create("clusters");
    tcase_add_loop_test(tests, clusters, 0, LEN(cases));
    tcase_add_test(tests, bytes);
    tcase_add_test(tests, told);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
