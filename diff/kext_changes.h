/*
 * kext_changes.h: fills findings->kexts (loaded, unloaded, other version, by bundle id) and
 * findings->foreign_kexts.
 */
#ifndef SYSDELTA_KEXT_CHANGES_H
#define SYSDELTA_KEXT_CHANGES_H

#include "findings.h"

/* findings->comparable and ->joined must be there; unloaded kexts are looked up in the account. */
void add_kext_changes(struct findings *findings, struct arena *arena);

#endif
