#include "outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "deliver.h"

enum { OUTPUTS_MAX = OUTPUT_FORMS + 1 };

struct outputs {
    const char *paths[OUTPUTS_MAX];
    size_t count;
};

static void add_output(struct outputs *outputs, const char *path)
{
    if (path != NULL && !is_standard_output(path) && !is_stream(path))
        outputs->paths[outputs->count++] = path;
}

static struct outputs outputs_of(const struct options *options)
{
    struct outputs outputs = {.count = 0};
    add_output(&outputs, options->output);
    for (int i = 0; i < OUTPUT_FORMS; i++)
        add_output(&outputs, options->outputs[i]);
    return outputs;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat left;
    struct stat right;
    return stat(a, &left) == 0 && stat(b, &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

static bool is_inside(const char *path, const char *folder)
{
    char *whole = realpath(path, NULL);
    char *above = realpath(folder, NULL);
    struct slice rest = {"", 0};
    if (whole != NULL && above != NULL && slice_starts(slice_of(whole), above))
        rest = slice_from(slice_of(whole), slice_of(above).len);
    bool inside = slice_starts(rest, "/");
    free(whole);
    free(above);
    return inside;
}

static const char *folder_of(const char *path, struct arena *arena)
{
    struct slice whole = slice_of(path);
    struct slice folder = slice_first(whole, whole.len - slice_base_name(whole).len);
    return folder.len > 0 ? arena_string(arena, folder) : ".";
}

/* Neither need be there yet: then its folder and its name tell. */
static bool is_same_place(const char *a, const char *b, struct arena *arena)
{
    bool same_name = slice_equal(slice_base_name(slice_of(a)), slice_base_name(slice_of(b)));
    return is_same_file(a, b) ||
           (same_name && is_same_file(folder_of(a, arena), folder_of(b, arena)));
}

/* A text written there too would be over or under the other one. */
static bool is_behind_standard_output(const char *path)
{
    struct stat output;
    struct stat file;
    return fstat(STDOUT_FILENO, &output) == 0 && S_ISREG(output.st_mode) &&
           stat(path, &file) == 0 && output.st_dev == file.st_dev && output.st_ino == file.st_ino;
}

/*
 * A capture that is not the input of this run, most likely: FILE was left out, or a letter of it. A
 * snapshot file may be made anew.
 */
static bool is_archive(const char *path)
{
    static const struct {
        size_t at;
        struct slice bytes;
    } marks[] = {
        {0, {"\x1f\x8b", 2}},
        {0,
         {"\xfd"
          "7zXZ",
          5}},
        {0, {"\x28\xb5\x2f\xfd", 4}},
        {0, {"BZh", 3}},
        {0, {"PK\x03\x04", 4}},
        {257, {"ustar", 5}},
    };
    char head[512];
    if (slice_ends(slice_of(path), ".json.gz"))
        return false;
    FILE *file = fopen(path, "rb");
    size_t len = file != NULL ? fread(head, 1, sizeof(head), file) : 0;
    if (file != NULL)
        (void)fclose(file);
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        struct slice there = slice_from((struct slice){head, len}, marks[i].at);
        if (slice_equal(slice_first(there, marks[i].bytes.len), marks[i].bytes))
            return true;
    }
    return false;
}

static const char *is_taken_by(const char *output, const struct options *options,
                               const char *const *captures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same_file(output, captures[i]))
            return "is one of the inputs: give another file for the output";
        if (is_inside(output, captures[i]))
            return "is a file of one of the inputs: give another file for the output";
    }
    if (options->catalogue_file != NULL && is_same_file(output, options->catalogue_file))
        return "is the catalogue: give another file for the output";
    return NULL;
}

bool outputs_are_free(const struct options *options, const char *const *captures, size_t count)
{
    struct outputs outputs = outputs_of(options);
    struct arena *arena = arena_new();
    bool ok = true;
    for (size_t i = 0; i < outputs.count && ok; i++) {
        const char *reason = is_taken_by(outputs.paths[i], options, captures, count);
        if (reason == NULL && is_archive(outputs.paths[i]))
            reason = "is an archive, perhaps a capture: remove it first, or give another file for "
                     "the output";
        if (reason == NULL && is_behind_standard_output(outputs.paths[i]))
            reason = "is where standard output goes: give - to have it in place of the text";
        for (size_t k = 0; k < i && reason == NULL; k++) {
            if (is_same_place(outputs.paths[i], outputs.paths[k], arena))
                reason = "is asked for as the file of two outputs";
        }
        ok = reason == NULL;
        if (!ok)
            complain(outputs.paths[i], reason);
    }
    arena_free(arena);
    return ok;
}
