/* thresholds.h: every limit that a judgement stands on, and why it is what it is. */
#ifndef SYSDELTA_THRESHOLDS_H
#define SYSDELTA_THRESHOLDS_H

/* Verdicts of components. */
enum {
    /* Rows wander by some MB on a Mac that does nothing: 0.4 MB in 8 quiet days, 4 MB in busy ones. */
    NOTICED_BYTES = 4 << 20,
    /* A leak that matters to anybody; what drivers and caches of a healthy Mac add stays below. */
    SUSPECT_BYTES = 32 << 20,
    /* Of the largest growth that nothing explains: what is smaller is noise beside it. */
    SUSPECT_SHARE_PERCENT = 20,
    /* Growth with less than this in use is memory that the zone keeps, not memory that is held. */
    LIVE_PERCENT = 25,
    /* Live growth passes a zone's growth by less where figures are rounded. */
    PACKED_BYTES = 64 << 10,
    /* But so much in use is held, whatever else the zone keeps. */
    LIVE_BYTES = 256 << 20,
    /* Of what is not in use: from here on it is called whole free pages. */
    FREE_PERCENT = 50,
    /* A component follows a count when it is at most this many hundredths of what the count says. */
    FOLLOWS_PERCENT = 150,
    /* Elements may drift by this part of what they were beside their count. */
    DRIFT_PART = 10,
    /* A count that fell by more than a tenth explains no growth. */
    FELL_PERCENT = 110,
    /* Without its count, what a component may grow by beside the number of processes. */
    LOOSE_PERCENT = 200,
    /* A count is itself out of hand when it grew more than this beside the number of processes. */
    COUNT_OUTGROWN_PERCENT = 200,
    /* Beside a base from just after boot: programs have opened their windows and files since. */
    EARLY_COUNT_PERCENT = 400,
    /* Or when its growth beside the number of processes cost this much. */
    COUNT_OUTGROWN_BYTES = 128 << 20,
    /* Growth beyond the number of processes that needs another reason, however large the row was. */
    UNCOUNTED_BYTES = 256 << 20,
    /* maxvnodes and the like are passed by a little in honest use. */
    BOUND_PERCENT = 150,
    /* Unattributed memory is a finding from this share of the total's growth on. */
    UNATTRIBUTED_SHARE_PERCENT = 10,
    /* A view is worth naming from this share of its zone's growth on. */
    VIEW_SHARE_PERCENT = 25,
    /* Open files that are this many too many keep what is cached of them. */
    FILES_OUTGROWN = 20000,
    /* A cache whose bound the captures do not tell may have an eighth of the RAM. */
    CACHE_PERCENT = 12,
    /* Page tables of a Mac in full use: 414 MB of 24 GB were seen after two days (26.5.1). */
    PAGE_TABLES_PERCENT = 5,
    /* Of what the compressor holds: its records of pages and segments. */
    COMPRESSOR_PERCENT = 5,
    /* Pictures and buffers of programs on the GPU: 3 % of 24 GB were seen, in three kexts (26.5.1). */
    GRAPHICS_PERCENT = 5,
    /* A base from just after boot has seen little use: at work, a Mac's components are larger. */
    EARLY_PERCENT = 400,
    /* And yet what grew by more than this wants another reason. */
    EARLY_BYTES = 256 << 20,
    /* A tag sums up many users, each of which begins to work after boot. */
    EARLY_TAG_BYTES = 128 << 20,
    /* And all of it together no more than this. */
    EARLY_SUM_BYTES = 768 << 20,
};

/* The pace of growth. */
enum {
    /* Two paces are alike within this factor; captures tell no finer. */
    PACE_ALIKE_PERCENT = 200,
    /* Slower than the pace since boot by this factor is a stop. */
    PACE_STOPPED_PERCENT = 1000,
    /* Growth within so short a time may be one single event: it does not tell whether it goes on. */
    BURST_SECONDS = 15 * 60,
    /* A component that no longer grows is worth a word when it holds this much of all wired memory. */
    HELD_SHARE_PERCENT = 25,
};

/* Who holds it. */
enum {
    /* Zones that grew by fewer elements have no owner worth a search. */
    CLUSTER_ELEMENTS = 500,
    /* What else a Mac does moves the counts of one cause apart by this much, in 1/1,000. */
    CLUSTER_PERMILLE = 30,
    /* Below so many elements zones agree by chance, but for those that agree as well as this. */
    CLUSTER_TELLING = 20000,
    CLUSTER_CLOSE_PERMILLE = 3,
    /* From this part of a zone's growth on, a process's own growth is worth naming. */
    OWNER_PERCENT = 20,
    OWNER_MODERATE_PERCENT = 40,
    OWNER_STRONG_PERCENT = 80,
    /* More than this, and what the process has more of is not what the zone holds. */
    OWNER_MOST_PERCENT = 125,
    /* All memory of a process beside memory in no row: a closer match than this is no accident. */
    OWNER_ROUGH_PERCENT = 5,
    /* A count that the zone is not known to follow must agree this well, and be this large. */
    OWNER_STRANGER_PERCENT = 2,
    OWNER_STRANGER_ELEMENTS = 10000,
    /* Candidates that are shown. */
    OWNERS_MAX = 5,
};

/* Whether wired memory is trouble, in hundredths of the Mac's memory. */
enum {
    /* Wired memory cannot be paged out: from half of the RAM on, everything else makes do. */
    WIRED_TROUBLE_PERCENT = 50,
    /* Below this the Mac has room whatever grew. */
    WIRED_FINE_PERCENT = 25,
    /* Wired, active and compressed memory together leave no room for anything else. */
    FULL_PERCENT = 90,
    /* Swap that grew by this was written because memory was short. */
    SWAP_TROUBLE_BYTES = 512 << 20,
    /* So much of the RAM in swap was written because memory was short at some time. */
    SWAP_TROUBLE_PERCENT = 25,
    /* A forecast below a day is a reason to look. */
    SOON_HOURS = 24,
    /* A forecast beyond a month says nothing: nobody keeps a Mac running that long unobserved. */
    FORECAST_HOURS = 31 * 24,
    /* Caches and load are worth a word from this part of the growth on. */
    BACK_PERCENT = 10,
};

#endif
