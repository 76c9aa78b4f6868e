/*
 * sample_capture.h: a small capture that suites write in every shape, and what must come out of it.
 *
 * Files are written into a temporary folder that is the current one between the two calls below.
 */
#ifndef SYSDELTA_SAMPLE_CAPTURE_H
#define SYSDELTA_SAMPLE_CAPTURE_H

#include <archive.h>

#include "snapshot.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))
#define ROOT "sysdiagnose_2026.03.18_18-09-08+0300_macOS_Mac_25D2128"
#define VM_STAT                                                                                    \
    "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"                                 \
    "Pages free:                                   300111.\n"                                      \
    "Pages wired down:                            1300001.\n"                                      \
    "Swapouts:                                          7.\n"
#define TAR archive_write_set_format_ustar

enum { ZONES = 300, ZPRINT_ROOM = 64 * 1024, PATH_ROOM = 4096, MEMBERS = 6 };

struct member {
    const char *path, *text;
    bool is_link; /* then the text is what it points to */
};

typedef int writer_option(struct archive *archive);

struct format_case {
    const char *file, *format;
    writer_option *set_format, *add_filter;
};

extern char zprint_text[ZPRINT_ROOM]; /* figures without a pattern, so that they fill some blocks */
extern struct member capture[];
extern const struct format_case formats[];
extern const int n_formats;

void enter_folder(void);
void leave_folder(void);

void write_bytes(const char *path, const char *mode, const char *bytes, size_t len);
void write_folder(const char *name, const struct member *members);
void gzip_bytes(const char *path, const char *text);

/* False where this libarchive cannot write the filter by itself. */
bool write_archive(const char *path, writer_option *format, writer_option *filter,
                   const struct member *members);

const struct report *report_of(const struct snapshot *snapshot, const char *kind);
struct snapshot *read_ok(const char *path);

/* A build without ISA-L warns that gzip streams are not verified, and sees no damage in them. */
bool is_unverified(const struct snapshot *snapshot);

/* The first zones of the capture, as many as there are; and all of it. */
void check_zones(const struct snapshot *snapshot);
void check_whole(const struct snapshot *snapshot);

#endif
