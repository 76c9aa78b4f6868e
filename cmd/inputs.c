#include "inputs.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "deliver.h"

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

static struct snapshot *open_path(const char *path, const char *part, const char *name)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_open(path, part, &error);
    if (snapshot == NULL)
        complain(strcmp(name, "-") == 0 ? "standard input" : name, error.reason);
    return snapshot;
}

static struct snapshot *open_entry(const struct library_entry *entry, const char *name)
{
    return open_path(entry->snapshot_path.ptr, NULL, name);
}

static struct snapshot *open_named(const struct options *options, const char *name)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = NULL;
    struct library *library = open_library(options, false);
    if (library == NULL)
        return NULL;
    const struct library_entry *entry = library_find(library, name, (int64_t)time(NULL), &error);
    if (entry != NULL) {
        snapshot = open_entry(entry, name);
    } else {
        struct text reason = {0};
        text_printf(&reason, "no such file, and %s", error.reason);
        text_add(&reason, (struct slice){"", 1});
        complain(name, reason.failed ? error.reason : reason.bytes);
        text_free(&reason);
    }
    library_close(library);
    return snapshot;
}

/* A path that is not there is not taken for a name: nothing in a library has a slash. */
static bool is_path(const char *name)
{
    return strcmp(name, "-") == 0 || strchr(name, '/') != NULL || access(name, F_OK) == 0;
}

struct snapshot *open_capture(const struct options *options, const char *name)
{
    return is_path(name) ? open_path(name, NULL, name) : open_named(options, name);
}

static void say_which(const struct library_entry *base, const struct library_entry *later,
                      const char *why)
{
    struct text line = {0};
    text_printf(&line, "comparing %.*s with %.*s (%s)", SLICE_ARGS(later->id), SLICE_ARGS(base->id),
                why);
    text_add(&line, (struct slice){"", 1});
    if (!line.failed)
        complain(NULL, line.bytes);
    text_free(&line);
}

static bool open_best(const struct options *options, struct snapshot **ret_base,
                      struct snapshot **ret_later)
{
    const struct library_entry *base;
    const struct library_entry *later;
    const char *why;
    struct error error = ERROR_NONE;
    struct library *library = open_library(options, false);
    if (library == NULL)
        return false;
    bool ok = library_pair(library, &base, &later, &why, &error);
    if (ok) {
        say_which(base, later, why);
        *ret_base = open_entry(base, base->id.ptr);
        *ret_later = open_entry(later, later->id.ptr);
        ok = *ret_base != NULL && *ret_later != NULL;
    } else {
        complain(NULL, error.reason);
    }
    library_close(library);
    return ok;
}

bool open_pair(const struct options *options, struct snapshot **ret_base,
               struct snapshot **ret_later, bool *ret_bundle)
{
    *ret_base = *ret_later = NULL;
    *ret_bundle = options->n_operands == 1;
    if (options->n_operands == 0)
        return open_best(options, ret_base, ret_later);
    const char *first = options->operands[0];
    if (*ret_bundle) {
        *ret_base = open_path(first, "base", first);
        *ret_later = *ret_base != NULL ? open_path(first, "later", first) : NULL;
        if (*ret_base == NULL)
            complain(NULL, "it takes two captures, or one evidence bundle, or none: then the "
                           "library's newest");
    } else {
        *ret_base = open_capture(options, first);
        *ret_later = open_capture(options, options->operands[1]);
    }
    return *ret_base != NULL && *ret_later != NULL;
}
