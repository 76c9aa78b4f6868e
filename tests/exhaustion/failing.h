/*
 * failing.h: the functions that hand out memory and threads, made to fail at will in a program that
 * this library is loaded into with LD_PRELOAD. For Linux with glibc.
 */
#ifndef SYSDELTA_FAILING_H
#define SYSDELTA_FAILING_H

#include <stdbool.h>

enum { FAIL_NEVER = 0 };

/* Once, before any process is forked that is to be counted. False where there is no memory. */
bool failing_prepare(void);

/*
 * From here on, in this process: its calls are counted from 1, and the one of that number fails, or
 * that one and all later ones. `alone`: no thread is ever started, so that the order is the same
 * each time.
 */
void failing_begin(unsigned long number, bool all_later, bool alone);

/* How many calls the last process made that called failing_begin(); in the parent's view, too. */
unsigned long failing_count(void);

#endif
