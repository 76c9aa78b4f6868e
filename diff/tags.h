/*
 * tags.h: the names behind VM_KERN_MEMORY_<number>.
 *
 * zprint prints the number of a tag that it does not know itself, though the kernel has a name for
 * it; another release of zprint prints the name. Numbers changed their meaning between releases,
 * so they are read with the table of the kernel that the capture is of.
 * Source: osfmk/mach/vm_statistics.h of xnu 3247 to 11417 and of the 26 era.
 */
#ifndef SYSDELTA_TAGS_H
#define SYSDELTA_TAGS_H

#include "slice.h"

/*
 * The name of the tag that a row is of: for VM_KERN_MEMORY_<number> the kernel's own name where
 * Darwin's major version is known and has one, otherwise the text as it is.
 */
struct slice tag_name(struct slice printed, unsigned darwin);

#endif
