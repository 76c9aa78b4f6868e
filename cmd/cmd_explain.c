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
#include "terminal.h"
#include "words.h"

enum { SUGGESTIONS = 4, WIDTH_WITHOUT_TERMINAL = 100 };

struct explanation {
    struct text *out;
    const struct catalogue *catalogue;
    struct arena *arena;
    size_t width;
};

/* Behind a label in a column of its own, as are the further lines. */
static void add_line(const struct explanation *e, const char *label, struct slice value)
{
    struct text escaped = {0};
    if (value.len == 0)
        return;
    escape_terminal(&escaped, value);
    words_wrapped(e->out, arena_format(e->arena, "    %-10s ", label).ptr, text_slice(&escaped),
                  e->width);
    e->out->failed = e->out->failed || escaped.failed;
    text_free(&escaped);
}

/* The text, which is freed. */
static void add_text_line(const struct explanation *e, const char *label, struct text *value)
{
    add_line(e, label, text_slice(value));
    e->out->failed = e->out->failed || value->failed;
    text_free(value);
}

static void add_meaning(const struct explanation *e, struct slice meaning)
{
    struct text escaped = {0};
    escape_terminal(&escaped, meaning);
    words_indented(e->out, 4, text_slice(&escaped), e->width);
    e->out->failed = e->out->failed || escaped.failed;
    text_free(&escaped);
}

static void explain_nature(const struct explanation *e, const struct catalogue_entry *entry)
{
    struct text line = {0};
    text_printf(&line, "%s", nature_name(entry->nature));
    if (entry->follows != FOLLOWS_NOTHING)
        text_printf(&line, ", follows %s", follows_name(entry->follows));
    if (entry->bound.len > 0) {
        text_add(&line, SLICE(", bounded by "));
        text_add(&line, entry->bound);
    }
    add_text_line(e, "nature", &line);
}

static void explain_releases(const struct explanation *e, const struct catalogue_entry *entry)
{
    struct text line = {0};
    if (entry->since.len == 0 && entry->until.len == 0)
        return;
    text_add(&line, entry->since.len > 0 ? entry->since : SLICE("long ago"));
    text_add(&line, SLICE(" to "));
    text_add(&line, entry->until.len > 0 ? entry->until : SLICE("this day"));
    add_text_line(e, "releases", &line);
}

static void explain_known(const struct explanation *e, const struct catalogue_entry *entry)
{
    for (size_t i = 0; i < entry->n_known; i++) {
        const struct known_leak *leak = &entry->known[i];
        struct text line = {0};
        text_add(&line, leak->is_leak ? SLICE("macOS ") : SLICE("no leak, or not sure: macOS "));
        text_add(&line, leak->os);
        text_add(&line, SLICE(" ("));
        text_add(&line, leak->confidence);
        text_add(&line, SLICE("): "));
        text_add(&line, leak->text);
        text_add(&line, SLICE(" ["));
        text_add(&line, leak->source);
        text_add(&line, SLICE("]"));
        add_text_line(e, i == 0 ? "known" : "", &line);
    }
}

/* What can be told without an entry, and beside one. */
static void explain_form(const struct explanation *e, struct slice name)
{
    struct text inferred = {0};
    (void)infer_name(name, &inferred);
    add_text_line(e, "by name", &inferred);
}

/* Names that it may be, for one that was misspelt or remembered in part. */
static void suggest(const struct explanation *e, const enum component_kind *kind, struct slice name)
{
    const struct catalogue_entry *alike[SUGGESTIONS];
    struct suggestion meant = {.word = name};
    for (size_t i = 0; i < e->catalogue->n_entries; i++) {
        const struct catalogue_entry *entry = &e->catalogue->entries[i];
        if (kind == NULL || catalogue_has_kind(entry, *kind))
            suggestion_offer(&meant, entry->name);
    }
    for (size_t i = 0; kind == NULL && glossary_entry(i) != NULL; i++)
        suggestion_offer(&meant, slice_of(glossary_entry(i)->word));
    if (meant.nearest.len > 0) {
        text_add(e->out, SLICE("    did you mean "));
        escape_terminal(e->out, meant.nearest);
        text_add(e->out, SLICE("?\n"));
    }
    size_t count = catalogue_alike(e->catalogue, name, alike, SUGGESTIONS);
    for (size_t i = 0; i < count; i++) {
        struct text line = {0};
        text_add(&line, alike[i]->name);
        if (kind != NULL)
            text_printf(&line, " (%s)", catalogue_kind_name(alike[i]->kind));
        add_text_line(e, i == 0 ? "alike" : "", &line);
    }
}

static void explain_unknown(const struct explanation *e, const enum component_kind *kind,
                            struct slice name)
{
    text_add(e->out, SLICE(": not in the catalogue\n"));
    if (kind == NULL)
        add_line(e, "a guess", guess_kind(name));
    explain_form(e, name);
    suggest(e, kind, name);
}

static void explain_word(const struct explanation *e, const struct glossary_entry *word)
{
    text_printf(e->out, " (%s)\n", word->kind);
    add_meaning(e, slice_of(word->meaning));
}

static void explain_entry(const struct explanation *e, struct slice name,
                          const struct catalogue_entry *entry)
{
    struct text source = {0};
    text_printf(e->out, " (%s", catalogue_kind_name(entry->kind));
    if (!slice_equal(entry->name, name)) {
        text_add(e->out, SLICE(", known as "));
        escape_terminal(e->out, entry->name);
    }
    text_add(e->out, SLICE(")\n"));
    add_meaning(e, entry->what);
    explain_form(e, name);
    explain_nature(e, entry);
    explain_releases(e, entry);
    for (size_t i = 0; i < entry->n_aliases; i++)
        add_line(e, i == 0 ? "also" : "", entry->aliases[i]);
    explain_known(e, entry);
    add_line(e, "next", entry->next);
    text_add(&source, entry->source);
    text_add(&source, SLICE(" (confidence "));
    text_add(&source, entry->confidence);
    text_add(&source, SLICE(")"));
    add_text_line(e, "source", &source);
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

static const struct catalogue_entry *
find_exactly(const struct explanation *e, const enum component_kind *kind, struct slice name)
{
    return kind != NULL ? catalogue_find(e->catalogue, *kind, name)
                        : catalogue_find_any(e->catalogue, name);
}

/* In whatever case, and with what begins the names of tags and counters left out. */
static const struct catalogue_entry *
find_loosely(const struct explanation *e, const enum component_kind *kind, struct slice name)
{
    static const char *const starts[] = {"", "VM_KERN_MEMORY_", "VM_KERN_COUNT_"};
    const struct catalogue_entry *entry = NULL;
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts) && entry == NULL; i++) {
        struct slice whole = arena_format(e->arena, "%s%.*s", starts[i], SLICE_ARGS(name));
        entry = catalogue_find_fold(e->catalogue, kind, whole);
    }
    return entry;
}

/* `kind` NULL: of any. */
static void explain_name(const struct explanation *e, const enum component_kind *kind,
                         struct slice name)
{
    struct slice printed = printed_name(name, e->arena);
    const struct glossary_entry *word = kind == NULL ? glossary_find(name) : NULL;
    const struct catalogue_entry *entry = find_exactly(e, kind, name);
    if (entry == NULL && word == NULL) {
        name = printed;
        entry = find_exactly(e, kind, name);
    }
    if (entry == NULL && word == NULL)
        entry = find_loosely(e, kind, name);
    if (kind != NULL && entry == NULL)
        text_printf(e->out, "%s:", component_kind_name(*kind));
    escape_terminal(e->out, name);
    if (entry != NULL)
        explain_entry(e, name, entry);
    else if (word != NULL)
        explain_word(e, word);
    else
        explain_unknown(e, kind, name);
}

/* KIND:NAME, as a limit of --fail-on spells it. False for other names. */
static bool split_kind(struct slice name, enum component_kind *ret_kind, struct slice *ret_name)
{
    size_t colon = slice_find(name, ':');
    if (colon + 1 >= name.len)
        return false;
    for (int kind = 0; kind < COMPONENT_KINDS; kind++) {
        if (!slice_is(slice_first(name, colon), component_kind_name((enum component_kind)kind)))
            continue;
        *ret_kind = (enum component_kind)kind;
        *ret_name = slice_from(name, colon + 1);
        return true;
    }
    return false;
}

/* zone[view] is a share of the zone: both are explained. */
static void explain(const struct explanation *e, struct slice given)
{
    struct slice name = given;
    struct slice zone;
    struct slice view;
    enum component_kind kind;
    const enum component_kind *of = split_kind(given, &kind, &name) ? &kind : NULL;
    if (!split_view(name, &zone, &view)) {
        explain_name(e, of, name);
        return;
    }
    struct text share = {0};
    zone = printed_name(zone, e->arena);
    escape_terminal(&share, name);
    text_add(&share, SLICE(": what "));
    escape_terminal(&share, view);
    text_add(&share, SLICE(" holds of the zone "));
    escape_terminal(&share, zone);
    text_add(&share, SLICE(", and part of that zone's size"));
    words_wrapped(e->out, "", text_slice(&share), e->width);
    e->out->failed = e->out->failed || share.failed;
    text_free(&share);
    text_add(e->out, SLICE("\n"));
    explain_name(e, NULL, view);
    text_add(e->out, SLICE("\n"));
    explain_name(e, of, zone);
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
        size_t width = terminal_width();
        struct explanation explanation = {&text, &catalogue, arena,
                                          width > 0 ? width : WIDTH_WITHOUT_TERMINAL};
        if (options->names)
            list_names(&text, &catalogue);
        for (int i = 0; i < options->n_operands; i++) {
            struct slice name = slice_of(options->operands[i]);
            if (i > 0)
                text_add(&text, SLICE("\n"));
            explain(&explanation, name);
        }
        status = text_write(&text, stdout) ? EXIT_DONE : EXIT_USAGE;
        if (status != EXIT_DONE)
            complain("standard output", strerror(errno));
    }
    text_free(&text);
    arena_free(arena);
    return status;
}
