/*
 * sysdelta: which components grew a Mac's wired memory, between two sysdiagnose captures.
 *
 * A map of the code, in the order in which data flows; each room includes only rooms above it.
 *
 *   parsers/base/  slice, heap, arena, number, text, error: what everything stands on
 *   parsers/       a capture becomes a snapshot
 *       source     bytes of a file, gzip inflated and checked
 *       bundle     walks an archive or a folder, picks the reports, hands each to its parser;
 *                  bundle_list tells all members, bundle_member reads one, bundle_root picks the
 *                  folder, bundle_notes what an evidence bundle says of its captures
 *       hash       SHA-256 of what passes by
 *       report     the frame round every parser; registry lists the kinds of report
 *       zprint ... one parser a file: text into the typed structs of snapshot.h
 *       endings    reports whose program was stopped, by the manifest of a capture of ours
 *       machine    which Mac, which system, when taken, out of several reports
 *   diff/          snapshots become findings
 *       account    one snapshot's wired memory, every byte in one row; identities checks it
 *       join       two accounts, row by row; rank orders them
 *       comparable may the two be compared, and with what care
 *       breakdown  the total taken apart for pictures
 *       findings   all there is to say, as one model; human writes figures for people
 *   cmd/           findings become output; the only room that knows argv, stdout and exit status
 *       options    the command line, out of option_table, as are help and completion (a file for each
 *                  shell); option_checks: what goes together; option_refusals and suggest: what
 *                  is wrong, and what was meant; cmd_*: one subcommand each
 *       glossary   what the words of a report mean, for explain
 *       forms      has the renderers make of the findings what was asked for; deliver writes it
 *       capture_*  what is said and asked while a capture is taken; the taking is in capture/
 *       render_*   one format each, out of parts: render_text of page_*, render_json of json_*,
 *                  render_html of html_*
 *       members    the files of a capture as they are walked; streamed writes what is not held
 *       verification  a JSON report set against the captures, which are read again
 *       table      rows of cells, lined up; escape and markdown make untrusted text safe;
 *                  timeline brings events into order
 *       inputs     captures by what the user calls them, two read side by side; outputs: that
 *                  nothing written replaces one
 *       confine    what a command may still do once it reads captures; sandbox_* has it enforced, a
 *                  file for each system
 *       exhaustion the end where memory runs out, anywhere
 *   cmd/html/      the report as a page for browsers: html_page puts the parts in order, html_words and
 *                  html_table are what these are made of; report.css and report.js are built in
 *   cmd/store/     files that last: snapshot_write and snapshot_read by the tables of fields, the
 *                  library with its index and names, outfile (whole or not at all), tar_writer
 *   cmd/capture/   takes captures: collectors are run (child, spawn, guard), their output is kept
 *                  (member_file, quick, pack), sysdiagnose is run and its archive found
 *   cmd/redact/    names of people, Macs and documents become placeholders of equal length:
 *                  line_* by the place in a report, free_text and shapes by form, private_path,
 *                  command_line; secrets knows what stands for what, known_names what to look for
 *   cmd/evidence/  the bundle of a pair: evidence_part copies members, json_agrees checks the diff
 *                  of the copy against that of the originals, evidence_texts says what was done
 */
#include <stdio.h>

#include "commands.h"
#include "deliver.h"
#include "exhaustion.h"
#include "interruption.h"
#include "sandbox.h"
#include "version.h"

static int print(struct text *text)
{
    int status = write_to_stdout(text) ? EXIT_DONE : EXIT_USAGE;
    text_free(text);
    return status;
}

static int run(int argc, char **argv)
{
    struct options options;
    struct error error = ERROR_NONE;
    struct text text = {0};

    if (!options_parse(argc, argv, &options, &error)) {
        complain(NULL, error.reason);
        options_hint(&text, argc, argv);
        (void)text_write(&text, stderr);
        text_free(&text);
        return EXIT_USAGE;
    }
    if (options.help) {
        options_help(&text, options.command);
        return print(&text);
    }
    if (options.version) {
        text_printf(&text, "sysdelta %s\nsandbox: %s\n", SYSDELTA_VERSION, sandbox_built_in());
        return print(&text);
    }
    switch (options.command) {
    case COMMAND_DIFF:
        return cmd_diff(&options);
    case COMMAND_SHOW:
        return cmd_show(&options);
    case COMMAND_EXPLAIN:
        return cmd_explain(&options);
    case COMMAND_EXTRACT:
        return cmd_extract(&options);
    case COMMAND_LIST:
        return cmd_list(&options);
    case COMMAND_ADD:
        return cmd_add(&options);
    case COMMAND_RM:
        return cmd_rm(&options);
    case COMMAND_CAPTURE:
        return cmd_capture(&options);
    case COMMAND_BUNDLE:
        return cmd_bundle(&options);
    case COMMAND_VERIFY:
        return cmd_verify(&options);
    case COMMAND_COMPLETION:
        return cmd_completion(&options);
    case COMMAND_NONE:
        break;
    }
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    broken_pipe_watch();
    exhaustion_watch();
    int status = run(argc, argv);
    exhaustion_over();
    broken_pipe_end();
    return status;
}
