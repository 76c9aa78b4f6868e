#include "verification.h"

#include <inttypes.h>

#include "json.h"
#include "render.h"
#include "report.h"
#include "verifier.h"
#include "version.h"

enum { MATCH_NAME = 1, MATCH_MEMBER = 4, MATCH_FILE = 1024 };

const char *check_name(enum check check)
{
    static const char *const names[CHECKS] = {"files",   "reports", "figures", "places",
                                              "derived", "words",   "options"};
    return names[check];
}

const char *check_words(enum check check)
{
    static const char *const words[CHECKS] = {
        "SHA-256 of captures",
        "SHA-256 of their reports",
        "figures that cite a line",
        "reports, lines and offsets cited",
        "figures drawn from these",
        "verdicts and sentences",
        "options given",
    };
    return words[check];
}

struct slice verifier_text(const json_t *value)
{
    const char *bytes = json_string_value(value);
    return bytes != NULL ? (struct slice){bytes, json_string_length(value)} : (struct slice){"", 0};
}

static enum report_schema schema_of(const json_t *report)
{
    struct slice schema = verifier_text(json_object_get(report, "schema"));
    if (slice_is(schema, "sysdelta.diff/1"))
        return SCHEMA_DIFF;
    return slice_is(schema, "sysdelta.show/1") ? SCHEMA_SHOW : SCHEMA_NONE;
}

json_t *report_load(struct slice bytes, enum report_schema *ret_schema, struct error *error)
{
    json_error_t reason;
    json_t *report = json_loadb(bytes.len > 0 ? bytes.ptr : "", bytes.len,
                                JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &reason);
    *ret_schema = schema_of(report);
    if (report == NULL)
        error_set(error, "is no JSON: %s, line %d", reason.text, reason.line);
    else if (*ret_schema == SCHEMA_NONE)
        error_set(error, "is no report that diff --json or show --json wrote");
    else
        return report;
    json_decref(report);
    return NULL;
}

const json_t *verifier_side(const json_t *report, const char *side)
{
    return side != NULL ? json_object_get(report, side) : report;
}

static const json_t *report_named(const json_t *side, const char *kind)
{
    const json_t *reports = json_object_get(side, "reports");
    for (size_t i = 0; i < json_array_size(reports); i++) {
        const json_t *report = json_array_get(reports, i);
        if (slice_is(verifier_text(json_object_get(report, "kind")), kind))
            return report;
    }
    return NULL;
}

unsigned match_capture(const json_t *report, const char *side, const struct snapshot *snapshot)
{
    const json_t *cited = verifier_side(report, side);
    const json_t *capture = json_object_get(cited, "capture");
    struct slice hash = verifier_text(json_object_get(capture, "sha256"));
    struct slice name = slice_base_name(verifier_text(json_object_get(capture, "path")));
    unsigned match = hash.len > 0 && slice_equal(hash, snapshot->sha256) ? MATCH_FILE : 0;
    match += name.len > 0 && slice_equal(name, snapshot->name) ? MATCH_NAME : 0;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *own = &snapshot->reports[i];
        const json_t *other = report_named(cited, own->kind->name);
        struct slice sha256 = verifier_text(json_object_get(other, "sha256"));
        match += sha256.len > 0 && slice_equal(sha256, own->sha256) ? MATCH_MEMBER : 0;
    }
    return match;
}

bool report_has_option(const json_t *report, const char *start)
{
    const json_t *given = json_object_get(report, "options");
    for (size_t i = 0; i < json_array_size(given); i++) {
        if (slice_starts(verifier_text(json_array_get(given, i)), start))
            return true;
    }
    return false;
}

void verifier_cannot(struct verifier *v, struct slice sentence)
{
    *ARENA_PUSH(v->arena, v->result->not_verified, v->result->n_not_verified) = sentence;
}

void verifier_settle(struct verifier *v, enum check check, bool agrees, struct slice what,
                     const json_t *report, const json_t *again)
{
    struct check_count *count = &v->result->counts[check];
    count->checked++;
    count->agree += agrees;
    if (!agrees)
        *ARENA_PUSH(v->arena, v->result->differences, v->result->n_differences) =
            (struct difference){check, what, report, again};
}

bool verifier_is_unknown(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

static void add_side(struct verifier *v, const char *name, const struct finding_side *side,
                     bool part)
{
    struct slice manifest = side->snapshot->bundle_manifest;
    v->sides[v->n_sides++] = (struct side_pair){
        .name = name,
        .report = verifier_side(v->report, name),
        .again = verifier_side(v->again, name),
        .snapshot = side->snapshot,
        .part = part,
        .manifest = manifest.len > 0
                        ? json_loadb(manifest.ptr, manifest.len, JSON_REJECT_DUPLICATES, NULL)
                        : NULL,
    };
}

/* As text and back: what is compared has gone the same way on both sides. */
static json_t *report_again(const struct findings *findings)
{
    struct text text = {0};
    json_error_t reason;
    render_json(&text, findings, NULL);
    json_t *again = text.failed ? NULL : json_loadb(text.bytes, text.len, JSON_ALLOW_NUL, &reason);
    text_free(&text);
    return again;
}

/* Of no capture does any hash agree, and most figures do not. */
static bool is_foreign(const struct verifier *v)
{
    const struct check_count *figures = &v->result->counts[CHECK_FIGURES];
    const struct check_count *members = &v->result->counts[CHECK_MEMBERS];
    const struct check_count *files = &v->result->counts[CHECK_FILES];
    return members->agree + files->agree == 0 && members->checked + files->checked > 0 &&
           figures->agree < figures->checked - figures->agree;
}

uint64_t verification_gaps(const struct verification *verification)
{
    uint64_t gaps = 0;
    for (int i = 0; i < CHECKS; i++)
        gaps += verification->counts[i].not_verified;
    return gaps;
}

static void tell_redacted(struct verifier *v, const struct side_pair *side)
{
    if (side->redacted > 0)
        verifier_cannot(v, arena_format(v->arena,
                                        "%s: %" PRIu64 " reports were redacted in the bundle; that "
                                        "the SHA-256 of the originals are those of the report, "
                                        "the bundle's manifest says",
                                        side->name, side->redacted));
}

bool verify_report(const json_t *report, const struct findings *findings, bool parts,
                   struct arena *arena, struct verification *ret, struct error *error)
{
    *ret = (struct verification){.again = report_again(findings)};
    if (ret->again == NULL)
        return error_set(error, "out of memory");
    struct verifier v = {.arena = arena, .result = ret, .report = report, .again = ret->again};
    struct slice version =
        verifier_text(json_object_get(json_object_get(report, "tool"), "version"));
    /* Without any version it is no other: that differs by itself. */
    v.same_version = version.len == 0 || slice_is(version, SYSDELTA_VERSION);
    ret->version = version;
    ret->same_version = v.same_version;
    bool one = findings->base.snapshot == NULL;
    if (!one)
        add_side(&v, "base", &findings->base, parts);
    add_side(&v, one ? NULL : "later", &findings->later, parts);
    verify_values(&v);
    for (size_t i = 0; i < v.n_sides; i++) {
        tell_redacted(&v, &v.sides[i]);
        json_decref(v.sides[i].manifest);
    }
    ret->is_foreign = is_foreign(&v);
    return true;
}
