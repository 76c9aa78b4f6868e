/*
 * damage_oracle.h: may a damaged report be read as it was?
 *
 * What is read from it is set against the undamaged capture, field by field, by the tables of
 * fields.h:
 *
 * - A row whose lines the damage did not touch has the figures it had. It may have lost some, where
 *   the report is marked; no mark excuses another figure.
 * - A row of a damaged line may be lost or have another figure, as nobody can see that a digit was
 *   another one. But only one of its figures may differ without a mark, as no more were hit.
 * - A blank gives no row another figure without a mark. Where the damage is in every line, no mark
 *   excuses another figure either, but in reports whose rows have several lines: their order says
 *   what belongs to which.
 * - A row that is lost has left a mark: a warning, a status, a count, a sum that does not add up.
 *   But for text that nothing announces: reports without a total or an end that are cut between two
 *   lines, and rows that are dropped where none are counted. Those excuses stand in one table.
 * - No row is there that was not.
 */
#ifndef SYSDELTA_DAMAGE_ORACLE_H
#define SYSDELTA_DAMAGE_ORACLE_H

#include "damage_text.h"
#include "snapshot.h"

struct damage_case {
    const char *capture;
    const struct snapshot *whole;
    size_t kind; /* of report, by its place in the registry */
    struct slice text;
    const char *what; /* the damage, in words, and where */
    size_t at;
};

/* Reads the damaged text and judges what came of it; what is wrong is printed and counted. */
void judge_damage(const struct damage_case *c, const struct damaged *damaged);

/* The same for a text that says the same in another form: with CR LF line ends, say. */
void judge_same(const struct damage_case *c, struct slice text);

/* Is there a warning, a status or a sum that does not add up, which the whole capture lacks? */
bool is_marked(const struct snapshot *whole, const struct snapshot *damaged, size_t kind);

/* What was wrong so far; fails the running test where it is anything, and forgets it. */
void check_no_complaints(void);

#endif
