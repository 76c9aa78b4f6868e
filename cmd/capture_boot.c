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
#include "heap.h"
#include "launch_daemon.h"
#include "outfile.h"
#include "system.h"

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
    errno = 0;
    char *resolved = path != NULL ? realpath(path, NULL) : NULL;
    if (path != NULL && resolved == NULL)
        heap_check();
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

static bool others_may_write(const char *path, bool folder)
{
    struct stat status;
    if (stat(path, &status) != 0 || status.st_uid != 0)
        return true;
    /* In a sticky folder the entries of others are safe. */
    bool guarded = folder && (status.st_mode & S_ISVTX) != 0;
    return !guarded && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

/* The program, or the first folder above it, that others than root may change; NULL: none. */
static const char *open_to_others(const char *program, struct arena *arena)
{
    struct slice path = slice_of(program);
    bool folder = false;
    while (path.len > 0) {
        const char *name = arena_string(arena, path);
        if (others_may_write(name, folder))
            return name;
        while (path.len > 0 && path.ptr[path.len - 1] != '/')
            path.len--;
        path.len -= path.len > 0;
        folder = true;
    }
    return others_may_write("/", true) ? "/" : NULL;
}

/* launchd runs the program as root: whoever can change it becomes root. */
static bool may_write(const struct options *options, const char *program, struct arena *arena)
{
    const char *open = open_to_others(program, arena);
    if (options->plist == NULL && !options->dry_run && !system_is_macos()) {
        complain(NULL, "this system is not macOS and has no launchd: name a file with --plist "
                       "to have the property list written");
        return false;
    }
    if (open == NULL)
        return true;
    if (options->plist == NULL && !options->dry_run) {
        complain(open, "others than root may change it, and launchd would run it as root: put "
                       "the program where only root can write");
        return false;
    }
    capture_tell("%s: others than root may change it, and launchd would run it as root.", open);
    return true;
}

/* Another's file is neither written over nor removed. True too where there is none. */
static bool is_ours(const char *path)
{
    char head[4096];
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        heap_check();
        return true;
    }
    struct slice text = {head, fread(head, 1, sizeof(head), file)};
    fclose(file);
    bool ours = slice_find_text(text, "<string>" LAUNCH_DAEMON_LABEL "</string>") < text.len;
    if (!ours)
        complain(path, "is there and is no property list of sysdelta: it stays as it is");
    return ours;
}

static int put_plist(const char *path, struct slice text)
{
    struct error error = ERROR_NONE;
    if (!is_ours(path))
        return EXIT_USAGE;
    if (!outfile_put(path, text, &error)) {
        complain(path, error.reason);
        return EXIT_USAGE;
    }
    if (chmod(path, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH) != 0) {
        complain(path, strerror(errno));
        return EXIT_USAGE;
    }
    capture_tell("Written to %s: from the next boot on a quick baseline is taken "
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
        .label = options->label,
        .delay_seconds = options->delay_ms / 1000,
        .time_limit_seconds = options->time_limit_ms / 1000,
    };
    int status = EXIT_USAGE;
    if (daemon.program == NULL) {
        complain(options->program, "its place cannot be found: call it by its whole path");
    } else if (!launch_daemon_text(&text, &daemon, &error)) {
        complain(path, error.reason);
    } else if (!may_write(options, daemon.program, run->arena)) {
        status = EXIT_USAGE;
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
    if (!is_ours(path))
        return EXIT_USAGE;
    if (unlink(path) == 0) {
        capture_tell("Removed %s: no more captures at boot.", path);
        return EXIT_DONE;
    }
    complain(path,
             errno == ENOENT ? "is not there: no captures are taken at boot" : strerror(errno));
    return EXIT_USAGE;
}
