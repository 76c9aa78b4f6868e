#include "headline.h"

#include "human.h"
#include "text.h"

static void write_rows(struct text *line, const struct account *account)
{
    text_add(line, SLICE("The total of wired memory is not known."));
    if (account->n_rows == 0)
        return;
    text_add(line, SLICE(" The rows that were read add up to "));
    if (account->zones_estimated)
        text_add(line, SLICE("about "));
    human_bytes(line, account->attributed_bytes);
    text_add(line, SLICE("."));
}

static void write_total(struct text *line, const struct findings *findings)
{
    const struct account *account = &findings->later.account;
    struct amount memory = findings->later.snapshot->machine.memory_bytes;
    human_bytes(line, account->wired.bytes.value);
    if (memory.known) {
        text_add(line, SLICE(" of "));
        human_bytes(line, memory.value);
    }
    text_printf(line, " is wired (%s).", wired_source_name(account->wired_source));
    if (account->boot_wired_bytes.known) {
        struct change since = change_of(account->boot_wired_bytes, account->wired.bytes);
        text_add(line, SLICE(" Just before launchd started it was "));
        human_bytes(line, account->boot_wired_bytes.value);
        text_add(line, SLICE(" ("));
        human_growth(line, since.value);
        text_add(line, SLICE(" since)."));
    }
}

struct slice headline_of(const struct findings *findings, struct arena *arena)
{
    struct text line = {0};
    if (findings->base.snapshot != NULL)
        return findings->n_summary > 0 ? findings->summary[0] : SLICE("");
    if (findings->later.account.wired.bytes.known) {
        write_total(&line, findings);
    } else {
        write_rows(&line, &findings->later.account);
    }
    struct slice headline = arena_copy(arena, text_slice(&line));
    text_free(&line);
    return headline;
}
