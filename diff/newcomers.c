#include "newcomers.h"

#include <stdlib.h>

#define EXTENSIONS "/Library/SystemExtensions/"

struct names {
    struct slice *list;
    size_t count;
};

static int by_text(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* The bundle's name: /Library/SystemExtensions/<uuid>/<name>.systemextension/Contents/... */
static bool extension_name(struct slice command, struct slice *ret)
{
    size_t at = slice_find_text(command, EXTENSIONS);
    if (at >= command.len)
        return false;
    struct slice rest = slice_from(command, at + sizeof(EXTENSIONS) - 1);
    rest = slice_from(rest, slice_find(rest, '/') + 1);
    *ret = slice_first(rest, slice_find(rest, '/'));
    return ret->len > 0;
}

/* Each once, sorted. */
static struct names extensions_of(const struct ps *ps, struct arena *arena)
{
    struct names names = {NULL, 0};
    for (size_t i = 0; i < ps->n_rows; i++) {
        struct slice name;
        if (extension_name(ps->rows[i].command, &name))
            *ARENA_PUSH(arena, names.list, names.count) = name;
    }
    if (names.count == 0)
        return names;
    qsort(names.list, names.count, sizeof(*names.list), by_text);
    size_t kept = 0;
    for (size_t i = 1; i < names.count; i++) {
        if (!slice_equal(names.list[kept], names.list[i]))
            names.list[++kept] = names.list[i];
    }
    names.count = kept + 1;
    return names;
}

static void add(struct findings *findings, struct slice name, bool started, struct arena *arena)
{
    *ARENA_PUSH(arena, findings->extensions, findings->n_extensions) =
        (struct extension_change){name, started};
}

void add_newcomers(struct findings *findings, struct arena *arena)
{
    const struct snapshot *base = findings->base.snapshot;
    const struct snapshot *later = findings->later.snapshot;
    if (base == NULL || base->ps.report == NULL || later->ps.report == NULL)
        return;
    struct names before = extensions_of(&base->ps, arena);
    struct names after = extensions_of(&later->ps, arena);
    size_t b = 0;
    size_t l = 0;
    while (b < before.count || l < after.count) {
        int order = b == before.count  ? 1
                    : l == after.count ? -1
                                       : slice_compare(before.list[b], after.list[l]);
        if (order < 0)
            add(findings, before.list[b], false, arena);
        if (order > 0)
            add(findings, after.list[l], true, arena);
        b += order <= 0;
        l += order >= 0;
    }
}
