#include "limits.h"

#include <stddef.h>

struct limit_row {
    const char *name;
    size_t offset;
};

#define ROW(name)                                                                                  \
    {                                                                                              \
#name, offsetof(struct limits, name)                                                       \
    }

static const struct limit_row rows[] = {
    ROW(file), ROW(inflated), ROW(ratio), ROW(members), ROW(member),
    ROW(path), ROW(depth),    ROW(lines), ROW(rows),    ROW(steps),
};

enum { N_ROWS = sizeof(rows) / sizeof(*rows) };

const struct limits limits_default = {
    .file = UINT64_C(16) << 30,
    .inflated = UINT64_C(64) << 30,
    .ratio = 200,
    .members = 2000000,
    .member = UINT64_C(1) << 30,
    .path = 4096,
    .depth = 64,
    .lines = 100000000,
    .rows = 0,
    .steps = 200000,
};

const char *limits_name(size_t place)
{
    return place < N_ROWS ? rows[place].name : NULL;
}

/* 64, 64K, 64KB: a number and a power of 1024. */
static bool read_value(struct slice text, uint64_t *ret)
{
    static const char letters[] = "KMGT";
    uint64_t value;
    uint64_t unit = 1;
    if (text.len > 2 && slice_ends(text, "B"))
        text.len--;
    for (int i = 0; text.len > 0 && letters[i] != '\0'; i++) {
        if (text.ptr[text.len - 1] == letters[i]) {
            unit <<= 10 * (i + 1);
            text.len--;
            break;
        }
    }
    return number_u64(text, &value) && number_multiply(value, unit, ret);
}

bool limits_set(struct limits *limits, struct slice setting, struct error *error)
{
    size_t equals = slice_find(setting, '=');
    struct slice name = slice_first(setting, equals);
    uint64_t value;
    for (size_t i = 0; i < N_ROWS; i++) {
        if (!slice_is(name, rows[i].name))
            continue;
        if (!read_value(slice_from(setting, equals + 1), &value) || value == 0)
            return error_set(error, "--limit %s takes a number above 0, such as 4096 or 64GB",
                             rows[i].name);
        *(uint64_t *)(void *)((char *)limits + rows[i].offset) = value;
        return true;
    }
    return error_set(error,
                     "--limit knows no %.*s: it takes file, inflated, ratio, members, "
                     "member, path, depth, lines, rows or steps and a number",
                     SLICE_ARGS(name));
}

bool limits_passed(struct error *error, const char *what, const char *units, const char *name,
                   uint64_t limit)
{
    return error_set(error, "%s more than %llu %s (--limit %s=N raises it)", what,
                     (unsigned long long)limit, units, name);
}
