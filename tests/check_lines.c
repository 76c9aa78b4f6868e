/* check_lines: lines out of a stream of bytes, whatever the size of the blocks it comes in. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "run_suite.h"

/* The text is `lead`, then `fill` times an x, then `tail`: room for lines beyond the limit. */
struct text_case {
    const char *what, *lead;
    size_t fill;
    const char *tail;
    size_t tail_len; /* 0: as long as the string is */
    size_t n_lines;
    struct expected_line {
        size_t len;
        const char *start; /* what it starts with; NULL: x */
        uint64_t offset;
        bool cut, newline;
    } lines[5];
};

enum { MAX = LINE_BYTES_MAX };
#define BOM "\xEF\xBB\xBF"

/* clang-format off */
static const struct text_case cases[] = {
    {"nothing", "", 0, "", 0, 0, {{0}}},
    {"a newline", "\n", 0, "", 0, 1, {{0, "", 0, false, true}}},
    {"two lines", "one\ntwo\n", 0, "", 0, 2,
     {{3, "one", 0, false, true}, {3, "two", 4, false, true}}},
    {"no newline at the end", "one\ntwo", 0, "", 0, 2,
     {{3, "one", 0, false, true}, {3, "two", 4, false, false}}},
    {"carriage returns", "one\r\n\r\ntwo\r", 0, "", 0, 3,
     {{3, "one", 0, false, true}, {0, "", 5, false, true}, {3, "two", 7, false, false}}},
    {"only the last carriage return goes", "a\rb\r\r\n", 0, "", 0, 1,
     {{4, "a\rb\r", 0, false, true}}},
    {"empty lines", "\n\n\nx", 0, "", 0, 4,
     {{0, "", 0, false, true}, {0, "", 1, false, true}, {0, "", 2, false, true},
      {1, "x", 3, false, false}}},
    {"a byte order mark", BOM "one\n", 0, "two\n", 0, 2,
     {{3, "one", 3, false, true}, {3, "two", 7, false, true}}},
    {"a byte order mark alone", BOM, 0, "", 0, 0, {{0}}},
    {"only the first of them goes", BOM BOM "one", 0, "\n" BOM, 0, 2,
     {{6, BOM "one", 3, false, true}, {3, BOM, 10, false, false}}},
    {"half of one", "\xEF\xBB", 0, "", 0, 1, {{2, "\xEF\xBB", 0, false, false}}},
    {"zero bytes", "", 0, "a\0b\n\0\n\0", 7, 3,
     {{3, "a", 0, false, true}, {1, "", 4, false, true}, {1, "", 6, false, false}}},
    {"one under the limit", "", MAX - 1, "\nend", 0, 2,
     {{MAX - 1, NULL, 0, false, true}, {3, "end", MAX, false, false}}},
    {"the limit", "", MAX, "\nend", 0, 2,
     {{MAX, NULL, 0, false, true}, {3, "end", MAX + 1, false, false}}},
    {"the limit, the text's end", "", MAX, "", 0, 1, {{MAX, NULL, 0, false, false}}},
    {"one over", "", MAX + 1, "\nend\n", 0, 2,
     {{MAX, NULL, 0, true, false}, {3, "end", MAX + 2, false, true}}},
    {"one over, the text's end", "", MAX + 1, "", 0, 1, {{MAX, NULL, 0, true, false}}},
    {"over behind a short line", "one\n", MAX + 7, "\n\nend", 0, 4,
     {{3, "one", 0, false, true}, {MAX, NULL, 4, true, false}, {0, "", MAX + 12, false, true},
      {3, "end", MAX + 13, false, false}}},
    {"twice the limit", "", 2 * MAX, "\nend", 0, 2,
     {{MAX, NULL, 0, true, false}, {3, "end", 2 * MAX + 1, false, false}}},
    {"many times the limit", "one\n", 7 * MAX + 5, "\nend\n", 0, 3,
     {{3, "one", 0, false, true}, {MAX, NULL, 4, true, false},
      {3, "end", 7 * MAX + 10, false, true}}},
    {"many times the limit, the text's end", "", 5 * MAX, "", 0, 1, {{MAX, NULL, 0, true, false}}},
    {"the limit with a mark in front", BOM, MAX, "\nend", 0, 2,
     {{MAX, NULL, 3, false, true}, {3, "end", MAX + 4, false, false}}},
};
/* clang-format on */

enum { CASES = sizeof(cases) / sizeof(*cases) };

/* Sizes of the blocks that a text comes in, each tried with every case. */
static const size_t blocks[] = {1, 2, 3, 7, 511, 4096, MAX - 1, MAX, MAX + 1, SIZE_MAX};
enum { BLOCKS = sizeof(blocks) / sizeof(*blocks) };

struct stream {
    const char *bytes;
    size_t len, at, block;
    size_t fails_at; /* bytes that can be read before the error; SIZE_MAX: none */
    size_t reads_after_end;
};

static long read_stream(void *context, char *buffer, size_t room, struct error *error)
{
    struct stream *stream = context;
    size_t end = stream->len < stream->fails_at ? stream->len : stream->fails_at;
    size_t len = end - stream->at;
    if (len == 0 && stream->at == stream->fails_at) {
        error_set(error, "the cable fell out");
        return -1;
    }
    stream->reads_after_end += len == 0;
    len = len < stream->block ? len : stream->block;
    len = len < room ? len : room;
    if (len > 0)
        memcpy(buffer, stream->bytes + stream->at, len);
    stream->at += len;
    return (long)len;
}

/* In a heap block of exactly its size, for the sanitizer. */
static char *text_of(const struct text_case *c, size_t *ret_len)
{
    size_t lead = strlen(c->lead);
    size_t tail = c->tail_len > 0 ? c->tail_len : strlen(c->tail);
    *ret_len = lead + c->fill + tail;
    char *text = malloc(*ret_len > 0 ? *ret_len : 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, c->lead, lead);
    memset(text + lead, 'x', c->fill);
    memcpy(text + lead + c->fill, c->tail, tail);
    return text;
}

static void check_line(const struct text_case *c, const struct lines *lines, struct slice line,
                       size_t i)
{
    const struct expected_line *e = &c->lines[i];
    ck_assert_msg(i < c->n_lines, "%s: more than %d lines", c->what, (int)i);
    ck_assert_msg(line.len == e->len, "%s: line %d has %d bytes", c->what, (int)i, (int)line.len);
    ck_assert_uint_eq(lines_number(lines), i + 1);
    ck_assert_msg(lines_offset(lines) == e->offset, "%s: line %d at %d", c->what, (int)i,
                  (int)lines_offset(lines));
    ck_assert_msg(lines_was_cut(lines) == e->cut, "%s: line %d cut", c->what, (int)i);
    ck_assert_msg(lines_had_newline(lines) == e->newline, "%s: line %d newline", c->what, (int)i);
    size_t same = 0;
    while (e->start == NULL && same < line.len && line.ptr[same] == 'x')
        same++;
    ck_assert_msg(e->start != NULL || same == line.len, "%s: line %d", c->what, (int)i);
    ck_assert_msg(e->start == NULL || slice_starts(line, e->start), "%s: line %d", c->what, (int)i);
}

static void check_text(const struct text_case *c, size_t block, bool peek)
{
    size_t len;
    char *text = text_of(c, &len);
    struct stream stream = {text, len, 0, block, SIZE_MAX, 0};
    struct lines *lines = lines_new((struct byte_reader){read_stream, &stream}, &limits_default);
    struct slice line;
    size_t count = 0;
    ck_assert_ptr_nonnull(lines);
    if (peek) {
        size_t skipped = slice_starts((struct slice){text, len}, BOM) ? 3 : 0;
        struct slice rest = slice_from((struct slice){text, len}, skipped);
        struct slice head = lines_peek(lines);
        ck_assert_uint_le(head.len, MAX);
        ck_assert(head.len == rest.len || head.len + skipped >= MAX);
        ck_assert(slice_equal(head, slice_first(rest, head.len)));
    }
    while (lines_next(lines, &line))
        check_line(c, lines, line, count++);
    ck_assert_msg(count == c->n_lines, "%s: %d lines", c->what, (int)count);
    ck_assert(!lines_next(lines, &line));
    ck_assert_uint_eq(lines_bytes(lines), len);
    ck_assert_uint_eq(lines_number(lines), count);
    ck_assert(!lines_error(lines)->set);
    ck_assert_uint_le(stream.reads_after_end, 1);
    lines_free(lines);
    free(text);
}

START_TEST(texts)
{
    const struct text_case *c = &cases[_i / BLOCKS];
    check_text(c, blocks[_i % BLOCKS], false);
    check_text(c, blocks[_i % BLOCKS], true);
}
END_TEST

/* The reader fails behind so many bytes of "one\ntwo\nthree\n": what came before is given out. */
struct failure_case {
    size_t at, n_lines;
    const char *last;
    bool newline;
};

static const struct failure_case failures[] = {
    {0, 0, "", false},  {1, 1, "o", false},  {3, 1, "one", false},    {4, 1, "one", true},
    {5, 2, "t", false}, {8, 2, "two", true}, {13, 3, "three", false},
};

START_TEST(the_reader_fails)
{
    static const char text[] = "one\ntwo\nthree\n";
    const struct failure_case *c = &failures[_i / BLOCKS];
    struct stream stream = {text, sizeof(text) - 1, 0, blocks[_i % BLOCKS], c->at, 0};
    struct lines *lines = lines_new((struct byte_reader){read_stream, &stream}, &limits_default);
    struct slice line = {"", 0};
    size_t count = 0;
    while (lines_next(lines, &line)) {
        count++;
        ck_assert(count < c->n_lines || slice_is(line, c->last));
    }
    ck_assert_uint_eq(count, c->n_lines);
    ck_assert(count == 0 || lines_had_newline(lines) == c->newline);
    ck_assert(lines_error(lines)->set);
    ck_assert_str_eq(lines_error(lines)->reason, "the cable fell out");
    ck_assert_uint_eq(lines_bytes(lines), c->at);
    lines_free(lines);
}
END_TEST

/* Inside the part of a long line that is dropped: the line was given out, the error is kept. */
START_TEST(the_reader_fails_in_a_dropped_rest)
{
    const struct text_case *c = &cases[CASES - 2]; /* five times the limit */
    size_t len;
    char *text = text_of(c, &len);
    struct stream stream = {text, len, 0, blocks[_i], 3 * MAX + 1, 0};
    struct lines *lines = lines_new((struct byte_reader){read_stream, &stream}, &limits_default);
    struct slice line;
    ck_assert(lines_next(lines, &line));
    ck_assert_uint_eq(line.len, MAX);
    ck_assert(lines_was_cut(lines));
    ck_assert(!lines_next(lines, &line));
    ck_assert(lines_error(lines)->set);
    ck_assert_uint_eq(lines_bytes(lines), 3 * MAX + 1);
    lines_free(lines);
    free(text);
}
END_TEST

/* A reader that claims more than there was room for is not believed. */
static long read_too_much(void *context, char *buffer, size_t room, struct error *error)
{
    (void)context;
    (void)error;
    memset(buffer, 'x', room);
    return (long)room + 1;
}

START_TEST(a_reader_that_lies)
{
    struct lines *lines = lines_new((struct byte_reader){read_too_much, NULL}, &limits_default);
    struct slice line;
    ck_assert(!lines_next(lines, &line));
    lines_free(lines);
    lines_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lines");
    TCase *tests = tcase_create("lines");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, texts, 0, CASES * BLOCKS);
    tcase_add_loop_test(tests, the_reader_fails, 0,
                        (int)(sizeof(failures) / sizeof(*failures)) * BLOCKS);
    tcase_add_loop_test(tests, the_reader_fails_in_a_dropped_rest, 0, BLOCKS);
    tcase_add_test(tests, a_reader_that_lies);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
