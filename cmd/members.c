#include "members.h"

#include <inttypes.h>
#include <string.h>

#include "bundle.h"
#include "deliver.h"
#include "escape.h"
#include "human.h"
#include "json.h"
#include "report.h"
#include "streamed.h"
#include "version.h"

enum { SIZE_WIDTH = 9, PARSER_WIDTH = 15, FATE_WIDTH = 16 };

struct listing {
    const struct snapshot *snapshot;
    struct streamed *table; /* NULL: not wanted */
    struct streamed *json;  /* likewise */
    uint64_t members, used;
    uint64_t bytes; /* of those whose size is known */
    uint64_t unknown;
};

/* The words for the table; what a report's status is tells more than that it was used. */
static const char *words_of(const struct bundle_member *member)
{
    static const char *const fates[] = {
        [MEMBER_NOT_CLAIMED] = "not claimed", [MEMBER_USED] = "read",
        [MEMBER_NOT_BEST] = "better one",     [MEMBER_OUTSIDE] = "outside",
        [MEMBER_LINK] = "skipped: link",      [MEMBER_NO_FILE] = "skipped: no file",
        [MEMBER_LONG_PATH] = "skipped: path", [MEMBER_TOO_DEEP] = "skipped: deep",
        [MEMBER_UNREADABLE] = "unreadable",
    };
    return member->fate == MEMBER_USED && member->report->status != REPORT_OK
               ? report_status_name(member->report->status)
               : fates[member->fate];
}

static void add_padded(struct text *out, const char *word, size_t width)
{
    size_t len = strlen(word);
    text_add(out, slice_of(word));
    text_repeat(out, ' ', len < width ? width - len : 0);
}

static void write_head(struct text *out)
{
    text_repeat(out, ' ', SIZE_WIDTH - 3);
    text_add(out, SLICE("size  "));
    add_padded(out, "parser", PARSER_WIDTH + 2);
    add_padded(out, "what became of it", FATE_WIDTH + 2);
    text_add(out, SLICE(" member\n"));
}

static void write_row(struct text *out, const struct bundle_member *member)
{
    struct text size = {0};
    if (member->bytes.known)
        human_bytes(&size, member->bytes.value);
    else
        text_add(&size, SLICE("-"));
    text_add(out, SLICE(" "));
    text_repeat(out, ' ', size.len < SIZE_WIDTH ? SIZE_WIDTH - size.len : 0);
    text_add(out, text_slice(&size));
    text_add(out, SLICE("  "));
    add_padded(out, member->kind != NULL ? member->kind->name : "-", PARSER_WIDTH + 2);
    add_padded(out, words_of(member), FATE_WIDTH + 3);
    escape_terminal(out, member->path);
    text_add(out, SLICE("\n"));
    text_free(&size);
}

static json_t *json_member(const struct bundle_member *member)
{
    const struct report *report = member->report;
    json_t *object = json_object();
    put(object, "member", json_text(member->path));
    put(object, "bytes", json_amount(member->bytes));
    put(object, "fate", json_string(member_fate_name(member->fate)));
    put(object, "parser", json_name(member->kind != NULL ? member->kind->name : NULL));
    put(object, "status", json_name(report != NULL ? report_status_name(report->status) : NULL));
    put(object, "reason", report != NULL ? json_text_or_null(report->reason) : json_null());
    put(object, "better", json_text_or_null(member->better));
    return object;
}

static void count_member(struct listing *listing, const struct bundle_member *member)
{
    listing->members++;
    listing->used += member->fate == MEMBER_USED;
    bool added =
        member->bytes.known && number_add(listing->bytes, member->bytes.value, &listing->bytes);
    listing->unknown += !added;
}

static bool list_member(void *context, const struct bundle_member *member, struct error *error)
{
    struct listing *listing = context;
    bool ok = true;
    if (listing->table != NULL) {
        write_row(streamed_text(listing->table), member);
        ok = streamed_flush(listing->table, error);
    }
    if (listing->json != NULL) {
        struct text *out = streamed_text(listing->json);
        json_t *object = json_member(member);
        text_add(out, listing->members > 0 ? SLICE(",\n    ") : SLICE("\n    "));
        json_print_value(out, object);
        json_decref(object);
        ok = streamed_flush(listing->json, error) && ok;
    }
    count_member(listing, member);
    return ok;
}

/* A key of the object that is written by hand, since its list is too long to be held. */
static void add_key(struct text *out, const char *key, json_t *value)
{
    text_printf(out, "  \"%s\": ", key);
    json_print_value(out, value);
    json_decref(value);
}

static void begin_json(struct text *out, const struct snapshot *snapshot)
{
    text_add(out, SLICE("{\n"));
    add_key(out, "schema", json_string("sysdelta.members/1"));
    text_add(out, SLICE(",\n"));
    add_key(out, "tool", json_pack("{s:s,s:s}", "name", "sysdelta", "version", SYSDELTA_VERSION));
    text_add(out, SLICE(",\n"));
    add_key(out, "capture", json_capture(snapshot));
    text_add(out, SLICE(",\n  \"members\": ["));
}

static void end_json(struct text *out, const struct listing *listing)
{
    text_add(out, listing->members > 0 ? SLICE("\n  ],\n") : SLICE("],\n"));
    add_key(out, "count", json_u64(listing->members));
    text_add(out, SLICE(",\n"));
    add_key(out, "used", json_u64(listing->used));
    text_add(out, SLICE(",\n"));
    add_key(out, "bytes", json_u64(listing->bytes));
    text_add(out, SLICE(",\n"));
    add_key(out, "bytes_unknown", json_u64(listing->unknown));
    text_add(out, SLICE("\n}\n"));
}

static void end_table(struct text *out, const struct listing *listing)
{
    text_add(out, SLICE("\n "));
    human_count(out, listing->members);
    text_add(out, listing->members == 1 ? SLICE(" file, ") : SLICE(" files, "));
    human_bytes(out, listing->bytes);
    if (listing->unknown > 0) {
        text_add(out, SLICE(" and "));
        human_count(out, listing->unknown);
        text_add(out, SLICE(" of unknown size"));
    }
    text_add(out, SLICE("; reports that were used: "));
    human_count(out, listing->used);
    text_add(out, SLICE("\n"));
    if (listing->snapshot->damage.len > 0) {
        text_add(out, SLICE(" The list may not be whole: "));
        escape_terminal(out, listing->snapshot->damage);
        text_add(out, SLICE("\n"));
    }
}

static bool begin(struct listing *listing, const struct options *options)
{
    struct error error = ERROR_NONE;
    const char *json = options->outputs[OUTPUT_JSON];
    if (json != NULL && (listing->json = streamed_open(json, &error)) == NULL)
        complain(json, error.reason);
    else if (!is_standard_output(json) &&
             (listing->table = streamed_open(STANDARD_OUTPUT, &error)) == NULL)
        complain("standard output", error.reason);
    if (listing->json != NULL)
        begin_json(streamed_text(listing->json), listing->snapshot);
    if (listing->table != NULL)
        write_head(streamed_text(listing->table));
    return !error.set;
}

static bool end(struct listing *listing, const struct options *options, bool whole)
{
    struct error error = ERROR_NONE;
    bool ok = whole;
    if (listing->json != NULL && whole)
        end_json(streamed_text(listing->json), listing);
    if (!streamed_end(listing->json, whole, &error)) {
        complain(options->outputs[OUTPUT_JSON], error.reason);
        ok = false;
    }
    error = ERROR_NONE;
    if (listing->table != NULL && whole)
        end_table(streamed_text(listing->table), listing);
    if (!streamed_end(listing->table, whole, &error)) {
        complain("standard output", error.reason);
        ok = false;
    }
    return ok;
}

bool show_members(const struct options *options, const struct snapshot *snapshot)
{
    struct error error = ERROR_NONE;
    struct listing listing = {.snapshot = snapshot};
    struct bundle_options bundle = {.limits = &options->limits};
    struct bundle_lister lister = {list_member, &listing};
    bool ok = begin(&listing, options);
    if (ok && !bundle_list(snapshot, &bundle, &lister, &error)) {
        complain(options->operands[0], error.reason);
        ok = false;
    }
    return end(&listing, options, ok);
}
