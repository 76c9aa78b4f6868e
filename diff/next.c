#include "next.h"

#include <inttypes.h>

#include "catalogue.h"
#include "human.h"
#include "outlook.h"
#include "pace.h"
#include "why.h"

enum { KEXTS_NAMED = 3 };

struct names {
    struct text *out;
    size_t count;
};

static void add_kext(struct names *names, struct slice name)
{
    if (++names->count > KEXTS_NAMED)
        return;
    text_add(names->out, names->count > 1 ? SLICE(", ") : SLICE(" "));
    text_add(names->out, name);
}

/* Kexts that Apple did not make: those that came since the base, else all that are loaded. */
static void list_foreign(const struct findings *findings, struct text *out)
{
    struct names names = {out, 0};
    for (size_t i = 0; i < findings->n_kexts; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->kind == KEXT_LOADED && !slice_starts(change->name, "com.apple."))
            add_kext(&names, change->name);
    }
    bool any_new = names.count > 0;
    for (size_t i = 0; i < findings->n_foreign_kexts && !any_new; i++)
        add_kext(&names, findings->foreign_kexts[i]);
    if (names.count > KEXTS_NAMED)
        text_printf(out, " and %zu more", names.count - KEXTS_NAMED);
}

/* Blocks that anybody may have taken: drivers of others are the first to be tried. */
static void step_for_anybody(const struct findings *findings, struct text *out)
{
    if (findings->later.snapshot->kexts.report == NULL) {
        text_add(out, SLICE("Repeat the test without third-party kexts and security products"));
    } else if (findings->n_foreign_kexts > 0) {
        text_add(out, SLICE("Repeat the test without"));
        list_foreign(findings, out);
    } else {
        text_add(out, SLICE("All loaded kexts are Apple's: repeat the test without the system "
                            "extensions that systemextensionsctl list shows"));
    }
}

/* What to do about the first suspect. */
static void step_for(const struct findings *findings, const struct component *c, struct text *out)
{
    bool nameless = c->kind == COMPONENT_KEXT && slice_starts(c->name, "(");
    const struct kext_change *kext = nameless ? kext_left_behind(findings, c) : NULL;
    if (kext != NULL) {
        text_add(out, SLICE("Update or remove "));
        text_add(out, kext->name);
        text_add(out, SLICE("; what it left behind stays until a reboot"));
    } else if (c->entry != NULL && c->kind == COMPONENT_ZONE &&
               c->entry->nature == NATURE_GENERAL) {
        step_for_anybody(findings, out);
    } else if (c->entry != NULL && c->entry->next.len > 0) {
        text_add(out, without_dot(c->entry->next));
    } else if (nameless && c->kmod_id.known) {
        text_printf(out, "Look which kext had id %" PRIu64, c->kmod_id.value);
        text_add(out, SLICE(" in a kextstat.txt of this boot from when it was loaded"));
    } else if (c->kind == COMPONENT_KEXT) {
        text_add(out, SLICE("Update or remove the kext, then compare two captures again"));
    } else {
        text_add(out, SLICE("Run sudo zprint every few minutes to see when it grows"));
    }
}

static bool footprints_tell(const struct findings *findings)
{
    return resource_is_counted(findings->base.snapshot, RESOURCE_WIRED) &&
           resource_is_counted(findings->later.snapshot, RESOURCE_WIRED);
}

enum lack { LACKS_NOTHING, LACKS_TABLES, LACKS_TABLES_FOR_ROOT, IS_CUT };

/* Why a side has not all of zprint's tables. */
static enum lack lack_of(const struct finding_side *side, const struct finding_side *other)
{
    const struct account *account = &side->account;
    const struct snapshot *snapshot = side->snapshot;
    const struct report *zprint = snapshot_report(snapshot, "zprint");
    bool lacks_zones = !account->has_zones;
    bool lacks_wired = !account->has_wired_rows && other->account.has_wired_rows;
    bool parts = (account->has_zones && !account->zones_complete) ||
                 (account->has_wired_rows && !account->wired_rows_complete);
    bool cut = snapshot->damage.len > 0 || (zprint != NULL && zprint->cut_short);
    if (cut && (lacks_zones || lacks_wired || parts))
        return IS_CUT;
    if (!lacks_zones && !lacks_wired)
        return LACKS_NOTHING;
    bool for_root =
        account->zones_estimated || (snapshot->manifest.root_known && !snapshot->manifest.root);
    return for_root ? LACKS_TABLES_FOR_ROOT : LACKS_TABLES;
}

static void add_step_for(struct text *out, enum lack lack, const char *which)
{
    if (lack == LACKS_NOTHING)
        return;
    bool begins = out->len == 0;
    if (!begins)
        text_add(out, SLICE("; "));
    if (lack == IS_CUT) {
        text_printf(out,
                    "%s %s again from where it was made, and take it anew if it is cut short "
                    "there too",
                    begins ? "Copy" : "copy", which);
    } else {
        text_printf(out, "%s %s anew%s, and look that zprint.txt is whole in it",
                    begins ? "Take" : "take", which,
                    lack == LACKS_TABLES_FOR_ROOT ? " with sudo" : "");
    }
}

/* What would bring the tables that are not there; false where all are. */
static bool step_for_tables(const struct findings *findings, struct text *out)
{
    enum lack base = lack_of(&findings->base, &findings->later);
    enum lack later = lack_of(&findings->later, &findings->base);
    if (base == later) {
        add_step_for(out, base, "each capture");
    } else {
        add_step_for(out, base, "the base");
        add_step_for(out, later, "the later capture");
    }
    return out->len > 0;
}

static void step_without_suspect(const struct findings *findings, struct text *out)
{
    const struct component *largest = findings_largest(findings);
    bool refused = snapshot_was_refused(findings->base.snapshot, "zprint") ||
                   snapshot_was_refused(findings->later.snapshot, "zprint");
    struct change growth = findings->joined.growth_bytes;
    if (refused) {
        text_add(out, SLICE("Take the capture again whose zprint was refused, as said above"));
    } else if (step_for_tables(findings, out)) {
        return;
    } else if (largest != NULL && largest->verdict == VERDICT_UNATTRIBUTED) {
        text_add(out, footprints_tell(findings)
                          ? SLICE("Repeat the test without the programs that use the GPU, a camera "
                                  "or a virtual machine, and look with vm_stat which one wires it")
                          : SLICE("Run sudo footprint -w -a and look for a process with much wired "
                                  "memory, such as one that works on the GPU"));
    } else if (largest != NULL && largest->verdict == VERDICT_RECLAIMABLE) {
        text_add(out, SLICE("Nothing to mend; a capture taken after memory has run short should "
                            "have fewer of these pages"));
    } else if (held_and_stopped(findings) != NULL) {
        text_add(out, SLICE("Reboot, take a capture within minutes of it, and compare that with "
                            "this one and with one from when it has grown again"));
    } else if (growth.known && growth.value <= 0) {
        text_add(out, SLICE("Nothing to mend: wired memory did not grow"));
    } else if (worry_of(findings) == WORRY_YES) {
        text_add(out, SLICE("Look at the programs with the most memory (top -o mem): what the "
                            "kernel holds is as expected"));
    } else {
        text_add(out, SLICE("Nothing to mend; if wired memory goes on growing, take another "
                            "capture some hours from now and compare it with this one"));
    }
}

/* Processes that macOS cannot run without, or that end the login when they end. */
static bool is_vital(struct slice name)
{
    static const char *const vital[] = {
        "launchd",        "WindowServer",     "loginwindow", "logd",
        "configd",        "opendirectoryd",   "securityd",   "notifyd",
        "kernelmanagerd", "diskarbitrationd", "watchdogd"};
    for (size_t i = 0; i < sizeof(vital) / sizeof(*vital); i++) {
        if (slice_is(name, vital[i]))
            return true;
    }
    return false;
}

/* Another one that may hold as much of the same, and can be quit. */
static const struct owner *equal_owner(const struct findings *findings, const struct owner *owner)
{
    for (size_t i = 0; i < findings->owners.count; i++) {
        const struct owner *other = &findings->owners.list[i];
        if (other != owner && !other->is_kext && other->of[0] == owner->of[0] &&
            other->confidence == owner->confidence && !is_vital(other->name))
            return other;
    }
    return NULL;
}

/* A process that is likely to hold it: to see whether it does. */
static bool step_for_owner(const struct findings *findings, struct text *out)
{
    const struct owner *owner = findings_owner(findings);
    if (owner == NULL || owner->is_kext || owner->confidence == CONFIDENCE_WEAK)
        return false;
    if (is_vital(owner->name)) {
        text_add(out, SLICE("Reboot to get the memory back, and report it to Apple: "));
        text_add(out, owner->name);
        text_add(out, SLICE(" cannot be quit on its own"));
        return true;
    }
    const struct owner *equal = equal_owner(findings, owner);
    text_add(out, SLICE("Quit or restart "));
    text_add(out, owner->name);
    if (equal != NULL) {
        text_add(out, SLICE(", then "));
        text_add(out, equal->name);
        text_add(out, SLICE(","));
    }
    /* What is in no row zprint cannot show either. */
    text_add(out, owner->of[0]->kind == COMPONENT_UNATTRIBUTED
                      ? SLICE(" and look with vm_stat whether wired memory goes down")
                      : SLICE(" and look with sudo zprint whether the memory comes back"));
    text_add(out, SLICE("; if it does, tell its maker"));
    return true;
}

struct slice next_step(const struct findings *findings, struct arena *arena)
{
    struct text out = {0};
    if (findings->comparable.swapped) {
        text_add(&out, SLICE("Give the captures the other way round"));
    } else if (findings->comparable.same_moment) {
        text_add(&out, SLICE("Give two captures: one from soon after boot and a later one"));
    } else if (!step_for_owner(findings, &out) && findings->n_suspects > 0) {
        step_for(findings, findings->suspects[0], &out);
    } else if (out.len == 0) {
        step_without_suspect(findings, &out);
    }
    struct slice step = arena_copy(arena, text_slice(&out));
    text_free(&out);
    return step;
}
