#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue_read.h"
#include "render.h"

enum { BLOCK = 997 };

long fuzz_read(void *context, char *buffer, size_t room, struct error *error)
{
    struct fuzz_bytes *from = context;
    size_t len = from->len < BLOCK ? from->len : BLOCK;
    (void)error;
    if (len > room)
        len = room;
    if (len > 0)
        memcpy(buffer, from->bytes, len);
    from->bytes += len;
    from->len -= len;
    return (long)len;
}

/* Read once: it is the same for every input. */
static const struct catalogue *catalogue(void)
{
    static struct catalogue loaded;
    static struct arena *arena;
    struct error error = ERROR_NONE;
    if (arena == NULL) {
        arena = arena_new();
        if (!catalogue_load(&loaded, NULL, arena, &error))
            abort();
    }
    return &loaded;
}

static void check_sum(const struct findings *findings)
{
    const struct joined *joined = &findings->joined;
    int64_t sum = 0;
    if (!joined->growth_bytes.known)
        return;
    for (size_t i = 0; i < joined->n_components; i++) {
        const struct component *component = &joined->components[i];
        if (!component->growth_bytes.known ||
            !number_add_signed(sum, component->growth_bytes.value, &sum))
            return;
    }
    if (sum != joined->growth_bytes.value) {
        fprintf(stderr, "the rows add up to %lld, the total grew by %lld\n", (long long)sum,
                (long long)joined->growth_bytes.value);
        abort();
    }
}

void fuzz_judge(const struct snapshot *base, const struct snapshot *later)
{
    struct findings findings;
    struct error error = ERROR_NONE;
    struct arena *arena = arena_new();
    if (findings_of(base, later, catalogue(), arena, &findings, &error)) {
        struct text out = {0};
        struct text_layout layout = {.width = 80, .color = true, .force = true};
        struct selection_options all = {.top = SIZE_MAX};
        struct selection selection = select_components(&findings.joined, base == NULL, all, arena);
        if (base != NULL)
            check_sum(&findings);
        render_text(&out, &findings, &selection, layout);
        render_json(&out, &findings, NULL);
        text_free(&out);
    }
    arena_free(arena);
}
