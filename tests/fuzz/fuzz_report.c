/* fuzz_report.c: one parser, FUZZ_KIND, and what is made of a capture that holds its report alone. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "machine.h"
#include "report.h"

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
    snapshot_free(snapshot);
    return 0;
}
