/*
 * check_robust_bytes: reports of every fixture with single bytes changed, put in, or taken out.
 */
#include <check.h>
#include <string.h>

#include "damage_oracle.h"
#include "robust.h"

/* A line feed in the place of a byte, or a byte in the place of a line feed, is no damage within a
 * line. */
static enum damage_kind kind_of(struct slice gone, struct slice with)
{
    if (slice_find(gone, '\n') < gone.len)
        return DAMAGE_JOIN;
    return slice_find(with, '\n') < with.len ? DAMAGE_SPLIT : DAMAGE_BYTE;
}

static void change(const struct robust_capture *capture, size_t kind, const char *what, size_t at,
                   size_t len, struct slice with)
{
    struct slice text = robust_text(capture, kind);
    struct slice gone = slice_first(slice_from(text, at), len);
    struct damage_case c = {capture->name, capture->whole, kind, text, what, at};
    struct damaged damaged = damage_replace(kind_of(gone, with), text, at, len, with);
    judge_damage(&c, &damaged);
    damaged_free(&damaged);
}

static const struct byte_damage {
    const char *what;
    size_t len;  /* of what is taken out */
    char mask;   /* for what is put in its place: its byte with these bits flipped */
    bool masked; /* else `with` */
    const char *with;
    size_t with_len;
} damages[] = {
    {"lowest bit flipped", 1, 0x01, true, NULL, 0},
    {"bit 4 flipped", 1, 0x10, true, NULL, 0},
    {"highest bit flipped", 1, (char)0x80, true, NULL, 0},
    {"byte 0xff", 1, 0, false, "\xff", 1},
    {"byte 0x00", 1, 0, false, "\0", 1},
    {"a blank for a byte", 1, 0, false, " ", 1},
    {"a byte left out", 1, 0, false, "", 0},
    {"NUL put in", 0, 0, false, "\0", 1},
    {"an escape sequence put in", 0, 0, false, "\033[2J", 4},
    {"a carriage return put in", 0, 0, false, "\r", 1},
    {"a line feed put in", 0, 0, false, "\n", 1},
    {"64 zero bytes, as of a disk block", 64, 0, false, NULL, 64},
};

enum { DAMAGES = sizeof(damages) / sizeof(*damages) };

static void damage_byte(const struct robust_capture *capture, size_t kind,
                        const struct byte_damage *d, size_t at)
{
    static const char zeros[64];
    struct slice text = robust_text(capture, kind);
    char flipped = (char)(text.ptr[at] ^ d->mask);
    struct slice with = {d->with != NULL ? d->with : zeros, d->with_len};
    if (d->masked)
        with = (struct slice){&flipped, 1};
    size_t len = d->len < text.len - at ? d->len : text.len - at;
    change(capture, kind, d->what, at, len, with);
}

START_TEST(bytes)
{
    static struct robust_budget budgets[DAMAGES];
    const struct robust_capture *capture = robust_capture((size_t)_i / DAMAGES);
    const struct byte_damage *d = &damages[_i % DAMAGES];
    for (size_t kind = 0; kind < capture->whole->n_reports; kind++) {
        struct slice text = robust_text(capture, kind);
        size_t n = robust_cases(&budgets[_i % DAMAGES], kind, text, text.len);
        for (size_t i = 0; i < n; i++)
            damage_byte(capture, kind, d, robust_place(i, n, text.len));
    }
    check_no_complaints();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("robust_bytes");
    TCase *tests = tcase_create("robust_bytes");
    tcase_add_loop_test(tests, bytes, 0, (int)robust_count() * DAMAGES);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}
