/*
 * compare_times.c: runs commands in turns, several rounds, and prints the median, minimum and
 * maximum of each one's time, its median ratio to the first in the same round, and its peak memory.
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
    long peak_kib;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A process between, so that the peak is of this command's processes alone. */
static long run(const char *command, double *ret_seconds)
{
    int ends[2];
    long peak = -1;
    if (pipe(ends) != 0)
        return -1;
    double start = now();
    pid_t pid = fork();
    if (pid == 0) {
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
        long kib = usage.ru_maxrss;
#ifdef __APPLE__
        kib /= 1024; /* bytes there */
#endif
        _exit(write(ends[1], &kib, sizeof(kib)) == sizeof(kib) ? 0 : 1);
    }
    int status = -1;
    close(ends[1]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0 ||
        read(ends[0], &peak, sizeof(peak)) != sizeof(peak))
        peak = -1;
    close(ends[0]);
    *ret_seconds = now() - start;
    return peak;
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
        double first = 0;
        for (int i = 0; i < count; i++) {
            double seconds;
            long peak = run(argv[3 + 2 * i], &seconds);
            if (peak < 0) {
                fprintf(stderr, "failed: %s\n", argv[3 + 2 * i]);
                return 1;
            }
            if (i == 0)
                first = seconds;
            if (round < 0)
                continue;
            measured[i].seconds[round] = seconds;
            measured[i].ratio[round] = seconds / first;
            if (peak > measured[i].peak_kib)
                measured[i].peak_kib = peak;
        }
    }
    printf("%-34s %8s %8s %8s %8s %9s\n", "", "median s", "min", "max", "ratio", "peak MiB");
    for (int i = 0; i < count; i++) {
        struct measured *m = &measured[i];
        qsort(m->seconds, (size_t)rounds, sizeof(double), by_value);
        qsort(m->ratio, (size_t)rounds, sizeof(double), by_value);
        printf("%-34s %8.3f %8.3f %8.3f %8.3f %9.1f\n", argv[2 + 2 * i], m->seconds[rounds / 2],
               m->seconds[0], m->seconds[rounds - 1], m->ratio[rounds / 2],
               (double)m->peak_kib / 1024);
    }
    return 0;
}
