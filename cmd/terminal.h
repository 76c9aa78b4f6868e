/* terminal.h: what stdout is. The one file that asks the system about terminals. */
#ifndef SYSDELTA_TERMINAL_H
#define SYSDELTA_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Columns of the terminal behind stdout; 0 where it is none (then output is not cut). */
size_t terminal_width(void);

/* Colour by default: stdout is a terminal that has any, and NO_COLOR is not set. */
bool terminal_has_color(void);

/* stderr is a terminal on which a line can be drawn over again. */
bool terminal_shows_progress(void);

#endif
