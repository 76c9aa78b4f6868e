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
    {"reclaimable", "verdict, and column",
     "Growth that is not in use: pages that the zone keeps and the kernel takes back when it needs "
     "them. Beside a size, the whole free pages of a zone: known where zprint ran with -w on 10.14 "
     "or later."},
    {"fixed", "verdict", "Growth of memory that firmware or early boot took."},
    {"steady", "verdict", "Growth that is small, by itself or beside the growth of the total."},
    {"shrank", "verdict", "No growth: it became less."},
    {"unknown", "verdict", "Growth that nothing explains, but small; or it cannot be compared."},
    {"base", "capture", "The one that growth is counted from, best taken soon after boot."},
    {"later", "capture", "The one that is compared with the base, taken when memory was bad."},
    {"before", "column",
     "Wired bytes in the base; for a zone all its pages, in use or not. \"none\" is no such row, "
     "\"-\" is not known."},
    {"after", "column", "Wired bytes in the later capture, counted as before."},
    {"growth", "column",
     "After less before, in bytes. The column adds up to the growth of the total."},
    {"share", "column",
     "Part of the total's growth; where the total shrank, of what it shrank by. show: part of the "
     "total."},
    {"live", "column", "Zones: elements in use times the size of one; the rest of the zone is free."},
    {"live growth", "column",
     "Zones: growth of the elements in use, times the size of one. Growth that is not live is free "
     "memory that the zone still keeps."},
    {"slack", "part of a zone",
     "What is neither live nor reclaimable: free elements on pages that are in use, and what each "
     "processor keeps at hand."},
    {"elements", "column",
     "Zones: how many more elements are in use than in the base. show: how many are in use."},
    {"per hour", "column", "Growth per hour of uptime between the captures."},
    {"onset", "figure of a row",
     "How its pace since the base fits that before it: since-boot (steady), after-base (it began or "
     "sped up), slowed, stopped, or burst. Only captures of one boot tell it."},
    {"care", "mark of a row",
     "Why the comparison of this row is less certain than that of others; a star stands behind its "
     "verdict, and the reason below the table."},
    {"worry", "line of the report",
     "From how full the RAM is, what swap is in use and at what pace the suspects grow: yes, keep an "
     "eye on it, or not now."},
    {"owner", "line of the report",
     "A process or a kext whose own counts grew along with what grew. That is consistent with it, "
     "and no proof."},
    {"strong", "confidence in an owner",
     "The process's count of the very kind that the zone follows grew by four fifths of the zone's "
     "elements or more; or it is the kext's own row."},
    {"moderate", "confidence in an owner",
     "Two fifths or more, or four fifths by a count that tells less."},
    {"weak", "confidence in an owner", "One fifth or more."},
};

const struct glossary_entry *glossary_entry(size_t place)
{
    return place < sizeof(entries) / sizeof(*entries) ? &entries[place] : NULL;
}

const struct glossary_entry *glossary_find(struct slice word)
{
    size_t i = 0;
    while (glossary_entry(i) != NULL && !slice_equal_fold(word, slice_of(entries[i].word)))
        i++;
    return glossary_entry(i);
}
