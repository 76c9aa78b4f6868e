#include "sysdiagnose_run.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "line_feed.h"

enum { GRACE_MS = 10000, WORDS = 6 };
#define OUTPUT_BYTES_MAX (UINT64_C(64) << 20)

/* No feedback, no window of the Finder, and the folder. */
const char *const *sysdiagnose_command(const struct sysdiagnose_options *options,
                                       struct arena *arena)
{
    const char **argv = arena_alloc(arena, WORDS * sizeof(*argv));
    argv[0] = options->program != NULL ? options->program : SYSDIAGNOSE_PROGRAM;
    argv[1] = "-u";
    argv[2] = "-b";
    argv[3] = "-f";
    argv[4] = options->folder;
    return argv;
}

/* While it is being written an archive has another name, or another folder. */
static bool is_archive_name(struct slice name)
{
    static const char *const ends[] = {".tar.gz", ".tgz", ".tar", ".tar.xz", ".tar.bz2", ".zip"};
    if (slice_starts(name, ".") || slice_starts(name, "IN_PROGRESS"))
        return false;
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        if (slice_ends(name, ends[i]))
            return true;
    }
    return false;
}

static const char *find_archive(const char *folder, struct arena *arena, struct error *error)
{
    DIR *dir = opendir(folder);
    const char *found = NULL;
    if (dir == NULL) {
        error_set(error, "%s: %s", folder, strerror(errno));
        return NULL;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat status;
        const char *path = arena_format(arena, "%s/%s", folder, entry->d_name).ptr;
        if (!is_archive_name(slice_of(entry->d_name)) || lstat(path, &status) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        if (found == NULL || strcmp(path, found) > 0) /* names carry the date: the latest */
            found = path;
    }
    closedir(dir);
    return found;
}

struct progress {
    const struct sysdiagnose_options *options;
    struct line_feed feed;
};

static bool hand_on(void *context, struct slice line, struct error *error)
{
    const struct progress *progress = context;
    (void)error;
    if (progress->options->line != NULL)
        progress->options->line(progress->options->context, line);
    return true;
}

static bool explain(const struct child_result *child, const char *program, uint64_t limit_ms,
                    struct error *error)
{
    switch (child->end) {
    case CHILD_EXITED:
        return child->exit_status == 0 ||
               error_set(error, "%s ended with exit status %d", program, child->exit_status);
    case CHILD_SIGNALLED:
        return error_set(error, "%s was ended by signal %d", program, child->signal);
    case CHILD_TIMED_OUT:
        return error_set(error, "%s did not end within %llu s", program,
                         (unsigned long long)(limit_ms / 1000));
    case CHILD_TOO_MUCH:
        return error_set(error, "%s prints without end", program);
    case CHILD_INTERRUPTED:
        return error_set(error, "interrupted");
    case CHILD_NOT_FOUND:
        return error_set(error, "%s: there is no such program", program);
    case CHILD_OUTPUT_ERROR:
    case CHILD_NOT_STARTED:
        break;
    }
    return error_set(error, "%s cannot be run: %s", program, child->error.reason);
}

bool sysdiagnose_run(const struct sysdiagnose_options *options, struct arena *arena,
                     struct sysdiagnose_result *ret, struct error *error)
{
    struct progress progress = {.options = options, .feed = {.take = hand_on}};
    progress.feed.context = &progress;
    struct child_job job = {
        .argv = sysdiagnose_command(options, arena),
        .out = {line_feed_take, &progress.feed},
        .limit_ms = options->limit_ms > 0 ? options->limit_ms : SYSDIAGNOSE_LIMIT_MS,
        .bytes_max = OUTPUT_BYTES_MAX,
    };
    struct child_rules rules = {
        .at_once = 1, .grace_ms = GRACE_MS, .interrupted = options->interrupted};
    *ret = (struct sysdiagnose_result){.archive = NULL};
    if (!children_run(&job, &ret->child, 1, &rules, error))
        return false;
    line_feed_end(&progress.feed, error);
    bool ok = explain(&ret->child, job.argv[0], job.limit_ms, error);
    ret->archive = find_archive(options->folder, arena, error);
    if (ok && ret->archive == NULL)
        ok = error_set(error, "%s left no archive in its folder", job.argv[0]);
    return ok;
}
