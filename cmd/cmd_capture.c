#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "capture_run.h"
#include "clear_folder.h"
#include "collectors.h"
#include "commands.h"
#include "deliver.h"
#include "interruption.h"
#include "system.h"

/* The programs are macOS's own; stand-ins can be had everywhere. */
static bool can_run_here(const struct options *options)
{
    struct utsname name;
    bool stand_in = options->quick ? options->collector_path != NULL : options->sysdiagnose != NULL;
    bool readings = options->n_gates > 0 && options->collector_path == NULL;
    if (system_is_macos() || uname(&name) < 0 || (stand_in && !readings))
        return true;
    capture_tell(
        "sysdelta: capture runs programs of macOS, and this system is %s: take the capture "
        "on the Mac (all other commands work here). Stand-ins can be named with "
        "--collector-path and --sysdiagnose.",
        name.sysname);
    return false;
}

static bool may_run(const struct capture_run *run)
{
    const struct options *options = run->options;
    if (run->invoker.root || options->no_root)
        return true;
    if (options->quick) {
        capture_tell("Without root these are not seen:");
        for (size_t i = 0; i < n_collectors; i++) {
            if (collectors[i].hidden != NULL)
                capture_tell("  %s: %s", collectors[i].name, collectors[i].hidden);
        }
    } else {
        capture_tell("Without root sysdiagnose does not run.");
    }
    complain(NULL, "run it with sudo, or with --no-root to go on without these");
    return false;
}

static bool find_library(struct capture_run *run)
{
    struct error error = ERROR_NONE;
    run->folder = run->options->library;
    const char *chosen = getenv("SYSDELTA_LIBRARY");
    bool by_home = run->folder == NULL && (chosen == NULL || *chosen == '\0');
    if (by_home && run->invoker.other && run->invoker.home == NULL) {
        complain(NULL, "the home of the user who called sudo is not known: name a folder with "
                       "--library");
        return false;
    }
    if (run->folder == NULL)
        run->folder = library_default_folder(run->invoker.home, run->arena, &error);
    if (run->folder == NULL)
        complain(NULL, error.reason);
    return run->folder != NULL;
}

static void tell_remarks(const struct library *library)
{
    size_t count;
    const struct slice *remarks = library_remarks(library, &count);
    for (size_t i = 0; i < count; i++)
        capture_tell("%.*s", SLICE_ARGS(remarks[i]));
}

static bool open_stage(struct capture_run *run)
{
    struct error error = ERROR_NONE;
    run->library = library_open(run->folder, true, LIBRARY_OWNER_SELF, &error);
    if (run->library != NULL)
        run->stage = library_stage(run->library, run->options->label, run->arena, &error);
    if (run->stage == NULL) {
        complain(run->folder, error.reason);
        return false;
    }
    tell_remarks(run->library);
    return true;
}

static int take(struct capture_run *run)
{
    struct error error = ERROR_NONE;
    struct library_entry entry;
    if (run->options->n_gates > 0) {
        int status = capture_wait(run);
        if (status != EXIT_DONE)
            return status;
    }
    if (!capture_take(run, &entry, &error)) {
        complain(run->taken, error.reason);
        capture_tell("Nothing was put into the library.");
        return EXIT_USAGE;
    }
    run->taken = NULL;
    return capture_report(run, &entry);
}

/*
 * What programs of root's left in the stage the user cannot remove. The path is followed as the
 * user; root goes on from the folder that was found there, and only if it is the user's.
 */
static bool clear_stage(struct capture_run *run)
{
    struct stat status;
    struct error error = ERROR_NONE;
    const char *kept = run->taken != NULL ? slice_base_name(slice_of(run->taken)).ptr : NULL;
    if (run->stage == NULL || !run->invoker.other)
        return true;
    int dir = open(run->stage, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir >= 0 && fstat(dir, &status) == 0 && status.st_uid == run->invoker.uid) {
        invoker_leave(&run->invoker);
        if (!clear_folder(dir, kept))
            capture_tell("Not all that was left in %s could be removed.", run->stage);
        if (!invoker_enter(&run->invoker, &error))
            complain(NULL, error.reason);
    }
    if (dir >= 0)
        close(dir);
    return !error.set;
}

/* As the user whose files they are; programs are run as root all the same. */
static int take_as_user(struct capture_run *run)
{
    struct error error = ERROR_NONE;
    run->interrupted = interruption_watch();
    if (run->options->delay_ms > 0 && !interruption_sleep(run->options->delay_ms)) {
        complain(NULL, "interrupted");
        return EXIT_USAGE;
    }
    if (!invoker_enter(&run->invoker, &error)) {
        complain(NULL, error.reason);
        return EXIT_USAGE;
    }
    int status = open_stage(run) ? take(run) : EXIT_USAGE;
    /* What was taken and could not be brought in stays: the next run tries again. */
    bool as_user = clear_stage(run);
    if (as_user && run->stage != NULL && run->taken == NULL)
        library_unstage(run->library, run->stage);
    library_close(run->library);
    invoker_leave(&run->invoker);
    return status;
}

static int run_capture(struct capture_run *run)
{
    const struct options *options = run->options;
    if (!find_library(run))
        return EXIT_USAGE;
    if (options->at_boot)
        return capture_at_boot(run);
    if (options->dry_run)
        return capture_plan(run) ? EXIT_DONE : EXIT_USAGE;
    if (!can_run_here(options) || !may_run(run))
        return EXIT_USAGE;
    return take_as_user(run);
}

int cmd_capture(const struct options *options)
{
    struct error error = ERROR_NONE;
    struct capture_run run = {.options = options, .arena = arena_new()};
    int status = EXIT_USAGE;
    if (options->remove_at_boot)
        status = capture_remove_at_boot(options);
    else if (!invoker_find(options->user, run.arena, &run.invoker, &error))
        complain(NULL, error.reason);
    else
        status = run_capture(&run);
    arena_free(run.arena);
    return status;
}
