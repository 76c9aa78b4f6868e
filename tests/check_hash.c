/* check_hash: SHA-256 of bytes, of capture files in every state, and of the members read. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "parse_text.h"
#include "run_suite.h"
#include "sample_capture.h"

struct vector {
    const char *text, *sha256;
};

/* FIPS 180-4 */
static const struct vector vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static struct slice hash_of(struct arena *arena, struct slice bytes)
{
    struct hash *hash = hash_new();
    ck_assert_ptr_nonnull(hash);
    hash_add(hash, slice_first(bytes, bytes.len / 3));
    hash_add(hash, slice_from(bytes, bytes.len / 3));
    struct slice hex = hash_end(hash, arena);
    ck_assert_uint_eq(hash_end(hash, arena).len, 0);
    hash_free(hash);
    return hex;
}

START_TEST(known_vectors)
{
    struct arena *arena = arena_new();
    const struct vector *v = &vectors[_i];
    ck_assert(slice_is(hash_of(arena, slice_of(v->text)), v->sha256));
    arena_free(arena);
}
END_TEST

static void check_file_hash(const char *path)
{
    size_t len;
    char *bytes = read_file(path, &len);
    struct snapshot *snapshot = read_ok(path);
    struct slice expected = hash_of(snapshot->arena, (struct slice){bytes, len});
    ck_assert_msg(slice_equal(snapshot->sha256, expected), "%s: %.*s", path,
                  SLICE_ARGS(snapshot->sha256));
    snapshot_free(snapshot);
    free(bytes);
}

START_TEST(files)
{
    const struct format_case *c = &formats[_i];
    if (write_archive(c->file, c->set_format, c->add_filter, capture))
        check_file_hash(c->file);
}
END_TEST

/* The hash is of the whole file, whatever of it made sense. */
START_TEST(padded_and_damaged_files)
{
    static const char padding[700 * 1024];
    size_t len;
    ck_assert(write_archive("a.tar.gz", TAR, archive_write_add_filter_gzip, capture));
    char *bytes = read_file("a.tar.gz", &len);
    write_bytes("padded.tar.gz", "wb", bytes, len);
    write_bytes("padded.tar.gz", "ab", padding, sizeof(padding));
    check_file_hash("padded.tar.gz");
    struct snapshot *snapshot = read_ok("padded.tar.gz");
    if (!is_unverified(snapshot)) { /* libarchive's filter reads nothing of so short a file */
        write_bytes("cut.tar.gz", "wb", bytes, len - 9);
        check_file_hash("cut.tar.gz");
    }
    snapshot_free(snapshot);
    bytes[len - 6] ^= 1;
    write_bytes("checksum.tar.gz", "wb", bytes, len);
    check_file_hash("checksum.tar.gz");
    free(bytes);
}
END_TEST

START_TEST(members)
{
    write_folder("folder", capture);
    struct snapshot *snapshot = read_ok("folder");
    const struct report *report = report_of(snapshot, "zprint");
    ck_assert_uint_eq(report->bytes, strlen(zprint_text));
    ck_assert(slice_equal(report->sha256, hash_of(snapshot->arena, slice_of(zprint_text))));
    ck_assert_uint_eq(report_of(snapshot, "lsmp")->sha256.len, 0);
    ck_assert_uint_eq(snapshot->sha256.len, 0);
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash");
    TCase *tcase = tcase_create("hash");
    tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
    tcase_add_loop_test(tcase, known_vectors, 0, COUNT(vectors));
    tcase_add_loop_test(tcase, files, 0, n_formats);
    tcase_add_test(tcase, padded_and_damaged_files);
    tcase_add_test(tcase, members);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
