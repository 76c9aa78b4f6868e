#include "secrets.h"

#include <string.h>

#include "placeholder.h"
#include "text_map.h"

enum { SECRETS_MAX = 400000, SECRETS_BYTES_MAX = 64 << 20 };

/* Secrets of one family are numbered together: a text is the same secret wherever it stands. */
enum family {
    FAMILY_USER,
    FAMILY_HOST,
    FAMILY_UUID,
    FAMILY_HEX,
    FAMILY_IPV4,
    FAMILY_TEXT,
    FAMILIES
};

/* clang-format off */
static const struct {
    const char *name;
    const char *prefix;
    enum family family;
} kinds[SECRET_KINDS] = {
    [SECRET_USER] = {"user names", "user", FAMILY_USER},
    [SECRET_HOST] = {"host names", "host", FAMILY_HOST},
    [SECRET_UUID] = {"UUIDs", "uuid", FAMILY_UUID},
    [SECRET_MAC] = {"MAC addresses", "02", FAMILY_HEX},
    [SECRET_IPV4] = {"IPv4 addresses", "ip", FAMILY_IPV4},
    [SECRET_IPV6] = {"IPv6 addresses", "fd", FAMILY_HEX},
    [SECRET_MAIL] = {"mail addresses", "mail", FAMILY_TEXT},
    [SECRET_SERIAL] = {"serial numbers", "number", FAMILY_TEXT},
    [SECRET_VOLUME] = {"volume names", "disk", FAMILY_TEXT},
    [SECRET_FILE] = {"names of files and folders", "file", FAMILY_TEXT},
    [SECRET_WORD] = {"words of command lines", "word", FAMILY_TEXT},
    [SECRET_VALUE] = {"values of the I/O registry", "value", FAMILY_TEXT},
};
/* clang-format on */

struct secrets {
    struct text_map map;
    struct secret_count counts[SECRET_KINDS];
    /* Users and hosts are numbered through; of the others each length has numbers of its own. */
    uint32_t numbers[FAMILIES][SECRET_BYTES_MAX + 1];
};

struct secrets *secrets_new(struct arena *arena)
{
    struct secrets *secrets = arena_alloc(arena, sizeof(*secrets));
    secrets->map =
        (struct text_map){.arena = arena, .count_max = SECRETS_MAX, .bytes_max = SECRETS_BYTES_MAX};
    return secrets;
}

static bool write_placeholder(enum secret_kind kind, uint32_t number, struct span place)
{
    switch (kinds[kind].family) {
    case FAMILY_UUID:
        return placeholder_uuid(place, number);
    case FAMILY_HEX:
        return placeholder_hex(place, kinds[kind].prefix, number);
    case FAMILY_IPV4:
        return placeholder_ipv4(place, number);
    default:
        return placeholder_word(place, kinds[kind].prefix, number);
    }
}

static struct slice fold(enum family family, struct slice text, char *room)
{
    if (family != FAMILY_USER && family != FAMILY_HOST && family != FAMILY_UUID)
        return text;
    for (size_t i = 0; i < text.len; i++)
        room[i] = byte_lower(text.ptr[i]);
    return (struct slice){room, text.len};
}

static struct text_entry *entry_of(struct secrets *secrets, enum secret_kind kind,
                                   struct slice secret)
{
    enum family family = kinds[kind].family;
    char room[SECRET_BYTES_MAX];
    if (secret.len > SECRET_BYTES_MAX)
        return NULL;
    struct slice key = fold(family, secret, room);
    uint64_t hash = text_hash(key);
    struct text_entry *entry = text_map_find(&secrets->map, (uint8_t)family, hash, key);
    if (entry != NULL)
        return entry;
    entry = text_map_add(&secrets->map, (uint8_t)family, hash, key);
    if (entry == NULL) {
        secrets->counts[kind].full = true;
        return NULL;
    }
    bool through = family == FAMILY_USER || family == FAMILY_HOST;
    entry->number = ++secrets->numbers[family][through ? 0 : secret.len];
    entry->note = (uint8_t)kind;
    return entry;
}

/* An address or a UUID has to stay one; all others become a row of x. */
static void write_nameless(enum secret_kind kind, struct span place)
{
    if (kinds[kind].family == FAMILY_TEXT || kinds[kind].family == FAMILY_USER ||
        kinds[kind].family == FAMILY_HOST)
        memset(place.ptr, 'x', place.len);
    else
        write_placeholder(kind, UINT32_MAX, place);
}

void secrets_replace(struct secrets *secrets, enum secret_kind kind, struct span place)
{
    if (place.len == 0)
        return;
    struct secret_count *count = &secrets->counts[kind];
    size_t before = secrets->map.count;
    const struct text_entry *entry = entry_of(secrets, kind, span_slice(place));
    count->different += secrets->map.count - before;
    count->replaced++;
    if (entry == NULL) {
        write_nameless(kind, place);
        count->indistinct++;
    } else {
        count->indistinct +=
            !write_placeholder((enum secret_kind)entry->note, entry->number, place);
    }
}

bool secrets_knows(const struct secrets *secrets, struct slice secret, struct slice placeholder)
{
    char room[SECRET_BYTES_MAX];
    if (secret.len > SECRET_BYTES_MAX || secret.len == 0 || secret.len != placeholder.len)
        return false;
    const struct text_entry *entry =
        text_map_find(&secrets->map, FAMILY_TEXT, text_hash(secret), secret);
    if (entry == NULL)
        return false;
    (void)write_placeholder((enum secret_kind)entry->note, entry->number,
                            (struct span){room, secret.len});
    return slice_equal((struct slice){room, secret.len}, placeholder);
}

const char *secret_kind_name(enum secret_kind kind)
{
    return kinds[kind].name;
}

struct secret_count secrets_count(const struct secrets *secrets, enum secret_kind kind)
{
    return secrets->counts[kind];
}

void secrets_reset_counts(struct secrets *secrets)
{
    for (int i = 0; i < SECRET_KINDS; i++) {
        secrets->counts[i].replaced = 0;
        secrets->counts[i].indistinct = 0;
    }
}
