/*
 * clear_folder.h: empties a folder as root, of what programs of root's left there and its user
 * cannot remove.
 */
#ifndef SYSDELTA_CLEAR_FOLDER_H
#define SYSDELTA_CLEAR_FOLDER_H

#include <stdbool.h>

/*
 * Removes all that is in the open folder but the file `kept` (NULL: nothing is kept). Goes from
 * folder to folder by descriptor, follows no link and enters no other file system. False where
 * something is left. The descriptor stays open.
 */
bool clear_folder(int folder, const char *kept);

#endif
