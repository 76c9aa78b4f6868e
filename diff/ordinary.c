#include "ordinary.h"

#include "catalogue.h"
#include "thresholds.h"

/* Page tables up to this many bytes are ordinary. */
static struct amount ordinary_page_tables(const struct machine *machine)
{
    if (!machine->memory_bytes.known)
        return AMOUNT_UNKNOWN;
    return amount_of(machine->memory_bytes.value / 100 * PAGE_TABLES_PERCENT);
}

static bool is_of_ram(const struct component *c)
{
    if (c->kind == COMPONENT_RESERVED)
        return true;
    return c->entry != NULL && c->entry->follows == FOLLOWS_RAM &&
           c->entry->nature == NATURE_BOOKKEEPING;
}

static bool is_page_tables(const struct component *c)
{
    return c->entry != NULL && c->entry->nature == NATURE_PAGE_TABLES;
}

struct amount ordinary_bytes(const struct findings *findings)
{
    struct amount limit = ordinary_page_tables(&findings->later.snapshot->machine);
    struct amount sum = AMOUNT_UNKNOWN;
    uint64_t tables = 0;
    for (size_t i = 0; limit.known && i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        uint64_t *to = is_page_tables(c) ? &tables : is_of_ram(c) ? &sum.value : NULL;
        if (to == NULL || c->later == NULL)
            continue;
        if (!number_add(*to, c->later->wired_bytes, to))
            return AMOUNT_UNKNOWN;
        sum.known = true;
    }
    if (tables > limit.value)
        tables = limit.value;
    return number_add(sum.value, tables, &sum.value) ? sum : AMOUNT_UNKNOWN;
}
