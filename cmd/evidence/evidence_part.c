#include "evidence_part.h"

#include "hash.h"
#include "redact_stream.h"
#include "report.h"

struct part_writer {
    struct evidence_part *part;
    const char *folder;
    struct tar_writer *writer; /* NULL: nothing is written */
    struct redactor *redactor;
    int64_t seconds;
    struct arena *arena;
};

/* A member on its way from the capture to the bundle. */
struct passage {
    const struct report *report;
    struct byte_reader from;
    struct tar_writer *writer;
    struct hash *before, *after;
    uint64_t read, written;
};

/* Where a damaged member ended at the first reading, it ends now. */
static long read_original(void *context, char *buffer, size_t room, struct error *error)
{
    struct passage *passage = context;
    bool was_cut = passage->report->sha256.len == 0;
    uint64_t left = passage->report->bytes - passage->read;
    if (was_cut && left < room)
        room = (size_t)left;
    if (was_cut && left == 0)
        return 0;
    long got = passage->from.read(passage->from.context, buffer, room, error);
    if (got > 0) {
        passage->read += (uint64_t)got;
        if (passage->before != NULL)
            hash_add(passage->before, (struct slice){buffer, (size_t)got});
    }
    return got;
}

static bool write_copy(void *context, struct slice bytes, struct error *error)
{
    struct passage *passage = context;
    passage->written += bytes.len;
    if (passage->writer == NULL || bytes.len == 0)
        return true;
    hash_add(passage->after, bytes);
    return tar_writer_put(passage->writer, bytes, error);
}

static bool copy_as_it_is(struct byte_reader from, struct byte_writer to, struct error *error)
{
    char buffer[64 * 1024];
    long got;
    while ((got = from.read(from.context, buffer, sizeof(buffer), error)) > 0) {
        if (!to.write(to.context, (struct slice){buffer, (size_t)got}, error))
            return false;
    }
    return got == 0;
}

static bool pass(struct passage *passage, struct redactor *redactor, struct error *error)
{
    struct byte_reader from = {read_original, passage};
    struct byte_writer to = {write_copy, passage};
    if (redactor == NULL)
        return copy_as_it_is(from, to, error);
    return redact_stream(redactor, passage->report->kind->name, from, to, error);
}

static bool is_report_name(struct slice base)
{
    for (size_t kind = 0; report_kinds[kind] != NULL; kind++) {
        for (const char *const *name = report_kinds[kind]->members; *name != NULL; name++) {
            if (slice_equal_fold(base, slice_of(*name)))
                return true;
        }
    }
    return false;
}

/* Folders and the file by themselves; names of reports stay. */
static bool add_path(struct text *out, struct redactor *redactor, struct slice path,
                     struct error *error)
{
    bool ok = true;
    while (ok && path.len > 0) {
        size_t slash = slice_find(path, '/');
        struct slice name = slice_first(path, slash);
        if (redactor == NULL || is_report_name(name))
            text_add(out, name);
        else
            ok = redactor_file_name(redactor, name, out, error);
        if (slash < path.len)
            text_add(out, SLICE("/"));
        path = slice_from(path, slash + 1);
    }
    return ok;
}

static bool member_path(const struct part_writer *w, const struct report *report, struct slice *ret,
                        struct error *error)
{
    struct text path = {0};
    text_printf(&path, "%s/", w->part->name);
    struct slice base = slice_base_name(report->member);
    struct slice folder = slice_first(report->member, report->member.len - base.len);
    /* A single file may be called as its owner liked. */
    if (w->redactor != NULL && !is_report_name(base))
        base = slice_of(report->kind->members[0]);
    bool ok = add_path(&path, w->redactor, folder, error);
    text_add(&path, base);
    if (ok && path.failed)
        ok = error_set(error, "out of memory");
    if (ok)
        *ret = arena_copy(w->arena, text_slice(&path));
    text_free(&path);
    return ok;
}

static bool changed(const struct report *report, struct error *error)
{
    return error_set(error, "%.*s has changed while it was read", SLICE_ARGS(report->member));
}

static bool write_member(struct part_writer *w, struct passage *passage, struct error *error)
{
    const struct report *report = passage->report;
    struct evidence_member member = {.kind = report->kind->name};
    if (!member_path(w, report, &member.path, error))
        return false;
    struct slice path = arena_format(w->arena, "%s/%.*s", w->folder, SLICE_ARGS(member.path));
    bool ok = tar_writer_begin(w->writer, path, report->bytes, w->seconds, error) &&
              pass(passage, w->redactor, error) && tar_writer_end(w->writer, error);
    member.original_bytes = passage->read;
    member.written_bytes = passage->written;
    if (report->sha256.len > 0)
        member.original_sha256 = hash_end(passage->before, w->arena);
    member.written_sha256 = hash_end(passage->after, w->arena);
    if (ok &&
        (passage->read != report->bytes || !slice_equal(member.original_sha256, report->sha256)))
        ok = changed(report, error);
    if (ok)
        *ARENA_PUSH(w->arena, w->part->members, w->part->n_members) = member;
    return ok;
}

static bool take_member(void *context, const struct report *report, struct byte_reader bytes,
                        struct error *error)
{
    struct part_writer *w = context;
    struct passage passage = {.report = report, .from = bytes, .writer = w->writer};
    if (w->writer == NULL)
        return !redactor_learns_from(report->kind->name) || pass(&passage, w->redactor, error);
    passage.before = hash_new();
    passage.after = hash_new();
    bool ok = write_member(w, &passage, error);
    hash_free(passage.before);
    hash_free(passage.after);
    return ok;
}

static bool copy(const struct evidence_part *part, struct part_writer *w, struct error *error)
{
    const struct bundle_sink sink = {take_member, w};
    const struct bundle_options options = {.limits = part->limits, .no_hash = true};
    return bundle_copy(part->snapshot, &options, &sink, error);
}

bool evidence_part_learn(const struct evidence_part *part, struct redactor *redactor,
                         struct error *error)
{
    struct part_writer writer = {.redactor = redactor};
    return copy(part, &writer, error);
}

/* A remark, whose words with a slash are paths in the capture. */
static bool add_remark(struct text *out, struct redactor *redactor, struct slice text,
                       struct error *error)
{
    bool ok = true;
    while (ok && text.len > 0) {
        size_t blank = slice_find(text, ' ');
        struct slice word = slice_first(text, blank);
        bool is_path = slice_find(word, '/') < word.len;
        ok = is_path ? add_path(out, redactor, word, error)
                     : redactor_text(redactor, word, out, error);
        if (blank < text.len)
            text_add(out, SLICE(" "));
        text = slice_from(text, blank + 1);
    }
    return ok;
}

enum wording { FILE_NAME, PATH, REMARK };

static bool reword(struct part_writer *w, enum wording wording, struct slice *text,
                   struct error *error)
{
    struct text out = {0};
    bool ok = wording == FILE_NAME ? redactor_file_name(w->redactor, *text, &out, error)
              : wording == PATH    ? add_path(&out, w->redactor, *text, error)
                                   : add_remark(&out, w->redactor, *text, error);
    if (ok && out.failed)
        ok = error_set(error, "out of memory");
    if (ok)
        *text = arena_copy(w->arena, text_slice(&out));
    text_free(&out);
    return ok;
}

/* What is said of the capture, with the names in it replaced. */
static bool redact_notes(struct part_writer *w, struct snapshot *notes, struct error *error)
{
    size_t count = notes->n_warnings;
    struct warning *warnings = arena_alloc(w->arena, count * sizeof(*warnings));
    bool ok =
        reword(w, FILE_NAME, &notes->name, error) && reword(w, REMARK, &notes->label, error) &&
        reword(w, PATH, &notes->other_root, error) && reword(w, REMARK, &notes->damage, error);
    for (size_t i = 0; i < count && ok; i++) {
        warnings[i] = notes->warnings[i];
        ok = reword(w, REMARK, &warnings[i].text, error);
    }
    struct report *reports = arena_alloc(w->arena, notes->n_reports * sizeof(*reports));
    for (size_t i = 0; i < notes->n_reports && ok; i++) {
        reports[i] = notes->reports[i];
        ok = reword(w, REMARK, &reports[i].reason, error);
    }
    notes->warnings = warnings;
    notes->reports = reports;
    return ok;
}

static bool write_notes(struct part_writer *w, struct error *error)
{
    struct snapshot notes = *w->part->snapshot;
    struct text text = {0};
    if (w->redactor != NULL && !redact_notes(w, &notes, error))
        return false;
    w->part->capture_name = notes.name;
    bundle_notes(&text, &notes);
    struct slice path = arena_format(w->arena, "%s/%s/" NOTES_MEMBER, w->folder, w->part->name);
    bool ok = !text.failed || error_set(error, "out of memory");
    ok = ok && tar_writer_add_text(w->writer, path, text_slice(&text), w->seconds, error);
    text_free(&text);
    return ok;
}

bool evidence_part_write(struct evidence_part *part, const char *folder, struct tar_writer *writer,
                         struct redactor *redactor, int64_t seconds, struct arena *arena,
                         struct error *error)
{
    struct part_writer w = {part, folder, writer, redactor, seconds, arena};
    part->members = NULL;
    part->n_members = 0;
    return write_notes(&w, error) && copy(part, &w, error);
}
