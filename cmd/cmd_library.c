/* cmd_library.c: list, add and rm: the snapshots that are kept. */
#include <stdlib.h>
#include <time.h>

#include "commands.h"
#include "confine.h"
#include "deliver.h"
#include "escape.h"
#include "human.h"
#include "inputs.h"
#include "listing.h"
#include "terminal.h"

static bool holds(struct slice text, const char *part)
{
    return text.len > 0 && slice_find_text(text, part) < text.len;
}

static bool passes(const struct options *options, const struct library_entry *entry,
                   const struct library_entry *of_boot)
{
    if (options->label != NULL && !slice_is(entry->label, options->label))
        return false;
    if (options->machine != NULL && !holds(entry->host, options->machine) &&
        !holds(entry->model, options->machine))
        return false;
    return of_boot == NULL || library_same_boot(entry, of_boot);
}

/* The label, where it means this snapshot and is printed as it is; else the id. */
static struct slice name_of(const struct library_entry *const *entries, size_t count, size_t place)
{
    const struct library_entry *entry = entries[place];
    struct text printed = {0};
    bool named = entry->label.len > 0;
    for (size_t i = place + 1; i < count && named; i++)
        named = !slice_equal(entries[i]->label, entry->label);
    escape_controls(&printed, entry->label);
    named = named && slice_equal(text_slice(&printed), entry->label);
    text_free(&printed);
    return named ? entry->label : entry->id;
}

static bool print_names(const struct library_entry *const *entries, size_t count)
{
    struct text text = {0};
    for (size_t i = 0; i < count; i++) {
        escape_controls(&text, name_of(entries, count, i));
        text_add(&text, SLICE("\n"));
    }
    bool ok = write_to_stdout(&text);
    text_free(&text);
    return ok;
}

static bool print_list(const struct options *options, const struct library_entry *const *entries,
                       size_t count)
{
    struct text text = {0};
    bool color =
        options->color == COLOR_ALWAYS || (options->color == COLOR_AUTO && terminal_has_color());
    if (options->outputs[OUTPUT_JSON] != NULL) {
        json_list(&text, entries, count);
        return deliver_form(&text, options, OUTPUT_JSON);
    }
    if (count > 0)
        page_list(&text, entries, count, terminal_width(), color);
    bool ok = write_to_stdout(&text);
    text_free(&text);
    return ok;
}

static bool list_entries(const struct options *options, const struct library *library,
                         struct arena *arena)
{
    size_t count;
    size_t n_shown = 0;
    const struct library_entry **shown = NULL;
    const struct library_entry *of_boot = NULL;
    struct error error = ERROR_NONE;
    const struct library_entry *entries = library_entries(library, &count);
    if (options->boot != NULL) {
        of_boot = library_find(library, options->boot, (int64_t)time(NULL), &error);
        if (of_boot == NULL) {
            complain(options->boot, error.reason);
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (passes(options, &entries[i], of_boot))
            *ARENA_PUSH(arena, shown, n_shown) = &entries[i];
    }
    if (options->names)
        return print_names(shown, n_shown);
    if (count == 0 && options->outputs[OUTPUT_JSON] == NULL)
        complain(library_folder(library), "no snapshots yet: see sysdelta capture and add");
    return print_list(options, shown, n_shown);
}

int cmd_list(const struct options *options)
{
    struct library *library = open_library(options, false);
    if (library == NULL)
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    bool ok = list_entries(options, library, arena);
    arena_free(arena);
    library_close(library);
    return ok ? EXIT_DONE : EXIT_USAGE;
}

static void add_label(struct text *out, const char *before, struct slice label)
{
    text_add(out, slice_of(before));
    escape_terminal(out, label);
}

static struct slice label_of(const struct library_entry *entries, size_t count, struct slice id)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(entries[i].id, id))
            return entries[i].label;
    }
    return SLICE("");
}

/* The id on stdout, so that scripts can go on with it. */
static bool say_kept(const struct library_entry *entry, bool known, struct slice old_label)
{
    struct text text = {0};
    escape_terminal(&text, entry->id);
    text_add(&text, known ? SLICE(" was there already") : SLICE(" added"));
    if (known && !slice_equal(old_label, entry->label)) {
        if (old_label.len > 0)
            add_label(&text, ", was labelled ", old_label);
        else
            text_add(&text, SLICE(", had no label"));
        add_label(&text, ", is labelled ", entry->label);
    } else if (entry->label.len > 0) {
        add_label(&text, ", labelled ", entry->label);
    }
    text_add(&text, SLICE("\n"));
    bool ok = write_to_stdout(&text);
    text_free(&text);
    return ok;
}

int cmd_add(const struct options *options)
{
    struct library *library = open_library(options, true);
    if (library == NULL)
        return EXIT_USAGE;
    if (!confine(options, (const char *const *)options->operands, (size_t)options->n_operands,
                 library_folder(library))) {
        library_close(library);
        return EXIT_USAGE;
    }
    int status = EXIT_DONE;
    for (int i = 0; i < options->n_operands; i++) {
        struct error error = ERROR_NONE;
        struct library_entry entry;
        bool known;
        size_t n_before;
        const struct library_entry *before = library_entries(library, &n_before);
        struct library_intake intake = {.path = options->operands[i],
                                        .label = options->label,
                                        .keep_archive = options->archive};
        if (!library_keep(library, &intake, &entry, &known, &error)) {
            complain(options->operands[i], error.reason);
            status = EXIT_USAGE;
        } else if (!say_kept(&entry, known, label_of(before, n_before, entry.id))) {
            status = EXIT_USAGE;
        }
    }
    library_close(library);
    return status;
}

static size_t count_label(const struct library *library, struct slice label)
{
    size_t count;
    size_t found = 0;
    const struct library_entry *entries = library_entries(library, &count);
    for (size_t i = 0; i < count; i++)
        found += slice_equal(entries[i].label, label);
    return found;
}

/* Two digits may mean one snapshot today; that is enough to look at it, not to remove it. */
static bool is_plain(const struct library *library, const struct library_entry *entry,
                     const char *name, struct error *error)
{
    enum { LEAST = 4 };
    struct slice given = slice_of(name);
    bool label = slice_equal(entry->label, given) && !slice_equal(entry->id, given);
    if (label && count_label(library, given) > 1)
        return error_set(error, "more than one snapshot has that label: give an id");
    if (label || slice_starts(given, "@") || given.len >= LEAST)
        return true;
    return error_set(error, "give a label, or more of the id %.*s", SLICE_ARGS(entry->id));
}

/* One that cannot be read has no entry. */
static bool remove_named(struct library *library, const char *name, struct text *out,
                         struct error *error)
{
    struct amount archive_bytes = {.known = false};
    const char *left = NULL;
    struct error unreadable = ERROR_NONE;
    const struct library_entry *entry = library_find(library, name, (int64_t)time(NULL), error);
    bool removed;
    if (entry == NULL)
        removed = library_discard(library, name, &left, &unreadable);
    else
        removed = is_plain(library, entry, name, error) &&
                  library_remove(library, entry, &archive_bytes, error);
    if (unreadable.set)
        *error = unreadable;
    if (!removed)
        return false;
    escape_terminal(out, entry != NULL ? entry->id : slice_of(name));
    text_add(out, SLICE(" removed"));
    if (archive_bytes.known) {
        text_add(out, SLICE(", with its archive of "));
        human_bytes(out, archive_bytes.value);
    }
    if (left != NULL) {
        text_add(out, SLICE("; its archive stays: "));
        escape_terminal(out, slice_of(left));
    }
    text_add(out, SLICE("\n"));
    return true;
}

int cmd_rm(const struct options *options)
{
    struct library *library = open_library(options, false);
    if (library == NULL)
        return EXIT_USAGE;
    int status = EXIT_DONE;
    for (int i = 0; i < options->n_operands; i++) {
        struct error error = ERROR_NONE;
        struct text text = {0};
        if (!remove_named(library, options->operands[i], &text, &error)) {
            complain(options->operands[i], error.reason);
            status = EXIT_USAGE;
        } else if (!write_to_stdout(&text)) {
            status = EXIT_USAGE;
        }
        text_free(&text);
    }
    library_close(library);
    return status;
}
