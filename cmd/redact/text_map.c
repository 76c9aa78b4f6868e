#include "text_map.h"

#include <string.h>

/* Keys whose hashes were made to meet would else be searched for one by one. */
enum { PROBES_MAX = 64, ROOM_FIRST = 256 };

uint64_t text_hash(struct slice text)
{
    uint64_t hash = HASH_START;
    for (size_t i = 0; i < text.len; i++)
        hash = hash_byte(hash, text.ptr[i]);
    return hash;
}

/* The entry of that key, or the free one where it belongs; NULL where there is neither. */
static struct text_entry *slot_of(struct text_entry *entries, size_t room, uint8_t tag,
                                  uint64_t hash, struct slice key)
{
    for (size_t i = 0; i < PROBES_MAX && i < room; i++) {
        struct text_entry *entry = &entries[((hash ^ hash >> 32 ^ tag) + i) & (room - 1)];
        if (entry->key.ptr == NULL)
            return entry;
        if (entry->hash == hash && entry->tag == tag && slice_equal(entry->key, key))
            return entry;
    }
    return NULL;
}

struct text_entry *text_map_find(const struct text_map *map, uint8_t tag, uint64_t hash,
                                 struct slice key)
{
    struct text_entry *entry = slot_of(map->entries, map->room, tag, hash, key);
    return entry != NULL && entry->key.ptr != NULL ? entry : NULL;
}

/* Entries that find no place among twice as many stay out: they are lost, as is any more of them. */
static void grow(struct text_map *map)
{
    size_t room = map->room == 0 ? ROOM_FIRST : map->room * 2;
    struct text_entry *entries = arena_alloc(map->arena, room * sizeof(*entries));
    for (size_t i = 0; i < map->room; i++) {
        const struct text_entry *old = &map->entries[i];
        if (old->key.ptr == NULL)
            continue;
        struct text_entry *entry = slot_of(entries, room, old->tag, old->hash, old->key);
        if (entry != NULL)
            *entry = *old;
    }
    map->entries = entries;
    map->room = room;
}

struct text_entry *text_map_add(struct text_map *map, uint8_t tag, uint64_t hash, struct slice key)
{
    if (map->count >= map->count_max || key.len > map->bytes_max - map->bytes)
        return NULL;
    if (map->count >= map->room / 2)
        grow(map);
    struct text_entry *entry = slot_of(map->entries, map->room, tag, hash, key);
    if (entry == NULL || entry->key.ptr != NULL)
        return NULL;
    *entry = (struct text_entry){.key = arena_copy(map->arena, key), .hash = hash, .tag = tag};
    map->count++;
    map->bytes += key.len;
    return entry;
}
