/*
 * fuzz.h: what the fuzz targets share. A target is one file fuzz_NAME.c with the function below;
 * libFuzzer calls it with bytes of its own making, fuzz_replay.c with those of files.
 */
#ifndef SYSDELTA_FUZZ_H
#define SYSDELTA_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "lines.h"
#include "snapshot.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What may be done with an input besides reading it. */
enum fuzz_work {
    FUZZ_ALONE = 1 << 0,  /* judged as `show` does it */
    FUZZ_SAME = 1 << 1,   /* judged against itself */
    FUZZ_PAIR = 1 << 2,   /* judged against other figures */
    FUZZ_REDACT = 1 << 3, /* what is private in it is replaced */
    FUZZ_KEEP = 1 << 4,   /* written as a snapshot file, and read from it */
    FUZZ_AGAIN = 1 << 5,  /* read again, in other blocks */
    FUZZ_ALL = (1 << 6) - 1,
};

/*
 * What is to be done with that input: a set of the above. Each costs as much as ten to fifty
 * readings, so libFuzzer's programs do one of them with every eighth input or so, by a hash of its
 * bytes: the same input has the same work always. Programs that replay do all of it.
 */
unsigned fuzz_work_of(struct slice input);

/*
 * All that is done with captures once they are read: account, comparison, and the renderers. base
 * NULL: as `show` does it. Aborts where the sums of the report do not add up, and where a capture
 * has grown since itself.
 */
void fuzz_judge(const struct snapshot *base, const struct snapshot *later);

/*
 * Aborts where a report's figures are not what a text of these bytes can say: lines, offsets and
 * rows within it, texts no longer, words and times in their range, a status that fits the counts.
 */
void fuzz_check_figures(const struct snapshot *snapshot, size_t kind, struct slice input);

/*
 * Draws the machine from what a snapshot file holds, whose warnings are all that was ever said. Some
 * are added for a moment: what was read must stay as it is.
 */
void fuzz_settle(struct snapshot *snapshot);

/* The snapshot as text, for comparisons; empty where that has more bytes than are written. */
struct text fuzz_written(const struct snapshot *snapshot);

/* Writes the snapshot, reads it back, and aborts where another one came of it. */
void fuzz_keep(const struct snapshot *snapshot);

/* Says what is wrong, and aborts. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
_Noreturn void
fuzz_fail(const char *format, ...);

/* Hands out bytes in blocks of that size; 0: one that ends at odd places. */
struct fuzz_bytes {
    struct slice rest;
    size_t block;
};
long fuzz_read(void *bytes, char *buffer, size_t room, struct error *error);

#endif
