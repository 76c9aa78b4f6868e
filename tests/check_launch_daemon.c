/* check_launch_daemon: the property list, to the byte, and what cannot stand in one. */
#include <check.h>

#include "launch_daemon.h"
#include "run_suite.h"

#define START                                                                                      \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                 \
    "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "                                      \
    "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"                                        \
    "<plist version=\"1.0\">\n"                                                                    \
    "<dict>\n"                                                                                     \
    "    <key>Label</key>\n"                                                                       \
    "    <string>org.sysdelta.baseline</string>\n"                                                 \
    "    <key>RunAtLoad</key>\n"                                                                   \
    "    <true/>\n"                                                                                \
    "    <key>ProgramArguments</key>\n"                                                            \
    "    <array>\n"
#define WORD(word) "        <string>" word "</string>\n"
#define WORDS                                                                                      \
    WORD("capture") WORD("--quick") WORD("--label") WORD("boot") WORD("--delay") WORD("180s")
#define END "    </array>\n</dict>\n</plist>\n"

struct plist_case {
    struct launch_daemon daemon;
    const char *text; /* NULL: refused */
};

/* clang-format off */
static const struct plist_case cases[] = {
    {{.program = "/usr/local/bin/sysdelta"}, START WORD("/usr/local/bin/sysdelta") WORDS END},
    {{.program = "/a/b", .user = "me", .library = "/Users/me/x"},
     START WORD("/a/b") WORDS WORD("--user") WORD("me") WORD("--library") WORD("/Users/me/x") END},
    {{.program = "/a<b>&c\"'"}, START WORD("/a&lt;b&gt;&amp;c\"'") WORDS END},
    {{.program = "/\xc3\xa4"}, START WORD("/\xc3\xa4") WORDS END},
    {{.program = "/a", .label = "a b", .delay_seconds = 90, .time_limit_seconds = 7},
     START WORD("/a") WORD("capture") WORD("--quick") WORD("--label") WORD("a b") WORD("--delay")
         WORD("90s") WORD("--time-limit") WORD("7s") END},
    {{.program = "/a", .label = "a\nb"}, NULL},
    {{.program = "sysdelta"}, NULL},
    {{.program = "/a", .user = "me", .library = "captures"}, NULL},
    {{.program = "/a\n"}, NULL},
    {{.program = "/a", .user = "m\x1b"}, NULL},
};
/* clang-format on */

START_TEST(plists)
{
    const struct plist_case *c = &cases[_i];
    struct text text = {0};
    struct error error = ERROR_NONE;
    bool ok = launch_daemon_text(&text, &c->daemon, &error);
    ck_assert(ok == (c->text != NULL));
    ck_assert(ok != error.set);
    if (ok)
        ck_assert_msg(slice_is(text_slice(&text), c->text), "%.*s", (int)text.len, text.bytes);
    text_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("launch_daemon");
    TCase *tests = tcase_create("launch_daemon");
    tcase_add_loop_test(tests, plists, 0, sizeof(cases) / sizeof(*cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
