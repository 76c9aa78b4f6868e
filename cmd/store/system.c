#include "system.h"

#include <stddef.h>

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

#endif
