#include "evidence.h"

#include <string.h>
#include <sys/stat.h>

#include "calendar.h"
#include "json_agrees.h"
#include "render.h"
#include "snapshot_file.h"

enum { FOLDER_BYTES_MAX = 200 };

struct making {
    const struct evidence_request *request;
    struct evidence *evidence;
    struct redactor *redactor; /* NULL: nothing is replaced */
    struct arena *arena;
    int64_t seconds;  /* the time of all members */
    json_t *original; /* the diff of the originals */
};

/* The parts of a bundle that was just written, and what they come to. */
struct reread {
    struct snapshot *base, *later;
    struct findings findings;
};

/* "base" and "later" are what the parts are called. */
static const char *folder_name(const char *output, struct arena *arena)
{
    static const char *const endings[] = {".tar.gz", ".tgz", ".tar"};
    struct slice name = slice_base_name(slice_of(output));
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        if (slice_ends(name, endings[i])) {
            name.len -= strlen(endings[i]);
            break;
        }
    }
    bool taken = slice_is(name, "base") || slice_is(name, "later") || slice_is(name, ".") ||
                 slice_is(name, "..");
    if (name.len == 0 || name.len > FOLDER_BYTES_MAX || taken)
        return "evidence";
    return arena_string(arena, name);
}

static int64_t seconds_of(struct moment moment)
{
    int64_t seconds = moment.known ? moment_seconds(moment) : 0;
    return seconds > 0 ? seconds : 0;
}

static json_t *findings_json(const struct findings *findings, struct slice *ret_text,
                             struct arena *arena, struct error *error)
{
    static const struct given_options none = {.count = 0}; /* as by a plain diff --json */
    struct text text = {0};
    json_error_t reason;
    render_json(&text, findings, &none);
    json_t *json = text.failed ? NULL : json_loadb(text.bytes, text.len, JSON_ALLOW_NUL, &reason);
    if (json == NULL)
        error_set(error, "the report could not be made: out of memory");
    else if (ret_text != NULL)
        *ret_text = arena_copy(arena, text_slice(&text));
    text_free(&text);
    return json;
}

static bool diff_originals(struct making *making, struct error *error)
{
    const struct evidence_request *request = making->request;
    struct findings findings;
    if (!findings_of(request->base, request->later, request->catalogue, making->arena, &findings,
                     error))
        return false;
    making->evidence->comparable = findings.comparable;
    making->original = findings_json(&findings, NULL, making->arena, error);
    return making->original != NULL;
}

/* A part is called as the capture it was taken of, wherever the bundle lies. */
static struct snapshot *open_part(const struct making *making, const char *path, const char *name,
                                  struct error *error)
{
    struct error reason = ERROR_NONE;
    const struct bundle_options options = {
        .part = name, .limits = making->request->limits, .no_hash = true};
    struct snapshot *snapshot = snapshot_open_with(path, options, &reason);
    if (snapshot == NULL)
        error_set(error, "what was written cannot be read again: %s", reason.reason);
    else
        snapshot->path = snapshot->name;
    return snapshot;
}

static bool open_again(const struct making *making, const char *path, struct reread *ret,
                       struct error *error)
{
    ret->base = open_part(making, path, "base", error);
    ret->later = ret->base != NULL ? open_part(making, path, "later", error) : NULL;
    return ret->later != NULL && findings_of(ret->base, ret->later, making->request->catalogue,
                                             making->arena, &ret->findings, error);
}

static void close_again(struct reread *reread)
{
    snapshot_free(reread->base);
    snapshot_free(reread->later);
}

static void add_report(struct making *making, const char *path, struct slice text)
{
    struct evidence *evidence = making->evidence;
    *ARENA_PUSH(making->arena, evidence->reports, evidence->n_reports) =
        (struct evidence_report){slice_of(path), text};
}

static bool add_texts(struct making *making, const struct reread *reread, struct error *error)
{
    struct text text = {0};
    struct selection selection = select_components(&reread->findings.joined, false,
                                                   making->request->selection, making->arena);
    render_text(&text, &reread->findings, &selection, (struct text_layout){.width = 0});
    bool ok = !text.failed || error_set(error, "out of memory");
    if (ok)
        add_report(making, "report.txt", arena_copy(making->arena, text_slice(&text)));
    text_free(&text);
    return ok;
}

/* Is what the parts come to what the originals come to? Then it makes the reports. */
static bool check(struct making *making, const struct reread *reread, struct error *error)
{
    struct text where = {0};
    struct slice text;
    json_t *copy = findings_json(&reread->findings, &text, making->arena, error);
    bool ok = copy != NULL;
    if (ok &&
        !json_agrees(making->original, copy, making->redactor, &where, &making->evidence->values))
        ok = error_set(error,
                       "the diff of the bundle differs from that of the captures (%.*s): nothing "
                       "was written",
                       SLICE_ARGS(text_slice(&where)));
    if (ok) {
        ok = add_texts(making, reread, error);
        add_report(making, "report.json", text);
    }
    json_decref(copy);
    text_free(&where);
    return ok;
}

static bool write_parts(struct making *making, struct tar_writer *writer, struct error *error)
{
    struct evidence *evidence = making->evidence;
    if (making->redactor != NULL)
        redactor_reset_counts(making->redactor);
    bool ok = evidence_part_write(&evidence->base, evidence->folder, writer, making->redactor,
                                  making->seconds, making->arena, error) &&
              evidence_part_write(&evidence->later, evidence->folder, writer, making->redactor,
                                  making->seconds, making->arena, error);
    for (int i = 0; i < SECRET_KINDS && making->redactor != NULL; i++)
        evidence->secrets[i] = redactor_count(making->redactor, (enum secret_kind)i);
    return ok;
}

static bool write_text(struct making *making, struct tar_writer *writer, struct slice name,
                       struct slice text, struct error *error)
{
    struct slice path =
        arena_format(making->arena, "%s/%.*s", making->evidence->folder, SLICE_ARGS(name));
    return tar_writer_add_text(writer, path, text, making->seconds, error);
}

static bool write_texts(struct making *making, struct tar_writer *writer, struct error *error)
{
    const struct evidence *evidence = making->evidence;
    struct text readme = {0};
    struct text manifest = {0};
    bool ok = true;
    evidence_readme(&readme, evidence);
    evidence_manifest(&manifest, evidence);
    if (readme.failed || manifest.failed)
        ok = error_set(error, "out of memory");
    for (size_t i = 0; i < evidence->n_reports && ok; i++)
        ok =
            write_text(making, writer, evidence->reports[i].path, evidence->reports[i].text, error);
    ok = ok && write_text(making, writer, SLICE("README.txt"), text_slice(&readme), error) &&
         write_text(making, writer, SLICE(EVIDENCE_MEMBER), text_slice(&manifest), error);
    text_free(&readme);
    text_free(&manifest);
    return ok;
}

/* Nothing but the captures may have changed what the bundle says since the draft. */
static bool same_reports(const struct evidence *a, const struct evidence *b, struct error *error)
{
    bool same = a->n_reports == b->n_reports;
    for (size_t i = 0; i < a->n_reports && same; i++)
        same = slice_equal(a->reports[i].text, b->reports[i].text);
    return same || error_set(error, "a capture has changed while it was read");
}

/* Writes the parts, and the texts once there are any; then reads the parts again. */
static bool write_and_check(struct making *making, struct outfile *outfile, bool with_texts,
                            struct error *error)
{
    struct reread reread = {.base = NULL};
    struct tar_writer *writer =
        with_texts ? tar_writer_new(outfile, error) : tar_writer_new_plain(outfile, error);
    if (writer == NULL)
        return false;
    bool ok =
        write_parts(making, writer, error) && (!with_texts || write_texts(making, writer, error));
    if (ok)
        ok = tar_writer_close(writer, error);
    else
        tar_writer_abandon(writer);
    ok = ok && open_again(making, outfile_temporary(outfile), &reread, error);
    struct evidence written = *making->evidence;
    making->evidence->reports = NULL;
    making->evidence->n_reports = 0;
    ok = ok && check(making, &reread, error);
    close_again(&reread);
    return ok && (!with_texts || same_reports(&written, making->evidence, error));
}

/* The reports are of what is in the bundle, so it has to be there before they are. */
static bool make_reports(struct making *making, struct error *error)
{
    struct outfile *draft = outfile_open(making->request->output, error);
    bool ok = draft != NULL && write_and_check(making, draft, false, error);
    outfile_abandon(draft);
    return ok;
}

static bool make_bundle(struct making *making, struct error *error)
{
    struct stat status;
    struct outfile *outfile = outfile_open(making->request->output, error);
    bool ok = outfile != NULL && write_and_check(making, outfile, true, error);
    if (ok && stat(outfile_temporary(outfile), &status) == 0)
        making->evidence->bytes = (uint64_t)status.st_size;
    if (ok)
        return outfile_commit(outfile, error);
    outfile_abandon(outfile);
    return false;
}

static bool learn(const struct making *making, struct error *error)
{
    if (making->redactor == NULL)
        return true;
    redactor_learn(making->redactor, making->request->base);
    redactor_learn(making->redactor, making->request->later);
    return evidence_part_learn(&making->evidence->base, making->redactor, error) &&
           evidence_part_learn(&making->evidence->later, making->redactor, error);
}

bool evidence_write(const struct evidence_request *request, struct evidence *ret,
                    struct arena *arena, struct error *error)
{
    *ret = (struct evidence){
        .folder = folder_name(request->output, arena),
        .base = {.name = "base", .snapshot = request->base, .limits = request->limits},
        .later = {.name = "later", .snapshot = request->later, .limits = request->limits},
        .redacted = request->redact,
    };
    struct making making = {
        .request = request,
        .evidence = ret,
        .redactor = request->redact ? redactor_new() : NULL,
        .arena = arena,
        .seconds = seconds_of(request->later->machine.taken),
    };
    bool ok = diff_originals(&making, error) && learn(&making, error) &&
              make_reports(&making, error) && make_bundle(&making, error);
    json_decref(making.original);
    redactor_free(making.redactor);
    return ok;
}
