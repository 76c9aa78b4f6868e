#include "glossary.h"

static const struct glossary_entry entries[] = {
    {"wired", "total", "Memory that stays where it is: it is neither compressed nor swapped out."},
    {"zone", "kind of row",
     "A zone of the kernel's allocator: pages that hold elements of one size, in use or not."},
    {"tag", "kind of row",
     "A VM_KERN_MEMORY_ tag: wired memory outside of the zones, by the part of the kernel that "
     "took it."},
    {"kext", "kind of row",
     "Page-level memory of a kernel extension; what it takes from zones no report tells."},
    {"site", "kind of row", "A kernel symbol or a named allocation that took wired memory."},
    {"reserved", "kind of row", "Memory that firmware and early boot took."},
    {"unattributed", "kind of row, and verdict",
     "What the total of wired memory holds beyond all rows of the reports: memory that is wired "
     "without a tag, often for a device or a process."},
    {"leak-suspect", "verdict",
     "Large growth that no count in the captures explains, or whose count is out of hand itself; "
     "no proof of a leak."},
    {"cache", "verdict",
     "Growth of a cache that fills after boot, within the bound that the system sets it."},
    {"load", "verdict",
     "Growth that goes with a count in the captures, such as processes, ports or files, or that is "
     "usual once a Mac is at work."},
    {"reclaimable", "verdict",
     "Growth that is not in use: pages that the zone keeps and the kernel takes back when it needs "
     "them."},
    {"fixed", "verdict", "Growth of memory that firmware or early boot took."},
    {"steady", "verdict", "Growth that is small, by itself or beside the growth of the total."},
    {"shrank", "verdict", "No growth: it became less."},
    {"unknown", "verdict", "Growth that nothing explains, but small; or it cannot be compared."},
};

const struct glossary_entry *glossary_entry(size_t place)
{
    return place < sizeof(entries) / sizeof(*entries) ? &entries[place] : NULL;
}

const struct glossary_entry *glossary_find(struct slice word)
{
    size_t i = 0;
    while (glossary_entry(i) != NULL && !slice_is(word, entries[i].word))
        i++;
    return glossary_entry(i);
}
