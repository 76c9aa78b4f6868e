/* check_catalogue: the catalogue out of JSON, its look-up by printed names, and the built-in one. */
#include <check.h>
#include <string.h>

#include "catalogue_read.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

/* clang-format off */
#define CATALOGUE(entries) "{\"schema\":\"sysdelta.catalogue/1\",\"entries\":[" entries "]}"
#define REST "\"nature\":\"cache\",\"follows\":null,\"source\":\"s\",\"confidence\":\"low\"}"
#define NAMED(kind, name, what)                                                                    \
    "{\"kind\":\"" kind "\",\"name\":\"" name "\",\"what\":\"" what "\"," REST
#define ALIASED(kind, name, alias, what)                                                           \
    "{\"kind\":\"" kind "\",\"name\":\"" name "\",\"aliases\":[\"" alias "\"],\"what\":\"" what    \
    "\"," REST
#define GOOD NAMED("zone", "good", "Good.")
#define FULL                                                                                       \
    "{\"kind\":\"zone\",\"name\":\"proc_task\",\"aliases\":[\"tasks\",\"task\"],"                  \
    "\"what\":\"One per process.\",\"nature\":\"per-process\",\"follows\":\"processes\","          \
    "\"bound\":\"kern.maxproc\",\"since\":\"10.7\",\"until\":\"26\",\"next\":\"Look.\","           \
    "\"known\":[{\"os\":\"26.5 to 26.6\",\"builds\":[\"25F80\",\"25G83\"],\"text\":\"It leaks.\"," \
    "\"source\":\"a report\",\"confidence\":\"reported\"}],"                                       \
    "\"source\":\"xnu\",\"confidence\":\"high\"}"
#define KNOWN(leak)                                                                                \
    "{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"known\":[" leak "]," REST
/* clang-format on */

static struct catalogue read_good(const char *json, struct arena *arena)
{
    struct catalogue catalogue = {.n_entries = 0};
    struct error error = ERROR_NONE;
    ck_assert_msg(catalogue_read(&catalogue, slice_of(json), arena, &error), "%s", error.reason);
    return catalogue;
}

static void is_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "%.*s is not %s", SLICE_ARGS(found), expected);
}

START_TEST(every_field)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_good(CATALOGUE(FULL "," GOOD), arena);
    ck_assert_uint_eq(catalogue.n_entries, 2);
    const struct catalogue_entry *e = &catalogue.entries[0];
    ck_assert_int_eq(e->kind, CATALOGUE_ZONE);
    is_text(e->name, "proc_task");
    ck_assert_uint_eq(e->n_aliases, 2);
    is_text(e->aliases[0], "tasks");
    is_text(e->aliases[1], "task");
    is_text(e->what, "One per process.");
    ck_assert_int_eq(e->nature, NATURE_PER_PROCESS);
    ck_assert_int_eq(e->follows, FOLLOWS_PROCESSES);
    is_text(e->bound, "kern.maxproc");
    is_text(e->since, "10.7");
    is_text(e->until, "26");
    is_text(e->next, "Look.");
    is_text(e->source, "xnu");
    is_text(e->confidence, "high");
    ck_assert_uint_eq(e->n_known, 1);
    is_text(e->known[0].os, "26.5 to 26.6");
    ck_assert_uint_eq(e->known[0].n_builds, 2);
    is_text(e->known[0].builds[1], "25G83");
    is_text(e->known[0].text, "It leaks.");
    is_text(e->known[0].source, "a report");
    is_text(e->known[0].confidence, "reported");
    arena_free(arena);
}
END_TEST

START_TEST(fields_that_may_be_missing)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_good(CATALOGUE(GOOD), arena);
    const struct catalogue_entry *e = &catalogue.entries[0];
    ck_assert_uint_eq(e->n_aliases + e->n_known, 0);
    ck_assert_uint_eq(e->bound.len + e->since.len + e->until.len + e->next.len, 0);
    ck_assert_int_eq(e->follows, FOLLOWS_NOTHING);
    arena_free(arena);
}
END_TEST

struct wrong_case {
    const char *json;
    const char *reason; /* a part of it */
};

/* clang-format off */
static const struct wrong_case wrong_cases[] = {
    {"", "line 1"},
    {"{\n\"schema\": oops", "line 2"},
    {"[]", "sysdelta.catalogue/1"},
    {"{\"entries\":[]}", "sysdelta.catalogue/1"},
    {"{\"schema\":1,\"entries\":[]}", "sysdelta.catalogue/1"},
    {"{\"schema\":\"sysdelta.catalogue/2\",\"entries\":[]}", "sysdelta.catalogue/1"},
    {"{\"schema\":\"sysdelta.catalogue/1\"}", "no list of entries"},
    {"{\"schema\":\"sysdelta.catalogue/1\",\"entries\":{}}", "no list of entries"},
    {CATALOGUE(GOOD "," NAMED("heap", "a", "A.")), "entry 1 has no valid \"kind\""},
    {CATALOGUE("{\"name\":\"a\",\"what\":\"A.\"," REST), "entry 0 has no valid \"kind\""},
    {CATALOGUE("{\"kind\":null,\"name\":\"a\",\"what\":\"A.\"," REST), "\"kind\""},
    {CATALOGUE(GOOD "," GOOD ",{\"kind\":\"zone\",\"what\":\"A.\"," REST),
     "entry 2 has no valid \"name\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":7,\"what\":\"A.\"," REST), "\"name\""},
    {CATALOGUE(NAMED("zone", "", "A.")), "entry 0 has no valid \"name\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"nature\":null,"
               "\"follows\":null,\"source\":\"s\",\"confidence\":\"low\"}"), "\"nature\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"known\":{}," REST),
     "\"known\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\"," REST), "\"what\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"aliases\":\"b\",\"what\":\"A.\"," REST),
     "\"aliases\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"aliases\":[1],\"what\":\"A.\"," REST),
     "\"aliases\""},
    {CATALOGUE(GOOD ",{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"nature\":\"wild\","
               "\"follows\":null,\"source\":\"s\",\"confidence\":\"low\"}"),
     "entry 1 has no valid \"nature\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"nature\":\"cache\","
               "\"follows\":\"moon\",\"source\":\"s\",\"confidence\":\"low\"}"), "\"follows\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"nature\":\"cache\","
               "\"follows\":null,\"confidence\":\"low\"}"), "\"source\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"nature\":\"cache\","
               "\"follows\":null,\"source\":\"s\"}"), "\"confidence\""},
    {CATALOGUE("{\"kind\":\"zone\",\"name\":\"a\",\"what\":\"A.\",\"bound\":5," REST), "\"bound\""},
    {CATALOGUE(KNOWN("{\"os\":\"26\",\"source\":\"s\",\"confidence\":\"reported\"}")), "\"text\""},
    {CATALOGUE(KNOWN("{\"os\":\"26\",\"builds\":5,\"text\":\"T.\"}")), "\"builds\""},
    {CATALOGUE(KNOWN("5")), "\"os\""},
    {CATALOGUE("5"), "entry 0 has no valid"},
};
/* clang-format on */

START_TEST(wrong_texts)
{
    const struct wrong_case *c = &wrong_cases[_i];
    struct arena *arena = arena_new();
    struct catalogue catalogue = {.n_entries = 0};
    struct error error = ERROR_NONE;
    ck_assert_msg(!catalogue_read(&catalogue, slice_of(c->json), arena, &error), "%s", c->json);
    ck_assert_msg(strstr(error.reason, c->reason) != NULL, "%s: %s", c->json, error.reason);
    arena_free(arena);
}
END_TEST

struct find_case {
    enum component_kind kind;
    const char *name;
    const char *what; /* NULL: no entry */
};

/* clang-format off */
static const char find_json[] = CATALOGUE(
    NAMED("zone", "APFS_EXTENT_CACHE_ENTRY_ZONE", "whole") ","
    NAMED("zone", "APFS_*", "family") ","
    NAMED("zone", "APFS_EXTENT_*", "longer family") ","
    NAMED("zone", "*_ZONE", "tail") ","
    NAMED("zone", "a*z", "both ends") ","
    NAMED("zone", "seventeen_letterz$", "a name with a dollar") ","
    NAMED("zone", "seventeen_letters_and_more", "cut") ","
    ALIASED("zone", "proc_task", "tasks", "alias") ","
    ALIASED("zone", "many", "many.*", "family alias") ","
    NAMED("zone", "twice", "first") ","
    NAMED("zone", "twice", "second") ","
    NAMED("tag", "VM_KERN_MEMORY_BSD", "tag") ","
    NAMED("kext", "com.example.*", "kexts") ","
    NAMED("kext", "com.example.driver", "kext") ","
    NAMED("reserved", "VM_KERN_COUNT_RESERVED", "reserved") ","
    NAMED("map", "VM_KERN_COUNT_WIRED", "map"));

static const struct find_case find_cases[] = {
    {COMPONENT_ZONE, "APFS_EXTENT_CACHE_ENTRY_ZONE", "whole"},
    {COMPONENT_ZONE, "APFS_EXTENT_CACHE_ENTRY_$", "whole"},
    {COMPONENT_ZONE, "APFS_EXTENT_CACHE_ENTRX_$", "longer family"},
    {COMPONENT_ZONE, "APFS_EXTENT_", "longer family"},
    {COMPONENT_ZONE, "APFS_OTHER", "family"},
    {COMPONENT_ZONE, "APFS_", "family"},
    {COMPONENT_ZONE, "APFS", NULL},
    {COMPONENT_ZONE, "MY_ZONE", "tail"},
    {COMPONENT_ZONE, "APFS_A_ZONE", "tail"},
    {COMPONENT_ZONE, "abz", "both ends"},
    {COMPONENT_ZONE, "az", "both ends"},
    {COMPONENT_ZONE, "a", NULL},
    {COMPONENT_ZONE, "seventeen_letterz$", "a name with a dollar"},
    {COMPONENT_ZONE, "seventeen_letters$", "cut"},
    {COMPONENT_ZONE, "seventeen_$", NULL},
    {COMPONENT_ZONE, "seventeen_letters", NULL},
    {COMPONENT_ZONE, "proc_task", "alias"},
    {COMPONENT_ZONE, "tasks", "alias"},
    {COMPONENT_ZONE, "task$", NULL},
    {COMPONENT_ZONE, "many.things", "family alias"},
    {COMPONENT_ZONE, "twice", "second"},
    {COMPONENT_ZONE, "$", NULL},
    {COMPONENT_ZONE, "", NULL},
    {COMPONENT_ZONE, "VM_KERN_MEMORY_BSD", NULL},
    {COMPONENT_TAG, "VM_KERN_MEMORY_BSD", "tag"},
    {COMPONENT_TAG, "VM_KERN_MEMORY_BS$", NULL}, /* only zones are cut */
    {COMPONENT_TAG, "twice", NULL},
    {COMPONENT_KEXT, "com.example.driver", "kext"},
    {COMPONENT_KEXT, "com.example.driver2", "kexts"},
    {COMPONENT_KEXT, "com.example.drive$", "kexts"},
    {COMPONENT_RESERVED, "VM_KERN_COUNT_RESERVED", "reserved"},
    {COMPONENT_RESERVED, "VM_KERN_COUNT_WIRED", NULL},
    {COMPONENT_SITE, "twice", NULL},
    {COMPONENT_UNATTRIBUTED, "twice", NULL},
};
/* clang-format on */

START_TEST(finds)
{
    const struct find_case *c = &find_cases[_i];
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_good(find_json, arena);
    const struct catalogue_entry *e = catalogue_find(&catalogue, c->kind, slice_of(c->name));
    ck_assert_msg((e != NULL) == (c->what != NULL), "%s: there", c->name);
    if (e != NULL)
        ck_assert_msg(slice_is(e->what, c->what), "%s: %.*s", c->name, SLICE_ARGS(e->what));
    ck_assert_ptr_null(catalogue_find(NULL, c->kind, slice_of(c->name)));
    ck_assert_ptr_null(catalogue_find_any(NULL, slice_of(c->name)));
    arena_free(arena);
}
END_TEST

START_TEST(finds_of_any_kind)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_good(find_json, arena);
    is_text(catalogue_find_any(&catalogue, SLICE("VM_KERN_COUNT_WIRED"))->what, "map");
    is_text(catalogue_find_any(&catalogue, SLICE("VM_KERN_MEMORY_BSD"))->what, "tag");
    is_text(catalogue_find_any(&catalogue, SLICE("com.example.x"))->what, "kexts");
    is_text(catalogue_find_any(&catalogue, SLICE("tasks"))->what, "alias");
    ck_assert_ptr_null(catalogue_find_any(&catalogue, SLICE("no such name")));
    ck_assert_ptr_null(catalogue_find_any(&catalogue, SLICE("TASKS")));
    is_text(catalogue_find_fold(&catalogue, NULL, SLICE("TASKS"))->what, "alias");
    is_text(catalogue_find_fold(&catalogue, NULL, SLICE("Com.Example.X"))->what, "kexts");
    is_text(catalogue_find_fold(&catalogue, &(enum component_kind){COMPONENT_ZONE}, SLICE("Tasks"))
                ->what,
            "alias");
    ck_assert_ptr_null(
        catalogue_find_fold(&catalogue, &(enum component_kind){COMPONENT_TAG}, SLICE("tasks")));
    arena_free(arena);
}
END_TEST

/* A user's file is read behind the built-in one. */
START_TEST(texts_add_up)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue = read_good(CATALOGUE(GOOD), arena);
    struct error error = ERROR_NONE;
    ck_assert(catalogue_read(&catalogue, SLICE(CATALOGUE(NAMED("zone", "good", "Better."))), arena,
                             &error));
    ck_assert_uint_eq(catalogue.n_entries, 2);
    is_text(catalogue_find(&catalogue, COMPONENT_ZONE, SLICE("good"))->what, "Better.");
    ck_assert(!catalogue_load(&catalogue, "/no/such/file", arena, &error));
    ck_assert(error.set);
    arena_free(arena);
}
END_TEST

static struct catalogue built_in(struct arena *arena)
{
    struct catalogue catalogue;
    struct error error = ERROR_NONE;
    ck_assert_msg(catalogue_load(&catalogue, NULL, arena, &error), "%s", error.reason);
    return catalogue;
}

static void same_texts(const struct slice *a, size_t n_a, const struct slice *b, size_t n_b)
{
    ck_assert_uint_eq(n_a, n_b);
    for (size_t i = 0; i < n_a; i++)
        ck_assert(slice_equal(a[i], b[i]));
}

static void same_known(const struct known_leak *a, const struct known_leak *b)
{
    ck_assert(slice_equal(a->os, b->os));
    ck_assert(slice_equal(a->text, b->text));
    ck_assert(slice_equal(a->source, b->source));
    ck_assert(slice_equal(a->confidence, b->confidence));
    ck_assert_int_eq(a->is_leak, b->is_leak);
    same_texts(a->builds, a->n_builds, b->builds, b->n_builds);
}

static void same_entry(const struct catalogue_entry *a, const struct catalogue_entry *b)
{
    ck_assert(slice_equal(a->name, b->name));
    ck_assert(slice_equal(a->what, b->what));
    ck_assert(slice_equal(a->bound, b->bound));
    ck_assert(slice_equal(a->since, b->since));
    ck_assert(slice_equal(a->until, b->until));
    ck_assert(slice_equal(a->next, b->next));
    ck_assert(slice_equal(a->source, b->source));
    ck_assert(slice_equal(a->confidence, b->confidence));
    ck_assert_int_eq(a->kind, b->kind);
    ck_assert_int_eq(a->nature, b->nature);
    ck_assert_int_eq(a->follows, b->follows);
    same_texts(a->aliases, a->n_aliases, b->aliases, b->n_aliases);
    ck_assert_uint_eq(a->n_known, b->n_known);
    for (size_t i = 0; i < a->n_known; i++)
        same_known(&a->known[i], &b->known[i]);
}

/* The tables of the build against the file that they are made of; and behind them, once more. */
START_TEST(tables_are_the_file)
{
    const char *file = SOURCE_DIR "/diff/catalogue.json";
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct catalogue both;
    ck_assert_msg(catalogue_load(&both, file, arena, &error), "%s", error.reason);
    ck_assert_uint_gt(catalogue_built_in.n_entries, 400);
    ck_assert_uint_eq(both.n_entries, 2 * catalogue_built_in.n_entries);
    for (size_t i = 0; i < both.n_entries; i++)
        same_entry(&both.entries[i], &catalogue_built_in.entries[i % catalogue_built_in.n_entries]);
    arena_free(arena);
}
END_TEST

static bool looks_like_sysctl(struct slice name)
{
    bool dotted = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = c >= 'a' && c <= 'z';
        bool later = (c >= '0' && c <= '9') || c == '_';
        if (c == '.') {
            if (i == 0 || i + 1 == name.len || name.ptr[i - 1] == '.')
                return false;
            dotted = true;
        } else if (!letter && !(later && dotted)) {
            return false;
        }
    }
    return dotted;
}

static void check_entry(const struct catalogue_entry *e)
{
    ck_assert_uint_gt(e->name.len, 1);
    ck_assert_msg(e->what.len >= 10 && e->what.len <= 140 && slice_ends(e->what, "."), "%.*s",
                  SLICE_ARGS(e->name));
    ck_assert_msg(e->nature != NATURE_UNKNOWN, "%.*s", SLICE_ARGS(e->name));
    ck_assert_msg(e->source.len > 0, "%.*s: source", SLICE_ARGS(e->name));
    ck_assert_msg(slice_is(e->confidence, "high") || slice_is(e->confidence, "medium") ||
                      slice_is(e->confidence, "low"),
                  "%.*s: confidence", SLICE_ARGS(e->name));
    ck_assert_msg(e->bound.len == 0 || looks_like_sysctl(e->bound), "%.*s: bound",
                  SLICE_ARGS(e->name));
    for (size_t i = 0; i < e->n_known; i++) {
        ck_assert_msg(e->known[i].text.len > 0 && e->known[i].source.len > 0 &&
                          e->known[i].os.len > 0 && e->known[i].confidence.len > 0,
                      "%.*s: known", SLICE_ARGS(e->name));
    }
}

START_TEST(built_in_entries)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue = built_in(arena);
    ck_assert_uint_ge(catalogue.n_entries, 260);
    for (size_t i = 0; i < catalogue.n_entries; i++) {
        const struct catalogue_entry *e = &catalogue.entries[i];
        check_entry(e);
        for (size_t k = 0; k < i; k++) {
            const struct catalogue_entry *other = &catalogue.entries[k];
            ck_assert_msg(e->kind != other->kind || !slice_equal(e->name, other->name),
                          "%.*s twice", SLICE_ARGS(e->name));
        }
    }
    arena_free(arena);
}
END_TEST

struct nature_case {
    enum component_kind kind;
    const char *printed;
    const char *name; /* of the entry */
    const char *nature;
    const char *follows; /* NULL: nothing */
};

/* clang-format off */
static const struct nature_case nature_cases[] = {
    {COMPONENT_ZONE, "vnodes", "vnodes", "cache", "vnodes"},
    {COMPONENT_ZONE, "namecache", "namecache", "cache", "vnodes"},
    {COMPONENT_ZONE, "APFS_INODES", "APFS_INODES", "cache", "vnodes"},
    {COMPONENT_ZONE, "APFS_EXTENT_CACHE_ENTRY_$", "APFS_EXTENT_CACHE_ENTRY_ZONE", "cache",
     "vnodes"},
    {COMPONENT_ZONE, "APFS_NEWER_THAN_THIS", "APFS_*", "cache", "vnodes"},
    {COMPONENT_ZONE, "buf.8192", "buf.8192", "cache", "ram"},
    {COMPONENT_ZONE, "ipc.ports", "ipc.ports", "per-port", "ports"},
    {COMPONENT_ZONE, "ipc.kmsgs", "ipc.kmsgs", "per-message", "messages"},
    {COMPONENT_ZONE, "threads", "threads", "per-thread", "threads"},
    {COMPONENT_ZONE, "uthreads", "uthreads", "per-thread", "threads"},
    {COMPONENT_ZONE, "proc", "proc", "per-process", "processes"},
    {COMPONENT_ZONE, "tasks", "proc_task", "per-process", "processes"},
    {COMPONENT_ZONE, "pmap", "pmap", "per-process", "processes"},
    {COMPONENT_ZONE, "VM.map.entries", "VM.map.entries", "per-region", "regions"},
    {COMPONENT_ZONE, "vm.objects", "vm.objects", "per-region", "regions"},
    {COMPONENT_ZONE, "fileglob", "fileglob", "per-descriptor", "descriptors"},
    {COMPONENT_ZONE, "socket", "socket", "per-socket", "sockets"},
    {COMPONENT_ZONE, "mbuf", "mbuf", "packets", "sockets"},
    {COMPONENT_ZONE, "data.kalloc.1024", "data.kalloc.1024", "data", NULL},
    {COMPONENT_ZONE, "data.kalloc.7777", "data.kalloc.*", "data", NULL},
    {COMPONENT_ZONE, "kalloc.48", "kalloc.48", "general", NULL},
    {COMPONENT_TAG, "VM_KERN_MEMORY_PTE", "VM_KERN_MEMORY_PTE", "page-tables", "resident"},
    {COMPONENT_TAG, "VM_KERN_MEMORY_STACK", "VM_KERN_MEMORY_STACK", "per-thread", "threads"},
    {COMPONENT_TAG, "VM_KERN_MEMORY_COMPRESSOR", "VM_KERN_MEMORY_COMPRESSOR", "compressor",
     "compressed"},
    {COMPONENT_TAG, "VM_KERN_MEMORY_IOKIT", "VM_KERN_MEMORY_IOKIT", "driver", NULL},
    {COMPONENT_TAG, "VM_KERN_MEMORY_MBUF", "VM_KERN_MEMORY_MBUF", "packets", "sockets"},
    {COMPONENT_RESERVED, "VM_KERN_COUNT_RESERVED", "VM_KERN_COUNT_RESERVED", "boot", "ram"},
    {COMPONENT_KEXT, "com.apple.iokit.IOGPUFamily", "com.apple.iokit.IOGPUFamily*", "graphics", NULL},
    {COMPONENT_KEXT, "com.apple.unheard.of", "com.apple.*", "driver", NULL},
    {COMPONENT_KEXT, "(unloaded kmod)", "(unloaded kmod)", "driver", NULL},
};
/* clang-format on */

START_TEST(built_in_natures)
{
    const struct nature_case *c = &nature_cases[_i];
    struct arena *arena = arena_new();
    struct catalogue catalogue = built_in(arena);
    const struct catalogue_entry *e = catalogue_find(&catalogue, c->kind, slice_of(c->printed));
    ck_assert_msg(e != NULL, "%s is not there", c->printed);
    is_text(e->name, c->name);
    ck_assert_str_eq(nature_name(e->nature), c->nature);
    const char *follows = follows_name(e->follows);
    ck_assert_str_eq(follows != NULL ? follows : "nothing",
                     c->follows != NULL ? c->follows : "nothing");
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *tests = tcase_create("catalogue");
    tcase_add_test(tests, every_field);
    tcase_add_test(tests, fields_that_may_be_missing);
    tcase_add_loop_test(tests, wrong_texts, 0, LEN(wrong_cases));
    tcase_add_loop_test(tests, finds, 0, LEN(find_cases));
    tcase_add_test(tests, finds_of_any_kind);
    tcase_add_test(tests, texts_add_up);
    tcase_add_test(tests, tables_are_the_file);
    tcase_add_test(tests, built_in_entries);
    tcase_add_loop_test(tests, built_in_natures, 0, LEN(nature_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
