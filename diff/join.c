#include "join.h"

#include "renames.h"
#include "tags.h"

struct joiner {
    const struct account *base, *later;
    bool by_kmod_id;
    struct arena *arena;
    struct joined *joined;
};

const char *component_state_name(enum component_state state)
{
    static const char *const names[] = {"both", "new", "gone", "unknown"};
    return names[state];
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_UNKNOWN] = "unknown",
        [VERDICT_LEAK_SUSPECT] = "leak-suspect",
        [VERDICT_CACHE] = "cache",
        [VERDICT_LOAD] = "load",
        [VERDICT_RECLAIMABLE] = "reclaimable",
        [VERDICT_FIXED] = "fixed",
        [VERDICT_UNATTRIBUTED] = "unattributed",
        [VERDICT_STEADY] = "steady",
        [VERDICT_SHRANK] = "shrank",
    };
    return names[verdict];
}

const char *onset_name(enum onset onset)
{
    static const char *const names[] = {
        [ONSET_UNKNOWN] = NULL,
        [ONSET_SINCE_BOOT] = "since-boot",
        [ONSET_AFTER_BASE] = "after-base",
        [ONSET_SLOWED] = "slowed",
        [ONSET_STOPPED] = "stopped",
        [ONSET_BURST] = "burst",
    };
    return names[onset];
}

struct change change_of(struct amount base, struct amount later)
{
    struct change change = CHANGE_UNKNOWN;
    if (base.known && later.known) {
        change.known = number_difference(later.value, base.value, &change.value);
    }
    return change;
}

static struct change signed_bytes(uint64_t bytes)
{
    struct change change = CHANGE_UNKNOWN;
    change.known = number_difference(bytes, 0, &change.value);
    return change;
}

/* The best figure that says all wired memory; WIRED_SOURCES where there is none. */
static enum wired_source whole_total(const struct account *account)
{
    for (int i = WIRED_FROM_COUNTER; i <= WIRED_FROM_VM_STAT_AND_STOLEN; i++) {
        if (account->totals[i].bytes.known)
            return (enum wired_source)i;
    }
    return WIRED_SOURCES;
}

/* The best figure that counts the VM's own pages. */
static enum wired_source managed_total(const struct account *account)
{
    for (int i = WIRED_FROM_VM_STAT; i < WIRED_SOURCES; i++) {
        if (account->totals[i].bytes.known)
            return (enum wired_source)i;
    }
    return WIRED_SOURCES;
}

static void choose_totals(struct joiner *j)
{
    struct joined *joined = j->joined;
    joined->later_source = j->later->wired_source;
    joined->base_source = WIRED_SOURCES;
    if (j->base != NULL) {
        joined->base_source = whole_total(j->base);
        joined->later_source = whole_total(j->later);
        if (joined->base_source == WIRED_SOURCES || joined->later_source == WIRED_SOURCES) {
            joined->base_source = managed_total(j->base);
            joined->later_source = managed_total(j->later);
        }
        joined->totals_known =
            joined->base_source != WIRED_SOURCES && joined->later_source != WIRED_SOURCES;
        if (!joined->totals_known) {
            joined->base_source = j->base->wired_source;
            joined->later_source = j->later->wired_source;
        }
    } else {
        joined->totals_known = joined->later_source != WIRED_SOURCES;
    }
    if (joined->base_source != WIRED_SOURCES) {
        joined->base_wired = j->base->totals[joined->base_source];
    }
    if (joined->later_source != WIRED_SOURCES) {
        joined->later_wired = j->later->totals[joined->later_source];
    }
    if (j->base != NULL && joined->totals_known) {
        joined->growth_bytes = change_of(joined->base_wired.bytes, joined->later_wired.bytes);
    }
}

/*
 * Where one side's kernel is not known, its tag numbers are read as the other side's. Over boots a
 * kmod id says nothing: kexts without a name are one sum.
 */
static void settle_key(const struct joiner *j, const struct account *account,
                       struct account_row *row)
{
    const struct account *other = account == j->base ? j->later : j->base;
    if (row->kind == COMPONENT_TAG && account->darwin == 0 && other != NULL)
        row->key = tag_name(row->name, other->darwin);
    bool unnamed = row->kind == COMPONENT_KEXT && slice_starts(row->key, "(");
    if (unnamed && !j->by_kmod_id)
        row->kmod_id = AMOUNT_UNKNOWN;
}

/* A copy of the rows with zone names cut to `width`, alike rows summed again. */
static bool comparable_rows(const struct joiner *j, const struct account *account, size_t width,
                            struct account_rows *ret)
{
    struct account_rows rows = {arena_alloc(j->arena, account->n_rows * sizeof(struct account_row)),
                                account->n_rows};
    for (size_t i = 0; i < rows.count; i++) {
        struct account_row *row = &rows.rows[i];
        *row = account->rows[i];
        settle_key(j, account, row);
        if (row->kind != COMPONENT_ZONE || account->name_width <= width || row->key.len <= width) {
            continue;
        }
        row->key = arena_format(j->arena, "%.*s$", SLICE_ARGS(slice_first(row->key, width)));
        row->name = row->key;
    }
    if (!account_merge(rows.rows, &rows.count, j->by_kmod_id))
        return false;
    *ret = rows;
    return true;
}

static bool table_is_complete(const struct account *account, enum component_kind kind)
{
    return kind == COMPONENT_ZONE ? account->zones_complete : account->wired_rows_complete;
}

/* Where totals count managed pages only, what the firmware took is no part of them. */
static bool is_outside_of_totals(const struct joiner *j, struct slice key)
{
    return j->joined->totals_known && j->joined->base_source >= WIRED_FROM_VM_STAT &&
           slice_is(key, "VM_KERN_COUNT_BOOT_STOLEN");
}

/*
 * Up to 10.10 three rows of the zone table stand for memory outside of the zones; from 10.11 on it
 * has tags (STACK, PTE, KALLOC). Between the two such a row has nothing to be set against.
 */
static bool is_outside_of_zones(const struct component *c, const struct account *other)
{
    static const char *const names[] = {"kernel_stacks", "page_tables", "kalloc.large"};
    if (c->kind != COMPONENT_ZONE || !other->has_wired_rows)
        return false;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (slice_is(c->name, names[i]))
            return true;
    }
    return false;
}

/*
 * Does it mean anything that this side has no such row? Not where its table is not whole; and not
 * where zprint ran without root on one side only, as it then merges zones under other names.
 */
static bool is_absence(const struct joiner *j, const struct component *c,
                       const struct account *side)
{
    bool merged =
        c->kind == COMPONENT_ZONE && j->base->zones_estimated != j->later->zones_estimated;
    return table_is_complete(side, c->kind) && !is_outside_of_zones(c, side) && !merged;
}

static void compare(const struct joiner *j, struct component *c)
{
    const struct account_row *base = c->base;
    const struct account_row *later = c->later;
    if (j->base == NULL)
        return;
    c->outside_of_total = is_outside_of_totals(j, later != NULL ? later->key : base->key);
    if ((base == NULL && !is_absence(j, c, j->base)) ||
        (later == NULL && !is_absence(j, c, j->later)))
        c->state = STATE_UNKNOWN;
    if (c->state == STATE_UNKNOWN || c->outside_of_total)
        return;

    uint64_t before = base != NULL ? base->wired_bytes : 0;
    uint64_t after = later != NULL ? later->wired_bytes : 0;
    c->growth_bytes = change_of(amount_of(before), amount_of(after));
    if (c->kind != COMPONENT_ZONE)
        return;

    static const struct account_row none = {
        .elements = {0, true}, .live_bytes = {0, true}, .reclaimable_bytes = {0, true}};
    if (base == NULL)
        base = &none;
    if (later == NULL)
        later = &none;
    c->live_growth_bytes = change_of(base->live_bytes, later->live_bytes);
    c->reclaimable_growth_bytes = change_of(base->reclaimable_bytes, later->reclaimable_bytes);
    c->element_growth = change_of(base->elements, later->elements);
}

static void add_component(const struct joiner *j, const struct account_row *base,
                          const struct account_row *later)
{
    const struct account_row *shown = later != NULL ? later : base;
    struct component component = {
        .kind = shown->kind,
        .name = shown->name,
        .kmod_id = shown->kmod_id,
        .state = base == NULL    ? STATE_NEW
                 : later == NULL ? STATE_GONE
                                 : STATE_BOTH,
        .base = base,
        .later = later,
        .base_bytes = base != NULL ? signed_bytes(base->wired_bytes) : CHANGE_UNKNOWN,
        .later_bytes = later != NULL ? signed_bytes(later->wired_bytes) : CHANGE_UNKNOWN,
        .estimated = (base != NULL && base->estimated) || (later != NULL && later->estimated),
    };
    if (j->base == NULL)
        component.state = STATE_BOTH;
    if (base != NULL && later != NULL && base->kind == COMPONENT_ZONE &&
        !slice_equal(base->name, later->name))
        component.renamed_from = base->name;
    compare(j, &component);
    *ARENA_PUSH(j->arena, j->joined->components, j->joined->n_components) = component;
}

static void pair_up(const struct joiner *j, struct account_rows base, struct account_rows later)
{
    size_t b = 0;
    size_t l = 0;
    while (b < base.count || l < later.count) {
        int order = b == base.count ? 1
                    : l == later.count
                        ? -1
                        : account_row_order(&base.rows[b], &later.rows[l], j->by_kmod_id);
        const struct account_row *left = order <= 0 ? &base.rows[b++] : NULL;
        const struct account_row *right = order >= 0 ? &later.rows[l++] : NULL;
        add_component(j, left, right);
    }
}

/* Unknown stays unknown; false where it does not fit. */
static bool subtract(struct change *from, struct change part)
{
    return !from->known || !part.known ||
           (part.value != INT64_MIN && number_add_signed(from->value, -part.value, &from->value));
}

/* An unknown part adds nothing. */
static bool add(struct change *sum, struct change part)
{
    sum->known = sum->known || part.known;
    return !part.known || number_add_signed(sum->value, part.value, &sum->value);
}

/* What a side's total holds beyond its rows; not known where it has none. */
static bool rest_of(const struct joiner *j, bool of_base, struct change *ret)
{
    const struct joined *joined = j->joined;
    const struct account *side = of_base ? j->base : j->later;
    struct change rest =
        signed_bytes((of_base ? joined->base_wired : joined->later_wired).bytes.value);
    if (!rest.known)
        return false;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *c = &joined->components[i];
        const struct account_row *row = of_base ? c->base : c->later;
        struct change bytes = of_base ? c->base_bytes : c->later_bytes;
        if (row == NULL || c->outside_of_total)
            continue;
        if (!bytes.known || !subtract(&rest, bytes))
            return false;
    }
    *ret = side->n_rows > 0 ? rest : CHANGE_UNKNOWN;
    return true;
}

/* Is there a row on one side whose memory the other's rest may hold? */
static bool rests_are_alike(const struct joiner *j)
{
    for (size_t i = 0; i < j->joined->n_components; i++) {
        const struct component *c = &j->joined->components[i];
        bool lone = c->base == NULL || c->later == NULL;
        if (lone && !c->growth_bytes.known && !c->outside_of_total &&
            !table_is_complete(c->base == NULL ? j->base : j->later, c->kind))
            return false;
    }
    return true;
}

static bool add_unattributed(const struct joiner *j)
{
    struct joined *joined = j->joined;
    struct component rest = {.kind = COMPONENT_UNATTRIBUTED, .name = SLICE("unattributed")};
    if (!joined->totals_known)
        return true;

    for (size_t i = 0; i < joined->n_components; i++)
        rest.estimated = rest.estimated || joined->components[i].estimated;
    if (!rest_of(j, false, &rest.later_bytes))
        return false;
    if (!rest.later_bytes.known)
        rest.state = STATE_UNKNOWN;
    if (j->base != NULL) {
        if (!rest_of(j, true, &rest.base_bytes))
            return false;
        if (!rest.base_bytes.known)
            rest.state = STATE_UNKNOWN;
        if (rest.state == STATE_BOTH && rests_are_alike(j)) {
            rest.growth_bytes = rest.later_bytes;
            if (!subtract(&rest.growth_bytes, rest.base_bytes))
                return false;
        }
    }
    *ARENA_PUSH(j->arena, joined->components, joined->n_components) = rest;
    return true;
}

/* What is not compared, and what it grew by: the total's growth beyond all that is. */
static bool sum_not_compared(const struct joiner *j)
{
    struct not_compared *sum = &j->joined->not_compared;
    struct change growth = j->joined->growth_bytes;
    if (j->base == NULL)
        return true;
    for (size_t i = 0; i < j->joined->n_components; i++) {
        const struct component *c = &j->joined->components[i];
        if (!subtract(&growth, c->growth_bytes))
            return false;
        if (c->growth_bytes.known || c->outside_of_total)
            continue;
        if (c->kind == COMPONENT_UNATTRIBUTED) {
            sum->rest = true;
            continue;
        }
        sum->rows++;
        if (!add(&sum->base_bytes, c->base_bytes) || !add(&sum->later_bytes, c->later_bytes))
            return false;
    }
    if (sum->rows > 0 || sum->rest)
        sum->growth_bytes = growth;
    return true;
}

bool join_accounts(const struct account *base, const struct account *later,
                   struct join_options options, struct arena *arena, struct joined *ret,
                   struct error *error)
{
    struct joined joined = {.base_source = WIRED_SOURCES, .later_source = WIRED_SOURCES};
    struct joiner joiner = {
        .base = base,
        .later = later,
        .by_kmod_id = options.boot == BOOT_SAME || base == NULL,
        .arena = arena,
        .joined = &joined,
    };
    struct account_rows base_rows = {NULL, 0};
    struct account_rows later_rows;
    size_t width = later->has_zones ? later->name_width : SIZE_MAX;
    if (base != NULL && base->has_zones && base->name_width < width)
        width = base->name_width;

    choose_totals(&joiner);
    bool ok = comparable_rows(&joiner, later, width, &later_rows) &&
              (base == NULL || comparable_rows(&joiner, base, width, &base_rows));
    if (ok && base != NULL && !options.same_build)
        ok = follow_renames(&base_rows, later_rows, joiner.by_kmod_id, options.catalogue, arena);
    if (ok)
        pair_up(&joiner, base_rows, later_rows);
    if (!ok || !add_unattributed(&joiner) || !sum_not_compared(&joiner)) {
        return error_set(error, "the captures' figures add up to more than 64 bits hold");
    }
    *ret = joined;
    return true;
}
