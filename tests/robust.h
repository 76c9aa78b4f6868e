/*
 * robust.h: what the suites on damage share: the captures of all fixtures, how many cases a report
 * gets, and how a suite ends.
 *
 * Each case costs a reading of the whole report, so a kind of damage gets cases by bytes to read:
 * small reports are damaged everywhere, large ones at a few places, and not in each fixture.
 * SYSDELTA_ROBUST=all makes that a multiple, SYSDELTA_ROBUST=N N times as many.
 */
#ifndef SYSDELTA_ROBUST_H
#define SYSDELTA_ROBUST_H

#include <check.h>
#include <stdint.h>

#include "damage_text.h"
#include "snapshot.h"

/* A capture of the fixtures, and the text of each of its reports. */
struct robust_capture {
    const char *name; /* "10.7-parallels/base" */
    char *path;
    struct snapshot *whole;
    char **texts; /* by report kind; NULL where the capture has no such report */
    size_t *lens;
};

/* All captures there are, each story's base in front of its later; read when first asked for. */
size_t robust_count(void);
const struct robust_capture *robust_capture(size_t place);

struct slice robust_text(const struct robust_capture *capture, size_t kind);

/* What is left of a kind of damage's bytes, by report kind: no report is too large for ever. */
struct robust_budget {
    uint64_t bytes[32];
};

/* How many cases that damage may have in this report; at most `places`. */
size_t robust_cases(struct robust_budget *budget, size_t kind, struct slice text, size_t places);

/* Of `places`, the one for case i of n: all of them where n is enough, else spread by chance. */
size_t robust_place(size_t i, size_t n, size_t places);

/* The same figures in each run. */
uint64_t robust_random(void);

void robust_case(void); /* counts one */

/*
 * Runs the suite in one process, says how many cases there were, and frees it; for main(). Without
 * a case nothing was tested: that fails, too.
 */
int robust_run(Suite *suite);

#endif
