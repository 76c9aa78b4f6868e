/*
 * sandbox.h: gives up what the reading of captures does not need.
 *
 * Captures come from people one does not know, so a reader of theirs is where an attack would come
 * in. Whoever takes it over finds a process that can read the inputs, write the outputs, and little
 * else. It holds for the whole process from then on, and cannot be undone.
 *
 *     sandbox_linux   Landlock (sandbox_landlock) for files, seccomp (sandbox_seccomp) for calls
 *     sandbox_macos   a profile for sandbox_init()
 *     sandbox_none    elsewhere: nothing
 *
 * Each layer is used where the build and the kernel have it.
 */
#ifndef SYSDELTA_SANDBOX_H
#define SYSDELTA_SANDBOX_H

#include <stddef.h>

#include "error.h"

enum sandbox_use {
    SANDBOX_READ,   /* a file; or a folder, and all that is in it */
    SANDBOX_STREAM, /* a device or a pipe, written to */
    SANDBOX_MAKE, /* a folder, and all below it: files are made, read, written, renamed, removed */
};

/* Something that stays allowed. What is not there, or cannot be reached, is not allowed either. */
struct sandbox_path {
    const char *path; /* links are followed */
    enum sandbox_use use;
};

/* Layers, to be combined. */
enum {
    SANDBOX_FILES = 1, /* other files cannot be opened */
    SANDBOX_CALLS = 2, /* no programs, processes, sockets, signals to others, mounts, tracing */
};

/*
 * Enters the sandbox with the layers that are to be had, and tells which these are in *ret_layers,
 * which may be none. False with *error set where one that is there refuses. For a process of one
 * thread; threads may be started afterwards. Files that are open stay as they are.
 */
bool sandbox_enter(const struct sandbox_path *paths, size_t count, unsigned *ret_layers,
                   struct error *error);

/* The layers that were built in, for people. */
const char *sandbox_built_in(void);

#endif
