/* fuzz_gate.c: the language of --fail-on. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "gate.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct gate gate;
    struct error error = ERROR_NONE;
    char *copy = malloc(len + 1);
    if (copy == NULL)
        abort();
    memcpy(copy, bytes, len);
    if (!gate_parse((struct slice){copy, len}, &gate, &error) && !error.set)
        abort();
    free(copy);
    return 0;
}
