#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue_read.h"
#include "machine.h"
#include "render.h"
#include "snapshot_file.h"

enum { BLOCK = 997 };

void fuzz_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}

long fuzz_read(void *context, char *buffer, size_t room, struct error *error)
{
    struct fuzz_bytes *from = context;
    struct slice part = slice_first(from->rest, from->block > 0 ? from->block : BLOCK);
    (void)error;
    part = slice_first(part, room);
    if (part.len > 0)
        memcpy(buffer, part.ptr, part.len);
    from->rest = slice_from(from->rest, part.len);
    return (long)part.len;
}

#ifdef FUZZ_SPARING
static uint64_t hash_of(struct slice input)
{
    uint64_t hash = input.len;
    while (input.len > 0) {
        uint64_t word = 0;
        struct slice part = slice_first(input, sizeof(word));
        memcpy(&word, part.ptr, part.len);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
        input = slice_from(input, part.len);
    }
    return hash;
}

unsigned fuzz_work_of(struct slice input)
{
    static const struct {
        enum fuzz_work work;
        unsigned of_256;
    } shares[] = {{FUZZ_ALONE, 5},  {FUZZ_SAME, 2}, {FUZZ_PAIR, 7},
                  {FUZZ_REDACT, 8}, {FUZZ_KEEP, 4}, {FUZZ_AGAIN, 4}};
    unsigned place = (unsigned)(hash_of(input) >> 56);
    for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
        if (place < shares[i].of_256)
            return shares[i].work;
        place -= shares[i].of_256;
    }
    return 0;
}
#else
unsigned fuzz_work_of(struct slice input)
{
    (void)input;
    return FUZZ_ALL;
}
#endif

/* Read once: it is the same for every input. */
static const struct catalogue *catalogue(void)
{
    static struct catalogue loaded;
    static struct arena *arena;
    struct error error = ERROR_NONE;
    if (arena == NULL) {
        arena = arena_new();
        if (!catalogue_load(&loaded, NULL, arena, &error))
            fuzz_fail("%s", error.reason);
    }
    return &loaded;
}

static void check_growth(const struct findings *findings, bool same)
{
    const struct joined *joined = &findings->joined;
    int64_t sum = 0;
    bool known = joined->growth_bytes.known;
    for (size_t i = 0; i < joined->n_components; i++) {
        struct change growth = joined->components[i].growth_bytes;
        if (same && growth.known && growth.value != 0)
            fuzz_fail("a row grew by %lld since itself", (long long)growth.value);
        known = known && growth.known && number_add_signed(sum, growth.value, &sum);
    }
    if (known && sum != joined->growth_bytes.value)
        fuzz_fail("the rows add up to %lld, the total grew by %lld", (long long)sum,
                  (long long)joined->growth_bytes.value);
}

static void check_live(const struct account_row *row)
{
    uint64_t live;
    if (!row->live_bytes.known || row->printed_rows != 1 || !row->element_bytes.known)
        return;
    if (!number_multiply(row->elements.value, row->element_bytes.value, &live) ||
        live != row->live_bytes.value || live > row->wired_bytes)
        fuzz_fail("%llu elements of %llu bytes are %llu bytes of %llu",
                  (unsigned long long)row->elements.value,
                  (unsigned long long)row->element_bytes.value,
                  (unsigned long long)row->live_bytes.value, (unsigned long long)row->wired_bytes);
}

static void check_account(const struct account *account)
{
    uint64_t sum = 0;
    int64_t rest;
    for (size_t i = 0; i < account->n_rows; i++) {
        check_live(&account->rows[i]);
        if (!number_add(sum, account->rows[i].wired_bytes, &sum))
            fuzz_fail("the rows add up to more than 64 bits");
    }
    if (sum != account->attributed_bytes)
        fuzz_fail("the rows add up to %llu, not to %llu", (unsigned long long)sum,
                  (unsigned long long)account->attributed_bytes);
    if (account->wired.bytes.known && (!number_difference(account->wired.bytes.value, sum, &rest) ||
                                       rest != account->unattributed_bytes))
        fuzz_fail("%llu of %llu bytes are in rows, and %lld in none", (unsigned long long)sum,
                  (unsigned long long)account->wired.bytes.value,
                  (long long)account->unattributed_bytes);
}

static void render(const struct findings *findings, struct arena *arena)
{
    struct text out = {0};
    bool alone = findings->base.snapshot == NULL;
    struct text_layout layout = {.width = 80, .color = true, .force = true};
    struct selection_options all = {.top = SIZE_MAX};
    struct selection selection = select_components(&findings->joined, alone, all, arena);
    render_text(&out, findings, &selection, layout);
    render_json(&out, findings, NULL);
    text_free(&out);
}

void fuzz_judge(const struct snapshot *base, const struct snapshot *later)
{
    struct findings findings;
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    if (findings_of(base, later, catalogue(), arena, &findings, &error)) {
        check_account(&findings.later.account);
        if (base != NULL) {
            check_account(&findings.base.account);
            check_growth(&findings, base == later);
        }
        render(&findings, arena);
    } else if (!error.set) {
        fuzz_fail("no findings, and no reason");
    }
    arena_free(arena);
}

struct text fuzz_written(const struct snapshot *snapshot)
{
    struct text json = {0};
    struct error error = ERROR_NONE;
    if (!snapshot_write(&json, snapshot, &error))
        text_free(&json);
    return json;
}

void fuzz_settle(struct snapshot *snapshot)
{
    struct error error = ERROR_NONE;
    size_t said = snapshot->n_warnings;
    struct slice first = said > 0 ? snapshot->warnings[0].text : SLICE("");
    struct text copy = {0};
    text_add(&copy, first);
    snapshot_warn(snapshot, "one more");
    if (!machine_read(snapshot, &error))
        fuzz_fail("%s", error.reason);
    if (!slice_equal(first, text_slice(&copy)))
        fuzz_fail("a warning is overwritten by the next");
    text_free(&copy);
    snapshot->n_warnings = said;
}

static struct snapshot *read_back(struct slice json)
{
    struct fuzz_bytes from = {.rest = json};
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_new();
    if (!snapshot_guest.read(snapshot, (struct byte_reader){fuzz_read, &from}, &error))
        fuzz_fail("the snapshot file that was written cannot be read: %s", error.reason);
    fuzz_settle(snapshot);
    return snapshot;
}

void fuzz_keep(const struct snapshot *snapshot)
{
    struct text json = fuzz_written(snapshot);
    if (json.len == 0)
        return;
    struct snapshot *kept = read_back(text_slice(&json));
    struct text again = fuzz_written(kept);
    if (!slice_equal(text_slice(&json), text_slice(&again)))
        fuzz_fail("the snapshot file says something else:\n%.*s\n%.*s",
                  SLICE_ARGS(text_slice(&json)), SLICE_ARGS(text_slice(&again)));
    snapshot_free(kept);
    text_free(&json);
    text_free(&again);
}
