#include "temporary.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, OPEN_FOLDERS = 16 };

char *make_temporary_folder(void)
{
    const char *parent = getenv("TMPDIR");
    char *path = malloc(PATH_ROOM);
    if (path == NULL)
        abort();
    snprintf(path, PATH_ROOM, "%s/sysdelta-test-XXXXXX", parent != NULL ? parent : "/tmp");
    if (mkdtemp(path) == NULL) {
        perror(path);
        abort();
    }
    return path;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void remove_temporary_folder(char *path)
{
    nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    free(path);
}
