/*
 * secrets.h: what was replaced so far, and by what: the same secret by the same placeholder, in all
 * files of both captures.
 *
 * Placeholders are numbered by first appearance. How many secrets are kept is bounded; beyond that,
 * and beyond SECRET_BYTES_MAX, a secret is overwritten all the same, without a number of its own.
 */
#ifndef SYSDELTA_SECRETS_H
#define SYSDELTA_SECRETS_H

#include "arena.h"
#include "span.h"

enum secret_kind {
    SECRET_USER,
    SECRET_HOST,
    SECRET_UUID,
    SECRET_MAC,
    SECRET_IPV4,
    SECRET_IPV6,
    SECRET_MAIL,
    SECRET_SERIAL,
    SECRET_VOLUME,
    SECRET_FILE,  /* a part of a path */
    SECRET_WORD,  /* of a command line */
    SECRET_VALUE, /* of the I/O registry */
    SECRET_KINDS,
};

enum { SECRET_BYTES_MAX = 1024 };

struct secret_count {
    uint64_t replaced;   /* places */
    uint64_t different;  /* secrets, by the kind that they were first seen as */
    uint64_t indistinct; /* places whose placeholder may stand for other secrets too */
    bool full;           /* the bound was reached */
};

struct secrets;

/* Lives in the arena. */
struct secrets *secrets_new(struct arena *arena);

/* Overwrites the span. Letter case of user and host names and UUIDs does not count. */
void secrets_replace(struct secrets *secrets, enum secret_kind kind, struct span place);

/* Was `secret` ever replaced by `placeholder` as a word, value, file or the like? */
bool secrets_knows(const struct secrets *secrets, struct slice secret, struct slice placeholder);

/* "user names" */
const char *secret_kind_name(enum secret_kind kind);
struct secret_count secrets_count(const struct secrets *secrets, enum secret_kind kind);

/* Starts counting afresh; placeholders stay. */
void secrets_reset_counts(struct secrets *secrets);

#endif
