/*
 * gate.h: limits that a script sets on the growth.
 *
 *     SUBJECT > FIGURE[UNIT][/h]        verdict = NAME
 *
 * SUBJECT is `wired`, `unattributed` or `KIND:NAME`, where a * in NAME stands for any characters.
 * UNIT is B, KB, MB, GB, TB or KiB ... TiB, all powers of 1024, or % of what it was in the base; /h
 * makes it growth per hour. `verdict = leak-suspect` is passed when any component has that verdict.
 * Blanks do not matter.
 */
#ifndef SYSDELTA_GATE_H
#define SYSDELTA_GATE_H

#include "findings.h"

enum gate_measure { GATE_BYTES, GATE_BYTES_PER_HOUR, GATE_TENTHS_OF_PERCENT };

struct gate {
    struct slice text; /* as given */
    bool is_verdict;
    enum verdict verdict;
    enum component_kind kind; /* COMPONENT_KINDS: the total */
    struct slice name;
    enum gate_measure measure;
    uint64_t limit;
};

enum gate_result {
    GATE_HELD,
    GATE_PASSED,
    GATE_NOT_KNOWN, /* the captures do not tell */
    GATE_NO_ROW,    /* held, as no row has the name: worth a remark */
    GATE_NO_NAME,   /* nor has the catalogue: it can never be passed, and is likely misspelt */
};

/* False with *error set, which says at which character it stopped. `text` must outlive the gate. */
bool gate_parse(struct slice text, struct gate *ret, struct error *error);

/*
 * Whether the limit is passed; *ret_figure then says by what, or why that cannot be told, in words,
 * out of the arena. `catalogue` knows names that the captures do not have; NULL: any name may come.
 */
enum gate_result gate_check(const struct gate *gate, const struct findings *findings,
                            const struct catalogue *catalogue, struct arena *arena,
                            struct slice *ret_figure);

#endif
