/*
 * html_page.c: the report as one file for a browser: which parts it has, and in which order.
 *
 * The file loads nothing and can load nothing: its policy allows the style sheet and the script in
 * it, known by their hashes, and forbids all else.
 */
#include "arena.h"
#include "hash.h"
#include "html.h"
#include "render.h"
#include "report_files.h"
#include "version.h"

struct part {
    const char *id, *title; /* of the link to it: the section's heading; NULL: no link */
    bool one_capture, two;  /* who has it */
    void (*write)(const struct html *html);
};

static const struct part parts[] = {
    {"who", "Who holds it", false, true, html_owners},
    {"captures", "Captures", false, true, html_captures},
    {"captures", "Capture", true, false, html_captures},
    {"total", "Total by kind", true, true, html_totals},
    {"steps", "From base to later", false, true, html_waterfall},
    {"areas", "What it is made of", true, true, html_treemaps},
    {"components", "Components", true, true, html_ranking},
    {"more", NULL, true, true, html_more},
    {"processes", "Processes", true, true, html_processes},
    {"kexts", "Kexts", true, true, html_kexts},
    {"memory", "Memory", true, true, html_memory},
    {"zones", NULL, false, true, html_classes},
    {"changes", "What else changed", false, true, html_changes},
    {"doubts", "Missing or doubtful", true, true, html_doubts},
    {"reports", "What was read", true, true, html_reports},
    {"method", "Method", true, true, html_method},
};

enum { N_PARTS = sizeof(parts) / sizeof(*parts) };

/* Without figures that may be set side by side these are left. */
static bool is_without_figures(const struct part *part)
{
    return part->write == html_captures || part->write == html_doubts ||
           part->write == html_reports || part->write == html_method;
}

static unsigned digit_value(char digit)
{
    return (unsigned)(digit >= 'a' ? digit - 'a' + 10 : digit - '0');
}

/* 64 hexadecimal digits as base64, which is what policies use. */
static void add_base64(struct text *out, struct slice hex)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < hex.len; at += 6) { /* three bytes are four letters */
        unsigned bits = 0;
        for (size_t i = 0; i < 6; i++)
            bits = bits << 4 | (at + i < hex.len ? digit_value(hex.ptr[at + i]) : 0);
        for (size_t i = 0; i < 4; i++) {
            bool padding = at + i * 6 / 4 >= hex.len;
            char letter = padding ? '=' : letters[bits >> (18 - 6 * i) & 63];
            text_add(out, (struct slice){&letter, 1});
        }
    }
}

/* 'sha256-...', or nothing allowed where no hash can be taken: the page is readable as it is. */
static void add_source(struct text *out, struct slice bytes)
{
    struct arena *arena = arena_new();
    struct hash *hash = hash_new();
    struct slice hex = {"", 0};
    if (hash != NULL) {
        hash_add(hash, bytes);
        hex = hash_end(hash, arena);
    }
    text_add(out, hex.len > 0 ? SLICE("'sha256-") : SLICE("'none"));
    add_base64(out, hex);
    text_add(out, SLICE("'"));
    hash_free(hash);
    arena_free(arena);
}

static void write_head(const struct html *html, struct slice style, struct slice script)
{
    html_add(html, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src ");
    add_source(html->out, style);
    html_add(html, "; script-src ");
    add_source(html->out, script);
    html_add(html, "; base-uri 'none'; form-action 'none'\"/>\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                   "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                   "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                   "<meta name=\"generator\" content=\"sysdelta " SYSDELTA_VERSION "\"/>\n"
                   "<title>sysdelta: ");
    html_data(html, html->findings->headline);
    html_add(html, "</title>\n<style>");
    text_add(html->out, style);
    html_add(html, "</style></head>\n");
}

static bool is_shown(const struct html *html, const struct part *part, bool figures)
{
    bool has = html->one_capture ? part->one_capture : part->two;
    return has && (figures || is_without_figures(part));
}

static void write_links(const struct html *html, const bool *written)
{
    html_add(html, "<nav aria-label=\"Parts of the report\">");
    for (size_t i = 0; i < N_PARTS; i++) {
        if (written[i] && parts[i].title != NULL)
            text_printf(html->out, "<a href=\"#%s\">%s</a> ", parts[i].id, parts[i].title);
    }
    html_add(html, "</nav>\n");
}

void render_html(struct text *out, const struct findings *findings, bool force)
{
    struct text body = {0};
    bool written[N_PARTS];
    struct html html = {out, findings, findings->base.snapshot == NULL};
    struct html rest = {&body, findings, html.one_capture};
    struct slice style = {(const char *)report_css, report_css_len};
    struct slice script = {(const char *)report_js, report_js_len};
    bool figures = force || findings->comparable.verdict != COMPARABLE_NO;
    for (size_t i = 0; i < N_PARTS; i++) {
        size_t before = body.len;
        if (is_shown(&html, &parts[i], figures))
            parts[i].write(&rest);
        written[i] = body.len > before;
    }
    write_head(&html, style, script);
    html_add(&html, "<body><a class=\"skip\" href=\"#verdict\">To the verdict</a>\n"
                    "<header><p>sysdelta " SYSDELTA_VERSION "</p>\n");
    write_links(&html, written);
    html_add(&html, "</header>\n<main>\n");
    html_verdict(&html);
    if (!figures)
        html_add(&html, "<p>With --force they are set side by side all the same.</p>\n");
    else if (findings->comparable.verdict == COMPARABLE_NO)
        html_add(&html, "<p>Set side by side by --force: growth and verdicts mean little.</p>\n");
    text_add(out, text_slice(&body));
    out->failed = out->failed || body.failed;
    html_add(&html, "</main>\n<script>");
    text_add(out, script);
    html_add(&html, "</script></body></html>\n");
    text_free(&body);
}
