#include "member_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool cannot_write(const char *name, int reason, struct error *error)
{
    return error_set(error, "%s cannot be written: %s", name, strerror(reason));
}

bool write_whole(int fd, const char *name, struct slice bytes, struct error *error)
{
    while (bytes.len > 0) {
        ssize_t written = write(fd, bytes.ptr, bytes.len);
        if (written < 0 && errno != EINTR)
            return cannot_write(name, errno, error);
        bytes = slice_from(bytes, written > 0 ? (size_t)written : 0);
    }
    return true;
}

static bool write_line(void *context, struct slice line, struct error *error)
{
    struct member_file *file = context;
    if (!file->keeps_line(line))
        return true;
    file->bytes += line.len + 1;
    return write_whole(file->fd, file->name, line, error) &&
           write_whole(file->fd, file->name, SLICE("\n"), error);
}

bool member_open(struct member_file *file, int folder, const char *name,
                 bool (*keeps_line)(struct slice line), struct error *error)
{
    *file = (struct member_file){.folder = folder, .name = name, .keeps_line = keeps_line};
    file->feed.take = write_line;
    file->feed.context = file;
    int len = snprintf(file->part, sizeof(file->part), ".%s.part", name);
    if (len < 0 || (size_t)len >= sizeof(file->part))
        return error_set(error, "%s: too long a name", name);
    unlinkat(folder, file->part, 0);
    file->fd = openat(folder, file->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
    return file->fd >= 0 || cannot_write(name, errno, error);
}

bool member_take(void *context, struct slice bytes, struct error *error)
{
    struct member_file *file = context;
    if (file->keeps_line != NULL)
        return line_feed_take(&file->feed, bytes, error);
    file->bytes += bytes.len;
    return write_whole(file->fd, file->name, bytes, error);
}

bool member_flush(struct member_file *file, struct error *error)
{
    return line_feed_end(&file->feed, error);
}

bool member_keep(struct member_file *file, struct error *error)
{
    bool ok = true;
    if (close(file->fd) != 0)
        ok = cannot_write(file->name, errno, error);
    if (ok && renameat(file->folder, file->part, file->folder, file->name) != 0)
        ok = cannot_write(file->name, errno, error);
    if (!ok)
        unlinkat(file->folder, file->part, 0);
    return ok;
}

void member_drop(struct member_file *file)
{
    close(file->fd);
    unlinkat(file->folder, file->part, 0);
}
