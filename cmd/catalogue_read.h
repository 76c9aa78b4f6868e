/*
 * catalogue_read.h: the catalogue out of its JSON (schema sysdelta.catalogue/1, docs/).
 */
#ifndef SYSDELTA_CATALOGUE_READ_H
#define SYSDELTA_CATALOGUE_READ_H

#include "catalogue.h"

/* diff/catalogue.json, put into tables by the build. */
extern const struct catalogue catalogue_built_in;

/*
 * Adds the entries of a JSON text to the catalogue, behind those that are there. Everything is
 * copied into the arena. False with *error set where the text is no catalogue.
 */
bool catalogue_read(struct catalogue *catalogue, struct slice json, struct arena *arena,
                    struct error *error);

/* The one that is built in, plus the file, where `path` is not NULL. */
bool catalogue_load(struct catalogue *ret, const char *path, struct arena *arena,
                    struct error *error);

#endif
