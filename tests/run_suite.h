/* run_suite.h: how every suite ends. */
#ifndef SYSDELTA_RUN_SUITE_H
#define SYSDELTA_RUN_SUITE_H

#include <check.h>

/* Runs the suite, prints its result and frees it; the exit status for main(). */
int run_suite(Suite *suite);

#endif
