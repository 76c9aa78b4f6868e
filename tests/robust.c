#include "robust.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "parse_text.h"

enum { CAPTURES_MAX = 256, PATH_ROOM = 4096, BYTES_A_DAMAGE = 2 * 1024, ALL = 100 };

static struct robust_capture captures[CAPTURES_MAX];
static size_t n_captures;
static uint64_t state = UINT64_C(88172645463325252);
static unsigned long cases;

uint64_t robust_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static char *copy_of(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    if (copy == NULL)
        abort();
    return strcpy(copy, text);
}

static void find_captures(void)
{
    struct dirent **entries;
    int count = scandir(CAPTURES_DIR, &entries, NULL, NULL);
    for (int i = 0; i < count; i++) {
        static const char *const sides[] = {"base", "later"};
        const char *story = entries[i]->d_name;
        for (size_t side = 0; side < 2 && story[0] != '.' && n_captures < CAPTURES_MAX; side++) {
            char path[PATH_ROOM];
            snprintf(path, sizeof(path), "%s/%s/%s", CAPTURES_DIR, story, sides[side]);
            struct robust_capture *capture = &captures[n_captures++];
            capture->path = copy_of(path);
            capture->name = capture->path + sizeof(CAPTURES_DIR);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static int by_name(const void *a, const void *b)
{
    const struct robust_capture *left = a;
    const struct robust_capture *right = b;
    return strcmp(left->name, right->name);
}

size_t robust_count(void)
{
    if (n_captures == 0) {
        find_captures();
        qsort(captures, n_captures, sizeof(*captures), by_name);
    }
    return n_captures;
}

static void read_capture(struct robust_capture *capture)
{
    struct error error = ERROR_NONE;
    capture->whole = bundle_read(capture->path, &error);
    ck_assert_msg(capture->whole != NULL, "%s: %s", capture->name, error.reason);
    size_t count = capture->whole->n_reports;
    capture->texts = calloc(count, sizeof(*capture->texts));
    capture->lens = calloc(count, sizeof(*capture->lens));
    if (capture->texts == NULL || capture->lens == NULL)
        abort();
    for (size_t kind = 0; kind < count; kind++) {
        const struct report *report = &capture->whole->reports[kind];
        char path[PATH_ROOM];
        snprintf(path, sizeof(path), "%s/%.*s", capture->path, SLICE_ARGS(report->member));
        if (report->member.len > 0)
            capture->texts[kind] = read_file(path, &capture->lens[kind]);
    }
}

const struct robust_capture *robust_capture(size_t place)
{
    ck_assert_uint_lt(place, robust_count());
    if (captures[place].whole == NULL)
        read_capture(&captures[place]);
    return &captures[place];
}

static void free_captures(void)
{
    for (size_t i = 0; i < n_captures; i++) {
        struct robust_capture *capture = &captures[i];
        size_t count = capture->whole != NULL ? capture->whole->n_reports : 0;
        for (size_t kind = 0; kind < count; kind++)
            free(capture->texts[kind]);
        free(capture->texts);
        free(capture->lens);
        free(capture->path);
        snapshot_free(capture->whole);
    }
    n_captures = 0;
}

struct slice robust_text(const struct robust_capture *capture, size_t kind)
{
    return (struct slice){capture->texts[kind], capture->lens[kind]};
}

static uint64_t times(void)
{
    const char *wanted = getenv("SYSDELTA_ROBUST");
    uint64_t value;
    if (wanted == NULL || *wanted == '\0')
        return 1;
    return number_u64(slice_of(wanted), &value) && value > 0 && value < 1000000 ? value : ALL;
}

size_t robust_cases(struct robust_budget *budget, size_t kind, struct slice text, size_t places)
{
    uint64_t *bytes = &budget->bytes[kind];
    if (text.len == 0 || places == 0)
        return 0;
    *bytes += BYTES_A_DAMAGE * times();
    uint64_t count = *bytes / text.len;
    if (count >= places) {
        *bytes = 0; /* what one report leaves over is no other's */
        return places;
    }
    *bytes -= count * text.len;
    return (size_t)count;
}

size_t robust_place(size_t i, size_t n, size_t places)
{
    return n >= places ? i : (size_t)(robust_random() % places);
}

void robust_case(void)
{
    cases++;
}

int robust_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    free_captures();
    printf("%lu cases\n", cases);
    return failed == 0 && cases > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
