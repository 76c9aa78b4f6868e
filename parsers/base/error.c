#include "error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *error, const char *format, ...)
{
    if (error->set)
        return false;
    va_list args;
    va_start(args, format);
    vsnprintf(error->reason, sizeof(error->reason), format, args);
    va_end(args);
    for (char *c = error->reason; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~')
            *c = '?';
    }
    error->set = true;
    return false;
}
