/*
 * outfile.h: a file that is either written whole or not at all.
 *
 * Bytes go to a new file beside the one that is meant, mode 0600, which takes its place once it is
 * complete and on the disk. Until then an earlier file of that name stays as it is; where writing
 * fails or the program ends, nothing but the temporary file is lost. A symbolic link at the place
 * is never written through: it is refused.
 */
#ifndef SYSDELTA_OUTFILE_H
#define SYSDELTA_OUTFILE_H

#include "error.h"
#include "slice.h"

struct outfile;

/* NULL with *error set where no file can be made there. Ends with commit or abandon. */
struct outfile *outfile_open(const char *path, struct error *error);

/* Remembers the first failure, which outfile_commit() tells. */
bool outfile_write(struct outfile *outfile, struct slice bytes);

/* Behind the bytes written so far; good until commit or abandon. For libraries that write. */
int outfile_descriptor(const struct outfile *outfile);

/* The temporary file's path, which can be read back before it is committed. */
const char *outfile_temporary(const struct outfile *outfile);

/* Puts the file in its place and frees; false with *error set, and no trace left, otherwise. */
bool outfile_commit(struct outfile *outfile, struct error *error);

/* The same, but the place must be free: *ret_taken tells where it is not. Never replaces. */
bool outfile_commit_new(struct outfile *outfile, bool *ret_taken, struct error *error);

/* Removes the temporary file and frees. NULL is fine. */
void outfile_abandon(struct outfile *outfile);

/*
 * Removes the temporary files of all that were opened and not ended, for a program that ends at
 * once: it needs no memory, frees none, and none of them can be used any more. All of them are to
 * be of one thread.
 */
void outfile_abandon_all(void);

/* The whole of a file at once. */
bool outfile_put(const char *path, struct slice bytes, struct error *error);

#endif
