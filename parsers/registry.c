/*
 * registry.c: the kinds of report that sysdelta reads. A new kind is one file and one row here.
 * The order is the order in which reports are listed, most telling first.
 */
#include "report.h"

extern const struct report_kind zprint_kind, vm_stat_kind, kextstat_kind, top_kind, ps_kind,
    taskinfo_kind, lsmp_kind, ps_thread_kind, lsof_kind, footprint_kind, ioreg_kind, sysctl_kind,
    sw_vers_kind, sysdiagnose_log_kind, manifest_kind;

const struct report_kind *const report_kinds[] = {
    &zprint_kind,  &vm_stat_kind,         &kextstat_kind, &top_kind,
    &ps_kind,      &taskinfo_kind,        &lsmp_kind,     &ps_thread_kind,
    &lsof_kind,    &footprint_kind,       &ioreg_kind,    &sysctl_kind,
    &sw_vers_kind, &sysdiagnose_log_kind, &manifest_kind, NULL,
};
