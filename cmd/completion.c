#include "completion.h"

#include <string.h>

#include "completion_shells.h"

static const struct {
    const char *name;
    void (*write)(struct text *out);
} shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};

enum { SHELLS = sizeof(shells) / sizeof(*shells) };

enum completed completed_of_option(const struct option_row *row)
{
    static const struct {
        const char *argument_name;
        enum completed completed;
    } kinds[] = {
        {"FILE", COMPLETED_FILES},         {"DIR", COMPLETED_FILES},
        {"PROGRAM", COMPLETED_FILES},      {"CAPTURE", COMPLETED_CAPTURES},
        {"NAME=N", COMPLETED_LIMITS},      {"LIST", COMPLETED_LIST},
        {"SNAPSHOT", COMPLETED_SNAPSHOTS},
    };
    for (size_t i = 0; row->argument_name != NULL && i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(row->argument_name, kinds[i].argument_name) == 0)
            return kinds[i].completed;
    }
    return row->words != NULL ? COMPLETED_WORDS : COMPLETED_NOTHING;
}

enum completed completed_of_command(const struct command_row *row)
{
    switch (row->command) {
    case COMMAND_NONE:
    case COMMAND_LIST:
    case COMMAND_CAPTURE:
        return COMPLETED_NOTHING;
    case COMMAND_EXPLAIN:
        return COMPLETED_CATALOGUE;
    case COMMAND_RM:
        return COMPLETED_SNAPSHOTS;
    case COMMAND_COMPLETION:
        return COMPLETED_WORDS;
    case COMMAND_ADD:
        return COMPLETED_FILES;
    case COMMAND_DIFF:
    case COMMAND_SHOW:
    case COMMAND_EXTRACT:
    case COMMAND_BUNDLE:
    case COMMAND_VERIFY:
        return COMPLETED_CAPTURES;
    }
    return COMPLETED_NOTHING;
}

static void add_word(struct text *out, const char *word, const char *end, bool first)
{
    text_printf(out, "%s%s%s", first ? "" : " ", word, end);
}

void completed_words(struct text *out, const struct command_row *row)
{
    for (size_t i = 0; row->command == COMMAND_COMPLETION && i < SHELLS; i++)
        add_word(out, shells[i].name, "", i == 0);
}

void completed_commands(struct text *out)
{
    for (size_t i = 0; i < n_command_rows; i++)
        add_word(out, command_rows[i].name, "", i == 0);
}

void completed_limits(struct text *out, const char *end)
{
    for (size_t i = 0; limits_name(i) != NULL; i++)
        add_word(out, limits_name(i), end, i == 0);
}

void completion_quoted(struct text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            text_add(out, SLICE("'\\''"));
        else
            text_add(out, (struct slice){text, 1});
    }
}

bool completion_write(struct text *out, const char *shell)
{
    for (size_t i = 0; i < SHELLS; i++) {
        if (strcmp(shell, shells[i].name) == 0) {
            if (out != NULL)
                shells[i].write(out);
            return true;
        }
    }
    return false;
}
