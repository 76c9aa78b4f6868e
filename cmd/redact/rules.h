/*
 * rules.h: the redactor's parts. Each rule overwrites what is secret in a span, and nothing else.
 */
#ifndef SYSDELTA_RULES_H
#define SYSDELTA_RULES_H

#include "arena.h"
#include "known_names.h"
#include "secrets.h"
#include "span.h"

enum { COLUMNS_MAX = 128 };

/* The columns of a table, by its header. */
struct columns {
    size_t count; /* 0: no header yet */
    struct column_place {
        size_t start, end; /* bytes from the start of the header */
    } places[COLUMNS_MAX];
    size_t user, pid, command, last_command,
        name; /* which column; COLUMNS_MAX where there is none */
};

/* What the value of a property list belongs to, when it stands on lines of its own. */
enum plist_place { PLIST_OUTSIDE, PLIST_IN_STRING, PLIST_IN_DATA };

struct redactor {
    struct arena *arena;
    struct secrets *secrets;
    struct known_names *names;

    /* of the report that is being read */
    void (*line)(struct redactor *redactor, struct span line);
    struct columns columns;
    enum plist_place plist;
    bool plist_key_stays;
};

enum rules {
    RULES_TABLE = 1,   /* UUIDs; with all: private paths, mail addresses */
    RULES_ADDRESS = 2, /* addresses and long identifiers */
    RULES_NAMES = 4,   /* learned user and host names, serial numbers */
    RULES_ALL = 7,
    RULES_MAIL = 8, /* set where there is an @ */
};

/* free_text.c */
void redact_free_text(struct redactor *redactor, struct span text, unsigned rules);
bool redact_whole_shape(struct redactor *redactor, struct span word); /* an address, a UUID */
void redact_user(struct redactor *redactor, struct span cell);
void redact_host(struct redactor *redactor, struct span host);
void learn_user(struct redactor *redactor, struct slice user);
void learn_host(struct redactor *redactor, struct slice host);

/* private_path.c */
void redact_path(struct redactor *redactor, struct span path);
void redact_component(struct redactor *redactor, struct span component);

/* The bytes at the start of `text` that are a private path, redacted; 0 where they are none. */
size_t redact_path_in_text(struct redactor *redactor, struct span text);

/* command_line.c */
void redact_command(struct redactor *redactor, struct span command);
void redact_arguments(struct redactor *redactor, struct span arguments);
void redact_value(struct redactor *redactor, struct span value, enum secret_kind kind);

/* file_name.c */
void redact_file_name(struct redactor *redactor, struct span name);

/* line_tables.c, line_lsof.c, line_registry.c, line_texts.c: a line of a report */
bool columns_read(struct columns *columns, struct slice line);
bool columns_cell(struct slice line, size_t number, struct span whole, struct span *ret_cell);
void redact_ps_line(struct redactor *redactor, struct span line);
void redact_ps_thread_line(struct redactor *redactor, struct span line);
void redact_top_line(struct redactor *redactor, struct span line);
void redact_lsof_line(struct redactor *redactor, struct span line);
void redact_ioreg_line(struct redactor *redactor, struct span line);
void redact_sysctl_line(struct redactor *redactor, struct span line);
void redact_taskinfo_line(struct redactor *redactor, struct span line);
void redact_counts_line(struct redactor *redactor, struct span line); /* lsmp, footprint */
void redact_manifest_line(struct redactor *redactor, struct span line);
void redact_table_line(struct redactor *redactor, struct span line);
void redact_text_line(struct redactor *redactor, struct span line);

#endif
