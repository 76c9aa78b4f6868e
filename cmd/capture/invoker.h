/*
 * invoker.h: whose captures these are, where root runs the program for a user.
 *
 * The collectors need root; files do not. So all work on files is done as the user: they belong to
 * the user as they come, and nothing that a user may put in the way of a path gains root's reach.
 */
#ifndef SYSDELTA_INVOKER_H
#define SYSDELTA_INVOKER_H

#include <sys/types.h>

#include "arena.h"
#include "error.h"

struct invoker {
    bool root;  /* the program was started with root's rights */
    bool other; /* by somebody else, whom the files are to belong to */
    uid_t uid;
    gid_t gid;
    const char *name; /* NULL: not known */
    const char *home; /* NULL: what the environment says */
};

/*
 * The user of that name, else who called sudo, else oneself. False with *error set where there is no
 * such user, or where root is needed for it. Lives in the arena.
 */
bool invoker_find(const char *user, struct arena *arena, struct invoker *ret, struct error *error);

/* From here on files are the user's; and back to root. Nothing where there is no other user. */
bool invoker_enter(const struct invoker *invoker, struct error *error);
void invoker_leave(const struct invoker *invoker);

/*
 * In a new process, before exec: root's user, group and further groups again, where invoker_enter()
 * laid them aside. False with errno set. Safe between fork and exec.
 */
bool invoker_regain(void);

#endif
