/* check_redact_stream: whole texts through the redactor, however they are cut into blocks. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "redact_stream.h"
#include "run_suite.h"

struct source {
    struct slice rest;
    size_t block;
    bool fails;
};

static long read_block(void *context, char *buffer, size_t room, struct error *error)
{
    struct source *source = context;
    struct slice part = slice_first(source->rest, source->block < room ? source->block : room);
    if (part.len == 0 && source->fails) {
        error_set(error, "the end is missing");
        return -1;
    }
    if (part.len > 0)
        memcpy(buffer, part.ptr, part.len);
    source->rest = slice_from(source->rest, part.len);
    return (long)part.len;
}

static bool collect(void *context, struct slice bytes, struct error *error)
{
    struct text *out = context;
    text_add(out, bytes);
    return !out->failed || error_set(error, "out of memory");
}

static bool refuse(void *context, struct slice bytes, struct error *error)
{
    (void)context;
    (void)bytes;
    return error_set(error, "the disk is full");
}

static struct text stream(const char *kind, struct slice text, size_t block)
{
    struct text out = {0};
    struct error error = ERROR_NONE;
    struct source source = {text, block, false};
    struct redactor *redactor = redactor_new();
    ck_assert_msg(redact_stream(redactor, kind, (struct byte_reader){read_block, &source},
                                (struct byte_writer){collect, &out}, &error),
                  "%s", error.reason);
    ck_assert_uint_eq(out.len, text.len);
    redactor_free(redactor);
    return out;
}

static void becomes(struct slice text, struct slice expected)
{
    static const size_t blocks[] = {1, 2, 7, 4096, 1 << 20};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
        struct text out = stream(NULL, text, blocks[i]);
        ck_assert_msg(slice_equal(text_slice(&out), expected), "in blocks of %zu: %.*s", blocks[i],
                      SLICE_ARGS(text_slice(&out)));
        text_free(&out);
    }
}

START_TEST(line_ends_stay)
{
    becomes(SLICE(""), SLICE(""));
    becomes(SLICE("\n\r\n\n"), SLICE("\n\r\n\n"));
    becomes(SLICE("/Users/eve/ab\r\n/Users/eve/ab\n\n/Users/bob"),
            SLICE("/Users/us1/f1\r\n/Users/us1/f1\n\n/Users/us2"));
    becomes(SLICE("\xef\xbb\xbf/Users/eve\n"), SLICE("\xef\xbb\xbf/Users/us1\n"));
    becomes(SLICE("a\0/Users/eve\0b\n"), SLICE("a\0/Users/us1\0b\n"));
}
END_TEST

/* A parser sees no more than the first part of a long line. */
START_TEST(long_lines)
{
    for (size_t len = LINE_BYTES_MAX - 1; len <= LINE_BYTES_MAX + 1; len++) {
        struct text text = {0};
        struct text expected = {0};
        text_repeat(&text, '.', len);
        text_add(&text, SLICE("/Users/eve\n/Users/eve\n"));
        text_repeat(&expected, '.', LINE_BYTES_MAX < len ? LINE_BYTES_MAX : len);
        if (len < LINE_BYTES_MAX)
            text_add(&expected, SLICE("/"));
        text_repeat(&expected, 'x', len + 10 - expected.len);
        text_add(&expected, SLICE("\n/Users/us1\n"));
        becomes(text_slice(&text), text_slice(&expected));
        text_free(&text);
        text_free(&expected);
    }
}
END_TEST

START_TEST(failures_are_told)
{
    struct error error = ERROR_NONE;
    struct text out = {0};
    struct source source = {SLICE("a\nb"), 2, true};
    struct redactor *redactor = redactor_new();
    ck_assert(!redact_stream(redactor, NULL, (struct byte_reader){read_block, &source},
                             (struct byte_writer){collect, &out}, &error));
    ck_assert_str_eq(error.reason, "the end is missing");
    error = ERROR_NONE;
    source = (struct source){SLICE("a\nb"), 2, false};
    ck_assert(!redact_stream(redactor, NULL, (struct byte_reader){read_block, &source},
                             (struct byte_writer){refuse, NULL}, &error));
    ck_assert_str_eq(error.reason, "the disk is full");
    redactor_free(redactor);
    text_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("redact_stream");
    TCase *tcase = tcase_create("stream");
    tcase_add_test(tcase, line_ends_stay);
    tcase_add_test(tcase, long_lines);
    tcase_add_test(tcase, failures_are_told);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
