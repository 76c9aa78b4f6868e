/* check_command_path: where the program stands in a command line without quotes. */
#include <check.h>

#include "command_path.h"
#include "run_suite.h"

static const struct command_case {
    const char *command, *folder, *name;
} cases[] = {
    {"/sbin/launchd", "/sbin/", "launchd"},
    {"/usr/libexec/tccd system", "/usr/libexec/", "tccd system"},
    {"/usr/sbin/distnoted agent -x", "/usr/sbin/", "distnoted agent"},
    {"login -pfl", "", "login"},
    {"sshd: sue [priv]", "", "sshd:"},
    {"./deploy x/y", "./", "deploy"},
    {"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome --type=a",
     "/Applications/Google Chrome.app/Contents/MacOS/", "Google Chrome"},
    {"/Applications/Utilities/Adobe Creative Cloud/ACC/Creative Cloud.app/Contents/MacOS/Creative "
     "Cloud",
     "/Applications/Utilities/Adobe Creative Cloud/ACC/Creative Cloud.app/Contents/MacOS/",
     "Creative Cloud"},
    {"/Library/Application Support/Acme/agent -d", "/Library/Application Support/Acme/", "agent"},
    {"/usr/bin/open https://u:p@h/x", "/usr/bin/", "open"},
    {"/usr/bin/vim Kunden/plan.txt", "/usr/bin/", "vim"},
    {"/usr/bin/tool one two a/b", "/usr/bin/", "tool one two"},
    {"/usr/bin/open Kunden/Foo.app/Contents/MacOS/Foo", "/usr/bin/", "open"},
    {"/usr/bin/", "/usr/bin/", ""},
    {"", "", ""},
    {"/", "/", ""},
    {"-zsh", "", "-zsh"},
};

START_TEST(commands)
{
    const struct command_case *c = &cases[_i];
    struct slice command = slice_of(c->command);
    struct slice folder = slice_first(command, command_folder(command));
    ck_assert_msg(slice_is(folder, c->folder), "%s: %.*s", c->command, SLICE_ARGS(folder));
    struct slice name = command_name(command);
    ck_assert_msg(slice_is(name, c->name), "%s: %.*s", c->command, SLICE_ARGS(name));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command path");
    TCase *tcase = tcase_create("command path");
    tcase_add_loop_test(tcase, commands, 0, sizeof(cases) / sizeof(*cases));
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
