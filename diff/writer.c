#include "writer.h"

#include <inttypes.h>

#include "human.h"

static struct slice take_line(struct writer *w)
{
    text_add(&w->line, SLICE("."));
    struct slice sentence = arena_copy(w->arena, text_slice(&w->line));
    text_free(&w->line);
    return sentence;
}

void writer_end_sentence(struct writer *w)
{
    *ARENA_PUSH(w->arena, w->findings->summary, w->findings->n_summary) = take_line(w);
}

void writer_end_detail(struct writer *w)
{
    *ARENA_PUSH(w->arena, w->findings->details, w->findings->n_details) = take_line(w);
}

void writer_share(struct writer *w, const struct component *c)
{
    human_growth(&w->line, c->growth_bytes.value);
    if (c->share.known && c->share.value <= SHARE_MOST &&
        w->findings->joined.growth_bytes.value > 0) {
        text_add(&w->line, SLICE(", "));
        human_share(&w->line, c->share.value);
        text_add(&w->line, SLICE(" of the total growth"));
    }
}

void writer_name(struct writer *w, const struct component *c)
{
    if (c->kind == COMPONENT_UNATTRIBUTED) {
        text_add(&w->line, SLICE("unattributed memory"));
        return;
    }
    text_printf(&w->line, "the %s ", component_kind_name(c->kind));
    text_add(&w->line, c->name);
    if (slice_starts(c->name, "(") && c->kmod_id.known)
        text_printf(&w->line, " %" PRIu64, c->kmod_id.value);
}
