/*
 * printed_pair.h: pairs of captures that Apple's own printing code wrote, each an archive NAME.tar.xz
 * with the folders base and later and with truth.json; in SYSDELTA_PRINTED where that is set.
 */
#ifndef SYSDELTA_PRINTED_PAIR_H
#define SYSDELTA_PRINTED_PAIR_H

enum { N_PRINTED_PAIRS = 12 };

/*
 * Unpacks pair `index` into a temporary folder, which the caller removes. NULL where the pair is
 * not there: it is printed that it was skipped.
 */
char *unpack_printed_pair(int index);

#endif
