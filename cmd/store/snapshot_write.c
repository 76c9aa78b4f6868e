/* snapshot_write.c: a snapshot as JSON, one row of a table a line. */
#include <jansson.h>
#include <string.h>

#include "calendar.h"
#include "fields.h"
#include "human.h"
#include "report.h"
#include "snapshot_file.h"
#include "tar_writer.h"
#include "version.h"

static json_t *record_json(const struct record *record, const void *from);

/* Figures beyond 63 bits (addresses) and bytes that are no UTF-8 are kept, in another form. */
static json_t *number_json(uint64_t value)
{
    if (value <= INT64_MAX)
        return json_integer((json_int_t)value);
    return json_sprintf("%llu", (unsigned long long)value);
}

static json_t *hex_json(struct slice bytes)
{
    struct text hex = {0};
    for (size_t i = 0; i < bytes.len; i++)
        text_printf(&hex, "%02x", (unsigned char)bytes.ptr[i]);
    json_t *value = hex.failed ? NULL : json_pack("{s:s%}", "hex", hex.bytes, hex.len);
    text_free(&hex);
    return value;
}

static json_t *text_json(struct slice text)
{
    json_t *value = json_stringn(text.ptr, text.len);
    return value != NULL ? value : hex_json(text);
}

static json_t *rows_json(const struct field *field, const char *rows, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, record_json(field->record, rows + i * field->record->size));
    return array;
}

/* Of the types that a place of an array has. */
static bool field_is_empty(const struct field *field, const char *from)
{
    const void *at = from + field->offset;
    switch (field->type) {
    case FIELD_AMOUNT:
        return !((const struct amount *)at)->known;
    case FIELD_U64:
        return *(const uint64_t *)at == 0;
    case FIELD_ORIGIN:
        return ((const struct origin *)at)->report == NULL;
    default:
        return false;
    }
}

/* Field by field: what lies between them in memory is not of the capture. */
static bool record_is_empty(const struct record *record, const char *from)
{
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        if (!field_is_empty(field, from))
            return false;
    }
    return true;
}

/* Places of an array by their names; what holds nothing is left out. */
static json_t *fixed_json(const struct field *field, const char *items)
{
    json_t *object = json_object();
    size_t size = field->record->size;
    for (size_t i = 0; i < field->count; i++) {
        if (!record_is_empty(field->record, items + i * size))
            json_object_set_new(object, field->words[i],
                                record_json(field->record, items + i * size));
    }
    return object;
}

static json_t *counts_json(const struct field *field, const uint64_t *counts)
{
    json_t *object = json_object();
    for (size_t i = 0; i < field->count; i++)
        json_object_set_new(object, field->words[i], number_json(counts[i]));
    return object;
}

static json_t *time_json(const struct local_time *t)
{
    return json_pack("[i,i,i,i,i,i]", t->year, t->month, t->day, t->hour, t->minute, t->second);
}

/* NULL where the field is left out. */
static json_t *field_json(const struct field *field, const char *from)
{
    const void *at = from + field->offset;
    const struct amount *amount = at;
    const struct slice *text = at;
    const struct origin *origin = at;
    const struct local_time *time = at;
    unsigned word;
    size_t count;
    switch (field->type) {
    case FIELD_AMOUNT:
        return amount->known ? number_json(amount->value) : NULL;
    case FIELD_U64:
        return number_json(*(const uint64_t *)at);
    case FIELD_SIZE:
        return number_json(*(const size_t *)at);
    case FIELD_BOOL:
        return *(const bool *)at ? json_true() : NULL;
    case FIELD_TEXT:
        return text->len > 0 ? text_json(*text) : NULL;
    case FIELD_WORD:
        memcpy(&word, at, sizeof(word));
        return json_string(field->words[word]);
    case FIELD_ORIGIN:
        if (origin->report == NULL)
            return NULL;
        return json_pack("[o,o]", number_json(origin->line), number_json(origin->offset));
    case FIELD_TIME:
        return calendar_is_valid(*time) ? time_json(time) : NULL;
    case FIELD_ROWS:
        memcpy(&count, from + field->count_offset, sizeof(count));
        return rows_json(field, *(char *const *)at, count);
    case FIELD_FIXED:
        return fixed_json(field, at);
    case FIELD_U64S:
        return counts_json(field, at);
    }
    return NULL;
}

static json_t *record_json(const struct record *record, const void *from)
{
    json_t *object = json_object();
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        json_t *value = field_json(field, from);
        if (value != NULL)
            json_object_set_new(object, field->name, value);
    }
    return object;
}

static int append(const char *bytes, size_t len, void *context)
{
    struct text *out = context;
    text_add(out, (struct slice){bytes, len});
    return out->failed ? -1 : 0;
}

/* Takes the value over. */
static void dump(struct text *out, json_t *value)
{
    size_t flags = JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_COMPACT;
    if (value == NULL || json_dump_callback(value, append, out, flags) != 0)
        out->failed = true;
    json_decref(value);
}

static void dump_rows(struct text *out, const struct field *field, const char *from)
{
    size_t count;
    const char *rows = *(char *const *)(const void *)(from + field->offset);
    memcpy(&count, from + field->count_offset, sizeof(count));
    text_add(out, SLICE("["));
    for (size_t i = 0; i < count && !out->failed; i++) {
        text_add(out, i == 0 ? SLICE("\n") : SLICE(",\n"));
        dump(out, record_json(field->record, rows + i * field->record->size));
    }
    text_add(out, SLICE("]"));
}

/* A part as an object; its rows are dumped one by one, so that no tree of all of them is held. */
static void dump_part(struct text *out, const struct record *record, const char *from)
{
    bool first = true;
    text_add(out, SLICE("{"));
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        json_t *value = field->type == FIELD_ROWS ? NULL : field_json(field, from);
        if (value == NULL && field->type != FIELD_ROWS)
            continue;
        text_printf(out, "%s\"%s\":", first ? "" : ",", field->name);
        if (field->type == FIELD_ROWS) {
            dump_rows(out, field, from);
        } else {
            dump(out, value);
        }
        first = false;
    }
    text_add(out, SLICE("}"));
}

static void put_text(json_t *object, const char *key, struct slice text)
{
    if (text.len > 0)
        json_object_set_new(object, key, text_json(text));
}

static void put_amount(json_t *object, const char *key, struct amount amount)
{
    if (amount.known)
        json_object_set_new(object, key, number_json(amount.value));
}

static void put_moment(json_t *object, const char *key, struct moment moment)
{
    struct text text = {0};
    if (moment.known)
        iso_moment(&text, moment);
    put_text(object, key, text_slice(&text));
    text_free(&text);
}

static json_t *machine_json(const struct machine *machine)
{
    json_t *object = json_object();
    put_text(object, "os_name", machine->os_name);
    put_text(object, "os_version", machine->os_version);
    put_text(object, "os_build", machine->os_build);
    put_text(object, "model", machine->model);
    put_amount(object, "memory_bytes", machine->memory_bytes);
    put_amount(object, "page_size", machine->page_size);
    put_moment(object, "taken_at", machine->taken);
    put_moment(object, "boot_time", machine->boot);
    put_amount(object, "uptime_seconds", machine->uptime_seconds);
    return object;
}

static void dump_reports(struct text *out, const struct snapshot *snapshot)
{
    bool first = true;
    text_add(out, SLICE("\"reports\":["));
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report *report = &snapshot->reports[i];
        if (report->status == REPORT_MISSING)
            continue;
        json_t *object = json_object();
        json_t *rest = record_json(&report_record, report);
        json_object_set_new(object, "kind", json_string(report->kind->name));
        json_object_update_missing(object, rest);
        json_decref(rest);
        text_add(out, first ? SLICE("\n") : SLICE(",\n"));
        dump(out, object);
        first = false;
    }
    text_add(out, SLICE("]"));
}

static const char *part_of_snapshot(const struct snapshot *snapshot, const struct part *part)
{
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        const struct report_kind *kind = snapshot->reports[i].kind;
        if (strcmp(kind->name, part->name) == 0)
            return (const char *)snapshot + kind->offset;
    }
    return NULL;
}

bool snapshot_write(struct text *out, const struct snapshot *snapshot, struct error *error)
{
    size_t before = out->len;
    text_add(out, SLICE("{\"schema\":\"sysdelta.snapshot/1\",\n\"tool\":"));
    dump(out, json_pack("{s:s,s:s}", "name", "sysdelta", "version", SYSDELTA_VERSION));
    text_add(out, SLICE(",\n\"capture\":"));
    dump(out, record_json(&capture_record, snapshot));
    text_add(out, SLICE(",\n\"machine\":"));
    dump(out, machine_json(&snapshot->machine));
    text_add(out, SLICE(",\n"));
    dump_reports(out, snapshot);
    for (const struct part *part = snapshot_parts; part->name != NULL; part++) {
        const char *from = part_of_snapshot(snapshot, part);
        const struct report *report = NULL;
        if (from != NULL)
            memcpy(&report, from, sizeof(report)); /* each part starts with it */
        if (report == NULL)
            continue;
        text_printf(out, ",\n\"%s\":", part->name);
        dump_part(out, &part->record, from);
    }
    text_add(out, SLICE("}\n"));
    if (out->failed)
        return error_set(error, "out of memory");
    if (out->len - before > SNAPSHOT_BYTES_MAX)
        return error_set(error, "its figures are more than a snapshot file may hold (%d MB)",
                         SNAPSHOT_BYTES_MAX >> 20);
    return true;
}

bool snapshot_file_put(const char *path, const struct snapshot *snapshot, struct error *error)
{
    struct text json = {0};
    struct outfile *outfile = outfile_open(path, error);
    if (outfile == NULL)
        return false;
    bool ok = snapshot_write(&json, snapshot, error);
    ok = ok && gzip_write(outfile, text_slice(&json), error);
    text_free(&json);
    if (ok)
        return outfile_commit(outfile, error);
    outfile_abandon(outfile);
    return false;
}
