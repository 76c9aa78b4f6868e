/* completion.h: what shells need to complete command lines, out of the table of options. */
#ifndef SYSDELTA_COMPLETION_H
#define SYSDELTA_COMPLETION_H

#include "text.h"

/* For "bash", "zsh" or "fish"; false for another shell. `out` NULL: is it one of them? */
bool completion_write(struct text *out, const char *shell);

#endif
