#include "raw_tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void raw_tar_bytes(struct raw_tar *tar, struct slice bytes)
{
    if (tar->room - tar->len < bytes.len || tar->bytes == NULL) {
        tar->room = 2 * (tar->len + bytes.len) + TAR_BLOCK;
        char *larger = realloc(tar->bytes, tar->room);
        if (larger == NULL)
            abort();
        tar->bytes = larger;
    }
    if (bytes.len > 0)
        memcpy(tar->bytes + tar->len, bytes.ptr, bytes.len);
    tar->len += bytes.len;
}

static void put_text(char *field, struct slice text, size_t room)
{
    text = slice_first(text, room);
    if (text.len > 0)
        memcpy(field, text.ptr, text.len);
}

static void put_sum(char *head)
{
    unsigned sum = 0;
    memset(head + 148, ' ', 8);
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += (unsigned char)head[i];
    snprintf(head + 148, 8, "%06o", sum);
}

void raw_tar_add(struct raw_tar *tar, struct raw_member member, struct slice data)
{
    static const char zeros[TAR_BLOCK];
    char head[TAR_BLOCK] = {0};
    char size[16];
    snprintf(size, sizeof(size), "%011zo", data.len);
    put_text(head, member.path, 100);
    put_text(head + 100, SLICE("0000644"), 8);
    put_text(head + 108, SLICE("0000000"), 8);
    put_text(head + 116, SLICE("0000000"), 8);
    memcpy(head + 124, member.size != NULL ? member.size : size, 12);
    put_text(head + 136, SLICE("14000000000"), 12);
    head[156] = member.type;
    put_text(head + 157, slice_of(member.link != NULL ? member.link : ""), 100);
    memcpy(head + 257, "ustar\00000", 8);
    put_sum(head);
    raw_tar_bytes(tar, (struct slice){head, sizeof(head)});
    raw_tar_bytes(tar, data);
    size_t pad = (TAR_BLOCK - data.len % TAR_BLOCK) % TAR_BLOCK;
    raw_tar_bytes(tar, (struct slice){zeros, pad});
}

void raw_tar_end(struct raw_tar *tar)
{
    static const char zeros[2 * TAR_BLOCK];
    raw_tar_bytes(tar, (struct slice){zeros, sizeof(zeros)});
}

void raw_tar_free(struct raw_tar *tar)
{
    free(tar->bytes);
    *tar = (struct raw_tar){.bytes = NULL};
}
