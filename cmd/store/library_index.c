#include "library_index.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "calendar.h"
#include "heap.h"
#include "library_files.h"
#include "text.h"

enum { BUSY_MILLISECONDS = 5 * 1000, INDEX_VERSION = 1 };

struct library_index {
    sqlite3 *db;
    bool damaged;
};

/* clang-format off */
static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS snapshot ("
    " id TEXT PRIMARY KEY, file_bytes INTEGER NOT NULL, file_modified INTEGER NOT NULL,"
    " label BLOB, model BLOB, host BLOB, os_name BLOB, os_version BLOB, os_build BLOB,"
    " boot_session BLOB, sha256 BLOB,"
    " taken_seconds INTEGER, taken_zone INTEGER, booted_seconds INTEGER, booted_zone INTEGER,"
    " uptime_seconds INTEGER, memory_bytes INTEGER, wired_bytes INTEGER);"
    "PRAGMA user_version = 1;"
    "COMMIT;";
/* clang-format on */

static bool is_damage(int code)
{
    /* SQLITE_ERROR: the tables are not those that are asked for. */
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
}

static bool fail(struct library_index *index, struct error *error)
{
    index->damaged = index->db != NULL && is_damage(sqlite3_errcode(index->db) & 0xff);
    return error_set(error, "the index of the library cannot be used: %s",
                     index->db != NULL ? sqlite3_errmsg(index->db) : "out of memory");
}

static bool run(struct library_index *index, const char *sql)
{
    return sqlite3_exec(index->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* An index of another version, of a later sysdelta say, is made anew like a damaged one. */
static int version_of(struct library_index *index)
{
    sqlite3_stmt *statement = NULL;
    int version = 0; /* where it cannot be read, the next use says why */
    if (sqlite3_prepare_v2(index->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static sqlite3_mem_methods usual;

static void *take(int size)
{
    void *memory = usual.xMalloc(size);
    if (memory == NULL)
        heap_exhausted();
    return memory;
}

static void *resize(void *memory, int size)
{
    void *larger = usual.xRealloc(memory, size);
    if (larger == NULL)
        heap_exhausted();
    return larger;
}

/*
 * Where it has no memory, SQLite may say that the tables are not there, and a good index would be
 * thrown away. It takes another allocator only before its first use.
 */
static void use_heap(void)
{
    if (usual.xMalloc != NULL || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK)
        return;
    sqlite3_mem_methods ending = usual;
    ending.xMalloc = take;
    ending.xRealloc = resize;
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &ending);
}

enum opened { OPENED, OPENED_DAMAGED, OPENED_NOT };

static enum opened open_at(struct library_index *index, const char *path)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    int version = 0;
    if (sqlite3_open_v2(path, &index->db, flags, NULL) == SQLITE_OK &&
        sqlite3_busy_timeout(index->db, BUSY_MILLISECONDS) == SQLITE_OK &&
        sqlite3_db_readonly(index->db, "main") == 0) {
        version = version_of(index);
        if (version == INDEX_VERSION || (version == 0 && run(index, schema)))
            return OPENED;
    }
    int code = index->db != NULL ? sqlite3_errcode(index->db) & 0xff : SQLITE_NOMEM;
    bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || version != 0;
    sqlite3_close(index->db);
    index->db = NULL;
    return damaged ? OPENED_DAMAGED : OPENED_NOT;
}

bool index_is_damaged(const struct library_index *index)
{
    return index->damaged;
}

void index_discard(const char *path)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        struct text name = {0};
        text_printf(&name, "%s%s", path, endings[i]);
        text_add(&name, (struct slice){"", 1});
        (void)remove(name.bytes);
        text_free(&name);
    }
}

struct library_index *index_open(const char *path, bool *ret_renewed, struct error *error)
{
    struct library_index *index = heap_new(1, sizeof(*index));
    *ret_renewed = false;
    use_heap();
    enum opened opened = open_at(index, path);
    if (opened == OPENED)
        return index;
    if (opened == OPENED_DAMAGED) {
        index_discard(path);
        make_private(path);
        if (open_at(index, path) == OPENED) {
            *ret_renewed = true;
            return index;
        }
    }
    if (open_at(index, ":memory:") == OPENED)
        return index;
    fail(index, error);
    free(index);
    return NULL;
}

void index_close(struct library_index *index)
{
    if (index == NULL)
        return;
    sqlite3_close(index->db);
    free(index);
}

bool index_begin(struct library_index *index, struct error *error)
{
    return run(index, "BEGIN IMMEDIATE") || fail(index, error);
}

bool index_commit(struct library_index *index, struct error *error)
{
    return run(index, "COMMIT") || fail(index, error);
}

static sqlite3_stmt *prepare(struct library_index *index, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(index->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return NULL;
    return statement;
}

static void bind_id(sqlite3_stmt *statement, struct slice id)
{
    sqlite3_bind_text(statement, 1, id.ptr, (int)id.len, SQLITE_TRANSIENT);
}

static void bind_text(sqlite3_stmt *statement, int place, struct slice text)
{
    sqlite3_bind_blob(statement, place, text.len > 0 ? text.ptr : "", (int)text.len,
                      SQLITE_TRANSIENT);
}

static void bind_amount(sqlite3_stmt *statement, int place, struct amount amount)
{
    if (amount.known && amount.value <= INT64_MAX)
        sqlite3_bind_int64(statement, place, (sqlite3_int64)amount.value);
}

static void bind_moment(sqlite3_stmt *statement, int place, struct moment moment)
{
    if (!moment.known)
        return;
    sqlite3_bind_int64(statement, place, calendar_seconds(moment.local));
    if (moment.zone_known)
        sqlite3_bind_int(statement, place + 1, moment.zone_seconds);
}

bool index_has(struct library_index *index, struct slice id, struct index_stamp stamp)
{
    sqlite3_stmt *statement = prepare(
        index, "SELECT 1 FROM snapshot WHERE id = ?1 AND file_bytes = ?2 AND file_modified = ?3");
    if (statement == NULL)
        return false;
    bind_id(statement, id);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)stamp.bytes);
    sqlite3_bind_int64(statement, 3, stamp.modified);
    bool has = sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    return has;
}

bool index_put(struct library_index *index, const struct library_entry *entry,
               struct index_stamp stamp, struct error *error)
{
    sqlite3_stmt *statement =
        prepare(index, "INSERT OR REPLACE INTO snapshot VALUES"
                       " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18)");
    const struct slice texts[] = {entry->label,        entry->model,      entry->host,
                                  entry->os_name,      entry->os_version, entry->os_build,
                                  entry->boot_session, entry->sha256};
    if (statement == NULL)
        return fail(index, error);
    bind_id(statement, entry->id);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)stamp.bytes);
    sqlite3_bind_int64(statement, 3, stamp.modified);
    for (int i = 0; i < 8; i++)
        bind_text(statement, 4 + i, texts[i]);
    bind_moment(statement, 12, entry->taken);
    bind_moment(statement, 14, entry->booted);
    bind_amount(statement, 16, entry->uptime_seconds);
    bind_amount(statement, 17, entry->memory_bytes);
    bind_amount(statement, 18, entry->wired_bytes);
    bool ok = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return ok || fail(index, error);
}

static struct slice column_text(sqlite3_stmt *statement, int place, struct arena *arena)
{
    const void *bytes = sqlite3_column_blob(statement, place);
    int len = sqlite3_column_bytes(statement, place);
    if (bytes == NULL || len <= 0)
        return (struct slice){"", 0};
    return arena_copy(arena, (struct slice){bytes, (size_t)len});
}

static struct amount column_amount(sqlite3_stmt *statement, int place)
{
    sqlite3_int64 value = sqlite3_column_int64(statement, place);
    bool known = sqlite3_column_type(statement, place) == SQLITE_INTEGER && value >= 0;
    return known ? amount_of((uint64_t)value) : AMOUNT_UNKNOWN;
}

static struct moment column_moment(sqlite3_stmt *statement, int place)
{
    struct moment moment = {.known = sqlite3_column_type(statement, place) == SQLITE_INTEGER};
    if (!moment.known)
        return moment;
    moment.local = calendar_local(sqlite3_column_int64(statement, place));
    moment.known = moment.local.year != 0;
    moment.zone_known = sqlite3_column_type(statement, place + 1) == SQLITE_INTEGER;
    moment.zone_seconds = sqlite3_column_int(statement, place + 1);
    return moment;
}

bool index_ids(struct library_index *index, struct arena *arena, struct slice **ret_ids,
               size_t *ret_count, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, "SELECT id FROM snapshot ORDER BY id");
    int step = SQLITE_ERROR;
    *ret_ids = NULL;
    *ret_count = 0;
    while (statement != NULL && (step = sqlite3_step(statement)) == SQLITE_ROW)
        *ARENA_PUSH(arena, *ret_ids, *ret_count) = column_text(statement, 0, arena);
    sqlite3_finalize(statement);
    return step == SQLITE_DONE || fail(index, error);
}

bool index_remove(struct library_index *index, struct slice id, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, "DELETE FROM snapshot WHERE id = ?1");
    if (statement == NULL)
        return fail(index, error);
    bind_id(statement, id);
    bool ok = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return ok || fail(index, error);
}

static struct library_entry column_entry(sqlite3_stmt *statement, struct arena *arena)
{
    return (struct library_entry){
        .id = column_text(statement, 0, arena),
        .label = column_text(statement, 3, arena),
        .model = column_text(statement, 4, arena),
        .host = column_text(statement, 5, arena),
        .os_name = column_text(statement, 6, arena),
        .os_version = column_text(statement, 7, arena),
        .os_build = column_text(statement, 8, arena),
        .boot_session = column_text(statement, 9, arena),
        .sha256 = column_text(statement, 10, arena),
        .taken = column_moment(statement, 11),
        .booted = column_moment(statement, 13),
        .uptime_seconds = column_amount(statement, 15),
        .memory_bytes = column_amount(statement, 16),
        .wired_bytes = column_amount(statement, 17),
    };
}

bool index_entries(struct library_index *index, struct arena *arena, struct library_entry **ret,
                   size_t *ret_count, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, "SELECT * FROM snapshot ORDER BY id");
    int step = SQLITE_ERROR;
    *ret = NULL;
    *ret_count = 0;
    while (statement != NULL && (step = sqlite3_step(statement)) == SQLITE_ROW)
        *ARENA_PUSH(arena, *ret, *ret_count) = column_entry(statement, arena);
    sqlite3_finalize(statement);
    return step == SQLITE_DONE || fail(index, error);
}
