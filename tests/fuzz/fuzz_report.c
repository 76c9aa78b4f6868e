/*
 * fuzz_report.c: one parser, FUZZ_KIND, what is made of a capture that holds its report alone, and
 * the report with what is private in it replaced.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "heap.h"
#include "machine.h"
#include "redact_stream.h"
#include "report.h"

enum { LARGE_BLOCK = 1 << 20 };

static size_t kind_index(void)
{
    size_t kind = 0;
    while (strcmp(report_kinds[kind]->name, FUZZ_KIND) != 0)
        kind++;
    return kind;
}

static struct snapshot *parse(struct slice input, size_t block)
{
    struct fuzz_bytes from = {input, block};
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_new();
    struct lines *lines = lines_new((struct byte_reader){fuzz_read, &from}, &limits_default);
    report_parse(snapshot, kind_index(), SLICE("capture/report"), lines);
    lines_free(lines);
    if (!machine_read(snapshot, &error))
        fuzz_fail("%s", error.reason);
    return snapshot;
}

static bool count(void *context, struct slice bytes, struct error *error)
{
    (void)error;
    *(size_t *)context += bytes.len;
    return true;
}

/* No byte may be added or lost: parsers go by columns, and origins by offsets. */
static void redact(const struct snapshot *snapshot, struct slice input)
{
    struct error error = ERROR_NONE;
    struct redactor *redactor = redactor_new();
    struct fuzz_bytes from = {.rest = input};
    size_t written = 0;
    redactor_learn(redactor, snapshot);
    if (!redact_stream(redactor, FUZZ_KIND, (struct byte_reader){fuzz_read, &from},
                       (struct byte_writer){count, &written}, &error))
        fuzz_fail("%s", error.reason);
    if (written != input.len)
        fuzz_fail("%zu bytes became %zu", input.len, written);
    redactor_free(redactor);
}

/* The same rows with other figures, some of them under other names. */
static void judge_pair(const struct snapshot *later, struct slice input)
{
    char *lower = heap_take(input.len);
    for (size_t i = 0; i < input.len; i++)
        lower[i] = (char)(input.ptr[i] - (input.ptr[i] >= '7' && input.ptr[i] <= '9' ? 6 : 0));
    struct snapshot *base = parse((struct slice){lower, input.len}, 0);
    fuzz_judge(base, later);
    snapshot_free(base);
    free(lower);
}

/* Where blocks end must not count. */
static void read_again(const struct snapshot *snapshot, struct slice input)
{
    struct snapshot *other = parse(input, LARGE_BLOCK);
    struct text text = fuzz_written(snapshot);
    struct text again = fuzz_written(other);
    if (!slice_equal(text_slice(&text), text_slice(&again)))
        fuzz_fail("read in other blocks it says something else");
    text_free(&text);
    text_free(&again);
    snapshot_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice input = {(const char *)bytes, len};
    unsigned work = fuzz_work_of(input);
    struct snapshot *snapshot = parse(input, 0);
    fuzz_check_figures(snapshot, kind_index(), input);
    if (work & FUZZ_ALONE)
        fuzz_judge(NULL, snapshot);
    if (work & FUZZ_SAME)
        fuzz_judge(snapshot, snapshot);
    if (work & FUZZ_PAIR)
        judge_pair(snapshot, input);
    if (work & FUZZ_REDACT)
        redact(snapshot, input);
    if (work & FUZZ_KEEP)
        fuzz_keep(snapshot);
    if (work & FUZZ_AGAIN)
        read_again(snapshot, input);
    snapshot_free(snapshot);
    return 0;
}
