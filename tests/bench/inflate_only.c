/* inflate_only.c: inflates gzip files side by side with ISA-L, checks them and drops what comes: the
 * limit of what a reader can reach. */
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024, FILES_MAX = 8 };

struct stream {
    struct inflate_state inflate;
    unsigned char in[BLOCK], out[BLOCK];
};

static void *run(void *context)
{
    const char *path = context;
    struct stream *stream = calloc(1, sizeof(*stream));
    int fd = open(path, O_RDONLY);
    if (stream == NULL || fd < 0) {
        perror(path);
        exit(1);
    }
    isal_inflate_init(&stream->inflate);
    stream->inflate.crc_flag = ISAL_GZIP;
    for (ssize_t got; (got = read(fd, stream->in, BLOCK)) > 0;) {
        stream->inflate.next_in = stream->in;
        stream->inflate.avail_in = (uint32_t)got;
        while (stream->inflate.avail_in > 0 && stream->inflate.block_state != ISAL_BLOCK_FINISH) {
            stream->inflate.next_out = stream->out;
            stream->inflate.avail_out = BLOCK;
            if (isal_inflate(&stream->inflate) != ISAL_DECOMP_OK) {
                fprintf(stderr, "%s: damaged\n", path);
                exit(1);
            }
        }
    }
    close(fd);
    free(stream);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[FILES_MAX];
    for (int i = 1; i < argc && i <= FILES_MAX; i++) {
        if (pthread_create(&threads[i - 1], NULL, run, argv[i]) != 0)
            return 1;
    }
    for (int i = 1; i < argc && i <= FILES_MAX; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
