/* library_private.h: what the files of the library share. */
#ifndef SYSDELTA_LIBRARY_PRIVATE_H
#define SYSDELTA_LIBRARY_PRIVATE_H

#include "library_index.h"

struct library {
    struct arena *arena;
    const char *folder, *snapshots, *captures, *staging;
    struct library_owner owner;
    struct library_index *index;
    const char *index_path;
    struct library_entry *entries; /* by the time taken */
    size_t n_entries;
    struct slice *remarks;
    size_t n_remarks;
    int *locks; /* of the staging folders that are ours */
    size_t n_locks;
    const char **staged; /* those folders */
    size_t n_staged;
};

/* Brings index and entries in line with the files. Entries handed out before stay readable. */
bool library_refresh(struct library *library, struct error *error);

void library_remark(struct library *library, struct slice text);

#endif
