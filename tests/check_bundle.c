/*
 * check_bundle: captures of every shape give the same figures, the right reports of them are
 * taken, and what cannot be trusted is said. The captures are made in a folder of their own.
 */
#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "parse_text.h"
#include "temporary.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))
#define ROOT "sysdiagnose_2026.03.18_18-09-08+0300_macOS_Mac_25D2128"
#define VM_STAT                                                                                    \
    "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"                                 \
    "Pages free:                                   300111.\n"                                      \
    "Pages wired down:                            1300001.\n"                                      \
    "Swapouts:                                          7.\n"
/* Told apart by their elements in use. */
#define ZPRINT_A "kalloc.16 16 8K 9K 512 576 1 4K 256 C\n"
#define ZPRINT_B "kalloc.16 16 8K 9K 512 576 2 4K 256 C\n"

enum { ZONES = 300, ZPRINT_ROOM = 64 * 1024, PATH_ROOM = 4096, MEMBERS = 6 };

struct member {
    const char *path, *text;
    bool is_link; /* then the text is what it points to */
};

/* Round the zones, so that the report is whole. */
#define ZONES_HEAD "zone name size size size #elts #elts inuse   size  count\n"
#define OTHER_SECTIONS                                                                             \
    "wired memory id tag size waste size\nVM_KERN_MEMORY_BSD 2 29844K\n"                           \
    "maps free free size size\nVM_KERN_COUNT_WIRED 1331200K\n"

static char *folder;
static const char zeros[10240];
static char zprint_text[ZPRINT_ROOM]; /* figures without a pattern, so that they fill some blocks */
static struct member capture[] = {
    {ROOT "/README.txt", "Not a report.\n", false},
    {ROOT "/zprint.txt", zprint_text, false},
    {ROOT "/logs/system.log", "Nothing to see.\n", false},
    {ROOT "/vm_stat.txt", VM_STAT, false},
    {NULL, NULL, false},
};

static void enter_folder(void)
{
    folder = make_temporary_folder();
    if (chdir(folder) != 0)
        abort();
    uint64_t state = 1;
    char *end = zprint_text + sprintf(zprint_text, ZONES_HEAD);
    for (int i = 0; i < ZONES; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        unsigned kib = (unsigned)(state >> 40), used = (unsigned)(state >> 44);
        end += sprintf(end, "zone.%d 1024 %uK %uK %u %u %u 4K 4 C\n", i, kib, kib, kib, kib, used);
    }
    strcpy(end, OTHER_SECTIONS);
}

static void leave_folder(void)
{
    if (chdir("/") == 0)
        remove_temporary_folder(folder);
}

static void write_bytes(const char *path, const char *mode, const char *bytes, size_t len)
{
    FILE *file = fopen(path, mode);
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

typedef int writer_option(struct archive *archive);

/* False where this libarchive cannot write the filter by itself. */
static bool write_archive(const char *path, writer_option *format, writer_option *filter,
                          const struct member *members)
{
    struct archive *archive = archive_write_new();
    bool ok = filter(archive) == ARCHIVE_OK && format(archive) == ARCHIVE_OK &&
              archive_write_open_filename(archive, path) == ARCHIVE_OK;
    for (const struct member *m = members; ok && m->path != NULL; m++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, m->path);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_filetype(entry, m->is_link ? AE_IFLNK : AE_IFREG);
        size_t len = m->is_link ? 0 : strlen(m->text);
        archive_entry_set_size(entry, (la_int64_t)len);
        if (m->is_link)
            archive_entry_set_symlink(entry, m->text);
        ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
        ck_assert_int_eq(archive_write_data(archive, m->text, len), (la_ssize_t)len);
        archive_entry_free(entry);
    }
    ck_assert(archive_write_free(archive) == ARCHIVE_OK || !ok);
    if (!ok)
        printf("skipped: libarchive cannot write %s here\n", path);
    return ok;
}

static void make_parents(const char *path)
{
    char parent[PATH_ROOM];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path);
        (void)mkdir(parent, 0755);
    }
}

static void write_folder(const char *name, const struct member *members)
{
    for (const struct member *m = members; m->path != NULL; m++) {
        char path[PATH_ROOM];
        snprintf(path, sizeof(path), "%s/%s", name, m->path);
        make_parents(path);
        if (m->is_link)
            ck_assert_int_eq(symlink(m->text, path), 0);
        else
            write_bytes(path, "wb", m->text, strlen(m->text));
    }
}

static void gzip_bytes(const char *path, const char *text)
{
    const struct member members[] = {{"data", text, false}, {NULL, NULL, false}};
    ck_assert(
        write_archive(path, archive_write_set_format_raw, archive_write_add_filter_gzip, members));
}

static const struct report *report_of(const struct snapshot *snapshot, const char *kind)
{
    return snapshot_report(snapshot, kind);
}

/* The first zones of the capture, as many as there are. */
static void check_zones(const struct snapshot *snapshot)
{
    struct snapshot *whole = parse_text("zprint", slice_of(zprint_text));
    const struct zprint *a = &snapshot->zprint, *b = &whole->zprint;
    size_t same = 0;
    ck_assert_uint_eq(b->n_zones, ZONES);
    ck_assert_uint_le(a->n_zones, ZONES);
    while (same < a->n_zones && slice_equal(a->zones[same].name, b->zones[same].name) &&
           a->zones[same].size_bytes.value == b->zones[same].size_bytes.value &&
           a->zones[same].elements == b->zones[same].elements)
        same++;
    ck_assert_msg(same == a->n_zones, "zone %d differs", (int)same);
    snapshot_free(whole);
}

/* A build without ISA-L warns that gzip streams are not verified, and sees no damage in them. */
static bool is_unverified(const struct snapshot *snapshot)
{
    return snapshot->n_warnings > 0 && slice_find_text(snapshot->warnings[0].text, "not verified") <
                                           snapshot->warnings[0].text.len;
}

static void check_whole(const struct snapshot *snapshot)
{
    ck_assert_int_eq(report_of(snapshot, "zprint")->status, REPORT_OK);
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    check_zones(snapshot);
    ck_assert_int_eq(report_of(snapshot, "vm_stat")->status, REPORT_OK);
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_WIRED].value.value, 1300001);
    ck_assert_uint_eq(snapshot->damage.len, 0);
    ck_assert_uint_eq(snapshot->n_warnings, is_unverified(snapshot));
    ck_assert(slice_is(snapshot->root, ROOT));
    ck_assert(slice_is(report_of(snapshot, "zprint")->member, ROOT "/zprint.txt"));
    ck_assert_uint_eq(snapshot->members, 4);
}

static struct snapshot *read_ok(const char *path)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    ck_assert_msg(snapshot != NULL, "%s: %s", path, error.reason);
    ck_assert(!error.set);
    return snapshot;
}

/* Through standard input: the file itself, or a pipe (whose buffer holds all of it). */
static struct snapshot *read_standard_input(const char *path, bool through_pipe)
{
    int ends[2];
    ends[0] = open(path, O_RDONLY);
    if (through_pipe) {
        size_t len;
        char *bytes = read_file(path, &len);
        close(ends[0]);
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(write(ends[1], bytes, len), (ssize_t)len);
        close(ends[1]);
        free(bytes);
    }
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    return read_ok("-");
}

struct format_case {
    const char *file, *format;
    writer_option *set_format, *add_filter;
};

#define TAR archive_write_set_format_ustar
static const struct format_case formats[] = {
    {"c.tar", "tar", TAR, archive_write_add_filter_none},
    {"pax.tar", "tar", archive_write_set_format_pax, archive_write_add_filter_none},
    {"gnu.tar", "tar", archive_write_set_format_gnutar, archive_write_add_filter_none},
    {"c.tar.gz", "tar.gz", TAR, archive_write_add_filter_gzip},
    {"c.tar.xz", "tar.xz", TAR, archive_write_add_filter_xz},
    {"c.tar.zst", "tar.zst", TAR, archive_write_add_filter_zstd},
    {"c.tar.bz2", "tar.bz2", TAR, archive_write_add_filter_bzip2},
    {"c.tar.lz4", "tar.lz4", TAR, archive_write_add_filter_lz4},
    {"c.tar.Z", "tar.Z", TAR, archive_write_add_filter_compress},
    {"c.zip", "zip", archive_write_set_format_zip, archive_write_add_filter_none},
};

START_TEST(archives)
{
    const struct format_case *c = &formats[_i];
    if (!write_archive(c->file, c->set_format, c->add_filter, capture))
        return;
    struct snapshot *snapshots[] = {read_ok(c->file), read_standard_input(c->file, false),
                                    read_standard_input(c->file, true)};
    for (int i = 0; i < 3; i++) {
        check_whole(snapshots[i]);
        ck_assert(slice_is(snapshots[i]->format, c->format));
        ck_assert(slice_is(snapshots[i]->name, i == 0 ? c->file : "standard input"));
        ck_assert_int_eq(snapshots[i]->size_bytes.known, i < 2);
        snapshot_free(snapshots[i]);
    }
}
END_TEST

START_TEST(folders)
{
    write_folder("plain", capture);
    struct snapshot *snapshot = read_ok("plain");
    check_whole(snapshot);
    ck_assert(slice_is(snapshot->format, "folder"));
    snapshot_free(snapshot);

    snapshot = read_ok("plain/" ROOT "/"); /* the capture's own folder has a name all the same */
    ck_assert(slice_is(snapshot->name, ROOT));
    ck_assert_uint_eq(snapshot->root.len, 0);
    ck_assert(slice_is(report_of(snapshot, "zprint")->member, "zprint.txt"));
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(single_reports)
{
    write_bytes("zprint.out", "wb", zprint_text, strlen(zprint_text));
    gzip_bytes("zprint.out.gz", zprint_text);
    struct snapshot *snapshots[] = {read_ok("zprint.out"), read_ok("zprint.out.gz"),
                                    read_standard_input("zprint.out", true),
                                    read_standard_input("zprint.out.gz", false)};
    for (int i = 0; i < COUNT(snapshots); i++) {
        ck_assert_int_eq(report_of(snapshots[i], "zprint")->status, REPORT_OK);
        ck_assert_uint_eq(snapshots[i]->zprint.n_zones, ZONES);
        check_zones(snapshots[i]);
        ck_assert(slice_is(snapshots[i]->format, "report"));
        ck_assert_uint_eq(snapshots[i]->members, 1);
        ck_assert_uint_eq(snapshots[i]->damage.len, 0);
        snapshot_free(snapshots[i]);
    }
}
END_TEST

/* gzip itself reads on where a member ends, and ignores the padding of tapes and disks. */
START_TEST(gzip_members_and_padding)
{
    size_t half = strlen(zprint_text) / 2, len;
    char *first = strdup(zprint_text);
    first[half] = '\0';
    gzip_bytes("first.gz", first);
    gzip_bytes("second.gz", zprint_text + half);
    free(first);
    char *second = read_file("second.gz", &len);
    write_bytes("first.gz", "ab", second, len);
    write_bytes("first.gz", "ab", zeros, sizeof(zeros));
    free(second);
    struct snapshot *snapshot = read_ok("first.gz");
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    check_zones(snapshot);
    ck_assert_uint_eq(snapshot->damage.len, 0);
    snapshot_free(snapshot);

    write_archive("padded.tar.gz", TAR, archive_write_add_filter_gzip, capture);
    write_bytes("padded.tar.gz", "ab", zeros, 1);
    write_bytes("padded.tar.gz", "ab", zeros, sizeof(zeros));
    snapshot = read_ok("padded.tar.gz");
    check_whole(snapshot);
    snapshot_free(snapshot);
}
END_TEST

struct choice_case {
    const char *what;
    struct member members[MEMBERS];
    const char *zprint, *vm_stat; /* what is read; NULL: none */
    const char *root, *other_root;
    const char *warning; /* NULL: none */
};

/* clang-format off */
#define A(path) {path, ZPRINT_A, false}
#define B(path) {path, ZPRINT_B, false}
#define VM(path) {path, VM_STAT, false}

/* Where there is a choice, A is the right one. */
static const struct choice_case choices[] = {
    {"a deeper one comes first", {B("c/other/zprint.txt"), A("c/zprint.txt")},
     "c/zprint.txt", NULL, "c", "", NULL},
    {"a deeper one comes last", {A("c/zprint.txt"), B("c/other/zprint.txt"), VM("c/vm_stat.txt")},
     "c/zprint.txt", "c/vm_stat.txt", "c", "", NULL},
    {"deep down", {A("a/b/c d/e/zprint.txt"), VM("a/b/c d/e/f/vm_stat.txt")},
     "a/b/c d/e/zprint.txt", "a/b/c d/e/f/vm_stat.txt", "a/b/c d/e", "", NULL},
    {"no folder", {A("zprint.txt")}, "zprint.txt", NULL, "", "", NULL},
    {"the same depth: by path", {B("c/y/zprint.txt"), A("c/x/zprint.txt"), VM("c/vm_stat.txt")},
     "c/x/zprint.txt", "c/vm_stat.txt", "c", "c/y", NULL},
    {"the better name", {B("c/zprint.log"), A("c/zprint.txt")}, "c/zprint.txt", NULL, "c", "", NULL},
    {"the better name comes first", {A("c/zprint.txt"), B("c/zprint.log")},
     "c/zprint.txt", NULL, "c", "", NULL},
    {"a shallow name of second choice", {B("c/old/zprint.txt"), A("c/zprint.log")},
     "c/zprint.log", NULL, "c", "", NULL},
    {"the same name twice: the last one, as unpacked", {B("c/zprint.txt"), A("c/zprint.txt")},
     "c/zprint.txt", NULL, "c", "", NULL},
    {"an old capture", {A("c/System State 2/zprint.txt"), VM("c/vm_stat.txt")},
     "c/System State 2/zprint.txt", "c/vm_stat.txt", "c", "", NULL},
    {"upper case", {A("c/ZPRINT.TXT"), VM("c/Vm_Stat.txt")},
     "c/ZPRINT.TXT", "c/Vm_Stat.txt", "c", "", NULL},
    {"a dot in front", {A("./c/zprint.txt"), VM("././c/vm_stat.txt")},
     "c/zprint.txt", "c/vm_stat.txt", "c", "", NULL},
    {"what a Mac adds", {B("__MACOSX/c/._zprint.txt"), B("c/._zprint.txt"), A("c/zprint.txt"),
     VM("c/my vm_stat.txt"), VM("c/vm_stat.txt.bak")}, "c/zprint.txt", NULL, "c", "", NULL},
    {"a link", {{"c/zprint.txt", "x/zprint.txt", true}, A("c/x/zprint.txt"),
     VM("c/x/vm_stat.txt")}, "c/x/zprint.txt", "c/x/vm_stat.txt", "c/x", "", "c/zprint.txt"},
    {"two captures", {B("b/zprint.txt"), VM("b/vm_stat.txt"), A("a/zprint.txt"),
     VM("a/vm_stat.txt")},
     "a/zprint.txt", "a/vm_stat.txt", "a", "b", NULL},
    {"two captures, a report in one only", {B("b/zprint.txt"), VM("b/vm_stat.txt"),
     A("a/zprint.txt")},
     "a/zprint.txt", NULL, "a", "b", "b/vm_stat.txt"},
    {"two captures, no report in both", {VM("cap2/vm_stat.txt"), A("cap/zprint.txt")},
     "cap/zprint.txt", NULL, "cap", "", "cap2/vm_stat.txt"},
    {"two captures, one deeper", {B("x/b/zprint.txt"), VM("x/b/vm_stat.txt"), A("z/zprint.txt")},
     "z/zprint.txt", NULL, "z", "", "x/b/vm_stat.txt"},
};
/* clang-format on */

static void check_member(const struct choice_case *c, const struct report *report,
                         const char *member)
{
    ck_assert_msg((report->status == REPORT_MISSING) == (member == NULL), "%s: %.*s", c->what,
                  SLICE_ARGS(report->member));
    ck_assert_msg(slice_is(report->member, member != NULL ? member : ""), "%s: %.*s", c->what,
                  SLICE_ARGS(report->member));
}

static void check_choice(const struct choice_case *c, const char *path)
{
    struct snapshot *snapshot = read_ok(path);
    check_member(c, report_of(snapshot, "zprint"), c->zprint);
    check_member(c, report_of(snapshot, "vm_stat"), c->vm_stat);
    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    ck_assert_msg(snapshot->zprint.zones[0].elements == 1, "%s: not A", c->what);
    ck_assert_int_eq(snapshot->vm_stat.figures[VM_WIRED].value.known, c->vm_stat != NULL);
    ck_assert_msg(slice_is(snapshot->root, c->root), "%s: root %.*s", c->what,
                  SLICE_ARGS(snapshot->root));
    ck_assert_msg(slice_is(snapshot->other_root, c->other_root), "%s: other root %.*s", c->what,
                  SLICE_ARGS(snapshot->other_root));
    bool warned = c->warning == NULL && snapshot->n_warnings == 0;
    for (size_t i = 0; i < snapshot->n_warnings && c->warning != NULL; i++) {
        struct slice text = snapshot->warnings[i].text;
        warned = warned || slice_find_text(text, c->warning) < text.len;
    }
    ck_assert_msg(warned, "%s: %d warnings", c->what, (int)snapshot->n_warnings);
    snapshot_free(snapshot);
}

START_TEST(the_right_reports)
{
    const struct choice_case *c = &choices[_i];
    char name[32];
    snprintf(name, sizeof(name), "choice%d", _i);
    write_folder(name, c->members);
    check_choice(c, name);
    write_archive("choice.tar", TAR, archive_write_add_filter_none, c->members);
    check_choice(c, "choice.tar");
    if (c->members[0].is_link)
        return; /* in a zip that is read as a stream a link looks like a file */
    write_archive("choice.zip", archive_write_set_format_zip, archive_write_add_filter_none,
                  c->members);
    check_choice(c, "choice.zip");
}
END_TEST

/* A pipe would block whoever opens it, a link may lead anywhere. */
START_TEST(folders_hold_more_than_files)
{
    const struct member members[] = {A("outside/zprint.txt"),
                                     A("odd/c/deep/zprint.txt"),
                                     {"odd/c/linked", "../../outside", true},
                                     {"odd/c/self", ".", true},
                                     {"odd/c/ps.txt", "gone", true},
                                     {NULL, NULL, false}};
    write_folder(".", members);
    ck_assert_int_eq(mkfifo("odd/c/zprint.txt", 0644), 0);
    ck_assert_int_eq(mkdir("odd/c/vm_stat.txt", 0755), 0);
    struct snapshot *snapshot = read_ok("odd");
    ck_assert(slice_is(report_of(snapshot, "zprint")->member, "c/deep/zprint.txt"));
    ck_assert_uint_eq(snapshot->members, 1);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(an_unreadable_file_is_warned_of)
{
    const struct member members[] = {
        A("locked/zprint.txt"), VM("locked/vm_stat.txt"), {NULL, NULL, false}};
    write_folder(".", members);
    ck_assert_int_eq(chmod("locked/vm_stat.txt", 0), 0);
    ck_assert_int_eq(chmod(".", 0755), 0);
    uid_t user = geteuid();
    if (user == 0 && seteuid(65534) != 0) { /* nothing is unreadable to root */
        printf("skipped: cannot drop root's rights\n");
        return;
    }
    struct snapshot *snapshot = read_ok("locked");
    ck_assert_int_eq(seteuid(user), 0);
    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    ck_assert_int_eq(report_of(snapshot, "vm_stat")->status, REPORT_MISSING);
    ck_assert_uint_eq(snapshot->n_warnings, 1);
    ck_assert(slice_starts(snapshot->warnings[0].text, "vm_stat.txt cannot be read"));
    snapshot_free(snapshot);
}
END_TEST

struct error_case {
    const char *what, *bytes;
    size_t len;
    const char *reason;
};

static const struct error_case errors[] = {
    {"an empty file", "", 0, "is empty"},
    {"an empty tar", zeros, sizeof(zeros), "holds no report"},
    {"two zero blocks", zeros, 1024, "holds no report"},
    {"an empty zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, "holds no report"},
    {"text", "Dear diary,\nno zone name today.\n", 32, "is neither"},
    {"a single byte", "\x1f", 1, "is neither"},
    {"an Apple Archive", "AA01\x1a\0TYP1", 10, "Apple Archive"},
    {"an older Apple Archive", "YAA1\x1a\0TYP1", 10, "Apple Archive"},
    {"a compressed Apple Archive", "pbze\0\0\0\0", 8, "Apple Archive"},
};

static void check_error(const char *what, const char *path, const char *reason)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    ck_assert_msg(snapshot == NULL, "%s was read", what);
    ck_assert(error.set);
    ck_assert_msg(strstr(error.reason, reason) != NULL, "%s: %s", what, error.reason);
}

START_TEST(nothing_to_read)
{
    const struct error_case *c = &errors[_i];
    write_bytes("nothing", "wb", c->bytes, c->len);
    check_error(c->what, "nothing", c->reason);
}
END_TEST

START_TEST(no_reports)
{
    const struct member members[] = {{"none/README.txt", "zprint.txt", false},
                                     {"none/zprint.txt.d/x", "", false},
                                     {NULL, NULL, false}};
    write_folder(".", members);
    check_error("a folder without reports", "none", "holds no report that is known here (2 files)");
    write_archive("none.tar.gz", TAR, archive_write_add_filter_gzip, members);
    check_error("an archive without reports", "none.tar.gz", "(2 files)");
    gzip_bytes("empty.gz", "");
    check_error("nothing, compressed", "empty.gz", "is empty");
    check_error("a missing file", "gone.tar.gz", "No such file");
    check_error("a file for a folder", "none.tar.gz/x", "cannot be opened");
}
END_TEST

static bool is_damage_told(const struct snapshot *snapshot)
{
    bool told = snapshot->damage.len > 0;
    for (size_t i = 0; i < snapshot->n_reports; i++)
        told = told || snapshot->reports[i].cut_short;
    return told;
}

/* Are all the zones there, as they were before any damage? */
static bool zones_are_right(const struct snapshot *snapshot)
{
    struct snapshot *whole = parse_text("zprint", slice_of(zprint_text));
    const struct zprint *a = &snapshot->zprint, *b = &whole->zprint;
    bool right = a->n_zones == b->n_zones;
    for (size_t i = 0; right && i < a->n_zones; i++)
        right = slice_equal(a->zones[i].name, b->zones[i].name) &&
                a->zones[i].size_bytes.value == b->zones[i].size_bytes.value;
    snapshot_free(whole);
    return right;
}

/*
 * Reads damaged bytes: a clear error and NULL, or figures that are right as far as they go, and a
 * word on the damage.
 */
static struct snapshot *read_damaged(const char *what, size_t at, const char *bytes, size_t len,
                                     bool may_be_harmless)
{
    struct error error = ERROR_NONE;
    write_bytes("damaged", "wb", bytes, len);
    struct snapshot *snapshot = bundle_read("damaged", &error);
    if (snapshot == NULL) {
        ck_assert_msg(error.set && error.reason[0] != '\0', "%s at %d: no reason", what, (int)at);
        return NULL;
    }
    check_zones(snapshot);
    bool harmless = may_be_harmless && snapshot->zprint.n_zones == ZONES;
    ck_assert_msg(is_damage_told(snapshot) || harmless, "%s at %d: silence", what, (int)at);
    return snapshot;
}

/* A capture (0) or a single report (1), behind gzip; NULL where this build does not verify it. */
static char *gzip_sample(int which, size_t *ret_len)
{
    if (which == 0)
        write_archive("sample.gz", TAR, archive_write_add_filter_gzip, capture);
    else
        gzip_bytes("sample.gz", zprint_text);
    struct snapshot *snapshot = read_ok("sample.gz");
    bool unverified = is_unverified(snapshot);
    snapshot_free(snapshot);
    if (unverified)
        printf("skipped: this build does not verify gzip streams\n");
    return unverified ? NULL : read_file("sample.gz", ret_len);
}

START_TEST(gzip_cut_anywhere)
{
    size_t size, used = 0;
    char *bytes = gzip_sample(_i, &size);
    if (bytes == NULL)
        return;
    for (size_t len = 0; len < size; len += 64) {
        struct snapshot *snapshot = read_damaged("a cut", len, bytes, len, false);
        if (snapshot == NULL)
            continue;
        const struct report *report = report_of(snapshot, "zprint");
        ck_assert(_i == 1 || snapshot->damage.len > 0);
        ck_assert(report->cut_short || snapshot->zprint.n_zones == ZONES);
        used += snapshot->zprint.n_zones > 0;
        snapshot_free(snapshot);
    }
    /* What stands before the cut can be used, wherever the cut is. */
    ck_assert_msg(used > size / 64 * 3 / 4, "%d of %d used", (int)used, (int)(size / 64));
    free(bytes);
}
END_TEST

static void read_flipped(size_t at, const char *bytes, size_t len, bool may_be_harmless)
{
    struct error error = ERROR_NONE;
    write_bytes("damaged", "wb", bytes, len);
    struct snapshot *snapshot = bundle_read("damaged", &error);
    ck_assert_msg(snapshot != NULL || error.set, "a flipped bit at %d: no reason", (int)at);
    if (snapshot == NULL)
        return;
    bool harmless = may_be_harmless && zones_are_right(snapshot);
    ck_assert_msg(is_damage_told(snapshot) || harmless, "a flipped bit at %d: silence", (int)at);
    snapshot_free(snapshot);
}

/*
 * A bit in the data may flip without harm: a match that points at another copy of the same text.
 * In the checksum and the length at the end it may not. In the head it may change but a date.
 */
START_TEST(gzip_with_a_flipped_bit)
{
    enum { HEAD = 10, TAIL = 8 };
    size_t size;
    char *bytes = gzip_sample(_i, &size);
    if (bytes == NULL)
        return;
    for (size_t at = HEAD; at < size; at += at < size - TAIL - 13 ? 13 : 1) {
        bytes[at] ^= 0x10;
        read_flipped(at, bytes, size, at < size - TAIL);
        bytes[at] ^= 0x10;
    }
    free(bytes);
}
END_TEST

/* Other filters and zip check themselves, through libarchive. */
START_TEST(other_archives_cut_anywhere)
{
    const struct format_case *c = &formats[_i];
    size_t size;
    if (!write_archive("other", c->set_format, c->add_filter, capture))
        return;
    char *bytes = read_file("other", &size);
    for (size_t len = 0; len < size / 2; len += 499)
        snapshot_free(read_damaged(c->file, len, bytes, len, false));
    free(bytes);
}
END_TEST

enum { BLOCK = 512 };

/* Where a member's head starts in an uncompressed tar. */
static size_t head_of(const char *bytes, size_t size, const char *path)
{
    for (size_t at = 0; at + BLOCK <= size; at += BLOCK) {
        if (strcmp(bytes + at, path) == 0)
            return at;
    }
    ck_abort_msg("no %s", path);
}

static char *plain_tar(size_t *ret_len)
{
    ck_assert(write_archive("plain.tar", TAR, archive_write_add_filter_none, capture));
    return read_file("plain.tar", ret_len);
}

START_TEST(tar_cut_inside_a_head)
{
    size_t size;
    char *bytes = plain_tar(&size);
    size_t at = head_of(bytes, size, ROOT "/vm_stat.txt");
    struct snapshot *snapshot = read_damaged("a cut head", at, bytes, at + 100, false);
    ck_assert_ptr_nonnull(snapshot);
    ck_assert_uint_gt(snapshot->damage.len, 0);
    ck_assert_int_eq(report_of(snapshot, "zprint")->status, REPORT_OK);
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    ck_assert_int_eq(report_of(snapshot, "vm_stat")->status, REPORT_MISSING);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

START_TEST(tar_cut_inside_a_report)
{
    size_t size;
    char *bytes = plain_tar(&size);
    size_t at = head_of(bytes, size, ROOT "/zprint.txt") + BLOCK + 4000;
    struct snapshot *snapshot = read_damaged("a cut report", at, bytes, at, false);
    ck_assert_ptr_nonnull(snapshot);
    ck_assert_uint_gt(snapshot->damage.len, 0);
    const struct report *report = report_of(snapshot, "zprint");
    ck_assert_int_eq(report->status, REPORT_PARTIAL);
    ck_assert(report->cut_short && slice_starts(report->reason, "cut short"));
    ck_assert_uint_ge(report->bytes, 4000 - BLOCK);
    ck_assert_uint_gt(snapshot->zprint.n_zones, 30);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

struct lie {
    const char *what, *size; /* 12 bytes of the head */
    bool wrong_sum;
};

static const struct lie lies[] = {
    {"8 GiB less a byte", "77777777777\0", false},
    {"nothing", "00000000000\0", false},
    {"a little too much", "00000060000\0", false},
    {"beyond 64 bits", "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", false},
    {"2^63 - 1", "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", false},
    {"below zero", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe", false},
    {"no number", "zprint.txt??", false},
    {"a head that was damaged", "00000000123\0", true},
};

/* Told in the head of the second report, so that the first one is there all the same. */
START_TEST(tar_heads_that_lie)
{
    const struct lie *c = &lies[_i];
    size_t size;
    unsigned sum = 8 * ' ';
    char *bytes = plain_tar(&size);
    char *head = bytes + head_of(bytes, size, ROOT "/vm_stat.txt");
    memcpy(head + 124, c->size, 12);
    for (size_t i = 0; i < BLOCK; i++)
        sum += i < 148 || i >= 156 ? (unsigned char)head[i] : 0;
    if (!c->wrong_sum)
        snprintf(head + 148, 8, "%06o", sum);
    struct snapshot *snapshot = read_damaged(c->what, 0, bytes, size, false);
    ck_assert_ptr_nonnull(snapshot);
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bundle");
    TCase *tests = tcase_create("bundle");
    tcase_set_timeout(tests, 300);
    tcase_add_unchecked_fixture(tests, enter_folder, leave_folder);
    tcase_add_loop_test(tests, archives, 0, COUNT(formats));
    tcase_add_test(tests, folders);
    tcase_add_test(tests, single_reports);
    tcase_add_test(tests, gzip_members_and_padding);
    tcase_add_loop_test(tests, the_right_reports, 0, COUNT(choices));
    tcase_add_test(tests, folders_hold_more_than_files);
    tcase_add_test(tests, an_unreadable_file_is_warned_of);
    tcase_add_loop_test(tests, nothing_to_read, 0, COUNT(errors));
    tcase_add_test(tests, no_reports);
    tcase_add_loop_test(tests, gzip_cut_anywhere, 0, 2);
    tcase_add_loop_test(tests, gzip_with_a_flipped_bit, 0, 2);
    tcase_add_loop_test(tests, other_archives_cut_anywhere, 0, COUNT(formats));
    tcase_add_test(tests, tar_cut_inside_a_head);
    tcase_add_test(tests, tar_cut_inside_a_report);
    tcase_add_loop_test(tests, tar_heads_that_lie, 0, COUNT(lies));
    suite_add_tcase(suite, tests);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
