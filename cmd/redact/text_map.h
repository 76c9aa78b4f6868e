/*
 * text_map.h: numbers by text, for what was replaced and for names that are known.
 *
 * A text stands under a tag, so that one map serves several purposes. Keys are copied into the
 * arena. What hostile input can put in is bounded, and so is the search for a key.
 */
#ifndef SYSDELTA_TEXT_MAP_H
#define SYSDELTA_TEXT_MAP_H

#include "arena.h"
#include "span.h"

struct text_entry {
    struct slice key;
    uint64_t hash;
    uint32_t number;
    uint8_t tag;
    uint8_t note;
};

/* Zero-initialised but for the arena and the bounds it is empty. */
struct text_map {
    struct arena *arena;
    size_t count_max, bytes_max; /* of keys */
    struct text_entry *entries;
    size_t room, count, bytes;
};

/* `hash` is that of the key's bytes by hash_byte(). NULL where the key is not in the map. */
struct text_entry *text_map_find(const struct text_map *map, uint8_t tag, uint64_t hash,
                                 struct slice key);

/*
 * Adds a key that is not in the map yet, with number and note 0. NULL where the map is full. Good
 * until the next call.
 */
struct text_entry *text_map_add(struct text_map *map, uint8_t tag, uint64_t hash, struct slice key);

uint64_t text_hash(struct slice text);

#endif
