/* input_file.h: an input as a file, for what opens files. */
#ifndef SYSDELTA_INPUT_FILE_H
#define SYSDELTA_INPUT_FILE_H

#include "slice.h"

/* Writes the bytes to a file of this process below TMPDIR or /tmp, removed at its end. Its path. */
const char *input_file(struct slice bytes);

#endif
