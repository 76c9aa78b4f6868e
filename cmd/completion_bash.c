/*
 * completion_bash.c: for bash 3.2, which macOS has, and later.
 *
 * Names of files, snapshots and the catalogue may hold anything: they are read line by line, and
 * never expanded, which compgen -W would do.
 */
#include "completion_shells.h"

static const char functions[] =
    "# bash completion for sysdelta\n"
    "_sysdelta_add() { # of the lines read, those that begin with $current\n"
    "    local line\n"
    "    while IFS= read -r line; do\n"
    "        [[ $line != \"$current\"* ]] || COMPREPLY+=(\"$line\")\n"
    "    done\n"
    "}\n"
    "_sysdelta_files() {\n"
    "    _sysdelta_add < <(compgen -f -- \"$current\")\n"
    "}\n"
    "_sysdelta_snapshots() {\n"
    "    local i library=\n"
    "    for ((i = 2; i < COMP_CWORD; i++)); do\n"
    "        [ \"${COMP_WORDS[i]}\" = --library ] || continue\n"
    "        [ \"${COMP_WORDS[i + 1]}\" != = ] || i=$((i + 1))\n"
    "        library=${COMP_WORDS[i + 1]}\n"
    "    done\n"
    "    _sysdelta_add < <(printf '%s\\n' @latest @boot\n"
    "        \"${COMP_WORDS[0]}\" list --names \\\n"
    "        ${library:+\"--library=$library\"} 2>/dev/null)\n"
    "}\n"
    "_sysdelta_catalogue() {\n"
    "    _sysdelta_add < <(\"${COMP_WORDS[0]}\" explain --names 2>/dev/null)\n"
    "}\n"
    "_sysdelta_list() { # WORD...: those that the list does not have yet, behind its last comma\n"
    "    local word last=${current##*,}\n"
    "    local list=${current%\"$last\"}\n"
    "    for word; do\n"
    "        case $word,$list in\n"
    "        \"$last\"*,\"$word\",*) ;;\n"
    "        \"$last\"*) COMPREPLY+=(\"$list$word\") ;;\n"
    "        esac\n"
    "    done\n"
    "}\n";

static const char beginning[] = "_sysdelta() {\n"
                                "    local current=${COMP_WORDS[COMP_CWORD]}\n"
                                "    local previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
                                "    local equals=yes options=''\n"
                                "    COMPREPLY=()\n"
                                "    if [ \"$COMP_CWORD\" = 1 ]; then\n";

/* bash takes --option=value for three words, and @name for two. */
static const char values[] = "        return\n"
                             "    fi\n"
                             "    if [ \"$previous\" = @ ]; then\n"
                             "        current=@$current\n"
                             "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
                             "    fi\n"
                             "    if [ \"$current\" = = ]; then\n"
                             "        current=\n"
                             "    elif [ \"$previous\" = = ]; then\n"
                             "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
                             "    else\n"
                             "        equals=no\n"
                             "    fi\n"
                             "    case $equals,$previous in\n";

static void write_words(struct text *out, struct text *words)
{
    text_printf(out, "COMPREPLY=($(compgen -W '%.*s' -- \"$current\"))",
                SLICE_ARGS(text_slice(words)));
    out->failed = out->failed || words->failed;
    text_free(words);
}

static void write_limits(struct text *out)
{
    struct text names = {0};
    completed_limits(&names, "=");
    write_words(out, &names);
    text_add(out,
             SLICE("\n        compopt +o filenames -o nospace 2>/dev/null # unknown to bash 3.2"));
}

/* The words are freed. */
static void write_completed(struct text *out, enum completed completed, struct text *words)
{
    switch (completed) {
    case COMPLETED_NOTHING:
        text_add(out, SLICE(":"));
        break;
    case COMPLETED_WORDS:
        write_words(out, words);
        break;
    case COMPLETED_LIST:
        text_printf(out, "_sysdelta_list %.*s", SLICE_ARGS(text_slice(words)));
        break;
    case COMPLETED_LIMITS:
        write_limits(out);
        break;
    case COMPLETED_FILES:
        text_add(out, SLICE("_sysdelta_files"));
        break;
    case COMPLETED_SNAPSHOTS:
        text_add(out, SLICE("_sysdelta_snapshots"));
        break;
    case COMPLETED_CAPTURES:
        text_add(out, SLICE("_sysdelta_files && _sysdelta_snapshots"));
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
    text_printf(out, row->argument == optional_argument ? "    yes,--%s" : "    *,--%s", row->name);
    if (row->letter != '\0')
        text_printf(out, " | no,-%c", row->letter);
    text_add(out, SLICE(")\n        "));
    if (row->words != NULL)
        text_add(&words, slice_of(row->words));
    write_completed(out, completed_of_option(row), &words);
    text_add(out, SLICE("\n        return ;;\n"));
}

static void write_options(struct text *out, enum command command)
{
    for (size_t i = 0; i < n_option_rows; i++) {
        if (option_goes_with(&option_rows[i], command))
            text_printf(out, " --%s", option_rows[i].name);
    }
}

static void write_command(struct text *out, const struct command_row *row)
{
    struct text words = {0};
    text_printf(out, "    %s) options='", row->name);
    write_options(out, row->command);
    text_add(out, SLICE("'\n        [[ $current = -* ]] || { "));
    completed_words(&words, row);
    write_completed(out, completed_of_command(row), &words);
    text_add(out, SLICE("; } ;;\n"));
}

void completion_bash(struct text *out)
{
    struct text words = {0};
    text_add(out, slice_of(functions));
    text_add(out, slice_of(beginning));
    completed_commands(&words);
    text_add(&words, SLICE(" help"));
    write_options(&words, COMMAND_NONE);
    text_add(out, SLICE("        "));
    write_completed(out, COMPLETED_WORDS, &words);
    text_add(out, SLICE("\n"));
    text_add(out, slice_of(values));
    for (size_t i = 0; i < n_option_rows; i++)
        write_value(out, &option_rows[i]);
    text_add(out, SLICE("    yes,*) return ;;\n"
                        "    esac\n"
                        "    case ${COMP_WORDS[1]} in\n"));
    for (size_t i = 0; i < n_command_rows; i++)
        write_command(out, &command_rows[i]);
    text_add(out, SLICE("    help)\n        "));
    completed_commands(&words);
    write_completed(out, COMPLETED_WORDS, &words);
    text_add(
        out,
        SLICE(" ;;\n"
              "    esac\n"
              "    [[ $current != -* ]] || COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
              "}\n"
              "complete -o filenames -F _sysdelta sysdelta\n"));
}
