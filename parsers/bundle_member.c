/* bundle_member.c: which members are wanted, and one of them read into the snapshot. */
#include "bundle_walk.h"
#include "hash.h"
#include "report.h"

enum { WARNINGS_MAX = 50 };

static bool kind_of_member(struct slice member, size_t *ret_kind, size_t *ret_rank)
{
    struct slice base = slice_base_name(member);
    for (size_t kind = 0; report_kinds[kind] != NULL; kind++) {
        const char *const *names = report_kinds[kind]->members;
        for (size_t rank = 0; names[rank] != NULL; rank++) {
            if (slice_equal_fold(base, slice_of(names[rank]))) {
                *ret_kind = kind;
                *ret_rank = rank;
                return true;
            }
        }
    }
    return false;
}

bool walk_kind_of(struct slice member, size_t *ret_kind)
{
    size_t rank;
    return kind_of_member(member, ret_kind, &rank);
}

/* The path below a folder of that name at its start; ptr NULL where it does not start so. */
static struct slice below(struct slice path, const char *folder)
{
    struct slice rest = slice_from(path, slice_of(folder).len);
    bool inside = slice_starts(path, folder) && slice_starts(rest, "/");
    return inside ? slice_from(rest, 1) : (struct slice){NULL, 0};
}

bool walk_enters(struct walk *walk, struct slice *member)
{
    if (walk->part == NULL)
        return true;
    struct slice folder = slice_first(*member, 0);
    struct slice rest = below(*member, walk->part);
    if (rest.ptr == NULL) {
        folder = slice_first(*member, slice_find(*member, '/'));
        rest = below(slice_from(*member, folder.len + 1), walk->part);
    }
    if (rest.len == 0)
        return false;
    if (walk->part_folder.ptr == NULL)
        walk->part_folder = arena_copy(walk->snapshot->arena, folder);
    if (!slice_equal(walk->part_folder, folder)) {
        walk->parts_mixed = true;
        return false;
    }
    *member = rest;
    return true;
}

bool walk_is_notes(const struct walk *walk, struct slice member)
{
    return walk->part != NULL && slice_is(member, NOTES_MEMBER);
}

bool walk_is_manifest(const struct walk *walk, struct slice path)
{
    return walk->part != NULL && walk->copied == NULL && walk->part_folder.ptr != NULL &&
           slice_is(slice_base_name(path), EVIDENCE_MEMBER) &&
           slice_equal(path_folder(path), walk->part_folder);
}

/* Was it this very file that the copied snapshot was read from? */
static bool copies(const struct walk *walk, struct slice member, size_t *ret_kind)
{
    for (size_t i = 0; i < walk->copied->n_reports; i++) {
        const struct report *report = &walk->copied->reports[i];
        if (report->place == walk->snapshot->members && slice_equal(report->member, member)) {
            *ret_kind = i;
            return true;
        }
    }
    return false;
}

bool walk_claims(struct walk *walk, struct slice member, size_t *ret_kind)
{
    size_t kind;
    size_t rank;
    walk->snapshot->members++;
    if (member.len > walk->limits->path) {
        walk_skips(walk, member, "has a longer path than --limit path=N allows");
        return false;
    }
    if (walk->copied != NULL)
        return copies(walk, member, ret_kind);
    if (!kind_of_member(member, &kind, &rank)) {
        /* A part holds used members only: what goes by another name was given as a single file. */
        *ret_kind = walk->snapshot->n_reports;
        return walk->part != NULL;
    }
    *ret_kind = kind;
    if (walk->reads[kind] >= READS_MAX) {
        walk->snapshot->damage = SLICE("more members of one name than any capture holds");
        return false;
    }

    struct slice held = walk->snapshot->reports[kind].member;
    if (held.len == 0)
        return true;
    size_t held_kind;
    size_t held_rank;
    if (!kind_of_member(held, &held_kind, &held_rank))
        return true;

    bool told = (walk->told_twice & UINT64_C(1) << kind % 64) != 0;
    if (slice_equal_fold(member, held) && !told) {
        walk->told_twice |= UINT64_C(1) << kind % 64;
        snapshot_warn(walk->snapshot, "%.*s is there more than once: %s is used",
                      SLICE_ARGS(member),
                      slice_equal(member, held) ? "the last one" : "the first by name");
    }
    size_t depth = path_depth(member);
    if (depth != path_depth(held))
        return depth < path_depth(held);
    bool same_folder = slice_equal(path_folder(member), path_folder(held));
    bool better =
        same_folder && rank != held_rank ? rank < held_rank : slice_compare(member, held) <= 0;
    if (!same_folder) {
        struct slice other = path_folder(better ? held : member);
        walk->other_root = arena_copy(walk->snapshot->arena, other);
    }
    return better;
}

void walk_skips(struct walk *walk, struct slice member, const char *why)
{
    size_t kind;
    size_t rank;
    struct snapshot *snapshot = walk->snapshot;
    if (!kind_of_member(member, &kind, &rank) || snapshot->n_warnings >= WARNINGS_MAX)
        return;
    snapshot_warn(snapshot, "%.*s %s and was not read", SLICE_ARGS(member), why);
    if (walk->skipped.len == 0)
        walk->skipped = snapshot->warnings[snapshot->n_warnings - 1].text;
}

/* Hands bytes on and hashes them in passing. */
struct hashing_reader {
    struct byte_reader from;
    struct hash *hash;
    uint64_t bytes;
    bool at_end;
};

static long read_hashed(void *context, char *buffer, size_t room, struct error *error)
{
    struct hashing_reader *reader = context;
    long got = reader->from.read(reader->from.context, buffer, room, error);
    reader->at_end = got == 0;
    if (got > 0 && (size_t)got <= room) {
        hash_add(reader->hash, (struct slice){buffer, (size_t)got});
        reader->bytes += (uint64_t)got;
    }
    return got;
}

/* A parser may stop before the end of its member, whose hash and size are of all of it. */
static void finish_member(struct snapshot *snapshot, struct report *report,
                          struct hashing_reader *reader)
{
    char rest[16 * 1024];
    struct error ignored = ERROR_NONE;
    while (!reader->at_end && read_hashed(reader, rest, sizeof(rest), &ignored) > 0)
        continue;
    if (reader->at_end) {
        report->bytes = reader->bytes;
        report->sha256 = hash_end(reader->hash, snapshot->arena);
    }
}

static bool explain_unknown(const struct lines *lines, struct slice head, struct error *error)
{
    if (lines_error(lines)->set)
        return error_set(error, "%s", lines_error(lines)->reason);
    if (head.len == 0)
        return error_set(error, "is empty");
    return error_set(error,
                     "is neither an archive of a known format nor a report that is known here: "
                     "give it what sysdiagnose wrote");
}

/* Its content tells what it is; a guest is asked first. */
static bool recognise(struct walk *walk, struct lines *lines, size_t *ret_kind, struct error *error)
{
    struct slice head = lines_peek(lines);
    walk->is_guest = walk->guest != NULL && walk->guest->knows(head);
    int kind = walk->is_guest ? 0 : report_recognise(head);
    if (kind < 0)
        return explain_unknown(lines, head, error);
    *ret_kind = (size_t)kind;
    return true;
}

/* kind n_reports: of a kind that the content is to tell. */
static bool read_member(struct walk *walk, size_t kind, struct slice member,
                        struct byte_reader reader, struct error *error)
{
    struct snapshot *snapshot = walk->snapshot;
    struct hashing_reader hashing = {.from = reader, .hash = hash_new()};
    struct lines *lines = lines_new((struct byte_reader){read_hashed, &hashing}, walk->limits);
    struct error unknown = ERROR_NONE;
    bool ok = true;
    bool skip = false;
    if (kind == snapshot->n_reports && !recognise(walk, lines, &kind, &unknown)) {
        /* Among the members of a part it is a file that somebody put there. */
        skip = walk->part != NULL;
        ok = skip || error_set(error, "%s", unknown.reason);
    }
    if (!ok || skip) {
        lines_free(lines);
        hash_free(hashing.hash);
        return ok;
    }
    if (walk->is_guest) {
        ok = walk->guest->read(snapshot, (struct byte_reader){lines_read, lines}, error);
    } else {
        walk->reads[kind]++;
        report_parse(snapshot, kind, member, lines);
        snapshot->reports[kind].place = snapshot->members;
        finish_member(snapshot, &snapshot->reports[kind], &hashing);
    }
    lines_free(lines);
    hash_free(hashing.hash);
    return ok;
}

static bool copy_member(struct walk *walk, size_t kind, struct byte_reader reader,
                        struct error *error)
{
    walk->reads[kind]++;
    return walk->sink->member(walk->sink->context, &walk->copied->reports[kind], reader, error);
}

bool walk_read(struct walk *walk, size_t kind, struct slice member, struct byte_reader reader,
               struct error *error)
{
    return walk->copied != NULL ? copy_member(walk, kind, reader, error)
                                : read_member(walk, kind, member, reader, error);
}

bool walk_read_single(struct walk *walk, struct byte_reader reader, struct error *error)
{
    struct snapshot *snapshot = walk->snapshot;
    if (walk->lister != NULL)
        return walk_lists_single(walk, error);
    if (walk->copied == NULL)
        return read_member(walk, snapshot->n_reports, snapshot->name, reader, error);
    for (size_t i = 0; i < walk->copied->n_reports; i++) {
        if (walk->copied->reports[i].place > 0)
            return copy_member(walk, i, reader, error);
    }
    return true;
}
