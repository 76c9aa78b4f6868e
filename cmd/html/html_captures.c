/* html_captures.c: the captures side by side: which Mac, which system, when, which file. */
#include <inttypes.h>

#include "html.h"
#include "human.h"

typedef void write_fact(const struct html *html, const struct finding_side *side);

static void text_or_unknown(const struct html *html, struct slice text)
{
    if (text.len > 0) {
        html_name(html, text);
    } else {
        html_add(html, "-");
    }
}

/* What the capture's name told, or another fact, has no line. */
static void write_line(const struct html *html, bool known, struct origin origin)
{
    if (!known || origin.report == NULL)
        return;
    html_add(html, " <span class=\"lines\">");
    html_line(html, origin);
    html_add(html, "</span>");
}

static void write_model(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    text_or_unknown(html, machine->model);
    write_line(html, machine->model.len > 0, machine->origins.model);
}

static void write_system(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    if (machine->os_version.len == 0 && machine->os_build.len == 0) {
        html_add(html, "-");
        return;
    }
    html_data(html, machine->os_name.len > 0 ? machine->os_name : SLICE("system"));
    html_add(html, " ");
    html_data(html, machine->os_version);
    if (machine->os_build.len > 0) {
        html_add(html, " (");
        html_data(html, machine->os_build);
        html_add(html, ")");
    }
    bool by_version = machine->os_version.len > 0 && !machine->os_version_derived;
    write_line(html, true, by_version ? machine->origins.os_version : machine->origins.os_build);
}

static void write_kernel(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    text_or_unknown(html, machine->kernel);
    write_line(html, machine->kernel.len > 0, machine->origins.kernel);
}

static void write_memory(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    html_amount_text(html, machine->memory_bytes, human_bytes);
    write_line(html, machine->memory_bytes.known, machine->origins.memory_bytes);
}

static void write_pages(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    html_amount_text(html, machine->page_size, human_bytes);
    write_line(html, machine->page_size.known, machine->origins.page_size);
}

static void write_moment(const struct html *html, struct moment moment)
{
    if (moment.known) {
        human_moment(html->out, moment);
    } else {
        html_add(html, "-");
    }
}

static void write_taken(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    write_moment(html, machine->taken);
    write_line(html, machine->taken.known, machine->origins.taken);
}

static void write_boot(const struct html *html, const struct finding_side *side)
{
    const struct machine *machine = &side->snapshot->machine;
    write_moment(html, machine->boot);
    write_line(html, machine->boot.known, machine->origins.boot);
}

static void write_uptime(const struct html *html, const struct finding_side *side)
{
    html_amount_text(html, side->snapshot->machine.uptime_seconds, human_duration);
}

static void write_wired(const struct html *html, const struct finding_side *side)
{
    const struct account *account = &side->account;
    html_amount_text(html, account->wired.bytes, human_bytes);
    if (account->wired.bytes.known)
        text_printf(html->out, " (%s)", wired_source_name(account->wired_source));
    write_line(html, account->wired.bytes.known, account->wired.origin);
}

static void write_file(const struct html *html, const struct finding_side *side)
{
    struct slice path = side->snapshot->path;
    html_name(html, slice_is(path, "-") ? side->snapshot->name : path);
}

static void write_format(const struct html *html, const struct finding_side *side)
{
    const struct snapshot *snapshot = side->snapshot;
    text_or_unknown(html, snapshot->format);
    html_add(html, ", ");
    if (snapshot->size_bytes.known) {
        html_amount_text(html, snapshot->size_bytes, human_bytes);
        html_add(html, ", ");
    }
    human_count(html->out, snapshot->members);
    html_add(html, snapshot->members == 1 ? " file" : " files");
}

static void write_folder(const struct html *html, const struct finding_side *side)
{
    text_or_unknown(html, side->snapshot->root);
}

static void write_sha256(const struct html *html, const struct finding_side *side)
{
    text_or_unknown(html, side->snapshot->sha256);
}

static void write_damage(const struct html *html, const struct finding_side *side)
{
    if (side->snapshot->damage.len > 0) {
        html_text(html, side->snapshot->damage);
    } else {
        html_add(html, "none seen");
    }
}

static const struct {
    const char *title;
    write_fact *write;
} facts[] = {
    {"Mac", write_model},      {"system", write_system}, {"kernel", write_kernel},
    {"RAM", write_memory},     {"page", write_pages},    {"taken", write_taken},
    {"booted", write_boot},    {"up", write_uptime},     {"wired", write_wired},
    {"capture", write_file},   {"format", write_format}, {"folder in it", write_folder},
    {"SHA-256", write_sha256}, {"damage", write_damage},
};

void html_captures(const struct html *html)
{
    static const struct html_column columns[] = {
        {"fact", false}, {"base", false}, {"later", false}, {"capture", false}};
    static const char *const boots[] = {
        [BOOT_UNKNOWN] = "Whether they are of one boot is not known.",
        [BOOT_SAME] = "Both are of the same boot.",
        [BOOT_DIFFERENT] = "They are of different boots: time is measured in uptime.",
    };
    const struct findings *findings = html->findings;
    struct html_column one[] = {columns[0], columns[3]};
    html_section(html, "captures", html->one_capture ? "Capture" : "Captures");
    html_table(html, "sides", html->one_capture ? "The capture" : "The captures",
               html->one_capture ? one : columns, html->one_capture ? 2 : 3, 0, false);
    for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
        text_printf(html->out, "<tr><th scope=\"row\">%s</th>", facts[i].title);
        if (!html->one_capture) {
            html_add(html, "<td>");
            facts[i].write(html, &findings->base);
            html_add(html, "</td>");
        }
        html_add(html, "<td>");
        facts[i].write(html, &findings->later);
        html_add(html, "</td></tr>\n");
    }
    html_add(html, "</tbody>");
    html_end_table(html);
    if (!html->one_capture)
        text_printf(html->out, "<p class=\"note\">%s</p>\n", boots[findings->comparable.boot]);
    html_end_section(html);
}
