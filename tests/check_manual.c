/* check_manual: docs/sysdelta.1 has every option and every limit, with the defaults of the code. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "option_table.h"
#include "report.h"
#include "run_suite.h"

#define MANUAL SOURCE_DIR "/docs/sysdelta.1"

static char *manual;

static void read_manual(void)
{
    FILE *file = fopen(MANUAL, "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    ck_assert_int_gt(size, 0);
    rewind(file);
    manual = calloc((size_t)size + 1, 1);
    ck_assert_ptr_nonnull(manual);
    ck_assert_uint_eq(fread(manual, 1, (size_t)size, file), (size_t)size);
    fclose(file);
}

static void free_manual(void)
{
    free(manual);
}

/* Behind the first place where it stands as a whole word; NULL: nowhere. */
static const char *behind(const char *text, const char *word)
{
    size_t len = strlen(word);
    while ((text = strstr(text, word)) != NULL) {
        text += len;
        if (strchr(" \n,;=", *text) != NULL)
            return text;
    }
    return NULL;
}

START_TEST(options)
{
    char flag[64];
    snprintf(flag, sizeof(flag), "Fl -%s", option_rows[_i].name);
    ck_assert_msg(behind(manual, flag) != NULL, "%s", flag);
    if (option_rows[_i].letter == '\0')
        return;
    snprintf(flag, sizeof(flag), "\n.It Fl %c", option_rows[_i].letter);
    ck_assert_msg(behind(manual, flag) != NULL, "%s", flag + 1);
}
END_TEST

START_TEST(commands)
{
    char name[64];
    snprintf(name, sizeof(name), "\n.It Cm %s", command_rows[_i].name);
    ck_assert_msg(behind(manual, name) != NULL, "%s", name + 1);
}
END_TEST

/* "--limit" of each default as the manual has it gives the defaults. */
START_TEST(every_limit)
{
    struct limits limits;
    memset(&limits, 0, sizeof(limits));
    for (size_t i = 0; limits_name(i) != NULL; i++) {
        char item[64];
        struct error error = ERROR_NONE;
        snprintf(item, sizeof(item), "\n.It Cm %s", limits_name(i));
        const char *setting = behind(manual, item);
        ck_assert_msg(setting != NULL, "%s", limits_name(i));
        if (*setting != '=')
            continue;
        setting -= strlen(limits_name(i));
        struct slice words = {setting, strcspn(setting, "\n")};
        ck_assert_msg(limits_set(&limits, words, &error), "%s", error.reason);
    }
    ck_assert_mem_eq(&limits, &limits_default, sizeof(limits));
}
END_TEST

START_TEST(rows_of_each_kind)
{
    const char *list = behind(manual, "\n.It Cm rows");
    ck_assert_ptr_nonnull(list);
    for (size_t i = 0; report_kinds[i] != NULL; i++) {
        char words[64];
        snprintf(words, sizeof(words), "%s %llu", report_kinds[i]->name,
                 (unsigned long long)report_kinds[i]->rows_max);
        const char *end = behind(list, words);
        ck_assert_msg(end != NULL && end <= strstr(list, "\n.El"), "%s", words);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("manual");
    TCase *tests = tcase_create("manual");
    tcase_add_checked_fixture(tests, read_manual, free_manual);
    tcase_add_loop_test(tests, options, 0, (int)n_option_rows);
    tcase_add_loop_test(tests, commands, 0, (int)n_command_rows);
    tcase_add_test(tests, every_limit);
    tcase_add_test(tests, rows_of_each_kind);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
