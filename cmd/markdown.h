/*
 * markdown.h: untrusted text as words of a Markdown document.
 *
 * It may stand in a paragraph, in an item of a list and in a cell of a table. None of it becomes
 * markup, HTML, a link, a mention (@name), a reference (#123, !123, GH-123), an emoji or a formula,
 * by CommonMark and by what GitHub and GitLab add to it. An empty comment parts what would be taken
 * for a mention or an address: both look for these behind all escapes.
 */
#ifndef SYSDELTA_MARKDOWN_H
#define SYSDELTA_MARKDOWN_H

#include "text.h"

/* At most `most` characters of it (as escape_terminal() writes them), "..." where more were there. */
void markdown_words(struct text *out, struct slice untrusted, size_t most);

#endif
