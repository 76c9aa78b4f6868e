/*
 * fuzz_replay.c: a fuzz target's main() without libFuzzer: runs it on every file of the folders and
 * files named, in the order of their names, each from a heap block of exactly its size. With
 * --mutate N also on N changes of each, always the same ones.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static unsigned long runs;
static unsigned long mutations;
static uint64_t state = 88172645463325252u;

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void run(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    if (copy == NULL)
        abort();
    if (len > 0)
        memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    runs++;
}

/* Cut, a byte changed, a stretch left out or doubled: what damages real files. */
static void run_changed(const uint8_t *bytes, size_t len)
{
    uint8_t *changed = malloc(2 * len + 1);
    if (changed == NULL)
        abort();
    for (unsigned long i = 0; len > 0 && i < mutations; i++) {
        size_t from = next_random() % len;
        size_t stretch = next_random() % (len - from) % 4096;
        size_t size = len;
        memcpy(changed, bytes, len);
        switch (next_random() % 4) {
        case 0:
            size = from;
            break;
        case 1:
            changed[from] = (uint8_t)next_random();
            break;
        case 2:
            memmove(changed + from, changed + from + stretch, len - from - stretch);
            size = len - stretch;
            break;
        default:
            memmove(changed + from + stretch, bytes + from, len - from);
            size = len + stretch;
            break;
        }
        run(changed, size);
    }
    free(changed);
}

static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    size_t len = (size_t)status.st_size;
    uint8_t *bytes = malloc(len > 0 ? len : 1);
    if (bytes == NULL || fread(bytes, 1, len, file) != len) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    run(bytes, len);
    run_changed(bytes, len);
    free(bytes);
}

static int no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void run_path(const char *path)
{
    struct stat status;
    struct dirent **entries;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        run_file(path);
        return;
    }
    int count = scandir(path, &entries, no_dots, by_name);
    for (int i = 0; i < count; i++) {
        char name[4096];
        snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
        run_path(name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--mutate") == 0 && i + 1 < argc)
            mutations = strtoul(argv[++i], NULL, 10);
        else
            run_path(argv[i]);
    }
    printf("%lu inputs\n", runs);
    return runs > 0 ? 0 : 1;
}
