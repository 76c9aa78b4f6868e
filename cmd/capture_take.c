/* capture_take.c: one capture, from an empty folder of the staging area into the library. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "calendar.h"
#include "capture_run.h"
#include "deliver.h"
#include "escape.h"
#include "human.h"
#include "library_files.h"
#include "pack.h"
#include "quick.h"
#include "sysdiagnose_run.h"
#include "version.h"

/* What a reading is made of: zprint, vm_stat, sysctl, kextstat and top. */
enum { READING_COLLECTORS = 5 };

void capture_tell(const char *format, ...)
{
    char text[1024];
    struct text line = {0};
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    escape_terminal(&line, slice_of(text));
    text_add(&line, SLICE("\n"));
    (void)text_write(&line, stderr);
    text_free(&line);
}

static void tell_collected(void *context, const struct collected *collected)
{
    struct text line = {0};
    uint64_t tenths = collected->child.milliseconds / 100;
    (void)context;
    text_printf(&line, "  %-10s %3llu.%llu s  ", collected->collector->name,
                (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10));
    if (collected->kept)
        human_bytes(&line, collected->bytes);
    bool well = collected->child.end == CHILD_EXITED && collected->child.exit_status == 0;
    if (!well || !collected->kept) {
        text_add(&line, collected->kept ? SLICE(", ") : SLICE("nothing, "));
        collected_end(&line, collected);
    }
    if (collected->child.left_behind)
        text_add(&line, SLICE(", but a process that it left behind still held its output"));
    if (!line.failed)
        capture_tell("%.*s", (int)line.len, line.bytes);
    text_free(&line);
}

static void tell_line(void *context, struct slice line)
{
    (void)context;
    capture_tell("  %.*s", SLICE_ARGS(line));
}

static const char *folder_in_stage(const struct capture_run *run, const char *name,
                                   struct error *error)
{
    const char *path = arena_format(run->arena, "%s/%s", run->stage, name).ptr;
    if (mkdir(path, S_IRWXU) == 0)
        return path;
    error_set(error, "%s cannot be made: %s", path, strerror(errno));
    return NULL;
}

static struct quick_options quick_options(const struct capture_run *run, const char *folder)
{
    const struct options *options = run->options;
    return (struct quick_options){
        .folder = folder,
        .collector_path = options->collector_path,
        .label = options->label,
        .tool = "sysdelta " SYSDELTA_VERSION,
        .root = run->invoker.root,
        .limit_ms = options->time_limit_ms,
        .interrupted = run->interrupted,
    };
}

static const char *name_of(struct moment taken, struct arena *arena)
{
    int zone = abs(taken.zone_seconds) / 60;
    return arena_format(arena, "sysdelta_%04d.%02d.%02d_%02d-%02d-%02d%c%02d%02d", taken.local.year,
                        taken.local.month, taken.local.day, taken.local.hour, taken.local.minute,
                        taken.local.second, taken.zone_seconds < 0 ? '-' : '+', zone / 60,
                        zone % 60)
        .ptr;
}

static const char *take_quick(const struct capture_run *run, struct error *error)
{
    struct quick *quick = arena_alloc(run->arena, sizeof(*quick));
    const char *reports = folder_in_stage(run, "reports", error);
    if (reports == NULL)
        return NULL;
    struct quick_options options = quick_options(run, reports);
    options.ended = tell_collected;
    const char *archive = NULL;
    bool ok = quick_run(&options, run->arena, quick, error);
    if (ok) {
        const char *name = name_of(quick->taken, run->arena);
        archive = arena_format(run->arena, "%s/%s.tar.gz", run->stage, name).ptr;
        ok = pack_folder(reports, name, archive, moment_seconds(quick->taken), error);
    }
    remove_tree(reports);
    return ok ? archive : NULL;
}

/* Why the archive is not to be given away, in words; NULL: it was given. */
static const char *give_away(const struct capture_run *run, int dir, const char *name)
{
    struct stat status;
    const char *reason = NULL;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return strerror(errno);
    if (fstat(fd, &status) != 0)
        reason = strerror(errno);
    else if (!S_ISREG(status.st_mode))
        reason = "it is no plain file";
    else if (status.st_nlink != 1)
        reason = "it has other names too, so it may be another's file";
    else if (fchmod(fd, S_IRUSR | S_IWUSR) != 0 ||
             (run->invoker.other && fchown(fd, run->invoker.uid, run->invoker.gid) != 0))
        reason = strerror(errno);
    close(fd);
    return reason;
}

/*
 * sysdiagnose writes as root. Its archive becomes the user's, but only a file that has one name and
 * lies in the folder that was made for it: nobody gets another's file this way.
 */
static bool hand_over(const struct capture_run *run, const char *archive, struct error *error)
{
    struct stat status;
    const char *name = slice_base_name(slice_of(archive)).ptr;
    const char *reason = NULL;
    int dir = open(run->stage, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0 || fstat(dir, &status) != 0)
        reason = strerror(errno);
    else if (status.st_uid != run->invoker.uid)
        reason = "its folder is not the user's any more";
    invoker_leave(&run->invoker);
    if (reason == NULL)
        reason = give_away(run, dir, name);
    if (dir >= 0)
        close(dir);
    if (reason != NULL)
        error_set(error, "cannot be handed over, and stays there until the next capture: %s",
                  reason);
    return invoker_enter(&run->invoker, error) && reason == NULL;
}

static const char *take_full(struct capture_run *run, struct error *error)
{
    struct sysdiagnose_result *result = arena_alloc(run->arena, sizeof(*result));
    struct sysdiagnose_options options = {
        .program = run->options->sysdiagnose,
        .folder = run->stage,
        .limit_ms = run->options->time_limit_ms,
        .interrupted = run->interrupted,
        .line = tell_line,
    };
    capture_tell("Running %s, which takes some minutes.",
                 options.program != NULL ? options.program : SYSDIAGNOSE_PROGRAM);
    struct error reason = ERROR_NONE;
    bool ok = sysdiagnose_run(&options, run->arena, result, &reason);
    bool usable = result->archive != NULL && *run->interrupted == 0;
    if (!ok && !usable) {
        error_set(error, "%s", reason.reason);
        return NULL;
    }
    if (!ok)
        capture_tell("%s; its archive is used as far as it goes.", reason.reason);
    run->taken = result->archive;
    return hand_over(run, result->archive, error) ? result->archive : NULL;
}

bool capture_take(struct capture_run *run, struct library_entry *ret, struct error *error)
{
    const char *archive = run->options->quick ? take_quick(run, error) : take_full(run, error);
    if (archive == NULL)
        return false;
    struct library_intake intake = {
        .path = archive, .label = run->options->label, .keep_archive = true};
    bool known;
    run->taken = archive;
    return library_keep(run->library, &intake, ret, &known, error);
}

struct snapshot *capture_reading(const struct capture_run *run, struct error *error)
{
    struct arena *arena = arena_new();
    struct quick *quick = arena_alloc(arena, sizeof(*quick));
    struct snapshot *snapshot = NULL;
    const char *folder = folder_in_stage(run, "reading", error);
    if (folder != NULL) {
        struct quick_options options = quick_options(run, folder);
        options.n_collectors = READING_COLLECTORS;
        if (quick_run(&options, arena, quick, error))
            snapshot = bundle_read(folder, error);
        remove_tree(folder);
    }
    arena_free(arena);
    return snapshot;
}
