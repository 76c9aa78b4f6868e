/*
 * ordinary.h: wired memory that any Mac with so much RAM has, whatever it does: what firmware and
 * early boot took, the kernel's record of each page, page tables.
 *
 * Source: xnu, vm_page_bootstrap() and vm_page_diagnose() of 10.11 to 15.5.
 */
#ifndef SYSDELTA_ORDINARY_H
#define SYSDELTA_ORDINARY_H

#include "findings.h"

/*
 * Of the later capture's components: how much of them is ordinary for its RAM. Unknown where the
 * RAM is, or where no such row is printed. Needs their catalogue entries.
 */
struct amount ordinary_bytes(const struct findings *findings);

#endif
