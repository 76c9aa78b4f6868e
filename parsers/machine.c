#include "machine.h"

#include <stdlib.h>

#include "calendar.h"
#include "pattern.h"

#define LAST_SECOND UINT64_C(253402300799) /* of the year 9999 */

enum {
    DAY_SECONDS = 86400,
    CLOCKS_AGREE_SECONDS = 30 * 60,
    ZONE_STEP_SECONDS = 15 * 60,
    ZONE_MAX_SECONDS = 15 * 3600
};

enum text_pattern { CAPTURE_NAME, NAME_SYSTEM, BOOT_TIME, SWAP_USAGE, TEXT_PATTERNS };

static const char *const texts[TEXT_PATTERNS] = {
    [CAPTURE_NAME] = ".*?(?<year>\\d{4})\\.(?<month>\\d\\d)\\.(?<day>\\d\\d)_"
                     "(?<hour>\\d\\d)-(?<minute>\\d\\d)-(?<second>\\d\\d)"
                     "(?:(?<sign>[+-])(?<zone_hours>\\d\\d)(?<zone_minutes>\\d\\d))?",
    [NAME_SYSTEM] = ".*_(?<os>macOS|iPhone-OS)_[^_]++_(?<build>\\d\\d[A-Z]\\w++)",
    [BOOT_TIME] = "\\{\\s*sec\\s*=\\s*(?<sec>\\d++)\\s*,\\s*usec\\s*=\\s*\\d++\\s*\\}"
                  "(?:\\s*\\w+\\s+(?<name>[A-Z][a-z]{2})\\s+(?<day>\\d{1,2})\\s+"
                  "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)\\s+(?<year>\\d{4}))?",
    [SWAP_USAGE] = ".*\\bused\\s*=\\s*(?<used>[\\d.,]++)(?<unit>[KMG])",
};

struct reader {
    struct snapshot *snapshot;
    struct machine *machine;
    bool zone_of_boot; /* the capture's own zone is not printed: the boot's stands in */
    bool zone_printed; /* kern.boottime says what zone the Mac's clock was in */
    struct pattern *patterns[TEXT_PATTERNS];
};

static int group_number(struct pattern *pattern, const char *name)
{
    uint64_t value;
    struct slice text = pattern_group(pattern, name);
    if (text.ptr == NULL || !number_u64(text, &value) || value > 9999)
        return 0;
    return (int)value;
}

static struct local_time group_time(struct pattern *pattern)
{
    return (struct local_time){
        .year = group_number(pattern, "year"),
        .month = group_number(pattern, "month"),
        .day = group_number(pattern, "day"),
        .hour = group_number(pattern, "hour"),
        .minute = group_number(pattern, "minute"),
        .second = group_number(pattern, "second"),
    };
}

struct release {
    unsigned darwin;
    const char *name;
    const char *version;
};

static const struct release releases[] = {
    {11, "Mac OS X", "10.7"}, {12, "OS X", "10.8"},   {13, "OS X", "10.9"},
    {14, "OS X", "10.10"},    {15, "OS X", "10.11"},  {16, "macOS", "10.12"},
    {17, "macOS", "10.13"},   {18, "macOS", "10.14"}, {19, "macOS", "10.15"},
    {20, "macOS", "11"},      {21, "macOS", "12"},    {22, "macOS", "13"},
    {23, "macOS", "14"},      {24, "macOS", "15"},    {25, "macOS", "26"},
    {26, "macOS", "27"},
};

static const struct release *release_of(unsigned darwin)
{
    for (size_t i = 0; i < sizeof(releases) / sizeof(*releases); i++) {
        if (releases[i].darwin == darwin)
            return &releases[i];
    }
    return NULL;
}

static unsigned leading_number(struct slice text, char end)
{
    uint64_t value;
    struct slice digits = slice_first(text, slice_find(text, end));
    return number_u64(digits, &value) && value < 1000 ? (unsigned)value : 0;
}

/* A build such as 18F132 starts with the kernel's major version, on macOS. */
static unsigned darwin_of_build(struct slice build)
{
    uint64_t value;
    if (build.len < 3 || !number_u64(slice_first(build, 2), &value))
        return 0;
    return (unsigned)value;
}

static struct slice sysctl_text(const struct snapshot *snapshot, const char *name,
                                struct origin *ret_origin)
{
    const struct sysctl_entry *entry = snapshot_sysctl_entry(snapshot, name);
    if (entry == NULL)
        return (struct slice){NULL, 0};
    if (entry->value.len > 0)
        *ret_origin = entry->origin;
    return entry->value;
}

static void read_system(struct reader *r)
{
    const struct snapshot *snapshot = r->snapshot;
    struct machine *machine = r->machine;
    struct machine_origins *origins = &machine->origins;
    machine->kernel = sysctl_text(snapshot, "kern.osrelease", &origins->kernel);
    machine->os_version = snapshot->sw_vers.version;
    machine->os_build = snapshot->sw_vers.build;
    machine->os_name = snapshot->sw_vers.product;
    origins->os_version = snapshot->sw_vers.version_origin;
    origins->os_build = snapshot->sw_vers.build_origin;
    if (machine->os_version.len == 0)
        machine->os_version = sysctl_text(snapshot, "kern.osproductversion", &origins->os_version);
    if (machine->os_build.len == 0)
        machine->os_build = sysctl_text(snapshot, "kern.osversion", &origins->os_build);

    struct slice names[] = {snapshot->root, snapshot->name};
    bool ios = false;
    for (size_t i = 0; i < 2; i++) {
        if (!pattern_match(r->patterns[NAME_SYSTEM], names[i]))
            continue;
        if (machine->os_build.len == 0) {
            machine->os_build = pattern_group(r->patterns[NAME_SYSTEM], "build");
        }
        ios = slice_is(pattern_group(r->patterns[NAME_SYSTEM], "os"), "iPhone-OS");
    }
    machine->darwin = leading_number(machine->kernel, '.');
    if (machine->darwin == 0 && !ios)
        machine->darwin = darwin_of_build(machine->os_build);

    const struct release *release = release_of(machine->darwin);
    if (machine->os_version.len == 0 && release != NULL && !ios) {
        machine->os_version = slice_of(release->version);
        machine->os_version_derived = true;
    }
    if (machine->os_name.len == 0 && ios)
        machine->os_name = SLICE("iOS");
    if (machine->os_name.len == 0 && release != NULL)
        machine->os_name = slice_of(release->name);
}

static struct amount sysctl_amount(const struct snapshot *snapshot, const char *name,
                                   struct origin *ret_origin)
{
    uint64_t value;
    struct origin origin = {NULL, 0, 0};
    struct slice text = sysctl_text(snapshot, name, &origin);
    if (text.ptr == NULL || !number_u64(text, &value))
        return AMOUNT_UNKNOWN;
    *ret_origin = origin;
    return amount_of(value);
}

/* Some tools that share captures blank it with zeros, which tells no boot from another. */
static struct slice boot_session_of(const struct snapshot *snapshot)
{
    struct slice session = snapshot_sysctl(snapshot, "kern.bootsessionuuid");
    for (size_t i = 0; i < session.len; i++) {
        if (session.ptr[i] != '0' && session.ptr[i] != '-')
            return session;
    }
    return (struct slice){NULL, 0};
}

static void read_hardware(struct reader *r)
{
    const struct snapshot *snapshot = r->snapshot;
    struct machine *machine = r->machine;
    struct machine_origins *origins = &machine->origins;
    machine->model = sysctl_text(snapshot, "hw.model", &origins->model);
    machine->host_name = snapshot_sysctl(snapshot, "kern.hostname");
    machine->boot_session = boot_session_of(snapshot);
    machine->memory_bytes = sysctl_amount(snapshot, "hw.memsize", &origins->memory_bytes);
    machine->page_size = sysctl_amount(snapshot, "hw.pagesize", &origins->page_size);
    if (!machine->page_size.known)
        machine->page_size = sysctl_amount(snapshot, "vm.pagesize", &origins->page_size);
    if (snapshot->vm_stat.report != NULL && snapshot->vm_stat.page_size > 0) {
        machine->page_size = amount_of(snapshot->vm_stat.page_size);
        origins->page_size = snapshot->vm_stat.page_size_origin;
    }

    struct origin swap_origin = {NULL, 0, 0};
    struct pattern *swap = r->patterns[SWAP_USAGE];
    if (!pattern_match(swap, sysctl_text(snapshot, "vm.swapusage", &swap_origin)))
        return;
    uint64_t bytes;
    char unit = *pattern_group(swap, "unit").ptr;
    uint64_t scale = unit == 'G' ? 1 << 30 : unit == 'M' ? 1 << 20 : 1 << 10;
    if (number_decimal(pattern_group(swap, "used"), scale, &bytes)) {
        machine->swap_used_bytes = amount_of(bytes);
        origins->swap_used_bytes = swap_origin;
    }
}

static int month_number(struct slice name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (slice_equal(name, (struct slice){months + 3 * i, 3}))
            return i + 1;
    }
    return 0;
}

static bool read_boot_entry(struct reader *r, struct slice value)
{
    struct pattern *pattern = r->patterns[BOOT_TIME];
    uint64_t seconds;
    if (!pattern_match(pattern, value) || !number_u64(pattern_group(pattern, "sec"), &seconds) ||
        seconds > LAST_SECOND)
        return false;

    struct moment boot = {
        .known = true, .zone_known = true, .local = calendar_local((int64_t)seconds)};
    struct local_time printed = group_time(pattern);
    printed.month = month_number(pattern_group(pattern, "name"));
    if (calendar_is_valid(printed)) {
        int64_t zone = calendar_seconds(printed) - (int64_t)seconds;
        if (llabs(zone) <= ZONE_MAX_SECONDS && zone % ZONE_STEP_SECONDS == 0) {
            boot.local = printed;
            boot.zone_seconds = (int)zone;
            r->zone_printed = true;
        }
    }
    r->machine->boot = boot;
    return true;
}

/* Old releases may print the name twice, once without the seconds. */
static void read_boot(struct reader *r)
{
    const struct sysctl *sysctl = &r->snapshot->sysctl;
    for (size_t i = 0; i < sysctl->n_rows; i++) {
        const struct sysctl_entry *entry = &sysctl->rows[i];
        if (slice_is(entry->name, "kern.boottime") && read_boot_entry(r, entry->value)) {
            r->machine->origins.boot = entry->origin;
            return;
        }
    }
}

static struct moment moment_of_name(struct reader *r, struct slice name)
{
    struct pattern *pattern = r->patterns[CAPTURE_NAME];
    struct moment moment = {.known = false};
    if (!pattern_match(pattern, name))
        return moment;
    moment.local = group_time(pattern);
    moment.known = calendar_is_valid(moment.local);
    struct slice sign = pattern_group(pattern, "sign");
    if (sign.ptr != NULL) {
        int zone =
            group_number(pattern, "zone_hours") * 3600 + group_number(pattern, "zone_minutes") * 60;
        moment.zone_known = zone <= ZONE_MAX_SECONDS;
        moment.zone_seconds = slice_is(sign, "-") ? -zone : zone;
    }
    return moment;
}

static struct moment moment_on_clock(struct local_time local)
{
    return (struct moment){.known = calendar_is_valid(local), .local = local};
}

/* A snapshot file may hold anything in its place: the reach of a zone is checked again. */
static struct moment moment_of_manifest(const struct manifest *manifest)
{
    struct moment moment = moment_on_clock(manifest->taken);
    moment.zone_known = manifest->zone_minutes <= ZONE_MAX_SECONDS / 60;
    if (moment.zone_known)
        moment.zone_seconds = (int)manifest->zone_minutes * (manifest->zone_west ? -60 : 60);
    return moment;
}

static void choose_taken(struct reader *r)
{
    struct machine *machine = r->machine;
    machine->taken = moment_of_manifest(&r->snapshot->manifest);
    if (machine->taken.known) {
        machine->taken_source = "manifest";
        machine->origins.taken = r->snapshot->manifest.taken_origin;
        return;
    }
    struct moment top = moment_on_clock(r->snapshot->top.taken);
    struct moment log = moment_on_clock(r->snapshot->log.first);
    struct moment clock = top.known ? top : log;
    struct moment name = moment_of_name(r, r->snapshot->root);
    if (!name.known)
        name = moment_of_name(r, r->snapshot->name);

    machine->taken = name;
    machine->taken_source = name.known ? "name" : NULL;
    int64_t apart = 0;
    if (name.known && clock.known) {
        apart = calendar_seconds(clock.local) - calendar_seconds(name.local);
    }
    if (clock.known && (!name.known || llabs(apart) > CLOCKS_AGREE_SECONDS)) {
        if (name.known) {
            snapshot_warn(r->snapshot, "the date in the capture's name and the clock in its "
                                       "reports differ: the reports' clock is used");
        }
        machine->taken = clock;
        machine->taken_source = top.known ? "top" : "sysdiagnose.log";
        machine->origins.taken =
            top.known ? r->snapshot->top.taken_origin : r->snapshot->log.first_origin;
    }
    if (machine->taken.known && !machine->taken.zone_known && r->zone_printed) {
        machine->taken.zone_known = true;
        r->zone_of_boot = true;
        machine->taken.zone_seconds = machine->boot.zone_seconds;
    }
}

/* 10.7 was released on 2011-07-20: no capture that is read here was taken before. */
static bool is_before_first_release(struct moment moment)
{
    static const struct local_time first = {.year = 2011, .month = 7, .day = 20};
    return moment.known && calendar_seconds(moment.local) < calendar_seconds(first);
}

static void read_moments(struct reader *r)
{
    struct machine *machine = r->machine;
    read_boot(r);
    choose_taken(r);
    machine->clock_unset =
        is_before_first_release(machine->taken) || is_before_first_release(machine->boot);
    if (machine->taken.known && machine->taken.zone_known && machine->boot.known) {
        int64_t uptime = moment_difference(machine->taken, machine->boot);
        /* A clock that was set between boot and capture makes no uptime of their difference. */
        bool clock_was_set =
            is_before_first_release(machine->boot) && !is_before_first_release(machine->taken);
        if (uptime >= 0 && !clock_was_set)
            machine->uptime_seconds = amount_of((uint64_t)uptime);
        if (r->zone_of_boot && uptime > DAY_SECONDS) {
            snapshot_warn(r->snapshot,
                          "the capture's time zone is not printed, the boot's is used: "
                          "where summer time began or ended since, uptime is an hour "
                          "off");
        }
    }
}

bool machine_read(struct snapshot *snapshot, struct error *error)
{
    struct reader reader = {.snapshot = snapshot, .machine = &snapshot->machine};
    bool ok = true;
    for (int i = 0; i < TEXT_PATTERNS && ok; i++) {
        reader.patterns[i] = pattern_new(texts[i], error);
        ok = reader.patterns[i] != NULL;
    }
    if (ok) {
        read_system(&reader);
        read_hardware(&reader);
        read_moments(&reader);
    }
    for (int i = 0; i < TEXT_PATTERNS; i++)
        pattern_free(reader.patterns[i]);
    return ok;
}
