/*
 * fuzz_report.c: one parser, FUZZ_KIND, and what is made of a capture that holds its report alone;
 * and the report with what is private in it replaced.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "machine.h"
#include "redact_stream.h"
#include "report.h"

static bool count(void *context, struct slice bytes, struct error *error)
{
    (void)error;
    *(size_t *)context += bytes.len;
    return true;
}

/* No byte may be added or lost: parsers go by columns, and origins by offsets. */
static void redact(const struct snapshot *snapshot, struct fuzz_bytes from)
{
    struct error error = ERROR_NONE;
    struct redactor *redactor = redactor_new();
    size_t len = from.len;
    size_t written = 0;
    redactor_learn(redactor, snapshot);
    if (!redact_stream(redactor, FUZZ_KIND, (struct byte_reader){fuzz_read, &from},
                       (struct byte_writer){count, &written}, &error) ||
        written != len)
        abort();
    redactor_free(redactor);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct fuzz_bytes from = {bytes, len};
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = snapshot_new();
    struct lines *lines = lines_new((struct byte_reader){fuzz_read, &from}, &limits_default);
    size_t kind = 0;
    while (strcmp(report_kinds[kind]->name, FUZZ_KIND) != 0)
        kind++;
    report_parse(snapshot, kind, SLICE("capture/report"), lines);
    lines_free(lines);
    if (!machine_read(snapshot, &error))
        abort();
    fuzz_judge(NULL, snapshot);
    fuzz_judge(snapshot, snapshot);
    redact(snapshot, (struct fuzz_bytes){bytes, len});
    snapshot_free(snapshot);
    return 0;
}
