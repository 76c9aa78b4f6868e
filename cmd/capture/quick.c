#include "quick.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "calendar.h"
#include "member_file.h"
#include "quick_manifest.h"

/* The collectors of one call of children_run(). */
struct batch {
    const struct quick_options *options;
    size_t n_jobs;
    struct collected *items[COLLECTORS_MAX];
    struct child_job jobs[COLLECTORS_MAX];
    struct child_result results[COLLECTORS_MAX];
    struct member_file *files;
    struct error error; /* of a member that could not be kept */
};

static struct moment moment_now(void)
{
    time_t now = time(NULL);
    struct tm tm;
    struct moment moment = {.known = false};
    if (localtime_r(&now, &tm) == NULL)
        return moment;
    moment.local = (struct local_time){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                                       tm.tm_hour,        tm.tm_min,     tm.tm_sec};
    moment.known = calendar_is_valid(moment.local);
    if (moment.known) {
        moment.zone_known = true;
        moment.zone_seconds = (int)(calendar_seconds(moment.local) - (int64_t)now);
    }
    return moment;
}

static void job_started(void *context, size_t job)
{
    const struct batch *batch = context;
    if (batch->options->started != NULL)
        batch->options->started(batch->options->context, batch->items[job]->collector);
}

/* What a program printed before it was ended is kept, and the manifest says how it ended. */
static void job_ended(void *context, size_t job, const struct child_result *result)
{
    struct batch *batch = context;
    struct collected *item = batch->items[job];
    struct member_file *file = &batch->files[job];
    bool whole = result->end != CHILD_OUTPUT_ERROR && member_flush(file, &batch->error);
    if (result->end == CHILD_OUTPUT_ERROR)
        error_set(&batch->error, "%s", result->error.reason);
    item->child = *result;
    item->bytes = file->bytes;
    if (whole && file->bytes > 0)
        item->kept = member_keep(file, &batch->error);
    else
        member_drop(file);
    if (batch->options->ended != NULL)
        batch->options->ended(batch->options->context, item);
}

static bool add_job(struct batch *batch, int folder, struct collected *item, struct error *error)
{
    size_t job = batch->n_jobs;
    struct member_file *file = &batch->files[job];
    if (!member_open(file, folder, item->collector->member, item->collector->keeps_line, error))
        return false;
    const struct quick_options *options = batch->options;
    batch->items[job] = item;
    batch->jobs[job] = (struct child_job){
        .argv = item->argv,
        .out = {member_take, file},
        .limit_ms = item->limit_ms,
        .bytes_max = options->bytes_max > 0 ? options->bytes_max : QUICK_BYTES_MAX,
    };
    batch->n_jobs++;
    return true;
}

static bool run_batch(struct batch *batch, bool alone, struct error *error)
{
    const struct quick_options *options = batch->options;
    struct child_rules rules = {
        .at_once = alone ? 1 : QUICK_AT_ONCE,
        .grace_ms = options->grace_ms > 0 ? options->grace_ms : QUICK_GRACE_MS,
        .interrupted = options->interrupted,
        .started = job_started,
        .ended = job_ended,
        .context = batch,
    };
    if (!children_run(batch->jobs, batch->results, batch->n_jobs, &rules, error)) {
        for (size_t i = 0; i < batch->n_jobs; i++)
            member_drop(&batch->files[i]);
        return false;
    }
    if (options->interrupted != NULL && *options->interrupted > 0)
        return error_set(error, "interrupted");
    if (batch->error.set)
        return error_set(error, "%s", batch->error.reason);
    return true;
}

/* Is this collector's next command worth a try? */
static bool has_failed(const struct collected *item)
{
    const struct child_result *child = &item->child;
    if (item->kept)
        return false;
    return child->end == CHILD_NOT_FOUND || child->end == CHILD_NOT_STARTED ||
           (child->end == CHILD_EXITED && child->exit_status != 0);
}

/* Runs command `index` of those collectors that are to run alone, or of the others. */
static bool run_round(const struct quick_options *options, struct arena *arena, struct quick *quick,
                      int folder, bool alone, size_t index, struct error *error)
{
    struct batch *batch = arena_alloc(arena, sizeof(*batch));
    batch->options = options;
    batch->files = arena_alloc(arena, COLLECTORS_MAX * sizeof(*batch->files));
    for (size_t i = 0; i < quick->n_items; i++) {
        struct collected *item = &quick->items[i];
        const char *const *argv =
            collector_command(item->collector, index, options->collector_path, arena);
        if (item->collector->alone != alone || argv == NULL || (index > 0 && !has_failed(item)))
            continue;
        item->argv = argv;
        if (!add_job(batch, folder, item, error)) {
            for (size_t j = 0; j < batch->n_jobs; j++)
                member_drop(&batch->files[j]);
            return false;
        }
    }
    return batch->n_jobs == 0 || run_batch(batch, alone, error);
}

static bool write_manifest(const struct quick_options *options, const struct quick *quick,
                           int folder, struct arena *arena, struct error *error)
{
    struct member_file *file = arena_alloc(arena, sizeof(*file));
    struct text text = {0};
    manifest_text(&text, quick, options);
    bool ok = !text.failed || error_set(error, "out of memory");
    ok = ok && member_open(file, folder, MANIFEST_NAME, NULL, error);
    if (ok && member_take(file, text_slice(&text), error)) {
        ok = member_keep(file, error);
    } else if (ok) {
        member_drop(file);
        ok = false;
    }
    text_free(&text);
    return ok;
}

static bool is_anything_kept(const struct quick *quick)
{
    for (size_t i = 0; i < quick->n_items; i++) {
        if (quick->items[i].kept)
            return true;
    }
    return false;
}

bool quick_run(const struct quick_options *options, struct arena *arena, struct quick *ret,
               struct error *error)
{
    struct quick *quick = arena_alloc(arena, sizeof(*quick));
    quick->taken = moment_now();
    quick->n_items = n_collectors;
    if (options->n_collectors > 0 && options->n_collectors < n_collectors)
        quick->n_items = options->n_collectors;
    for (size_t i = 0; i < quick->n_items; i++) {
        quick->items[i].collector = &collectors[i];
        quick->items[i].limit_ms = options->limit_ms > 0
                                       ? options->limit_ms
                                       : (uint64_t)collectors[i].limit_seconds * 1000;
    }
    int folder = open(options->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return error_set(error, "%s: %s", options->folder, strerror(errno));

    bool ok = true;
    for (int beside = 0; ok && beside < 2; beside++) {
        for (size_t index = 0; ok && index < COLLECTOR_COMMANDS_MAX; index++)
            ok = run_round(options, arena, quick, folder, beside == 0, index, error);
    }
    if (ok && !is_anything_kept(quick))
        ok = error_set(error, "no collector printed anything");
    ok = ok && write_manifest(options, quick, folder, arena, error);
    close(folder);
    if (ok)
        *ret = *quick;
    return ok;
}
