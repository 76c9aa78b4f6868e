/* deliver.h: what all subcommands do with captures and findings: open the one, write the other. */
#ifndef SYSDELTA_DELIVER_H
#define SYSDELTA_DELIVER_H

#include <stdio.h>

#include "catalogue.h"
#include "findings.h"
#include "options.h"
#include "text.h"

/* The catalogue that is built in, and the user's; false (and said so) where one is unusable. */
bool open_catalogue(struct catalogue *ret, const struct options *options, struct arena *arena);

/* "sysdelta: subject: reason" on stderr; the subject may be untrusted, or NULL. */
void complain(const char *subject, const char *reason);

/* False when the text could not be built or not be written to its end; errno says why. */
bool text_write(const struct text *text, FILE *file);

/* Writes text to standard output; false (and said so) when that fails. */
bool write_to_stdout(const struct text *text);

/* A device or a pipe takes what is written to it: there is nothing to replace. */
bool is_stream(const char *path);

/* Writes it to where the option of that form asks for, and frees it; false (and said so) when that
 * fails. */
bool deliver_form(struct text *text, const struct options *options, enum output_form form);

/* Writes the findings in the forms that were asked for; false (and said so) when that fails. */
bool deliver(const struct findings *findings, const struct options *options, struct arena *arena);

#endif
