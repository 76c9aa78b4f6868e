#include "invoker.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number.h"
#include "system.h"

static void take_entry(struct invoker *invoker, const struct passwd *entry, struct arena *arena)
{
    invoker->uid = entry->pw_uid;
    invoker->gid = entry->pw_gid;
    invoker->name = arena_string(arena, slice_of(entry->pw_name));
    invoker->home = arena_string(arena, slice_of(entry->pw_dir));
}

static bool take_named(struct invoker *invoker, const char *user, struct arena *arena,
                       struct error *error)
{
    const struct passwd *entry = getpwnam(user);
    if (entry == NULL)
        return error_set(error, "--user %s: there is no such user", user);
    if (!invoker->root && entry->pw_uid != geteuid())
        return error_set(error, "--user %s: only root can take captures for others", user);
    take_entry(invoker, entry, arena);
    return true;
}

static bool id_in(const char *variable, uint64_t *ret)
{
    const char *text = getenv(variable);
    /* The highest one stands for no user at all. */
    return text != NULL && number_u64(slice_of(text), ret) && *ret < UINT32_MAX;
}

/* sudo says who called it; where it says nothing, it is root's own capture. */
static void take_caller_of_sudo(struct invoker *invoker, struct arena *arena)
{
    uint64_t uid;
    uint64_t gid;
    if (!id_in("SUDO_UID", &uid) || uid == 0)
        return;
    const struct passwd *entry = getpwuid((uid_t)uid);
    if (entry != NULL)
        take_entry(invoker, entry, arena);
    invoker->uid = (uid_t)uid;
    if (id_in("SUDO_GID", &gid))
        invoker->gid = (gid_t)gid;
    else if (entry == NULL)
        invoker->gid = (gid_t)uid;
}

bool invoker_find(const char *user, struct arena *arena, struct invoker *ret, struct error *error)
{
    struct invoker invoker = {.root = geteuid() == 0, .uid = geteuid(), .gid = getegid()};
    if (user != NULL) {
        if (!take_named(&invoker, user, arena, error))
            return false;
    } else if (invoker.root) {
        take_caller_of_sudo(&invoker, arena);
    }
    invoker.other = invoker.uid != geteuid();
    if (!invoker.other)
        invoker.home = NULL;
    *ret = invoker;
    return true;
}

/* What root had before it worked as somebody else. One process has one set of rights. */
static struct {
    bool laid_aside;
    gid_t gid;
    gid_t *groups;
    int n_groups;
} own;

static bool keep_own_groups(void)
{
    if (own.groups != NULL)
        return true;
    int count = getgroups(0, NULL);
    if (count < 0)
        return false;
    own.groups = calloc((size_t)count + 1, sizeof(*own.groups));
    own.n_groups = own.groups != NULL ? getgroups(count, own.groups) : -1;
    own.gid = getegid();
    /* macOS tells of more groups than it lets a process set. */
    long most = sysconf(_SC_NGROUPS_MAX);
    if (most > 0 && own.n_groups > most)
        own.n_groups = (int)most;
    if (own.n_groups >= 0)
        return true;
    free(own.groups);
    own.groups = NULL;
    return false;
}

bool invoker_enter(const struct invoker *invoker, struct error *error)
{
    if (!invoker->other)
        return true;
    bool ok = keep_own_groups();
    own.laid_aside = ok;
    if (ok && system_set_groups_of(invoker->name, invoker->gid) && setegid(invoker->gid) == 0 &&
        seteuid(invoker->uid) == 0)
        return true;
    error_set(error, "files cannot be made for user %ld: %s", (long)invoker->uid, strerror(errno));
    invoker_leave(invoker);
    return false;
}

bool invoker_regain(void)
{
    return !own.laid_aside || (seteuid(0) == 0 && setegid(own.gid) == 0 &&
                               system_set_groups(own.groups, own.n_groups));
}

void invoker_leave(const struct invoker *invoker)
{
    if (!invoker->other)
        return;
    if (invoker_regain())
        own.laid_aside = false;
}
