/*
 * inputs.h: captures by what the user calls them: a file, a folder, standard input, or a name of
 * the library (library.h). What exists as a file is that file.
 *
 * Captures are read in the sandbox (confine.h), which the process is in from then on, and only where
 * no output would replace one (outputs.h). Says on stderr what is wrong, and what the library
 * remarks.
 */
#ifndef SYSDELTA_INPUTS_H
#define SYSDELTA_INPUTS_H

#include "library.h"
#include "options.h"

/* The library that the options and the environment name; NULL (and said so) on failure. */
struct library *open_library(const struct options *options, bool create);

/* NULL (and said so) where it cannot be read, or is two captures in an evidence bundle. */
struct snapshot *open_capture(const struct options *options, const char *name);

/*
 * The same in two steps, for what has to be known before a capture is read: the paths behind names,
 * in the arena, and the sandbox entered; then each of them, or a part of it (bundle.h; NULL: all).
 */
bool find_captures(const struct options *options, char *const *names, size_t count,
                   const char **ret_paths, struct arena *arena);
struct snapshot *read_capture(const struct options *options, const char *name, const char *path,
                              const char *part);

/*
 * The two sides of `diff` and their like: two captures; one evidence bundle, whose parts they are;
 * or none, then the library's newest and its best baseline. False (and said so) on failure. Both
 * are freed by the caller, NULL or not. *ret_bundle tells that the sides are parts of one file.
 */
bool open_pair(const struct options *options, struct snapshot **ret_base,
               struct snapshot **ret_later, bool *ret_bundle);

/* Says on stderr that not all of a capture could be read; for commands that print no report. */
void warn_of_damage(const struct snapshot *snapshot);

#endif
