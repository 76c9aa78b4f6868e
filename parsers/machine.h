/*
 * machine.h: which Mac a capture is of, and when it was taken, out of what several reports say.
 *
 * Trust, best first. OS: sw_vers.txt, sysctl.txt, the capture's name, the kernel's major version.
 * Time taken: what the manifest of a capture of ours says; then the date in the name of the
 * capture's folder or archive, as long as the clock that top printed agrees to half an hour; then top's clock; then the first date of sysdiagnose.log.
 * Zone: the name's, or what kern.boottime prints beside the seconds since 1970. All of it is what
 * the Mac's clock said; Macs without a set clock stand at 1970 or 2001.
 */
#ifndef SYSDELTA_MACHINE_H
#define SYSDELTA_MACHINE_H

#include "snapshot.h"

/* Fills snapshot->machine. False only when a pattern cannot be compiled. */
bool machine_read(struct snapshot *snapshot, struct error *error);

#endif
