/* library_files.h: folders and files of a library: made, listed, handed to their owner, removed. */
#ifndef SYSDELTA_LIBRARY_FILES_H
#define SYSDELTA_LIBRARY_FILES_H

#include "library.h"

/* Makes a folder of mode 0700 and those above it that are missing; they become the owner's. */
bool make_folder(const char *path, struct library_owner owner, struct error *error);

/* Regular files and folders in a folder, by bytes of their names, without those that start with a
 * dot. A folder that cannot be read holds none. */
struct slice *list_names(const char *folder, struct arena *arena, size_t *ret_count);

/* Removes a folder and all in it; links are removed, not followed. */
void remove_tree(const char *folder);

/* Renames, or copies where that crosses file systems; never replaces anything but a regular file. */
bool move_file(const char *from, const char *to, struct error *error);
bool copy_file(const char *from, const char *to, struct error *error);

/* Hands a file or folder to its owner, mode 0600 or 0700. */
void give_to(const char *path, struct library_owner owner);

/* Makes an empty file of mode 0600 where there is none. */
void make_private(const char *path);

bool is_file(const char *path);
bool is_folder(const char *path);

/* In bytes; not known where there is none. */
struct amount file_size(const char *path);

/* A lock that other processes see and that ends with this one: a descriptor, or -1 where another
 * process holds it. The file is made where it is not there. */
int lock_file(const char *path);

/* folder/name in the arena, with a final NUL. */
const char *path_in(struct arena *arena, const char *folder, struct slice name);

#endif
