/* check_inference: what names give away of themselves. */
#include <check.h>

#include "inference.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

struct split_case {
    const char *name;
    const char *zone, *view; /* NULL: no view */
};

static const struct split_case splits[] = {
    {"zone[view]", "zone", "view"},
    {"VM map entries[raw]", "VM map entries", "raw"},
    {"data.kalloc.1024[mbuf_external]", "data.kalloc.1024", "mbuf_external"},
    {"kalloc.type0.256[site.struct a[8]]", "kalloc.type0.256", "site.struct a[8]"},
    {"a[ ]", "a", " "},
    {"a[[]", "a", "["},
    {"zone", NULL, NULL},
    {"zone[]", NULL, NULL},
    {"[view]", NULL, NULL},
    {"zone[view", NULL, NULL},
    {"zone]", NULL, NULL},
    {"zone[view] ", NULL, NULL},
    {"[", NULL, NULL},
    {"]", NULL, NULL},
    {"", NULL, NULL},
};

START_TEST(views)
{
    const struct split_case *c = &splits[_i];
    struct slice zone = {NULL, 0};
    struct slice view = {NULL, 0};
    bool split = split_view(slice_of(c->name), &zone, &view);
    ck_assert_msg(split == (c->zone != NULL), "%s: %d", c->name, split);
    if (split) {
        ck_assert_msg(slice_is(zone, c->zone), "%s: %.*s", c->name, SLICE_ARGS(zone));
        ck_assert_msg(slice_is(view, c->view), "%s: %.*s", c->name, SLICE_ARGS(view));
    }
}
END_TEST

struct name_case {
    const char *name;
    const char *says; /* NULL: nothing */
};

/* clang-format off */
#define BUCKET(n) ", bucket " n " of that size: which types share it is settled anew by each boot."
#define TAG "A tag that zprint had no name for; the kernel's name is VM_KERN_MEMORY_"

static const struct name_case name_cases[] = {
    {"kalloc.48", "Blocks of up to 48 B."},
    {"kalloc.1024", "Blocks of up to 1.00 KB."},
    {"data.kalloc.65536", "Blocks of up to 64.0 KB."},
    {"data_shared.kalloc.1024", "Blocks of up to 1.00 KB."},
    {"kalloc.type1.256", "Blocks of up to 256 B" BUCKET("1")},
    {"kalloc.type12.2048", "Blocks of up to 2.00 KB" BUCKET("12")},
    {"kalloc.type.var3.512", "Blocks of up to 512 B" BUCKET("3")},
    {"kalloc.type.64", "Blocks of up to 64 B."},
    {"kalloc.large", NULL},
    {"kalloc.0", NULL},
    {"kalloc.", NULL},
    {"kalloc.type1", NULL},
    {"kalloc.64$", NULL},
    {"kalloc.18446744073709551616", NULL},
    {"alloc.64", NULL},

    {"VM_KERN_MEMORY_25", TAG "REASON from Darwin 16 on."},
    {"VM_KERN_MEMORY_28", TAG "HV from Darwin 20 on."},
    {"VM_KERN_MEMORY_29", TAG "RETIRED on Darwin 20, VM_KERN_MEMORY_KALLOC_DATA from Darwin 21 on."},
    {"VM_KERN_MEMORY_38", TAG "CPUTRACE from Darwin 25 on."},
    {"VM_KERN_MEMORY_99", NULL},
    {"VM_KERN_MEMORY_1", NULL},
    {"VM_KERN_MEMORY_IOKIT", NULL},
    {"VM_KERN_MEMORY_", NULL},
    {"VM_KERN_COUNT_29", NULL},
    {"29", NULL},
    {"ipc.ports", NULL},
    {"", NULL},
};
/* clang-format on */

START_TEST(names)
{
    const struct name_case *c = &name_cases[_i];
    struct text out = {0};
    bool known = infer_name(slice_of(c->name), &out);
    struct slice found = text_slice(&out);
    ck_assert_msg(known == (c->says != NULL), "%s: %.*s", c->name, SLICE_ARGS(found));
    ck_assert_msg(slice_is(found, c->says != NULL ? c->says : ""), "%s: %.*s", c->name,
                  SLICE_ARGS(found));
    text_free(&out);
}
END_TEST

/* It goes behind what stands there. */
START_TEST(behind_other_text)
{
    struct text out = {0};
    text_add(&out, SLICE("before "));
    ck_assert(infer_name(SLICE("VM_KERN_MEMORY_28"), &out));
    ck_assert(slice_is(text_slice(&out), "before " TAG "HV from Darwin 20 on."));
    ck_assert(!infer_name(SLICE("nothing"), &out));
    ck_assert(slice_is(text_slice(&out), "before " TAG "HV from Darwin 20 on."));
    text_free(&out);
}
END_TEST

struct guess_case {
    const char *name;
    const char *start; /* of the sentence; empty: the form says nothing */
};

static const struct guess_case guesses[] = {
    {"unattributed", "What the total of wired memory holds beyond all rows"},
    {"VM_KERN_MEMORY_99", "A tag: wired memory outside of the zones"},
    {"VM_KERN_COUNT_MAP_NEW", "The address space of a kernel map"},
    {"VM_KERN_COUNT_NEW", "A counter of zprint's maps section"},
    {"com.apple.driver.New", "A kext or driver of Apple's"},
    {"com.example.driver", "By its form a bundle id"},
    {"org.example-two.a_b", "By its form a bundle id"},
    {"com.example", "Most likely a zone or an allocation"},
    {"com.example.a b", "Most likely a zone or an allocation"},
    {"site.0xffffff80", "Memory taken by one place in the kernel"},
    {"site 0xffffff80", "Memory taken by one place in the kernel"},
    {"iokit.IONew", "A zone for the objects of one driver class"},
    {"APFS_NEW", "A zone of the APFS file system"},
    {"HFS.new", "A zone of the HFS file system"},
    {"ipc.new", "A zone of Mach messaging"},
    {"necp.new", "A zone of the network policy engine"},
    {"mbuf_new", "A zone of network packets"},
    {"tcp_new", "A zone of TCP connections"},
    {"IONew::grow()", "Memory taken by one function of a C++ driver class"},
    {"data.kalloc.64", "A zone of general blocks"},
    {"my_ipc", "Most likely a zone or an allocation"},
    {"my ipc", ""},
    {"foo", ""},
    {"foo$", ""},
    {"a.long.name.that.is.cut$", "Most likely a zone or an allocation"},
    {"", ""},
};

START_TEST(kinds)
{
    const struct guess_case *c = &guesses[_i];
    struct slice found = guess_kind(slice_of(c->name));
    ck_assert_msg(slice_starts(found, c->start), "%s: %.*s", c->name, SLICE_ARGS(found));
    ck_assert_msg((found.len > 0) == (*c->start != '\0'), "%s: %.*s", c->name, SLICE_ARGS(found));
    ck_assert_msg(found.len == 0 || slice_ends(found, "."), "%s: %.*s", c->name, SLICE_ARGS(found));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("inference");
    TCase *tests = tcase_create("inference");
    tcase_add_loop_test(tests, views, 0, LEN(splits));
    tcase_add_loop_test(tests, names, 0, LEN(name_cases));
    tcase_add_test(tests, behind_other_text);
    tcase_add_loop_test(tests, kinds, 0, LEN(guesses));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
