/* check_size_classes: typed zones summed by size, whatever bucket their types landed in. */
#include <check.h>

#include "run_suite.h"
#include "size_classes.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { ROOM = 8 };

/* Each zone: sizes on both sides and elements of growth; a side of 0 has no row. */
struct zone_row {
    const char *name;
    uint64_t base, later;
    int64_t elements;
    bool elements_known, comparable;
};

struct class_case {
    const char *what;
    struct zone_row zones[ROOM];
    struct {
        const char *family;
        uint64_t size;
        size_t zones;
        uint64_t base, later;
        int64_t elements;
        bool elements_known;
    } classes[ROOM];
};

/* clang-format off */
#define ZONE(name, base, later, elements) {name, base, later, elements, true, true}

static const struct class_case cases[] = {
    {"buckets of a size", {ZONE("kalloc.type0.256", 100, 0, -5), ZONE("kalloc.type1.256", 10, 500, 40),
                           ZONE("kalloc.type12.256", 0, 7, 1)},
     {{"kalloc.type", 256, 3, 110, 507, 36, true}}},
    {"by family, then size", {ZONE("kalloc.type.var3.16", 1, 2, 1), ZONE("kalloc.type1.1024", 3, 4, 1),
                              ZONE("kalloc.type.var0.512", 5, 6, 1), ZONE("kalloc.type2.32", 7, 8, 1)},
     {{"kalloc.type", 32, 1, 7, 8, 1, true}, {"kalloc.type", 1024, 1, 3, 4, 1, true},
      {"kalloc.type.var", 16, 1, 1, 2, 1, true}, {"kalloc.type.var", 512, 1, 5, 6, 1, true}}},
    {"a variable one is a sum of its own",
     {ZONE("kalloc.type.var1.64", 1, 9, 1), ZONE("kalloc.type1.64", 10, 90, 1)},
     {{"kalloc.type", 64, 1, 10, 90, 1, true}, {"kalloc.type.var", 64, 1, 1, 9, 1, true}}},
    {"elements of one are not known",
     {ZONE("kalloc.type0.64", 1, 2, 7), {"kalloc.type1.64", 10, 20, 0, false, true},
      ZONE("kalloc.type2.64", 1, 2, 7)},
     {{"kalloc.type", 64, 3, 12, 24, 0, false}}},
    {"one that cannot be compared takes no part",
     {ZONE("kalloc.type0.64", 1, 2, 7), {"kalloc.type1.64", 10, 20, 9, true, false}},
     {{"kalloc.type", 64, 1, 1, 2, 7, true}}},
    {"other names", {ZONE("kalloc.64", 1, 2, 1), ZONE("data.kalloc.64", 1, 2, 1),
                     ZONE("kalloc.typex.64", 1, 2, 1), ZONE("kalloc.type1", 1, 2, 1),
                     ZONE("kalloc.type1.64$", 1, 2, 1), ZONE("kalloc.type.64", 1, 2, 1),
                     ZONE("kalloc.type1.", 1, 2, 1), ZONE("my.kalloc.type1.64", 1, 2, 1)}, {{0}}},
    {"nothing", {{0}}, {{0}}},
};
/* clang-format on */

struct rows {
    struct component components[ROOM + 1];
    struct account_row base[ROOM], later[ROOM];
    struct joined joined;
};

static void fill(const struct class_case *c, struct rows *rows)
{
    size_t count = 0;
    *rows = (struct rows){.joined.components = rows->components};
    for (; count < ROOM && c->zones[count].name != NULL; count++) {
        const struct zone_row *zone = &c->zones[count];
        rows->base[count].wired_bytes = zone->base;
        rows->later[count].wired_bytes = zone->later;
        rows->components[count] = (struct component){
            .kind = COMPONENT_ZONE,
            .name = slice_of(zone->name),
            .base = zone->base > 0 ? &rows->base[count] : NULL,
            .later = zone->later > 0 ? &rows->later[count] : NULL,
            .growth_bytes = {(int64_t)zone->later - (int64_t)zone->base, zone->comparable},
            .element_growth = {zone->elements, zone->elements_known}};
    }
    rows->components[count] = (struct component){
        .kind = COMPONENT_TAG, .name = SLICE("kalloc.type1.64"), .growth_bytes = {9, true}};
    rows->joined.n_components = count + 1;
}

START_TEST(classes)
{
    const struct class_case *c = &cases[_i];
    struct rows rows;
    struct arena *arena = arena_new();
    fill(c, &rows);
    struct size_classes found = size_classes_of(&rows.joined, arena);
    size_t count = 0;
    for (; count < ROOM && c->classes[count].family != NULL; count++) {
        ck_assert_msg(count < found.count, "%s: %zu", c->what, found.count);
        const struct size_class *class = &found.list[count];
        ck_assert_str_eq(class->family, c->classes[count].family);
        ck_assert_uint_eq(class->element_bytes, c->classes[count].size);
        ck_assert_msg(class->zones == c->classes[count].zones, "%s: %zu zones", c->what,
                      class->zones);
        ck_assert_uint_eq(class->base_bytes, c->classes[count].base);
        ck_assert_uint_eq(class->later_bytes, c->classes[count].later);
        ck_assert(class->growth_bytes.known);
        ck_assert_int_eq(class->growth_bytes.value,
                         (int64_t) class->later_bytes - (int64_t) class->base_bytes);
        ck_assert_int_eq(class->element_growth.known, c->classes[count].elements_known);
        if (class->element_growth.known)
            ck_assert_int_eq(class->element_growth.value, c->classes[count].elements);
    }
    ck_assert_msg(found.count == count, "%s: %zu", c->what, found.count);
    ck_assert_ptr_null(size_class_of(&found, &rows.components[rows.joined.n_components - 1]));
    arena_free(arena);
}
END_TEST

/* Each typed zone is found in its own class, and no other component in any. */
START_TEST(of_a_component)
{
    static const struct {
        const char *name, *family; /* NULL: in none */
        uint64_t size;
    } names[] = {
        {"kalloc.type1.64", "kalloc.type", 64},
        {"kalloc.type99.64", "kalloc.type", 64},
        {"kalloc.type.var1.64", "kalloc.type.var", 64},
        {"kalloc.type.var7.64", "kalloc.type.var", 64},
        {"kalloc.type1.128", NULL, 0},
        {"kalloc.64", NULL, 0},
        {"kalloc.type.64", NULL, 0},
        {"zone", NULL, 0},
    };
    struct rows rows;
    struct arena *arena = arena_new();
    fill(&cases[2], &rows);
    struct size_classes found = size_classes_of(&rows.joined, arena);
    const struct size_classes nothing = {NULL, 0};
    for (int i = 0; i < LEN(names); i++) {
        struct component c = {.kind = COMPONENT_ZONE, .name = slice_of(names[i].name)};
        const struct size_class *class = size_class_of(&found, &c);
        ck_assert_msg((class != NULL) == (names[i].family != NULL), "%s", names[i].name);
        if (class != NULL) {
            ck_assert_str_eq(class->family, names[i].family);
            ck_assert_uint_eq(class->element_bytes, names[i].size);
        }
        ck_assert_ptr_null(size_class_of(&nothing, &c));
        c.kind = COMPONENT_SITE;
        ck_assert_ptr_null(size_class_of(&found, &c));
    }
    arena_free(arena);
}
END_TEST

/* Sums that no Mac has do not wrap. */
START_TEST(absurd_figures)
{
    struct account_row row = {.wired_bytes = UINT64_MAX};
    struct component zones[2];
    struct arena *arena = arena_new();
    for (int i = 0; i < 2; i++)
        zones[i] =
            (struct component){.kind = COMPONENT_ZONE,
                               .name = i == 0 ? SLICE("kalloc.type0.8") : SLICE("kalloc.type1.8"),
                               .base = &row,
                               .later = &row,
                               .growth_bytes = {INT64_MAX, true},
                               .element_growth = {INT64_MIN, true}};
    struct joined joined = {.components = zones, .n_components = 2};
    struct size_classes found = size_classes_of(&joined, arena);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.list[0].base_bytes, UINT64_MAX);
    ck_assert_uint_eq(found.list[0].later_bytes, UINT64_MAX);
    ck_assert(!found.list[0].growth_bytes.known && !found.list[0].element_growth.known);
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("size_classes");
    TCase *tests = tcase_create("size_classes");
    tcase_add_loop_test(tests, classes, 0, LEN(cases));
    tcase_add_test(tests, of_a_component);
    tcase_add_test(tests, absurd_figures);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
