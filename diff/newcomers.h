/*
 * newcomers.h: system extensions that started or ended between the captures.
 *
 * They run as programs below /Library/SystemExtensions (10.15 on), security products and network
 * filters among them, and take kernel memory without any kext to blame.
 */
#ifndef SYSDELTA_NEWCOMERS_H
#define SYSDELTA_NEWCOMERS_H

#include "findings.h"

/* Sets findings->extensions; needs ps on both sides. */
void add_newcomers(struct findings *findings, struct arena *arena);

#endif
