#include "known_names.h"

#include "text_map.h"

enum {
    NAME_BYTES_MAX = 256,
    NAMES_MAX = 200000,
    NAMES_BYTES_MAX = 32 << 20,
    GAP_BYTES_MAX = 3, /* between two words of a name */
    FIRST_WORDS = 1 << 16,
};

enum { WHOLE_NAME };

struct known_names {
    struct text_map map;
    unsigned char first_words[FIRST_WORDS / 8]; /* by hash: does a name begin with that word? */
};

struct known_names *known_names_new(struct arena *arena)
{
    struct known_names *names = arena_alloc(arena, sizeof(*names));
    names->map =
        (struct text_map){.arena = arena, .count_max = NAMES_MAX, .bytes_max = NAMES_BYTES_MAX};
    return names;
}

/* In small letters, without what is no word at the ends; empty where it is too long. */
static struct slice normalise(struct slice name, char *room)
{
    while (name.len > 0 && !byte_is_word(name.ptr[0]))
        name = slice_from(name, 1);
    while (name.len > 0 && !byte_is_word(name.ptr[name.len - 1]))
        name.len--;
    if (name.len > NAME_BYTES_MAX)
        return (struct slice){room, 0};
    for (size_t i = 0; i < name.len; i++)
        room[i] = byte_lower(name.ptr[i]);
    return (struct slice){room, name.len};
}

static size_t first_word_bit(uint64_t hash)
{
    return (size_t)((hash ^ hash >> 32) % FIRST_WORDS);
}

bool known_names_add(struct known_names *names, struct slice name, enum name_use use)
{
    char room[NAME_BYTES_MAX];
    struct slice key = normalise(name, room);
    size_t word = 0;
    if (key.len == 0)
        return name.len == 0;
    uint64_t hash = text_hash(key);
    struct text_entry *entry = text_map_find(&names->map, WHOLE_NAME, hash, key);
    if (entry == NULL)
        entry = text_map_add(&names->map, WHOLE_NAME, hash, key);
    if (entry == NULL)
        return false;
    if (entry->note < use)
        entry->note = (uint8_t)use;
    while (word < key.len && byte_is_word(key.ptr[word]))
        word++;
    size_t bit = first_word_bit(text_hash(slice_first(key, word)));
    names->first_words[bit / 8] |= (unsigned char)(1U << bit % 8);
    return true;
}

enum name_use known_names_use(const struct known_names *names, struct slice name)
{
    char room[NAME_BYTES_MAX];
    struct slice key = normalise(name, room);
    const struct text_entry *entry = text_map_find(&names->map, WHOLE_NAME, text_hash(key), key);
    return key.len > 0 && entry != NULL ? (enum name_use)entry->note : NAME_NONE;
}

size_t known_names_find(const struct known_names *names, struct slice text, enum name_use *ret_use)
{
    char room[NAME_BYTES_MAX];
    uint64_t hash = HASH_START;
    size_t at = 0;
    size_t best = 0;
    for (bool first = true;; first = false) {
        for (; at < text.len && at < NAME_BYTES_MAX && byte_is_word(text.ptr[at]); at++) {
            room[at] = byte_lower(text.ptr[at]);
            hash = hash_byte(hash, room[at]);
        }
        size_t bit = first_word_bit(hash);
        if (first && (names->first_words[bit / 8] >> bit % 8 & 1) == 0)
            return 0;
        if (at < text.len && byte_is_word(text.ptr[at]))
            return best; /* the word goes on beyond the longest name */
        const struct text_entry *entry =
            text_map_find(&names->map, WHOLE_NAME, hash, (struct slice){room, at});
        if (entry != NULL) {
            best = at;
            *ret_use = (enum name_use)entry->note;
        }
        size_t gap = at;
        while (at < text.len && at < NAME_BYTES_MAX && at - gap < GAP_BYTES_MAX &&
               !byte_is_word(text.ptr[at])) {
            room[at] = byte_lower(text.ptr[at]);
            hash = hash_byte(hash, room[at++]);
        }
        if (at >= text.len || at >= NAME_BYTES_MAX || !byte_is_word(text.ptr[at]))
            return best;
    }
}
