/*
 * options.h: the command line, out of one table that parsing and --help share.
 *
 * Opens nothing and prints nothing (a word that is no command is looked for as a file); help is
 * returned as text.
 */
#ifndef SYSDELTA_OPTIONS_H
#define SYSDELTA_OPTIONS_H

#include "error.h"
#include "gate.h"
#include "limits.h"
#include "rank.h"
#include "text.h"

enum command {
    COMMAND_NONE,
    COMMAND_DIFF,
    COMMAND_SHOW,
    COMMAND_EXPLAIN,
    COMMAND_EXTRACT,
    COMMAND_LIST,
    COMMAND_ADD,
    COMMAND_RM,
    COMMAND_CAPTURE,
    COMMAND_BUNDLE,
    COMMAND_VERIFY,
    COMMAND_COMPLETION,
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* What findings are written as, beside the text: a row each in options.c and in deliver.c. */
enum output_form {
    OUTPUT_JSON,
    OUTPUT_HTML,
    OUTPUT_MARKDOWN,
    OUTPUT_CSV,
    OUTPUT_TIMELINE,
    OUTPUT_FORMS,
};

#define STANDARD_OUTPUT "-"

enum { GATES_MAX = 32, GIVEN_MAX = 64 };

struct given_option {
    const char *name, *value; /* NULL: it takes none */
};

struct options {
    enum command command;
    bool help;
    bool version;
    enum color color;
    /* NULL: not asked for; STANDARD_OUTPUT, of one at most: there in place of the text */
    const char *outputs[OUTPUT_FORMS];
    const char *catalogue_file; /* NULL: only what is built in */
    struct selection_options selection;
    struct gate gates[GATES_MAX]; /* diff: --fail-on; capture: --wait-for */
    int n_gates;
    bool force; /* diff: print captures that cannot be compared side by side */
    bool sort_given;
    bool explain;       /* words below each row of the table */
    const char *output; /* extract, bundle */
    const char *label;  /* extract, add, capture; list: only those */
    struct limits limits;
    bool no_hash;
    const char *library; /* folder; NULL: what the environment says */
    const char *machine; /* list: only of that Mac */
    const char *boot;    /* list: only of that boot */
    bool names;          /* list, explain: names and nothing else */
    const char *part;    /* show, extract: of an evidence bundle; NULL: the whole capture */
    bool members;        /* show: every file of the capture in place of its memory */
    bool archive;        /* add: keep the archive too */
    bool no_redact;      /* bundle: names stay as they are */
    bool no_sandbox;     /* captures are read without giving anything up */
    /* capture; times are 0 where they were not given */
    bool quick;
    bool no_root;
    bool at_boot, remove_at_boot;
    bool dry_run;
    uint64_t every_ms;          /* between readings; has a default */
    uint64_t delay_ms;          /* before anything else */
    uint64_t time_limit_ms;     /* of each program */
    const char *base;           /* of --wait-for */
    const char *plist;          /* file */
    const char *collector_path; /* folder of stand-ins */
    const char *sysdiagnose;    /* a stand-in */
    const char *user;           /* whose captures they are */
    /* What was asked for, in the order given, but for what only concerns outputs and the process. */
    struct given_option given[GIVEN_MAX];
    int n_given;
    const char *program; /* argv[0] */
    char **operands;     /* captures, or names */
    int n_operands;
};

/* False with *error set when the command line makes no sense. Points into argv. */
bool options_parse(int argc, char **argv, struct options *ret, struct error *error);

/* "Try 'sysdelta diff --help'." for a command line that options_parse() refused. */
void options_hint(struct text *out, int argc, char **argv);

/* Does that output take the place of the text? */
bool is_standard_output(const char *output);

/* The option that asks for this form: "markdown". */
const char *output_form_name(enum output_form form);

/* The help of one command, or with COMMAND_NONE of all. */
void options_help(struct text *out, enum command command);

#endif
