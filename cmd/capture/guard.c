#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool lift(int *fd)
{
    int lifted = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int reason = errno;
    close(*fd);
    *fd = lifted;
    errno = reason;
    return lifted >= 0;
}

bool guard_pipe(int ret_ends[2])
{
    if (pipe(ret_ends) != 0)
        return false;
    bool first = lift(&ret_ends[0]);
    int reason = errno;
    if (lift(&ret_ends[1]) && first)
        return true;
    reason = first ? errno : reason;
    for (int i = 0; i < 2; i++) {
        if (ret_ends[i] >= 0)
            close(ret_ends[i]);
    }
    errno = reason;
    return false;
}

static void forget(pid_t *groups, size_t *n_groups, pid_t group)
{
    for (size_t i = 0; i < *n_groups; i++) {
        if (groups[i] == group)
            groups[i] = groups[--*n_groups];
    }
}

/* Messages are shorter than a pipe's atomic unit: they come whole. */
static void keep_watch(int pipe)
{
    pid_t groups[GUARD_GROUPS_MAX];
    size_t n_groups = 0;
    int64_t message;
    ssize_t got;
    while ((got = read(pipe, &message, sizeof(message))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got != (ssize_t)sizeof(message))
            break;
        if (message < 0)
            forget(groups, &n_groups, (pid_t)-message);
        else if (n_groups < GUARD_GROUPS_MAX)
            groups[n_groups++] = (pid_t)message;
    }
    for (size_t i = 0; i < n_groups; i++)
        kill(-groups[i], SIGKILL);
}

/* Whoever reads this program's output must not wait for the guard. */
static void let_go_of_streams(void)
{
    int null = open("/dev/null", O_RDWR);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && null >= 0; fd++)
        dup2(null, fd);
    if (null > STDERR_FILENO)
        close(null);
}

static void ignore_signals(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
        sigaction(signals[i], &ignore, NULL);
}

bool guard_start(struct guard *ret, struct error *error)
{
    int ends[2];
    if (!guard_pipe(ends))
        return error_set(error, "no pipe can be made: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        setsid();
        (void)!seteuid(getuid()); /* whoever may start a program may end it */
        ignore_signals();
        close(ends[1]);
        let_go_of_streams();
        keep_watch(ends[0]);
        _exit(0);
    }
    int reason = errno;
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return error_set(error, "no process can be started: %s", strerror(reason));
    }
    *ret = (struct guard){.pid = pid, .pipe = ends[1]};
    return true;
}

static void tell(const struct guard *guard, int64_t message)
{
    while (write(guard->pipe, &message, sizeof(message)) < 0 && errno == EINTR)
        continue;
}

void guard_watch(const struct guard *guard, pid_t group)
{
    tell(guard, group);
}

void guard_forget(const struct guard *guard, pid_t group)
{
    tell(guard, -(int64_t)group);
}

void guard_end(struct guard *guard)
{
    close(guard->pipe);
    while (waitpid(guard->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}
