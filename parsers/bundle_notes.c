/*
 * bundle_notes.c: what the members of a capture do not tell of it, as lines of text.
 *
 *     sysdelta capture notes 1
 *     name: sysdiagnose_2026.03.18_18-09-08+0300_macOS_Mac_25D2128.tar.gz
 *     format: tar.gz
 *     bytes: 301234567
 *     sha256: 5d41...
 *     files: 3120
 *     warning: crashes/ps.txt is a link and was not read
 *     cut short: lsmp Truncated tar archive
 *     end
 *
 * Values are untrusted: control characters and % stand as %XX, so that each stays on its line.
 */
#include <string.h>

#include "bundle_walk.h"
#include "report.h"

#define FIRST_LINE "sysdelta capture notes 1"
#define CUT_SHORT "cut short: "

enum { NOTES_BYTES_MAX = 256 * 1024 };

static void add_note(struct text *out, const char *key, struct slice value)
{
    if (value.len == 0)
        return;
    text_printf(out, "%s: ", key);
    for (size_t i = 0; i < value.len; i++) {
        unsigned char byte = (unsigned char)value.ptr[i];
        if (byte < 0x20 || byte == 0x7f || byte == '%') {
            text_printf(out, "%%%02X", byte);
        } else {
            text_add(out, (struct slice){value.ptr + i, 1});
        }
    }
    text_add(out, SLICE("\n"));
}

static void add_count(struct text *out, const char *key, struct amount count)
{
    if (count.known)
        text_printf(out, "%s: %llu\n", key, (unsigned long long)count.value);
}

/* A member that damage has cut is whole in a part: that it was cut, and why, only notes can tell. */
static void add_cut_reports(struct text *out, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        struct text value = {0};
        if (report->status != REPORT_PARTIAL || !slice_starts(report->reason, CUT_SHORT))
            continue;
        text_printf(&value, "%s ", report->kind->name);
        text_add(&value, slice_from(report->reason, sizeof(CUT_SHORT) - 1));
        add_note(out, "cut short", text_slice(&value));
        text_free(&value);
    }
}

void bundle_notes(struct text *out, const struct snapshot *snapshot)
{
    text_add(out, SLICE(FIRST_LINE "\n"));
    add_note(out, "name", snapshot->name);
    add_note(out, "label", snapshot->label);
    add_note(out, "format", snapshot->format);
    add_count(out, "bytes", snapshot->size_bytes);
    add_note(out, "sha256", snapshot->sha256);
    add_count(out, "files", amount_of(snapshot->members));
    add_note(out, "other folder", snapshot->other_root);
    add_note(out, "damage", snapshot->damage);
    for (size_t i = 0; i < snapshot->n_warnings; i++)
        add_note(out, "warning", snapshot->warnings[i].text);
    add_cut_reports(out, snapshot);
    text_add(out, SLICE("end\n"));
}

/* As far as it may be long; what is cut is no notes and no manifest any more. */
static bool read_text(struct arena *arena, struct byte_reader reader, struct slice *ret,
                      struct error *error)
{
    char *bytes = arena_alloc(arena, NOTES_BYTES_MAX);
    size_t len = 0;
    long got = 1;
    while (got > 0 && len < NOTES_BYTES_MAX) {
        got = reader.read(reader.context, bytes + len, NOTES_BYTES_MAX - len, error);
        if (got > 0)
            len += (size_t)got;
    }
    if (got < 0)
        return false;
    *ret = (struct slice){bytes, len};
    return true;
}

bool walk_read_notes(struct walk *walk, struct byte_reader reader, struct error *error)
{
    return read_text(walk->snapshot->arena, reader, &walk->notes, error);
}

bool walk_read_manifest(struct walk *walk, struct byte_reader reader, struct error *error)
{
    return read_text(walk->snapshot->arena, reader, &walk->snapshot->bundle_manifest, error);
}

static struct slice unescape(struct arena *arena, struct slice value)
{
    char *bytes = arena_alloc(arena, value.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        uint64_t code;
        struct slice digits = slice_first(slice_from(value, i + 1), 2);
        bool escaped = value.ptr[i] == '%' && digits.len == 2 && number_hex(digits, &code);
        bytes[len++] = escaped ? (char)(unsigned char)code : value.ptr[i];
        i += escaped ? 2 : 0;
    }
    return (struct slice){bytes, len};
}

static void apply_cut(struct snapshot *snapshot, struct slice value)
{
    size_t blank = slice_find(value, ' ');
    struct slice kind = slice_first(value, blank);
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        struct report *report = &snapshot->reports[i];
        bool usable = report->status == REPORT_OK || report->status == REPORT_PARTIAL;
        if (!usable || !slice_is(kind, report->kind->name))
            continue;
        report->status = REPORT_PARTIAL;
        report->cut_short = true;
        report->reason = arena_format(snapshot->arena, CUT_SHORT "%.*s",
                                      SLICE_ARGS(slice_from(value, blank + 1)));
    }
}

static void apply(struct snapshot *snapshot, struct slice key, struct slice value)
{
    uint64_t count;
    bool is_count = number_u64(value, &count);
    value = unescape(snapshot->arena, value);
    if (slice_is(key, "name")) {
        snapshot->name = value;
    } else if (slice_is(key, "label")) {
        snapshot->label = value;
    } else if (slice_is(key, "format")) {
        snapshot->format = value;
    } else if (slice_is(key, "sha256")) {
        snapshot->sha256 = value;
    } else if (slice_is(key, "other folder")) {
        snapshot->other_root = value;
    } else if (slice_is(key, "damage") && snapshot->damage.len == 0) {
        snapshot->damage = value;
    } else if (slice_is(key, "cut short")) {
        apply_cut(snapshot, value);
    } else if (slice_is(key, "warning")) {
        snapshot_warn(snapshot, "%.*s", SLICE_ARGS(value));
    } else if (slice_is(key, "bytes") && is_count) {
        snapshot->size_bytes = amount_of(count);
    } else if (slice_is(key, "files") && is_count) {
        snapshot->members = count;
    }
}

/* What the bundle is itself, its format and size, is not the capture's. */
static void forget_bundle(struct snapshot *snapshot)
{
    snapshot->name = (struct slice){"", 0};
    snapshot->format = (struct slice){"", 0};
    snapshot->sha256 = (struct slice){"", 0};
    snapshot->size_bytes = AMOUNT_UNKNOWN;
    snapshot->warnings = NULL;
    snapshot->n_warnings = 0;
}

bool walk_settle_notes(struct walk *walk, struct error *error)
{
    struct slice rest = walk->notes;
    forget_bundle(walk->snapshot);
    for (bool first = true; rest.len > 0; first = false) {
        size_t end = slice_find(rest, '\n');
        struct slice line = slice_first(rest, end);
        rest = slice_from(rest, end + 1);
        if (first && !slice_is(line, FIRST_LINE))
            return error_set(error,
                             "%s/" NOTES_MEMBER " was not written by a sysdelta that is "
                             "known here",
                             walk->part);
        if (slice_is(line, "end"))
            return true;
        size_t colon = slice_find_text(line, ": ");
        if (!first && colon < line.len)
            apply(walk->snapshot, slice_first(line, colon), slice_from(line, colon + 2));
    }
    return error_set(error, "%s/" NOTES_MEMBER " is cut short", walk->part);
}
