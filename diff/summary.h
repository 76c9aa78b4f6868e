/*
 * summary.h: the findings in a few plain sentences, for the head of every report.
 *
 * What grew, who is suspected and why, whether it is trouble, what a reboot gives back. Two
 * captures only; one capture has its own words.
 */
#ifndef SYSDELTA_SUMMARY_H
#define SYSDELTA_SUMMARY_H

#include "findings.h"

/* Fills findings->summary; the verdicts must be there. */
void summarise(struct findings *findings, struct arena *arena);

#endif
