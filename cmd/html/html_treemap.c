/*
 * html_treemap.c: wired memory as areas: a rectangle a kind, in it one for each component.
 *
 * Squarified (Bruls, Huizing, van Wijk: "Squarified Treemaps", 2000): rows of rectangles are laid
 * along the shorter side, each as long as that keeps its rectangles near squares. In whole numbers,
 * so that every machine draws the same; lengths in the page are shares of the picture's size.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "html.h"
#include "human.h"

enum { WIDTH = 100000, HEIGHT = 30000, LABEL_WIDTH = 7000, LABEL_HEIGHT = 2100, WIDE = 26000 };

struct box {
    uint64_t x, y, width, height;
};

/* Bytes as a share of the box; both stay below 2^33. */
static uint64_t share_of_box(uint64_t bytes, uint64_t all, uint64_t size)
{
    uint64_t share;
    return all > 0 && number_scale(bytes, size, all, &share) ? share : 0;
}

/* How far from a square the rectangle is, in 1/1000; `row` is the area of its whole row. */
static uint64_t stretch(uint64_t area, uint64_t row, uint64_t side)
{
    uint64_t depth = row / side;
    uint64_t length = row > 0 ? area * side / row : 0;
    if (depth == 0 || length == 0)
        return UINT64_MAX;
    return depth > length ? depth * 1000 / length : length * 1000 / depth;
}

/* How many of the areas, which get smaller, the next row takes; *ret_row: all of theirs. */
static size_t row_length(const uint64_t *areas, size_t count, uint64_t side, uint64_t *ret_row)
{
    uint64_t row = areas[0];
    size_t n = 1;
    while (n < count) {
        uint64_t first = stretch(areas[0], row, side);
        uint64_t last = stretch(areas[n - 1], row, side);
        uint64_t before = first > last ? first : last;
        first = stretch(areas[0], row + areas[n], side);
        last = stretch(areas[n], row + areas[n], side);
        if ((first > last ? first : last) > before)
            break;
        row += areas[n++];
    }
    *ret_row = row;
    return n;
}

/* Cuts `box` into one box for each area. */
static void squarify(struct box box, const uint64_t *areas, size_t count, struct box *ret)
{
    for (size_t done = 0; done < count;) {
        uint64_t row;
        bool upright = box.width > box.height; /* the row is laid from top to bottom */
        uint64_t side = upright ? box.height : box.width;
        uint64_t room = upright ? box.width : box.height;
        size_t n = side > 0 ? row_length(areas + done, count - done, side, &row) : count - done;
        if (side == 0)
            row = 0;
        uint64_t depth = done + n == count ? room : side > 0 ? row / side : 0;
        depth = depth < room ? depth : room;
        uint64_t before = 0;
        for (size_t i = done; i < done + n; i++) {
            uint64_t from = row > 0 ? before * side / row : 0;
            before += areas[i];
            uint64_t to = row > 0 ? before * side / row : 0;
            ret[i] = upright ? (struct box){box.x, box.y + from, depth, to - from}
                             : (struct box){box.x + from, box.y, to - from, depth};
        }
        done += n;
        *(upright ? &box.x : &box.y) += depth;
        *(upright ? &box.width : &box.height) -= depth;
    }
}

static void write_box(const struct html *html, struct box box)
{
    html_add(html, " x=\"");
    html_length(html, box.x, WIDTH);
    html_add(html, "\" y=\"");
    html_length(html, box.y, HEIGHT);
    html_add(html, "\" width=\"");
    html_length(html, box.width, WIDTH);
    html_add(html, "\" height=\"");
    html_length(html, box.height, HEIGHT);
    html_add(html, "\"");
}

/* What all tags begin with would fill the label, and what tells them apart be cut off. */
static struct slice short_name(struct slice name)
{
    static const char *const heads[] = {"VM_KERN_MEMORY_", "VM_KERN_COUNT_"};
    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
        struct slice head = slice_of(heads[i]);
        if (slice_starts(name, heads[i]) && name.len > head.len)
            return slice_from(name, head.len);
    }
    return name;
}

static void write_area_name(const struct html *html, const struct area *area, bool label)
{
    if (area->component != NULL) {
        struct slice name = area->component->name;
        html_data(html, label ? short_name(name) : name);
    } else {
        human_count(html->out, area->components);
        html_add(html, area->components == 1 ? " other" : " others");
    }
}

static void write_area(const struct html *html, const struct area *area, const char *kind,
                       struct box box)
{
    bool labelled = box.width >= LABEL_WIDTH && box.height >= LABEL_HEIGHT;
    if (box.width == 0 || box.height == 0)
        return;
    text_printf(html->out, "<svg class=\"t-%s%s\"", kind, box.width < WIDE ? " s" : "");
    write_box(html, box);
    html_add(html, "><title>");
    if (!slice_is(slice_of(kind), component_kind_name(COMPONENT_UNATTRIBUTED)))
        text_printf(html->out, "%s ", kind);
    write_area_name(html, area, false);
    html_add(html, ": ");
    human_bytes(html->out, area->bytes);
    html_add(html, "</title><rect width=\"100%\" height=\"100%\"/>");
    if (labelled) {
        html_add(html, "<text x=\"6\" y=\"17\">");
        write_area_name(html, area, true);
        html_add(html, "</text>");
    }
    if (labelled && box.height >= 2 * LABEL_HEIGHT) {
        html_add(html, "<text x=\"6\" y=\"33\">");
        human_bytes(html->out, area->bytes);
        html_add(html, "</text>");
    }
    html_add(html, "</svg>\n");
}

static void write_group(const struct html *html, const struct area_group *group, struct box box)
{
    uint64_t *sizes = calloc(group->n_areas, sizeof(*sizes));
    struct box *boxes = calloc(group->n_areas, sizeof(*boxes));
    if (sizes == NULL || boxes == NULL) {
        html->out->failed = true;
    } else {
        for (size_t i = 0; i < group->n_areas; i++)
            sizes[i] = share_of_box(group->areas[i].bytes, group->bytes, box.width * box.height);
        squarify(box, sizes, group->n_areas, boxes);
        for (size_t i = 0; i < group->n_areas; i++)
            write_area(html, &group->areas[i], component_kind_name(group->kind), boxes[i]);
    }
    free(sizes);
    free(boxes);
}

static void write_legend(const struct html *html, const struct areas *areas, bool growth)
{
    html_add(html, "<figcaption>");
    for (size_t i = 0; i < areas->n_groups; i++) {
        const char *name = component_kind_name(areas->groups[i].kind);
        text_printf(html->out,
                    "<span><svg class=\"key\" width=\"12\" height=\"12\" aria-hidden=\"true\">"
                    "<rect class=\"k-%s\" width=\"12\" height=\"12\"/></svg> %s ",
                    name, name);
        html_amount_text(html, amount_of(areas->groups[i].bytes), human_bytes);
        html_add(html, "</span> ");
    }
    if (!growth && !html->one_capture && html->findings->joined.not_compared.rows > 0)
        html_add(html, "<span>With the rows that are not compared.</span>");
    if (growth)
        html_add(html, "<span>Of the rows that grew; what shrank is not taken off.</span>");
    html_add(html, "</figcaption>");
}

static void write_treemap(const struct html *html, const struct areas *areas, const char *id,
                          const char *title)
{
    uint64_t sizes[COMPONENT_KINDS];
    struct box boxes[COMPONENT_KINDS];
    if (areas->n_groups == 0)
        return;
    for (size_t i = 0; i < areas->n_groups; i++)
        sizes[i] = share_of_box(areas->groups[i].bytes, areas->bytes, (uint64_t)WIDTH * HEIGHT);
    squarify((struct box){0, 0, WIDTH, HEIGHT}, sizes, areas->n_groups, boxes);
    text_printf(html->out,
                "<figure><h3>%s</h3><svg class=\"map\" width=\"100%%\" height=\"320\" role=\"img\" "
                "aria-labelledby=\"%s-title %s-text\"><title id=\"%s-title\">%s</title>"
                "<desc id=\"%s-text\">Areas stand for bytes; the table of components has the "
                "figures.</desc>\n",
                title, id, id, id, title, id);
    for (size_t i = 0; i < areas->n_groups; i++)
        write_group(html, &areas->groups[i], boxes[i]);
    html_add(html, "</svg>");
    write_legend(html, areas, areas == &html->findings->breakdown.growth);
    html_add(html, "</figure>\n");
}

void html_treemaps(const struct html *html)
{
    const struct breakdown *parts = &html->findings->breakdown;
    if (parts->now.n_groups == 0)
        return;
    html_section(html, "areas", "What it is made of");
    write_treemap(html, &parts->now, "map-now",
                  html->one_capture ? "Wired memory" : "Wired memory now");
    write_treemap(html, &parts->growth, "map-growth", "What grew");
    html_end_section(html);
}
