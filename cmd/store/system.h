/* system.h: where POSIX leaves systems their own ways; the only place that tells them apart. */
#ifndef SYSDELTA_SYSTEM_H
#define SYSDELTA_SYSTEM_H

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

/* This program runs on macOS, where captures can be taken. */
bool system_is_macos(void);

/* Below a home: where an application keeps its data; without a slash at either end. */
const char *system_data_folder(void);

/* The variable that names the data folder in place of that; NULL where systems have none. */
const char *system_data_variable(void);

struct timespec system_modified(const struct stat *status);

#endif
