#include "parse_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"

enum { BLOCK = 4093 };

struct text_reader {
    const char *bytes;
    size_t len;
};

static long read_text(void *context, char *buffer, size_t room, struct error *error)
{
    (void)error;
    struct text_reader *reader = context;
    size_t len = reader->len < BLOCK ? reader->len : BLOCK;
    if (len > room)
        len = room;
    if (len > 0)
        memcpy(buffer, reader->bytes, len);
    reader->bytes += len;
    reader->len -= len;
    return (long)len;
}

static size_t kind_index(const char *kind)
{
    for (size_t i = 0; report_kinds[i] != NULL; i++) {
        if (strcmp(report_kinds[i]->name, kind) == 0)
            return i;
    }
    fprintf(stderr, "no report kind %s\n", kind);
    abort();
}

static void parse_into(struct snapshot *snapshot, size_t kind, struct slice member,
                       struct slice text)
{
    char *copy = malloc(text.len == 0 ? 1 : text.len);
    if (copy == NULL)
        abort();
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);

    struct text_reader reader = {copy, text.len};
    struct lines *lines = lines_new((struct byte_reader){read_text, &reader}, &limits_default);
    if (lines == NULL)
        abort();
    report_parse(snapshot, kind, member, lines);
    lines_free(lines);
    free(copy);
}

struct snapshot *parse_text(const char *kind, struct slice text)
{
    struct snapshot *snapshot = snapshot_new();
    parse_into(snapshot, kind_index(kind), slice_of("capture/report.txt"), text);
    return snapshot;
}

struct snapshot *parse_in_place(const struct snapshot *whole, size_t kind, struct slice text)
{
    struct snapshot *snapshot = snapshot_new();
    struct arena *arena = snapshot->arena;
    struct report *reports = snapshot->reports;
    struct error error = ERROR_NONE;
    memcpy(reports, whole->reports, whole->n_reports * sizeof(*reports));
    *snapshot = *whole;
    snapshot->arena = arena;
    snapshot->reports = reports;
    snapshot->warnings = NULL;
    snapshot->n_warnings = 0;
    snapshot->machine = (struct machine){.taken_source = NULL};
    parse_into(snapshot, kind, whole->reports[kind].member, text);
    if (!machine_read(snapshot, &error)) {
        fprintf(stderr, "%s\n", error.reason);
        abort();
    }
    return snapshot;
}

struct snapshot *parse_texts(const char *capture_name, const struct report_text *texts)
{
    struct snapshot *snapshot = snapshot_new();
    struct error error = ERROR_NONE;
    snapshot->format = SLICE("folder");
    if (capture_name != NULL)
        snapshot->name = arena_copy(snapshot->arena, slice_of(capture_name));
    for (const struct report_text *t = texts; t->kind != NULL; t++) {
        size_t kind = kind_index(t->kind);
        struct slice member =
            arena_format(snapshot->arena, "capture/%s", report_kinds[kind]->members[0]);
        parse_into(snapshot, kind, member, slice_of(t->text));
    }
    if (!machine_read(snapshot, &error)) {
        fprintf(stderr, "%s\n", error.reason);
        abort();
    }
    return snapshot;
}

char *read_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    size_t len = 0;
    size_t room = 1 << 16;
    char *bytes = malloc(room);
    while (bytes != NULL) {
        size_t got = fread(bytes + len, 1, room - len, file);
        len += got;
        if (len < room)
            break;
        room *= 2;
        char *larger = realloc(bytes, room);
        if (larger == NULL)
            free(bytes);
        bytes = larger;
    }
    fclose(file);
    *ret_len = len;
    return bytes;
}

const char *real_capture(const char *name)
{
    static char path[4096];
    const char *folder = getenv("SYSDELTA_REAL");
    if (folder == NULL)
        folder = SOURCE_DIR "/../shared/real";
    int len = snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (len > 0 && (size_t)len < sizeof(path) && access(path, R_OK) == 0)
        return path;
    printf("skipped: the real capture %s is not here\n", name);
    return NULL;
}

void parse_every_prefix(const char *kind, struct slice text, size_t step)
{
    for (size_t len = 0; len <= text.len; len += step) {
        snapshot_free(parse_text(kind, slice_first(text, len)));
    }
}
