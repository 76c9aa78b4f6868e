/* outputs.h: may the files be written that a command was asked for? */
#ifndef SYSDELTA_OUTPUTS_H
#define SYSDELTA_OUTPUTS_H

#include "options.h"

/*
 * False (and said so) where an output is one of these inputs (paths), a file in the folder that is
 * one, or the catalogue: a capture cannot be taken again; where it is any other archive that is
 * there, but for a snapshot file; and where two outputs are one file.
 * Devices and pipes take what comes. To be asked before the sandbox is entered.
 */
bool outputs_are_free(const struct options *options, const char *const *captures, size_t count);

#endif
