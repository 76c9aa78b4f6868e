/*
 * verification_rules.c: which values of a report are not simply compared with what the captures
 * give, and why; and what the others count as.
 */
#include <string.h>

#include "verifier.h"

static const struct side_pair *side_of(const struct verifier *v, const struct spot *spot)
{
    return &v->sides[spot->side];
}

static const json_t *capture_fact(const json_t *side, const char *key)
{
    return json_object_get(json_object_get(side, "capture"), key);
}

static struct slice capture_text(const json_t *side, const char *key)
{
    return verifier_text(capture_fact(side, key));
}

static bool was_streamed(const json_t *side)
{
    return slice_is(capture_text(side, "path"), "-");
}

static const char *side_words(const struct side_pair *side)
{
    return side->name != NULL ? side->name : "the capture";
}

static void skip(struct verifier *v, const struct spot *spot)
{
    v->result->counts[spot->check].not_verified++;
}

static void settle(struct verifier *v, const struct spot *spot, bool agrees, const json_t *report,
                   const json_t *again)
{
    verifier_settle(v, spot->check, agrees, agrees ? SLICE("") : spot_words(v, spot), report,
                    again);
}

/* hashes */

static bool is_same_file(const struct side_pair *side)
{
    struct slice hash = capture_text(side->again, "sha256");
    return hash.len > 0 && slice_equal(hash, capture_text(side->report, "sha256"));
}

/* The capture was read in the form that the report says, so the same hashes can be taken of it. */
static bool has_same_format(const struct side_pair *side)
{
    return !side->part && !side->snapshot->extracted &&
           json_equal(capture_fact(side->report, "format"), capture_fact(side->again, "format"));
}

/* A folder has no file to hash, nor a cut archive an end; a snapshot file says what it was told. */
static bool may_lack_hash(const struct verifier *v, const struct side_pair *side)
{
    return report_has_option(v->report, "--no-hash") || report_has_option(v->report, "--quick") ||
           slice_is(capture_text(side->report, "format"), "folder") ||
           capture_text(side->report, "damage").len > 0 ||
           slice_find_text(capture_text(side->report, "path"), ".sysdelta.json") <
               capture_text(side->report, "path").len;
}

/* Why the hash of the file is not verified; NULL: it is. */
static const char *no_file_hash(const struct verifier *v, const struct side_pair *side,
                                const json_t *report, const json_t *again)
{
    if (verifier_is_unknown(report) && verifier_is_unknown(again))
        return "no SHA-256 of the capture is known (it is a folder, or damaged)";
    if (verifier_is_unknown(report))
        return report != NULL && may_lack_hash(v, side)
                   ? "the report holds no SHA-256 of the capture (it was a folder, or read with "
                     "--quick or --no-hash)"
                   : NULL;
    if (verifier_is_unknown(again))
        return has_same_format(side)
                   ? NULL
                   : "no SHA-256 could be taken of what was given (it is a folder, or damaged)";
    if (!json_equal(report, again))
        return NULL;
    if (side->snapshot->extracted)
        return "what was given is a snapshot file: its hashes and figures are set against the "
               "report, the capture and its reports were not read";
    if (side->part)
        return "what was given is a part of an evidence bundle: the SHA-256 of the capture is what "
               "the bundle says of it";
    return NULL;
}

static void verify_file_hash(struct verifier *v, const struct spot *spot, const json_t *report,
                             const json_t *again)
{
    const struct side_pair *side = side_of(v, spot);
    const char *reason = no_file_hash(v, side, report, again);
    if (reason == NULL) {
        verifier_compare(v, spot, report, again);
        return;
    }
    skip(v, spot);
    verifier_cannot(v, arena_format(v->arena, "%s: %s", side_words(side), reason));
}

/* Names were replaced in the bundle's copy, whose manifest holds the hashes of before and after. */
static bool was_redacted(const struct side_pair *side, const char *kind, const json_t *report,
                         const json_t *again)
{
    const json_t *part = json_object_get(side->manifest, side->name);
    const json_t *members = json_object_get(part, "members");
    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *member = json_array_get(members, i);
        if (slice_is(verifier_text(json_object_get(member, "kind")), kind) &&
            json_equal(json_object_get(member, "original_sha256"), report) &&
            json_equal(json_object_get(member, "written_sha256"), again))
            return true;
    }
    return false;
}

/* Of a report; a snapshot file holds the hash that was taken when it was made. */
static void verify_member_hash(struct verifier *v, const struct spot *spot, const json_t *report,
                               const json_t *again)
{
    struct side_pair *side = &v->sides[spot->side];
    const char *kind = json_string_value(json_object_get(spot->holder, "kind"));
    bool whole = !verifier_is_unknown(report) && !verifier_is_unknown(again);
    bool of_file = whole && side->snapshot->extracted && json_equal(report, again);
    bool cut = !whole && report != NULL && side->part && !json_equal(report, again);
    bool redacted = whole && side->part && kind != NULL && !json_equal(report, again) &&
                    was_redacted(side, kind, report, again);
    side->redacted += redacted;
    if (of_file || cut || redacted)
        skip(v, spot);
    else
        verifier_compare(v, spot, report, again);
}

/* the capture */

/* Where it lay is nothing that a capture tells, nor, of the same file, what it was called. */
static void verify_path(struct verifier *v, const struct spot *spot, const json_t *report,
                        const json_t *again)
{
    const struct side_pair *side = side_of(v, spot);
    struct slice name = slice_base_name(verifier_text(report));
    struct slice own = slice_base_name(verifier_text(again));
    bool lost = !json_is_string(report) || (name.len == 0 && own.len > 0);
    if (lost || slice_equal(name, own)) {
        settle(v, spot, !lost, report, again);
    } else if (!is_same_file(side)) {
        skip(v, spot);
        verifier_cannot(v, arena_format(v->arena,
                                        "%s: the name of the capture: %.*s in the report, "
                                        "%.*s here",
                                        side_words(side), SLICE_ARGS(name), SLICE_ARGS(own)));
    }
}

/* Format, size and files of an archive, when the folder was given that it unpacks to. */
static void verify_form(struct verifier *v, const struct spot *spot, const json_t *report,
                        const json_t *again)
{
    const struct side_pair *side = side_of(v, spot);
    bool same_folder =
        json_equal(capture_fact(side->report, "folder"), capture_fact(side->again, "folder"));
    bool same = is_same_file(side) || (has_same_format(side) && same_folder);
    if (same || report == NULL || json_equal(report, again)) {
        verifier_compare(v, spot, report, again);
        return;
    }
    skip(v, spot);
    if (!v->form_told[spot->side])
        verifier_cannot(v, arena_format(v->arena,
                                        "%s: format, size, files and folder: the capture was given "
                                        "in another form than the report was made of",
                                        side_words(side)));
    v->form_told[spot->side] = true;
}

/* Standard input has no size. */
static void verify_size(struct verifier *v, const struct spot *spot, const json_t *report,
                        const json_t *again)
{
    const struct side_pair *side = side_of(v, spot);
    bool unknown = (was_streamed(side->report) && json_is_null(report)) ||
                   (was_streamed(side->again) && json_is_null(again) && json_is_integer(report));
    if (!unknown)
        verify_form(v, spot, report, again);
    else if (!json_is_null(report) && !is_same_file(side))
        skip(v, spot);
}

/* places */

/* Of the one report that a capture is. */
static struct slice single_name(const json_t *side)
{
    return was_streamed(side) ? SLICE("standard input")
                              : slice_base_name(capture_text(side, "path"));
}

/*
 * The path below the folder of its capture: one may be an archive and the other what was in it. The
 * one report that a capture is has the name of its file, whatever that was called.
 */
static struct slice below_folder(const json_t *side, const json_t *member)
{
    struct slice path = verifier_text(member);
    struct slice folder = capture_text(side, "folder");
    struct slice rest = slice_from(path, folder.len);
    bool inside = folder.len > 0 && slice_equal(slice_first(path, folder.len), folder) &&
                  slice_starts(rest, "/");
    bool single =
        slice_is(capture_text(side, "format"), "report") && slice_equal(path, single_name(side));
    return inside ? slice_from(rest, 1) : single ? SLICE("") : path;
}

static bool same_member(const struct side_pair *side, const json_t *report, const json_t *again)
{
    return json_is_string(report) && json_is_string(again) &&
           slice_equal(below_folder(side->report, report), below_folder(side->again, again));
}

static void verify_member(struct verifier *v, const struct spot *spot, const json_t *report,
                          const json_t *again)
{
    struct spot own = *spot;
    const json_t *side = json_object_get(spot->holder, "side");
    if (v->n_sides == 2 && side != NULL)
        own.side = slice_is(verifier_text(side), "base") ? 0 : 1;
    if (same_member(side_of(v, &own), report, again))
        settle(v, spot, true, report, again);
    else
        verifier_compare(v, spot, report, again);
}

static bool same_place(const struct side_pair *side, const json_t *report, const json_t *again)
{
    return json_object_size(report) == json_object_size(again) &&
           json_equal(json_object_get(again, "line"), json_object_get(report, "line")) &&
           json_equal(json_object_get(again, "offset"), json_object_get(report, "offset")) &&
           same_member(side, json_object_get(report, "member"), json_object_get(again, "member"));
}

static void verify_origin(struct verifier *v, const struct spot *spot, const json_t *report,
                          const json_t *again)
{
    if (json_is_object(report) && json_is_object(again))
        settle(v, spot, same_place(side_of(v, spot), report, again), report, again);
    else
        verifier_compare(v, spot, report, again);
}

/* A line with the figures that it gives. */
static bool same_cited(const struct side_pair *side, const json_t *report, const json_t *again)
{
    return json_equal(json_object_get(report, "of"), json_object_get(again, "of")) &&
           same_place(side, report, again);
}

static void verify_origins(struct verifier *v, const struct spot *spot, const json_t *report,
                           const json_t *again)
{
    if (!json_is_array(report) || json_array_size(report) != json_array_size(again)) {
        verifier_compare(v, spot, report, again);
        return;
    }
    for (size_t i = 0; i < json_array_size(again); i++) {
        const json_t *told = json_array_get(report, i);
        const json_t *own = json_array_get(again, i);
        settle(v, spot, same_cited(side_of(v, spot), told, own), told, own);
    }
}

/* the report itself */

/* Of another version it is said that its words are not verified. */
static void verify_version(struct verifier *v, const struct spot *spot, const json_t *report,
                           const json_t *again)
{
    if (v->same_version)
        verifier_compare(v, spot, report, again);
}

static bool are_options(const json_t *options)
{
    for (size_t i = 0; i < json_array_size(options); i++) {
        if (!slice_starts(verifier_text(json_array_get(options, i)), "--"))
            return false;
    }
    return json_is_array(options) || json_is_null(options);
}

/* What was asked for is in no capture. Without options there is nothing to verify. */
static void verify_options(struct verifier *v, const struct spot *spot, const json_t *report,
                           const json_t *again)
{
    if (!are_options(report)) {
        settle(v, spot, false, report, again);
    } else if (json_array_size(report) > 0) {
        v->result->counts[spot->check].not_verified += json_array_size(report);
        verifier_cannot(v, SLICE("options: no capture tells which ones a report was made with"));
    }
}

static const struct rule rules[] = {
    {"tool", "version", CHECK_DERIVED, verify_version},
    {"options", NULL, CHECK_OPTIONS, verify_options},
    {"capture", "path", CHECK_PLACES, verify_path},
    {"capture", "sha256", CHECK_FILES, verify_file_hash},
    {"capture", "bytes", CHECK_DERIVED, verify_size},
    {"capture", "format", CHECK_DERIVED, verify_form},
    {"capture", "members", CHECK_DERIVED, verify_form},
    {"capture", "folder", CHECK_DERIVED, verify_form},
    {"capture", "damage", CHECK_DERIVED, verify_form},
    {"reports", "sha256", CHECK_MEMBERS, verify_member_hash},
    {"reports", "member", CHECK_PLACES, verify_member},
    {"reports", "reason", CHECK_WORDS, NULL},
    {"reports", "warnings", CHECK_WORDS, NULL},
    {"warnings", "member", CHECK_WORDS, verify_member},
    {"warnings", NULL, CHECK_WORDS, NULL},
    {NULL, "origin", CHECK_PLACES, verify_origin},
    {NULL, "base_origin", CHECK_PLACES, verify_origin},
    {NULL, "later_origin", CHECK_PLACES, verify_origin},
    {NULL, "left_origin", CHECK_PLACES, verify_origin},
    {NULL, "origins", CHECK_PLACES, verify_origins},
    {"origins", NULL, CHECK_PLACES, verify_origins},
    {"taken_at", NULL, CHECK_FIGURES, NULL},
    {"boot_time", NULL, CHECK_FIGURES, NULL},
    {"os", NULL, CHECK_FIGURES, NULL},
    {"model", NULL, CHECK_FIGURES, NULL},
    {"memory_bytes", NULL, CHECK_FIGURES, NULL},
    {"page_size", NULL, CHECK_FIGURES, NULL},
    {"vm", "base", CHECK_FIGURES, NULL},
    {"vm", "later", CHECK_FIGURES, NULL},
    {"vm", "value", CHECK_FIGURES, NULL},
    {"wired", "base_bytes", CHECK_FIGURES, NULL},
    {"wired", "later_bytes", CHECK_FIGURES, NULL},
    {"wired", "source", CHECK_DERIVED, NULL},
    {"wired", "step_bytes", CHECK_DERIVED, NULL},
    {"wired", "attributed_bytes", CHECK_DERIVED, NULL},
    {"wired", "unattributed_bytes", CHECK_DERIVED, NULL},
    {"wired", "boot_wired_bytes", CHECK_DERIVED, NULL},
    {"components", "rank", CHECK_DERIVED, NULL},
    {"components", "share_of_wired", CHECK_DERIVED, NULL},
    {"components", "views", CHECK_DERIVED, NULL},
    {"components", "verdict", CHECK_WORDS, NULL},
    {"components", "why", CHECK_WORDS, NULL},
    {"components", "care", CHECK_WORDS, NULL},
    {"components", "onset", CHECK_WORDS, NULL},
    {"components", "what", CHECK_WORDS, NULL},
    {"components", "owners", CHECK_WORDS, NULL},
    {"comparable", NULL, CHECK_WORDS, NULL},
    {"summary", NULL, CHECK_WORDS, NULL},
    {"details", NULL, CHECK_WORDS, NULL},
    {"worry", NULL, CHECK_WORDS, NULL},
    {"next", NULL, CHECK_WORDS, NULL},
    {"reboot_gives_back_bytes", NULL, CHECK_WORDS, NULL},
    {"suspects", NULL, CHECK_WORDS, NULL},
    {"owners", NULL, CHECK_WORDS, NULL},
    {"changes", NULL, CHECK_WORDS, NULL},
};

const struct rule *rule_of(const struct spot *spot)
{
    bool whole = spot->key == spot->section;
    for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
        const struct rule *rule = &rules[i];
        bool of_section = rule->section == NULL || strcmp(rule->section, spot->section) == 0;
        bool of_key = rule->key == NULL ? whole : !whole && strcmp(rule->key, spot->key) == 0;
        if (of_section && of_key)
            return rule;
    }
    return NULL;
}
