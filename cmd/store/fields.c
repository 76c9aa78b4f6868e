#include "fields.h"

/* clang-format off */

#define END {.name = NULL}
#define FIELD(s, m, t) {.name = #m, .type = FIELD_##t, .offset = offsetof(struct s, m)}
#define AMOUNT(s, m) FIELD(s, m, AMOUNT)
#define U64(s, m) FIELD(s, m, U64)
#define SIZE(s, m) FIELD(s, m, SIZE)
#define BOOL(s, m) FIELD(s, m, BOOL)
#define TEXT(s, m) FIELD(s, m, TEXT)
#define ORIGIN(s, m) FIELD(s, m, ORIGIN)
#define TIME(s, m) FIELD(s, m, TIME)
#define WORD(s, m, list)                                                                           \
    {.name = #m, .type = FIELD_WORD, .offset = offsetof(struct s, m), .words = list}
#define ROWS(s, m, r)                                                                              \
    {.name = #m, .type = FIELD_ROWS, .offset = offsetof(struct s, m),                              \
     .count_offset = offsetof(struct s, n_##m), .record = &r##_record}
#define FIXED(s, m, r, n, list)                                                                    \
    {.name = #m, .type = FIELD_FIXED, .offset = offsetof(struct s, m), .count = n,                 \
     .record = &r##_record, .words = list}
#define U64S(s, m, n, list)                                                                        \
    {.name = #m, .type = FIELD_U64S, .offset = offsetof(struct s, m), .count = n, .words = list}
#define RECORD(s)                                                                                  \
    static const struct record s##_record = {#s, sizeof(struct s), s##_fields}

static const char *const status_words[] = {
    [REPORT_MISSING] = "missing", [REPORT_OK] = "ok", [REPORT_PARTIAL] = "partial",
    [REPORT_EMPTY] = "empty", [REPORT_REFUSED] = "refused",
    [REPORT_NOT_UNDERSTOOD] = "not-understood", NULL,
};
static const char *const wired_kind_words[] = {
    [WIRED_TAG] = "tag", [WIRED_COUNTER] = "counter", [WIRED_KEXT] = "kext",
    [WIRED_SITE] = "site", [WIRED_ZONE_SHARE] = "zone-share", NULL,
};
static const char *const layout_words[] = {
    [ZPRINT_UNKNOWN] = "unknown", [ZPRINT_NARROW] = "narrow", [ZPRINT_WIDE] = "wide",
    [ZPRINT_NEW] = "new", NULL,
};
static const char *const outcome_words[] = {
    [COMMAND_SKIPPED] = "skipped", [COMMAND_STARTED] = "started", [COMMAND_ENDED] = "ended", NULL,
};
static const char *const descriptor_words[] = {
    [DESCRIPTOR_FILE] = "file", [DESCRIPTOR_SOCKET] = "socket", [DESCRIPTOR_PIPE] = "pipe",
    [DESCRIPTOR_KQUEUE] = "kqueue", [DESCRIPTOR_OTHER] = "other", NULL,
};
static const char *const figure_words[] = {
    [VM_FREE] = "free",
    [VM_ACTIVE] = "active",
    [VM_INACTIVE] = "inactive",
    [VM_SPECULATIVE] = "speculative",
    [VM_THROTTLED] = "throttled",
    [VM_WIRED] = "wired",
    [VM_PURGEABLE] = "purgeable",
    [VM_FILE_BACKED] = "file_backed",
    [VM_ANONYMOUS] = "anonymous",
    [VM_STORED_IN_COMPRESSOR] = "stored_in_compressor",
    [VM_OCCUPIED_BY_COMPRESSOR] = "occupied_by_compressor",
    [VM_TAGGED] = "tagged",
    [VM_TAGGED_RESIDENT] = "tagged_resident",
    [VM_TAGGED_COMPRESSED] = "tagged_compressed",
    [VM_TAG_STORAGE] = "tag_storage",
    [VM_TAG_STORAGE_HOLDING_TAGS] = "tag_storage_holding_tags",
    [VM_TAG_STORAGE_FREE] = "tag_storage_free",
    [VM_TAG_STORAGE_PAGEABLE] = "tag_storage_pageable",
    [VM_TAG_STORAGE_WIRED] = "tag_storage_wired",
    [VM_COMPRESSED_TAG_BYTES] = "compressed_tag_bytes",
    [VM_FAULTS] = "faults",
    [VM_COPY_ON_WRITE] = "copy_on_write",
    [VM_ZERO_FILLED] = "zero_filled",
    [VM_REACTIVATED] = "reactivated",
    [VM_PURGED] = "purged",
    [VM_DECOMPRESSIONS] = "decompressions",
    [VM_COMPRESSIONS] = "compressions",
    [VM_PAGEINS] = "pageins",
    [VM_PAGEOUTS] = "pageouts",
    [VM_SWAPINS] = "swapins",
    [VM_SWAPOUTS] = "swapouts",
    [VM_TAGGED_COMPRESSIONS] = "tagged_compressions",
    [VM_TAGGED_DECOMPRESSIONS] = "tagged_decompressions",
    NULL,
};

static const struct field zone_fields[] = {
    TEXT(zone, name),
    BOOL(zone, cut),
    U64(zone, element_bytes),
    AMOUNT(zone, size_bytes),
    AMOUNT(zone, max_bytes),
    U64(zone, elements),
    AMOUNT(zone, reclaimable_bytes),
    AMOUNT(zone, fragmented_bytes),
    AMOUNT(zone, wasted_bytes),
    AMOUNT(zone, allocated_bytes),
    BOOL(zone, collectable),
    BOOL(zone, exhaustible),
    ORIGIN(zone, origin),
    END,
};

RECORD(zone);

static const struct field wired_row_fields[] = {
    WORD(wired_row, kind, wired_kind_words),
    TEXT(wired_row, name),
    AMOUNT(wired_row, kmod_id),
    TEXT(wired_row, glued),
    U64(wired_row, vm_tag),
    U64(wired_row, size_bytes),
    ORIGIN(wired_row, origin),
    END,
};

RECORD(wired_row);

static const struct field map_row_fields[] = {
    TEXT(map_row, name),
    U64(map_row, size_bytes),
    ORIGIN(map_row, origin),
    END,
};

RECORD(map_row);

static const struct field zone_view_fields[] = {
    TEXT(zone_view, name),
    AMOUNT(zone_view, used_bytes),
    ORIGIN(zone_view, origin),
    END,
};

RECORD(zone_view);

static const struct field zprint_fields[] = {
    WORD(zprint, layout, layout_words),
    BOOL(zprint, with_waste),
    BOOL(zprint, with_totals),
    SIZE(zprint, name_width),
    BOOL(zprint, sizes_hidden),
    BOOL(zprint, has_zones),
    BOOL(zprint, has_wired),
    BOOL(zprint, has_maps),
    BOOL(zprint, has_views),
    BOOL(zprint, has_footer),
    BOOL(zprint, zones_whole),
    BOOL(zprint, wired_whole),
    U64(zprint, bad_zones),
    U64(zprint, bad_wired),
    BOOL(zprint, wired_layout_first),
    ROWS(zprint, zones, zone),
    ROWS(zprint, wired, wired_row),
    ROWS(zprint, maps, map_row),
    ROWS(zprint, views, zone_view),
    AMOUNT(zprint, zones_line_bytes),
    AMOUNT(zprint, total_rows_bytes),
    AMOUNT(zprint, total_wired_bytes),
    AMOUNT(zprint, footer_size_bytes),
    ORIGIN(zprint, total_origin),
    END,
};

static const struct field vm_figure_fields[] = {
    AMOUNT(vm_figure, value),
    U64(vm_figure, step),
    ORIGIN(vm_figure, origin),
    END,
};

RECORD(vm_figure);

static const struct field vm_stat_fields[] = {
    U64(vm_stat, page_size),
    ORIGIN(vm_stat, page_size_origin),
    BOOL(vm_stat, columnar),
    SIZE(vm_stat, samples),
    FIXED(vm_stat, figures, vm_figure, VM_FIGURES, figure_words),
    END,
};

static const struct field kext_fields[] = {
    TEXT(kext, name),
    TEXT(kext, version),
    TEXT(kext, uuid),
    AMOUNT(kext, index),
    AMOUNT(kext, references),
    AMOUNT(kext, address),
    AMOUNT(kext, size_bytes),
    AMOUNT(kext, wired_bytes),
    ORIGIN(kext, origin),
    END,
};

RECORD(kext);

static const struct field kexts_fields[] = {
    ROWS(kexts, rows, kext),
    END,
};

static const struct field ps_row_fields[] = {
    TEXT(ps_row, user),
    U64(ps_row, pid),
    AMOUNT(ps_row, parent),
    AMOUNT(ps_row, uid),
    AMOUNT(ps_row, virtual_bytes),
    AMOUNT(ps_row, resident_bytes),
    TEXT(ps_row, state),
    TEXT(ps_row, started),
    TEXT(ps_row, command),
    ORIGIN(ps_row, origin),
    END,
};

RECORD(ps_row);

static const struct field ps_fields[] = {
    ROWS(ps, rows, ps_row),
    END,
};

static const struct field top_row_fields[] = {
    U64(top_row, pid),
    TEXT(top_row, command),
    AMOUNT(top_row, threads),
    AMOUNT(top_row, ports),
    AMOUNT(top_row, regions),
    AMOUNT(top_row, memory_bytes),
    AMOUNT(top_row, compressed_bytes),
    AMOUNT(top_row, kernel_private_bytes),
    AMOUNT(top_row, kernel_shared_bytes),
    AMOUNT(top_row, parent),
    TEXT(top_row, state),
    TEXT(top_row, user),
    ORIGIN(top_row, origin),
    END,
};

RECORD(top_row);

static const struct field top_fields[] = {
    SIZE(top, samples),
    TIME(top, taken),
    ORIGIN(top, taken_origin),
    AMOUNT(top, processes),
    AMOUNT(top, threads),
    AMOUNT(top, regions),
    AMOUNT(top, used_bytes),
    AMOUNT(top, wired_bytes),
    AMOUNT(top, compressor_bytes),
    AMOUNT(top, unused_bytes),
    U64(top, wired_step),
    ORIGIN(top, memory_origin),
    ROWS(top, rows, top_row),
    END,
};

static const struct field task_fields[] = {
    U64(task, pid),
    TEXT(task, name),
    TEXT(task, architecture),
    AMOUNT(task, virtual_bytes),
    AMOUNT(task, footprint_bytes),
    AMOUNT(task, footprint_peak_bytes),
    U64(task, threads),
    ORIGIN(task, origin),
    END,
};

RECORD(task);

static const struct field taskinfo_fields[] = {
    AMOUNT(taskinfo, announced),
    ROWS(taskinfo, rows, task),
    END,
};

static const struct field lsmp_row_fields[] = {
    U64(lsmp_row, pid),
    TEXT(lsmp_row, name),
    AMOUNT(lsmp_row, rights),
    AMOUNT(lsmp_row, send),
    AMOUNT(lsmp_row, receive),
    AMOUNT(lsmp_row, send_once),
    AMOUNT(lsmp_row, port_sets),
    AMOUNT(lsmp_row, dead_names),
    AMOUNT(lsmp_row, vouchers),
    AMOUNT(lsmp_row, queued),
    ORIGIN(lsmp_row, origin),
    ORIGIN(lsmp_row, fullest_origin),
    U64(lsmp_row, fullest),
    END,
};

RECORD(lsmp_row);

static const struct field lsmp_fields[] = {
    ROWS(lsmp, rows, lsmp_row),
    END,
};

static const struct field lsof_row_fields[] = {
    U64(lsof_row, pid),
    TEXT(lsof_row, command),
    U64(lsof_row, descriptors),
    U64S(lsof_row, of_kind, DESCRIPTOR_KINDS, descriptor_words),
    U64(lsof_row, mapped),
    ORIGIN(lsof_row, origin),
    END,
};

RECORD(lsof_row);

static const struct field lsof_fields[] = {
    ROWS(lsof, rows, lsof_row),
    END,
};

static const struct field ps_thread_row_fields[] = {
    U64(ps_thread_row, pid),
    TEXT(ps_thread_row, command),
    U64(ps_thread_row, threads),
    ORIGIN(ps_thread_row, origin),
    END,
};

RECORD(ps_thread_row);

static const struct field ps_thread_fields[] = {
    ROWS(ps_thread, rows, ps_thread_row),
    END,
};

static const struct field footprint_row_fields[] = {
    U64(footprint_row, pid),
    TEXT(footprint_row, name),
    AMOUNT(footprint_row, footprint_bytes),
    AMOUNT(footprint_row, wired_bytes),
    AMOUNT(footprint_row, graphics_bytes),
    ORIGIN(footprint_row, origin),
    END,
};

RECORD(footprint_row);

static const struct field footprint_fields[] = {
    ROWS(footprint, rows, footprint_row),
    AMOUNT(footprint, total_bytes),
    AMOUNT(footprint, wired_bytes),
    END,
};

static const struct field user_client_row_fields[] = {
    U64(user_client_row, pid),
    TEXT(user_client_row, name),
    U64(user_client_row, clients),
    ORIGIN(user_client_row, origin),
    END,
};

RECORD(user_client_row);

static const struct field ioreg_fields[] = {
    ROWS(ioreg, rows, user_client_row),
    END,
};

static const struct field sysctl_entry_fields[] = {
    TEXT(sysctl_entry, name),
    TEXT(sysctl_entry, value),
    ORIGIN(sysctl_entry, origin),
    END,
};

RECORD(sysctl_entry);

static const struct field sysctl_fields[] = {
    ROWS(sysctl, rows, sysctl_entry),
    END,
};

static const struct field sw_vers_fields[] = {
    TEXT(sw_vers, product),
    TEXT(sw_vers, version),
    TEXT(sw_vers, build),
    ORIGIN(sw_vers, version_origin),
    ORIGIN(sw_vers, build_origin),
    END,
};

static const struct field logged_command_fields[] = {
    TEXT(logged_command, program),
    TEXT(logged_command, command),
    WORD(logged_command, outcome, outcome_words),
    AMOUNT(logged_command, exit_status),
    TIME(logged_command, started),
    TIME(logged_command, ended),
    ORIGIN(logged_command, origin),
    END,
};

RECORD(logged_command);

static const struct field sysdiagnose_log_fields[] = {
    TEXT(sysdiagnose_log, version),
    TIME(sysdiagnose_log, first),
    TIME(sysdiagnose_log, last),
    ORIGIN(sysdiagnose_log, first_origin),
    ROWS(sysdiagnose_log, commands, logged_command),
    END,
};

static const struct field manifest_collector_fields[] = {
    TEXT(manifest_collector, name),
    TEXT(manifest_collector, tells),
    TEXT(manifest_collector, command),
    TEXT(manifest_collector, end),
    TEXT(manifest_collector, member),
    TEXT(manifest_collector, hidden),
    TEXT(manifest_collector, complaint),
    TEXT(manifest_collector, left_behind),
    AMOUNT(manifest_collector, exit_status),
    AMOUNT(manifest_collector, bytes),
    AMOUNT(manifest_collector, milliseconds),
    ORIGIN(manifest_collector, origin),
    END,
};

RECORD(manifest_collector);

static const struct field manifest_fields[] = {
    TEXT(manifest, tool),
    TEXT(manifest, label),
    TEXT(manifest, system),
    TIME(manifest, taken),
    ORIGIN(manifest, taken_origin),
    U64(manifest, zone_minutes),
    BOOL(manifest, zone_west),
    BOOL(manifest, root_known),
    BOOL(manifest, root),
    ROWS(manifest, collectors, manifest_collector),
    END,
};

static const struct field warning_fields[] = {
    TEXT(warning, member),
    U64(warning, line),
    TEXT(warning, text),
    END,
};

RECORD(warning);

static const struct field report_fields[] = {
    TEXT(report, member),
    WORD(report, status, status_words),
    BOOL(report, cut_short),
    TEXT(report, reason),
    U64(report, place),
    U64(report, bytes),
    TEXT(report, sha256),
    U64(report, lines),
    U64(report, rows),
    U64(report, not_understood),
    ROWS(report, warnings, warning),
    END,
};

const struct record report_record = {"report", sizeof(struct report), report_fields};

static const struct field capture_fields[] = {
    TEXT(snapshot, name),
    TEXT(snapshot, label),
    TEXT(snapshot, format),
    TEXT(snapshot, root),
    AMOUNT(snapshot, size_bytes),
    TEXT(snapshot, sha256),
    U64(snapshot, members),
    TEXT(snapshot, other_root),
    TEXT(snapshot, damage),
    ROWS(snapshot, warnings, warning),
    END,
};

const struct record capture_record = {"capture", sizeof(struct snapshot), capture_fields};

#define PART(s, n) {n, {n, sizeof(struct s), s##_fields}}

const struct part snapshot_parts[] = {
    PART(zprint, "zprint"),
    PART(vm_stat, "vm_stat"),
    PART(kexts, "kextstat"),
    PART(ps, "ps"),
    PART(top, "top"),
    PART(taskinfo, "taskinfo"),
    PART(lsmp, "lsmp"),
    PART(lsof, "lsof"),
    PART(ps_thread, "ps_thread"),
    PART(footprint, "footprint"),
    PART(ioreg, "ioreg"),
    PART(sysctl, "sysctl"),
    PART(sw_vers, "sw_vers"),
    PART(sysdiagnose_log, "sysdiagnose_log"),
    PART(manifest, "manifest"),
    {.name = NULL},
};
