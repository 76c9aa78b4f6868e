/* library_folder.c: where a user's library is. */
#include <stdlib.h>

#include "library.h"
#include "system.h"

static bool is_set(const char *value)
{
    return value != NULL && *value != '\0';
}

const char *library_default_folder(const char *home, struct arena *arena, struct error *error)
{
    const char *chosen = getenv("SYSDELTA_LIBRARY");
    const char *variable = system_data_variable();
    const char *data = variable != NULL ? getenv(variable) : NULL;
    if (is_set(chosen))
        return arena_string(arena, slice_of(chosen));
    /* By its specification a relative XDG_DATA_HOME does not count. */
    if (home == NULL && is_set(data) && *data == '/')
        return arena_format(arena, "%s/sysdelta", data).ptr;
    if (home == NULL)
        home = getenv("HOME");
    if (!is_set(home)) {
        error_set(error, "no folder for the library: HOME is not set; give --library DIR");
        return NULL;
    }
    return arena_format(arena, "%s/%s/sysdelta", home, system_data_folder()).ptr;
}
