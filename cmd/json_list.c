/* json_list.c: sysdelta.list/1, the snapshots of a library. */
#include "json.h"
#include "listing.h"

static json_t *json_entry(const struct library_entry *entry)
{
    json_t *object = json_object();
    json_t *os = json_object();
    put(os, "name", json_text_or_null(entry->os_name));
    put(os, "version", json_text_or_null(entry->os_version));
    put(os, "build", json_text_or_null(entry->os_build));
    put(object, "id", json_text(entry->id));
    put(object, "label", json_text_or_null(entry->label));
    put(object, "taken_at", json_moment(entry->taken));
    put(object, "boot_time", json_moment(entry->booted));
    put(object, "boot_session", json_text_or_null(entry->boot_session));
    put(object, "uptime_seconds", json_amount(entry->uptime_seconds));
    put(object, "wired_bytes", json_amount(entry->wired_bytes));
    put(object, "memory_bytes", json_amount(entry->memory_bytes));
    put(object, "host", json_text_or_null(entry->host));
    put(object, "model", json_text_or_null(entry->model));
    put(object, "os", os);
    put(object, "sha256", json_text_or_null(entry->sha256));
    put(object, "snapshot", json_text(entry->snapshot_path));
    put(object, "snapshot_bytes", json_u64(entry->snapshot_bytes));
    put(object, "archive", json_text_or_null(entry->capture_path));
    return object;
}

void json_list(struct text *out, const struct library_entry *const *entries, size_t count)
{
    json_t *root = json_object();
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_entry(entries[i]));
    put(root, "schema", json_string("sysdelta.list/1"));
    put(root, "snapshots", array);
    json_print(out, root);
}
