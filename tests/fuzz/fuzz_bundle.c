/* fuzz_bundle.c: archives, single reports and snapshot files, through a file as the program does. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "snapshot_file.h"

static char path[64];

static void remove_file(void)
{
    (void)unlink(path);
}

static void write_input(const uint8_t *bytes, size_t len)
{
    if (*path == '\0') {
        snprintf(path, sizeof(path), "/tmp/fuzz-bundle-%ld", (long)getpid());
        (void)atexit(remove_file);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while (fd >= 0 && len > 0) {
        ssize_t put = write(fd, bytes, len);
        if (put <= 0)
            abort();
        bytes += put;
        len -= (size_t)put;
    }
    if (fd < 0 || close(fd) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const parts[] = {NULL, "base"};
    write_input(bytes, len);
    for (size_t i = 0; i < 2; i++) {
        struct error error = ERROR_NONE;
        struct snapshot *snapshot = snapshot_open(path, parts[i], &error);
        if (snapshot != NULL)
            fuzz_judge(NULL, snapshot);
        else if (!error.set)
            abort();
        snapshot_free(snapshot);
    }
    return 0;
}
