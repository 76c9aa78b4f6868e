/*
 * size_classes.h: typed zones summed by the size of their elements.
 *
 * kalloc.typeI.N: in which bucket I a type lands is settled anew by each boot and build, so over
 * boots only the sum over all buckets of a size compares. kalloc.type.varI.N are sums of their own.
 * Source: xnu osfmk/kern/kalloc.c of 12 to 15.5.
 */
#ifndef SYSDELTA_SIZE_CLASSES_H
#define SYSDELTA_SIZE_CLASSES_H

#include "join.h"

struct size_class {
    const char *family; /* "kalloc.type", "kalloc.type.var" */
    uint64_t element_bytes;
    size_t zones;
    uint64_t base_bytes, later_bytes;
    struct change growth_bytes;
    struct change element_growth; /* unknown where one zone's is */
};

struct size_classes {
    struct size_class *list; /* by family, then size */
    size_t count;
};

/* Zones that cannot be compared take no part. Lives in the arena. */
struct size_classes size_classes_of(const struct joined *joined, struct arena *arena);

/* The class of a typed zone; NULL for every other component. */
const struct size_class *size_class_of(const struct size_classes *classes,
                                       const struct component *component);

#endif
