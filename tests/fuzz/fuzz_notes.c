/* fuzz_notes.c: what a part of an evidence bundle says of the capture that it was taken from. */
#include <string.h>

#include "bundle_walk.h"
#include "fuzz.h"
#include "report.h"

/* Notes are of a capture whose reports were read; some are there, and some are whole. */
static void mark_reports(struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_reports; i += 2)
        snapshot->reports[i].status = i % 4 == 0 ? REPORT_OK : REPORT_PARTIAL;
}

static bool read_notes(struct snapshot *snapshot, struct slice notes)
{
    struct fuzz_bytes from = {.rest = notes};
    struct walk walk = {.snapshot = snapshot, .limits = &limits_default, .part = "later"};
    struct error error = ERROR_NONE;
    mark_reports(snapshot);
    if (walk_read_notes(&walk, (struct byte_reader){fuzz_read, &from}, &error) &&
        walk_settle_notes(&walk, &error))
        return true;
    if (!error.set)
        fuzz_fail("not read, and no reason");
    return false;
}

/* What was read and is written again says the same. */
static void write_and_read(const struct snapshot *snapshot)
{
    struct text notes = {0};
    struct text again = {0};
    struct snapshot *copy = snapshot_new();
    bundle_notes(&notes, snapshot);
    if (!read_notes(copy, text_slice(&notes)))
        fuzz_fail("the notes that were written cannot be read");
    bundle_notes(&again, copy);
    if (!slice_equal(text_slice(&notes), text_slice(&again)))
        fuzz_fail("the notes say something else:\n%.*s\n%.*s", SLICE_ARGS(text_slice(&notes)),
                  SLICE_ARGS(text_slice(&again)));
    text_free(&notes);
    text_free(&again);
    snapshot_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct snapshot *snapshot = snapshot_new();
    if (read_notes(snapshot, (struct slice){(const char *)bytes, len}))
        write_and_read(snapshot);
    snapshot_free(snapshot);
    return 0;
}
