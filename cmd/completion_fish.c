/* completion_fish.c: for fish, a line for each option of each command. */
#include "completion_shells.h"

static const char functions[] =
    "# fish completion for sysdelta\n"
    "function __sysdelta_snapshots\n"
    "    set -l library (string match -r -- '--library[= ]([^ ]+)' (commandline -p))\n"
    "    string split ' ' '@latest @boot'\n"
    "    sysdelta list --names --library=$library[2] 2>/dev/null\n"
    "end\n";

/* The words are freed. */
static void write_completed(struct text *out, enum completed completed, struct text *words)
{
    switch (completed) {
    case COMPLETED_NOTHING:
    case COMPLETED_FILES:
        break;
    case COMPLETED_WORDS:
        text_printf(out, " -a '%.*s'", SLICE_ARGS(text_slice(words)));
        break;
    case COMPLETED_LIST:
        text_printf(out, " -a '(__fish_complete_list , \"string split \\\\  %.*s\")'",
                    SLICE_ARGS(text_slice(words)));
        break;
    case COMPLETED_LIMITS:
        text_add(out, SLICE(" -a '"));
        completed_limits(out, "=");
        text_add(out, SLICE("'"));
        break;
    case COMPLETED_SNAPSHOTS:
    case COMPLETED_CAPTURES:
        text_add(out, SLICE(" -a '(__sysdelta_snapshots)'"));
        break;
    case COMPLETED_CATALOGUE:
        text_add(out, SLICE(" -a '(sysdelta explain --names)'"));
        break;
    }
    text_free(words);
}

static bool takes_files(enum completed completed)
{
    return completed == COMPLETED_FILES || completed == COMPLETED_CAPTURES;
}

static void write_option(struct text *out, const struct option_row *row, const char *command)
{
    struct text words = {0};
    enum completed completed = completed_of_option(row);
    text_printf(out, "complete -c sysdelta -n '__fish_seen_subcommand_from %s' -l %s", command,
                row->name);
    if (row->letter != '\0')
        text_printf(out, " -s %c", row->letter);
    if (row->argument == required_argument)
        text_add(out, takes_files(completed) ? SLICE(" -r") : SLICE(" -x"));
    if (row->words != NULL)
        text_add(&words, slice_of(row->words));
    write_completed(out, completed, &words);
    text_add(out, SLICE(" -d '"));
    completion_quoted(out, row->help);
    text_add(out, SLICE("'\n"));
}

static void write_operands(struct text *out, const struct command_row *row)
{
    struct text words = {0};
    enum completed completed = completed_of_command(row);
    if (completed == COMPLETED_FILES)
        return;
    text_printf(out, "complete -c sysdelta -n '__fish_seen_subcommand_from %s'%s", row->name,
                takes_files(completed) ? "" : " -f");
    completed_words(&words, row);
    write_completed(out, completed, &words);
    text_add(out, SLICE("\n"));
}

static void write_name(struct text *out, const char *name, const char *help)
{
    text_printf(out, "complete -c sysdelta -n __fish_use_subcommand -f -a %s -d '", name);
    completion_quoted(out, help);
    text_add(out, SLICE("'\n"));
}

void completion_fish(struct text *out)
{
    text_add(out, slice_of(functions));
    write_name(out, "help", "the options of a command");
    text_add(out, SLICE("complete -c sysdelta -n '__fish_seen_subcommand_from help' -f -a '"));
    completed_commands(out);
    text_add(out, SLICE("'\n"));
    for (size_t i = 0; i < n_command_rows; i++) {
        const struct command_row *row = &command_rows[i];
        write_name(out, row->name, row->help);
        write_operands(out, row);
        for (size_t k = 0; k < n_option_rows; k++) {
            if (option_goes_with(&option_rows[k], row->command))
                write_option(out, &option_rows[k], row->name);
        }
    }
}
