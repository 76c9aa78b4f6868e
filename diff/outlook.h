/*
 * outlook.h: what the wired memory means for the Mac: whether it is trouble, how much of it is
 * ordinary, what a reboot gives back.
 *
 * Each writes one sentence without its dot, or nothing and false where the captures do not tell.
 */
#ifndef SYSDELTA_OUTLOOK_H
#define SYSDELTA_OUTLOOK_H

#include "findings.h"
#include "text.h"

enum worry { WORRY_UNKNOWN, WORRY_NO, WORRY_WATCH, WORRY_YES };

/* Wired, active and compressed memory against the RAM, and what was swapped. */
const char *worry_name(enum worry worry); /* "no", "watch", "yes"; NULL for unknown */
enum worry worry_of(const struct findings *findings);

/*
 * Is there something to look into, whether or not it is trouble yet: a suspect, an owner that the
 * evidence strongly ties to growth, or much memory that is held since before the base?
 */
bool is_worth_a_look(const struct findings *findings);
bool outlook_worry(const struct findings *findings, struct text *out);

bool outlook_ordinary(const struct findings *findings, struct text *out);

/*
 * Two captures. What the later one has beyond the base, where that is from just after boot; unknown
 * otherwise.
 */
struct change reboot_bytes(const struct findings *findings);
bool outlook_reboot(const struct findings *findings, struct text *out);

#endif
