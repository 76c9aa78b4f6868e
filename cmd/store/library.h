/*
 * library.h: the snapshots that a user keeps, in a folder with an index.
 *
 *     DIR/snapshots/ID.sysdelta.json.gz   what was read of each capture: the library itself
 *     DIR/captures/ID.tar.gz              its archive, where it is kept too
 *     DIR/staging/                        captures that are being taken, each in a locked folder
 *     DIR/index.sqlite3                   made from the files whenever it is not as they are
 *
 * The files are what counts. Each comes into place whole, by a rename; the index is brought in line
 * with them at every opening, so that a crash at any point loses no snapshot and shows none that is
 * not there. Several processes may use a library at once.
 */
#ifndef SYSDELTA_LIBRARY_H
#define SYSDELTA_LIBRARY_H

#include <sys/types.h>

#include "snapshot_file.h"

struct library;

struct library_entry {
    struct slice id; /* the files' stem; unique, sorts by the time taken */
    struct slice label;
    struct slice model; /* "Mac16,8" */
    struct slice host;  /* without its domain */
    struct slice os_name, os_version, os_build;
    struct slice boot_session; /* one for each boot; empty where the reports do not tell it */
    struct moment taken;
    struct moment booted;
    struct amount uptime_seconds;
    struct amount memory_bytes;
    struct amount wired_bytes;
    struct slice sha256; /* of the capture; empty where it was a folder */
    struct slice snapshot_path;
    struct slice capture_path; /* empty: the archive is not kept here */
    uint64_t snapshot_bytes;
};

/* Whose the files are to be, where root keeps them for somebody; uid (uid_t)-1: as they come. */
struct library_owner {
    uid_t uid;
    gid_t gid;
};
#define LIBRARY_OWNER_SELF ((struct library_owner){(uid_t)-1, (gid_t)-1})

/*
 * $SYSDELTA_LIBRARY where it is set; else, for the user with that home (NULL: this one),
 * ~/Library/Application Support/sysdelta on macOS, and sysdelta below $XDG_DATA_HOME (this user's
 * only) or ~/.local/share elsewhere. NULL with *error set where there is no home. Lives in the arena.
 */
const char *library_default_folder(const char *home, struct arena *arena, struct error *error);

/*
 * Opens the library in that folder and brings its index in line with its files. Where `create` is
 * set the folder is made, mode 0700; otherwise a folder that is not there is an empty library.
 * NULL with *error set where it cannot be used. Freed with library_close().
 */
struct library *library_open(const char *folder, bool create, struct library_owner owner,
                             struct error *error);
void library_close(struct library *library); /* NULL is fine */
const char *library_folder(const struct library *library);

/*
 * What could not be used when the library was opened, for people: a file that is no snapshot, an
 * index that was made anew. Lives as long as the library.
 */
const struct slice *library_remarks(const struct library *library, size_t *ret_count);

/* All snapshots, the oldest first; those without a known time before them. Lives as the library. */
const struct library_entry *library_entries(const struct library *library, size_t *ret_count);

/*
 * A folder for a capture in the making, in the arena; the label (NULL: none) is the one that it
 * gets should it be found whole without the process that took it. The folder is locked as long as the library is open;
 * what dead processes left behind is cleared away by the next library_stage(): a whole capture
 * among it is kept (and a remark says so), the rest is removed.
 */
const char *library_stage(struct library *library, const char *label, struct arena *arena,
                          struct error *error);

/* Removes that folder with all that is in it. */
void library_unstage(struct library *library, const char *folder);

struct library_intake {
    const char *path;  /* of the capture: an archive, a folder or a snapshot file */
    const char *label; /* NULL: the capture's own, if it has one */
    bool keep_archive; /* the archive is kept too: moved where it lies in the staging folder, copied
                          from elsewhere */
};

/*
 * Reads a capture and keeps its snapshot; *ret_known tells that the very capture was there already
 * (it gets the new label then, where one is given). The entry lives as the library. False with
 * *error set: then nothing of it is in the library.
 */
bool library_keep(struct library *library, const struct library_intake *intake,
                  struct library_entry *ret, bool *ret_known, struct error *error);

/*
 * Removes a snapshot and the archive kept with it. *ret_archive_bytes is the size of the archive that
 * was removed, not known where none was kept.
 */
bool library_remove(struct library *library, const struct library_entry *entry,
                    struct amount *ret_archive_bytes, struct error *error);

/*
 * Removes the file snapshots/ID.sysdelta.json.gz, which may be one that cannot be read; false
 * without an error where there is none. An archive kept with it stays: *ret_archive is its path,
 * else NULL; it lives as long as the library.
 */
bool library_discard(struct library *library, const char *id, const char **ret_archive,
                     struct error *error);

/*
 * The snapshot of that name: @latest, @boot (the first of the boot that the newest is of), @2d (the
 * newest that is at least so old at `now`, seconds since 1970; also s, m, h, w), a label (its
 * newest), an id or the start of one that is unique. A label or id may have an @ before it too.
 * NULL with *error set.
 */
const struct library_entry *library_find(const struct library *library, const char *name,
                                         int64_t now, struct error *error);

/* A name that library_find() does not take for a label: @..., latest, boot, 2d, a path, "-". */
bool library_is_reserved(const char *label);

/*
 * The newest snapshot, and what it is best compared with: of the same Mac, soon after boot, of the
 * same build, the same boot before others. *ret_why says why, for people. False with *error set
 * where there is no such pair.
 */
bool library_pair(const struct library *library, const struct library_entry **ret_base,
                  const struct library_entry **ret_later, const char **ret_why,
                  struct error *error);

/* Of the same Mac and the same boot. */
bool library_same_boot(const struct library_entry *a, const struct library_entry *b);

/* The best baseline of a snapshot of the library, and why; NULL with *error set: there is none. */
const struct library_entry *library_base_of(const struct library *library,
                                            const struct library_entry *later, const char **ret_why,
                                            struct error *error);

/* The best baseline for a snapshot that is not in the library; NULL where there is none. */
const struct library_entry *library_baseline(const struct library *library,
                                             const struct snapshot *later, const char **ret_why);

#endif
