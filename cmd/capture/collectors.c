#include "collectors.h"

/* Arguments are those that sysdiagnose gives where it runs the same program. */
#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define PS_COLUMNS "user,uid,pid,ppid,%cpu,%mem,pri,ni,vsz,rss,wchan,tt,stat,start,time,command"
#define PS_THREAD_COLUMNS "ppid,%mem,pri,ni,vsz,rss,wchan,start,time,command"
#define TOP_COLUMNS                                                                                \
    "pid,command,cpu,time,threads,ports,mregion,mem,cmprs,kprvt,kshrd,ppid,state,user"

/* The tree itself, so that it is known to have been read, and who made the user clients in it. */
static bool is_user_client(struct slice line)
{
    size_t from = 0;
    while (from < line.len && (line.ptr[from] == ' ' || line.ptr[from] == '|'))
        from++;
    line = slice_from(line, from);
    return slice_starts(line, "+-o ") || slice_starts(line, "\"IOUserClientCreator\"");
}

/* clang-format off */
const struct collector collectors[] = {
    {.name = "zprint", .member = "zprint.txt",
     .commands = {ARGUMENTS("/usr/bin/zprint", "-t", "-w")},
     .limit_seconds = 60, .alone = true,
     .tells = "zones, tags and kexts with their wired memory",
     .hidden = "sizes of zones, from macOS 13.3 on"},
    {.name = "vm_stat", .member = "vm_stat.txt",
     .commands = {ARGUMENTS("/usr/bin/vm_stat")},
     .limit_seconds = 20, .alone = true,
     .tells = "wired, free and compressed pages"},
    {.name = "sysctl", .member = "sysctl.txt",
     .commands = {ARGUMENTS("/usr/sbin/sysctl", "-a")},
     .limit_seconds = 30,
     .tells = "model, memory and time of boot"},
    {.name = "kextstat", .member = "kextstat.txt",
     .commands = {ARGUMENTS("/usr/sbin/kextstat"), ARGUMENTS("/usr/bin/kmutil", "showloaded")},
     .limit_seconds = 60,
     .tells = "loaded kexts"},
    /* Releases before 10.9 lack some of the columns, and refuse; all columns are there unasked. */
    {.name = "top", .member = "top.txt",
     .commands = {ARGUMENTS("/usr/bin/top", "-l", "2", "-r", "-stats", TOP_COLUMNS),
                  ARGUMENTS("/usr/bin/top", "-l", "2", "-r")},
     .limit_seconds = 60, .alone = true,
     .tells = "threads, ports and memory of processes",
     .hidden = "ports and memory regions of other users' processes"},
    {.name = "ps", .member = "ps.txt",
     .commands = {ARGUMENTS("/bin/ps", "axwww", "-o", PS_COLUMNS)},
     .limit_seconds = 30,
     .tells = "owners and start times of processes"},
    {.name = "ps_thread", .member = "ps_thread.txt",
     .commands = {ARGUMENTS("/bin/ps", "axMwww", "-o", PS_THREAD_COLUMNS)},
     .limit_seconds = 30,
     .tells = "threads of processes by ps"},
    {.name = "lsmp", .member = "lsmp.txt",
     .commands = {ARGUMENTS("/usr/bin/lsmp", "-a")},
     .limit_seconds = 90,
     .tells = "ports and unread messages of processes",
     .hidden = "ports of processes"},
    {.name = "taskinfo", .member = "taskinfo.txt",
     .commands = {ARGUMENTS("/usr/bin/taskinfo", "--threads", "--boosts")},
     .limit_seconds = 90,
     .tells = "footprints of processes",
     .hidden = "footprints of processes"},
    {.name = "footprint", .member = "footprint-all.txt",
     .commands = {ARGUMENTS("/usr/bin/footprint", "-w", "-a")},
     .limit_seconds = 180,
     .tells = "wired and graphics memory of processes",
     .hidden = "wired and graphics memory of other users' processes"},
    {.name = "lsof", .member = "lsof.txt",
     .commands = {ARGUMENTS("/usr/sbin/lsof", "-n", "-P")},
     .limit_seconds = 90,
     .tells = "open files of processes",
     .hidden = "open files of other users' processes"},
    {.name = "netstat", .member = "netstat.txt",
     .commands = {ARGUMENTS("/usr/sbin/netstat", "-m")},
     .limit_seconds = 30,
     .tells = "network buffers"},
    {.name = "ioreg", .member = "ioreg.txt",
     .commands = {ARGUMENTS("/usr/sbin/ioreg", "-l", "-w", "0")},
     .limit_seconds = 60, .keeps_line = is_user_client,
     .tells = "drivers that processes hold open"},
    {.name = "sw_vers", .member = "sw_vers.txt",
     .commands = {ARGUMENTS("/usr/bin/sw_vers")},
     .limit_seconds = 20,
     .tells = "release and build of the system"},
};
/* clang-format on */

const size_t n_collectors = sizeof(collectors) / sizeof(*collectors);
_Static_assert(sizeof(collectors) / sizeof(*collectors) <= COLLECTORS_MAX, "too many collectors");

const char *const *collector_command(const struct collector *collector, size_t index,
                                     const char *folder, struct arena *arena)
{
    const char *const *command = index < COLLECTOR_COMMANDS_MAX ? collector->commands[index] : NULL;
    if (command == NULL || folder == NULL)
        return command;
    size_t words = 0;
    while (command[words] != NULL)
        words++;
    const char **moved = arena_alloc(arena, (words + 1) * sizeof(*moved));
    for (size_t i = 1; i < words; i++)
        moved[i] = command[i];
    struct slice program = slice_base_name(slice_of(command[0]));
    moved[0] = arena_format(arena, "%s/%.*s", folder, SLICE_ARGS(program)).ptr;
    return moved;
}
