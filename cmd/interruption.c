#include "interruption.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t interruptions;
static bool pipe_ends_process; /* as it is unless who called us switched the signal off */
static bool pipe_is_broken;

static void count(int signal)
{
    (void)signal;
    if (interruptions < 2)
        interruptions++;
}

const volatile sig_atomic_t *interruption_watch(void)
{
    static const int counted[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = count};
    struct sigaction before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++) {
        if (sigaction(counted[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(counted[i], &action, NULL);
    }
    return &interruptions;
}

void broken_pipe_watch(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    pipe_ends_process = sigaction(SIGPIPE, &ignore, &before) == 0 && before.sa_handler == SIG_DFL;
    sigaction(SIGXFSZ, &ignore, NULL);
}

bool broken_pipe_noted(int reason)
{
    if (reason != EPIPE || !pipe_ends_process)
        return false;
    pipe_is_broken = true;
    return true;
}

void broken_pipe_end(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    if (!pipe_is_broken)
        return;
    sigemptyset(&usual.sa_mask);
    sigaction(SIGPIPE, &usual, NULL);
    raise(SIGPIPE);
}

/* In small steps: a signal may come just before the sleep begins. */
bool interruption_sleep(uint64_t milliseconds)
{
    enum { STEP_MS = 200 };
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    uint64_t until = (uint64_t)end.tv_sec * 1000 + (uint64_t)end.tv_nsec / 1000000 + milliseconds;
    while (interruptions == 0) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        uint64_t at = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
        if (at >= until)
            return true;
        uint64_t step = until - at < STEP_MS ? until - at : STEP_MS;
        struct timespec pause = {.tv_nsec = (long)step * 1000000};
        nanosleep(&pause, NULL);
    }
    return false;
}
