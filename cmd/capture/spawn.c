#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "invoker.h"

enum { PIPE_OUT, PIPE_ERR, PIPE_EXEC, PIPES };

extern char **environ;

static const char *time_zone(void)
{
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        if (strncmp(*entry, "TZ=", 3) == 0)
            return *entry;
    }
    return NULL;
}

/* What this process ignores or blocks is handed on by exec, unless it is undone. */
static void reset_signals(void)
{
    static const int signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE, SIGTERM,
                                  SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ, SIGCHLD};
    struct sigaction ordinary = {.sa_handler = SIG_DFL};
    sigset_t none;
    sigemptyset(&none);
    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
        sigaction(signals[i], &ordinary, NULL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the new process, where only what is safe in a signal handler may be called. */
static void become(const char *const *argv, const struct guard *guard, int pipes[PIPES][2])
{
    const char *const words[] = {"PATH=/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C", time_zone(),
                                 NULL};
    setpgid(0, 0);
    guard_watch(guard, getpid());
    int null = open("/dev/null", O_RDONLY);
    /* Root's rights that were laid aside for work on a user's files are the programs' own. */
    if (invoker_regain() && null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
        dup2(pipes[PIPE_OUT][1], STDOUT_FILENO) >= 0 &&
        dup2(pipes[PIPE_ERR][1], STDERR_FILENO) >= 0) {
        if (null > STDERR_FILENO)
            close(null);
        reset_signals();
        execve(argv[0], (char *const *)argv, (char *const *)words);
    }
    int reason = errno;
    while (write(pipes[PIPE_EXEC][1], &reason, sizeof(reason)) < 0 && errno == EINTR)
        continue;
    _exit(127);
}

static void close_ends(int pipes[PIPES][2], int end)
{
    for (int i = 0; i < PIPES; i++) {
        if (pipes[i][end] >= 0)
            close(pipes[i][end]);
        pipes[i][end] = -1;
    }
}

static bool open_pipes(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++)
        pipes[i][0] = pipes[i][1] = -1;
    for (int i = 0; i < PIPES; i++) {
        if (!guard_pipe(pipes[i])) {
            pipes[i][0] = pipes[i][1] = -1;
            return false;
        }
    }
    return fcntl(pipes[PIPE_OUT][0], F_SETFL, O_NONBLOCK) == 0 &&
           fcntl(pipes[PIPE_ERR][0], F_SETFL, O_NONBLOCK) == 0;
}

/* The pipe's end means that the program runs: exec closed the other side. */
static int exec_error(int pipe)
{
    int reason = 0;
    ssize_t got;
    do {
        got = read(pipe, &reason, sizeof(reason));
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof(reason) ? reason : 0;
}

/* exec says the same of a script whose interpreter is missing. */
static int tell_missing(int reason, const char *program)
{
    return reason == ENOENT && access(program, F_OK) == 0 ? ENOEXEC : reason;
}

static bool give_up(int pipes[PIPES][2], int reason)
{
    close_ends(pipes, 0);
    close_ends(pipes, 1);
    errno = reason;
    return false;
}

bool spawn(const char *const *argv, const struct guard *guard, struct spawned *ret)
{
    int pipes[PIPES][2];
    if (!open_pipes(pipes))
        return give_up(pipes, errno);
    pid_t pid = fork();
    if (pid == 0)
        become(argv, guard, pipes);
    if (pid < 0)
        return give_up(pipes, errno);

    setpgid(pid, pid); /* whichever of the two comes first */
    close_ends(pipes, 1);
    int reason = exec_error(pipes[PIPE_EXEC][0]);
    if (reason != 0) {
        guard_forget(guard, pid);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        return give_up(pipes, tell_missing(reason, argv[0]));
    }
    close(pipes[PIPE_EXEC][0]);
    *ret = (struct spawned){.pid = pid, .out = pipes[PIPE_OUT][0], .err = pipes[PIPE_ERR][0]};
    return true;
}
