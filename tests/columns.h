/* columns.h: reports whose tables have every column, for snapshots made by hand. */
#ifndef SYSDELTA_COLUMNS_H
#define SYSDELTA_COLUMNS_H

#include "snapshot.h"

/* A row of top and one of footprint, shared and never written to; the reports stay as they are. */
void give_columns(struct snapshot *snapshot);

#endif
