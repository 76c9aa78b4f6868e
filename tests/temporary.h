/* temporary.h: folders for tests that need files. */
#ifndef SYSDELTA_TEMPORARY_H
#define SYSDELTA_TEMPORARY_H

/* A new empty folder below TMPDIR or /tmp; aborts where none can be made. */
char *make_temporary_folder(void);

/* Removes it with all that is in it, links not followed, and frees the path. */
void remove_temporary_folder(char *path);

#endif
