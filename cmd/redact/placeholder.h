/*
 * placeholder.h: what is written where a secret stood: of its length, and different by number.
 *
 *     user01  host0012  10.0.0.12  fd00:0000::0003  00000000-0000-4000-8000-000000000001
 *
 * Parsers go by columns and offsets, so nothing may move; addresses and UUIDs stay addresses and
 * UUIDs. A short secret has room for few numbers: false says that this one did not fit, and that
 * what was written may stand elsewhere too.
 */
#ifndef SYSDELTA_PLACEHOLDER_H
#define SYSDELTA_PLACEHOLDER_H

#include <stdint.h>

#include "span.h"

/* Numbers count from 1 for all of these. */
bool placeholder_word(struct span place, const char *prefix, uint32_t number);
bool placeholder_uuid(struct span place, uint32_t number);
bool placeholder_ipv4(struct span place, uint32_t number);

/* MAC and IPv6 addresses: the hexadecimal digits in front are those of `first`, colons stay. */
bool placeholder_hex(struct span place, const char *first, uint32_t number);

#endif
