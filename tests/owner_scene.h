/*
 * owner_scene.h: findings made by hand of two captures with some zones, processes and kexts, for
 * suites about who is tied to what grew.
 */
#ifndef SYSDELTA_OWNER_SCENE_H
#define SYSDELTA_OWNER_SCENE_H

#include "findings.h"

/* Figures of a process in a capture that does not have it; confidence where none is found. */
enum { NOT_THERE = -1, NOBODY = -1 };
enum { WEAK = CONFIDENCE_WEAK, MODERATE = CONFIDENCE_MODERATE, STRONG = CONFIDENCE_STRONG };

#define OF_KEXTS "; what kexts take from zones no report tells"

enum { ZONES = 3, PROCESSES = 7, KEXTS = 7 };

struct owner_scene {
    struct findings findings;
    struct snapshot base, later;
    struct report report;
    struct component components[ZONES];
    struct account_row rows[ZONES];
    struct catalogue_entry entries[ZONES];
    const struct component *suspects[ZONES];
    struct process processes[PROCESSES];
    struct kext_change kexts[KEXTS];
    struct arena *arena;
    struct owners found;
};

/* Every process is listed, with all columns; no report counts anything yet. */
struct owner_scene *new_owner_scene(void);
void free_owner_scene(struct owner_scene *s);

/* The report that counts the resource is there, and whole, in both captures. */
void count_on_both(struct owner_scene *s, enum resource resource);

struct component *add_scene_row(struct owner_scene *s, enum component_kind kind, const char *name,
                                enum verdict verdict);
struct component *add_scene_zone(struct owner_scene *s, const char *name, enum follows follows,
                                 int64_t elements, uint64_t element_bytes);
void suspect_component(struct owner_scene *s, const struct component *c);
void add_scene_process(struct owner_scene *s, const char *name, uint64_t pid,
                       enum resource resource, int64_t before, int64_t after);

/* What is found lives as long as the scene. */
const struct owners *search_owners(struct owner_scene *s);

/* Fail the running test, and say of what. */
void expect_text(struct slice found, const char *expected, const char *what);
void expect_owner(const struct owner_scene *s, size_t i, const char *name, int confidence,
                  const char *what);

#endif
