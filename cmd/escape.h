/*
 * escape.h: untrusted text made safe for where it goes.
 *
 * Names come out of captures sent by strangers. None of their bytes reaches a terminal that could
 * be taken for a command of it, none reaches a page that a browser could take for markup, and none
 * reaches JSON that is not UTF-8.
 */
#ifndef SYSDELTA_ESCAPE_H
#define SYSDELTA_ESCAPE_H

#include "text.h"

/*
 * For terminals: printable characters as they are; control characters (C0, DEL, C1), line and
 * direction controls and bytes that are no UTF-8 as \xNN or \u{NNNN}, a backslash as two. Two texts
 * never come out alike; what came out is not to be escaped again.
 */
void escape_terminal(struct text *out, struct slice untrusted);

/* The same with backslashes as they are: for text that has escapes of its own, such as JSON. */
void escape_controls(struct text *out, struct slice untrusted);

/*
 * For HTML and SVG, as text or within quotes: as escape_controls(), with what has a meaning there as
 * references, and characters that XML forbids as \u{NNNN}.
 */
void escape_html(struct text *out, struct slice untrusted);

/* For JSON: UTF-8, with U+FFFD for each byte that is none, and for DEL. */
void escape_utf8(struct text *out, struct slice untrusted);

/*
 * How many cells of a terminal the (escaped) text takes: wide characters of East Asian scripts and
 * emoji two, combining marks none, others one.
 */
size_t escape_width(struct slice text);

/* The character at the start of the text: its length in bytes; 0 where they are no UTF-8. */
size_t utf8_character(struct slice text, unsigned *ret_code);

#endif
