/*
 * every_failure.c: runs the program that it is loaded into again and again, a fork each, and lets
 * another call for memory fail each time. What the process then did is set against what it does
 * when nothing fails.
 *
 *   FAIL_FOLDER  where standard output and error are kept, and made/ is for files of the program
 *   FAIL_BOUND   every call up to this one fails once alone, and once with all later ones
 *   FAIL_STRIDE  every so many calls beyond it; of these, one of TOGETHER_EVERY with all later ones
 *   FAIL_ALONE   yes: no threads
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failing.h"

enum { SECONDS_MAX = 60, STATUS_ERROR = 2, COMPLAINTS_MAX = 20, TOGETHER_EVERY = 8 };

typedef int program(int, char **, char **);

struct bytes {
    char *bytes;
    size_t len;
};

/* What a run left: a file of the program is told by its content alone, its name is one. */
struct outcome {
    int status; /* as waitpid() has it */
    struct bytes out, err, made;
    size_t n_made;
};

struct series {
    program *run;
    int argc;
    char **argv, **environment;
    int out, err, made;
    bool alone;
    struct outcome usual;
    unsigned long refused, managed, wrong;
};

static void stop(const char *what)
{
    perror(what);
    _exit(1);
}

static int open_in(int folder, const char *name, int flags)
{
    int fd = openat(folder, name, flags | O_CLOEXEC, 0600);
    if (fd < 0)
        stop(name);
    return fd;
}

static struct bytes content_of(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        stop("fstat");
    struct bytes content = {.len = (size_t)status.st_size};
    content.bytes = malloc(content.len + 1);
    if (content.bytes == NULL || pread(fd, content.bytes, content.len, 0) != (ssize_t)content.len)
        stop("pread");
    content.bytes[content.len] = '\0';
    return content;
}

static bool same(struct bytes a, struct bytes b)
{
    return a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0;
}

/* Takes the files in made/ away. */
static void collect_made(struct outcome *outcome, int folder)
{
    DIR *dir = fdopendir(open_in(folder, ".", O_RDONLY | O_DIRECTORY));
    if (dir == NULL)
        stop("made");
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int fd = open_in(folder, entry->d_name, O_RDONLY);
        free(outcome->made.bytes);
        outcome->made = content_of(fd);
        outcome->n_made++;
        close(fd);
        (void)unlinkat(folder, entry->d_name, 0);
    }
    closedir(dir);
}

static void free_outcome(struct outcome *outcome)
{
    free(outcome->out.bytes);
    free(outcome->err.bytes);
    free(outcome->made.bytes);
}

static void begin_again(int fd)
{
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        stop("ftruncate");
}

/* True in the child, which goes on to be the program. */
static bool run_once(struct series *s, unsigned long number, bool all_later, struct outcome *ret)
{
    begin_again(s->out);
    begin_again(s->err);
    pid_t pid = fork();
    if (pid < 0)
        stop("fork");
    if (pid == 0) {
        if (dup2(s->out, STDOUT_FILENO) < 0 || dup2(s->err, STDERR_FILENO) < 0)
            stop("dup2");
        alarm(SECONDS_MAX);
        failing_begin(number, all_later, s->alone);
        return true;
    }
    *ret = (struct outcome){.status = 0};
    if (waitpid(pid, &ret->status, 0) != pid)
        stop("waitpid");
    ret->out = content_of(s->out);
    ret->err = content_of(s->err);
    collect_made(ret, s->made);
    return false;
}

static bool is_usual(const struct outcome *o, const struct outcome *usual)
{
    return o->status == usual->status && same(o->out, usual->out) && same(o->err, usual->err) &&
           o->n_made == usual->n_made && (o->n_made == 0 || same(o->made, usual->made));
}

/* In one's own words, or libarchive's. */
static bool says_memory(const char *text)
{
    return strstr(text, "memory") != NULL || strstr(text, "allocate") != NULL;
}

/* Said, with the status of errors, and nothing left that could be taken for a result. */
static bool is_refused(const struct outcome *o, const struct outcome *usual)
{
    bool whole_made = o->n_made == usual->n_made && o->n_made == 1 && same(o->made, usual->made);
    return WIFEXITED(o->status) && WEXITSTATUS(o->status) == STATUS_ERROR &&
           says_memory(o->err.bytes) && (o->out.len == 0 || same(o->out, usual->out)) &&
           (o->n_made == 0 || whole_made);
}

static void complain(const struct outcome *o, unsigned long number, bool all_later)
{
    printf("    call %lu%s: %s %d, %zu bytes on standard output, %zu files, %.*s\n", number,
           all_later ? " and all later ones" : "", WIFSIGNALED(o->status) ? "signal" : "status",
           WIFSIGNALED(o->status) ? WTERMSIG(o->status) : WEXITSTATUS(o->status), o->out.len,
           o->n_made, (int)strcspn(o->err.bytes, "\n"), o->err.bytes);
    (void)fflush(stdout); /* or the next child has it, too */
}

static bool fail_at(struct series *s, unsigned long number, bool all_later)
{
    struct outcome outcome;
    if (run_once(s, number, all_later, &outcome))
        return true;
    if (is_usual(&outcome, &s->usual))
        s->managed++;
    else if (is_refused(&outcome, &s->usual))
        s->refused++;
    else if (s->wrong++ < COMPLAINTS_MAX)
        complain(&outcome, number, all_later);
    free_outcome(&outcome);
    return false;
}

static unsigned long number_of(const char *variable, unsigned long otherwise)
{
    const char *text = getenv(variable);
    unsigned long number = text != NULL ? strtoul(text, NULL, 10) : 0;
    return number > 0 ? number : otherwise;
}

static void open_streams(struct series *s)
{
    const char *path = getenv("FAIL_FOLDER");
    int folder = open_in(AT_FDCWD, path != NULL ? path : ".", O_RDONLY | O_DIRECTORY);
    s->out = open_in(folder, "out", O_RDWR | O_CREAT);
    s->err = open_in(folder, "err", O_RDWR | O_CREAT);
    s->made = open_in(folder, "made", O_RDONLY | O_DIRECTORY);
    close(folder);
}

static struct series series;

static int run_program(void)
{
    return series.run(series.argc, series.argv, series.environment);
}

/* In place of main(): each child goes on to be the program, their parent never does. */
static int run_series(int argc, char **argv, char **environment)
{
    unsigned long bound = number_of("FAIL_BOUND", 1000);
    unsigned long stride = number_of("FAIL_STRIDE", 1);
    unsigned long tried = 0;
    const char *alone = getenv("FAIL_ALONE");
    series.argc = argc;
    series.argv = argv;
    series.environment = environment;
    series.alone = alone != NULL && strcmp(alone, "yes") == 0;
    open_streams(&series);
    if (!failing_prepare())
        stop("mmap");
    if (run_once(&series, FAIL_NEVER, false, &series.usual))
        return run_program();
    unsigned long count = failing_count();
    for (unsigned long number = 1; number <= count; number += number < bound ? 1 : stride) {
        bool both = number <= bound || tried % TOGETHER_EVERY == 0;
        tried++;
        if (fail_at(&series, number, false) || (both && fail_at(&series, number, true)))
            return run_program();
    }
    printf("status %d, %lu calls, %lu of them made to fail: %lu runs ended with a message, "
           "%lu made no difference, %lu wrong\n",
           WEXITSTATUS(series.usual.status), count, tried, series.refused, series.managed,
           series.wrong);
    (void)fflush(stdout);
    _exit(series.wrong == 0 && count > 0 && WIFEXITED(series.usual.status) ? 0 : 1);
}

typedef int start(program *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
start __libc_start_main;

int __libc_start_main(program *run, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end)
{
    start *original;
    *(void **)&original = dlsym(RTLD_NEXT, "__libc_start_main");
    series.run = run;
    return original(run_series, argc, argv, init, fini, rtld_fini, stack_end);
}
