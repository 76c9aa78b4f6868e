/*
 * library_index.h: the index of a library, made from its files; the only user of SQLite.
 *
 * It saves reading every snapshot at every call and holds nothing that the files do not: it may be
 * removed at any time.
 */
#ifndef SYSDELTA_LIBRARY_INDEX_H
#define SYSDELTA_LIBRARY_INDEX_H

#include "library.h"

struct library_index;

/*
 * The index in that file, or in memory where the file cannot be written. One that is damaged is
 * made anew; *ret_renewed tells. NULL with *error set where SQLite fails altogether.
 */
struct library_index *index_open(const char *path, bool *ret_renewed, struct error *error);
void index_close(struct library_index *index); /* NULL is fine */

/* Did the last call that failed find the file damaged, or not as this sysdelta makes it? */
bool index_is_damaged(const struct library_index *index);

/* Removes an index with what SQLite keeps beside it. */
void index_discard(const char *path);

/* What a file of the library looks like from outside: a row of another stamp is of another file. */
struct index_stamp {
    uint64_t bytes;
    int64_t modified; /* seconds and nanoseconds, in nanoseconds */
};

/* Everything between the two is seen by other processes at once or not at all. */
bool index_begin(struct library_index *index, struct error *error);
bool index_commit(struct library_index *index, struct error *error);

bool index_has(struct library_index *index, struct slice id, struct index_stamp stamp);
bool index_put(struct library_index *index, const struct library_entry *entry,
               struct index_stamp stamp, struct error *error);

/* Every id in the index, in the arena. */
bool index_ids(struct library_index *index, struct arena *arena, struct slice **ret_ids,
               size_t *ret_count, struct error *error);
bool index_remove(struct library_index *index, struct slice id, struct error *error);

/* Every row; paths and file sizes are left to the caller. */
bool index_entries(struct library_index *index, struct arena *arena, struct library_entry **ret,
                   size_t *ret_count, struct error *error);

#endif
