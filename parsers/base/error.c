#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, const char *format, ...)
{
    static const char out_of_memory[] = "out of memory";
    if (error->set)
        return false;
    va_list args;
    va_start(args, format);
    if (vsnprintf(error->reason, sizeof(error->reason), format, args) < 0)
        memcpy(error->reason, out_of_memory, sizeof(out_of_memory));
    va_end(args);
    for (char *c = error->reason; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~')
            *c = '?';
    }
    error->set = true;
    return false;
}
