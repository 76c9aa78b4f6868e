/* json_dump.c: a tree of values as text, laid out so that lines can be searched and compared. */
#include "json.h"

static int append(const char *bytes, size_t len, void *context)
{
    struct text *out = context;
    text_add(out, (struct slice){bytes, len});
    return out->failed ? -1 : 0;
}

void json_print_value(struct text *out, const json_t *value)
{
    size_t flags = JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(12);
    if (json_dump_callback(value, append, out, flags) != 0)
        out->failed = true;
}

/* An array has one element a line: long enough to be worth a grep, and a diff shows what changed.
 */
static void dump_array(struct text *out, const json_t *array)
{
    size_t count = json_array_size(array);
    text_add(out, SLICE("["));
    for (size_t i = 0; i < count; i++) {
        text_add(out, i == 0 ? SLICE("\n    ") : SLICE(",\n    "));
        json_print_value(out, json_array_get(array, i));
    }
    text_add(out, count == 0 ? SLICE("]") : SLICE("\n  ]"));
}

void json_print_line(struct text *out, json_t *root)
{
    json_print_value(out, root);
    text_add(out, SLICE("\n"));
    json_decref(root);
}

void json_print(struct text *out, json_t *root)
{
    const char *key;
    json_t *value;
    bool first = true;
    if (root == NULL) {
        out->failed = true;
        return;
    }
    text_add(out, SLICE("{"));
    json_object_foreach(root, key, value)
    {
        text_printf(out, "%s\n  \"%s\": ", first ? "" : ",", key);
        if (json_is_array(value)) {
            dump_array(out, value);
        } else {
            json_print_value(out, value);
        }
        first = false;
    }
    text_add(out, SLICE("\n}\n"));
    json_decref(root);
}
