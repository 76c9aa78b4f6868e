/* pack.h: the files of a folder as one .tar.gz, as sysdiagnose packs its own. */
#ifndef SYSDELTA_PACK_H
#define SYSDELTA_PACK_H

#include <stdint.h>

#include "error.h"

/*
 * Packs the regular files right in the folder, by name, below `root` in the archive, which comes
 * into being whole or not at all. `seconds` since 1970 is the time of all of them.
 */
bool pack_folder(const char *folder, const char *root, const char *archive, int64_t seconds,
                 struct error *error);

#endif
