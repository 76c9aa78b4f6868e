#include "redactor.h"

#include <stdlib.h>
#include <string.h>

#include "public_words.h"
#include "rules.h"

static const struct {
    const char *kind;
    void (*line)(struct redactor *redactor, struct span line);
} kinds[] = {
    {"zprint", redact_table_line},
    {"vm_stat", redact_table_line},
    {"sw_vers", redact_table_line},
    {"kextstat", redact_table_line},
    {"ps", redact_ps_line},
    {"ps_thread", redact_ps_thread_line},
    {"top", redact_top_line},
    {"lsof", redact_lsof_line},
    {"taskinfo", redact_taskinfo_line},
    {"lsmp", redact_counts_line},
    {"footprint", redact_counts_line},
    {"ioreg", redact_ioreg_line},
    {"sysctl", redact_sysctl_line},
    {"manifest", redact_manifest_line},
};

bool redactor_learns_from(const char *kind)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].line != redact_table_line && kinds[i].line != redact_taskinfo_line &&
                   strcmp(kind, "lsmp") != 0;
    }
    return true;
}

struct redactor *redactor_new(void)
{
    struct arena *arena = arena_new();
    struct redactor *redactor = arena_alloc(arena, sizeof(*redactor));
    redactor->arena = arena;
    redactor->secrets = secrets_new(arena);
    redactor->names = known_names_new(arena);
    redactor->line = redact_text_line;
    return redactor;
}

void redactor_free(struct redactor *redactor)
{
    if (redactor != NULL)
        arena_free(redactor->arena);
}

static void keep_name(struct redactor *redactor, struct slice name)
{
    (void)known_names_add(redactor->names, name, NAME_KEPT);
}

static void learn_names_that_stay(struct redactor *redactor, const struct snapshot *s)
{
    for (size_t i = 0; i < s->zprint.n_zones; i++)
        keep_name(redactor, s->zprint.zones[i].name);
    for (size_t i = 0; i < s->zprint.n_wired; i++)
        keep_name(redactor, s->zprint.wired[i].name);
    for (size_t i = 0; i < s->zprint.n_views; i++)
        keep_name(redactor, s->zprint.views[i].name);
    for (size_t i = 0; i < s->kexts.n_rows; i++)
        keep_name(redactor, s->kexts.rows[i].name);
    for (size_t i = 0; i < s->taskinfo.n_rows; i++)
        keep_name(redactor, s->taskinfo.rows[i].name);
    for (size_t i = 0; i < s->top.n_rows; i++)
        keep_name(redactor, s->top.rows[i].command);
    for (size_t i = 0; i < s->lsmp.n_rows; i++)
        keep_name(redactor, s->lsmp.rows[i].name);
    for (size_t i = 0; i < s->lsof.n_rows; i++)
        keep_name(redactor, s->lsof.rows[i].command);
    for (size_t i = 0; i < s->footprint.n_rows; i++)
        keep_name(redactor, s->footprint.rows[i].name);
    for (size_t i = 0; i < s->ioreg.n_rows; i++)
        keep_name(redactor, s->ioreg.rows[i].name);
    for (size_t i = 0; i < s->log.n_commands; i++)
        keep_name(redactor, s->log.commands[i].program);
}

/* /Users/NAME in a command line. */
static void learn_home(struct redactor *redactor, struct slice command)
{
    static const char home[] = "/Users/";
    struct slice rest = slice_from(command, slice_find_text(command, home));
    while (rest.len > 0) {
        rest = slice_from(rest, sizeof(home) - 1);
        size_t len = 0;
        while (len < rest.len && (byte_is_word(rest.ptr[len]) || rest.ptr[len] == '.'))
            len++;
        if (!slice_is(slice_first(rest, len), "Shared"))
            learn_user(redactor, slice_first(rest, len));
        rest = slice_from(rest, slice_find_text(rest, home));
    }
}

void redactor_learn(struct redactor *redactor, const struct snapshot *snapshot)
{
    learn_names_that_stay(redactor, snapshot);
    learn_host(redactor, snapshot->machine.host_name);
    for (size_t i = 0; i < snapshot->ps.n_rows; i++) {
        learn_user(redactor, snapshot->ps.rows[i].user);
        learn_home(redactor, snapshot->ps.rows[i].command);
    }
    for (size_t i = 0; i < snapshot->top.n_rows; i++)
        learn_user(redactor, snapshot->top.rows[i].user);
}

void redactor_begin(struct redactor *redactor, const char *kind)
{
    redactor->line = redact_text_line;
    redactor->columns.count = 0;
    redactor->plist = PLIST_OUTSIDE;
    redactor->plist_key_stays = false;
    for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(kinds[i].kind, kind) == 0)
            redactor->line = kinds[i].line;
    }
}

/* Appends a copy; NULL where there is no room for it. */
static char *append(struct text *out, struct slice text, struct error *error)
{
    size_t start = out->len;
    text_add(out, text);
    if (out->failed) {
        error_set(error, "out of memory");
        return NULL;
    }
    return out->bytes + start;
}

bool redactor_line(struct redactor *redactor, struct slice line, struct text *out,
                   struct error *error)
{
    if (line.len == 0)
        return true;
    char *copy = append(out, line, error);
    if (copy != NULL)
        redactor->line(redactor, (struct span){copy, line.len});
    return copy != NULL;
}

bool redactor_text(struct redactor *redactor, struct slice text, struct text *out,
                   struct error *error)
{
    if (text.len == 0)
        return true;
    char *copy = append(out, text, error);
    if (copy != NULL)
        redact_free_text(redactor, (struct span){copy, text.len}, RULES_ALL);
    return copy != NULL;
}

/*
 * A file's name goes by its words: the date and the build in a capture's name say when it was taken
 * and on which system.
 */
bool redactor_file_name(struct redactor *redactor, struct slice name, struct text *out,
                        struct error *error)
{
    char *copy = name.len > 0 ? append(out, name, error) : NULL;
    if (copy != NULL)
        redact_file_name(redactor, (struct span){copy, name.len});
    return copy != NULL || name.len == 0;
}

/* A word as it stands in free text, in a path or in a command line. */
static bool word_agrees(struct redactor *redactor, struct slice word, struct slice copy)
{
    char room[SECRET_BYTES_MAX];
    if (slice_equal(word, copy) || secrets_knows(redactor->secrets, word, copy))
        return true;
    if (word.len == 0 || word.len > sizeof(room))
        return false;
    struct span place = {room, word.len};
    memcpy(room, word.ptr, word.len);
    redact_free_text(redactor, place, RULES_ALL);
    if (slice_equal(span_slice(place), copy))
        return true;
    memcpy(room, word.ptr, word.len);
    redact_arguments(redactor, place);
    return slice_equal(span_slice(place), copy);
}

bool redactor_agrees(struct redactor *redactor, struct slice text, struct slice copy)
{
    if (text.len != copy.len)
        return false;
    if (word_agrees(redactor, text, copy))
        return true;
    for (size_t at = 0; at < text.len;) {
        size_t len = 0;
        while (at + len < text.len && !byte_is_blank(text.ptr[at + len]) &&
               text.ptr[at + len] != '/' && text.ptr[at + len] != '"')
            len++;
        if (!word_agrees(redactor, slice_first(slice_from(text, at), len),
                         slice_first(slice_from(copy, at), len)))
            return false;
        at += len;
        if (at < text.len && text.ptr[at] != copy.ptr[at])
            return false;
        at++;
    }
    return true;
}

struct secret_count redactor_count(const struct redactor *redactor, enum secret_kind kind)
{
    return secrets_count(redactor->secrets, kind);
}

void redactor_reset_counts(struct redactor *redactor)
{
    secrets_reset_counts(redactor->secrets);
}
