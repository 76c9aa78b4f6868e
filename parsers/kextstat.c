/*
 * kextstat.c: the kernel extensions that were loaded, by kextstat or, from 11 on, kmutil.
 *
 *     Index Refs Address            Size       Wired      Name (Version) UUID <Linked Against>
 *       178    0 0xffffff7f83795000 0x65000    0x65000    com.example.audio (3.6) 7E0... <6 5 3>
 *
 * Up to 10.10 there is no UUID; `-a` adds an Architecture column; a 32-bit kernel has addresses of
 * 8 digits; `-l` leaves the header out. Sizes are hexadecimal, but zero is a plain 0. A figure that
 * the kernel did not give is `??` or `????`, a missing UUID `no UUID`. A kext that links against
 * none has no list, or `<>`. From 11 on kextstat hands over to kmutil, whose words on that may
 * stand in front.
 *
 * Layouts from kextstat_main.c of kext_tools 251 to 779 (10.7 to 26.0) and from captures of 10.8
 * to 10.10, 10.14.5 and 11.4.
 */
#include "report.h"

enum { HEADER, KEXT, PREAMBLE };

/* clang-format off */
#define HEX_OR_UNKNOWN(group) "(?: (?<" group "> 0x[0-9a-fA-F]++ | 0 ) | \\?++ ) \\s++"

/* Up to the end of the version all that is kept of a row stands, but for the UUID. */
#define KEXT_COLUMNS                                                                               \
    "\\s*+ (?: (?<index>\\d++) | \\?++ ) \\s++ (?: (?<references>\\d++) | \\?++ ) \\s++ "          \
    HEX_OR_UNKNOWN("address") HEX_OR_UNKNOWN("size") HEX_OR_UNKNOWN("wired")                       \
    "(?: (?! 0x [0-9a-fA-F]++ \\s) [^\\s(]{1,64}+ \\s++ )? (?<name>[^\\s(]++) \\s++ \\( (?<version>[^\\s()]++) \\)"
/* clang-format on */

static const char *const patterns[] = {
    [HEADER] = "\\s*+ Index \\s++ Refs \\s++ Address \\s",
    [KEXT] = KEXT_COLUMNS " (?: \\s++ (?: (?<uuid>[0-9A-Fa-f]{8} (?:-[0-9A-Fa-f]{4}){3}"
                          " -[0-9A-Fa-f]{12}) | no \\s UUID ) )?+"
                          " (?: \\s++ <[\\d\\s?]*+> )?+ \\s*+ \\z",
    [PREAMBLE] = "\\s*+ (?: Executing: | No \\s variant \\s specified )",
    NULL,
};

static void read_kext(struct parser *p, struct kexts *kexts)
{
    struct kext kext = {
        .name = parser_group(p, "name"),
        .version = parser_group(p, "version"),
        .uuid = parser_group(p, "uuid"),
        .index = parser_amount(p, "index"),
        .references = parser_amount(p, "references"),
        .address = parser_hex(p, "address"),
        .size_bytes = parser_hex(p, "size"),
        .wired_bytes = parser_hex(p, "wired"),
        .origin = parser_origin(p),
    };
    if (!parser_row_ok(p))
        return;
    kext.name = parser_keep(p, kext.name);
    kext.version = parser_keep(p, kext.version);
    kext.uuid = parser_keep(p, kext.uuid);
    *ARENA_PUSH(p->arena, kexts->rows, kexts->n_rows) = kext;
}

/* What it links against ends a row, where that is printed. */
static void read_last(struct parser *p, struct slice line)
{
    if (slice_ends(slice_trim_right(line), ">")) {
        parser_remark(p, "no end of line: more kexts may have followed");
    } else {
        parser_partial(p, "cut short inside its last line");
    }
}

static bool holds_digit(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (byte_is_digit(text.ptr[i]))
            return true;
    }
    return false;
}

static void parse(struct parser *p)
{
    struct kexts *kexts = &p->snapshot->kexts;
    bool in_table = false;

    for (struct slice line; parser_next_line(p, &line);) {
        if (parser_match(p, KEXT, line)) {
            in_table = true;
            read_kext(p, kexts);
            if (!parser_line_complete(p))
                read_last(p, line);
        } else if (parser_match(p, HEADER, line)) {
            if (holds_digit(line)) /* a row stands behind it */
                parser_not_understood(p, line);
            if (kexts->n_rows > 0) {
                parser_warn(p, "a second list starts here: the one before it was left out");
                kexts->rows = NULL;
                kexts->n_rows = 0;
            }
            in_table = true;
        } else if (in_table && !parser_line_complete(p)) {
            parser_partial(p, "cut short inside its last line");
        } else if (!in_table && slice_find_text(line, " 0x") < line.len &&
                   slice_find_text(line, " (") < line.len) {
            parser_not_understood(p, line); /* a row, and no header that would say so */
        } else if (!in_table || slice_trim(line).len == 0 || parser_match(p, PREAMBLE, line)) {
            continue;
        } else {
            parser_not_understood(p, line);
        }
    }
}

const struct report_kind kextstat_kind = {
    .name = "kextstat",
    .members = (const char *const[]){"kextstat.txt", "kmutil_showloaded.txt",
                                     "kmutil-showloaded.txt", "kmutil.txt", NULL},
    .mark = "(?: \\s*+ Index \\s++ Refs \\s++ Address \\s | " KEXT_COLUMNS " )",
    .patterns = patterns,
    .parse = parse,
    .rows_max = 20000,
    .offset = offsetof(struct snapshot, kexts),
    .size = sizeof(((struct snapshot *)0)->kexts),
};
