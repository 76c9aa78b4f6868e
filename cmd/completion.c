#include "completion.h"

#include <string.h>

#include "option_table.h"

static bool names_files(const struct option_row *row)
{
    static const char *const kinds[] = {"FILE", "DIR", "PROGRAM", "CAPTURE"};
    for (size_t i = 0; row->argument_name != NULL && i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(row->argument_name, kinds[i]) == 0)
            return true;
    }
    return false;
}

static bool takes_files(const struct command_row *command)
{
    return command->command != COMMAND_EXPLAIN && command->command != COMMAND_LIST &&
           command->command != COMMAND_CAPTURE && command->command != COMMAND_COMPLETION;
}

/* Inside of single quotes. */
static void add_quoted(struct text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            text_add(out, SLICE("'\\''"));
        else
            text_add(out, (struct slice){text, 1});
    }
}

/* zsh ends a description at a bracket, and a name in a list at a colon. */
static void add_zsh(struct text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text) != NULL)
            text_add(out, SLICE("\\"));
        add_quoted(out, (char[]){*text, '\0'});
    }
}

static void bash_values(struct text *out, const struct option_row *row)
{
    text_printf(out, "    --%s", row->name);
    if (row->letter != '\0')
        text_printf(out, " | -%c", row->letter);
    text_add(out, SLICE(")\n"));
    if (row->words != NULL)
        text_printf(out, "        COMPREPLY=($(compgen -W '%s' -- \"$current\"))\n", row->words);
    else if (names_files(row))
        text_add(out, SLICE("        COMPREPLY=($(compgen -f -- \"$current\"))\n"));
    text_add(out, SLICE("        return ;;\n"));
}

static void bash_options(struct text *out, enum command command)
{
    for (size_t i = 0; i < n_option_rows; i++) {
        if (option_goes_with(&option_rows[i], command))
            text_printf(out, " --%s", option_rows[i].name);
    }
}

static void write_bash(struct text *out)
{
    text_add(out, SLICE("# bash completion for sysdelta\n"
                        "_sysdelta() {\n"
                        "    local current=${COMP_WORDS[COMP_CWORD]}\n"
                        "    local previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
                        "    COMPREPLY=()\n"
                        "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
                        "        COMPREPLY=($(compgen -W 'help"));
    for (size_t i = 0; i < n_command_rows; i++)
        text_printf(out, " %s", command_rows[i].name);
    bash_options(out, COMMAND_NONE);
    text_add(out, SLICE("' -- \"$current\"))\n"
                        "        return\n"
                        "    fi\n"
                        "    case $previous in\n"));
    for (size_t i = 0; i < n_option_rows; i++) {
        if (option_rows[i].argument == required_argument)
            bash_values(out, &option_rows[i]);
    }
    text_add(out, SLICE("    esac\n"
                        "    case ${COMP_WORDS[1]} in\n"));
    for (size_t i = 0; i < n_command_rows; i++) {
        text_printf(out, "    %s) local options='", command_rows[i].name);
        bash_options(out, command_rows[i].command);
        text_printf(out, "' files=%s ;;\n", takes_files(&command_rows[i]) ? "yes" : "no");
    }
    text_add(out, SLICE("    *) local options='' files=yes ;;\n"
                        "    esac\n"
                        "    case $current in\n"
                        "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
                        "    *) [ $files = no ] || COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
                        "    esac\n"
                        "}\n"
                        "complete -o filenames -F _sysdelta sysdelta\n"));
}

static void zsh_value(struct text *out, const struct option_row *row)
{
    if (row->argument == no_argument)
        return;
    text_printf(out, "%s:%s:", row->argument == optional_argument ? ":" : "", row->argument_name);
    if (row->words != NULL)
        text_printf(out, "(%s)", row->words);
    else if (names_files(row))
        text_add(out, SLICE("_files"));
}

static void zsh_option(struct text *out, const struct option_row *row)
{
    const char *equals = row->argument == no_argument         ? ""
                         : row->argument == optional_argument ? "=-"
                                                              : "=";
    text_add(out, SLICE(" \\\n            '"));
    text_printf(out, "--%s%s[", row->name, equals);
    add_zsh(out, row->help);
    text_add(out, SLICE("]"));
    zsh_value(out, row);
    text_add(out, SLICE("'"));
    if (row->letter == '\0')
        return;
    text_add(out, SLICE(" \\\n            '"));
    text_printf(out, "-%c%s[", row->letter, row->argument == no_argument ? "" : "+");
    add_zsh(out, row->help);
    text_add(out, SLICE("]"));
    zsh_value(out, row);
    text_add(out, SLICE("'"));
}

static void write_zsh(struct text *out)
{
    text_add(out, SLICE("#compdef sysdelta\n"
                        "_sysdelta() {\n"
                        "    local -a commands\n"
                        "    commands=(\n"));
    for (size_t i = 0; i < n_command_rows; i++) {
        text_printf(out, "        '%s:", command_rows[i].name);
        add_zsh(out, command_rows[i].help);
        text_add(out, SLICE("'\n"));
    }
    text_add(out, SLICE("    )\n"
                        "    if (( CURRENT == 2 )); then\n"
                        "        _describe command commands\n"
                        "        return\n"
                        "    fi\n"
                        "    local command=$words[2]\n"
                        "    shift words\n"
                        "    (( CURRENT-- ))\n"
                        "    case $command in\n"));
    for (size_t i = 0; i < n_command_rows; i++) {
        text_printf(out, "    %s)\n        _arguments -s", command_rows[i].name);
        for (size_t k = 0; k < n_option_rows; k++) {
            if (option_goes_with(&option_rows[k], command_rows[i].command))
                zsh_option(out, &option_rows[k]);
        }
        text_add(out, takes_files(&command_rows[i]) ? SLICE(" \\\n            '*:file:_files' ;;\n")
                                                    : SLICE(" ;;\n"));
    }
    text_add(out, SLICE("    esac\n"
                        "}\n"
                        "_sysdelta \"$@\"\n"));
}

static void fish_option(struct text *out, const struct option_row *row, const char *condition)
{
    text_printf(out, "complete -c sysdelta -n '%s' -l %s", condition, row->name);
    if (row->letter != '\0')
        text_printf(out, " -s %c", row->letter);
    if (row->argument == required_argument)
        text_add(out, names_files(row) ? SLICE(" -r") : SLICE(" -x"));
    if (row->words != NULL)
        text_printf(out, " -a '%s'", row->words);
    text_add(out, SLICE(" -d '"));
    add_quoted(out, row->help);
    text_add(out, SLICE("'\n"));
}

static void write_fish(struct text *out)
{
    text_add(out, SLICE("# fish completion for sysdelta\n"));
    for (size_t i = 0; i < n_command_rows; i++) {
        const struct command_row *command = &command_rows[i];
        struct text condition = {0};
        text_printf(out, "complete -c sysdelta -n __fish_use_subcommand -f -a %s -d '",
                    command->name);
        add_quoted(out, command->help);
        text_add(out, SLICE("'\n"));
        text_printf(&condition, "__fish_seen_subcommand_from %s", command->name);
        if (!takes_files(command))
            text_printf(out, "complete -c sysdelta -n '%.*s' -f\n",
                        SLICE_ARGS(text_slice(&condition)));
        text_add(&condition, (struct slice){"\0", 1});
        for (size_t k = 0; k < n_option_rows && !condition.failed; k++) {
            if (option_goes_with(&option_rows[k], command->command))
                fish_option(out, &option_rows[k], condition.bytes);
        }
        text_free(&condition);
    }
}

bool completion_write(struct text *out, const char *shell)
{
    static const struct {
        const char *shell;
        void (*write)(struct text *out);
    } writers[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    for (size_t i = 0; i < sizeof(writers) / sizeof(*writers); i++) {
        if (strcmp(shell, writers[i].shell) == 0) {
            writers[i].write(out);
            return true;
        }
    }
    return false;
}
