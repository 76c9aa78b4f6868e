#include "child.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "spawn.h"

/* How often a look is taken at who has ended; how long output may outlive its program. */
enum { TICK_MS = 20, LINGER_MS = 500 };

struct running {
    size_t job;
    struct spawned process;
    uint64_t started_ms;
    bool exited;
    uint64_t exited_ms;
    bool stopping; /* SIGTERM was sent */
    uint64_t kill_ms;
};

struct runner {
    const struct child_job *jobs;
    struct child_result *results;
    size_t n_jobs;
    size_t next; /* the first job that was not started yet */
    const struct child_rules *rules;
    struct guard guard;
    struct running running[CHILDREN_AT_ONCE_MAX];
    size_t n_running;
};

uint64_t child_clock_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int interruptions(const struct runner *r)
{
    return r->rules->interrupted == NULL ? 0 : (int)*r->rules->interrupted;
}

static void tell_ended(const struct runner *r, size_t job)
{
    if (r->rules->ended != NULL)
        r->rules->ended(r->rules->context, job, &r->results[job]);
}

static void start(struct runner *r, size_t job)
{
    struct child_result *result = &r->results[job];
    struct running running = {.job = job, .started_ms = child_clock_ms()};
    if (r->rules->started != NULL)
        r->rules->started(r->rules->context, job);
    if (spawn(r->jobs[job].argv, &r->guard, &running.process)) {
        r->running[r->n_running++] = running;
        return;
    }
    result->end = errno == ENOENT ? CHILD_NOT_FOUND : CHILD_NOT_STARTED;
    error_set(&result->error, "%s", strerror(errno));
    tell_ended(r, job);
}

/* The first reason counts; the program then has the rules' grace to end in good order. */
static void stop(struct runner *r, struct running *c, enum child_end reason)
{
    if (c->stopping)
        return;
    c->stopping = true;
    c->kill_ms = child_clock_ms() + r->rules->grace_ms;
    r->results[c->job].end = reason;
    if (!c->exited)
        kill(-c->process.pid, SIGTERM);
}

static void keep_stderr(struct child_result *result, struct slice bytes)
{
    size_t room = CHILD_STDERR_MAX - result->stderr_len;
    size_t taken = bytes.len < room ? bytes.len : room;
    memcpy(result->stderr_text + result->stderr_len, bytes.ptr, taken);
    result->stderr_len += taken;
    result->stderr_cut = result->stderr_cut || taken < bytes.len;
}

static void keep_output(struct runner *r, struct running *c, struct slice bytes)
{
    const struct child_job *job = &r->jobs[c->job];
    struct child_result *result = &r->results[c->job];
    bool lost = result->end == CHILD_TOO_MUCH || result->end == CHILD_OUTPUT_ERROR;
    if (lost)
        return;
    uint64_t room = job->bytes_max - result->bytes;
    bool too_much = bytes.len > room;
    bytes = too_much ? slice_first(bytes, (size_t)room) : bytes;
    if (bytes.len > 0 && !job->out.take(job->out.context, bytes, &result->error)) {
        stop(r, c, CHILD_OUTPUT_ERROR);
        result->end = CHILD_OUTPUT_ERROR;
        return;
    }
    result->bytes += bytes.len;
    if (too_much) {
        stop(r, c, CHILD_TOO_MUCH);
        result->end = CHILD_TOO_MUCH;
    }
}

/* Takes what is there; closes the pipe at its end. */
static void drain(struct runner *r, struct running *c, int *fd)
{
    char buffer[64 * 1024];
    ssize_t got = read(*fd, buffer, sizeof(buffer));
    if (got > 0) {
        struct slice bytes = {buffer, (size_t)got};
        if (fd == &c->process.out)
            keep_output(r, c, bytes);
        else
            keep_stderr(&r->results[c->job], bytes);
    } else if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
        close(*fd);
        *fd = -1;
    }
}

static void wait_for_output(struct runner *r)
{
    struct pollfd polled[2 * CHILDREN_AT_ONCE_MAX];
    for (size_t i = 0; i < r->n_running; i++) {
        polled[2 * i] = (struct pollfd){.fd = r->running[i].process.out, .events = POLLIN};
        polled[2 * i + 1] = (struct pollfd){.fd = r->running[i].process.err, .events = POLLIN};
    }
    if (poll(polled, (nfds_t)(2 * r->n_running), TICK_MS) <= 0)
        return;
    for (size_t i = 0; i < r->n_running; i++) {
        struct running *c = &r->running[i];
        if (c->process.out >= 0 && polled[2 * i].revents != 0)
            drain(r, c, &c->process.out);
        if (c->process.err >= 0 && polled[2 * i + 1].revents != 0)
            drain(r, c, &c->process.err);
    }
}

/* Not yet waited for, so that its number, and its group's, stay its own. */
static void look_for_exit(struct running *c, uint64_t now)
{
    siginfo_t info = {.si_pid = 0};
    if (c->exited || waitid(P_PID, (id_t)c->process.pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return;
    c->exited = info.si_pid == c->process.pid;
    c->exited_ms = now;
}

static void enforce_limits(struct runner *r, struct running *c, uint64_t now)
{
    if (interruptions(r) > 0)
        stop(r, c, CHILD_INTERRUPTED);
    if (now - c->started_ms >= r->jobs[c->job].limit_ms && !c->exited)
        stop(r, c, CHILD_TIMED_OUT);
    bool at_once = interruptions(r) > 1;
    if (c->stopping && !c->exited && (now >= c->kill_ms || at_once)) {
        kill(-c->process.pid, SIGKILL);
        c->kill_ms = now + r->rules->grace_ms;
    }
}

/* Is there nothing more to come? A process that it started may hold its output open. */
static bool is_over(struct runner *r, struct running *c, uint64_t now)
{
    if (!c->exited)
        return false;
    if (c->process.out < 0 && c->process.err < 0)
        return true;
    if (now - c->exited_ms < LINGER_MS)
        return false;
    r->results[c->job].left_behind = true;
    kill(-c->process.pid, SIGKILL);
    return now - c->exited_ms >= UINT64_C(2) * LINGER_MS;
}

static void finish(struct runner *r, struct running *c)
{
    struct child_result *result = &r->results[c->job];
    int status = 0;
    kill(-c->process.pid, SIGKILL);
    guard_forget(&r->guard, c->process.pid);
    while (waitpid(c->process.pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (c->process.out >= 0)
        close(c->process.out);
    if (c->process.err >= 0)
        close(c->process.err);
    result->milliseconds = child_clock_ms() - c->started_ms;
    if (WIFEXITED(status))
        result->exit_status = WEXITSTATUS(status);
    if (WIFSIGNALED(status))
        result->signal = WTERMSIG(status);
    if (!c->stopping)
        result->end = WIFSIGNALED(status) ? CHILD_SIGNALLED : CHILD_EXITED;
    tell_ended(r, c->job);
}

static void look_after_all(struct runner *r)
{
    uint64_t now = child_clock_ms();
    size_t kept = 0;
    for (size_t i = 0; i < r->n_running; i++) {
        struct running *c = &r->running[i];
        look_for_exit(c, now);
        enforce_limits(r, c, now);
        if (is_over(r, c, now))
            finish(r, c);
        else
            r->running[kept++] = *c;
    }
    r->n_running = kept;
}

static void run_all(struct runner *r)
{
    while (r->next < r->n_jobs || r->n_running > 0) {
        if (r->next < r->n_jobs && interruptions(r) > 0) {
            r->results[r->next].end = CHILD_INTERRUPTED;
            tell_ended(r, r->next++);
        } else if (r->next < r->n_jobs && r->n_running < r->rules->at_once) {
            start(r, r->next++);
        } else {
            wait_for_output(r);
            look_after_all(r);
        }
    }
}

bool children_run(const struct child_job *jobs, struct child_result *results, size_t n_jobs,
                  const struct child_rules *rules, struct error *error)
{
    struct runner runner = {.jobs = jobs, .results = results, .n_jobs = n_jobs, .rules = rules};
    if (rules->at_once < 1 || rules->at_once > CHILDREN_AT_ONCE_MAX)
        return error_set(error, "%d programs at once at most", CHILDREN_AT_ONCE_MAX);
    memset(results, 0, n_jobs * sizeof(*results));
    if (!guard_start(&runner.guard, error))
        return false;

    /* An ignored SIGCHLD would take the exit statuses away; a lost guard must not end this. */
    struct sigaction child_before, pipe_before;
    struct sigaction ordinary = {.sa_handler = SIG_DFL};
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    sigaction(SIGCHLD, &ordinary, &child_before);
    sigaction(SIGPIPE, &ignored, &pipe_before);
    run_all(&runner);
    guard_end(&runner.guard);
    sigaction(SIGCHLD, &child_before, NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    return true;
}
