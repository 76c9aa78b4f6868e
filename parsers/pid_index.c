#include "pid_index.h"

#include <string.h>

#include "number.h"

enum { FIRST_ROOM = 4096 };

bool pid_read(struct slice text, uint64_t *ret)
{
    uint64_t pid;
    if (!number_u64(text, &pid) || pid >= PID_LIMIT)
        return false;
    *ret = pid;
    return true;
}

bool pid_index_find(const struct pid_index *index, uint64_t pid, size_t *ret_place)
{
    if (pid >= index->room || index->places[pid] == 0)
        return false;
    *ret_place = index->places[pid] - 1;
    return true;
}

void pid_index_put(struct pid_index *index, struct arena *arena, uint64_t pid, size_t place)
{
    if (pid >= PID_LIMIT || place >= PID_LIMIT)
        return;
    if (pid >= index->room) {
        size_t room = index->room == 0 ? FIRST_ROOM : index->room;
        while (room <= pid)
            room *= 2;
        uint32_t *places = arena_alloc(arena, room * sizeof(*places));
        if (index->room > 0)
            memcpy(places, index->places, index->room * sizeof(*places));
        index->places = places;
        index->room = room;
    }
    index->places[pid] = (uint32_t)place + 1;
}
