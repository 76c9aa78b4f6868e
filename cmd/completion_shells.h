/* completion_shells.h: what the completions of all shells have in common; a file for each shell. */
#ifndef SYSDELTA_COMPLETION_SHELLS_H
#define SYSDELTA_COMPLETION_SHELLS_H

#include "option_table.h"

/* What can stand at a place of the command line. */
enum completed {
    COMPLETED_NOTHING,
    COMPLETED_WORDS,     /* one of some words */
    COMPLETED_LIST,      /* some of them, parted by commas */
    COMPLETED_LIMITS,    /* a name of limits.h and an equals sign */
    COMPLETED_FILES,     /* also folders */
    COMPLETED_SNAPSHOTS, /* names of the library, which the shell asks sysdelta for */
    COMPLETED_CAPTURES,  /* these or a file */
    COMPLETED_CATALOGUE, /* names of the catalogue, likewise */
};

/* Behind an option; its words are those of the row. */
enum completed completed_of_option(const struct option_row *row);

/* Behind a command. */
enum completed completed_of_command(const struct command_row *row);

/* What COMPLETED_WORDS is of a command, with blanks between. */
void completed_words(struct text *out, const struct command_row *row);

/* The names of all commands, and those of all limits with `end` behind each, with blanks between. */
void completed_commands(struct text *out);
void completed_limits(struct text *out, const char *end);

/* A text inside of single quotes. */
void completion_quoted(struct text *out, const char *text);

void completion_bash(struct text *out);
void completion_zsh(struct text *out);
void completion_fish(struct text *out);

#endif
