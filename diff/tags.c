#include "tags.h"

#include "number.h"

#define PREFIX "VM_KERN_MEMORY_"

struct tag {
    uint64_t number;
    unsigned since, until; /* Darwin's major version; until 0: to this day */
    const char *name;
};

static const struct tag tags[] = {
    {25, 16, 0, PREFIX "REASON"},
    {26, 16, 0, PREFIX "SKYWALK"},
    {27, 16, 0, PREFIX "LTABLE"},
    {28, 20, 0, PREFIX "HV"},
    {29, 20, 20, PREFIX "RETIRED"},
    {29, 21, 0, PREFIX "KALLOC_DATA"},
    {30, 21, 0, PREFIX "RETIRED"},
    {31, 21, 0, PREFIX "KALLOC_TYPE"},
    {32, 21, 0, PREFIX "TRIAGE"},
    {33, 22, 0, PREFIX "RECOUNT"},
    {34, 25, 0, PREFIX "MTAG"},
    {35, 23, 0, PREFIX "EXCLAVES"},
    {36, 24, 0, PREFIX "EXCLAVES_SHARED"},
    {37, 24, 0, PREFIX "KALLOC_SHARED"},
    {38, 25, 0, PREFIX "CPUTRACE"},
};

struct slice tag_name(struct slice printed, unsigned darwin)
{
    uint64_t number;
    if (!slice_starts(printed, PREFIX))
        return printed;
    if (!number_u64(slice_from(printed, sizeof(PREFIX) - 1), &number))
        return printed;
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        const struct tag *tag = &tags[i];
        if (tag->number != number || darwin < tag->since)
            continue;
        if (tag->until == 0 || darwin <= tag->until)
            return slice_of(tag->name);
    }
    return printed;
}
