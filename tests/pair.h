/*
 * pair.h: two captures read and compared, as `sysdelta diff` does it, for suites that look at the
 * findings.
 */
#ifndef SYSDELTA_PAIR_H
#define SYSDELTA_PAIR_H

#include <jansson.h>

#include "findings.h"

struct pair {
    struct snapshot *base, *later;
    struct arena *arena;
    struct findings findings;
};

/* Fails the running test where a capture cannot be read or compared. */
struct pair read_pair(const char *base, const char *later);
void free_pair(struct pair *pair);

/* The component of that kind and name (and kmod id, where >= 0); NULL where there is none. */
const struct component *find_component(const struct findings *findings, const char *kind,
                                       const char *name, json_int_t kmod_id);

/* The growth of all components and of what is not compared is checked to be that of the total. */
void check_sums(const struct findings *findings);

/* A JSON file; fails the running test where it cannot be read. Freed with json_decref(). */
json_t *read_json(const char *path);

json_int_t number_at(const json_t *object, const char *key); /* fails where it is no number */

#endif
