/*
 * json_schema.h: as much of JSON Schema (draft 2020-12) as the schemas of outputs in docs/ make use
 * of. A keyword beyond that fails, so that none is passed over.
 */
#ifndef SYSDELTA_JSON_SCHEMA_H
#define SYSDELTA_JSON_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

#include "text.h"

/* False where the value is not what the schema says; *ret_why then tells the first place. */
bool json_schema_allows(const json_t *schema, const json_t *value, struct text *ret_why);

#endif
