/*
 * shapes.h: secrets that are known by their form alone.
 *
 * Each function says how many bytes at the start of `text` have that form, 0 where they have not.
 * `text` starts where a word starts; what follows the form is looked at too. The time each takes is
 * bounded, whatever follows.
 */
#ifndef SYSDELTA_SHAPES_H
#define SYSDELTA_SHAPES_H

#include "slice.h"

size_t shape_uuid(struct slice text);
size_t shape_mac(struct slice text);
size_t shape_ipv4(struct slice text);
size_t shape_ipv6(struct slice text);
size_t shape_mail(struct slice text);

/* 24 hexadecimal digits and more: a hash, a key or an identifier, and no figure of a report. */
size_t shape_long_hex(struct slice text);

/* A serial number behind a word such as `Serial Number:`; *ret_at is where it stands. */
size_t shape_serial(struct slice text, size_t *ret_at);

/* Addresses that every Mac has, and zeros: they tell nothing. */
bool shape_is_public(struct slice address);

#endif
