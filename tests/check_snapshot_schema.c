/*
 * check_snapshot_schema: docs/snapshot.schema.json is what the tables of fields.h say.
 *
 * Where a table has changed on purpose, UPDATE=1 writes the schema anew.
 */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "parse_text.h"
#include "run_suite.h"
#include "text.h"

#define SCHEMA SOURCE_DIR "/docs/snapshot.schema.json"

static json_t *reference(const char *name)
{
    return json_pack("{s:s+}", "$ref", "#/$defs/", name);
}

static json_t *words_schema(const char *const *words)
{
    json_t *array = json_array();
    for (size_t i = 0; words[i] != NULL; i++)
        json_array_append_new(array, json_string(words[i]));
    return json_pack("{s:o}", "enum", array);
}

static json_t *places_schema(const struct field *field)
{
    json_t *places = json_object();
    for (size_t i = 0; i < field->count; i++) {
        const char *name = field->type == FIELD_FIXED ? field->record->name : "number";
        json_object_set_new(places, field->words[i], reference(name));
    }
    return json_pack("{s:s,s:o}", "type", "object", "properties", places);
}

static json_t *field_schema(const struct field *field)
{
    switch (field->type) {
    case FIELD_AMOUNT:
    case FIELD_U64:
    case FIELD_SIZE:
        return reference("number");
    case FIELD_BOOL:
        return json_pack("{s:s}", "type", "boolean");
    case FIELD_TEXT:
        return reference("text");
    case FIELD_WORD:
        return words_schema(field->words);
    case FIELD_ORIGIN:
        return reference("origin");
    case FIELD_TIME:
        return reference("time");
    case FIELD_ROWS:
        return json_pack("{s:s,s:o}", "type", "array", "items", reference(field->record->name));
    case FIELD_FIXED:
    case FIELD_U64S:
        return places_schema(field);
    }
    return NULL;
}

static void add_record(json_t *defs, const struct record *record)
{
    json_t *properties = json_object();
    if (json_object_get(defs, record->name) != NULL) {
        json_decref(properties);
        return;
    }
    json_t *schema = json_pack("{s:s,s:o}", "type", "object", "properties", properties);
    json_object_set_new(defs, record->name, schema);
    for (const struct field *field = record->fields; field->name != NULL; field++) {
        json_object_set_new(properties, field->name, field_schema(field));
        if (field->record != NULL)
            add_record(defs, field->record);
    }
}

static json_t *values(void)
{
    return json_pack(
        "{s:{s:s,s:[{s:s,s:i},{s:s,s:s}]},s:{s:s,s:[{s:s},{s:s,s:{s:{s:s,s:s}},s:[s]}]},"
        "s:{s:s,s:s,s:o,s:i,s:i},s:{s:s,s:s,s:{s:s},s:i,s:i}}",
        "number", "description", "bytes, seconds or a count; beyond 63 bits as text", "anyOf",
        "type", "integer", "minimum", 0, "type", "string", "pattern", "^[0-9]{19,20}$", /* number */
        "text", "description", "as the report prints it; bytes that are no UTF-8 in hexadecimal",
        "anyOf", "type", "string", "type", "object", "properties", "hex", "type", "string",
        "pattern", "^([0-9a-f]{2})*$", "required", "hex", /* text */
        "origin", "description", "line, from 1, and the offset of its first byte, in the report",
        "type", "array", "items", reference("number"), "minItems", 2, "maxItems", 2, /* origin */
        "time", "description", "year, month, day, hour, minute, second, as printed", "type",
        "array", "items", "type", "integer", "minItems", 6, "maxItems", 6);
}

static json_t *machine(void)
{
    static const char *const texts[] = {"os_name", "os_version", "os_build",
                                        "model",   "taken_at",   "boot_time"};
    static const char *const numbers[] = {"memory_bytes", "page_size", "uptime_seconds"};
    json_t *properties = json_object();
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        json_object_set_new(properties, texts[i], reference("text"));
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        json_object_set_new(properties, numbers[i], reference("number"));
    return json_pack("{s:s,s:s,s:o}", "description",
                     "drawn from the reports, for readers of this file; sysdelta draws it again",
                     "type", "object", "properties", properties);
}

static json_t *root_schema(void)
{
    json_t *defs = values();
    json_t *properties =
        json_pack("{s:{s:s},s:{s:s},s:o,s:o,s:{s:s,s:o}}", "schema", "const", "sysdelta.snapshot/1",
                  "tool", "type", "object", "capture", reference("capture"), "machine", machine(),
                  "reports", "type", "array", "items", reference("report"));
    add_record(defs, &capture_record);
    add_record(defs, &report_record);
    json_t *report = json_object_get(json_object_get(defs, "report"), "properties");
    json_object_set_new(report, "kind", json_pack("{s:s}", "type", "string"));
    for (const struct part *part = snapshot_parts; part->name != NULL; part++) {
        add_record(defs, &part->record);
        json_object_set_new(properties, part->name, reference(part->record.name));
    }
    return json_pack("{s:s,s:s,s:s,s:s,s:[s,s,s],s:o,s:o}", "$schema",
                     "https://json-schema.org/draft/2020-12/schema", "title", "sysdelta.snapshot/1",
                     "description",
                     "All that sysdelta read of one capture. What is left out is not known, empty "
                     "or false; fields may be added within this schema number.",
                     "type", "object", "required", "schema", "capture", "reports", "properties",
                     properties, "$defs", defs);
}

START_TEST(as_the_tables_say)
{
    json_t *root = root_schema();
    ck_assert_ptr_nonnull(root);
    char *expected = json_dumps(root, JSON_INDENT(1));
    struct text text = {0};
    text_printf(&text, "%s\n", expected);
    if (getenv("UPDATE") != NULL) {
        FILE *file = fopen(SCHEMA, "wb");
        ck_assert(file != NULL && fwrite(text.bytes, 1, text.len, file) == text.len);
        ck_assert_int_eq(fclose(file), 0);
    }
    size_t len = 0;
    char *found = read_file(SCHEMA, &len);
    ck_assert_ptr_nonnull(found);
    ck_assert_msg(slice_equal((struct slice){found, len}, text_slice(&text)),
                  "docs/snapshot.schema.json is not what the tables say");
    free(found);
    free(expected);
    text_free(&text);
    json_decref(root);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot schema");
    TCase *tcase = tcase_create("snapshot schema");
    tcase_add_test(tcase, as_the_tables_say);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
