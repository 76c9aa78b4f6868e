#include "inputs.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"
#include "deliver.h"
#include "human.h"
#include "outputs.h"
#include "progress.h"
#include "suggest.h"

struct library *open_library(const struct options *options, bool create)
{
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    struct library *library = NULL;
    const char *folder = options->library;
    if (folder == NULL)
        folder = library_default_folder(NULL, arena, &error);
    if (folder != NULL)
        library = library_open(folder, create, LIBRARY_OWNER_SELF, &error);
    if (library == NULL)
        complain(folder, error.reason);
    size_t count = 0;
    const struct slice *remarks = library != NULL ? library_remarks(library, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        complain("library", arena_string(arena, remarks[i]));
    arena_free(arena);
    return library;
}

/* A path that is not there is not taken for a name: nothing in a library has a slash. */
static bool is_path(const char *name)
{
    return strcmp(name, "-") == 0 || strchr(name, '/') != NULL || access(name, F_OK) == 0;
}

/* A snapshot says all of its capture but for the members, which only the archive has. */
static const char *path_of_entry(const struct options *options, const struct library_entry *entry,
                                 struct arena *arena)
{
    bool wanted = options->command == COMMAND_BUNDLE || options->command == COMMAND_VERIFY ||
                  options->members;
    bool archive = wanted && entry->capture_path.len > 0;
    return arena_string(arena, archive ? entry->capture_path : entry->snapshot_path);
}

/* A label may be on several snapshots, of which it means the newest: which one that is, is said. */
static void tell_choice(const struct library *library, const char *name,
                        const struct library_entry *entry, struct arena *arena)
{
    struct slice label = slice_of(*name == '@' ? name + 1 : name);
    struct text words = {0};
    size_t count;
    size_t n_labelled = 0;
    const struct library_entry *entries = library_entries(library, &count);
    for (size_t i = 0; i < count; i++)
        n_labelled += slice_equal(entries[i].label, label);
    if (n_labelled < 2 || !slice_equal(entry->label, label))
        return;
    text_printf(&words, "%zu snapshots of the library have that label; the newest is taken: %.*s, ",
                n_labelled, SLICE_ARGS(entry->id));
    if (entry->taken.known)
        human_moment(&words, entry->taken);
    else
        text_add(&words, SLICE("at a time that is not known"));
    if (!words.failed)
        complain(name, arena_string(arena, text_slice(&words)));
    text_free(&words);
}

/* What a name may have been meant for that the library does not have. */
static void complain_of_name(const struct library *library, const char *name,
                             const struct error *error, struct arena *arena)
{
    size_t count;
    const struct library_entry *entries = library_entries(library, &count);
    struct suggestion meant = {.word = slice_of(name)};
    for (size_t i = 0; i < count; i++)
        suggestion_offer(&meant, entries[i].label);
    bool any = meant.nearest.len > 0;
    complain(name,
             arena_format(arena, "no such file, and %s%s%.*s%s", error->reason,
                          any ? ": did you mean " : "", SLICE_ARGS(meant.nearest), any ? "?" : "")
                 .ptr);
}

/* The path behind a name of the library; NULL (and said so) where it has none. */
static const char *find_named(const struct options *options, const char *name, struct arena *arena)
{
    struct error error = ERROR_NONE;
    const char *path = NULL;
    struct library *library = open_library(options, false);
    if (library == NULL)
        return NULL;
    const struct library_entry *entry = library_find(library, name, (int64_t)time(NULL), &error);
    if (entry != NULL) {
        path = path_of_entry(options, entry, arena);
        tell_choice(library, name, entry, arena);
    } else {
        complain_of_name(library, name, &error, arena);
    }
    library_close(library);
    return path;
}

/* One capture to be read, under the name that the user gave it. */
struct reading {
    const struct options *options;
    const char *name, *path, *part;
    const struct source_watcher *watcher;
    struct snapshot *snapshot;
    struct error error;
};

static bool find_path(const struct options *options, struct reading *reading, struct arena *arena)
{
    reading->path =
        is_path(reading->name) ? reading->name : find_named(options, reading->name, arena);
    return reading->path != NULL;
}

static void *read_one(void *context)
{
    struct reading *reading = context;
    struct bundle_options options = {
        .part = reading->part,
        .limits = &reading->options->limits,
        .no_hash = reading->options->no_hash,
        .quick = reading->options->quick,
        .watcher = reading->watcher,
    };
    reading->snapshot = snapshot_open_with(reading->path, options, &reading->error);
    /* A part is called as the capture that it was taken of, wherever the bundle lies. */
    if (reading->snapshot != NULL && reading->part != NULL)
        reading->snapshot->path = reading->snapshot->name;
    return NULL;
}

static bool check_read(const struct reading *reading)
{
    if (reading->snapshot == NULL)
        complain(strcmp(reading->name, "-") == 0 ? "standard input" : reading->name,
                 reading->error.reason);
    return reading->snapshot != NULL;
}

/* Side by side, a thread each: one stream cannot be inflated by two. */
static void read_both(struct reading *base, struct reading *later)
{
    pthread_t thread;
    struct progress *progress = progress_begin();
    base->watcher = progress_of(progress, 0, "base", base->path);
    later->watcher = progress_of(progress, 1, "later", later->path);
    bool threaded = pthread_create(&thread, NULL, read_one, base) == 0;
    read_one(later);
    if (threaded)
        pthread_join(thread, NULL);
    else
        read_one(base);
    progress_end(progress);
}

/* Behind this, captures are read and nothing else is. */
static bool enter(const struct options *options, const char *const *paths, size_t count)
{
    return outputs_are_free(options, paths, count) && confine(options, paths, count, NULL);
}

/* Is there a folder of that name in the path? */
static bool has_folder(struct slice path, const char *name)
{
    while (path.len > 0) {
        struct slice folder = slice_first(path, slice_find(path, '/'));
        if (slice_is(folder, name))
            return true;
        path = slice_from(path, folder.len + (folder.len < path.len));
    }
    return false;
}

/*
 * Was one capture read of an evidence bundle, which holds two? Its folders look so before it is read
 * once more to be sure; standard input cannot be.
 */
static bool is_evidence(const struct reading *reading)
{
    struct slice root = reading->snapshot->root;
    struct slice other = reading->snapshot->other_root;
    bool two = (has_folder(root, "base") && has_folder(other, "later")) ||
               (has_folder(root, "later") && has_folder(other, "base"));
    if (reading->part != NULL || !two || strcmp(reading->path, "-") == 0)
        return false;
    struct error error = ERROR_NONE;
    struct bundle_options part = {
        .part = "base", .limits = &reading->options->limits, .no_hash = true};
    struct snapshot *base = snapshot_open_with(reading->path, part, &error);
    snapshot_free(base);
    return base != NULL;
}

/* One of two captures would stand for both, unnoticed. */
static void refuse_evidence(struct reading *reading, struct arena *arena)
{
    enum command command = reading->options->command;
    const char *name = command == COMMAND_SHOW     ? "sysdelta show"
                       : command == COMMAND_VERIFY ? "sysdelta verify"
                                                   : "sysdelta extract";
    complain(reading->name, "is an evidence bundle of two captures");
    complain(NULL, arena_format(arena,
                                "'sysdelta diff' compares them; for one of them give '%s' --part "
                                "base or --part later",
                                name)
                       .ptr);
    snapshot_free(reading->snapshot);
    reading->snapshot = NULL;
}

struct snapshot *open_capture(const struct options *options, const char *name)
{
    struct reading reading = {.options = options, .name = name, .part = options->part};
    struct arena *arena = arena_new();
    if (find_path(options, &reading, arena) && enter(options, &reading.path, 1)) {
        struct progress *progress = progress_begin();
        reading.watcher = progress_of(progress, 0, "capture", reading.path);
        read_one(&reading);
        progress_end(progress);
        if (check_read(&reading) && !options->members && is_evidence(&reading))
            refuse_evidence(&reading, arena);
    }
    arena_free(arena);
    return reading.snapshot;
}

bool find_captures(const struct options *options, char *const *names, size_t count,
                   const char **ret_paths, struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        struct reading reading = {.options = options, .name = names[i]};
        if (!find_path(options, &reading, arena))
            return false;
        ret_paths[i] = reading.path;
    }
    return enter(options, ret_paths, count);
}

struct snapshot *read_capture(const struct options *options, const char *name, const char *path,
                              const char *part)
{
    struct reading reading = {.options = options, .name = name, .path = path, .part = part};
    read_one(&reading);
    if (check_read(&reading) && is_evidence(&reading)) {
        struct arena *arena = arena_new();
        refuse_evidence(&reading, arena);
        arena_free(arena);
    }
    return reading.snapshot;
}

static void take_pair(const struct options *options, const struct library_entry *entries[2],
                      const char *why, struct reading *base, struct reading *later,
                      struct arena *arena)
{
    base->name = base->path = path_of_entry(options, entries[0], arena);
    later->name = later->path = path_of_entry(options, entries[1], arena);
    complain(NULL, arena_format(arena, "comparing %.*s with %.*s (%s)", SLICE_ARGS(entries[1]->id),
                                SLICE_ARGS(entries[0]->id), why)
                       .ptr);
}

/* Of a Mac that nothing else is of, say. */
static void tell_passed_over(const struct library *library, const struct library_entry *entries[2],
                             struct arena *arena)
{
    size_t count;
    const struct library_entry *all = library_entries(library, &count);
    const struct library_entry *newest = &all[count - 1];
    if (!slice_equal(newest->id, entries[0]->id) && !slice_equal(newest->id, entries[1]->id))
        complain(NULL, arena_format(arena,
                                    "the newest, %.*s, is passed over: no other of its Mac can be "
                                    "compared with it",
                                    SLICE_ARGS(newest->id))
                           .ptr);
}

/* The newest of the library and its best baseline. */
static bool find_best(const struct options *options, struct reading *base, struct reading *later,
                      struct arena *arena)
{
    const struct library_entry *entries[2];
    const char *why;
    struct error error = ERROR_NONE;
    struct library *library = open_library(options, false);
    if (library == NULL)
        return false;
    bool ok = library_pair(library, &entries[0], &entries[1], &why, &error);
    if (ok) {
        tell_passed_over(library, entries, arena);
        take_pair(options, entries, why, base, later, arena);
    } else {
        complain(NULL, error.reason);
    }
    library_close(library);
    return ok;
}

/* A snapshot of the library by its name, and its best baseline. */
static bool find_base_of(const struct options *options, const char *name, struct reading *base,
                         struct reading *later, struct arena *arena)
{
    const struct library_entry *entries[2] = {NULL, NULL};
    const char *why;
    struct error error = ERROR_NONE;
    struct library *library = open_library(options, false);
    if (library == NULL)
        return false;
    entries[1] = library_find(library, name, (int64_t)time(NULL), &error);
    if (entries[1] == NULL) {
        complain_of_name(library, name, &error, arena);
    } else {
        tell_choice(library, name, entries[1], arena);
        entries[0] = library_base_of(library, entries[1], &why, &error);
        if (entries[0] == NULL)
            complain(name, error.reason);
        else
            take_pair(options, entries, why, base, later, arena);
    }
    library_close(library);
    return entries[0] != NULL;
}

static bool find_pair(const struct options *options, struct reading *base, struct reading *later,
                      struct arena *arena)
{
    if (options->n_operands == 0)
        return find_best(options, base, later, arena);
    base->name = options->operands[0];
    if (options->n_operands == 1 && !is_path(base->name))
        return find_base_of(options, base->name, base, later, arena);
    if (options->n_operands == 1) {
        later->name = later->path = base->path = base->name;
        base->part = "base";
        later->part = "later";
        return true;
    }
    later->name = options->operands[1];
    return find_path(options, base, arena) && find_path(options, later, arena);
}

bool open_pair(const struct options *options, struct snapshot **ret_base,
               struct snapshot **ret_later, bool *ret_bundle)
{
    struct reading base = {.options = options};
    struct reading later = {.options = options};
    struct arena *arena = arena_new();
    bool ok = find_pair(options, &base, &later, arena);
    *ret_bundle = base.part != NULL;
    ok = ok && enter(options, (const char *const[]){base.path, later.path}, 2);
    if (ok) {
        read_both(&base, &later);
        ok = check_read(&base);
        if (!ok && *ret_bundle)
            complain(NULL, "diff takes two captures, or one evidence bundle, or one name of the "
                           "library, or none: then the library's newest; 'sysdelta show' takes one "
                           "capture");
        else
            ok = check_read(&later) && ok;
    }
    *ret_base = base.snapshot;
    *ret_later = later.snapshot;
    arena_free(arena);
    return ok;
}

void warn_of_damage(const struct snapshot *snapshot)
{
    struct arena *arena = arena_new();
    if (snapshot->damage.len > 0)
        complain(arena_string(arena, snapshot->name),
                 arena_format(arena, "is used as far as it could be read: %.*s",
                              SLICE_ARGS(snapshot->damage))
                     .ptr);
    arena_free(arena);
}
