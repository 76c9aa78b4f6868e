/* completion_zsh.c: for zsh, with the functions that come with it. */
#include <string.h>

#include "completion_shells.h"

/* Names are handed to compadd as an array, and nothing in them is expanded. */
static const char functions[] =
    "#compdef sysdelta\n"
    "_sysdelta_snapshots() {\n"
    "    local folder=${(Q)opt_args[--library]} expl\n"
    "    local -a names\n"
    "    names=(@latest @boot\n"
    "        ${(f)\"$(command $program list --names ${folder:+--library=$folder} 2>/dev/null)\"})\n"
    "    _wanted snapshots expl snapshot compadd -a names\n"
    "}\n"
    "_sysdelta_captures() {\n"
    "    _alternative 'snapshots:snapshot:_sysdelta_snapshots' 'files:file:_files'\n"
    "}\n"
    "_sysdelta_catalogue() {\n"
    "    local expl\n"
    "    local -a names\n"
    "    names=(${(f)\"$(command $program explain --names 2>/dev/null)\"})\n"
    "    _wanted names expl name compadd -a names\n"
    "}\n"
    "_sysdelta() {\n"
    "    local -a commands\n"
    "    commands=(\n";

static const char choice[] = "    )\n"
                             "    if (( CURRENT == 2 )); then\n"
                             "        commands+=('help:the options of a command')\n"
                             "        _describe command commands\n"
                             "        return\n"
                             "    fi\n"
                             "    local program=$words[1] command=$words[2]\n"
                             "    shift words\n"
                             "    (( CURRENT-- ))\n"
                             "    case $command in\n"
                             "    help) (( CURRENT > 2 )) || _describe command commands ;;\n";

/* zsh ends a description at a bracket, and a name in a list at a colon. */
static void add_escaped(struct text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text) != NULL)
            text_add(out, SLICE("\\"));
        completion_quoted(out, (char[]){*text, '\0'});
    }
}

/* The words are freed. */
static void write_completed(struct text *out, enum completed completed, struct text *words)
{
    switch (completed) {
    case COMPLETED_NOTHING:
        break;
    case COMPLETED_WORDS:
        text_printf(out, "(%.*s)", SLICE_ARGS(text_slice(words)));
        break;
    case COMPLETED_LIST:
        text_printf(out, "_values -s , word %.*s", SLICE_ARGS(text_slice(words)));
        break;
    case COMPLETED_LIMITS:
        text_add(out, SLICE("compadd -S \"=\" - "));
        completed_limits(out, "");
        break;
    case COMPLETED_FILES:
        text_add(out, SLICE("_files"));
        break;
    case COMPLETED_SNAPSHOTS:
        text_add(out, SLICE("_sysdelta_snapshots"));
        break;
    case COMPLETED_CAPTURES:
        text_add(out, SLICE("_sysdelta_captures"));
        break;
    case COMPLETED_CATALOGUE:
        text_add(out, SLICE("_sysdelta_catalogue"));
        break;
    }
    text_free(words);
}

static void write_value(struct text *out, const struct option_row *row)
{
    struct text words = {0};
    if (row->argument == no_argument)
        return;
    text_printf(out, "%s:%s:", row->argument == optional_argument ? ":" : "", row->argument_name);
    if (row->words != NULL)
        text_add(&words, slice_of(row->words));
    write_completed(out, completed_of_option(row), &words);
}

static void write_form(struct text *out, const struct option_row *row, const char *equals)
{
    text_printf(out, "%s[", equals);
    add_escaped(out, row->help);
    text_add(out, SLICE("]"));
    write_value(out, row);
    text_add(out, SLICE("'"));
}

static void write_option(struct text *out, const struct option_row *row)
{
    const char *equals = row->argument == no_argument         ? ""
                         : row->argument == optional_argument ? "=-"
                                                              : "=";
    text_printf(out, " \\\n            '--%s", row->name);
    write_form(out, row, equals);
    if (row->letter == '\0')
        return;
    text_printf(out, " \\\n            '-%c", row->letter);
    write_form(out, row, row->argument == no_argument ? "" : "+");
}

static void write_command(struct text *out, const struct command_row *row)
{
    struct text words = {0};
    enum completed completed = completed_of_command(row);
    text_printf(out, "    %s)\n        _arguments -s", row->name);
    for (size_t i = 0; i < n_option_rows; i++) {
        if (option_goes_with(&option_rows[i], row->command))
            write_option(out, &option_rows[i]);
    }
    if (completed != COMPLETED_NOTHING) {
        completed_words(&words, row);
        text_printf(out, " \\\n            '%s:operand:", row->most == 1 ? "1" : "*");
        write_completed(out, completed, &words);
        text_add(out, SLICE("'"));
    }
    text_add(out, SLICE(" ;;\n"));
}

void completion_zsh(struct text *out)
{
    text_add(out, slice_of(functions));
    for (size_t i = 0; i < n_command_rows; i++) {
        text_printf(out, "        '%s:", command_rows[i].name);
        add_escaped(out, command_rows[i].help);
        text_add(out, SLICE("'\n"));
    }
    text_add(out, slice_of(choice));
    for (size_t i = 0; i < n_command_rows; i++)
        write_command(out, &command_rows[i]);
    text_add(out, SLICE("    esac\n"
                        "}\n"
                        "_sysdelta \"$@\"\n"));
}
