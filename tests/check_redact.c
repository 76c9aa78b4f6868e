/* check_redact: what is replaced and what stays, by the place where it stands and by its form. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_text.h"
#include "redactor.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

#define PS_HEAD                                                                                    \
    "USER               UID   PID  PPID     VSZ    RSS TT  STAT STARTED      TIME COMMAND\n"
#define PS_ROW(user, command)                                                                      \
    user " 501   412     1 4329828  15896 ??  S     7:00PM   0:01.62 " command "\n"
#define TOP_HEAD "PID    COMMAND          %CPU TIME     #TH   USER          #MREGS\n"
#define THREAD_HEAD                                                                                \
    "USER          PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND  PPID     RSS STARTED    " \
    "  TIME COMMAND\n"
#define LSOF_HEAD "COMMAND     PID   USER   FD     TYPE  DEVICE SIZE/OFF     NODE NAME\n"

static const struct report_text learned[] = {
    {"ps", PS_HEAD PS_ROW("susan             ", "/Users/annabel/bin/tool --quiet")
               PS_ROW("chrome            ", "/sbin/launchd")
                   PS_ROW("marten.hale       ", "/sbin/launchd")},
    {"sysctl", "kern.hostname: Susans-MacBook-Pro.acme.example\n"},
    {"top",
     "Processes: 3 total, 1 running, 12 threads\nPhysMem: 1G used (200M wired), 3G unused.\n\n"
     "PID    COMMAND          #TH   \n412    Google Chrome    5     \n"
     "413    chrome           1     \n414    vim              1     \n415    Sink of Plain Ev 1    "
     " \n"},
    {NULL, NULL},
};

static struct redactor *new_redactor(void)
{
    struct redactor *redactor = redactor_new();
    struct snapshot *snapshot = parse_texts(NULL, learned);
    redactor_learn(redactor, snapshot);
    snapshot_free(snapshot);
    return redactor;
}

/* All lines of a text, each from a heap block of exactly its size. */
static char *redact(struct redactor *redactor, const char *kind, struct slice text)
{
    struct text out = {0};
    struct error error = ERROR_NONE;
    redactor_begin(redactor, kind);
    while (text.len > 0) {
        size_t len = slice_find(text, '\n');
        char *copy = malloc(len == 0 ? 1 : len);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, text.ptr, len);
        size_t before = out.len;
        ck_assert(redactor_line(redactor, (struct slice){copy, len}, &out, &error));
        ck_assert_uint_eq(out.len - before, len);
        if (len < text.len)
            text_add(&out, SLICE("\n"));
        text = slice_from(text, len + 1);
        free(copy);
    }
    text_add(&out, (struct slice){"", 1});
    return out.bytes;
}

struct redact_case {
    const char *kind, *text, *expected; /* expected NULL: nothing is replaced */
};

/* clang-format off */
static const struct redact_case cases[] = {
    /* any text: by form */
    {NULL, "id 7E53FF76-5512-3A29-B218-77506D25AFDD.", "id 00000000-0000-4000-8000-000000000001."},
    {NULL, "7e53ff76-5512-3a29-b218-77506d25afdd 7E53FF76-5512-3A29-B218-77506D25AFDD A", "00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000001 A"},
    {NULL, "id 00000000-0000-0000-0000-000000000000", NULL},
    {NULL, "7E53FF76-5512-3A29-B218-77506D25AFDDF", NULL},
    {NULL, "en0 a4:5e:60:ab:cd:ef up, a4-5e-60-ab-cd-ee", "en0 02:00:00:00:00:01 up, 02-00-00-00-00-02"},
    {NULL, "ff:ff:ff:ff:ff:ff 00:00:00:00:00:00 12:34:56", NULL},
    {NULL, "192.168.1.44 192.168.1.45 192.168.1.44", "100.100.0.11 100.100.0.12 100.100.0.11"},
    {NULL, "to 10.0.0.5:443, 127.0.0.1, 0.0.0.0, 10.0.0.6-10.0.0.7", "to 10.0.0.1:443, 127.0.0.1, 0.0.0.0, 10.0.0.2-10.0.0.3"},
    {NULL, "version 1.2.3.4, xnu-1.2.3.4, 1.2.3, 1.2.3.4.5, v1.2.3.4, 300.1.1.1", NULL},
    {NULL, "fe80::aede:48ff:fe00:1122%en0, 2a02:8109:9a80:1d04:1:2:3:4: no route", "fd00::0000:0000:0000:0001%en0, fd00:0000:0000:0000:0:0:0:1: no route"},
    {NULL, "std::vector a::b 12:30:45 ::1 fe80::1 :: dead::beef", NULL},
    {NULL, "from sue.doe+x@example.com.", "from mail00000000000000001."},
    {NULL, "root@localhost a@ @b", NULL},
    {NULL, "sig 30a646a1029ed43b13ab9692c570443b6c219a58", "sig number0000000000000000000000000000000001"},
    {NULL, "Serial Number: C02XK1JGH3QD", "Serial Number: number000001"},
    {NULL, "\"IOPlatformSerialNumber\" = \"C02XK1JGH3QD\"", "\"IOPlatformSerialNumber\" = \"number000001\""},
    {NULL, "IOSerialFamily (11), serial attempts", NULL},
    /* any text: what was learned */
    {NULL, "by susan, annabel; Susan_x susanne", "by user1, user002; Susan_x susanne"},
    {NULL, "Susans-MacBook-Pro.acme.example, susans-macbook-pro, acme.example", "host00000000000001.hos2.host003, host00000000000001, hos2.host003"},
    {NULL, "Susans MacBook Pro, Susan's MacBook Pro, Susan\xe2\x80\x99s MacBook Pro", "host00000000000001, host000000000000002, host00000000000000003"},
    {NULL, "chrome Google Chrome vim", NULL},
    {NULL, "Susan, Susans iPad, Marten Hale, the MacBook", "user1, user02 iPad, user03 use4, the MacBook"},
    /* any text: paths */
    {NULL, "open /Users/susan/Library/Preferences/x.plist", "open /Users/user1/Library/Preferences/file001"},
    {NULL, "open '/Users/chrome/Desktop/Plan B.txt': No", "open '/Users/user01/Desktop/fil1 file1': No"},
    {NULL, "/usr/bin/toolname/Users/susan/a.b exited", "/usr/bin/toolname/Users/user1/fi1 exited"},
    {NULL, "(/Users/eve/Documents/Pay (2019).pdf) and file:///Users/eve/x.txt", "(/Users/us1/Documents/fi1 (fil1).pdf) and file:///Users/us1/file1"},
    {NULL, "opening /Users/eve/Secret\\ Plan.txt: No such file", "opening /Users/us1/file001 file0001: No such file"},
    {NULL, "/Users/Shared/ /System/Library/CoreServices /usr/lib/x", NULL},
    {NULL, "at /Volumes/Susans Backup failed", "at /Volumes/disk01 file02 failed"},
    {NULL, "/private/var/folders/xy/abcdef123/T/com.apple.x", "/private/var/folders/f1/file00001/T/com.apple.x"},
    {NULL, "/System/Volumes/Data/Users/bob/a:b", "/System/Volumes/Data/Users/us1/fi1"},
    {NULL, "Executing '/usr/bin/tool -o /Users/bob/x -a'", "Executing '/usr/bin/tool -o /Users/us1/x -a'"},
    /* ps */
    {"ps", PS_HEAD PS_ROW("susan             ", "/sbin/launchd"), PS_HEAD PS_ROW("user1             ", "/sbin/launchd")},
    {"ps", PS_HEAD PS_ROW("_spotlight        ", "/usr/libexec/lsd runAsRoot"), NULL},
    {"ps", PS_HEAD PS_ROW("root              ", "/usr/bin/vim /Users/susan/Secret Plan.txt"), PS_HEAD PS_ROW("root              ", "/usr/bin/vim /Users/user1/file01 word0001")},
    {"ps", PS_HEAD PS_ROW("root              ", "/usr/bin/vim Secret.txt"), PS_HEAD PS_ROW("root              ", "/usr/bin/vim word000001")},
    {"ps", PS_HEAD PS_ROW("root              ", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome Helper --type=renderer --user-data-dir=/Users/susan/x --token=Zq81 -pS3cret"), PS_HEAD PS_ROW("root              ", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome Helper --type=renderer --user-data-dir=/Users/user1/x --token=wor1 -pword01")},
    {"ps", PS_HEAD PS_ROW("root              ", "ssh bob@build.acme.example -i id_rsa"), PS_HEAD PS_ROW("root              ", "ssh mail000000000000000001 -i word01")},
    {"ps", PS_HEAD PS_ROW("root              ", "/usr/bin/curl -s https://user:pw@intra.acme.example:8080/a/b?token=abc"), PS_HEAD PS_ROW("root              ", "/usr/bin/curl -s https://word001@host1.hos2.host003:8080/a/file0000001")},
    {"ps", PS_HEAD PS_ROW("root              ", "/Users/annabel/bin/tool --quiet KEY=value c2VjcmV0PQ=="), PS_HEAD PS_ROW("root              ", "/Users/user001/bin/tool --quiet KEY=word1 word000001==")},
    {"ps", PS_HEAD PS_ROW("root              ", "/usr/bin/perl -w 1234567 {\"a\":\"hidden\"}"), PS_HEAD PS_ROW("root              ", "/usr/bin/perl -w word001 {\"a\":word002\"}")},
    {"ps", PS_HEAD PS_ROW("chrome            ", "chrome susan chrome"), PS_HEAD PS_ROW("user01            ", "chrome user2 chrome")},
    {"ps", PS_HEAD PS_ROW("root              ", "ssh -L 8080:10.20.30.41:80 10.20.30.41"), PS_HEAD PS_ROW("root              ", "ssh -L wor1:10.10.10.11:80 10.10.10.11")},
    {"ps", PS_HEAD PS_ROW("root              ", "/opt/sink/Sink of Plain Events secret"), PS_HEAD PS_ROW("root              ", "/opt/fil1/Sink of Plain Events word01")},
    {"ps", PS_HEAD PS_ROW("susan             ", "/sbin/launchd") "susan              501   412     1 4329828  15896 ?? secret\n", PS_HEAD PS_ROW("user1             ", "/sbin/launchd") "user1              501   412     1 4329828  15896 ?? word01\n"},
    {"ps", PS_HEAD "a line of words that is no row\n", PS_HEAD "a wor1 of word1 wor2 is no wo1\n"},
    /* ps -M */
    {"ps_thread", THREAD_HEAD "susan         412   ??    0.1 S    31T   0:00.00   0:01.17 /Users/     1   12171 Mon08AM   0:03.52 /Users/susan/bin/tool --key secret\n", THREAD_HEAD "user1         412   ??    0.1 S    31T   0:00.00   0:01.17 /Users/     1   12171 Mon08AM   0:03.52 /Users/user1/bin/tool --key word01\n"},
    {"ps_thread", THREAD_HEAD "              412         0.1 S    31T   0:00.00   0:01.17             1   12171 Mon08AM   0:03.52 \n", NULL},
    {"ps_thread", THREAD_HEAD "susan         412   ??    0.1 S    31T   0:00.00   0:01.17 other x     1   12171 Mon08AM   0:03.52 /usr/bin/vim secret.c\n", THREAD_HEAD "user1         412   ??    0.1 S    31T   0:00.00   0:01.17 other x     1   12171 Mon08AM   0:03.52 /usr/bin/vim word0001\n"},
    /* top */
    {"top", TOP_HEAD "412    Google Chrome    0.0  00:01.62 5     susan         10    \n413    chrome           0.0  123 hrs  1     chrome        10    \n414    vim              0.0  00:00.10 1     root          3     \nPhysMem: 1G used (200M wired), 3G unused.\n", TOP_HEAD "412    Google Chrome    0.0  00:01.62 5     user1         10    \n413    chrome           0.0  123 hrs  1     user02        10    \n414    vim              0.0  00:00.10 1     root          3     \nPhysMem: 1G used (200M wired), 3G unused.\n"},
    /* lsof */
    {"lsof", LSOF_HEAD "vim         414  susan   12r     REG     1,4      640        2 /Users/susan/Secret Plan.txt\n", LSOF_HEAD "vim         414  user1   12r     REG     1,4      640        2 /Users/user1/file00000000001\n"},
    {"lsof", LSOF_HEAD "vim         414  susan    7u    IPv4 0xabc0f      0t0      TCP 192.168.1.44:49152->17.57.146.5:443 (ESTABLISHED)\n", LSOF_HEAD "vim         414  user1    7u    IPv4 0xabc0f      0t0      TCP 100.100.0.11:49152->10.10.100.1:443 (ESTABLISHED)\n"},
    {"lsof", LSOF_HEAD "vim         414  susan    7u    IPv6 0xabc0f      0t0      TCP [fe80::1:2]:49152->build.acme.example:ssh\n", LSOF_HEAD "vim         414  user1    7u    IPv6 0xabc0f      0t0      TCP [fd00::0:1]:49152->host1.hos2.host003:ssh\n"},
    {"lsof", LSOF_HEAD "vim         414   root    7u    IPv4 0xabc0f      0t0      UDP *:5353\n", NULL},
    {"lsof", LSOF_HEAD "vim         414   root    7u    unix 0xabc0f      0t0          ->0xabc0e\n", NULL},
    {"lsof", LSOF_HEAD "vim         414   root    9u                                   (revoked)\n", NULL},
    {"lsof", LSOF_HEAD "vim         414   root    9u  PSXSHM                8192          mysegment\n", LSOF_HEAD "vim         414   root    9u  PSXSHM                8192          word00001\n"},
    {"lsof", LSOF_HEAD "launchd       1   root  txt      REG     1,4   370547    31200 /sbin/launchd\n", NULL},
    {"lsof", LSOF_HEAD "vim 414 susan 12r REG 1,4 640 2 /Users/susan/Secret Plan.txt\n", LSOF_HEAD "vim 414 user1 12r REG 1,4 640 2 /Users/user1/file00000000001\n"},
    {"lsof", LSOF_HEAD "vim 414 susan 7u IPv4 0xabc0f 0t0 TCP 192.168.1.44:49152->17.57.146.5:443\n", LSOF_HEAD "vim 414 user1 7u IPv4 0xabc0f 0t0 TCP 100.100.0.11:49152->10.10.100.1:443\n"},
    /* sysctl */
    {"sysctl", "kern.hostname: Susans-MacBook-Pro.acme.example\nkern.hostname = MacBook-Pro.local\n", "kern.hostname: host00000000000001.hos2.host003\nkern.hostname = MacBook-Pro.local\n"},
    {"sysctl", "kern.hostname: 192.168.1.44\nkern.domainname: \n", "kern.hostname: 100.100.0.11\nkern.domainname: \n"},
    {"sysctl", "kern.uuid: 7C8BB636-E593-3CE4-8528-9BD24A688851\nkern.bootsessionuuid: 7C8BB636-E593-3CE4-8528-9BD24A688852\nkern.bootargs: -v serial=3\n", "kern.uuid: 00000000-0000-4000-8000-000000000001\nkern.bootsessionuuid: 00000000-0000-4000-8000-000000000002\nkern.bootargs: -v serial=3\n"},
    {"sysctl", "kern.boottime: { sec = 978307216, usec = 0 } Sun Dec 31 19:00:16 2000\nuser.cs_path: /usr/bin:/bin\nvm.swapfileprefix: /private/var/vm/swapfile\n", NULL},
    /* figures */
    {"zprint", "kalloc.1024                 1024      121856K     121904K susan 1.2.3.4\n", NULL},
    {"kextstat", "  178    0 0xffffff7f83795000 0x65000    0x65000    com.susan.audio (1.2.3.4) 7E53FF76-5512-3A29-B218-77506D25AFDD <6 5 3>\n", "  178    0 0xffffff7f83795000 0x65000    0x65000    com.susan.audio (1.2.3.4) 00000000-0000-4000-8000-000000000001 <6 5 3>\n"},
    {"taskinfo", "process: \"susan\" [12] [unique ID: 1]\n\tthread name: \"queue of susan\"\nvirtual bytes: 5 GB\n", "process: \"susan\" [12] [unique ID: 1]\n\tthread name: \"queue of user1\"\nvirtual bytes: 5 GB\n"},
    {"lsmp", "Process (12) : susan\n0x0000051b  0x1840cf3d  send 0x00011817  (380) susan\n", NULL},
    {"footprint", "susan [39974]: 64-bit    Footprint: 114 MB (16384 bytes per page)\n  58 MB  0 B  mapped file /Users/susan/x.db\n", "susan [39974]: 64-bit    Footprint: 114 MB (16384 bytes per page)\n  58 MB  0 B  mapped file /Users/user1/fil1\n"},
    /* ioreg */
    {"ioreg", "  | +-o AppleKeyStore  <class AppleKeyStore, id 0x100000100, retain 33>\n  |   \"IOUserClientCreator\" = \"pid 412, susan\"\n", NULL},
    {"ioreg", "+-o Susans Backup@1  <class IOMedia, id 0x1>\n+-o Untitled@1  <class AppleAPFSVolume, id 0x1>\n", "+-o value00000001@1  <class IOMedia, id 0x1>\n+-o value001@1  <class AppleAPFSVolume, id 0x1>\n"},
    {"ioreg", "  | \"USB Serial Number\" = \"12AB34\"\n  | \"serial\" = 123456\n  | \"idVendor\" = 1452\n  | \"Name\" = \"a \"b\" c\"\n  | \"x\" = <0a1b2c3d>\n  | \"IOClass\" = \"IOMedia\"\n  | \"removable\" = Yes\n", "  | \"USB Serial Number\" = \"numbe1\"\n  | \"serial\" = numbe2\n  | \"idVendor\" = 1452\n  | \"Name\" = \"value01\"\n  | \"x\" = <value001>\n  | \"IOClass\" = \"IOMedia\"\n  | \"removable\" = Yes\n"},
    {"ioreg", "  | \"d\" = {\"Vendor\"=\"Acme Inc\",\"IOClass\"=\"IOFoo\",\"n\"=5,\"l\"=(\"one\",<0102>)}\n", "  | \"d\" = {\"Vendor\"=\"value001\",\"IOClass\"=\"IOFoo\",\"n\"=5,\"l\"=(\"va1\",<val1>)}\n"},
    {"ioreg", "<key>IOUserClientCreator</key>\n<string>pid 412, vim</string>\n<key>USB Serial Number</key>\n<string>ABC12345</string>\n<integer>5</integer>\n<data>\nQUJDREVG\n</data>\n<string>two\nlines</string><key>IOClass</key><string>IOMedia</string>\n", "<key>IOUserClientCreator</key>\n<string>pid 412, vim</string>\n<key>USB Serial Number</key>\n<string>value001</string>\n<integer>5</integer>\n<data>\nvalue002\n</data>\n<string>va1\nvalu1</string><key>IOClass</key><string>IOMedia</string>\n"},
    /* text of the capture */
    {"sysdiagnose_log", "2019-02-28 14:54:03: Executing '/usr/bin/top -l9 -d -r'\n2019-02-28 14:54:13: End of '/usr/bin/top -l9 -d -r'\n", NULL},
    {"manifest", "sysdelta manifest 1\ntaken: 2026-11-02T09:14:07+01:00\nmember: susan.txt\ncommand: /usr/bin/lsof -n /Users/susan\nstderr: zprint: susan may not\n",
     "sysdelta manifest 1\ntaken: 2026-11-02T09:14:07+01:00\nmember: susan.txt\ncommand: /usr/bin/lsof -n /Users/user1\nstderr: zprint: user1 may not\n"},
};
/* clang-format on */

START_TEST(rules)
{
    const struct redact_case *c = &cases[_i];
    struct redactor *redactor = new_redactor();
    char *out = redact(redactor, c->kind, slice_of(c->text));
    ck_assert_str_eq(out, c->expected != NULL ? c->expected : c->text);
    free(out);
    redactor_free(redactor);
}
END_TEST

/* First arguments, without an option before them, of programs at any path. */
static const char *const commands_with_secrets[] = {
    "/usr/bin/open https://u:S3cret@h/x",
    "/usr/bin/ssh https://petra:S3cret@h/",
    "/usr/bin/psql postgresql://u:S3cret@db/x",
    "/usr/bin/curl https://h/?token=S3cret",
    "/usr/local/bin/deploy kunde/S3cret --fast",
    "/usr/bin/vim Kunden/S3cret.txt",
    "/usr/bin/git clone git@github.com:S3cret/repo.git",
    "/Applications/X.app/Contents/MacOS/tool Projekte/S3cret/x.psd",
    "/usr/local/bin/python3 scripts/S3cret.py",
    "/usr/local/bin/python3 scripts/S3cret.py --verbose",
    "/usr/bin/open Kunden/S3cret/Foo.app/Contents/MacOS/Foo",
    "/usr/bin/tool a b c/S3cret d",
    "deploy S3cret",
    "./deploy x/S3cret",
};

START_TEST(commands)
{
    struct redactor *redactor = new_redactor();
    struct text text = {0};
    text_printf(&text, PS_HEAD PS_ROW("root              ", "%s"), commands_with_secrets[_i]);
    char *out = redact(redactor, "ps", text_slice(&text));
    ck_assert_msg(strstr(out, "S3cret") == NULL, "%s", out);
    text_free(&text);
    free(out);
    redactor_free(redactor);
}
END_TEST

/* The same secret in all places, and in both letter cases where case does not count. */
START_TEST(secrets_are_stable)
{
    struct redactor *redactor = new_redactor();
    char *ps = redact(redactor, "ps", SLICE(PS_HEAD PS_ROW("bob               ", "vim Plan.txt")));
    char *lsof = redact(redactor, "lsof",
                        SLICE(LSOF_HEAD "vim         414    bob   12r     REG     "
                                        "1,4      640        2 /tmp/Plan.txt\n"));
    char *text = redact(redactor, NULL, SLICE("for bob: /Users/BOB/Plan.txt, /Users/eve/plan.txt"));
    ck_assert_ptr_nonnull(strstr(ps, "\nus1 "));
    ck_assert_ptr_nonnull(strstr(ps, "vim word0001"));
    ck_assert_ptr_nonnull(strstr(lsof, "   us1   12r"));
    ck_assert_ptr_nonnull(strstr(lsof, "/tmp/word0001"));
    ck_assert_str_eq(text, "for us1: /Users/us1/word0001, /Users/us2/file0002");
    free(ps);
    free(lsof);
    free(text);
    redactor_free(redactor);
}
END_TEST

START_TEST(many_secrets_stay_apart)
{
    enum { MANY = 1300 };
    struct redactor *redactor = new_redactor();
    static char seen[MANY][8];
    for (int i = 0; i < MANY; i++) {
        char line[64];
        snprintf(line, sizeof(line), "/Users/eve/a%02d.%c", i % 100, 'a' + i / 100);
        char *out = redact(redactor, NULL, slice_of(line));
        snprintf(seen[i], sizeof(seen[i]), "%s", out + sizeof("/Users/eve/") - 1);
        ck_assert_uint_eq(strlen(seen[i]), 5);
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(seen[i], seen[k]);
        free(out);
    }
    ck_assert_uint_eq(redactor_count(redactor, SECRET_FILE).different, MANY);
    ck_assert_uint_eq(redactor_count(redactor, SECRET_FILE).indistinct, 0);
    redactor_free(redactor);
}
END_TEST

START_TEST(too_short_or_too_long_is_said)
{
    struct redactor *redactor = new_redactor();
    struct text line = {0};
    text_add(&line, SLICE("/Users/eve/"));
    text_repeat(&line, 'q', SECRET_BYTES_MAX + 1);
    char *out = redact(redactor, NULL, text_slice(&line));
    ck_assert_ptr_null(strchr(out, 'q'));
    ck_assert_uint_eq(redactor_count(redactor, SECRET_FILE).indistinct, 1);
    free(out);
    text_free(&line);
    out = redact(redactor, "ps", SLICE(PS_HEAD PS_ROW("q                 ", "/sbin/launchd")));
    ck_assert_ptr_null(strchr(out, 'q'));
    ck_assert_uint_eq(redactor_count(redactor, SECRET_USER).indistinct, 1);
    free(out);
    redactor_free(redactor);
}
END_TEST

/* Placeholders are replaced by placeholders; in the end by themselves. */
START_TEST(redacted_text_stays)
{
    const struct redact_case *c = &cases[_i];
    struct redactor *first = new_redactor();
    char *texts[4] = {redact(first, c->kind, slice_of(c->text))};
    redactor_free(first);
    for (int i = 1; i < 4; i++) {
        struct redactor *redactor = redactor_new();
        texts[i] = redact(redactor, c->kind, slice_of(texts[i - 1]));
        redactor_free(redactor);
    }
    ck_assert_str_eq(texts[2], texts[3]);
    for (int i = 0; i < 4; i++)
        free(texts[i]);
}
END_TEST

static const char *const all_kinds[] = {
    "ps",           "ps_thread", "top",       "lsof",  "sysctl",  "zprint",          "kextstat",
    "taskinfo",     "lsmp",      "footprint", "ioreg", "vm_stat", "sysdiagnose_log", "manifest",
    "no such kind",
};

/* Lines that somebody made up: lengths stay, nothing is read beyond them, and they end. */
START_TEST(hostile_lines)
{
    static const char *const pieces[] = {
        "/Users/", "/",   "a",        "-",         "@",    ":",        "\"",     "serial",
        "=",       " ",   "\xff\xfe", "1.",        "f:",   "<",        "a-",     "(",
        "\t",      "://", "a b ",     "Users/a /", "+-o ", "<string>", "<data>", "  | \"a\" = {\"",
    };
    struct redactor *redactor = new_redactor();
    for (int k = 0; k < LEN(all_kinds); k++) {
        for (int i = 0; i < LEN(pieces); i++) {
            struct text line = {0};
            struct slice piece = slice_of(pieces[i]);
            text_add(&line, SLICE(PS_HEAD LSOF_HEAD));
            while (line.len < 64 * 1024)
                text_add(&line, piece);
            free(redact(redactor, all_kinds[k], text_slice(&line)));
            text_free(&line);
        }
    }
    redactor_free(redactor);
}
END_TEST

START_TEST(random_bytes)
{
    static const char letters[] = " \t/-:.@=\"'<>()|+,%~\\abcdefPIDUSRCOMN019\xc3\xa9\0\r";
    struct redactor *redactor = new_redactor();
    unsigned state = 1;
    for (int i = 0; i < 4000; i++) {
        char bytes[200];
        for (size_t k = 0; k < sizeof(bytes); k++) {
            state = state * 1664525U + 1013904223U;
            bytes[k] = letters[(state >> 16) % (sizeof(letters) - 1)];
        }
        const char *kind = all_kinds[i % LEN(all_kinds)];
        free(redact(redactor, kind, (struct slice){bytes, sizeof(bytes)}));
    }
    redactor_free(redactor);
}
END_TEST

START_TEST(agreement)
{
    struct redactor *redactor = new_redactor();
    free(redact(redactor, "ps",
                SLICE(PS_HEAD PS_ROW("root              ", "/usr/bin/vim Plan.txt"))));
    ck_assert(redactor_agrees(redactor, SLICE("vim Plan.txt"), SLICE("vim word0001")));
    ck_assert(redactor_agrees(redactor, SLICE("vim Plan.txt"), SLICE("vim Plan.txt")));
    ck_assert(redactor_agrees(redactor, SLICE("by susan"), SLICE("by user1")));
    ck_assert(!redactor_agrees(redactor, SLICE("vim Plan.txt"), SLICE("vim word0002")));
    ck_assert(!redactor_agrees(redactor, SLICE("vim Plan.txt"), SLICE("vim word001")));
    ck_assert(!redactor_agrees(redactor, SLICE("12"), SLICE("13")));
    redactor_free(redactor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("redact");
    TCase *tcase = tcase_create("rules");
    tcase_add_loop_test(tcase, rules, 0, LEN(cases));
    tcase_add_loop_test(tcase, redacted_text_stays, 0, LEN(cases));
    tcase_add_loop_test(tcase, commands, 0, LEN(commands_with_secrets));
    tcase_add_test(tcase, secrets_are_stable);
    tcase_add_test(tcase, many_secrets_stay_apart);
    tcase_add_test(tcase, too_short_or_too_long_is_said);
    tcase_add_test(tcase, hostile_lines);
    tcase_add_test(tcase, random_bytes);
    tcase_add_test(tcase, agreement);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
