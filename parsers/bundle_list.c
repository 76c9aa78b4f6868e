/* bundle_list.c: every member of a capture, and what became of it when the snapshot was read. */
#include "bundle_walk.h"
#include "report.h"

bool walk_tells(struct walk *walk, struct slice member, struct amount bytes, enum member_fate fate,
                struct error *error)
{
    const struct bundle_member told = {.path = member, .bytes = bytes, .fate = fate};
    return walk->lister == NULL || walk->lister->member(walk->lister->context, &told, error);
}

/* The report that was read from this very file; NULL: none was. */
static const struct report *report_from(const struct walk *walk, struct slice member)
{
    for (size_t i = 0; i < walk->copied->n_reports; i++) {
        const struct report *report = &walk->copied->reports[i];
        if (report->place == walk->snapshot->members && slice_equal(report->member, member))
            return report;
    }
    return NULL;
}

/* Why a file that no report was read from was left alone. */
static void explain_unused(const struct walk *walk, struct bundle_member *told)
{
    size_t kind;
    if (told->path.len > walk->limits->path) {
        told->fate = MEMBER_LONG_PATH;
    } else if (walk_kind_of(told->path, &kind)) {
        told->kind = report_kinds[kind];
        told->better = walk->copied->reports[kind].member;
        told->fate = told->better.len > 0 ? MEMBER_NOT_BEST : MEMBER_OUTSIDE;
    }
}

bool walk_lists(struct walk *walk, struct slice member, struct amount bytes, bool is_readable,
                struct error *error)
{
    struct bundle_member told = {.path = member, .bytes = bytes};
    walk->snapshot->members++;
    told.report = report_from(walk, member);
    if (told.report != NULL) {
        told.kind = told.report->kind;
        told.fate = MEMBER_USED;
        if (!bytes.known)
            told.bytes = amount_of(told.report->bytes);
    } else {
        explain_unused(walk, &told);
        if (told.fate == MEMBER_OUTSIDE && !is_readable)
            told.fate = MEMBER_UNREADABLE;
    }
    return walk->lister->member(walk->lister->context, &told, error);
}

bool walk_lists_single(struct walk *walk, struct error *error)
{
    struct slice name = walk->copied->name;
    for (size_t i = 0; i < walk->copied->n_reports; i++) {
        if (walk->copied->reports[i].place > 0)
            name = walk->copied->reports[i].member;
    }
    walk->snapshot->members = 0;
    return walk_lists(walk, name, AMOUNT_UNKNOWN, true, error);
}

const char *member_fate_name(enum member_fate fate)
{
    static const char *const names[] = {
        [MEMBER_NOT_CLAIMED] = "not-claimed",
        [MEMBER_USED] = "used",
        [MEMBER_NOT_BEST] = "not-best",
        [MEMBER_OUTSIDE] = "outside",
        [MEMBER_LINK] = "link",
        [MEMBER_NO_FILE] = "no-file",
        [MEMBER_LONG_PATH] = "long-path",
        [MEMBER_TOO_DEEP] = "too-deep",
        [MEMBER_UNREADABLE] = "unreadable",
    };
    return names[fate];
}
