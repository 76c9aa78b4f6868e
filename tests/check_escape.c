/*
 * check_escape: no byte of a stranger's text reaches a terminal, a page or JSON that could do harm
 * there.
 */
#include <check.h>
#include <stdlib.h>

#include "escape.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

static void same_bytes(struct text *found, struct slice expected, const char *what)
{
    struct slice text = text_slice(found);
    ck_assert_msg(slice_equal(text, expected), "%s: \"%.*s\" is not \"%.*s\"", what,
                  SLICE_ARGS(text), SLICE_ARGS(expected));
    text_free(found);
}

/* A copy of exactly its size, so that a sanitizer sees every read beyond its end. */
static struct slice exact_copy(struct slice text)
{
    char *copy = malloc(text.len == 0 ? 1 : text.len);
    if (copy == NULL)
        abort();
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.ptr[i];
    return (struct slice){copy, text.len};
}

struct terminal_case {
    const char *what;
    struct slice text;
    const char *escaped;
};

/* clang-format off */
#define T(literal) {(literal), sizeof(literal) - 1}

static const struct terminal_case terminal_cases[] = {
    {"empty", T(""), ""},
    {"plain", T("com.apple.driver (1.0) ~!\"$%"), "com.apple.driver (1.0) ~!\"$%"},
    {"a backslash", T("a\\b\\"), "a\\\\b\\\\"},
    {"what looks like an escape", T("a\\x0a\n\\u{202e}"), "a\\\\x0a\\x0a\\\\u{202e}"},
    {"letters of all lengths", T("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
     "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"NUL", T("a\0b"), "a\\x00" "b"},
    {"line ends and tabs", T("a\r\n\tb"), "a\\x0d\\x0a\\x09" "b"},
    {"bell, backspace, DEL", T("\a\b\x7f"), "\\x07\\x08\\x7f"},
    {"colour", T("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m"},
    {"title of the window", T("\x1b]0;x\x07"), "\\x1b]0;x\\x07"},
    {"C1 as UTF-8", T("\xc2\x9b" "31m\xc2\x85"), "\\x9b" "31m\\x85"},
    {"C1 as a byte", T("\x9b" "31m"), "\\x9b" "31m"},
    {"soft hyphen", T("a\xc2\xad" "b"), "a\\xad" "b"},
    {"no-break space stays", T("a\xc2\xa0" "b"), "a\xc2\xa0" "b"},
    {"right-to-left override", T("a\xe2\x80\xae" "b"), "a\\u{202e}b"},
    {"embeddings and their end", T("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad"),
     "\\u{202a}\\u{202b}\\u{202c}\\u{202d}"},
    {"isolates", T("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"),
     "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"},
    {"marks of direction", T("\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c"), "\\u{200e}\\u{200f}\\u{61c}"},
    {"line and paragraph separator", T("\xe2\x80\xa8\xe2\x80\xa9"), "\\u{2028}\\u{2029}"},
    {"of no width", T("\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf\xe2\x81\xa0"),
     "\\u{200b}\\u{200d}\\u{feff}\\u{2060}"},
    {"tags", T("\xf3\xa0\x80\x81\xf3\xa0\x81\xbf"), "\\u{e0001}\\u{e007f}"},
    {"annotations", T("\xef\xbf\xb9\xef\xbf\xbb"), "\\u{fff9}\\u{fffb}"},
    {"overlong slash", T("\xc0\xaf"), "\\xc0\\xaf"},
    {"overlong escape of three", T("\xe0\x80\x9b"), "\\xe0\\x80\\x9b"},
    {"overlong of four", T("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf"},
    {"surrogates", T("\xed\xa0\x80\xed\xbf\xbf"), "\\xed\\xa0\\x80\\xed\\xbf\\xbf"},
    {"beyond Unicode", T("\xf4\x90\x80\x80\xf5\x80\x80\x80\xff\xfe"),
     "\\xf4\\x90\\x80\\x80\\xf5\\x80\\x80\\x80\\xff\\xfe"},
    {"the last character", T("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf"},
    {"cut at its end", T("ab\xe2\x82"), "ab\\xe2\\x82"},
    {"cut before a letter", T("\xf0\x9f\x98z"), "\\xf0\\x9f\\x98z"},
    {"a lead before an escape", T("\xe2\x1b[2J"), "\\xe2\\x1b[2J"},
    {"stray rest", T("\x80\xbf"), "\\x80\\xbf"},
};

struct width_case {
    const char *what;
    struct slice text;
    size_t width;
};

static const struct width_case width_cases[] = {
    {"empty", T(""), 0},
    {"ASCII", T("kalloc.1024"), 11},
    {"umlaut", T("\xc3\xa4"), 1},
    {"umlaut in two", T("a\xcc\x88"), 1},
    {"ellipsis and arrow", T("\xe2\x80\xa6\xe2\x86\x92"), 2},
    {"kanji", T("\xe6\xbc\xa2\xe5\xad\x97"), 4},
    {"kana", T("\xe3\x81\x8b"), 2},
    {"hangul", T("\xed\x95\x9c"), 2},
    {"fullwidth A", T("\xef\xbc\xa1"), 2},
    {"halfwidth kana", T("\xef\xbd\xb1"), 1},
    {"emoji", T("\xf0\x9f\x98\x80"), 2},
    {"ideograph beyond 16 bits", T("\xf0\xa0\x80\x80"), 2},
    {"variation selector", T("\xe2\x9c\x82\xef\xb8\x8f"), 1},
    {"Thai vowel above", T("\xe0\xb8\x81\xe0\xb8\xb4"), 1},
    {"bytes that are no UTF-8", T("\xff\xfe"), 2},
};

/* File systems of the Mac take letters apart: the name of a program may come in pieces. */
static const struct width_case kana_marks[] = {
    {"voiced", T("\xe3\x81\x8b\xe3\x82\x99"), 2},
    {"half-voiced", T("\xe3\x81\xaf\xe3\x82\x9a"), 2},
};

static const struct terminal_case html_cases[] = {
    {"empty", T(""), ""},
    {"plain", T("com.apple.driver (1.0)"), "com.apple.driver (1.0)"},
    {"an element", T("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"out of an attribute", T("\"><img src=x onerror='a()'>"),
     "&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;"},
    {"a reference", T("&lt;&#60;&"), "&amp;lt;&amp;#60;&amp;"},
    {"end of a section", T("]]>--><!--"), "]]&gt;--&gt;&lt;!--"},
    {"a backslash stays", T("a\\x0a\n"), "a\\x0a\\x0a"},
    {"NUL, escape and DEL", T("a\0\x1b[m\x7f"), "a\\x00\\x1b[m\\x7f"},
    {"right-to-left override", T("a\xe2\x80\xae<"), "a\\u{202e}&lt;"},
    {"bytes that are no UTF-8", T("a\xff\xfe<"), "a\\xff\\xfe&lt;"},
    {"overlong <", T("\xc0\xbc"), "\\xc0\\xbc"},
    {"no character of XML", T("\xef\xbf\xbe\xef\xbf\xbf"), "\\u{fffe}\\u{ffff}"},
    {"letters", T("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
};

static const struct terminal_case json_cases[] = {
    {"empty", T(""), ""},
    {"controls stay: JSON has its own escapes", T("\x1b\0\n"), NULL},
    {"letters", T("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"one for each bad byte", T("a\xff\xfe" "b"), "a\xef\xbf\xbd\xef\xbf\xbd" "b"},
    {"overlong", T("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd"},
    {"surrogate", T("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"cut", T("x\xe2\x82"), "x\xef\xbf\xbd\xef\xbf\xbd"},
    {"DEL is no text", T("a\x7f" "b"), "a\xef\xbf\xbd" "b"},
    {"a replacement character stays", T("\xef\xbf\xbd"), "\xef\xbf\xbd"},
};
/* clang-format on */

START_TEST(terminal_text)
{
    const struct terminal_case *c = &terminal_cases[_i];
    struct slice copy = exact_copy(c->text);
    struct text out = {0};
    escape_terminal(&out, copy);
    same_bytes(&out, slice_of(c->escaped), c->what);
    free((void *)copy.ptr);
}
END_TEST

/* The character that escape_terminal() wrote at the start of the text; its length there. */
static size_t unescape(struct slice text, struct text *out)
{
    const struct slice digits = SLICE("0123456789abcdef");
    if (!slice_starts(text, "\\")) {
        text_add(out, slice_first(text, 1));
        return 1;
    }
    if (slice_starts(text, "\\\\")) {
        text_add(out, SLICE("\\"));
        return 2;
    }
    ck_assert_msg(slice_starts(text, "\\x") && text.len >= 4, "%.*s", SLICE_ARGS(text));
    size_t high = slice_find(digits, text.ptr[2]);
    size_t low = slice_find(digits, text.ptr[3]);
    ck_assert(high < digits.len && low < digits.len);
    text_add(out, (struct slice){(char[]){(char)(high << 4 | low)}, 1});
    return 4;
}

/* Nothing is lost: of ASCII, what came out tells what went in. */
START_TEST(every_three_of_ascii)
{
    static const char others[] = "\\x0a{u\n";
    for (size_t second = 0; second < sizeof(others); second++) {
        for (size_t third = 0; third < sizeof(others); third++) {
            char bytes[] = {(char)_i, others[second], others[third]};
            struct slice given = {bytes, sizeof(bytes)};
            struct text out = {0};
            struct text back = {0};
            escape_terminal(&out, given);
            struct slice rest = text_slice(&out);
            while (rest.len > 0)
                rest = slice_from(rest, unescape(rest, &back));
            same_bytes(&back, given, "unescaped");
            text_free(&out);
        }
    }
}
END_TEST

/* What comes out is printable UTF-8, in which nothing is left to be made safe. */
static void check_is_safe(struct slice text)
{
    struct text again = {0};
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        ck_assert_msg(byte >= 0x20 && byte != 0x7f, "byte %02x", byte);
    }
    escape_controls(&again, text);
    same_bytes(&again, text, "escaped again");
}

/* Every sequence of two bytes, and each of them before and behind a lead byte of four. */
START_TEST(every_pair_of_bytes)
{
    for (unsigned second = 0; second < 256; second += 5) {
        char bytes[] = {(char)_i, (char)second, (char)0xf0, (char)_i, (char)second, 'm'};
        struct text out = {0};
        struct text json = {0};
        escape_terminal(&out, (struct slice){bytes, sizeof(bytes)});
        check_is_safe(text_slice(&out));
        escape_utf8(&json, (struct slice){bytes, sizeof(bytes)});
        struct slice rest = text_slice(&json);
        while (rest.len > 0) {
            unsigned code;
            size_t len = utf8_character(rest, &code);
            ck_assert_uint_gt(len, 0);
            rest = slice_from(rest, len);
        }
        text_free(&out);
        text_free(&json);
    }
}
END_TEST

START_TEST(width)
{
    const struct width_case *c = &width_cases[_i];
    size_t found = escape_width(c->text);
    ck_assert_msg(found == c->width, "%s: %zu", c->what, found);
}
END_TEST

START_TEST(width_of_kana_marks)
{
    const struct width_case *c = &kana_marks[_i];
    size_t found = escape_width(c->text);
    ck_assert_msg(found == c->width, "%s: %zu", c->what, found);
}
END_TEST

START_TEST(json_text)
{
    const struct terminal_case *c = &json_cases[_i];
    struct slice copy = exact_copy(c->text);
    struct text out = {0};
    escape_utf8(&out, copy);
    same_bytes(&out, c->escaped == NULL ? c->text : slice_of(c->escaped), c->what);
    free((void *)copy.ptr);
}
END_TEST

START_TEST(html_text)
{
    const struct terminal_case *c = &html_cases[_i];
    struct slice copy = exact_copy(c->text);
    struct text out = {0};
    escape_html(&out, copy);
    same_bytes(&out, slice_of(c->escaped), c->what);
    free((void *)copy.ptr);
}
END_TEST

START_TEST(characters)
{
    unsigned code = 42;
    ck_assert_uint_eq(utf8_character(SLICE(""), &code), 0);
    ck_assert_uint_eq(utf8_character(SLICE("\x80"), &code), 0);
    ck_assert_uint_eq(code, 42);
    ck_assert_uint_eq(utf8_character(SLICE("\x7f"), &code), 1);
    ck_assert_uint_eq(code, 0x7f);
    ck_assert_uint_eq(utf8_character(SLICE("\xdf\xbf"), &code), 2);
    ck_assert_uint_eq(code, 0x7ff);
    ck_assert_uint_eq(utf8_character(SLICE("\xef\xbf\xbf"), &code), 3);
    ck_assert_uint_eq(code, 0xffff);
    ck_assert_uint_eq(utf8_character(SLICE("\xf4\x8f\xbf\xbf"), &code), 4);
    ck_assert_uint_eq(code, 0x10ffff);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("escape");
    TCase *tests = tcase_create("escape");
    tcase_add_loop_test(tests, terminal_text, 0, LEN(terminal_cases));
    tcase_add_loop_test(tests, every_pair_of_bytes, 0, 256);
    tcase_add_loop_test(tests, every_three_of_ascii, 0, 128);
    tcase_add_loop_test(tests, width, 0, LEN(width_cases));
    tcase_add_loop_test(tests, width_of_kana_marks, 0, LEN(kana_marks));
    tcase_add_loop_test(tests, json_text, 0, LEN(json_cases));
    tcase_add_loop_test(tests, html_text, 0, LEN(html_cases));
    tcase_add_test(tests, characters);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
