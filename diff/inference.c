#include "inference.h"

#include <inttypes.h>

#include "human.h"
#include "number.h"
#include "tags.h"

#define TAG_PREFIX "VM_KERN_MEMORY_"

enum {
    /* Darwin's majors between which tags got and changed their names: 10.11 to the 26 era. */
    FIRST_DARWIN = 15,
    LAST_DARWIN = 25,
};

bool split_view(struct slice name, struct slice *ret_zone, struct slice *ret_view)
{
    size_t open = slice_find(name, '[');
    if (open == 0 || open >= name.len || !slice_ends(name, "]"))
        return false;
    *ret_zone = slice_first(name, open);
    *ret_view = slice_first(slice_from(name, open + 1), name.len - open - 2);
    return ret_view->len > 0;
}

/* The size class behind the last dot of a kalloc zone. */
static bool size_class_of(struct slice name, uint64_t *ret_bytes)
{
    size_t dot = slice_find_last(name, '.');
    return slice_find_text(name, "kalloc.") < name.len && dot < name.len &&
           number_u64(slice_from(name, dot + 1), ret_bytes) && *ret_bytes > 0;
}

/* kalloc.type3.256, kalloc.type.var3.256: the number of the bucket. */
static bool bucket_of(struct slice name, uint64_t *ret_bucket)
{
    static const char *const heads[] = {"kalloc.type.var", "kalloc.type"};
    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
        if (!slice_starts(name, heads[i]))
            continue;
        struct slice rest = slice_from(name, slice_of(heads[i]).len);
        return number_u64(slice_first(rest, slice_find(rest, '.')), ret_bucket);
    }
    return false;
}

static void infer_size_class(struct slice name, uint64_t bytes, struct text *out)
{
    uint64_t bucket;
    text_add(out, SLICE("Blocks of up to "));
    human_bytes(out, bytes);
    if (bucket_of(name, &bucket)) {
        text_printf(out,
                    ", bucket %" PRIu64 " of that size: which types share it is settled anew by "
                    "each boot",
                    bucket);
    }
    text_add(out, SLICE("."));
}

static void add_span(struct text *out, struct slice tag, unsigned first, unsigned last)
{
    text_printf(out, "%s%.*s", out->len > 0 ? ", " : "", SLICE_ARGS(tag));
    if (last == LAST_DARWIN) {
        text_printf(out, " from Darwin %u on", first);
    } else if (first == last) {
        text_printf(out, " on Darwin %u", first);
    } else {
        text_printf(out, " on Darwin %u to %u", first, last);
    }
}

/* A tag that zprint printed by its number: numbers changed their meaning. */
static bool infer_tag(struct slice name, struct text *out)
{
    struct text spans = {0};
    struct slice current = name;
    unsigned since = FIRST_DARWIN;
    for (unsigned darwin = FIRST_DARWIN; darwin <= LAST_DARWIN; darwin++) {
        struct slice now = tag_name(name, darwin);
        if (slice_equal(now, current))
            continue;
        if (!slice_equal(current, name))
            add_span(&spans, current, since, darwin - 1);
        current = now;
        since = darwin;
    }
    if (!slice_equal(current, name))
        add_span(&spans, current, since, LAST_DARWIN);
    bool known = spans.len > 0;
    if (known) {
        text_add(out, SLICE("A tag that zprint had no name for; the kernel's name is "));
        text_add(out, text_slice(&spans));
        text_add(out, SLICE("."));
    }
    text_free(&spans);
    return known;
}

bool infer_name(struct slice name, struct text *out)
{
    uint64_t number;
    if (size_class_of(name, &number)) {
        infer_size_class(name, number, out);
        return true;
    }
    bool is_number = slice_starts(name, TAG_PREFIX) &&
                     number_u64(slice_from(name, sizeof(TAG_PREFIX) - 1), &number);
    return is_number && infer_tag(name, out);
}

struct form {
    const char *start; /* of the name; NULL: anywhere in it */
    const char *part;
    const char *meaning;
};

static const struct form forms[] = {
    {"unattributed", "",
     "What the total of wired memory holds beyond all rows of the reports: memory "
     "that is wired without a tag, often for a device or a process."},
    {TAG_PREFIX, "",
     "A tag: wired memory outside of the zones, by the part of the kernel that took "
     "it. This kernel is newer than the tags known here."},
    {"VM_KERN_COUNT_MAP_", "", "The address space of a kernel map: no memory by itself."},
    {"VM_KERN_COUNT_", "",
     "A counter of zprint's maps section: pages that the kernel counts apart."},
    {"com.apple.", "", "A kext or driver of Apple's, by its bundle id."},
    {"site.0x", "", "Memory taken by one place in the kernel, named by its address."},
    {"site 0x", "", "Memory taken by one place in the kernel, named by its address."},
    {"iokit.", "", "A zone for the objects of one driver class."},
    {"APFS", "", "A zone of the APFS file system, most likely a cache of it."},
    {"HFS", "", "A zone of the HFS file system, most likely a cache of it."},
    {"ipc", "", "A zone of Mach messaging: ports, rights, messages."},
    {"necp", "", "A zone of the network policy engine, which VPN and filter products use."},
    {"mbuf", "", "A zone of network packets."},
    {"tcp", "", "A zone of TCP connections."},
    {NULL, "::", "Memory taken by one function of a C++ driver class."},
    {NULL, "kalloc.", "A zone of general blocks of one size."},
};

/* com.vendor.thing: three parts at least, of what may stand in a bundle id. */
static bool is_bundle_id(struct slice name)
{
    size_t dots = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool allowed = byte_is_letter(c) || byte_is_digit(c) || c == '-' || c == '_' || c == '.';
        if (!allowed)
            return false;
        dots += c == '.';
    }
    return dots >= 2;
}

struct slice guess_kind(struct slice name)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        const struct form *form = &forms[i];
        bool fits = form->start != NULL ? slice_starts(name, form->start)
                                        : slice_find_text(name, form->part) < name.len;
        if (fits)
            return slice_of(form->meaning);
    }
    if (is_bundle_id(name))
        return SLICE("By its form a bundle id: a kext, or an allocation of its driver; the first "
                     "two parts name the maker.");
    if (slice_find(name, '.') == name.len && slice_find(name, '_') == name.len)
        return SLICE("");
    return SLICE("Most likely a zone or an allocation of a driver or file system; if zprint prints "
                 "it with a $ at its end, the name is cut.");
}
