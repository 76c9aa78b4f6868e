#include "input_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"

static char path[1024];

static void remove_file(void)
{
    (void)unlink(path);
}

static void name_file(void)
{
    const char *folder = getenv("TMPDIR");
    if (*path != '\0')
        return;
    int len = snprintf(path, sizeof(path), "%s/fuzz-input-%ld", folder != NULL ? folder : "/tmp",
                       (long)getpid());
    if (len < 0 || (size_t)len >= sizeof(path))
        fuzz_fail("the path of the temporary folder is too long");
    (void)atexit(remove_file);
}

const char *input_file(struct slice bytes)
{
    name_file();
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while (fd >= 0 && bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put <= 0)
            fuzz_fail("%s cannot be written", path);
        bytes = slice_from(bytes, (size_t)put);
    }
    if (fd < 0 || close(fd) != 0)
        fuzz_fail("%s cannot be written", path);
    return path;
}
