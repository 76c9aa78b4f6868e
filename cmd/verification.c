#include "verification.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "render.h"
#include "report.h"
#include "version.h"

enum { MATCH_NAME = 1, MATCH_MEMBER = 4, MATCH_FILE = 1024 };

/* One side of the report, and the same of the captures. */
struct side_pair {
    const char *name; /* "base", "later"; NULL: of a show */
    const json_t *report, *again;
    const struct snapshot *snapshot;
    bool part;
};

struct verifier {
    struct arena *arena;
    struct verification *result;
    const json_t *report, *again;
    struct side_pair sides[2];
    size_t n_sides;
    bool same_version; /* of sysdelta: judgement and words may change from one to the next */
};

const char *check_name(enum check check)
{
    static const char *const names[CHECKS] = {"files",  "reports", "figures",
                                              "places", "derived", "words"};
    return names[check];
}

const char *check_words(enum check check)
{
    static const char *const words[CHECKS] = {
        "SHA-256 of captures",      "SHA-256 of their reports",
        "figures that cite a line", "reports, lines and offsets cited",
        "figures drawn from these", "verdicts and sentences",
    };
    return words[check];
}

static struct slice text_of(const json_t *value)
{
    const char *bytes = json_string_value(value);
    return bytes != NULL ? (struct slice){bytes, json_string_length(value)} : (struct slice){"", 0};
}

enum report_schema report_schema_of(const json_t *report)
{
    struct slice schema = text_of(json_object_get(report, "schema"));
    if (slice_is(schema, "sysdelta.diff/1"))
        return SCHEMA_DIFF;
    return slice_is(schema, "sysdelta.show/1") ? SCHEMA_SHOW : SCHEMA_NONE;
}

static const json_t *side_of(const json_t *report, const char *side)
{
    return side != NULL ? json_object_get(report, side) : report;
}

static const json_t *report_named(const json_t *side, const char *kind)
{
    const json_t *reports = json_object_get(side, "reports");
    for (size_t i = 0; i < json_array_size(reports); i++) {
        const json_t *report = json_array_get(reports, i);
        if (slice_is(text_of(json_object_get(report, "kind")), kind))
            return report;
    }
    return NULL;
}

unsigned match_capture(const json_t *report, const char *side, const struct snapshot *snapshot)
{
    const json_t *cited = side_of(report, side);
    const json_t *capture = json_object_get(cited, "capture");
    struct slice hash = text_of(json_object_get(capture, "sha256"));
    struct slice name = slice_base_name(text_of(json_object_get(capture, "path")));
    unsigned match = hash.len > 0 && slice_equal(hash, snapshot->sha256) ? MATCH_FILE : 0;
    match += name.len > 0 && slice_equal(name, snapshot->name) ? MATCH_NAME : 0;
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *own = &snapshot->reports[i];
        const json_t *other = report_named(cited, own->kind->name);
        struct slice sha256 = text_of(json_object_get(other, "sha256"));
        match += sha256.len > 0 && slice_equal(sha256, own->sha256) ? MATCH_MEMBER : 0;
    }
    return match;
}

static struct slice place_words(struct verifier *v, const char *side, struct slice what,
                                const char *key)
{
    const char *gap = what.len > 0 && key != NULL ? " " : "";
    return arena_format(v->arena, "%.*s%s%s%s%s", SLICE_ARGS(what), gap, side != NULL ? side : "",
                        side != NULL && key != NULL ? "." : "", key != NULL ? key : "");
}

static void cannot(struct verifier *v, struct slice sentence)
{
    *ARENA_PUSH(v->arena, v->result->not_verified, v->result->n_not_verified) = sentence;
}

static void settle(struct verifier *v, enum check check, bool agrees, struct slice what,
                   const json_t *report, const json_t *again)
{
    struct check_count *count = &v->result->counts[check];
    count->checked++;
    count->agree += agrees;
    if (!agrees)
        *ARENA_PUSH(v->arena, v->result->differences, v->result->n_differences) =
            (struct difference){check, what, report, again};
}

static bool is_unknown(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

/* Other programs may have written 1.0 as 1. */
static bool same_value(const json_t *report, const json_t *again)
{
    if (json_is_real(report) != json_is_real(again) && json_is_number(report) &&
        json_is_number(again))
        return json_number_value(report) == json_number_value(again);
    return json_equal(report, again);
}

/* What neither knows is no figure. */
static void compare(struct verifier *v, enum check check, struct slice what, const json_t *report,
                    const json_t *again)
{
    if (is_unknown(report) && is_unknown(again))
        return;
    bool agrees = report != NULL && again != NULL && same_value(report, again);
    settle(v, check, agrees, what, report, again);
}

static void compare_keys(struct verifier *v, enum check check, const char *side, struct slice what,
                         const json_t *report, const json_t *again, const char *const *keys)
{
    for (size_t i = 0; keys[i] != NULL; i++)
        compare(v, check, place_words(v, side, what, keys[i]), json_object_get(report, keys[i]),
                json_object_get(again, keys[i]));
}

/* The path below the folder of its capture: one may be an archive and the other what was in it. */
static struct slice below_folder(const json_t *side, const json_t *member)
{
    struct slice path = text_of(member);
    struct slice folder = text_of(json_object_get(json_object_get(side, "capture"), "folder"));
    struct slice rest = slice_from(path, folder.len);
    bool inside = folder.len > 0 && slice_equal(slice_first(path, folder.len), folder) &&
                  slice_starts(rest, "/");
    return inside ? slice_from(rest, 1) : path;
}

static bool same_place(const struct side_pair *side, const json_t *report, const json_t *again)
{
    const json_t *line = json_object_get(again, "line");
    const json_t *offset = json_object_get(again, "offset");
    const json_t *cited = json_object_get(report, "member");
    return json_is_string(cited) && json_equal(line, json_object_get(report, "line")) &&
           json_equal(offset, json_object_get(report, "offset")) &&
           slice_equal(below_folder(side->report, cited),
                       below_folder(side->again, json_object_get(again, "member")));
}

static void compare_place(struct verifier *v, const struct side_pair *side, struct slice what,
                          const json_t *report, const json_t *again)
{
    if (!is_unknown(report) || !is_unknown(again))
        settle(v, CHECK_PLACES, same_place(side, report, again), what, report, again);
}

/* A hash counts only where bytes were read for it here. */
static void compare_hash(struct verifier *v, enum check check, struct slice what, bool hashed,
                         const json_t *report, const json_t *again)
{
    bool both = !is_unknown(report) && !is_unknown(again);
    bool agrees = both && json_equal(report, again);
    if (both && (hashed || !agrees))
        settle(v, check, agrees, what, report, again);
    else if (!is_unknown(report) || !is_unknown(again))
        v->result->counts[check].not_verified++;
}

static const char *side_words(const struct side_pair *side)
{
    return side->name != NULL ? side->name : "the capture";
}

/* Why the hash of the file is not verified; NULL: it is. */
static const char *no_file_hash(const struct side_pair *side, const json_t *report,
                                const json_t *again)
{
    if (is_unknown(report))
        return "the report holds no SHA-256 of the capture (it was a folder, or read with --quick "
               "or --no-hash)";
    if (side->snapshot->extracted)
        return "what was given is a snapshot file: its hashes and figures are set against the "
               "report, the capture and its reports were not read";
    if (side->part)
        return "what was given is a part of an evidence bundle: the SHA-256 of the capture is what "
               "the bundle says of it";
    if (is_unknown(again))
        return "no SHA-256 could be taken of what was given (it is a folder, or damaged)";
    return NULL;
}

static void verify_capture(struct verifier *v, const struct side_pair *side)
{
    const json_t *report = json_object_get(side->report, "capture");
    const json_t *again = json_object_get(side->again, "capture");
    const json_t *hash = json_object_get(report, "sha256");
    const json_t *own = json_object_get(again, "sha256");
    const char *reason = no_file_hash(side, hash, own);
    compare_hash(v, CHECK_FILES, place_words(v, side->name, SLICE(""), "capture.sha256"),
                 reason == NULL, hash, own);
    if (reason != NULL)
        cannot(v, arena_format(v->arena, "%s: %s", side_words(side), reason));
}

static void verify_members(struct verifier *v, const struct side_pair *side)
{
    static const char *const counts[] = {"status", "bytes", "rows", "not_understood", NULL};
    const json_t *reports = json_object_get(side->again, "reports");
    uint64_t before = v->result->counts[CHECK_MEMBERS].not_verified;
    for (size_t i = 0; i < json_array_size(reports); i++) {
        const json_t *again = json_array_get(reports, i);
        const char *kind = json_string_value(json_object_get(again, "kind"));
        const json_t *report = report_named(side->report, kind);
        struct slice what = place_words(v, side->name, SLICE(""), kind);
        compare_hash(v, CHECK_MEMBERS, place_words(v, NULL, what, "sha256"),
                     !side->snapshot->extracted, json_object_get(report, "sha256"),
                     json_object_get(again, "sha256"));
        compare_keys(v, CHECK_DERIVED, NULL, what, report, again, counts);
    }
    uint64_t missing = v->result->counts[CHECK_MEMBERS].not_verified - before;
    if (missing > 0 && !side->snapshot->extracted)
        cannot(v, arena_format(v->arena, "%s: %" PRIu64 " reports have no SHA-256 on one side",
                               side_words(side), missing));
}

static void verify_machine(struct verifier *v, const struct side_pair *side)
{
    static const char *const facts[] = {
        "taken_at",     "taken_from", "boot_time", "uptime_seconds", "model",
        "memory_bytes", "page_size",  "os",        "identities",     NULL};
    compare_keys(v, CHECK_DERIVED, side->name, SLICE(""), side->report, side->again, facts);
}

/* A figure with the line that it is from. */
static void verify_row(struct verifier *v, const struct side_pair *side, struct slice what,
                       const json_t *report, const json_t *again)
{
    static const char *const figures[] = {"wired_bytes", "live_bytes",   "reclaimable_bytes",
                                          "slack_bytes", "elements",     "element_bytes",
                                          "estimated",   "printed_rows", NULL};
    compare_keys(v, CHECK_FIGURES, side->name, what, report, again, figures);
    compare_place(v, side, place_words(v, side->name, what, "origin"),
                  json_object_get(report, "origin"), json_object_get(again, "origin"));
}

/* Components of either, in an order in which they can be found. */
struct named {
    struct slice key;
    size_t place;
    const json_t *component;
};

struct named_list {
    struct named *list;
    size_t count;
};

static int by_key(const void *a, const void *b)
{
    const struct named *left = a;
    const struct named *right = b;
    int order = slice_compare(left->key, right->key);
    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

/* "zone:ipc.ports", "kext:(unloaded kmod) 176" */
static struct slice key_of(struct verifier *v, const json_t *component)
{
    struct slice kind = text_of(json_object_get(component, "kind"));
    struct slice name = text_of(json_object_get(component, "name"));
    const json_t *id = json_object_get(component, "kmod_id");
    struct text key = {0};
    text_add(&key, kind);
    text_add(&key, SLICE(":"));
    text_add(&key, name);
    if (json_is_integer(id))
        text_printf(&key, " %lld", (long long)json_integer_value(id));
    struct slice kept = arena_copy(v->arena, text_slice(&key));
    text_free(&key);
    return kept;
}

static struct named_list named_of(struct verifier *v, const json_t *report)
{
    const json_t *components = json_object_get(report, "components");
    struct named_list named = {.count = json_array_size(components)};
    named.list = arena_alloc(v->arena, named.count * sizeof(*named.list));
    for (size_t i = 0; i < named.count; i++) {
        const json_t *component = json_array_get(components, i);
        named.list[i] = (struct named){key_of(v, component), i, component};
    }
    if (named.count > 0)
        qsort(named.list, named.count, sizeof(*named.list), by_key);
    return named;
}

static void verify_component(struct verifier *v, struct slice what, const json_t *report,
                             const json_t *again)
{
    static const char *const judged[] = {"verdict", "why", "care", "onset", "what", "owners", NULL};
    static const char *const derived[] = {"rank",
                                          "state",
                                          "renamed_from",
                                          "growth_bytes",
                                          "live_growth_bytes",
                                          "reclaimable_growth_bytes",
                                          "element_growth",
                                          "growth_bytes_per_hour",
                                          "growth_bytes_per_hour_since_boot",
                                          "growth_percent",
                                          "share_of_growth",
                                          "share_of_wired",
                                          "views",
                                          NULL};
    for (size_t i = 0; i < v->n_sides; i++) {
        const struct side_pair *side = &v->sides[i];
        verify_row(v, side, what, side_of(report, side->name), side_of(again, side->name));
    }
    compare_keys(v, CHECK_DERIVED, NULL, what, report, again, derived);
    if (v->same_version)
        compare_keys(v, CHECK_WORDS, NULL, what, report, again, judged);
}

/* Both lists are sorted: what only one of them has differs as a whole. */
static void verify_components(struct verifier *v)
{
    struct named_list report = named_of(v, v->report);
    struct named_list again = named_of(v, v->again);
    size_t i = 0;
    size_t k = 0;
    while (i < report.count || k < again.count) {
        int order = i == report.count  ? 1
                    : k == again.count ? -1
                                       : slice_compare(report.list[i].key, again.list[k].key);
        if (order == 0)
            verify_component(v, report.list[i].key, report.list[i].component,
                             again.list[k].component);
        else
            settle(v, CHECK_FIGURES, false, order < 0 ? report.list[i].key : again.list[k].key,
                   order < 0 ? report.list[i].component : NULL,
                   order < 0 ? NULL : again.list[k].component);
        i += order <= 0;
        k += order >= 0;
    }
}

static void verify_total(struct verifier *v)
{
    static const char *const derived[] = {"growth_bytes",
                                          "seconds",
                                          "growth_bytes_per_hour",
                                          "source",
                                          "base_source",
                                          "step_bytes",
                                          "attributed_growth_bytes",
                                          "unattributed_growth_bytes",
                                          "attributed_bytes",
                                          "unattributed_bytes",
                                          "boot_wired_bytes",
                                          NULL};
    const json_t *report = json_object_get(v->report, "wired");
    const json_t *again = json_object_get(v->again, "wired");
    for (size_t i = 0; i < v->n_sides; i++) {
        const struct side_pair *side = &v->sides[i];
        bool one = side->name == NULL;
        const char *figure =
            one ? "wired_bytes" : arena_format(v->arena, "%s_bytes", side->name).ptr;
        const char *origin = one ? "origin" : arena_format(v->arena, "%s_origin", side->name).ptr;
        compare(v, CHECK_FIGURES, place_words(v, NULL, SLICE("total"), figure),
                json_object_get(report, figure), json_object_get(again, figure));
        compare_place(v, side, place_words(v, NULL, SLICE("total"), origin),
                      json_object_get(report, origin), json_object_get(again, origin));
    }
    compare_keys(v, CHECK_DERIVED, NULL, SLICE("total"), report, again, derived);
}

/* Element by element: their order is fixed. Kexts cite lines, in whose paths the folder stands. */
static void verify_list(struct verifier *v, const char *name, const json_t *report,
                        const json_t *again)
{
    size_t count = json_array_size(report);
    if (json_array_size(again) > count)
        count = json_array_size(again);
    for (size_t i = 0; i < count; i++) {
        const json_t *own = json_array_get(again, i);
        const json_t *cited = json_array_get(report, i);
        struct slice what = arena_format(v->arena, "%s[%zu]", name, i);
        const json_t *origin = json_object_get(own, "origin");
        if (origin == NULL) {
            compare(v, CHECK_DERIVED, what, cited, own);
            continue;
        }
        static const char *const keys[] = {"name",        "version",           "uuid", "index",
                                           "image_bytes", "image_wired_bytes", NULL};
        compare_keys(v, CHECK_FIGURES, NULL, what, cited, own, keys);
        compare_place(v, &v->sides[0], place_words(v, NULL, what, "origin"),
                      json_object_get(cited, "origin"), origin);
    }
}

static void verify_lists(struct verifier *v)
{
    static const char *const lists[] = {"kexts", "processes", "size_classes", "clusters", NULL};
    for (size_t i = 0; lists[i] != NULL; i++)
        verify_list(v, lists[i], json_object_get(v->report, lists[i]),
                    json_object_get(v->again, lists[i]));
    verify_list(v, "process_costs",
                json_object_get(json_object_get(v->report, "process_costs"), "processes"),
                json_object_get(json_object_get(v->again, "process_costs"), "processes"));
    const char *key;
    json_t *value;
    const json_t *vm = json_object_get(v->report, "vm");
    /* The macro takes a pointer that is not const, and changes nothing. */
    json_object_foreach((json_t *)json_object_get(v->again, "vm"), key, value)
    {
        compare(v, CHECK_DERIVED, place_words(v, NULL, SLICE("vm"), key), json_object_get(vm, key),
                value);
    }
}

static void verify_words(struct verifier *v)
{
    static const char *const keys[] = {
        "comparable", "summary", "details", "worry", "next", "reboot_gives_back_bytes",
        "suspects",   "owners",  "changes", NULL};
    if (v->same_version) {
        compare_keys(v, CHECK_WORDS, NULL, SLICE(""), v->report, v->again, keys);
        return;
    }
    v->result->counts[CHECK_WORDS].not_verified++;
    cannot(v, SLICE("verdicts and sentences: the report is of another version than this sysdelta"));
}

static void add_side(struct verifier *v, const char *name, const struct finding_side *side,
                     bool part)
{
    v->sides[v->n_sides++] = (struct side_pair){
        .name = name,
        .report = side_of(v->report, name),
        .again = side_of(v->again, name),
        .snapshot = side->snapshot,
        .part = part,
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

bool verify_report(const json_t *report, const struct findings *findings, bool parts,
                   struct arena *arena, struct verification *ret, struct error *error)
{
    *ret = (struct verification){.again = report_again(findings)};
    if (ret->again == NULL)
        return error_set(error, "out of memory");
    struct verifier v = {.arena = arena, .result = ret, .report = report, .again = ret->again};
    struct slice version = text_of(json_object_get(json_object_get(report, "tool"), "version"));
    v.same_version = slice_is(version, SYSDELTA_VERSION);
    bool one = findings->base.snapshot == NULL;
    if (!one)
        add_side(&v, "base", &findings->base, parts);
    add_side(&v, one ? NULL : "later", &findings->later, parts);
    for (size_t i = 0; i < v.n_sides; i++) {
        verify_capture(&v, &v.sides[i]);
        verify_members(&v, &v.sides[i]);
        verify_machine(&v, &v.sides[i]);
    }
    verify_total(&v);
    verify_components(&v);
    verify_lists(&v);
    verify_words(&v);
    return true;
}
