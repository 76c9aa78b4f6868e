/*
 * findings.h: what sysdelta has to say of one capture or of two, as one model.
 *
 * Renderers see this and nothing else; they never rank, add up or judge. For one capture (`show`)
 * `base.snapshot` is NULL, components have no growth, and all that needs two sides is unknown.
 */
#ifndef SYSDELTA_FINDINGS_H
#define SYSDELTA_FINDINGS_H

#include "breakdown.h"
#include "comparable.h"
#include "join.h"
#include "kext_rows.h"
#include "owners.h"
#include "process_costs.h"
#include "processes.h"
#include "rank.h"
#include "size_classes.h"

struct finding_side {
    const struct snapshot *snapshot; /* NULL: no such side */
    struct account account;
};

enum vm_unit { VM_BYTES, VM_EVENTS };

/* A figure of the VM system on both sides. */
struct vm_row {
    const char *name;  /* "free": in JSON */
    const char *title; /* "free": in tables */
    enum vm_unit unit;
    bool main; /* one of the few that a short table shows */
    struct amount base, later;
    struct origin base_origin, later_origin;
    struct change change; /* events: only within one boot, where they count on */
    uint64_t step;        /* figures are multiples of this where a report rounded them */
};

enum kext_change_kind { KEXT_LOADED, KEXT_UNLOADED, KEXT_OTHER_VERSION };

struct kext_change {
    enum kext_change_kind kind;
    struct slice name;
    struct slice base_version;
    struct slice later_version;
    struct origin base_origin, later_origin; /* of its row in either list */
    struct amount left_bytes; /* unloaded: what a nameless row of its kmod id still holds */
    struct origin left_origin;
    struct amount kmod_id;
};

/* A system extension that only one side has running. */
struct extension_change {
    struct slice name; /* of its bundle */
    bool started;      /* else it ended */
};

struct finding_warning {
    const char *side;    /* "base", "later"; NULL: about both */
    struct slice member; /* empty: about the capture as a whole */
    uint64_t line;
    struct slice text;
};

struct findings {
    struct finding_side base, later;
    struct comparable comparable;
    struct joined joined;
    struct change seconds;        /* of uptime between the captures */
    struct change bytes_per_hour; /* of the total's growth */
    struct change growth_percent; /* of the base's total, in 1/10 % */
    struct change attributed_growth_bytes;
    struct change unattributed_growth_bytes;
    struct vm_row *vm;
    size_t n_vm;
    struct kext_change *kexts;
    size_t n_kexts;
    bool kexts_known;                    /* both sides have the list of loaded kexts */
    struct extension_change *extensions; /* by name */
    size_t n_extensions;
    struct kext_rows kext_rows;
    struct slice *foreign_kexts; /* of the later capture: those that Apple did not make, by name */
    size_t n_foreign_kexts;
    struct size_classes size_classes;
    struct clusters clusters;
    struct owners owners;
    struct process_costs process_costs;
    struct process_list processes;
    const struct component **suspects; /* the likeliest first */
    size_t n_suspects;
    struct breakdown breakdown;
    struct slice headline; /* the first sentence: for two captures that of the summary too */
    struct slice *summary; /* the findings in a few plain sentences */
    size_t n_summary;
    struct slice *details; /* more about them, a sentence each */
    size_t n_details;
    struct slice next; /* what to do next, without a dot at the end; empty for one capture */
    struct finding_warning *warnings;
    size_t n_warnings;
};

/* Was the base taken so soon after boot that it shows what booting takes? */
bool findings_base_is_early(const struct findings *findings);

/* Does a side lack a table of zprint, so that its rows have nothing to be set against? */
bool findings_lack_tables(const struct findings *findings);

/* The component of rank 1; NULL where there is none. */
const struct component *findings_largest(const struct findings *findings);

/* The first owner of what a diff leads with: of its first suspect, else of its largest row. */
const struct owner *findings_owner(const struct findings *findings);

struct catalogue;

/*
 * Findings on one capture (`base` NULL) or on two. `catalogue` may be NULL. Lives in the arena and
 * points into the snapshots and the catalogue, which must live as long.
 */
bool findings_of(const struct snapshot *base, const struct snapshot *later,
                 const struct catalogue *catalogue, struct arena *arena, struct findings *ret,
                 struct error *error);

#endif
