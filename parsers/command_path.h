/*
 * command_path.h: where the program stands in a command line as ps prints it, without quotes: blanks
 * may be part of a path or separate arguments.
 */
#ifndef SYSDELTA_COMMAND_PATH_H
#define SYSDELTA_COMMAND_PATH_H

#include "slice.h"

/*
 * The bytes of the folder in front, with its last slash; 0 where there is none. A blank is part of
 * it where it stands inside the name of a bundle ("/Applications/Google Chrome.app/...") or of a
 * folder that every Mac has ("Application Support").
 */
size_t command_folder(struct slice command);

/* The program's name: behind the folder, without options and without arguments that are paths. */
struct slice command_name(struct slice command);

#endif
