/*
 * snapshot_read.c: a snapshot file back into a snapshot.
 *
 * The file may come from anybody: every value is checked for its type and range, every count
 * before memory is asked for. What is not known here is skipped, as a later sysdelta may add it.
 */
#include <jansson.h>
#include <string.h>

#include "calendar.h"
#include "fields.h"
#include "report.h"
#include "snapshot_file.h"

#define SCHEMA "sysdelta.snapshot/"

enum { SCHEMA_READ = 1, HEAD_BYTES = 512 };

/* What a value costs in memory, in the rough: a file of a Mac with 5,000 processes comes to 1.5M. */
enum { OBJECT_WEIGHT = 10, ARRAY_WEIGHT = 3, VALUE_WEIGHT = 1, WEIGHT_MAX = 6000000 };

struct reading {
    struct arena *arena;
    const struct report *report; /* of the part that is being read */
    const char *part;
    struct error *error;
};

static bool read_record(struct reading *r, const struct record *record, const json_t *object,
                        void *into);

static bool wrong(struct reading *r, const struct field *field)
{
    return error_set(r->error, "is no valid snapshot file: %s of %s is not as it should be",
                     field->name, r->part);
}

static bool read_number(const json_t *value, uint64_t *ret)
{
    if (json_is_string(value))
        return number_u64((struct slice){json_string_value(value), json_string_length(value)}, ret);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *ret = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_hex(struct arena *arena, const json_t *value, struct slice *ret)
{
    const json_t *hex = json_object_get(value, "hex");
    size_t digits = json_string_length(hex);
    if (!json_is_string(hex) || digits % 2 != 0)
        return false;
    char *bytes = arena_alloc(arena, digits / 2 + 1);
    for (size_t i = 0; i < digits / 2; i++) {
        uint64_t byte;
        if (!number_hex((struct slice){json_string_value(hex) + 2 * i, 2}, &byte) || byte > 255)
            return false;
        bytes[i] = (char)(unsigned char)byte;
    }
    *ret = (struct slice){bytes, digits / 2};
    return true;
}

static bool read_text(struct arena *arena, const json_t *value, struct slice *ret)
{
    if (json_is_object(value))
        return read_hex(arena, value, ret);
    if (!json_is_string(value))
        return false;
    *ret = arena_copy(arena, (struct slice){json_string_value(value), json_string_length(value)});
    return true;
}

/* Words become the value of an enum, whose size the compiler chooses: unsigned by all of ours. */
_Static_assert(sizeof(enum report_status) == sizeof(unsigned), "enums are not unsigned here");

static bool read_word(const char *const *words, const json_t *value, unsigned *ret)
{
    for (unsigned i = 0; json_is_string(value) && words[i] != NULL; i++) {
        if (strcmp(words[i], json_string_value(value)) == 0) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static bool read_origin(const struct reading *r, const json_t *value, struct origin *ret)
{
    ret->report = r->report;
    return r->report != NULL && json_array_size(value) == 2 &&
           read_number(json_array_get(value, 0), &ret->line) &&
           read_number(json_array_get(value, 1), &ret->offset);
}

static bool read_time(const json_t *value, struct local_time *ret)
{
    int *const places[] = {&ret->year, &ret->month,  &ret->day,
                           &ret->hour, &ret->minute, &ret->second};
    for (size_t i = 0; i < 6; i++) {
        uint64_t number;
        if (!read_number(json_array_get(value, i), &number) || number > 9999)
            return false;
        *places[i] = (int)number;
    }
    return json_array_size(value) == 6 && calendar_is_valid(*ret);
}

static bool read_rows(struct reading *r, const struct field *field, const json_t *value, char *into)
{
    size_t i;
    const json_t *row;
    size_t count = json_array_size(value);
    uint64_t bytes;
    if (r->report != NULL && count > r->report->kind->rows_max)
        return wrong(r, field);
    if (!json_is_array(value) || !number_multiply(count, field->record->size, &bytes) ||
        bytes > SIZE_MAX)
        return wrong(r, field);
    char *rows = arena_array(r->arena, count, field->record->size);
    json_array_foreach(value, i, row)
    {
        if (!read_record(r, field->record, row, rows + i * field->record->size))
            return false;
    }
    memcpy(into + field->offset, &rows, sizeof(rows));
    memcpy(into + field->count_offset, &count, sizeof(count));
    return true;
}

static bool read_places(struct reading *r, const struct field *field, const json_t *value,
                        char *into)
{
    if (!json_is_object(value))
        return wrong(r, field);
    for (size_t i = 0; i < field->count; i++) {
        const json_t *place = json_object_get(value, field->words[i]);
        char *at = into + field->offset;
        if (place == NULL)
            continue;
        if (field->type == FIELD_FIXED) {
            if (!read_record(r, field->record, place, at + i * field->record->size))
                return false;
        } else if (!read_number(place, (uint64_t *)(void *)at + i)) {
            return wrong(r, field);
        }
    }
    return true;
}

static bool read_simple(struct reading *r, const struct field *field, const json_t *value, void *at)
{
    uint64_t number;
    struct amount *amount = at;
    switch (field->type) {
    case FIELD_AMOUNT:
        amount->known = true;
        return read_number(value, &amount->value);
    case FIELD_U64:
        return read_number(value, at);
    case FIELD_SIZE:
        if (!read_number(value, &number) || number > SIZE_MAX)
            return false;
        *(size_t *)at = (size_t)number;
        return true;
    case FIELD_BOOL:
        *(bool *)at = json_is_true(value);
        return json_is_boolean(value);
    case FIELD_TEXT:
        return read_text(r->arena, value, at);
    case FIELD_WORD:
        return read_word(field->words, value, at);
    case FIELD_ORIGIN:
        return read_origin(r, value, at);
    case FIELD_TIME:
        return read_time(value, at);
    default:
        return false;
    }
}

static bool read_record(struct reading *r, const struct record *record, const json_t *object,
                        void *into)
{
    if (!json_is_object(object))
        return error_set(r->error, "is no valid snapshot file: %s of %s is no object", record->name,
                         r->part);
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        const json_t *value = json_object_get(object, field->name);
        char *at = (char *)into + field->offset;
        if (value == NULL)
            continue;
        if (field->type == FIELD_ROWS) {
            if (!read_rows(r, field, value, into))
                return false;
        } else if (field->type == FIELD_FIXED || field->type == FIELD_U64S) {
            if (!read_places(r, field, value, into))
                return false;
        } else if (!read_simple(r, field, value, at)) {
            return wrong(r, field);
        }
    }
    return true;
}

static bool read_report(struct reading *r, struct snapshot *snapshot, const json_t *object)
{
    const char *kind = json_string_value(json_object_get(object, "kind"));
    if (kind == NULL)
        return error_set(r->error, "is no valid snapshot file: a report has no kind");
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        if (strcmp(snapshot->reports[i].kind->name, kind) == 0)
            return read_record(r, &report_record, object, &snapshot->reports[i]);
    }
    return true; /* of a kind that is not known here */
}

static bool read_part(struct reading *r, struct snapshot *snapshot, const struct part *part,
                      const json_t *object)
{
    r->part = part->name;
    for (size_t i = 0; object != NULL && i < snapshot->n_reports; i++) {
        struct report *report = &snapshot->reports[i];
        if (strcmp(report->kind->name, part->name) != 0)
            continue;
        if (report->status != REPORT_OK && report->status != REPORT_PARTIAL)
            return error_set(r->error, "is no valid snapshot file: %s has figures of no report",
                             part->name);
        char *into = (char *)snapshot + report->kind->offset;
        r->report = report;
        memcpy(into, &r->report, sizeof(r->report)); /* each part starts with it */
        return read_record(r, &part->record, object, into);
    }
    return true;
}

static bool check_schema(const json_t *root, struct error *error)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));
    uint64_t number;
    if (schema == NULL || strncmp(schema, SCHEMA, sizeof(SCHEMA) - 1) != 0)
        return error_set(error, "is JSON, but no snapshot file of sysdelta");
    if (!number_u64(slice_from(slice_of(schema), sizeof(SCHEMA) - 1), &number) || number == 0)
        return error_set(error, "is no valid snapshot file: its schema is %s", schema);
    if (number > SCHEMA_READ)
        return error_set(error,
                         "was written by a newer sysdelta (%s): this one reads up to " SCHEMA "%d",
                         schema, SCHEMA_READ);
    return true;
}

static bool read_root(struct snapshot *snapshot, const json_t *root, struct error *error)
{
    struct reading r = {.arena = snapshot->arena, .part = "capture", .error = error};
    size_t i;
    const json_t *report;
    const json_t *reports = json_object_get(root, "reports");
    if (!check_schema(root, error) ||
        !read_record(&r, &capture_record, json_object_get(root, "capture"), snapshot))
        return false;
    if (!json_is_array(reports))
        return error_set(error, "is no valid snapshot file: it has no reports");
    r.part = "reports";
    json_array_foreach(reports, i, report)
    {
        if (!read_report(&r, snapshot, report))
            return false;
    }
    for (const struct part *part = snapshot_parts; part->name != NULL; part++) {
        if (!read_part(&r, snapshot, part, json_object_get(root, part->name)))
            return false;
    }
    return true;
}

struct feed {
    struct byte_reader bytes;
    struct error *error;
    size_t total;
    size_t weight;
    bool in_text, escaped;
};

/* Braces and commas outside of texts: jansson makes a tree of them, many times as large. */
static void weigh(struct feed *feed, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        char byte = bytes.ptr[i];
        if (feed->in_text) {
            feed->in_text = feed->escaped || byte != '"';
            feed->escaped = !feed->escaped && byte == '\\';
            continue;
        }
        feed->in_text = byte == '"';
        feed->weight += byte == '{'   ? OBJECT_WEIGHT
                        : byte == '[' ? ARRAY_WEIGHT
                        : byte == ',' ? VALUE_WEIGHT
                                      : 0;
    }
}

static size_t feed_json(void *buffer, size_t room, void *context)
{
    struct feed *feed = context;
    long got = feed->bytes.read(feed->bytes.context, buffer, room, feed->error);
    if (got < 0 || feed->error->set)
        return (size_t)-1;
    feed->total += (size_t)got;
    weigh(feed, (struct slice){buffer, (size_t)got});
    if (feed->total > SNAPSHOT_BYTES_MAX || feed->weight > WEIGHT_MAX) {
        error_set(feed->error, "is larger than any snapshot file");
        return (size_t)-1;
    }
    return (size_t)got;
}

/* What the archive reader said of the file, it said of the capture inside. */
static void forget_file(struct snapshot *snapshot)
{
    snapshot->extracted = true;
    snapshot->name = snapshot->format = (struct slice){"", 0};
    snapshot->size_bytes = AMOUNT_UNKNOWN;
    snapshot->members = 0;
    snapshot->warnings = NULL;
    snapshot->n_warnings = 0;
}

static bool guest_read(struct snapshot *snapshot, struct byte_reader bytes, struct error *error)
{
    json_error_t complaint;
    struct feed feed = {.bytes = bytes, .error = error};
    json_t *root =
        json_load_callback(feed_json, &feed, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &complaint);
    if (root == NULL)
        return error_set(error, "is no valid snapshot file: line %d: %s", complaint.line,
                         complaint.text);
    forget_file(snapshot);
    bool ok = read_root(snapshot, root, error);
    json_decref(root);
    return ok;
}

/* Any JSON of ours: what is no snapshot file is refused with a better word than "no report". */
static bool guest_knows(struct slice head)
{
    struct slice start = slice_trim_left(slice_first(head, HEAD_BYTES));
    while (start.len > 0 && start.ptr[0] == '\n')
        start = slice_trim_left(slice_from(start, 1));
    return slice_starts(start, "{") && slice_find_text(start, "\"schema\"") < start.len &&
           slice_find_text(start, "sysdelta.") < start.len;
}

const struct bundle_guest snapshot_guest = {guest_knows, guest_read};

struct snapshot *snapshot_open_with(const char *path, struct bundle_options options,
                                    struct error *error)
{
    options.guest = &snapshot_guest;
    return bundle_open(path, &options, error);
}

struct snapshot *snapshot_open(const char *path, const char *part, struct error *error)
{
    return snapshot_open_with(path, (struct bundle_options){.part = part}, error);
}
