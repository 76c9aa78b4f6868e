/* raw_tar.h: tar archives as no library would write them, header by header. */
#ifndef SYSDELTA_RAW_TAR_H
#define SYSDELTA_RAW_TAR_H

#include "slice.h"

enum { TAR_BLOCK = 512 };

struct raw_tar {
    char *bytes; /* freed with raw_tar_free() */
    size_t len, room;
};

struct raw_member {
    struct slice path; /* of at most 100 bytes, which may be any */
    char type;         /* '0' a file, '1' a hard link, '2' a symbolic one, 'x' a pax header ... */
    const char *link;  /* NULL: none */
    const char *size;  /* 12 bytes in place of the true size; NULL: that */
};

void raw_tar_add(struct raw_tar *tar, struct raw_member member, struct slice data);
void raw_tar_bytes(struct raw_tar *tar, struct slice bytes); /* as they are */
void raw_tar_end(struct raw_tar *tar);                       /* two blocks of zeros */
void raw_tar_free(struct raw_tar *tar);

#endif
