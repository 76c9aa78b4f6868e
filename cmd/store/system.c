/* POSIX has no setgroups(): each system shows it to those who ask for its own functions. */
#ifdef __APPLE__
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE
#endif
#else
#define _DEFAULT_SOURCE
#endif

#include "system.h"

#include <errno.h>
#include <grp.h>
#include <stddef.h>
#include <unistd.h>

#ifdef __APPLE__

bool system_is_macos(void)
{
    return true;
}

const char *system_data_folder(void)
{
    return "Library/Application Support";
}

const char *system_data_variable(void)
{
    return NULL;
}

struct timespec system_modified(const struct stat *status)
{
    return status->st_mtimespec;
}

static int set_groups(int count, const gid_t *groups)
{
    return setgroups(count, groups);
}

static int set_groups_of(const char *user, gid_t group)
{
    return initgroups(user, (int)group);
}

#else

bool system_is_macos(void)
{
    return false;
}

const char *system_data_folder(void)
{
    return ".local/share";
}

const char *system_data_variable(void)
{
    return "XDG_DATA_HOME";
}

struct timespec system_modified(const struct stat *status)
{
    return status->st_mtim;
}

static int set_groups(int count, const gid_t *groups)
{
    return setgroups((size_t)count, groups);
}

static int set_groups_of(const char *user, gid_t group)
{
    return initgroups(user, group);
}

#endif

bool system_set_groups(const gid_t *groups, int count)
{
    if (count < 0) {
        errno = EINVAL;
        return false;
    }
    return set_groups(count, groups) == 0;
}

bool system_set_groups_of(const char *user, gid_t group)
{
    return user != NULL ? set_groups_of(user, group) == 0 : system_set_groups(&group, 1);
}
