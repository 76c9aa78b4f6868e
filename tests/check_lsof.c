/* check_lsof: descriptors of processes by kind, whatever columns stand in front of them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "parse_text.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { PATH_ROOM = 4096 };

#define HEAD "COMMAND     PID   USER   FD     TYPE  DEVICE SIZE/OFF     NODE NAME\n"
#define HEAD_PPID "COMMAND     PID  PPID   USER   FD     TYPE  DEVICE SIZE/OFF     NODE NAME\n"
#define HEAD_TID "COMMAND     PID   TID   USER   FD     TYPE  DEVICE SIZE/OFF     NODE NAME\n"
#define HEAD_BARE "COMMAND     PID   FD     TYPE  DEVICE SIZE/OFF     NODE NAME\n"
#define HEAD_WIDE "COMMAND             PID           USER   FD     TYPE NAME\n"

static void same_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(found), expected);
}

enum counted { NOTHING, MAPPED, A_FILE, A_SOCKET, A_PIPE, A_KQUEUE, ANOTHER };

struct row_case {
    const char *header, *line;
    enum counted counted; /* NOTHING: not understood */
    uint64_t pid;
    const char *command;
};

/* clang-format off */
static const struct row_case row_cases[] = {
    {HEAD, "launchd       1   root  cwd      DIR     1,4      640        2 /\n", MAPPED, 1, "launchd"},
    {HEAD, "launchd       1   root  txt      REG     1,4   370547    31200 /sbin/launchd\n", MAPPED, 1, "launchd"},
    {HEAD, "launchd       1   root  twd      DIR     1,4      640        2 /\n", MAPPED, 1, "launchd"},
    {HEAD, "launchd       1   root  fp.u    unix 0xabc0f      0t0          ->0xabc0e (fileport=0x1203)\n", MAPPED, 1, "launchd"},
    {HEAD, "launchd       1   root    0u     CHR     3,2      0t0      317 /dev/null\n", A_FILE, 1, "launchd"},
    {HEAD, "kextd        45   root   12r     DIR     1,4      640        2 /a b  c\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root   12uW    REG     1,4      640        2 /lock\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root   12-R    REG     1,4      640        2 /lock\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root   12     FIFO     1,4      0t0        2 /pipe\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root *007u    LINK     1,4      0t0        2 /link\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root    9u    0016     1,4      0t0        2 /odd\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root    9u                                   (revoked)\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root    9u                                   vnode: process unavailable\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd        45   root    9u                                   unknown file type: 11\n", ANOTHER, 45, "kextd"},
    {HEAD, "mDNSRespo   104   _mdn    7u    IPv4 0xabc0f      0t0      UDP *:5353\n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u    IPv6 0xabc0f      0t0      UDP *:5353\n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u    unix 0xabc0f      0t0          ->0xabc0e\n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u   systm 0xabc0f      0t0          [ctl com.apple.netsrc id 6 unit 12]\n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u    sock              0t0          can't identify protocol\n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u    ndrv 0xabc0f      0t0          \n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u  vsockp 0xabc0f      0t0          ->0:1\n", A_SOCKET, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7     PIPE 0xabc0f    16384          ->0xabc0e\n", A_PIPE, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u  KQUEUE                           count=0, state=0xa\n", A_KQUEUE, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7r  PSXSHM            16384          apple.shm.notification_center\n", ANOTHER, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u NPOLICY                           \n", ANOTHER, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u NPOLICY\r\n", ANOTHER, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u    CHAN                           x\n", ANOTHER, 104, "mDNSRespo"},
    {HEAD, "mDNSRespo   104   _mdn    7u\n", ANOTHER, 104, "mDNSRespo"},
    /* names: what lsof made printable, what it did not, what looks like it */
    {HEAD, "Google\\x20   501    bob   33u     REG     1,4      640        2 /x\n", A_FILE, 501, "Google "},
    {HEAD, "caf\\xc3\\xa9 501 bob 33u REG 1,4 640 2 /x\n", A_FILE, 501, "caf\xc3\xa9"},
    {HEAD, "a\\\\x20\\t\\x1f\\xg0\\x2 501 bob 33u REG 1,4 640 2 /x\n", A_FILE, 501, "a\\x20\\t\\x1f\\xg0\\x2"},
    {HEAD, "\xff\xfe\\ 501 bob 33u REG 1,4 640 2 /x\n", A_FILE, 501, "\xff\xfe\\"},
    {HEAD_WIDE, "Web 7 Content 12    503            bob    4u    IPv4 *:80\n", A_SOCKET, 503, "Web 7 Content 12"},
    {HEAD_WIDE, "Web Content         503       Jane Doe    4u    IPv4 *:80\n", A_SOCKET, 503, "Web Content"},
    {HEAD_WIDE, "Web                 503       Jane Doe  cwd      DIR /\n", MAPPED, 503, "Web"},
    /* columns in between */
    {HEAD_PPID, "kextd        45     1   root   12r     DIR     1,4      640        2 /\n", A_FILE, 45, "kextd"},
    {HEAD_TID, "kextd        45    46   root   12r     DIR     1,4      640        2 /\n", A_FILE, 45, "kextd"},
    {HEAD_TID, "kextd        45         root   12r     DIR     1,4      640        2 /\n", A_FILE, 45, "kextd"},
    {HEAD_TID, "kextd        45         root  mem      REG     1,4      640        2 /\n", MAPPED, 45, "kextd"},
    {HEAD_BARE, "kextd        45   12r     DIR     1,4      640        2 /\n", A_FILE, 45, "kextd"},
    {HEAD, "kextd 1048575 root 12r DIR\n", A_FILE, 1048575, "kextd"},
    {HEAD, "kextd 0 root 12345678901234567890 DIR\n", A_FILE, 0, "kextd"},
    /* no rows */
    {HEAD, "kextd 1048576 root 12r DIR\n", .counted = NOTHING},
    {HEAD, "kextd 18446744073709551617 root 12r DIR\n", .counted = NOTHING},
    {HEAD, "kextd -1 root 12r DIR\n", .counted = NOTHING},
    {HEAD, "kextd 45 root 12rWx DIR\n", .counted = NOTHING},
    {HEAD, "kextd 45 root 12z DIR\n", .counted = NOTHING},
    {HEAD, "kextd 45 root * DIR\n", .counted = NOTHING},
    {HEAD, "kextd 45 root cwdirs DIR\n", .counted = NOTHING},
    {HEAD, "kextd 45 root\n", .counted = NOTHING},
    {HEAD, "kextd 45\n", .counted = NOTHING},
    {HEAD, "kextd\n", .counted = NOTHING},
    {HEAD, "kextd        456  root   12r     DIR     1,4      640        2 /\n", A_FILE, 456, "kextd"},
    {HEAD, "a kextd      456  root   12r     DIR     1,4      640        2 /\n", .counted = NOTHING},
    {HEAD, "              45   root   12r     DIR     1,4      640        2 /\n", .counted = NOTHING},
    {HEAD, "p1\nfcwd\n", .counted = NOTHING},
};
/* clang-format on */

START_TEST(rows)
{
    const struct row_case *c = &row_cases[_i];
    char text[512];
    int len = snprintf(text, sizeof(text), "%s%s", c->header, c->line);
    struct snapshot *s = parse_text("lsof", (struct slice){text, (size_t)len});

    ck_assert_uint_eq(s->lsof.n_rows, c->counted == NOTHING ? 0 : 1);
    if (c->counted == NOTHING) {
        ck_assert_uint_gt(snapshot_report(s, "lsof")->not_understood, 0);
        snapshot_free(s);
        return;
    }
    const struct lsof_row *row = &s->lsof.rows[0];
    ck_assert_int_eq(s->lsof.report->status, REPORT_OK);
    ck_assert_ptr_eq(s->lsof.report, row->origin.report);
    ck_assert_uint_eq(row->origin.line, 2);
    ck_assert_uint_eq(row->origin.offset, strlen(c->header));
    ck_assert_uint_eq(row->pid, c->pid);
    same_text(row->command, c->command);
    ck_assert_uint_eq(row->mapped, c->counted == MAPPED ? 1 : 0);
    ck_assert_uint_eq(row->descriptors, c->counted == MAPPED ? 0 : 1);
    for (int kind = 0; kind < DESCRIPTOR_KINDS; kind++)
        ck_assert_uint_eq(row->of_kind[kind], kind + A_FILE == (int)c->counted ? 1 : 0);
    snapshot_free(s);
}
END_TEST

#define ONE_TXT "one           1   root  txt      REG     1,4   370547    31200 /sbin/one\n"
#define ONE_0 "one           1   root    0u     CHR     3,2      0t0      317 /dev/null\n"
#define ONE_1 "one           1   root    1u    unix 0xabc0f      0t0          ->0xabc0e\n"
#define TWO_0 "two           2   root    0u     CHR     3,2      0t0      317 /dev/null\n"
#define TWO_ERR "two           2   root  err                                    FD info error: no\n"
#define STAT "lsof: WARNING: can't stat() hfs file system /Volumes/a\n"
#define STAT_MORE "      Output information may be incomplete.\n"

struct whole_case {
    const char *text;
    enum report_status status;
    bool cut_short;
    size_t n_rows;
    uint64_t first_descriptors, not_understood;
    size_t warnings;
};

static const struct whole_case whole_cases[] = {
    {HEAD ONE_TXT ONE_0 ONE_1 TWO_0, REPORT_OK, false, 2, 2, 0, 0},
    {HEAD ONE_TXT TWO_0 ONE_0 TWO_0 ONE_1, REPORT_OK, false, 2, 2, 0, 0},
    {HEAD TWO_0 TWO_0 TWO_0 ONE_0, REPORT_OK, false, 2, 3, 0, 0},
    {STAT STAT_MORE HEAD ONE_0 STAT STAT_MORE ONE_1, REPORT_OK, false, 1, 2, 0, 0},
    {"$ sudo lsof -n -P\n\n" HEAD "\n" ONE_0, REPORT_OK, false, 1, 1, 0, 0},
    {HEAD ONE_0 STAT_MORE, REPORT_PARTIAL, false, 1, 1, 1, 1},
    {HEAD ONE_0 "lsof: PID 7 went away\n", REPORT_OK, false, 1, 1, 0, 1},
    {HEAD ONE_0 ONE_1 "=======\n" HEAD ONE_0 ONE_1, REPORT_PARTIAL, false, 1, 2, 1, 2},
    {HEAD ONE_0 HEAD ONE_0 ONE_1, REPORT_OK, false, 1, 1, 0, 1},
    {HEAD HEAD ONE_0, REPORT_OK, false, 1, 1, 0, 0},
    /* what could not be listed has no count, not a count of 0 */
    {HEAD ONE_0 TWO_ERR, REPORT_PARTIAL, false, 1, 1, 0, 0},
    {HEAD TWO_ERR TWO_0 ONE_0 ONE_1, REPORT_PARTIAL, false, 1, 2, 0, 0},
    {HEAD TWO_0 TWO_ERR, REPORT_PARTIAL, false, 0, 0, 0, 0},
    /* cut: a row counts once its TYPE is there, and the last process may have more */
    {HEAD ONE_0 "one           1   root    1u    unix ", REPORT_PARTIAL, true, 1, 2, 0, 0},
    {HEAD ONE_0 "one           1   root    1u    uni", REPORT_PARTIAL, true, 1, 1, 1, 1},
    {HEAD ONE_0 "one           1   root    1", REPORT_PARTIAL, true, 1, 1, 1, 1},
    {HEAD ONE_0 "one           1", REPORT_PARTIAL, true, 1, 1, 1, 1},
    {HEAD ONE_0 "lsof: WARN", REPORT_PARTIAL, true, 1, 1, 0, 1},
    {HEAD "one           1   root    1u    uni", REPORT_NOT_UNDERSTOOD, false, 0, 0, 1, 1},
    {HEAD, REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, 0},
    {ONE_0 ONE_1, REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, 0},
    {"COMMAND PID TYPE FD\none 1 REG 1u\n", REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, 0},
    {"lsof: can't fork\n", REPORT_REFUSED, false, 0, 0, 0, 0},
    {STAT, REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, 0},
    {"\x80\x81\xff\n", REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, 0},
    {"", REPORT_EMPTY, false, 0, 0, 0, 0},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("lsof", slice_of(c->text));
    const struct report *report = snapshot_report(s, "lsof");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_int_eq(report->cut_short, c->cut_short);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(report->n_warnings, c->warnings);
    ck_assert_uint_eq(s->lsof.n_rows, c->n_rows);
    if (c->n_rows > 0)
        ck_assert_uint_eq(s->lsof.rows[0].descriptors, c->first_descriptors);
    snapshot_free(s);
}
END_TEST

/* A cut takes rows away, adds none, and is told wherever it can be seen. */
START_TEST(every_prefix)
{
    static const struct slice text = {HEAD ONE_TXT ONE_0 ONE_1 TWO_0 STAT STAT_MORE,
                                      sizeof(HEAD ONE_TXT ONE_0 ONE_1 TWO_0 STAT STAT_MORE) - 1};
    struct snapshot *whole = parse_text("lsof", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("lsof", slice_first(text, len));
        bool seen = len > 0 && text.ptr[len - 1] != '\n';
        ck_assert_uint_le(s->lsof.n_rows, whole->lsof.n_rows);
        for (size_t i = 0; i < s->lsof.n_rows; i++) {
            ck_assert_uint_eq(s->lsof.rows[i].pid, whole->lsof.rows[i].pid);
            ck_assert_uint_le(s->lsof.rows[i].descriptors, whole->lsof.rows[i].descriptors);
            ck_assert_uint_le(s->lsof.rows[i].mapped, whole->lsof.rows[i].mapped);
        }
        if (s->lsof.n_rows > 0)
            ck_assert_int_eq(s->lsof.report->cut_short, seen);
        snapshot_free(s);
    }
    snapshot_free(whole);
    for (int i = 0; i < LEN(row_cases); i++) {
        char row[512];
        int len = snprintf(row, sizeof(row), "%s%s", row_cases[i].header, row_cases[i].line);
        parse_every_prefix("lsof", (struct slice){row, (size_t)len}, 1);
    }
}
END_TEST

static char *text_of_size(size_t size)
{
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* 200,000 rows of 100,000 processes, the two rows of each far apart, pids falling. */
START_TEST(many_processes)
{
    enum { PROCESSES = 100000 };
    char *text = text_of_size(PROCESSES * 2 * 48 + sizeof(HEAD));
    size_t len = (size_t)sprintf(text, "%s", HEAD);
    for (int i = 0; i < 2 * PROCESSES; i++) {
        len += (size_t)sprintf(text + len, "a %d root %du REG 1,4 1 2 /x\n",
                               PROCESSES - i % PROCESSES, i % 20000);
    }
    struct snapshot *s = parse_text("lsof", (struct slice){text, len});
    ck_assert_int_eq(s->lsof.report->status, REPORT_OK);
    ck_assert_uint_eq(s->lsof.n_rows, PROCESSES);
    for (size_t i = 0; i < PROCESSES; i++) {
        ck_assert_uint_eq(s->lsof.rows[i].pid, PROCESSES - i);
        ck_assert_uint_eq(s->lsof.rows[i].of_kind[DESCRIPTOR_FILE], 2);
    }
    snapshot_free(s);
    free(text);
}
END_TEST

/* Names of any length, NUL bytes, a line beyond the longest. */
START_TEST(odd_bytes)
{
    enum { LONG = 10000, ENDLESS = 200000 };
    char *text = text_of_size(2 * ENDLESS);
    size_t len = (size_t)sprintf(text, "%s", HEAD);
    for (int i = 0; i < LONG / 4; i++)
        len += (size_t)sprintf(text + len, "\\x20");
    len += (size_t)sprintf(text + len, " 7 root 1u REG 1,4 1 2 /x\n");
    memcpy(text + len, "a\0b 8 root 1u REG\n", 18);
    len += 18;
    memcpy(text + len, "c 9\0 root 1u REG\n", 17);
    len += 17;
    memcpy(text + len, "d 10 root 1\0 REG\n", 17);
    len += 17;
    memset(text + len, 'e', ENDLESS);
    len += ENDLESS;
    len += (size_t)sprintf(text + len, " 11 root 1u REG\nf 12 root 1u REG\n");

    struct snapshot *s = parse_text("lsof", (struct slice){text, len});
    ck_assert_uint_eq(s->lsof.n_rows, 3);
    ck_assert_uint_eq(s->lsof.rows[0].command.len, LONG / 4);
    ck_assert_int_eq(s->lsof.rows[0].command.ptr[LONG / 4 - 1], ' ');
    ck_assert_uint_eq(s->lsof.rows[1].command.len, 3);
    ck_assert_uint_eq(s->lsof.rows[2].pid, 12);
    ck_assert_uint_eq(snapshot_report(s, "lsof")->not_understood, 3);
    snapshot_free(s);
    free(text);
}
END_TEST

static bool is_lsof(const char *text)
{
    int kind = report_recognise(slice_of(text));
    return kind >= 0 && strcmp(report_kinds[kind]->name, "lsof") == 0;
}

START_TEST(recognised_by_content)
{
    ck_assert(is_lsof(HEAD));
    ck_assert(is_lsof(STAT STAT_MORE HEAD_PPID));
    ck_assert(is_lsof(HEAD_TID ONE_0));
    ck_assert(is_lsof(HEAD_BARE));
    ck_assert(!is_lsof("PID COMMAND %CPU TIME #TH\n"));
    ck_assert(!is_lsof("USER PID %CPU TT STAT COMMAND\n"));
    ck_assert(!is_lsof("COMMAND PID USER TYPE FD\n"));
    ck_assert(!is_lsof(ONE_0));
}
END_TEST

static void check_listing(const struct snapshot *s)
{
    uint64_t counted = 0;
    if (s->lsof.report == NULL)
        return;
    ck_assert_int_eq(s->lsof.report->status, REPORT_OK);
    for (size_t i = 0; i < s->lsof.n_rows; i++) {
        const struct lsof_row *row = &s->lsof.rows[i];
        uint64_t of_kinds = 0;
        for (int kind = 0; kind < DESCRIPTOR_KINDS; kind++)
            of_kinds += row->of_kind[kind];
        ck_assert_uint_eq(of_kinds, row->descriptors);
        ck_assert_uint_gt(row->command.len, 0);
        counted += row->descriptors + row->mapped;
    }
    ck_assert_uint_eq(counted, s->lsof.report->lines - 1);
}

START_TEST(printed_pairs)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    snprintf(base, sizeof(base), "%s/base", place);
    snprintf(later, sizeof(later), "%s/later", place);
    struct pair pair = read_pair(base, later);
    check_listing(pair.findings.base.snapshot);
    check_listing(pair.findings.later.snapshot);
    free_pair(&pair);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lsof");
    TCase *tests = tcase_create("lsof");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, rows, 0, LEN(row_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, many_processes);
    tcase_add_test(tests, odd_bytes);
    tcase_add_test(tests, recognised_by_content);
    tcase_add_loop_test(tests, printed_pairs, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
