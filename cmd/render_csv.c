/*
 * render_csv.c: every component as a row (RFC 4180, UTF-8), columns as docs/sysdelta.1 says.
 *
 * A figure is a plain number, and empty where it is not known. A text that a spreadsheet could take
 * for a formula (behind blanks it begins with = + - @, or with an apostrophe) has an apostrophe in
 * front; control characters and backslashes are escaped as for terminals: no cell holds a line end
 * or a tab, and no two names are alike.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "escape.h"
#include "render.h"

/* The row that is being written. */
struct line {
    struct text *out;
    const struct component *component;
};

typedef void cell_writer(struct line *line);

struct csv_column {
    const char *title;
    cell_writer *write;
};

/* Spreadsheets take the wide forms too, and some pass over blanks. */
static bool is_formula(struct slice text)
{
    static const unsigned starts[] = {'=', '+', '-', '@', '\'', 0xff1d, 0xff0b, 0xff0d, 0xff20};
    unsigned code = 0;
    size_t len = utf8_character(text, &code);
    while (len > 0 && (code == ' ' || code == 0xa0 || code == 0x3000)) {
        text = slice_from(text, len);
        len = utf8_character(text, &code);
    }
    for (size_t i = 0; len > 0 && i < sizeof(starts) / sizeof(*starts); i++) {
        if (code == starts[i])
            return true;
    }
    return false;
}

static void cell_text(struct line *line, struct slice text)
{
    struct text escaped = {0};
    escape_terminal(&escaped, text);
    if (escaped.failed)
        line->out->failed = true;
    struct slice rest = text_slice(&escaped);
    if (rest.len > 0) {
        text_add(line->out, is_formula(rest) ? SLICE("\"'") : SLICE("\""));
        for (size_t end; rest.len > 0; rest = slice_from(rest, end + 1)) {
            end = slice_find(rest, '"');
            text_add(line->out, slice_first(rest, end));
            if (end < rest.len)
                text_add(line->out, SLICE("\"\""));
        }
        text_add(line->out, SLICE("\""));
    }
    text_free(&escaped);
}

static void cell_name(struct line *line, const char *name)
{
    if (name != NULL)
        text_add(line->out, slice_of(name));
}

static void cell_bool(struct line *line, bool value)
{
    text_add(line->out, value ? SLICE("true") : SLICE("false"));
}

static void cell_amount(struct line *line, struct amount amount)
{
    if (amount.known)
        text_printf(line->out, "%" PRIu64, amount.value);
}

static void cell_change(struct line *line, struct change change)
{
    if (change.known)
        text_printf(line->out, "%" PRId64, change.value);
}

static void cell_share(struct line *line, struct change share)
{
    if (!share.known)
        return;
    uint64_t size = share.value < 0 ? (uint64_t)0 - (uint64_t)share.value : (uint64_t)share.value;
    text_printf(line->out, "%s%" PRIu64 ".%06" PRIu64, share.value < 0 ? "-" : "",
                size / SHARE_PARTS, size % SHARE_PARTS);
}

static void write_rank(struct line *line)
{
    text_printf(line->out, "%u", line->component->rank);
}

static void write_kind(struct line *line)
{
    cell_name(line, component_kind_name(line->component->kind));
}

static void write_name(struct line *line)
{
    cell_text(line, line->component->name);
}

static void write_kmod_id(struct line *line)
{
    cell_amount(line, line->component->kmod_id);
}

static void write_renamed_from(struct line *line)
{
    cell_text(line, line->component->renamed_from);
}

static void write_state(struct line *line)
{
    cell_name(line, component_state_name(line->component->state));
}

static void write_estimated(struct line *line)
{
    cell_bool(line, line->component->estimated);
}

static void write_verdict(struct line *line)
{
    cell_name(line, verdict_name(line->component->verdict));
}

static void write_onset(struct line *line)
{
    cell_name(line, onset_name(line->component->onset));
}

static void write_why(struct line *line)
{
    cell_text(line, line->component->why);
}

static void write_care(struct line *line)
{
    cell_text(line, line->component->care);
}

static void write_share(struct line *line)
{
    cell_share(line, line->component->share);
}

/* A figure of the component: NAME is a field of struct component. */
#define CHANGE_CELL(NAME)                                                                          \
    static void write_##NAME(struct line *line)                                                    \
    {                                                                                              \
        cell_change(line, line->component->NAME);                                                  \
    }

CHANGE_CELL(base_bytes)
CHANGE_CELL(later_bytes)
CHANGE_CELL(growth_bytes)
CHANGE_CELL(live_growth_bytes)
CHANGE_CELL(reclaimable_growth_bytes)
CHANGE_CELL(element_growth)
CHANGE_CELL(bytes_per_hour)

/* A figure of one side's row; a side without a row leaves it empty. */
#define AMOUNT_CELL(SIDE, NAME)                                                                    \
    static void write_##SIDE##_##NAME(struct line *line)                                           \
    {                                                                                              \
        if (line->component->SIDE != NULL)                                                         \
            cell_amount(line, line->component->SIDE->NAME);                                        \
    }

/* Where that row stands in its report. */
#define ORIGIN_CELLS(SIDE)                                                                         \
    static struct origin SIDE##_origin(const struct line *line)                                    \
    {                                                                                              \
        return line->component->SIDE != NULL ? line->component->SIDE->origin                       \
                                             : (struct origin){NULL, 0, 0};                        \
    }                                                                                              \
    static void write_##SIDE##_member(struct line *line)                                           \
    {                                                                                              \
        if (SIDE##_origin(line).report != NULL)                                                    \
            cell_text(line, SIDE##_origin(line).report->member);                                   \
    }                                                                                              \
    static void write_##SIDE##_line(struct line *line)                                             \
    {                                                                                              \
        if (SIDE##_origin(line).report != NULL)                                                    \
            cell_amount(line, amount_of(SIDE##_origin(line).line));                                \
    }

AMOUNT_CELL(base, live_bytes)
AMOUNT_CELL(base, elements)
AMOUNT_CELL(base, element_bytes)
AMOUNT_CELL(later, live_bytes)
AMOUNT_CELL(later, reclaimable_bytes)
AMOUNT_CELL(later, slack_bytes)
AMOUNT_CELL(later, elements)
AMOUNT_CELL(later, element_bytes)
ORIGIN_CELLS(base)
ORIGIN_CELLS(later)

/* clang-format off */
static const struct csv_column diff_columns[] = {
    {"rank", write_rank},
    {"kind", write_kind},
    {"name", write_name},
    {"kmod_id", write_kmod_id},
    {"renamed_from", write_renamed_from},
    {"state", write_state},
    {"base_bytes", write_base_bytes},
    {"later_bytes", write_later_bytes},
    {"growth_bytes", write_growth_bytes},
    {"share_of_growth", write_share},
    {"growth_bytes_per_hour", write_bytes_per_hour},
    {"live_growth_bytes", write_live_growth_bytes},
    {"reclaimable_growth_bytes", write_reclaimable_growth_bytes},
    {"base_live_bytes", write_base_live_bytes},
    {"later_live_bytes", write_later_live_bytes},
    {"base_elements", write_base_elements},
    {"later_elements", write_later_elements},
    {"element_growth", write_element_growth},
    {"base_element_bytes", write_base_element_bytes},
    {"later_element_bytes", write_later_element_bytes},
    {"estimated", write_estimated},
    {"verdict", write_verdict},
    {"onset", write_onset},
    {"why", write_why},
    {"care", write_care},
    {"base_member", write_base_member},
    {"base_line", write_base_line},
    {"later_member", write_later_member},
    {"later_line", write_later_line},
    {NULL, NULL},
};

static const struct csv_column show_columns[] = {
    {"rank", write_rank},
    {"kind", write_kind},
    {"name", write_name},
    {"kmod_id", write_kmod_id},
    {"wired_bytes", write_later_bytes},
    {"share_of_wired", write_share},
    {"live_bytes", write_later_live_bytes},
    {"reclaimable_bytes", write_later_reclaimable_bytes},
    {"slack_bytes", write_later_slack_bytes},
    {"elements", write_later_elements},
    {"element_bytes", write_later_element_bytes},
    {"estimated", write_estimated},
    {"member", write_later_member},
    {"line", write_later_line},
    {NULL, NULL},
};
/* clang-format on */

static void write_titles(struct text *out, const struct csv_column *columns)
{
    for (size_t i = 0; columns[i].title != NULL; i++)
        text_printf(out, "%s%s", i > 0 ? "," : "", columns[i].title);
    text_add(out, SLICE("\r\n"));
}

static void write_line(struct line *line, const struct csv_column *columns)
{
    for (size_t i = 0; columns[i].title != NULL; i++) {
        if (i > 0)
            text_add(line->out, SLICE(","));
        columns[i].write(line);
    }
    text_add(line->out, SLICE("\r\n"));
}

void render_csv(struct text *out, const struct findings *findings)
{
    const struct joined *joined = &findings->joined;
    const struct csv_column *columns =
        findings->base.snapshot == NULL ? show_columns : diff_columns;
    const struct component **list = components_by_rank(joined);
    write_titles(out, columns);
    for (size_t i = 0; i < joined->n_components; i++) {
        struct line line = {out, list[i]};
        write_line(&line, columns);
    }
    free(list);
}
