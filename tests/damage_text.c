#include "damage_text.h"

#include <stdlib.h>
#include <string.h>

static size_t line_feeds(struct slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

static bool ends_line(struct slice text)
{
    return text.len == 0 || text.ptr[text.len - 1] == '\n';
}

struct damaged damage_replace(enum damage_kind kind, struct slice text, size_t at, size_t len,
                              struct slice with)
{
    struct slice head = slice_first(text, at);
    struct slice gone = slice_first(slice_from(text, at), len);
    struct slice tail = slice_from(text, at + len);
    struct damaged damaged = {.kind = kind, .len = head.len + with.len + tail.len};
    damaged.bytes = malloc(damaged.len + 1);
    if (damaged.bytes == NULL)
        abort();
    memcpy(damaged.bytes, head.ptr, head.len);
    if (with.len > 0)
        memcpy(damaged.bytes + head.len, with.ptr, with.len);
    memcpy(damaged.bytes + head.len + with.len, tail.ptr, tail.len);

    bool whole = ends_line(head) && (ends_line(gone) || tail.len == 0) && ends_line(with);
    bool rest = gone.len > 0 && !ends_line(gone);
    damaged.first = line_feeds(head) + 1;
    damaged.removed = line_feeds(gone) + (whole ? rest : 1);
    damaged.inserted = line_feeds(with) + (whole ? 0 : 1);
    return damaged;
}

void damaged_free(struct damaged *damaged)
{
    free(damaged->bytes);
    damaged->bytes = NULL;
}

struct slice damaged_text(const struct damaged *damaged)
{
    return (struct slice){damaged->bytes, damaged->len};
}

size_t damage_original_line(const struct damaged *damaged, size_t line)
{
    if (line < damaged->first)
        return line;
    if (line < damaged->first + damaged->inserted) {
        bool turned = damaged->kind == DAMAGE_SWAP && damaged->inserted == damaged->removed;
        return turned ? 2 * damaged->first + damaged->inserted - 1 - line : 0;
    }
    return line - damaged->inserted + damaged->removed;
}

bool damage_touches(const struct damaged *damaged, size_t from, size_t to)
{
    return from < damaged->first + damaged->removed && to >= damaged->first;
}

struct line_starts line_starts_of(struct slice text)
{
    struct line_starts lines = {.count = 0};
    lines.starts = malloc((line_feeds(text) + 2) * sizeof(*lines.starts));
    if (lines.starts == NULL)
        abort();
    for (size_t at = 0; at < text.len; at += slice_find(slice_from(text, at), '\n') + 1)
        lines.starts[lines.count++] = at;
    lines.starts[lines.count] = text.len;
    return lines;
}

void line_starts_free(struct line_starts *lines)
{
    free(lines->starts);
    lines->starts = NULL;
}

struct slice line_at(struct slice text, const struct line_starts *lines, size_t line)
{
    return slice_from(slice_first(text, lines->starts[line + 1]), lines->starts[line]);
}
