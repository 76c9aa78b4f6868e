/*
 * redactor.h: replaces what names a person, a Mac or a document in the text of reports.
 *
 * Placeholders are as long as what they replace: every line, column and offset stays where it was,
 * and a parser reads the same figures out of the copy. One redactor goes over both captures of a
 * pair, so the same secret has the same placeholder everywhere, and two secrets have two. Names of
 * processes, kexts and zones stay.
 *
 * What is a secret follows from where it stands (a USER column, the arguments of a command, a path
 * below a home), from its form (addresses, UUIDs), or from what was learned: user and host names
 * are looked for in all free text. What none of this tells is not found.
 */
#ifndef SYSDELTA_REDACTOR_H
#define SYSDELTA_REDACTOR_H

#include "error.h"
#include "secrets.h"
#include "snapshot.h"
#include "text.h"

struct redactor;

struct redactor *redactor_new(void);
void redactor_free(struct redactor *redactor); /* NULL is fine */

/*
 * Learns user and host names, and the names that stay, from a snapshot, which is not kept. For both
 * captures, before any line.
 */
void redactor_learn(struct redactor *redactor, const struct snapshot *snapshot);

/*
 * May a first pass over reports of that kind tell names that no snapshot holds? The others are
 * large, and hold none.
 */
bool redactor_learns_from(const char *kind);

/* A report of that kind begins ("ps"); NULL: free text. Unknown kinds are free text. */
void redactor_begin(struct redactor *redactor, const char *kind);

/*
 * Appends the line, without its end, as it may be shown. Its length does not change. False with
 * *error set when out of memory.
 */
bool redactor_line(struct redactor *redactor, struct slice line, struct text *out,
                   struct error *error);

/* The same for text that stands in no report. */
bool redactor_text(struct redactor *redactor, struct slice text, struct text *out,
                   struct error *error);

/* The name of a folder, an archive or a file in it. */
bool redactor_file_name(struct redactor *redactor, struct slice name, struct text *out,
                        struct error *error);

/* Is `copy` what `text` may have become, in whatever place it stood? */
bool redactor_agrees(struct redactor *redactor, struct slice text, struct slice copy);

struct secret_count redactor_count(const struct redactor *redactor, enum secret_kind kind);

/* After a first pass over all text, in which names were learned: placeholders stay. */
void redactor_reset_counts(struct redactor *redactor);

#endif
