#include "streamed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "deliver.h"
#include "heap.h"
#include "outfile.h"

enum { FLUSH_FROM = 64 * 1024 };

struct streamed {
    struct text text;
    FILE *file; /* or */
    struct outfile *outfile;
};

static bool goes_to_stdout(const char *path)
{
    return is_standard_output(path) || strcmp(path, "/dev/stdout") == 0;
}

struct streamed *streamed_open(const char *path, struct error *error)
{
    struct streamed *streamed = heap_new(1, sizeof(*streamed));
    if (goes_to_stdout(path))
        streamed->file = stdout;
    else if (is_stream(path))
        streamed->file = fopen(path, "wb");
    else
        streamed->outfile = outfile_open(path, error);
    if (streamed->file == NULL && streamed->outfile == NULL) {
        error_set(error, "%s", strerror(errno));
        free(streamed);
        return NULL;
    }
    return streamed;
}

struct text *streamed_text(struct streamed *streamed)
{
    return &streamed->text;
}

static bool write_out(struct streamed *streamed, struct error *error)
{
    bool ok = !streamed->text.failed || error_set(error, "out of memory");
    if (ok && streamed->outfile != NULL)
        outfile_write(streamed->outfile, text_slice(&streamed->text));
    else if (ok)
        ok = text_write(&streamed->text, streamed->file) || error_set(error, "%s", strerror(errno));
    streamed->text.len = 0;
    return ok;
}

bool streamed_flush(struct streamed *streamed, struct error *error)
{
    return (streamed->text.len < FLUSH_FROM && !streamed->text.failed) ||
           write_out(streamed, error);
}

bool streamed_end(struct streamed *streamed, bool whole, struct error *error)
{
    if (streamed == NULL)
        return true;
    bool ok = !whole || write_out(streamed, error);
    if (streamed->outfile != NULL && whole && ok)
        ok = outfile_commit(streamed->outfile, error);
    else if (streamed->outfile != NULL)
        outfile_abandon(streamed->outfile);
    else if (streamed->file != stdout && fclose(streamed->file) != 0 && ok)
        ok = error_set(error, "%s", strerror(errno));
    text_free(&streamed->text);
    free(streamed);
    return ok;
}
