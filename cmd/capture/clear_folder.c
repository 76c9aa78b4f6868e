#include "clear_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each level holds a descriptor. */
enum { DEPTH_MAX = 64 };

static bool clear_level(int folder, dev_t device, const char *kept, int depth);

static bool remove_folder_at(int folder, const char *name, dev_t device, int depth)
{
    struct stat status;
    if (depth == DEPTH_MAX)
        return false;
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool ok = fd >= 0 && fstat(fd, &status) == 0 && status.st_dev == device &&
              clear_level(fd, device, NULL, depth);
    if (fd >= 0)
        close(fd);
    return ok && unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

/* No unlinkat() of what may be a folder: some systems let root unlink those. */
static bool remove_at(int folder, const char *name, dev_t device, int depth)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    if (S_ISDIR(status.st_mode))
        return remove_folder_at(folder, name, device, depth + 1);
    return unlinkat(folder, name, 0) == 0;
}

static bool clear_level(int folder, dev_t device, const char *kept, int depth)
{
    bool ok = true;
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            (kept != NULL && strcmp(name, kept) == 0))
            continue;
        ok = remove_at(folder, name, device, depth) && ok;
    }
    closedir(dir);
    return ok;
}

bool clear_folder(int folder, const char *kept)
{
    struct stat status;
    return fstat(folder, &status) == 0 && clear_level(folder, status.st_dev, kept, 0);
}
