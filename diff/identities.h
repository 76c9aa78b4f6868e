/*
 * identities.h: figures of one capture that ought to agree, checked against each other.
 *
 * The reports of a capture are taken up to minutes apart, so figures of different reports may
 * differ by 2 % or 64 MiB, whichever is more; figures of one report may differ by what rounding to
 * KiB takes from each row. Source of the identities: xnu, vm_page_diagnose() of 10.11 to 15.5, and
 * zprint's own sums.
 */
#ifndef SYSDELTA_IDENTITIES_H
#define SYSDELTA_IDENTITIES_H

#include "account.h"

/* Fills account->identities with each one that the capture holds both sides of. */
void check_identities(const struct snapshot *snapshot, struct account *account);

#endif
