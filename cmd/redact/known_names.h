/*
 * known_names.h: names to look for in free text: those to replace and those that must stay.
 *
 * A name is found as a whole word, whatever the case of its letters; it may be of several words
 * ("Sues MacBook Pro"). Of names that begin at one place the longest counts. A name to keep that is
 * a user's or a host's too is kept: where it stands as a user, the column says so.
 */
#ifndef SYSDELTA_KNOWN_NAMES_H
#define SYSDELTA_KNOWN_NAMES_H

#include "arena.h"
#include "span.h"

/* Of several uses of a name the last one counts. */
enum name_use { NAME_NONE, NAME_HOST, NAME_USER, NAME_KEPT };

struct known_names;

struct known_names *known_names_new(struct arena *arena); /* lives in the arena */

/* False where there are too many names, or the name is too long, to be found again. */
bool known_names_add(struct known_names *names, struct slice name, enum name_use use);

/* The use of exactly that name. */
enum name_use known_names_use(const struct known_names *names, struct slice name);

/* The longest name at the start of `text`, where a word starts: its length, 0 where there is none. */
size_t known_names_find(const struct known_names *names, struct slice text, enum name_use *ret_use);

#endif
