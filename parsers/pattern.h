/*
 * pattern.h: regular expressions over single lines; the only user of PCRE2.
 *
 * Patterns are written with PCRE2_EXTENDED (blanks in the pattern mean nothing: write \s, or
 * [ ] for just a blank), are anchored at the start of the subject, work on bytes, not on UTF-8,
 * and name their groups. Match and depth limits are set, so that no line, however hostile, costs
 * more than a bounded time: a match that runs into a limit is no match.
 */
#ifndef SYSDELTA_PATTERN_H
#define SYSDELTA_PATTERN_H

#include <stdint.h>

#include "error.h"
#include "slice.h"

struct pattern;

/*
 * NULL with *error set when the text is no pattern. The text is a literal: it is compiled once for
 * all threads and the life of the process, and found again by its address. The pattern itself is
 * of one thread; freed with pattern_free(); NULL is fine there.
 */
struct pattern *pattern_new(const char *text, struct error *error);
void pattern_free(struct pattern *pattern);

/* The match limit of PCRE2; the default is that of limits.h. */
void pattern_limit(struct pattern *pattern, uint64_t steps);

bool pattern_match(struct pattern *pattern, struct slice subject);

/*
 * What a named group of the last successful match caught, as a part of that subject. A group that
 * took no part in the match has ptr NULL, and so has a name that the pattern does not know. The name
 * is a literal too: it is looked up once.
 */
struct slice pattern_group(struct pattern *pattern, const char *name);

#endif
