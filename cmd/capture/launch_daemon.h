/*
 * launch_daemon.h: the property list that has macOS take a quick baseline after each boot.
 */
#ifndef SYSDELTA_LAUNCH_DAEMON_H
#define SYSDELTA_LAUNCH_DAEMON_H

#include <stdint.h>

#include "error.h"
#include "text.h"

#define LAUNCH_DAEMON_LABEL "org.sysdelta.baseline"
#define LAUNCH_DAEMON_PATH "/Library/LaunchDaemons/" LAUNCH_DAEMON_LABEL ".plist"

struct launch_daemon {
    const char *program;         /* absolute path of sysdelta */
    const char *user;            /* whose the captures are; NULL: root's */
    const char *library;         /* absolute path of the folder they go to; NULL: the user's own */
    const char *label;           /* NULL: "boot" */
    uint64_t delay_seconds;      /* 0: three minutes */
    uint64_t time_limit_seconds; /* of each program; 0: its own */
};

/* False with *error set where a word of it cannot stand in XML, or is no absolute path. */
bool launch_daemon_text(struct text *out, const struct launch_daemon *daemon, struct error *error);

#endif
