#include "forms.h"

#include <pthread.h>

#include "deliver.h"
#include "render.h"

static void write_html(struct text *out, const struct findings *findings,
                       const struct options *options, struct arena *arena)
{
    (void)arena;
    render_html(out, findings, options->force);
}

static void write_json(struct text *out, const struct findings *findings,
                       const struct options *options, struct arena *arena)
{
    struct slice *list = NULL;
    struct given_options given = {.count = 0};
    for (int i = 0; i < options->n_given; i++) {
        const struct given_option *option = &options->given[i];
        bool bare = option->value == NULL;
        *ARENA_PUSH(arena, list, given.count) = arena_format(
            arena, "--%s%s%s", option->name, bare ? "" : "=", bare ? "" : option->value);
    }
    given.list = list;
    render_json(out, findings, &given);
}

static void write_markdown(struct text *out, const struct findings *findings,
                           const struct options *options, struct arena *arena)
{
    struct selection_options few = options->selection;
    if (few.top > MARKDOWN_ROWS)
        few.top = MARKDOWN_ROWS;
    struct selection selection =
        select_components(&findings->joined, findings->base.snapshot == NULL, few, arena);
    render_markdown(out, findings, &selection, options->force);
}

/* Rows and events have no head that could say how far the captures behind them can be trusted. */
static void say_what_has_no_place(const struct findings *findings, const struct options *options,
                                  enum output_form form, struct arena *arena)
{
    const struct snapshot *sides[] = {findings->base.snapshot, findings->later.snapshot};
    const char *path = options->outputs[form];
    for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
        if (sides[i] != NULL && sides[i]->damage.len > 0)
            complain(path, arena_format(arena, "has no place for it: %.*s is damaged: %.*s",
                                        SLICE_ARGS(sides[i]->name), SLICE_ARGS(sides[i]->damage))
                               .ptr);
    }
    if (findings->comparable.verdict == COMPARABLE_NO)
        complain(path, "has no place for it: the captures cannot be compared; growth and what "
                       "follows from it say nothing");
    if (options->quick)
        complain(path,
                 "has no place for it: read with --quick, which checks no archive to its end");
}

static void write_csv(struct text *out, const struct findings *findings,
                      const struct options *options, struct arena *arena)
{
    render_csv(out, findings);
    say_what_has_no_place(findings, options, OUTPUT_CSV, arena);
    size_t rows = findings->joined.not_compared.rows;
    if (rows > 0)
        complain(options->outputs[OUTPUT_CSV],
                 arena_format(arena,
                              "has no place for it: %zu rows are not compared; what they grew by "
                              "is known as one sum only, which the JSON report has",
                              rows)
                     .ptr);
}

static void write_timeline(struct text *out, const struct findings *findings,
                           const struct options *options, struct arena *arena)
{
    struct left_out left_out = render_timeline(out, findings, arena);
    say_what_has_no_place(findings, options, OUTPUT_TIMELINE, arena);
    if (left_out.untimed > 0)
        complain(options->outputs[OUTPUT_TIMELINE],
                 arena_format(arena, "%zu events are left out: their time or its zone is not known",
                              left_out.untimed)
                     .ptr);
    if (left_out.other_boot > 0)
        complain(options->outputs[OUTPUT_TIMELINE],
                 arena_format(arena,
                              "%zu kexts of the base are left out: the later capture is of another "
                              "boot, in which they were not loaded and so not unloaded",
                              left_out.other_boot)
                     .ptr);
}

typedef void form_writer(struct text *out, const struct findings *findings,
                         const struct options *options, struct arena *arena);

static form_writer *const others[OUTPUT_FORMS] = {
    [OUTPUT_HTML] = write_html,
    [OUTPUT_MARKDOWN] = write_markdown,
    [OUTPUT_CSV] = write_csv,
    [OUTPUT_TIMELINE] = write_timeline,
};

struct beside {
    struct forms *forms;
    const struct findings *findings;
    const struct options *options;
    struct arena *arena; /* its own: an arena is of one thread */
};

static void *write_others(void *context)
{
    const struct beside *beside = context;
    for (int form = 0; form < OUTPUT_FORMS; form++) {
        if (others[form] != NULL && beside->options->outputs[form] != NULL)
            others[form](&beside->forms->texts[form], beside->findings, beside->options,
                         beside->arena);
    }
    return NULL;
}

/* JSON takes as long as all others. It stays in the first thread: its hundred thousand small
 * pieces come dear in any other, where glibc grows the heap page by page. */
struct forms forms_build(const struct findings *findings, const struct options *options,
                         struct arena *arena)
{
    struct forms forms = {.texts = {{0}}};
    struct beside beside = {&forms, findings, options, arena};
    if (options->outputs[OUTPUT_JSON] == NULL) {
        write_others(&beside);
        return forms;
    }
    beside.arena = arena_new();
    pthread_t thread;
    bool threaded = pthread_create(&thread, NULL, write_others, &beside) == 0;
    write_json(&forms.texts[OUTPUT_JSON], findings, options, arena);
    if (threaded)
        pthread_join(thread, NULL);
    else
        write_others(&beside);
    arena_free(beside.arena);
    return forms;
}
