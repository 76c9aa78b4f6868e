/*
 * exhaustion.h: the program's end where it runs out of memory: a sentence on stderr, no file left
 * half-written, and the exit status of an input that cannot be read. Nothing is printed of a report
 * that could not be made whole.
 */
#ifndef SYSDELTA_EXHAUSTION_H
#define SYSDELTA_EXHAUSTION_H

/* From here on, for the program's own memory and that of its libraries. Before all else. */
void exhaustion_watch(void);

/* From here on the program may end by itself. After all else. */
void exhaustion_over(void);

#endif
