#include "gate.h"

#include "catalogue.h"
#include "human.h"

struct scanner {
    struct slice all, rest;
    struct error *error;
};

static bool stop(struct scanner *s, const char *wanted)
{
    return error_set(s->error, "'%.*s': %s at character %zu", SLICE_ARGS(slice_first(s->all, 80)),
                     wanted, s->all.len - s->rest.len + 1);
}

static void skip_blanks(struct scanner *s)
{
    s->rest = slice_trim_left(s->rest);
}

static bool take(struct scanner *s, const char *word)
{
    skip_blanks(s);
    if (!slice_starts(s->rest, word))
        return false;
    s->rest = slice_from(s->rest, slice_of(word).len);
    return true;
}

static bool scan_subject(struct scanner *s, struct gate *gate)
{
    gate->kind = COMPONENT_KINDS;
    if (take(s, "wired"))
        return true;
    if (take(s, "unattributed")) {
        gate->kind = COMPONENT_UNATTRIBUTED;
        gate->name = SLICE("unattributed");
        return true;
    }
    for (int kind = 0; kind < COMPONENT_UNATTRIBUTED; kind++) {
        const char *word = component_kind_name((enum component_kind)kind);
        struct slice colon = slice_from(s->rest, slice_of(word).len);
        if (!slice_starts(s->rest, word) || !slice_starts(colon, ":"))
            continue;
        s->rest = slice_from(colon, 1);
        /* Names may hold anything, '>' too: the last one is the operator's. */
        gate->kind = (enum component_kind)kind;
        gate->name = slice_trim(slice_first(s->rest, slice_find_last(s->rest, '>')));
        if (gate->name.len == 0)
            return stop(s, "a name is wanted");
        s->rest = slice_from(s->rest, slice_find_last(s->rest, '>'));
        return true;
    }
    return stop(s, "wired, unattributed, verdict or KIND:NAME is wanted");
}

static bool scan_unit(struct scanner *s, uint64_t *ret_unit, bool *ret_percent)
{
    static const struct {
        const char *word;
        unsigned shift;
    } units[] = {
        {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}, {"KB", 10}, {"MB", 20}, {"GB", 30},
        {"TB", 40},  {"K", 10},   {"M", 20},   {"G", 30},   {"T", 40},  {"B", 0},
    };
    *ret_percent = take(s, "%");
    *ret_unit = *ret_percent ? 10 : 1;
    for (size_t i = 0; !*ret_percent && i < sizeof(units) / sizeof(*units); i++) {
        if (take(s, units[i].word)) {
            *ret_unit = UINT64_C(1) << units[i].shift;
            return true;
        }
    }
    return true;
}

static bool scan_limit(struct scanner *s, struct gate *gate)
{
    uint64_t unit;
    bool percent;
    skip_blanks(s);
    size_t digits = 0;
    while (digits < s->rest.len &&
           slice_find(SLICE("0123456789."), s->rest.ptr[digits]) < sizeof("0123456789.") - 1)
        digits++;
    struct slice figure = slice_first(s->rest, digits);
    if (digits == 0)
        return stop(s, "a figure is wanted");
    s->rest = slice_from(s->rest, digits);
    if (!scan_unit(s, &unit, &percent))
        return false;
    if (!number_decimal(figure, unit, &gate->limit))
        return stop(s, "the figure makes no sense before this");
    gate->measure = percent ? GATE_TENTHS_OF_PERCENT : GATE_BYTES;
    if (take(s, "/h")) {
        if (percent)
            return stop(s, "percent per hour is not known before this");
        gate->measure = GATE_BYTES_PER_HOUR;
    }
    skip_blanks(s);
    return s->rest.len == 0 || stop(s, "the end, %, /h or a unit (KB, MB, GB, TB) is wanted");
}

static bool scan_verdict(struct scanner *s, struct gate *gate)
{
    gate->is_verdict = true;
    if (!take(s, "="))
        return stop(s, "= is wanted");
    struct slice word = slice_trim(s->rest);
    for (int verdict = VERDICT_UNKNOWN; verdict <= VERDICT_SHRANK; verdict++) {
        if (slice_is(word, verdict_name((enum verdict)verdict))) {
            gate->verdict = (enum verdict)verdict;
            return true;
        }
    }
    skip_blanks(s);
    return stop(s, "a verdict such as leak-suspect is wanted");
}

bool gate_parse(struct slice text, struct gate *ret, struct error *error)
{
    struct scanner scanner = {text, text, error};
    struct gate gate = {.text = text};
    bool ok;
    if (take(&scanner, "verdict")) {
        ok = scan_verdict(&scanner, &gate);
    } else {
        ok = scan_subject(&scanner, &gate);
        if (ok && !take(&scanner, ">"))
            ok = stop(&scanner, "> is wanted");
        ok = ok && scan_limit(&scanner, &gate);
    }
    if (ok)
        *ret = gate;
    return ok;
}

/* A star takes as little as it can; where that fails, the last one takes one more. */
static bool name_fits(struct slice pattern, struct slice name)
{
    size_t p = 0;
    size_t n = 0;
    size_t after_star = SIZE_MAX;
    size_t resume = 0;
    while (n < name.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            after_star = ++p;
            resume = n;
        } else if (p < pattern.len && pattern.ptr[p] == name.ptr[n]) {
            p++;
            n++;
        } else if (after_star != SIZE_MAX) {
            p = after_star;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

static struct change measured(enum gate_measure measure, struct change growth,
                              struct change percent, struct change per_hour)
{
    switch (measure) {
    case GATE_BYTES:
        return growth;
    case GATE_BYTES_PER_HOUR:
        return per_hour;
    case GATE_TENTHS_OF_PERCENT:
        return percent;
    }
    return CHANGE_UNKNOWN;
}

/* Stands for the percentage of what was not there before: beyond each limit. */
#define FROM_NOTHING INT64_MAX

static struct slice take_text(struct text *text, struct arena *arena)
{
    struct slice words = arena_copy(arena, text_slice(text));
    text_free(text);
    return words;
}

static struct slice figure_of(const struct gate *gate, struct slice name, struct change figure,
                              struct arena *arena)
{
    struct text text = {0};
    text_add(&text, name);
    if (figure.value == FROM_NOTHING) {
        text_add(&text, SLICE(" is new, which no percentage says"));
        return take_text(&text, arena);
    }
    text_add(&text, SLICE(" grew by "));
    if (gate->measure == GATE_TENTHS_OF_PERCENT) {
        human_percent(&text, figure.value);
    } else {
        human_bytes(&text, (uint64_t)figure.value);
    }
    if (gate->measure == GATE_BYTES_PER_HOUR)
        text_add(&text, SLICE(" per hour"));
    return take_text(&text, arena);
}

static enum gate_result weigh(const struct gate *gate, struct slice name, struct change figure,
                              struct arena *arena, struct slice *ret_figure)
{
    if (!figure.known) {
        *ret_figure = arena_format(arena, "the growth of %.*s is not known", SLICE_ARGS(name));
        return GATE_NOT_KNOWN;
    }
    if (figure.value <= 0 || (uint64_t)figure.value <= gate->limit)
        return GATE_HELD;
    *ret_figure = figure_of(gate, name, figure, arena);
    return GATE_PASSED;
}

static bool is_meant(const struct gate *gate, const struct component *c)
{
    if (gate->is_verdict)
        return c->verdict == gate->verdict;
    return c->kind == gate->kind &&
           (name_fits(gate->name, c->name) ||
            (c->renamed_from.len > 0 && name_fits(gate->name, c->renamed_from)));
}

static bool is_table_there(enum component_kind kind, const struct findings *findings)
{
    const struct account *base = &findings->base.account;
    const struct account *later = &findings->later.account;
    if (kind == COMPONENT_ZONE)
        return base->has_zones && later->has_zones;
    return base->has_wired_rows && later->has_wired_rows;
}

static bool is_family(struct slice name)
{
    return slice_find(name, '*') < name.len;
}

static bool entry_fits(const struct catalogue_entry *entry, struct slice pattern)
{
    bool fits = name_fits(pattern, entry->name);
    for (size_t i = 0; i < entry->n_aliases && !fits; i++)
        fits = name_fits(pattern, entry->aliases[i]);
    return fits;
}

/* Kexts and named allocations may have any name, and on most Macs they are not there. */
static bool may_be_called_anything(enum component_kind kind)
{
    return kind == COMPONENT_KEXT || kind == COMPONENT_SITE;
}

/* A family of zones has sizes that come and go. */
static bool is_in_catalogue(const struct gate *gate, const struct catalogue *catalogue)
{
    if (!is_family(gate->name))
        return catalogue_find(catalogue, gate->kind, gate->name) != NULL;
    for (size_t i = 0; i < catalogue->n_entries; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        if (entry_fits(entry, gate->name) &&
            catalogue_find(catalogue, gate->kind, entry->name) != NULL)
            return true;
    }
    return false;
}

/* No row has the name. */
static enum gate_result weigh_absence(const struct gate *gate, const struct findings *findings,
                                      const struct catalogue *catalogue, struct slice *ret_figure)
{
    if (gate->kind == COMPONENT_UNATTRIBUTED) {
        *ret_figure = SLICE("the totals are not known, and what is in no row neither");
        return GATE_NOT_KNOWN;
    }
    if (!is_table_there(gate->kind, findings)) {
        *ret_figure = SLICE("a side lacks the table of such rows");
        return GATE_NOT_KNOWN;
    }
    if (catalogue != NULL && !may_be_called_anything(gate->kind) &&
        !is_in_catalogue(gate, catalogue)) {
        *ret_figure = SLICE("no row has that name, and the catalogue does not know it");
        return GATE_NO_NAME;
    }
    *ret_figure = SLICE("no row has that name: nothing was checked");
    return GATE_NO_ROW;
}

enum gate_result gate_check(const struct gate *gate, const struct findings *findings,
                            const struct catalogue *catalogue, struct arena *arena,
                            struct slice *ret_figure)
{
    const struct joined *joined = &findings->joined;
    enum gate_result result = GATE_HELD;
    bool any = false;
    bool judged = false;
    if (findings->comparable.swapped) {
        *ret_figure = SLICE("the captures look swapped: nothing can be said of growth");
        return GATE_NOT_KNOWN;
    }
    if (!gate->is_verdict && gate->kind == COMPONENT_KINDS) {
        struct change figure = measured(gate->measure, joined->growth_bytes,
                                        findings->growth_percent, findings->bytes_per_hour);
        return weigh(gate, SLICE("wired memory"), figure, arena, ret_figure);
    }
    for (size_t i = 0; i < joined->n_components && result != GATE_PASSED; i++) {
        const struct component *c = &joined->components[i];
        judged = judged || (c->kind != COMPONENT_UNATTRIBUTED && c->growth_bytes.known);
        if (!is_meant(gate, c))
            continue;
        any = true;
        if (gate->is_verdict) {
            *ret_figure = arena_format(arena, "%s:%.*s is %s", component_kind_name(c->kind),
                                       SLICE_ARGS(c->name), verdict_name(c->verdict));
            return GATE_PASSED;
        }
        struct change figure =
            measured(gate->measure, c->growth_bytes, c->percent, c->bytes_per_hour);
        bool from_nothing = gate->measure == GATE_TENTHS_OF_PERCENT && c->growth_bytes.known;
        if (!figure.known && from_nothing)
            figure = (struct change){c->growth_bytes.value > 0 ? FROM_NOTHING : 0, true};
        enum gate_result one = weigh(gate, c->name, figure, arena, ret_figure);
        if (one != GATE_HELD)
            result = one;
    }
    if (!any && gate->is_verdict) {
        *ret_figure = SLICE("no row could be compared, so none was judged");
        return judged ? GATE_HELD : GATE_NOT_KNOWN;
    }
    return any ? result : weigh_absence(gate, findings, catalogue, ret_figure);
}
