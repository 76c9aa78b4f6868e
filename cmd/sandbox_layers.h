/*
 * sandbox_layers.h: the two layers of sandbox_linux.c.
 *
 * Each function enters its layer and returns true; with *ret_entered false where the kernel has
 * none. False with *error set where the kernel has it and refuses. The caller has set no_new_privs.
 */
#ifndef SYSDELTA_SANDBOX_LAYERS_H
#define SYSDELTA_SANDBOX_LAYERS_H

#include "sandbox.h"

/*
 * A sanitizer reads the process's own maps and threads, and the program's symbols, and starts
 * programs to do so: builds with one read what they like, and have no seccomp.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

bool sandbox_landlock(const struct sandbox_path *paths, size_t count, bool *ret_entered,
                      struct error *error);

/* `writes`: files are made and changed, and not read only. */
bool sandbox_seccomp(bool writes, bool *ret_entered, struct error *error);

#endif
