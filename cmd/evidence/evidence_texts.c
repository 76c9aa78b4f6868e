/* evidence_texts.c: what a bundle says of itself, to people and to programs. */
#include <inttypes.h>

#include "escape.h"
#include "evidence.h"
#include "hash.h"
#include "human.h"
#include "json.h"
#include "version.h"

static bool was_replaced(const struct evidence *evidence, int kind)
{
    return evidence->secrets[kind].replaced > 0;
}

static void print_replacements(struct text *out, const struct evidence *evidence, const char *lead)
{
    for (int kind = 0; kind < SECRET_KINDS; kind++) {
        struct secret_count count = evidence->secrets[kind];
        if (!was_replaced(evidence, kind))
            continue;
        text_printf(out, "%s%s: ", lead, secret_kind_name((enum secret_kind)kind));
        human_count(out, count.replaced);
        text_add(out, count.replaced == 1 ? SLICE(" place") : SLICE(" places"));
        if (count.indistinct > 0) {
            text_add(out, SLICE(", "));
            human_count(out, count.indistinct);
            text_add(out, SLICE(" of them by what may stand for others too"));
        }
        if (count.full)
            text_add(out, SLICE("; more than can be told apart: the rest became x"));
        text_add(out, SLICE("\n"));
    }
}

void evidence_readme(struct text *out, const struct evidence *evidence)
{
    text_add(out, SLICE("Two sysdiagnose captures of a Mac, cut down to the reports that sysdelta "
                        "reads, and what it\nsays of them.\n\n"
                        "report.txt     which components grew wired memory, and who holds it\n"
                        "report.json    the same for programs, all of it\n"
                        "base, later    the reports, at their paths within each capture;\n"
                        "               capture.txt says which capture they are of\n"
                        "manifest.json  size and SHA-256 of each file, here and in the capture\n\n"
                        "sysdelta diff FOLDER, or the archive that it came in, makes report.txt "
                        "again.\n"));
    if (!evidence->redacted) {
        text_add(out, SLICE("\nNothing was replaced: the reports hold names of users, Macs and "
                            "documents.\n"));
        return;
    }
    text_add(out, SLICE("\nWhat names a person, a Mac or a document was replaced by placeholders "
                        "of equal length; the\nsame name has the same placeholder everywhere. "
                        "Figures, processes, kexts and zones are as\nthey were: the diff of these "
                        "reports is that of the captures. Replaced:\n\n"));
    print_replacements(out, evidence, "  ");
}

static json_t *json_hash_of(struct slice text)
{
    struct arena *arena = arena_new();
    struct hash *hash = hash_new();
    json_t *value = NULL;
    if (hash != NULL) {
        hash_add(hash, text);
        value = json_text_or_null(hash_end(hash, arena));
    }
    hash_free(hash);
    arena_free(arena);
    return value;
}

static json_t *json_member(const struct evidence_member *member)
{
    json_t *object = json_object();
    put(object, "kind", json_string(member->kind));
    put(object, "path", json_text(member->path));
    put(object, "original_bytes", json_u64(member->original_bytes));
    put(object, "original_sha256", json_text_or_null(member->original_sha256));
    put(object, "written_bytes", json_u64(member->written_bytes));
    put(object, "written_sha256", json_text_or_null(member->written_sha256));
    return object;
}

static json_t *json_part(const struct evidence_part *part)
{
    json_t *object = json_object();
    json_t *members = json_array();
    put(object, "name", json_text(part->capture_name));
    put(object, "format", json_text_or_null(part->snapshot->format));
    put(object, "bytes", json_amount(part->snapshot->size_bytes));
    put(object, "sha256", json_text_or_null(part->snapshot->sha256));
    put(object, "files", json_u64(part->snapshot->members));
    for (size_t i = 0; i < part->n_members; i++)
        json_array_append_new(members, json_member(&part->members[i]));
    put(object, "members", members);
    return object;
}

static json_t *json_reports(const struct evidence *evidence)
{
    json_t *array = json_array();
    for (size_t i = 0; i < evidence->n_reports; i++) {
        json_t *object = json_object();
        put(object, "path", json_text(evidence->reports[i].path));
        put(object, "bytes", json_u64(evidence->reports[i].text.len));
        put(object, "sha256", json_hash_of(evidence->reports[i].text));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_replacements(const struct evidence *evidence)
{
    json_t *array = json_array();
    for (int kind = 0; kind < SECRET_KINDS; kind++) {
        struct secret_count count = evidence->secrets[kind];
        if (!was_replaced(evidence, kind))
            continue;
        json_t *object = json_object();
        put(object, "kind", json_string(secret_kind_name((enum secret_kind)kind)));
        put(object, "places", json_u64(count.replaced));
        put(object, "different", json_u64(count.different));
        put(object, "indistinct_places", json_u64(count.indistinct));
        put(object, "all_numbered", json_boolean(!count.full));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_check(const struct evidence *evidence)
{
    static const struct slice left_out[] = {
        {"path", 4}, {"folder", 6}, {"member", 6}, {"sha256", 6}};
    json_t *object = json_object();
    put(object, "diff_unchanged", json_true());
    put(object, "values_compared", json_u64(evidence->values));
    put(object, "left_out", json_texts(left_out, sizeof(left_out) / sizeof(*left_out)));
    return object;
}

void evidence_manifest(struct text *out, const struct evidence *evidence)
{
    json_t *root = json_object();
    json_t *tool = json_object();
    put(tool, "name", json_string("sysdelta"));
    put(tool, "version", json_string(SYSDELTA_VERSION));
    put(root, "schema", json_string("sysdelta.evidence/1"));
    put(root, "tool", tool);
    put(root, "redacted", json_boolean(evidence->redacted));
    put(root, "base", json_part(&evidence->base));
    put(root, "later", json_part(&evidence->later));
    put(root, "reports", json_reports(evidence));
    put(root, "replacements", json_replacements(evidence));
    put(root, "check", json_check(evidence));
    json_print(out, root);
}

static void print_part(struct text *out, const struct evidence_part *part, const char *name)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < part->n_members; i++)
        bytes += part->members[i].written_bytes;
    text_printf(out, "  %s: %zu report%s, ", part->name, part->n_members,
                part->n_members == 1 ? "" : "s");
    human_bytes(out, bytes);
    text_add(out, SLICE(", of "));
    escape_terminal(out, slice_of(name));
    text_add(out, SLICE("\n"));
}

/* Whoever gets it will see the same at the top of the diff. */
static void print_doubts(struct text *out, const struct comparable *comparable)
{
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        const struct comparable_reason *reason = &comparable->reasons[i];
        if (reason->weight == COMPARABLE_YES)
            continue;
        text_add(out,
                 reason->weight == COMPARABLE_NO ? SLICE("Not comparable: ") : SLICE("Care: "));
        escape_terminal(out, reason->message);
        text_add(out, SLICE("\n"));
    }
}

void evidence_summary(struct text *out, const struct evidence *evidence, const char *output,
                      char *const names[2])
{
    escape_terminal(out, slice_of(output));
    text_add(out, SLICE(": "));
    human_bytes(out, evidence->bytes);
    text_add(out, SLICE("\n"));
    print_part(out, &evidence->base, names[0]);
    print_part(out, &evidence->later, names[1]);
    print_doubts(out, &evidence->comparable);
    if (evidence->redacted) {
        text_add(out, SLICE("Replaced:\n"));
        print_replacements(out, evidence, "  ");
    } else {
        text_add(out, SLICE("Nothing was replaced (--no-redact): it holds names of users, Macs and "
                            "documents.\n"));
    }
    text_add(out, SLICE("Read again: diff unchanged ("));
    human_count(out, evidence->values);
    text_add(out, SLICE(" values).\n"));
}
