/* help.c: --help, out of the table of options. */
#include "option_table.h"

static void help_options(struct text *out, enum command command)
{
    size_t width = command == COMMAND_CAPTURE ? 28 : 24;
    text_add(out, SLICE("\nOptions:\n"));
    for (size_t i = 0; i < n_option_rows; i++) {
        const struct option_row *row = &option_rows[i];
        if (!option_goes_with(row, command))
            continue;
        size_t start = out->len;
        text_printf(out, row->letter != '\0' ? "  -%c, " : "      ", row->letter);
        text_printf(out, "--%s", row->name);
        if (row->argument == required_argument)
            text_printf(out, " %s", row->argument_name);
        if (row->argument == optional_argument)
            text_printf(out, "[=%s]", row->argument_name);
        size_t used = out->len - start;
        text_repeat(out, ' ', used < width ? width - used : 1);
        text_printf(out, "%s\n", row->help);
    }
}

void options_help(struct text *out, enum command command)
{
    for (size_t i = 0; i < n_command_rows; i++) {
        const struct command_row *row = &command_rows[i];
        if (command != COMMAND_NONE && command != row->command)
            continue;
        text_printf(out, "%s sysdelta %s [options]%s%s\n", out->len == 0 ? "usage:" : "      ",
                    row->name, *row->arguments != '\0' ? " " : "", row->arguments);
    }
    text_add(out, SLICE("\n"));
    for (size_t i = 0; i < n_command_rows; i++) {
        const struct command_row *row = &command_rows[i];
        if (command != COMMAND_NONE && command != row->command)
            continue;
        text_printf(out, "  %-10s %s\n", row->name, row->help);
    }
    if (command != COMMAND_EXPLAIN && command != COMMAND_LIST)
        text_add(out, SLICE("\nA capture is a sysdiagnose archive (tar with gzip, xz, zstd, bzip2, "
                            "lz4 or none;\nzip), an unpacked folder, one report file such as "
                            "zprint.txt, a snapshot file of\nextract, - for standard input, or a "
                            "snapshot of the library by its label or id,\n@latest, @boot (the "
                            "first of that boot) or @2d (two days old; s, m, h, d, w).\n"));
    if (command == COMMAND_BUNDLE)
        text_add(out, SLICE("bundle needs the captures themselves: names of the library do where "
                            "the archive is\nkept there; snapshots and standard input do "
                            "not.\n"));
    if (command == COMMAND_DIFF || command == COMMAND_NONE)
        text_add(out, SLICE("Without captures diff takes the library's newest and its best "
                            "baseline; with\none name of the library that snapshot and its "
                            "best baseline; with one bundle both\nof its captures.\n"));
    if (command == COMMAND_NONE)
        text_add(out, SLICE("\nsysdelta COMMAND --help lists the options of each command; those "
                            "of diff:\n"));
    help_options(out, command == COMMAND_NONE ? COMMAND_DIFF : command);
    text_add(
        out,
        SLICE(
            "\nKB, MB and GB are powers of 1024. JSON holds bytes, and so does a limit that names\n"
            "no unit: wired>5. Reports are written for their owner only (mode 0600).\n"
            "Exit status: 0 done; 1 a limit of --fail-on was passed, or a report does not\n"
            "verify; 2 wrong usage, an input that cannot be read or an output that cannot be\n"
            "written; 3 the captures cannot be compared.\n"));
}
