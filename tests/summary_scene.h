/*
 * summary_scene.h: findings made by hand of two captures of a Mac with 8 GB, for suites about the
 * sentences at the head of a report; a test changes what it is about.
 */
#ifndef SYSDELTA_SUMMARY_SCENE_H
#define SYSDELTA_SUMMARY_SCENE_H

#include "summary.h"

#define MIB UINT64_C(1048576)
#define GIB (1024 * MIB)
#define ARROW " \xE2\x86\x92 "

struct summary_scene {
    struct findings findings;
    struct snapshot base, later;
    struct component components[2];
    const struct component *suspects[3];
    struct catalogue_entry entry;
    struct known_leak known;
    struct vm_row vm[2];
    struct arena *arena;
};

static inline struct change known_change(int64_t value)
{
    return (struct change){value, true};
}

/* One boot, tables on both sides, wired memory from 1 GB to 1.5 GB. */
struct summary_scene *new_summary_scene(void);
void free_summary_scene(struct summary_scene *s);

void set_scene_growth(struct summary_scene *s, uint64_t before, uint64_t after);

/* One component, which has half of the growth; the second makes it a suspect named "a". */
void add_scene_largest(struct summary_scene *s, enum component_kind kind, const char *name,
                       enum verdict verdict);
void add_scene_suspect(struct summary_scene *s);

/* Fails the running test where that line of the summary is another. */
void expect_line(const struct summary_scene *s, size_t line, const char *expected);
bool has_line_of(const struct summary_scene *s, const char *start);

#endif
