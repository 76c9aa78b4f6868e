/*
 * render_markdown.c: the report for an issue tracker: verdict, top table, environment, method.
 *
 * Parts are made one by one and added as long as there is room: what is found first, what says how
 * it was found always. Paths stay out: they hold names of people.
 */
#include <inttypes.h>

#include "human.h"
#include "markdown.h"
#include "page.h"
#include "version.h"

enum {
    NAME_MAX_CHARACTERS = 64, /* also of a SHA-256 */
    SENTENCE_MAX_CHARACTERS = 400,
    /* Bytes of the parts whose length is the captures' doing; the rest is below 2,000. */
    SENTENCES_ROOM = 2600,
    TABLE_ROOM = 3000,
    ENVIRONMENT_ROOM = 1600,
    NOTES_ROOM = 800,
};

struct sheet {
    struct text *out;
    size_t room;     /* left for the part that is being written, in bytes */
    size_t left_out; /* rows without room */
    const struct findings *findings;
    const struct selection *selection;
    bool one_capture;
};

/* Adds it where there is room, and frees it. */
static bool add_piece(struct sheet *sheet, struct text *piece)
{
    bool fits = piece->len <= sheet->room;
    if (piece->failed)
        sheet->out->failed = true;
    if (fits) {
        text_add(sheet->out, text_slice(piece));
        sheet->room -= piece->len;
    }
    text_free(piece);
    return fits;
}

static void add_row(struct sheet *sheet, struct text *row)
{
    if (!add_piece(sheet, row))
        sheet->left_out++;
}

static bool add_sentence(struct sheet *sheet, const char *lead, struct slice sentence,
                         const char *tail)
{
    struct text piece = {0};
    text_add(&piece, slice_of(lead));
    markdown_words(&piece, sentence, SENTENCE_MAX_CHARACTERS);
    text_add(&piece, slice_of(tail));
    return add_piece(sheet, &piece);
}

static void add_reasons(struct sheet *sheet, enum comparable_verdict weight, const char *lead)
{
    const struct comparable *comparable = &sheet->findings->comparable;
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        if (comparable->reasons[i].weight == weight)
            add_sentence(sheet, lead, comparable->reasons[i].message, ".\n\n");
    }
}

static void add_verdict(struct sheet *sheet)
{
    const struct findings *findings = sheet->findings;
    size_t told = 0;
    sheet->room = SENTENCES_ROOM;
    text_add(sheet->out, SLICE("## Wired memory\n\n"));
    add_reasons(sheet, COMPARABLE_NO, "**Not comparable:** ");
    add_reasons(sheet, COMPARABLE_WITH_CARE, "**Care:** ");
    if (sheet->one_capture) {
        struct text total = {0};
        text_add(&total, SLICE("**"));
        text_add(&total, findings->headline);
        text_add(&total, SLICE("**\n\n"));
        add_piece(sheet, &total);
    }
    for (size_t i = 0; i < findings->n_summary; i++) {
        bool first = i == 0 && !sheet->one_capture;
        told +=
            add_sentence(sheet, first ? "**" : "", findings->summary[i], first ? "**\n\n" : "\n\n");
    }
    if (told < findings->n_summary)
        text_printf(sheet->out, "(%zu more in the JSON report)\n\n", findings->n_summary - told);
}

static void change_cell(struct text *row, struct change change,
                        void (*human)(struct text *, int64_t))
{
    text_add(row, SLICE(" | "));
    if (change.known)
        human(row, change.value);
    else
        text_add(row, SLICE("-"));
}

/* Blank where it is known and would tell nothing. */
static void share_cell(const struct sheet *sheet, struct text *row, struct change share)
{
    if (share.known && !share_tells(&sheet->findings->joined, share))
        text_add(row, SLICE(" | "));
    else
        change_cell(row, share, human_share);
}

static void size_cell(struct text *row, struct change bytes, bool estimated, bool none)
{
    text_add(row, SLICE(" | "));
    if (bytes.known && estimated)
        text_add(row, SLICE("~"));
    if (bytes.known)
        human_signed_bytes(row, bytes.value);
    else
        text_add(row, none ? SLICE("none") : SLICE("-"));
}

static void name_cell(struct text *row, const struct component *c)
{
    text_add(row, SLICE(" | "));
    markdown_words(row, c->name, NAME_MAX_CHARACTERS);
    if (c->kind == COMPONENT_KEXT && slice_starts(c->name, "(") && c->kmod_id.known)
        text_printf(row, " %" PRIu64, c->kmod_id.value);
}

static void add_component(struct sheet *sheet, const struct component *c)
{
    struct text row = {0};
    bool compared = c->growth_bytes.known;
    text_printf(&row, "| %u | %s", c->rank,
                c->kind != COMPONENT_UNATTRIBUTED ? component_kind_name(c->kind) : "");
    name_cell(&row, c);
    if (!sheet->one_capture)
        size_cell(&row, c->base_bytes, c->base != NULL && c->base->estimated, compared);
    size_cell(&row, c->later_bytes, c->later != NULL && c->later->estimated, compared);
    if (!sheet->one_capture)
        change_cell(&row, c->growth_bytes, human_growth);
    share_cell(sheet, &row, c->share);
    if (!sheet->one_capture) {
        change_cell(&row, c->live_growth_bytes, human_growth);
        text_printf(&row, " | %s%s", verdict_name(c->verdict), page_care(c).len > 0 ? " \\*" : "");
    }
    text_add(&row, SLICE(" |\n"));
    add_row(sheet, &row);
}

static void add_sum(struct sheet *sheet, struct slice name, struct change base, struct change later,
                    struct change growth, struct change share)
{
    struct text row = {0};
    text_add(&row, SLICE("| | | "));
    text_add(&row, name);
    if (!sheet->one_capture)
        size_cell(&row, base, false, false);
    size_cell(&row, later, false, false);
    if (!sheet->one_capture)
        change_cell(&row, growth, human_growth);
    share_cell(sheet, &row, share);
    text_add(&row, sheet->one_capture ? SLICE(" |\n") : SLICE(" | | |\n"));
    add_row(sheet, &row);
}

static void add_others(struct sheet *sheet, const struct others *others, const char *what)
{
    struct text name = {0};
    if (others->count == 0)
        return;
    text_printf(&name, "%zu %s", others->count, what);
    add_sum(sheet, text_slice(&name), others->base_bytes, others->later_bytes, others->growth_bytes,
            others->share);
    text_free(&name);
}

static void add_table(struct sheet *sheet)
{
    const struct selection *selection = sheet->selection;
    const struct joined *joined = &sheet->findings->joined;
    struct change all = {SHARE_PARTS, joined->totals_known &&
                                          (sheet->one_capture || joined->growth_bytes.value != 0)};
    sheet->room = TABLE_ROOM;
    text_add(sheet->out,
             sheet->one_capture
                 ? SLICE("| # | kind | component | wired | share |\n|--:|---|---|--:|--:|\n")
                 : SLICE("| # | kind | component | before | after | growth | share | live growth "
                         "| verdict |\n|--:|---|---|--:|--:|--:|--:|--:|---|\n"));
    for (size_t i = 0; i < selection->n_shown; i++)
        add_component(sheet, selection->shown[i]);
    if (selection->unattributed != NULL)
        add_component(sheet, selection->unattributed);
    add_others(sheet, &selection->others, "others");
    if (selection->not_compared.count > 0)
        add_others(sheet, &selection->not_compared, "rows not compared");
    else if (selection->not_compared.growth_bytes.known)
        add_sum(sheet, SLICE("not compared"), CHANGE_UNKNOWN, CHANGE_UNKNOWN,
                selection->not_compared.growth_bytes, selection->not_compared.share);
    add_sum(sheet, SLICE("total"), change_of(amount_of(0), joined->base_wired.bytes),
            change_of(amount_of(0), joined->later_wired.bytes), joined->growth_bytes, all);
    text_add(sheet->out, SLICE("\n"));
}

typedef void cell_writer(struct text *row, const struct finding_side *side);

static void words_or_dash(struct text *row, struct slice words)
{
    if (words.len > 0)
        markdown_words(row, words, NAME_MAX_CHARACTERS);
    else
        text_add(row, SLICE("-"));
}

static void cell_model(struct text *row, const struct finding_side *side)
{
    words_or_dash(row, side->snapshot->machine.model);
}

static void cell_system(struct text *row, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    words_or_dash(row, machine->os_name);
    text_add(row, SLICE(" "));
    words_or_dash(row, machine->os_version);
    text_add(row, SLICE(" ("));
    words_or_dash(row, machine->os_build);
    text_add(row, SLICE(")"));
}

static void cell_amount(struct text *row, struct amount bytes)
{
    if (bytes.known)
        human_bytes(row, bytes.value);
    else
        text_add(row, SLICE("-"));
}

static void cell_memory(struct text *row, const struct finding_side *side)
{
    cell_amount(row, side->snapshot->machine.memory_bytes);
}

static void cell_page(struct text *row, const struct finding_side *side)
{
    cell_amount(row, side->snapshot->machine.page_size);
}

static void cell_taken(struct text *row, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    if (machine->taken.known)
        human_moment(row, machine->taken);
    else
        text_add(row, SLICE("-"));
}

static void cell_uptime(struct text *row, const struct finding_side *side)
{
    struct amount uptime = side->snapshot->machine.uptime_seconds;
    if (uptime.known)
        human_duration(row, uptime.value);
    else
        text_add(row, SLICE("-"));
}

static void cell_source(struct text *row, const struct finding_side *side)
{
    enum wired_source source = side->account.wired_source;
    words_or_dash(row, source == WIRED_SOURCES ? SLICE("") : slice_of(wired_source_name(source)));
}

static void cell_capture(struct text *row, const struct finding_side *side)
{
    words_or_dash(row, side->snapshot->name);
}

static void cell_format(struct text *row, const struct finding_side *side)
{
    words_or_dash(row, side->snapshot->format);
    if (side->snapshot->size_bytes.known) {
        text_add(row, SLICE(", "));
        human_bytes(row, side->snapshot->size_bytes.value);
    }
}

static void cell_hash(struct text *row, const struct finding_side *side)
{
    words_or_dash(row, side->snapshot->sha256);
}

static void add_environment(struct sheet *sheet)
{
    static const struct {
        const char *title;
        cell_writer *write;
    } rows[] = {
        {"Mac", cell_model},         {"system", cell_system},   {"RAM", cell_memory},
        {"page size", cell_page},    {"taken", cell_taken},     {"uptime", cell_uptime},
        {"total from", cell_source}, {"capture", cell_capture}, {"format", cell_format},
        {"SHA-256", cell_hash},
    };
    sheet->room = ENVIRONMENT_ROOM;
    text_add(sheet->out, sheet->one_capture
                             ? SLICE("### Environment\n\n| | capture |\n|---|---|\n")
                             : SLICE("### Environment\n\n| | base | later |\n|---|---|---|\n"));
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct text row = {0};
        text_printf(&row, "| %s |", rows[i].title);
        if (!sheet->one_capture) {
            text_add(&row, SLICE(" "));
            rows[i].write(&row, &sheet->findings->base);
            text_add(&row, SLICE(" |"));
        }
        text_add(&row, SLICE(" "));
        rows[i].write(&row, &sheet->findings->later);
        text_add(&row, SLICE(" |\n"));
        add_row(sheet, &row);
    }
    if (sheet->left_out > 0)
        text_printf(sheet->out, "\n(%zu rows were left out for their length)\n", sheet->left_out);
    text_add(sheet->out, SLICE("\n"));
}

static void add_notes(struct sheet *sheet)
{
    const struct findings *findings = sheet->findings;
    size_t told = 0;
    sheet->room = NOTES_ROOM;
    if (findings->n_warnings == 0)
        return;
    text_add(sheet->out, SLICE("### Missing, doubtful or not understood\n\n"));
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        struct text note = {0};
        text_add(&note, SLICE("- "));
        if (warning->side != NULL)
            text_printf(&note, "%s: ", warning->side);
        if (warning->member.len > 0) {
            markdown_words(&note, slice_base_name(warning->member), NAME_MAX_CHARACTERS);
            if (warning->line > 0)
                text_printf(&note, ", line %" PRIu64, warning->line);
            text_add(&note, SLICE(": "));
        }
        markdown_words(&note, warning->text, SENTENCE_MAX_CHARACTERS);
        text_add(&note, SLICE("\n"));
        if (!add_piece(sheet, &note))
            break;
        told++;
    }
    if (told < findings->n_warnings)
        text_printf(sheet->out, "- and %zu more, in the JSON report\n",
                    findings->n_warnings - told);
    text_add(sheet->out, SLICE("\n"));
}

static void add_method(struct sheet *sheet)
{
    text_printf(
        sheet->out,
        "### Method\n\nsysdelta %s read the reports of %s (sysdiagnose). Every byte of wired "
        "memory "
        "is in one row: a kernel zone, a VM tag, a kext's own pages, a named allocation, reserved "
        "memory, or \"unattributed\", which is what a side's total has beyond all its rows. ",
        SYSDELTA_VERSION, sheet->one_capture ? "one capture" : "both captures");
    if (!sheet->one_capture)
        text_add(sheet->out,
                 SLICE("Rows are joined by kind and name; their growth adds up to that of the "
                       "total. Live growth is that of the elements in use. A verdict says what the "
                       "growth looks like by the counts in the captures; it is no proof. A row "
                       "marked with \\* compares with less certainty than others. "));
    text_add(sheet->out,
             SLICE("KB, MB and GB are powers of 1024; zprint rounds each size down to 1 KB. \"-\" "
                   "is not known, \"none\" no such row, \"~\" an estimate.\n"));
}

void render_markdown(struct text *out, const struct findings *findings,
                     const struct selection *selection, bool force)
{
    struct sheet sheet = {.out = out,
                          .findings = findings,
                          .selection = selection,
                          .one_capture = findings->base.snapshot == NULL};
    add_verdict(&sheet);
    if (findings->comparable.verdict != COMPARABLE_NO || force) {
        if (findings->comparable.verdict == COMPARABLE_NO)
            text_add(out,
                     SLICE("Set side by side by `--force`: growth and verdicts mean little.\n\n"));
        add_table(&sheet);
    }
    add_environment(&sheet);
    add_notes(&sheet);
    add_method(&sheet);
}
