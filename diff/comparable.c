#include "comparable.h"

#include <stdlib.h>

#include "calendar.h"
#include "doubts.h"
#include "human.h"

enum {
    /* kern.boottime moves when the clock is set right, by seconds under ntp. */
    BOOT_TIME_SAME_SECONDS = 60,
    /* With WIRED_BOOT, a constant of the boot, alike to the page, larger steps are still one boot.
     */
    BOOT_TIME_STEPPED_SECONDS = 24 * 3600,
};

struct judge {
    struct arena *arena;
    struct comparable *comparable;
    const struct machine *base, *later;
    struct capture_view base_view, later_view;
};

const char *comparable_verdict_name(enum comparable_verdict verdict)
{
    static const char *const names[] = {"yes", "with-care", "no"};
    return names[verdict];
}

const char *same_boot_name(enum same_boot boot)
{
    static const char *const names[] = {"unknown", "same", "different"};
    return names[boot];
}

void comparable_add(struct comparable *comparable, struct arena *arena,
                    enum comparable_verdict weight, const char *code, struct slice message)
{
    *ARENA_PUSH(arena, comparable->reasons, comparable->n_reasons) =
        (struct comparable_reason){code, weight, message};
    if (weight > comparable->verdict)
        comparable->verdict = weight;
}

static void add(struct judge *j, enum comparable_verdict weight, const char *code,
                struct slice message)
{
    comparable_add(j->comparable, j->arena, weight, code, message);
}

static bool is_before(struct moment a, struct moment b)
{
    return a.known && b.known && moment_difference(b, a) > 0;
}

static enum same_boot judge_boot(const struct judge *j)
{
    struct amount base_wired = j->base_view.account->boot_wired_bytes;
    struct amount later_wired = j->later_view.account->boot_wired_bytes;
    if (j->base->boot_session.len > 0 && j->later->boot_session.len > 0)
        return slice_equal(j->base->boot_session, j->later->boot_session) ? BOOT_SAME
                                                                          : BOOT_DIFFERENT;
    if (!j->base->boot.known || !j->later->boot.known)
        return BOOT_UNKNOWN;
    int64_t apart = llabs(moment_difference(j->later->boot, j->base->boot));
    if (apart <= BOOT_TIME_SAME_SECONDS)
        return BOOT_SAME;
    bool same_constant =
        base_wired.known && later_wired.known && base_wired.value == later_wired.value;
    if (is_before(j->later->taken, j->base->boot) || is_before(j->base->taken, j->later->boot))
        return BOOT_DIFFERENT;
    return same_constant && apart <= BOOT_TIME_STEPPED_SECONDS ? BOOT_SAME : BOOT_DIFFERENT;
}

static bool differ(struct amount a, struct amount b)
{
    return a.known && b.known && a.value != b.value;
}

static bool texts_differ(struct slice a, struct slice b)
{
    return a.len > 0 && b.len > 0 && !slice_equal(a, b);
}

static struct slice different_memory(const struct judge *j)
{
    struct text words = {0};
    text_add(&words, SLICE("the machines have "));
    human_bytes(&words, j->base->memory_bytes.value);
    text_add(&words, SLICE(" and "));
    human_bytes(&words, j->later->memory_bytes.value);
    text_add(&words, SLICE(" of memory"));
    struct slice message = arena_copy(j->arena, text_slice(&words));
    text_free(&words);
    return message;
}

static void judge_machine(struct judge *j)
{
    const struct machine *base = j->base;
    const struct machine *later = j->later;
    if (differ(base->page_size, later->page_size)) {
        add(j, COMPARABLE_NO, "different-page-size",
            arena_format(j->arena, "the page sizes differ (%llu and %llu bytes): another machine",
                         (unsigned long long)base->page_size.value,
                         (unsigned long long)later->page_size.value));
    }
    if (differ(base->memory_bytes, later->memory_bytes)) {
        add(j, COMPARABLE_NO, "different-memory", different_memory(j));
    }
    if (texts_differ(base->model, later->model)) {
        add(j, COMPARABLE_NO, "different-model",
            arena_format(j->arena, "the models differ: %.*s and %.*s", SLICE_ARGS(base->model),
                         SLICE_ARGS(later->model)));
    }
    if (texts_differ(base->host_name, later->host_name)) {
        add(j, COMPARABLE_WITH_CARE, "different-host-name",
            arena_format(j->arena,
                         "the host names differ (%.*s and %.*s): they may be two machines",
                         SLICE_ARGS(base->host_name), SLICE_ARGS(later->host_name)));
    }
    if (texts_differ(base->os_build, later->os_build)) {
        add(j, COMPARABLE_WITH_CARE, "different-build",
            arena_format(j->arena,
                         "the builds of the system differ (%.*s and %.*s): rows may have "
                         "other names and sizes",
                         SLICE_ARGS(base->os_build), SLICE_ARGS(later->os_build)));
    }
}

static bool is_same_moment(const struct judge *j)
{
    return j->comparable->boot == BOOT_SAME && j->base->taken.known && j->later->taken.known &&
           moment_difference(j->later->taken, j->base->taken) == 0;
}

static struct slice base_late(const struct judge *j, uint64_t uptime)
{
    struct text words = {0};
    text_add(&words, SLICE("the base was taken "));
    human_duration(&words, uptime);
    text_add(&words, SLICE(" after boot: growth before the base is not seen"));
    struct slice message = arena_copy(j->arena, text_slice(&words));
    text_free(&words);
    return message;
}

static void judge_time(struct judge *j)
{
    const struct machine *base = j->base;
    const struct machine *later = j->later;
    if (j->comparable->boot == BOOT_DIFFERENT) {
        add(j, COMPARABLE_YES, "different-boot",
            SLICE(
                "the captures are of different boots: they are set against each other by uptime"));
    } else if (j->comparable->boot == BOOT_UNKNOWN) {
        add(j, COMPARABLE_YES, "unknown-boot",
            SLICE("whether the captures are of one boot is not known (no kern.boottime)"));
    }
    if (base->uptime_seconds.known && later->uptime_seconds.known) {
        j->comparable->swapped = base->uptime_seconds.value > later->uptime_seconds.value;
    }
    if (j->comparable->swapped) {
        add(j, COMPARABLE_WITH_CARE, "swapped",
            SLICE("the base was up longer than the later capture: the arguments look swapped, give "
                  "them the other way round"));
    } else if (is_same_moment(j)) {
        j->comparable->same_moment = true;
        add(j, COMPARABLE_WITH_CARE, "same-capture",
            SLICE("both captures are of the same moment: it looks like one capture, given twice"));
    } else if (base->uptime_seconds.known && base->uptime_seconds.value > BASE_LATE_SECONDS) {
        add(j, COMPARABLE_YES, "base-late", base_late(j, base->uptime_seconds.value));
    }
    if (base->taken.known && later->taken.known && !j->comparable->swapped &&
        moment_difference(later->taken, base->taken) < 0) {
        add(j, COMPARABLE_YES, "base-after-later",
            SLICE("the base was taken after the later capture: by the clock, time runs backwards"));
    }
    if (base->clock_unset || later->clock_unset) {
        add(j, COMPARABLE_YES, "clock-unset",
            SLICE("a clock stood before 2011: dates cannot be trusted, uptimes can"));
    }
}

struct comparable comparable_of(struct capture_view base, struct capture_view later,
                                struct arena *arena)
{
    struct comparable comparable = {.verdict = COMPARABLE_YES};
    struct judge judge = {
        .arena = arena,
        .comparable = &comparable,
        .later = &later.snapshot->machine,
        .base_view = base,
        .later_view = later,
    };
    if (base.snapshot == NULL) {
        doubt_capture(&comparable, arena, "capture", later, base);
        return comparable;
    }
    judge.base = &base.snapshot->machine;
    comparable.boot = judge_boot(&judge);
    judge_machine(&judge);
    judge_time(&judge);
    doubt_tables(&comparable, arena, base, later);
    doubt_capture(&comparable, arena, "base", base, later);
    doubt_capture(&comparable, arena, "later capture", later, base);
    return comparable;
}
