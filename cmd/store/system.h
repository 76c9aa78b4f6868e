/* system.h: where POSIX leaves systems their own ways; the only place that tells them apart. */
#ifndef SYSDELTA_SYSTEM_H
#define SYSDELTA_SYSTEM_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

/* This program runs on macOS, where captures can be taken. */
bool system_is_macos(void);

/* Below a home: where an application keeps its data; without a slash at either end. */
const char *system_data_folder(void);

/* The variable that names the data folder in place of that; NULL where systems have none. */
const char *system_data_variable(void);

struct timespec system_modified(const struct stat *status);

/*
 * Makes these the supplementary groups of the process, for which its effective user must be root.
 * False with errno set. Safe between fork and exec.
 */
bool system_set_groups(const gid_t *groups, int count);

/* The same with the groups of a user, or `group` alone where `user` is NULL; not after a fork. */
bool system_set_groups_of(const char *user, gid_t group);

#endif
