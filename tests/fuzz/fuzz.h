/*
 * fuzz.h: what the fuzz targets share. A target is one file fuzz_NAME.c with the function below;
 * libFuzzer calls it with bytes of its own making, fuzz_replay.c with those of files.
 */
#ifndef SYSDELTA_FUZZ_H
#define SYSDELTA_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/*
 * All that is done with captures once they are read: account, comparison, and every renderer. base
 * NULL: as `show` does it. Aborts where the sums of the report do not add up.
 */
void fuzz_judge(const struct snapshot *base, const struct snapshot *later);

/* Hands out bytes in blocks that end at odd places. */
struct fuzz_bytes {
    const uint8_t *bytes;
    size_t len;
};
long fuzz_read(void *bytes, char *buffer, size_t room, struct error *error);

#endif
