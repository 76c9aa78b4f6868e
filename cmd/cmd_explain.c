/* cmd_explain.c: prints what the catalogue knows of a name, or what a word of a report means. */
#include <errno.h>
#include <string.h>

#include "commands.h"
#include "confine.h"
#include "deliver.h"
#include "escape.h"
#include "glossary.h"
#include "inference.h"
#include "suggest.h"

enum { SUGGESTIONS = 4 };

static void add_line(struct text *out, const char *label, struct slice value)
{
    if (value.len == 0)
        return;
    text_printf(out, "    %-10s ", label);
    escape_terminal(out, value);
    text_add(out, SLICE("\n"));
}

static void explain_nature(struct text *out, const struct catalogue_entry *entry)
{
    text_printf(out, "    %-10s %s", "nature", nature_name(entry->nature));
    if (entry->follows != FOLLOWS_NOTHING)
        text_printf(out, ", follows %s", follows_name(entry->follows));
    if (entry->bound.len > 0) {
        text_add(out, SLICE(", bounded by "));
        escape_terminal(out, entry->bound);
    }
    text_add(out, SLICE("\n"));
}

static void explain_releases(struct text *out, const struct catalogue_entry *entry)
{
    if (entry->since.len == 0 && entry->until.len == 0)
        return;
    text_printf(out, "    %-10s ", "releases");
    escape_terminal(out, entry->since.len > 0 ? entry->since : SLICE("long ago"));
    text_add(out, SLICE(" to "));
    escape_terminal(out, entry->until.len > 0 ? entry->until : SLICE("this day"));
    text_add(out, SLICE("\n"));
}

static void explain_known(struct text *out, const struct catalogue_entry *entry)
{
    for (size_t i = 0; i < entry->n_known; i++) {
        const struct known_leak *leak = &entry->known[i];
        text_printf(out, "    %-10s %smacOS ", i == 0 ? "known" : "",
                    leak->is_leak ? "" : "no leak, or not sure: ");
        escape_terminal(out, leak->os);
        text_add(out, SLICE(" ("));
        escape_terminal(out, leak->confidence);
        text_add(out, SLICE("): "));
        escape_terminal(out, leak->text);
        text_add(out, SLICE(" ["));
        escape_terminal(out, leak->source);
        text_add(out, SLICE("]\n"));
    }
}

/* What can be told without an entry, and beside one. */
static void explain_form(struct text *out, struct slice name)
{
    struct text inferred = {0};
    if (infer_name(name, &inferred))
        add_line(out, "by name", text_slice(&inferred));
    text_free(&inferred);
}

/* Names that it may be, for one that was misspelt or remembered in part. */
static void suggest(struct text *out, struct slice name, const struct catalogue *catalogue)
{
    const struct catalogue_entry *alike[SUGGESTIONS];
    struct suggestion meant = {.word = name};
    for (size_t i = 0; i < catalogue->n_entries; i++)
        suggestion_offer(&meant, catalogue->entries[i].name);
    for (size_t i = 0; glossary_entry(i) != NULL; i++)
        suggestion_offer(&meant, slice_of(glossary_entry(i)->word));
    if (meant.nearest.len > 0) {
        text_add(out, SLICE("    did you mean "));
        escape_terminal(out, meant.nearest);
        text_add(out, SLICE("?\n"));
    }
    size_t count = catalogue_alike(catalogue, name, alike, SUGGESTIONS);
    for (size_t i = 0; i < count; i++)
        add_line(out, i == 0 ? "alike" : "", alike[i]->name);
}

static void explain_unknown(struct text *out, struct slice name, const struct catalogue *catalogue)
{
    text_add(out, SLICE(": not in the catalogue\n"));
    add_line(out, "a guess", guess_kind(name));
    explain_form(out, name);
    suggest(out, name, catalogue);
}

static void explain_word(struct text *out, const struct glossary_entry *word)
{
    text_printf(out, " (%s)\n    %s\n", word->kind, word->meaning);
}

static void explain_entry(struct text *out, struct slice name, const struct catalogue_entry *entry)
{
    text_printf(out, " (%s", catalogue_kind_name(entry->kind));
    if (!slice_equal(entry->name, name)) {
        text_add(out, SLICE(", known as "));
        escape_terminal(out, entry->name);
    }
    text_add(out, SLICE(")\n    "));
    escape_terminal(out, entry->what);
    text_add(out, SLICE("\n"));
    explain_form(out, name);
    explain_nature(out, entry);
    explain_releases(out, entry);
    for (size_t i = 0; i < entry->n_aliases; i++)
        add_line(out, i == 0 ? "also" : "", entry->aliases[i]);
    explain_known(out, entry);
    add_line(out, "next", entry->next);
    text_printf(out, "    %-10s ", "source");
    escape_terminal(out, entry->source);
    text_add(out, SLICE(" (confidence "));
    escape_terminal(out, entry->confidence);
    text_add(out, SLICE(")\n"));
}

static void explain_name(struct text *out, struct slice name, const struct catalogue *catalogue)
{
    const struct catalogue_entry *entry = catalogue_find_any(catalogue, name);
    const struct glossary_entry *word = glossary_find(name);
    escape_terminal(out, name);
    if (entry != NULL)
        explain_entry(out, name, entry);
    else if (word != NULL)
        explain_word(out, word);
    else
        explain_unknown(out, name, catalogue);
}

/* As a report prints it: dots for the blanks of a zone, and no kmod id behind a kext's name. */
static struct slice printed_name(struct slice name, struct arena *arena)
{
    size_t blank = slice_find_last(name, ' ');
    uint64_t id;
    if (slice_starts(name, "("))
        return blank < name.len && number_u64(slice_from(name, blank + 1), &id)
                   ? slice_first(name, blank)
                   : name;
    char *dotted = arena_string(arena, name);
    for (size_t i = 0; i < name.len; i++) {
        if (dotted[i] == ' ')
            dotted[i] = '.';
    }
    return (struct slice){dotted, name.len};
}

/* zone[view] is a share of the zone: both are explained. */
static void explain(struct text *out, struct slice name, const struct catalogue *catalogue,
                    struct arena *arena)
{
    struct slice zone;
    struct slice view;
    if (!split_view(name, &zone, &view)) {
        bool as_given = catalogue_find_any(catalogue, name) != NULL;
        explain_name(out, as_given ? name : printed_name(name, arena), catalogue);
        return;
    }
    zone = printed_name(zone, arena);
    escape_terminal(out, name);
    text_add(out, SLICE(": what "));
    escape_terminal(out, view);
    text_add(out, SLICE(" holds of the zone "));
    escape_terminal(out, zone);
    text_add(out, SLICE(", and part of that zone's size\n\n"));
    explain_name(out, view, catalogue);
    text_add(out, SLICE("\n"));
    explain_name(out, zone, catalogue);
}

/* What a family's name begins with is no name that a report prints. */
static void list_names(struct text *out, const struct catalogue *catalogue)
{
    for (size_t i = 0; glossary_entry(i) != NULL; i++)
        text_printf(out, "%s\n", glossary_entry(i)->word);
    for (size_t i = 0; i < catalogue->n_entries; i++) {
        struct slice name = catalogue->entries[i].name;
        if (slice_find(name, '*') < name.len)
            continue;
        escape_terminal(out, name);
        text_add(out, SLICE("\n"));
    }
}

int cmd_explain(const struct options *options)
{
    struct catalogue catalogue;
    struct text text = {0};
    struct arena *arena = arena_new();
    int status = EXIT_USAGE;
    if (confine(options, NULL, 0, NULL) && open_catalogue(&catalogue, options, arena)) {
        if (options->names)
            list_names(&text, &catalogue);
        for (int i = 0; i < options->n_operands; i++) {
            struct slice name = slice_of(options->operands[i]);
            if (i > 0)
                text_add(&text, SLICE("\n"));
            explain(&text, name, &catalogue, arena);
        }
        status = text_write(&text, stdout) ? EXIT_DONE : EXIT_USAGE;
        if (status != EXIT_DONE)
            complain("standard output", strerror(errno));
    }
    text_free(&text);
    arena_free(arena);
    return status;
}
