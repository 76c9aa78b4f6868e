/* Landlock before seccomp: its calls are none of those that the filter lets pass. */
#include "sandbox_layers.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

static bool writes_files(const struct sandbox_path *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (paths[i].use != SANDBOX_READ)
            return true;
    }
    return false;
}

bool sandbox_enter(const struct sandbox_path *paths, size_t count, unsigned *ret_layers,
                   struct error *error)
{
    bool files = false;
    bool calls = false;
    *ret_layers = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        if (errno == EINVAL)
            return true; /* older than both layers */
        return error_set(error, "no_new_privs: %s", strerror(errno));
    }
    if (!sandbox_landlock(paths, count, &files, error) ||
        !sandbox_seccomp(writes_files(paths, count), &calls, error))
        return false;
    *ret_layers = (files ? SANDBOX_FILES : 0U) | (calls ? SANDBOX_CALLS : 0U);
    return true;
}

const char *sandbox_built_in(void)
{
#if defined(SYSDELTA_HAVE_LANDLOCK) && defined(SYSDELTA_HAVE_SECCOMP) && !SANDBOX_SANITIZED
    return "Landlock, seccomp";
#elif defined(SYSDELTA_HAVE_LANDLOCK)
    return "Landlock";
#elif defined(SYSDELTA_HAVE_SECCOMP) && !SANDBOX_SANITIZED
    return "seccomp";
#else
    return "none";
#endif
}
