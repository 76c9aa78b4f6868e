#include "option_table.h"

#include <string.h>

enum { MANY = 1 << 20 };

#define ON_BOTH (ON(COMMAND_DIFF) | ON(COMMAND_SHOW))
#define ON_STORE (ON(COMMAND_EXTRACT) | ON(COMMAND_LIST) | ON(COMMAND_ADD) | ON(COMMAND_RM))
#define ON_CAPTURE ON(COMMAND_CAPTURE)
#define ON_READERS                                                                                 \
    (ON_BOTH | ON(COMMAND_EXPLAIN) | ON(COMMAND_EXTRACT) | ON(COMMAND_ADD) | ON(COMMAND_BUNDLE) |  \
     ON(COMMAND_VERIFY))
#define ON_ALL                                                                                     \
    (ON(COMMAND_NONE) | ON_BOTH | ON(COMMAND_EXPLAIN) | ON_STORE | ON_CAPTURE |                    \
     ON(COMMAND_BUNDLE) | ON(COMMAND_VERIFY) | ON(COMMAND_COMPLETION))

const struct option_row option_rows[] = {
    {OPTION_JSON, '\0', "json", optional_argument, "FILE",
     ON_BOTH | ON(COMMAND_LIST) | ON(COMMAND_VERIFY),
     "print JSON in place of the text, or write it to FILE too", NULL},
    {OPTION_HTML, '\0', "html", required_argument, "FILE", ON_BOTH,
     "write a report for browsers, one page with all of it (likewise)", NULL},
    {OPTION_MARKDOWN, '\0', "markdown", required_argument, "FILE", ON_BOTH,
     "write a short report for an issue tracker (-: in place of the text)", NULL},
    {OPTION_CSV, '\0', "csv", required_argument, "FILE", ON_BOTH,
     "write every component as a row, for spreadsheets (likewise)", NULL},
    {OPTION_TIMELINE, '\0', "timeline", required_argument, "FILE", ON_BOTH,
     "write what has a time as JSON Lines, for Timesketch (likewise)", NULL},
    {OPTION_TOP, 'n', "top", required_argument, "N", ON_BOTH,
     "show N rows (15), and unattributed in any case; 0 is all", NULL},
    {OPTION_ALL, 'a', "all", no_argument, NULL, ON_BOTH, "show every row", NULL},
    {OPTION_SORT, 's', "sort", required_argument, "KEY", ON_BOTH,
     "growth, live, percent, after, name (show: after, name)", "growth live percent after name"},
    {OPTION_KIND, 'k', "kind", required_argument, "LIST", ON_BOTH,
     "zone,tag,kext,site,reserved: only these, and unattributed in any case",
     "zone tag kext site reserved unattributed"},
    {OPTION_EXPLAIN, 'e', "explain", no_argument, NULL, ON_BOTH,
     "plain words below each row: what it is, and why its verdict", NULL},
    {OPTION_CATALOGUE, '\0', "catalog", required_argument, "FILE",
     ON_BOTH | ON(COMMAND_EXPLAIN) | ON(COMMAND_VERIFY),
     "a catalogue whose entries add to or override the built-in ones", NULL},
    {OPTION_FAIL_ON, '\0', "fail-on", required_argument, "LIMIT", ON(COMMAND_DIFF),
     "exit with 1 if it is passed: 'wired>500MB', 'verdict=leak-suspect'", NULL},
    {OPTION_LIMIT, '\0', "limit", required_argument, "NAME=N",
     ON_BOTH | ON(COMMAND_EXTRACT) | ON(COMMAND_BUNDLE) | ON(COMMAND_VERIFY),
     "raise what a capture may cost: inflated=128GB (names: see the manual)", NULL},
    {OPTION_NO_HASH, '\0', "no-hash", no_argument, NULL, ON_BOTH | ON(COMMAND_EXTRACT),
     "take no SHA-256 of the captures' files", NULL},
    {OPTION_QUICK, 'q', "quick", no_argument, NULL, ON_BOTH,
     "stop reading once every known report was seen; no checksum then", NULL},
    {OPTION_MEMBERS, '\0', "members", no_argument, NULL, ON(COMMAND_SHOW),
     "list every file of the capture, and what became of it", NULL},
    {OPTION_PART, '\0', "part", required_argument, "SIDE",
     ON(COMMAND_SHOW) | ON(COMMAND_EXTRACT) | ON(COMMAND_VERIFY),
     "of an evidence bundle: base or later", "base later"},
    {OPTION_FORCE, '\0', "force", no_argument, NULL, ON(COMMAND_DIFF) | ON(COMMAND_BUNDLE),
     "set captures side by side that cannot be compared", NULL},
    {OPTION_OUTPUT, 'o', "output", required_argument, "FILE",
     ON(COMMAND_EXTRACT) | ON(COMMAND_BUNDLE), "the file to write", NULL},
    {OPTION_REDACT, '\0', "redact", no_argument, NULL, ON(COMMAND_BUNDLE),
     "replace what names users, Macs and documents (the default)", NULL},
    {OPTION_NO_REDACT, '\0', "no-redact", no_argument, NULL, ON(COMMAND_BUNDLE),
     "leave these names as they are", NULL},
    {OPTION_LABEL, 'l', "label", required_argument, "NAME",
     (ON_STORE & ~ON(COMMAND_RM)) | ON_CAPTURE,
     "a name for the capture: baseline, heavy (list: only these)", NULL},
    {OPTION_NAMES, '\0', "names", no_argument, NULL, ON(COMMAND_LIST) | ON(COMMAND_EXPLAIN),
     "print names only, one a line: of snapshots, of the catalogue", NULL},
    {OPTION_MACHINE, '\0', "machine", required_argument, "TEXT", ON(COMMAND_LIST),
     "only of Macs whose host name or model holds this", NULL},
    {OPTION_BOOT, '\0', "boot", required_argument, "SNAPSHOT", ON(COMMAND_LIST),
     "only of the same boot as this one", NULL},
    {OPTION_ARCHIVE, '\0', "archive", no_argument, NULL, ON(COMMAND_ADD),
     "keep a copy of the archive too, not its figures only", NULL},
    {OPTION_LIBRARY, '\0', "library", required_argument, "DIR",
     ON_BOTH | ON_STORE | ON_CAPTURE | ON(COMMAND_BUNDLE) | ON(COMMAND_VERIFY),
     "where snapshots are kept (SYSDELTA_LIBRARY, or the user's data folder)", NULL},
    {OPTION_QUICK, 'q', "quick", no_argument, NULL, ON_CAPTURE,
     "run the programs that matter by itself: seconds, and some KB", NULL},
    {OPTION_NO_ROOT, '\0', "no-root", no_argument, NULL, ON_CAPTURE,
     "go on without root, and say what could not be seen", NULL},
    {OPTION_WAIT_FOR, '\0', "wait-for", required_argument, "LIMIT", ON_CAPTURE,
     "take it when growth passes this, as in --fail-on: 'wired>2GB'", NULL},
    {OPTION_EVERY, '\0', "every", required_argument, "TIME", ON_CAPTURE,
     "between the readings of --wait-for (10m)", NULL},
    {OPTION_BASE, '\0', "base", required_argument, "CAPTURE", ON_CAPTURE,
     "what --wait-for counts growth from (the library's baseline)", NULL},
    {OPTION_AT_BOOT, '\0', "at-boot", no_argument, NULL, ON_CAPTURE,
     "have a quick baseline taken after each boot (--delay: 3m)", NULL},
    {OPTION_REMOVE_AT_BOOT, '\0', "remove-at-boot", no_argument, NULL, ON_CAPTURE, "undo that",
     NULL},
    {OPTION_PLIST, '\0', "plist", required_argument, "FILE", ON_CAPTURE,
     "the property list of --at-boot, in another place", NULL},
    {OPTION_DELAY, '\0', "delay", required_argument, "TIME", ON_CAPTURE, "wait first: 90s, 3m",
     NULL},
    {OPTION_TIME_LIMIT, '\0', "time-limit", required_argument, "TIME", ON_CAPTURE,
     "for each program, in place of its own", NULL},
    {OPTION_USER, '\0', "user", required_argument, "NAME", ON_CAPTURE,
     "whose capture it is (root: who called sudo)", NULL},
    {OPTION_COLLECTOR_PATH, '\0', "collector-path", required_argument, "DIR", ON_CAPTURE,
     "stand-ins for the programs of --quick", NULL},
    {OPTION_SYSDIAGNOSE, '\0', "sysdiagnose", required_argument, "PROGRAM", ON_CAPTURE,
     "a stand-in for sysdiagnose", NULL},
    {OPTION_DRY_RUN, '\0', "dry-run", no_argument, NULL, ON_CAPTURE,
     "show each step, and do nothing", NULL},
    {OPTION_NO_SANDBOX, '\0', "no-sandbox", no_argument, NULL, ON_READERS,
     "read captures with all rights of the user", NULL},
    {OPTION_COLOR, '\0', "color", required_argument, "WHEN", ON_ALL,
     "auto (default), always or never; NO_COLOR is obeyed", "auto always never"},
    {OPTION_HELP, 'h', "help", no_argument, NULL, ON_ALL, "print this", NULL},
    {OPTION_VERSION, 'V', "version", no_argument, NULL, ON_ALL, "print the version", NULL},
};

const size_t n_option_rows = sizeof(option_rows) / sizeof(*option_rows);

const struct command_row command_rows[] = {
    {COMMAND_DIFF, "diff", "[BASE LATER | NAME | BUNDLE]", 0, 2,
     "which components grew wired memory from BASE (soon after boot) to LATER"},
    {COMMAND_SHOW, "show", "CAPTURE", 1, 1, "the wired memory of one capture, largest first"},
    {COMMAND_EXPLAIN, "explain", "NAME...", 1, MANY,
     "what a zone, tag, counter or kext is, and known leaks"},
    {COMMAND_EXTRACT, "extract", "CAPTURE", 1, 1,
     "all that is read of a capture, as a small snapshot file"},
    {COMMAND_LIST, "list", "", 0, 0, "the snapshots in the library"},
    {COMMAND_ADD, "add", "CAPTURE...", 1, MANY, "put captures into the library"},
    {COMMAND_CAPTURE, "capture", "", 0, 0, "take a capture of this Mac and keep it"},
    {COMMAND_RM, "rm", "NAME...", 1, MANY, "remove snapshots from the library"},
    {COMMAND_BUNDLE, "bundle", "BASE LATER", 2, 2,
     "what was used of two captures, with the report, for a bug report"},
    {COMMAND_VERIFY, "verify", "REPORT.json CAPTURE...", 2, 3,
     "does a report of --json say what its captures say?"},
    {COMMAND_COMPLETION, "completion", "SHELL", 1, 1,
     "what bash, zsh or fish need to complete command lines"},
};

const size_t n_command_rows = sizeof(command_rows) / sizeof(*command_rows);

bool option_goes_with(const struct option_row *row, enum command command)
{
    return (row->commands & ON(command)) != 0;
}

const struct command_row *command_named(const char *name)
{
    for (size_t i = 0; i < n_command_rows; i++) {
        if (strcmp(command_rows[i].name, name) == 0)
            return &command_rows[i];
    }
    return NULL;
}
