/*
 * compare_times.c: runs commands in turns, several rounds, and prints the median, minimum and
 * maximum of each one's time, the median of its processor time, the median ratios of both to the
 * first's of the same round, and its peak memory. Processor time is what a busy machine leaves alone.
 *
 *     compare_times ROUNDS NAME COMMAND [NAME COMMAND ...]
 *
 * Commands run in a shell, one uncounted round first. Exit status 1 where one of them fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 99, COMMANDS_MAX = 32 };

struct measured {
    double seconds[ROUNDS_MAX], ratio[ROUNDS_MAX];
    double cpu[ROUNDS_MAX], cpu_ratio[ROUNDS_MAX];
    long peak_kib;
};

struct usage {
    double seconds, cpu;
    long peak_kib;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* In a process between, so that what is used is of this command's processes alone. */
static void measure(const char *command, int end)
{
    struct rusage usage;
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        _exit(1);
    getrusage(RUSAGE_CHILDREN, &usage);
    struct usage used = {.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
                         .peak_kib = usage.ru_maxrss};
#ifdef __APPLE__
    used.peak_kib /= 1024; /* bytes there */
#endif
    _exit(write(end, &used, sizeof(used)) == sizeof(used) ? 0 : 1);
}

static int run(const char *command, struct usage *ret)
{
    int ends[2];
    int status = -1;
    if (pipe(ends) != 0)
        return 0;
    double start = now();
    pid_t pid = fork();
    if (pid == 0)
        measure(command, ends[1]);
    close(ends[1]);
    int ok = pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 &&
             read(ends[0], ret, sizeof(*ret)) == sizeof(*ret);
    close(ends[0]);
    ret->seconds = now() - start;
    return ok;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
    static struct measured measured[COMMANDS_MAX];
    int rounds = argc > 3 ? atoi(argv[1]) : 0;
    int count = (argc - 2) / 2;
    if (rounds < 1 || rounds > ROUNDS_MAX || argc % 2 != 0 || count > COMMANDS_MAX) {
        fputs("usage: compare_times ROUNDS NAME COMMAND ...\n", stderr);
        return 2;
    }
    for (int round = -1; round < rounds; round++) {
        struct usage first = {.seconds = 1};
        for (int i = 0; i < count; i++) {
            struct usage used;
            if (!run(argv[3 + 2 * i], &used)) {
                fprintf(stderr, "failed: %s\n", argv[3 + 2 * i]);
                return 1;
            }
            if (i == 0)
                first = used;
            if (round < 0)
                continue;
            measured[i].seconds[round] = used.seconds;
            measured[i].ratio[round] = used.seconds / first.seconds;
            measured[i].cpu[round] = used.cpu;
            measured[i].cpu_ratio[round] = first.cpu > 0 ? used.cpu / first.cpu : 0;
            if (used.peak_kib > measured[i].peak_kib)
                measured[i].peak_kib = used.peak_kib;
        }
    }
    printf("%-34s %8s %8s %8s %7s %8s %9s %9s\n", "", "median s", "min", "max", "ratio", "cpu s",
           "cpu ratio", "peak MiB");
    for (int i = 0; i < count; i++) {
        struct measured *m = &measured[i];
        qsort(m->seconds, (size_t)rounds, sizeof(double), by_value);
        qsort(m->ratio, (size_t)rounds, sizeof(double), by_value);
        qsort(m->cpu, (size_t)rounds, sizeof(double), by_value);
        qsort(m->cpu_ratio, (size_t)rounds, sizeof(double), by_value);
        printf("%-34s %8.3f %8.3f %8.3f %7.3f %8.3f %9.3f %9.1f\n", argv[2 + 2 * i],
               m->seconds[rounds / 2], m->seconds[0], m->seconds[rounds - 1], m->ratio[rounds / 2],
               m->cpu[rounds / 2], m->cpu_ratio[rounds / 2], (double)m->peak_kib / 1024);
    }
    return 0;
}
