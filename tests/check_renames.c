/*
 * check_renames: zones that another release calls by another name: their lineage in the catalogue,
 * which rows are given another key by it, and what becomes of their growth.
 */
#include <check.h>

#include "catalogue_read.h"
#include "join.h"
#include "parse_text.h"
#include "renames.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KIB INT64_C(1024)

/* clang-format off */
#define ENTRY(kind, name, aliases)                                                                 \
    "{\"kind\":\"" kind "\",\"name\":\"" name "\",\"aliases\":[" aliases "],\"what\":\"A.\","      \
    "\"nature\":\"cache\",\"follows\":null,\"source\":\"s\",\"confidence\":\"low\"}"
static const char catalogue_json[] = "{\"schema\":\"sysdelta.catalogue/1\",\"entries\":["
    ENTRY("zone", "proc_task", "\"tasks\"") ","
    ENTRY("zone", "namei", "\"vfs.namei\",\"NAMEI.temp.buffer\"") ","
    ENTRY("zone", "the.one.with.a.long.name.of.its.own", "\"long\"") ","
    ENTRY("zone", "lonely", "") ","
    ENTRY("zone", "new.*.pool", "\"old.*.pool\"") ","
    ENTRY("zone", "data.*", "\"shared.*\",\"dt*\"") ","
    ENTRY("zone", "fixed.16", "\"loose.*.16\"") ","
    ENTRY("tag", "VM_KERN_MEMORY_A", "\"VM_KERN_MEMORY_B\"") ","
    ENTRY("kext", "com.example.a", "\"com.example.b\"") "]}";
/* clang-format on */

static struct catalogue read_catalogue(struct arena *arena)
{
    struct catalogue catalogue = {.n_entries = 0};
    struct error error = ERROR_NONE;
    ck_assert_msg(catalogue_read(&catalogue, slice_of(catalogue_json), arena, &error), "%s",
                  error.reason);
    return catalogue;
}

struct lineage_case {
    const char *zone;
    const char *entry; /* NULL: no lineage */
    const char *part;
};

static const struct lineage_case lineages[] = {
    {"proc_task", "proc_task", ""},
    {"tasks", "proc_task", ""},
    {"task", NULL, ""},
    {"tasks2", NULL, ""},
    {"Tasks", NULL, ""},
    {"", NULL, ""},
    {"namei", "namei", ""},
    {"vfs.namei", "namei", ""},
    {"NAMEI.temp.buffer", "namei", ""},
    {"data.512", "data.*", "512"},
    {"shared.512", "data.*", "512"},
    {"dt512", "data.*", "512"},
    {"data.", "data.*", ""},
    {"data", NULL, ""},
    {"a.data.512", NULL, ""},
    {"new.a.pool", "new.*.pool", "a"},
    {"old.a.pool", "new.*.pool", "a"},
    {"old.a.b.pool", "new.*.pool", "a.b"},
    {"old.pool", NULL, ""},
    {"old.a.pools", NULL, ""},
    {"fixed.16", "fixed.16", ""},
    {"loose.a.16", "fixed.16", "a"},
    {"lonely", NULL, ""},
    {"unheard.of", NULL, ""},
    {"the.one.with.a.long.name.of.its.own", "the.one.with.a.long.name.of.its.own", ""},
    {"long", "the.one.with.a.long.name.of.its.own", ""},
    {"the.one.with.a.long.name$", NULL, ""},
    {"new.some.longer.name.of$", NULL, ""},
    {"VM_KERN_MEMORY_A", NULL, ""},
    {"com.example.b", NULL, ""},
};

START_TEST(lineage)
{
    const struct lineage_case *c = &lineages[_i];
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_catalogue(arena);
    struct catalogue_lineage found = {NULL, {NULL, 0}};
    bool known = catalogue_lineage(&catalogue, slice_of(c->zone), &found);
    ck_assert_msg(known == (c->entry != NULL), "%s: %d", c->zone, known);
    if (known) {
        ck_assert_msg(slice_is(found.entry->name, c->entry), "%s: %.*s", c->zone,
                      SLICE_ARGS(found.entry->name));
        ck_assert_msg(slice_is(found.part, c->part), "%s: \"%.*s\"", c->zone,
                      SLICE_ARGS(found.part));
    }
    ck_assert(!catalogue_lineage(NULL, slice_of(c->zone), &found));
    arena_free(arena);
}
END_TEST

/* One side of follow_renames(): rows as account_merge() leaves them. */
struct row {
    const char *name;         /* NULL at the end */
    enum component_kind kind; /* zone, unless told */
    uint64_t id;              /* 0: none */
};

enum { ROWS_MAX = 6 };

struct rename_case {
    const char *what;
    struct row base[ROWS_MAX], later[ROWS_MAX];
    const char *keys[ROWS_MAX]; /* of the base afterwards */
};

/* clang-format off */
#define Z(name) {name, COMPONENT_ZONE, 0}
#define TAG(name) {"VM_KERN_MEMORY_" name, COMPONENT_TAG, 0}
#define KEXT(name, id) {name, COMPONENT_KEXT, id}
#define UNLOADED(id) KEXT("(unloaded kmod)", id)

static const struct rename_case rename_cases[] = {
    {"one pair", {Z("tasks")}, {Z("proc_task")}, {"proc_task"}},
    {"back to the old name", {Z("proc_task")}, {Z("tasks")}, {"tasks"}},
    {"from one alias to another", {Z("vfs.namei")}, {Z("NAMEI.temp.buffer")}, {"NAMEI.temp.buffer"}},
    {"rows stay sorted", {Z("a"), Z("b"), Z("tasks"), Z("z")}, {Z("a"), Z("b"), Z("proc_task"), Z("z")},
     {"a", "b", "proc_task", "z"}},
    {"to the front", {Z("b"), Z("tasks")}, {Z("b"), Z("c"), Z("namei"), Z("proc_task")},
     {"b", "proc_task"}},
    {"past the others", {Z("long"), Z("m"), Z("z")},
     {Z("m"), Z("the.one.with.a.long.name.of.its.own"), Z("z")},
     {"m", "the.one.with.a.long.name.of.its.own", "z"}},
    {"families", {Z("shared.16"), Z("shared.512")}, {Z("data.16"), Z("data.512")},
     {"data.16", "data.512"}},
    {"families cross over", {Z("dt16"), Z("shared.512")}, {Z("data.512"), Z("shared.16")},
     {"data.512", "shared.16"}},
    {"another part of the family", {Z("shared.16")}, {Z("data.32")}, {"shared.16"}},
    {"several pairs", {Z("dt16"), Z("old.a.pool"), Z("tasks")},
     {Z("data.16"), Z("new.a.pool"), Z("proc_task")}, {"data.16", "new.a.pool", "proc_task"}},

    {"two candidates in the later capture", {Z("namei")}, {Z("NAMEI.temp.buffer"), Z("vfs.namei")},
     {"namei"}},
    {"two in the base", {Z("NAMEI.temp.buffer"), Z("vfs.namei")}, {Z("namei")},
     {"NAMEI.temp.buffer", "vfs.namei"}},
    {"two in the base, none in the later capture", {Z("NAMEI.temp.buffer"), Z("vfs.namei")}, {Z("z")},
     {"NAMEI.temp.buffer", "vfs.namei"}},
    {"two in the later capture alone", {Z("z")}, {Z("NAMEI.temp.buffer"), Z("vfs.namei")}, {"z"}},
    {"one in the base alone", {Z("tasks"), Z("z")}, {Z("z")}, {"tasks", "z"}},
    {"doubt about one leaves the others", {Z("namei"), Z("tasks")},
     {Z("NAMEI.temp.buffer"), Z("proc_task"), Z("vfs.namei")}, {"namei", "proc_task"}},

    {"on both sides", {Z("tasks")}, {Z("tasks")}, {"tasks"}},
    {"both names on both sides", {Z("proc_task"), Z("tasks")}, {Z("proc_task"), Z("tasks")},
     {"proc_task", "tasks"}},
    {"the base has both names", {Z("proc_task"), Z("tasks")}, {Z("proc_task")}, {"proc_task", "tasks"}},
    {"the later capture has both", {Z("tasks")}, {Z("proc_task"), Z("tasks")}, {"tasks"}},
    {"no lineage", {Z("lonely")}, {Z("lonelier")}, {"lonely"}},
    {"a name that was cut", {Z("the.one.with.a.long.name$")}, {Z("long")},
     {"the.one.with.a.long.name$"}},
    {"nothing in the base", {{0}}, {Z("tasks")}, {0}},
    {"nothing in the later capture", {Z("tasks")}, {{0}}, {"tasks"}},
    {"nothing at all", {{0}}, {{0}}, {0}},

    {"tags", {TAG("A")}, {TAG("B")}, {"VM_KERN_MEMORY_A"}},
    {"a tag of a zone's name", {{"tasks", COMPONENT_TAG, 0}}, {{"proc_task", COMPONENT_TAG, 0}},
     {"tasks"}},
    {"a zone and a site", {Z("tasks")}, {{"proc_task", COMPONENT_SITE, 0}}, {"tasks"}},
    {"a site in the base", {{"tasks", COMPONENT_SITE, 0}}, {Z("proc_task")}, {"tasks"}},
    {"kexts", {KEXT("com.example.a", 0)}, {KEXT("com.example.b", 0)}, {"com.example.a"}},
    {"a site of the same name is no third row", {Z("tasks"), {"namei", COMPONENT_SITE, 0}},
     {Z("proc_task"), {"tasks", COMPONENT_SITE, 0}}, {"proc_task", "namei"}},
    {"nameless kexts stay apart", {Z("tasks"), UNLOADED(5), UNLOADED(9)},
     {Z("proc_task"), UNLOADED(5)}, {"proc_task", "(unloaded kmod)", "(unloaded kmod)"}},
    {"where the later capture has none", {UNLOADED(5), UNLOADED(9)}, {Z("tasks")},
     {"(unloaded kmod)", "(unloaded kmod)"}},
};
/* clang-format on */

static struct account_rows rows_of(const struct row *rows, struct account_row *ret)
{
    size_t count = 0;
    for (; count < ROWS_MAX && rows[count].name != NULL; count++) {
        const struct row *row = &rows[count];
        ret[count] = (struct account_row){
            .kind = row->kind,
            .name = slice_of(row->name),
            .key = slice_of(row->name),
            .kmod_id = row->id > 0 ? amount_of(row->id) : AMOUNT_UNKNOWN,
            .printed_rows = 1,
            .wired_bytes = (uint64_t)1 << count,
            .origin = {NULL, count + 1, 0},
        };
    }
    if (count > 0)
        ck_assert(account_merge(ret, &count, true));
    return (struct account_rows){ret, count};
}

static uint64_t sum_of(struct account_rows rows)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < rows.count; i++)
        sum += rows.rows[i].wired_bytes;
    return sum;
}

/* The bytes of a row stay with its name, whatever key it is given. */
static void check_names(const struct rename_case *c, struct account_rows base)
{
    for (size_t i = 0; i < base.count; i++) {
        size_t k = base.rows[i].origin.line - 1;
        ck_assert_msg(slice_is(base.rows[i].name, c->base[k].name), "%s: %.*s", c->what,
                      SLICE_ARGS(base.rows[i].name));
        ck_assert_uint_eq(base.rows[i].wired_bytes, UINT64_C(1) << k);
        ck_assert_uint_eq(base.rows[i].kmod_id.value, c->base[k].id);
    }
}

START_TEST(renamed)
{
    const struct rename_case *c = &rename_cases[_i];
    struct account_row base_rows[ROWS_MAX];
    struct account_row later_rows[ROWS_MAX];
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_catalogue(arena);
    struct account_rows base = rows_of(c->base, base_rows);
    struct account_rows later = rows_of(c->later, later_rows);
    size_t count = base.count;
    uint64_t sum = sum_of(base);

    ck_assert(follow_renames(&base, later, true, &catalogue, arena));
    ck_assert_uint_eq(base.count, count);
    ck_assert_uint_eq(sum_of(base), sum);
    for (size_t i = 0; i < base.count; i++) {
        ck_assert_msg(c->keys[i] != NULL && slice_is(base.rows[i].key, c->keys[i]), "%s: %.*s",
                      c->what, SLICE_ARGS(base.rows[i].key));
        ck_assert_msg(i == 0 || account_row_order(&base.rows[i - 1], &base.rows[i], true) < 0,
                      "%s: order", c->what);
    }
    check_names(c, base);
    arena_free(arena);
}
END_TEST

START_TEST(nothing_is_known)
{
    const struct row rows[ROWS_MAX] = {{"tasks", COMPONENT_ZONE, 0}};
    const struct row others[ROWS_MAX] = {{"proc_task", COMPONENT_ZONE, 0}};
    struct account_row base_rows[ROWS_MAX];
    struct account_row later_rows[ROWS_MAX];
    struct account_rows base = rows_of(rows, base_rows);
    struct arena *arena = arena_new();
    ck_assert(follow_renames(&base, rows_of(others, later_rows), true, NULL, arena));
    ck_assert(slice_is(base.rows[0].key, "tasks"));
    arena_free(arena);
}
END_TEST

/* Rows that are alike after all are summed; a sum that does not fit is refused. */
START_TEST(sums)
{
    struct account_row base_rows[] = {
        {.key = SLICE("a"), .printed_rows = 1, .wired_bytes = UINT64_MAX - 1},
        {.key = SLICE("a"), .printed_rows = 1, .wired_bytes = 1},
        {.key = SLICE("tasks"), .printed_rows = 1, .wired_bytes = 7},
    };
    struct account_row later_rows[] = {{.key = SLICE("proc_task"), .printed_rows = 1}};
    struct account_rows base = {base_rows, 3};
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_catalogue(arena);
    ck_assert(
        follow_renames(&base, (struct account_rows){later_rows, 1}, false, &catalogue, arena));
    ck_assert_uint_eq(base.count, 2);
    ck_assert_uint_eq(base_rows[0].wired_bytes, UINT64_MAX);
    ck_assert(slice_is(base_rows[1].key, "proc_task"));

    base_rows[1] = base_rows[0];
    base_rows[1].wired_bytes = 1;
    ck_assert(
        !follow_renames(&base, (struct account_rows){later_rows, 1}, false, &catalogue, arena));
    arena_free(arena);
}
END_TEST

#define UNKNOWN INT64_MIN

struct joined_row {
    const char *name; /* NULL at the end */
    const char *renamed_from;
    enum component_state state;
    int64_t base, later, growth; /* KiB; UNKNOWN: not known */
    int64_t elements;            /* growth */
};

struct join_case {
    const char *what;
    const char *base, *later; /* zones */
    const char *base_end, *later_end;
    bool same_build, no_catalogue;
    struct joined_row rows[5]; /* without unattributed */
};

/* clang-format off */
#define ZONE(name, kib, elements) name "  64  " kib "K  -------  99999  -------  " elements "  4K  64\n"
#define TAGS(name, kib) TEXT_WIRED "VM_KERN_MEMORY_" name "  1  " kib "K\nzones 1K\n"
#define TOTAL(kib) TEXT_MAPS "VM_KERN_COUNT_WIRED   " kib "K\n"
#define ENDS TAGS("BSD", "10") TOTAL("1000"), TAGS("BSD", "10") TOTAL("3000")
#define BSD {"VM_KERN_MEMORY_BSD", "", STATE_BOTH, 10, 10, 0, UNKNOWN}

static const struct join_case join_cases[] = {
    {"renamed", ZONE("a", "5", "1") ZONE("tasks", "100", "60"),
     ZONE("a", "5", "1") ZONE("proc_task", "150", "90"), ENDS, false, false,
     {{"a", "", STATE_BOTH, 5, 5, 0, 0}, {"proc_task", "tasks", STATE_BOTH, 100, 150, 50, 30}, BSD}},
    {"within one build nothing is", ZONE("a", "5", "1") ZONE("tasks", "100", "60"),
     ZONE("a", "5", "1") ZONE("proc_task", "150", "90"), ENDS, true, false,
     {{"a", "", STATE_BOTH, 5, 5, 0, 0}, {"tasks", "", STATE_GONE, 100, UNKNOWN, -100, -60},
      {"proc_task", "", STATE_NEW, UNKNOWN, 150, 150, 90}, BSD}},
    {"nor without a catalogue", ZONE("a", "5", "1") ZONE("tasks", "100", "60"),
     ZONE("a", "5", "1") ZONE("proc_task", "150", "90"), ENDS, false, true,
     {{"a", "", STATE_BOTH, 5, 5, 0, 0}, {"tasks", "", STATE_GONE, 100, UNKNOWN, -100, -60},
      {"proc_task", "", STATE_NEW, UNKNOWN, 150, 150, 90}, BSD}},
    {"a family, past other rows", ZONE("b", "1", "1") ZONE("shared.512", "40", "9"),
     ZONE("b", "1", "1") ZONE("data.512", "30", "8"), ENDS, false, false,
     {{"b", "", STATE_BOTH, 1, 1, 0, 0}, {"data.512", "shared.512", STATE_BOTH, 40, 30, -10, -1},
      BSD}},
    {"who of two it is, is not known", ZONE("namei", "40", "9"),
     ZONE("vfs.namei", "30", "8") ZONE("NAMEI.temp.buffer", "2", "1"), ENDS, false, false,
     {{"namei", "", STATE_GONE, 40, UNKNOWN, -40, -9}, {"vfs.namei", "", STATE_NEW, UNKNOWN, 30, 30, 8},
      {"NAMEI.temp.buffer", "", STATE_NEW, UNKNOWN, 2, 2, 1}, BSD}},
    {"rows of one name are summed before", ZONE("tasks", "100", "60") ZONE("tasks", "10", "6"),
     ZONE("proc_task", "150", "90"), ENDS, false, false,
     {{"proc_task", "tasks", STATE_BOTH, 110, 150, 40, 24}, BSD}},
    {"a table that is not whole: names that go over can still be joined",
     ZONE("tasks", "100", "60") ZONE("gone", "7", "1") "what is this\n", ZONE("proc_task", "150", "90"), ENDS,
     false, false,
     {{"proc_task", "tasks", STATE_BOTH, 100, 150, 50, 30},
      {"gone", "", STATE_GONE, 7, UNKNOWN, -7, -1}, BSD}},
    {"tags keep their names", ZONE("a", "5", "1"), ZONE("a", "5", "1"),
     TAGS("A", "10") TOTAL("1000"), TAGS("B", "12") TOTAL("3000"), false, false,
     {{"a", "", STATE_BOTH, 5, 5, 0, 0}, {"VM_KERN_MEMORY_A", "", STATE_GONE, 10, UNKNOWN, -10, UNKNOWN},
      {"VM_KERN_MEMORY_B", "", STATE_NEW, UNKNOWN, 12, 12, UNKNOWN}}},
};
/* clang-format on */

static struct snapshot *read_zprint(const char *zones, const char *end, struct arena *arena)
{
    const struct slice text = arena_format(arena, TEXT_ZONES "%s%s", zones, end);
    const struct report_text texts[] = {{"zprint", text.ptr}, {NULL, NULL}};
    return parse_texts(NULL, texts);
}

static void same_change(struct change found, int64_t expected, int64_t unit, const char *what,
                        const char *row)
{
    ck_assert_msg(found.known == (expected != UNKNOWN), "%s: %s known: %d", what, row, found.known);
    if (found.known)
        ck_assert_msg(found.value == expected * unit, "%s: %s is %lld", what, row,
                      (long long)found.value);
}

static void check_row(const struct joined *joined, const struct joined_row *e, const char *what)
{
    const struct component *c = NULL;
    for (size_t i = 0; i < joined->n_components; i++) {
        if (slice_is(joined->components[i].name, e->name))
            c = &joined->components[i];
    }
    ck_assert_msg(c != NULL, "%s: no %s", what, e->name);
    ck_assert_msg(c->state == e->state, "%s: %s", what, e->name);
    ck_assert_msg(slice_is(c->renamed_from, e->renamed_from), "%s: %s was \"%.*s\"", what, e->name,
                  SLICE_ARGS(c->renamed_from));
    same_change(c->base_bytes, e->base, KIB, what, e->name);
    same_change(c->later_bytes, e->later, KIB, what, e->name);
    same_change(c->growth_bytes, e->growth, KIB, what, e->name);
    same_change(c->element_growth, e->elements, 1, what, e->name);
}

static void check_sum(const struct joined *joined, const char *what)
{
    int64_t sum = 0;
    for (size_t i = 0; i < joined->n_components; i++)
        sum += joined->components[i].growth_bytes.value;
    ck_assert_msg(joined->growth_bytes.known && joined->growth_bytes.value == 2000 * KIB, "%s",
                  what);
    ck_assert_msg(sum == joined->growth_bytes.value, "%s: rows grew by %lld", what, (long long)sum);
}

START_TEST(accounts)
{
    const struct join_case *c = &join_cases[_i];
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_catalogue(arena);
    struct snapshot *base = read_zprint(c->base, c->base_end, arena);
    struct snapshot *later = read_zprint(c->later, c->later_end, arena);
    struct account before;
    struct account after;
    struct joined joined;
    struct error error = ERROR_NONE;
    struct join_options options = {.boot = BOOT_DIFFERENT,
                                   .same_build = c->same_build,
                                   .catalogue = c->no_catalogue ? NULL : &catalogue};
    ck_assert(account_of(base, arena, &before, &error) && account_of(later, arena, &after, &error));
    ck_assert(join_accounts(&before, &after, options, arena, &joined, &error));

    size_t count = 0;
    for (; count < LEN(c->rows) && c->rows[count].name != NULL; count++)
        check_row(&joined, &c->rows[count], c->what);
    ck_assert_msg(joined.n_components == count + 1, "%s: %zu rows", c->what, joined.n_components);
    check_sum(&joined, c->what);
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
}
END_TEST

/* One boot, two builds: nameless kexts stay apart by their ids beside a zone that was renamed. */
START_TEST(nameless_kexts)
{
#define NAMELESS "(unloaded kmod)                                                  "
    static const char base_rows[] =
        TEXT_WIRED NAMELESS "75  1  20K\n" NAMELESS "79  1  30K\nzones 1K\n" TOTAL("1000");
    static const char later_rows[] =
        TEXT_WIRED NAMELESS "75  1  21K\n" NAMELESS "79  1  40K\nzones 1K\n" TOTAL("3000");
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_catalogue(arena);
    struct snapshot *base = read_zprint(ZONE("tasks", "100", "60"), base_rows, arena);
    struct snapshot *later = read_zprint(ZONE("proc_task", "150", "90"), later_rows, arena);
    struct account before;
    struct account after;
    struct joined joined;
    struct error error = ERROR_NONE;
    struct join_options options = {.boot = BOOT_SAME, .catalogue = &catalogue};
    ck_assert(account_of(base, arena, &before, &error) && account_of(later, arena, &after, &error));
    ck_assert(join_accounts(&before, &after, options, arena, &joined, &error));
    ck_assert_uint_eq(joined.n_components, 4);
    ck_assert(slice_is(joined.components[0].renamed_from, "tasks"));
    ck_assert_uint_eq(joined.components[1].kmod_id.value, 75);
    ck_assert_int_eq(joined.components[1].growth_bytes.value, 1 * KIB);
    ck_assert_uint_eq(joined.components[2].kmod_id.value, 79);
    ck_assert_int_eq(joined.components[2].growth_bytes.value, 10 * KIB);
    check_sum(&joined, "nameless");
    snapshot_free(base);
    snapshot_free(later);
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("renames");
    TCase *tests = tcase_create("renames");
    tcase_add_loop_test(tests, lineage, 0, LEN(lineages));
    tcase_add_loop_test(tests, renamed, 0, LEN(rename_cases));
    tcase_add_test(tests, nothing_is_known);
    tcase_add_test(tests, sums);
    tcase_add_loop_test(tests, accounts, 0, LEN(join_cases));
    tcase_add_test(tests, nameless_kexts);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
