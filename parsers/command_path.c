#include "command_path.h"

static bool is_bundle(struct slice component)
{
    static const char *const endings[] = {
        ".app",    ".framework", ".bundle",          ".xpc", ".appex", ".kext",
        ".plugin", ".prefPane",  ".systemextension", NULL};
    for (size_t i = 0; endings[i] != NULL; i++) {
        if (slice_ends(component, endings[i]))
            return true;
    }
    return false;
}

static bool is_common_folder(struct slice component)
{
    static const char *const names[] = {"Application Support", "Internet Plug-Ins", "Input Methods",
                                        "Mobile Documents",    "Group Containers",  NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        if (slice_is(component, names[i]))
            return true;
    }
    return false;
}

/* What follows is still on the way into an application, in front of any option. */
static bool leads_to_program(struct slice command, struct slice rest)
{
    if (!slice_starts(command, "/Applications/") && !slice_starts(command, "/Users/") &&
        !slice_starts(command, "/Volumes/") && !slice_starts(command, "/Library/"))
        return false;
    struct slice path = slice_first(rest, slice_find_text(rest, " -"));
    path = slice_first(path, slice_find_text(path, "://"));
    return slice_find_text(path, ".app/Contents/MacOS/") < path.len;
}

size_t command_folder(struct slice command)
{
    size_t end = 0;
    while (slice_starts(command, "/")) {
        struct slice rest = slice_from(command, end);
        size_t slash = slice_find(rest, '/');
        struct slice component = slice_first(rest, slash);
        bool one_word = slice_find(component, ' ') == component.len;
        if (slash == rest.len || (!one_word && !is_bundle(component) &&
                                  !is_common_folder(component) && !leads_to_program(command, rest)))
            break;
        end += slash + 1;
    }
    if (end > 0)
        return end;
    struct slice word = slice_first(command, slice_find(command, ' '));
    size_t last = slice_find_last(word, '/');
    return last == word.len ? 0 : last + 1;
}

struct slice command_name(struct slice command)
{
    struct slice name = slice_from(command, command_folder(command));
    name = slice_first(name, slice_find_text(name, " -"));
    if (!slice_starts(command, "/"))
        return slice_first(name, slice_find(name, ' '));
    size_t end = slice_find(name, ' ');
    while (end < name.len) {
        struct slice rest = slice_from(name, end + 1);
        struct slice word = slice_first(rest, slice_find(rest, ' '));
        if (slice_find(word, '/') < word.len)
            break;
        end += 1 + word.len;
    }
    return slice_trim(slice_first(name, end));
}
