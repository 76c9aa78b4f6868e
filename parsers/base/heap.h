/*
 * heap.h: memory that is there, or the end of the program.
 *
 * A report with a figure left out for want of memory would be a wrong report, and what fails once
 * mostly fails again: so nobody goes on without. What the program does then is said in one place,
 * by a function that it registers; hostile input is bounded by the readers before it comes here.
 */
#ifndef SYSDELTA_HEAP_H
#define SYSDELTA_HEAP_H

#include <stddef.h>

/*
 * What to do when memory runs out; abort() where nothing is registered, or where `end` returns. It
 * is called by whichever thread runs out, perhaps by two at once, and can have no memory itself.
 * To be registered before there are threads.
 */
void heap_on_exhaustion(void (*end)(void));

_Noreturn void heap_exhausted(void);

/*
 * Behind a call that may have failed for want of memory, of which errno alone tells: ends the
 * program where it says so. Set errno to 0 before.
 */
void heap_check(void);

/* Freed with free(). Sizes may be 0; a product that is too large is more than there is. */
void *heap_new(size_t count, size_t size); /* zeroed */
void *heap_take(size_t size);              /* not zeroed; as libraries want their malloc() */
void *heap_resize(void *memory, size_t size);
char *heap_string(const char *text); /* a copy */

#endif
