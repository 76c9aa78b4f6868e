/* check_page: the report for a terminal, as wide as that is. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>

#include "catalogue_read.h"
#include "escape.h"
#include "pair.h"
#include "render.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define FULL_CELL "\xE2\x96\x88"
#define ALARM "\x1b[1;31m"

static const char *const stories[] = {"10.7-parallels", "26-kalloc1024", "14-ports3", "26-noroot",
                                      "11-shrunk"};

static struct text printed(const struct pair *pair, bool one_capture, struct text_layout layout)
{
    struct error error = ERROR_NONE;
    struct text out = {0};
    struct findings findings;
    struct catalogue catalogue;
    struct arena *arena = arena_new();
    ck_assert(catalogue_load(&catalogue, NULL, arena, &error));
    ck_assert(findings_of(one_capture ? NULL : pair->base, pair->later, &catalogue, arena,
                          &findings, &error));
    struct selection_options fifteen = {.top = 15};
    struct selection selection = select_components(&findings.joined, one_capture, fifteen, arena);
    render_text(&out, &findings, &selection, layout);
    ck_assert(!out.failed);
    arena_free(arena);
    return out;
}

static struct pair pair_of(int story)
{
    char base[512], later[512];
    snprintf(base, sizeof(base), CAPTURES_DIR "/%s/base.tar.gz", stories[story]);
    snprintf(later, sizeof(later), CAPTURES_DIR "/%s/later.tar.gz", stories[story]);
    return read_pair(base, later);
}

/* Words and tables alike; what may not be left out needs some 84 columns in the widest of them. */
START_TEST(no_line_is_too_wide)
{
    static const size_t widths[] = {80, 100, 120, 160, 200};
    struct pair pair = pair_of(_i);
    for (int k = 0; k < 2 * LEN(widths); k++) {
        size_t width = widths[k / 2];
        struct text_layout layout = {.width = width, .explain = k % 2 == 1, .force = true};
        struct text out = printed(&pair, false, layout);
        for (struct slice rest = text_slice(&out); rest.len > 0;) {
            struct slice line = slice_first(rest, slice_find(rest, '\n'));
            size_t most = width < 84 ? 84 : width;
            ck_assert_msg(escape_width(line) <= most, "%zu: %.*s", width, SLICE_ARGS(line));
            rest = slice_from(rest, line.len + 1);
        }
        text_free(&out);
    }
    free_pair(&pair);
}
END_TEST

static bool holds(const struct text *text, const char *what)
{
    return slice_find_text(text_slice(text), what) < text->len;
}

/* Where there is room, and never in files and pipes. */
START_TEST(bars)
{
    struct pair pair = pair_of(1);
    for (int one_capture = 0; one_capture < 2; one_capture++) {
        struct text piped = printed(&pair, one_capture, (struct text_layout){.width = 0});
        struct text narrow = printed(&pair, one_capture, (struct text_layout){.width = 80});
        struct text wide = printed(&pair, one_capture, (struct text_layout){.width = 130});
        struct text wider = printed(&pair, one_capture, (struct text_layout){.width = 200});
        ck_assert(!holds(&piped, FULL_CELL));
        ck_assert(one_capture || !holds(&narrow, FULL_CELL));
        ck_assert(holds(&wide, FULL_CELL));
        ck_assert(holds(&wider, FULL_CELL FULL_CELL FULL_CELL FULL_CELL FULL_CELL FULL_CELL
                                    FULL_CELL FULL_CELL FULL_CELL FULL_CELL FULL_CELL FULL_CELL));
        text_free(&piped);
        text_free(&narrow);
        text_free(&wide);
        text_free(&wider);
    }
    free_pair(&pair);
}
END_TEST

START_TEST(colours)
{
    struct pair pair = pair_of(1);
    struct text plain = printed(&pair, false, (struct text_layout){.width = 120});
    struct text coloured = printed(&pair, false, (struct text_layout){.width = 120, .color = true});
    ck_assert(!holds(&plain, "\x1b"));
    ck_assert(holds(&coloured, ALARM "leak-suspect\x1b[0m"));
    text_free(&plain);
    text_free(&coloured);
    free_pair(&pair);
}
END_TEST

/* Below each row; then they need no list of their own. */
START_TEST(explained)
{
    static const char words[] = "Blocks of bytes up to 1 KB";
    struct pair pair = pair_of(1);
    struct text without = printed(&pair, false, (struct text_layout){.width = 120});
    struct text with = printed(&pair, false, (struct text_layout){.width = 120, .explain = true});
    ck_assert(holds(&without, "What the rows are"));
    ck_assert(!holds(&with, "What the rows are"));
    ck_assert(holds(&without, words) && holds(&with, words));
    ck_assert_uint_gt(slice_find_text(text_slice(&without), words),
                      slice_find_text(text_slice(&without), "More about it"));
    ck_assert_uint_lt(slice_find_text(text_slice(&with), words),
                      slice_find_text(text_slice(&with), "More about it"));
    text_free(&without);
    text_free(&with);
    free_pair(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("page");
    TCase *tests = tcase_create("page");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, no_line_is_too_wide, 0, LEN(stories));
    tcase_add_test(tests, bars);
    tcase_add_test(tests, colours);
    tcase_add_test(tests, explained);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
