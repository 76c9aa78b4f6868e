/*
 * public_words.h: what every Mac has in its paths and command lines, and what tells no person.
 *
 * Lists are short on purpose: a word that is missing here is replaced, which is safe.
 */
#ifndef SYSDELTA_PUBLIC_WORDS_H
#define SYSDELTA_PUBLIC_WORDS_H

#include "slice.h"

/* root, daemon, nobody, names that begin with `_`, and what stands for no name. */
bool is_system_account(struct slice user);

/* A word of a command line: `agent`, `server-init`, `(System)`, `com.apple.finder`, a short number. */
bool is_public_word(struct slice word);

/* A file or folder that belongs to the system or to any home: `Library`, `Contents`. */
bool is_public_component(struct slice component);

/* `.app`, `.framework` and the like: a folder that is a program. */
bool is_bundle(struct slice component);

/* A name that a Mac bears when its owner gave it none. */
bool is_plain_host(struct slice host);

/* The last part of a host name that stays: `local`, `com`. */
bool is_public_domain(struct slice label);

#endif
