/* vm_rows.h: fills findings->vm from vm_stat and sysctl of both sides. */
#ifndef SYSDELTA_VM_ROWS_H
#define SYSDELTA_VM_ROWS_H

#include "findings.h"

/* findings->comparable must be there: lifetime counts are subtracted within one boot only. */
void add_vm_rows(struct findings *findings, struct arena *arena);

#endif
