/* capture_boot.c: a baseline after each boot: the property list for launchd, and its removal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture_run.h"
#include "commands.h"
#include "deliver.h"
#include "launch_daemon.h"
#include "outfile.h"

static const char *plist_path(const struct options *options)
{
    return options->plist != NULL ? options->plist : LAUNCH_DAEMON_PATH;
}

/* As the shell found it: launchd looks along no path. */
static const char *search_path(const char *name, struct arena *arena)
{
    const char *path = getenv("PATH");
    struct slice rest = slice_of(path != NULL ? path : "");
    while (rest.len > 0) {
        struct slice folder = slice_first(rest, slice_find(rest, ':'));
        const char *found = arena_format(arena, "%.*s/%s", SLICE_ARGS(folder), name).ptr;
        if (folder.len > 0 && access(found, X_OK) == 0)
            return found;
        rest = slice_from(rest, folder.len + 1);
    }
    return NULL;
}

static const char *absolute(const char *path, struct arena *arena)
{
    char *resolved = path != NULL ? realpath(path, NULL) : NULL;
    const char *kept = resolved != NULL ? arena_string(arena, slice_of(resolved)) : NULL;
    free(resolved);
    return kept;
}

static const char *own_path(const char *argv0, struct arena *arena)
{
    bool bare = strchr(argv0, '/') == NULL;
    return absolute(bare ? search_path(argv0, arena) : argv0, arena);
}

/* The folder of a library need not be there yet. */
static const char *library_path(const struct capture_run *run)
{
    const char *folder = run->folder;
    if (*folder == '/')
        return folder;
    const char *here = absolute(".", run->arena);
    return here == NULL ? folder : arena_format(run->arena, "%s/%s", here, folder).ptr;
}

static int put_plist(const char *path, struct slice text)
{
    struct error error = ERROR_NONE;
    if (!outfile_put(path, text, &error)) {
        complain(path, error.reason);
        return EXIT_USAGE;
    }
    if (chmod(path, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH) != 0) {
        complain(path, strerror(errno));
        return EXIT_USAGE;
    }
    capture_tell("Written to %s: from the next boot on a quick baseline is taken three minutes "
                 "after each boot. To undo it: sudo sysdelta capture --remove-at-boot",
                 path);
    return EXIT_DONE;
}

int capture_at_boot(const struct capture_run *run)
{
    const struct options *options = run->options;
    const char *path = plist_path(options);
    struct error error = ERROR_NONE;
    struct text text = {0};
    struct launch_daemon daemon = {
        .program = own_path(options->program, run->arena),
        .user = run->invoker.other ? run->invoker.name : NULL,
        .library = library_path(run),
    };
    int status = EXIT_USAGE;
    if (daemon.program == NULL) {
        complain(options->program, "its place cannot be found: call it by its whole path");
    } else if (!launch_daemon_text(&text, &daemon, &error)) {
        complain(path, error.reason);
    } else if (!text_write(&text, stdout)) {
        complain("standard output", strerror(errno));
    } else if (options->dry_run) {
        capture_tell("This would be written to %s.", path);
        status = EXIT_DONE;
    } else {
        status = put_plist(path, text_slice(&text));
    }
    text_free(&text);
    return status;
}

int capture_remove_at_boot(const struct options *options)
{
    const char *path = plist_path(options);
    if (options->dry_run) {
        capture_tell("%s would be removed.", path);
        return EXIT_DONE;
    }
    if (unlink(path) == 0) {
        capture_tell("Removed %s: no more captures at boot.", path);
        return EXIT_DONE;
    }
    complain(path,
             errno == ENOENT ? "is not there: no captures are taken at boot" : strerror(errno));
    return EXIT_USAGE;
}
