#include "confine.h"

#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "deliver.h"
#include "sandbox.h"

struct allowed {
    struct arena *arena;
    struct sandbox_path *paths;
    size_t count;
};

static void allow(struct allowed *allowed, const char *path, enum sandbox_use use)
{
    *ARENA_PUSH(allowed->arena, allowed->paths, allowed->count) = (struct sandbox_path){path, use};
}

/* outfile.h makes its file beside the one that is meant, and refuses a place like the others. */
static void allow_output(struct allowed *allowed, const char *path)
{
    struct stat status;
    struct slice whole = slice_of(path);
    struct slice folder = slice_first(whole, whole.len - slice_base_name(whole).len);
    if (lstat(path, &status) != 0 || S_ISREG(status.st_mode))
        allow(allowed, folder.len > 0 ? arena_string(allowed->arena, folder) : ".", SANDBOX_MAKE);
}

static void allow_outputs(struct allowed *allowed, const struct options *options)
{
    const char *const files[] = {options->json_file, options->html_file};
    if (options->output != NULL && strcmp(options->output, "-") != 0)
        allow_output(allowed, options->output);
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        if (files[i] != NULL && is_stream(files[i]))
            allow(allowed, files[i], SANDBOX_STREAM);
        else if (files[i] != NULL)
            allow_output(allowed, files[i]);
    }
}

bool confine(const struct options *options, const char *const *captures, size_t count,
             const char *library)
{
    unsigned layers;
    struct error error = ERROR_NONE;
    if (options->no_sandbox)
        return true;
    struct allowed allowed = {.arena = arena_new()};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(captures[i], "-") != 0)
            allow(&allowed, captures[i], SANDBOX_READ);
    }
    if (options->catalogue_file != NULL)
        allow(&allowed, options->catalogue_file, SANDBOX_READ);
    if (library != NULL)
        allow(&allowed, library, SANDBOX_MAKE);
    allow_outputs(&allowed, options);
    if (!sandbox_enter(allowed.paths, allowed.count, &layers, &error))
        complain(NULL, arena_format(allowed.arena,
                                    "the sandbox cannot be entered (%s); --no-sandbox goes on "
                                    "without it",
                                    error.reason)
                           .ptr);
    arena_free(allowed.arena);
    return !error.set;
}
