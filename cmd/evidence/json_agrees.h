/*
 * json_agrees.h: does a report of redacted captures say what the report of the originals says?
 */
#ifndef SYSDELTA_JSON_AGREES_H
#define SYSDELTA_JSON_AGREES_H

#include <jansson.h>

#include "redactor.h"
#include "text.h"

/*
 * Compares all values but paths and hashes of members, which tell where something was read. Texts
 * may differ by what `redactor` replaces; NULL: not at all. Where values differ: false, and the
 * first one's place in *ret_where ("later.reports[3].rows"). *ret_values counts what was compared.
 */
bool json_agrees(const json_t *original, const json_t *copy, struct redactor *redactor,
                 struct text *ret_where, uint64_t *ret_values);

#endif
