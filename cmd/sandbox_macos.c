/*
 * sandbox_macos.c: a profile for sandbox_init(), which is deprecated, and there.
 *
 * What is not known to be needed by the system's own libraries is forbidden; the later rule wins.
 * Their folders stay readable. Paths are those behind all links, by which the kernel decides.
 */
#include "sandbox.h"

#include <stdint.h>
#include <stdlib.h>

#include "text.h"

/* As <sandbox.h> has them, without the mark of deprecation, and in spite of its name. */
int sandbox_init(const char *profile, uint64_t flags, char **errorbuf);
void sandbox_free_error(char *errorbuf);

static const char fixed_rules[] =
    "(version 1)\n"
    "(allow default)\n"
    "(deny network*)\n"
    "(deny mach-lookup)\n"
    "(deny process-exec*)\n"
    "(deny process-fork)\n"
    "(deny signal (target others))\n"
    "(deny file-write*)\n"
    "(deny file-read-data)\n"
    "(allow file-read-data (subpath \"/System\") (subpath \"/usr\") (subpath \"/dev\"))\n";

static void add_quoted(struct text *profile, const char *path)
{
    text_add(profile, SLICE("\""));
    for (; *path != '\0'; path++) {
        if (*path == '"' || *path == '\\')
            text_add(profile, SLICE("\\"));
        text_add(profile, (struct slice){path, 1});
    }
    text_add(profile, SLICE("\""));
}

static void add_rule(struct text *profile, const struct sandbox_path *path)
{
    static const char *const operations[] = {
        [SANDBOX_READ] = "file-read-data",
        [SANDBOX_STREAM] = "file-write-data",
        [SANDBOX_MAKE] = "file-read-data file-write*",
    };
    char *resolved = realpath(path->path, NULL);
    if (resolved == NULL)
        return; /* whoever opens it says why it cannot be */
    text_printf(profile, "(allow %s (subpath ", operations[path->use]);
    add_quoted(profile, resolved);
    text_add(profile, SLICE("))\n"));
    free(resolved);
}

bool sandbox_enter(const struct sandbox_path *paths, size_t count, unsigned *ret_layers,
                   struct error *error)
{
    struct text profile = {0};
    char *reason = NULL;
    *ret_layers = 0;
    text_add(&profile, slice_of(fixed_rules));
    for (size_t i = 0; i < count; i++)
        add_rule(&profile, &paths[i]);
    text_add(&profile, (struct slice){"", 1});
    bool ok = !profile.failed || error_set(error, "out of memory");
    if (ok && sandbox_init(profile.bytes, 0, &reason) != 0) {
        ok = error_set(error, "sandbox_init: %s", reason != NULL ? reason : "no reason was given");
        sandbox_free_error(reason);
    }
    if (ok)
        *ret_layers = SANDBOX_FILES | SANDBOX_CALLS;
    text_free(&profile);
    return ok;
}

const char *sandbox_built_in(void)
{
    return "sandbox_init";
}
