/* confine.h: the sandbox of one command: what its options have it read and write stays allowed. */
#ifndef SYSDELTA_CONFINE_H
#define SYSDELTA_CONFINE_H

#include "options.h"

/*
 * From here on the process reads these captures (paths; "-" is standard input) and the catalogue,
 * writes the outputs that are named, and keeps the library in `library`, a folder (NULL: it does
 * not). Called when nothing but these is opened any more and no capture was read. With
 * --no-sandbox nothing is done. False (and said so) where it cannot be entered.
 */
bool confine(const struct options *options, const char *const *captures, size_t count,
             const char *library);

#endif
