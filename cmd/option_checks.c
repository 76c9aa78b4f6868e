/* option_checks.c: what options and operands have to be together. */
#include <string.h>

#include "completion.h"
#include "option_table.h"
#include "snapshot_file.h"

enum { EVERY_DEFAULT_MS = 10 * 60 * 1000 };

/* launchd starts a quick capture as root, and nothing else. */
static const char *not_at_boot(const struct options *options)
{
    if (options->n_gates > 0)
        return "wait-for";
    if (options->no_root)
        return "no-root";
    if (options->collector_path != NULL)
        return "collector-path";
    return options->sysdiagnose != NULL ? "sysdiagnose" : NULL;
}

/* Options that only go with others. */
static bool check_capture(struct options *options, struct error *error)
{
    bool boot = options->at_boot || options->remove_at_boot;
    if (options->at_boot && options->remove_at_boot)
        return error_set(error, "--at-boot and --remove-at-boot do not go together");
    if (options->at_boot && not_at_boot(options) != NULL)
        return error_set(error, "--%s does not go with --at-boot", not_at_boot(options));
    if (options->plist != NULL && !boot)
        return error_set(error, "--plist goes with --at-boot or --remove-at-boot only");
    if (options->n_gates == 0 && (options->every_ms > 0 || options->base != NULL))
        return error_set(error, "--%s goes with --wait-for only",
                         options->every_ms > 0 ? "every" : "base");
    if (options->every_ms == 0)
        options->every_ms = EVERY_DEFAULT_MS;
    return true;
}

/* No output may take the place of another one. */
static bool check_outputs(const struct options *options, struct error *error)
{
    for (int i = 0; i < OUTPUT_FORMS; i++) {
        for (int k = 0; k < i && options->outputs[i] != NULL; k++) {
            if (options->outputs[k] == NULL ||
                strcmp(options->outputs[k], options->outputs[i]) != 0)
                continue;
            return error_set(
                error, "--%s and --%s both go to %s", output_form_name((enum output_form)k),
                output_form_name((enum output_form)i),
                is_standard_output(options->outputs[i]) ? "standard output" : options->outputs[i]);
        }
    }
    return true;
}

/* One capture has sizes and no growth. */
static bool check_sort(const struct options *options, struct error *error)
{
    enum sort_order sort = options->selection.sort;
    if (options->command != COMMAND_SHOW || !options->sort_given || sort == SORT_AFTER ||
        sort == SORT_NAME)
        return true;
    return error_set(error, "show has one capture and no growth: --sort takes after or name");
}

/* A list of files has no components. */
static bool check_members(const struct options *options, struct error *error)
{
    for (int i = 0; i < OUTPUT_FORMS; i++) {
        if (i != OUTPUT_JSON && options->outputs[i] != NULL)
            return error_set(error, "--%s does not go with --members",
                             output_form_name((enum output_form)i));
    }
    if (options->quick || options->part != NULL)
        return error_set(error, "--%s does not go with --members, which lists the whole",
                         options->quick ? "quick" : "part");
    if (options->sort_given || options->selection.kinds != 0)
        return error_set(error, "--%s does not go with --members",
                         options->sort_given ? "sort" : "kind");
    return true;
}

/* A list of names is the whole of it. */
static bool check_names(const struct options *options, struct error *error)
{
    if (options->outputs[OUTPUT_JSON] != NULL)
        return error_set(error, "--json does not go with --names");
    if (options->n_operands > 0)
        return error_set(error, "--names lists them all: %s is one too many", options->operands[0]);
    return true;
}

static bool check_operands(const struct options *options, const struct command_row *command,
                           struct error *error)
{
    if (command == NULL)
        return error_set(error, "no command was given");
    if (options->names)
        return check_names(options, error);
    if (options->n_operands > command->most)
        return operand_refused(options, command, error);
    if (options->n_operands < command->least)
        return error_set(error, "%s takes %s", command->name, command->arguments);
    if (command->command == COMMAND_EXTRACT && options->output == NULL)
        return error_set(error, "extract needs -o FILE" SNAPSHOT_SUFFIX);
    if (command->command == COMMAND_BUNDLE && options->output == NULL)
        return error_set(error, "bundle needs -o FILE.tar.gz");
    if (command->command == COMMAND_BUNDLE && strcmp(options->output, "-") == 0)
        return error_set(error, "bundle writes a file, which it reads again: -o FILE.tar.gz");
    int streams = 0;
    for (int i = 0; i < options->n_operands; i++)
        streams += strcmp(options->operands[i], "-") == 0;
    if (streams > 1)
        return error_set(error, "standard input can be one of the captures, not both");
    return true;
}

static bool check_shell(const struct options *options, struct error *error)
{
    return completion_write(NULL, options->operands[0]) ||
           error_set(error, "completions are for bash, zsh and fish, not %s", options->operands[0]);
}

bool options_check(struct options *options, const struct command_row *command, struct error *error)
{
    if (!check_operands(options, command, error) || !check_outputs(options, error) ||
        !check_sort(options, error))
        return false;
    if (options->members && !check_members(options, error))
        return false;
    if (command->command == COMMAND_COMPLETION && !check_shell(options, error))
        return false;
    return command->command != COMMAND_CAPTURE || check_capture(options, error);
}
