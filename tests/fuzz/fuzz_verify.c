/* fuzz_verify.c: JSON reports given to `sysdelta verify`, against two captures of a few rows. */
#include <stdlib.h>

#include "bundle.h"
#include "catalogue_read.h"
#include "fuzz.h"
#include "verification.h"

/* Made once: the captures are the same for every input. */
static struct {
    struct arena *arena;
    struct catalogue catalogue;
    struct snapshot *base, *later;
    struct findings show, diff;
} pair;

static struct snapshot *capture(const char *path)
{
    struct error error = ERROR_NONE;
    struct bundle_options options = {.no_hash = true};
    struct snapshot *snapshot = bundle_open(path, &options, &error);
    if (snapshot == NULL)
        fuzz_fail("%s: %s", path, error.reason);
    return snapshot;
}

static void make_pair(void)
{
    struct error error = ERROR_NONE;
    if (pair.arena != NULL)
        return;
    pair.arena = arena_new();
    pair.base = capture(PAIR_FOLDER "/base");
    pair.later = capture(PAIR_FOLDER "/later");
    if (!catalogue_load(&pair.catalogue, NULL, pair.arena, &error) ||
        !findings_of(NULL, pair.later, &pair.catalogue, pair.arena, &pair.show, &error) ||
        !findings_of(pair.base, pair.later, &pair.catalogue, pair.arena, &pair.diff, &error))
        fuzz_fail("%s", error.reason);
}

static void check_counts(const struct verification *result, const json_t *report)
{
    uint64_t differ = 0;
    for (size_t i = 0; i < CHECKS; i++) {
        const struct check_count *count = &result->counts[i];
        if (count->agree > count->checked)
            fuzz_fail("%s: more agree than were checked", check_name((enum check)i));
        differ += count->checked - count->agree;
    }
    if (differ != result->n_differences)
        fuzz_fail("%llu checks differ, and %zu differences are told", (unsigned long long)differ,
                  result->n_differences);
    if (differ > 0 && json_equal(report, result->again))
        fuzz_fail("the report is what the captures say, and differs");
}

static void verify(const json_t *report, const struct findings *findings, bool parts)
{
    struct verification result;
    struct verification_layout layout = {.width = 80, .color = true};
    struct error error = ERROR_NONE;
    struct text out = {0};
    struct arena *arena = arena_new();
    if (!verify_report(report, findings, parts, arena, &result, &error))
        fuzz_fail("%s", error.reason);
    check_counts(&result, report);
    render_verification(&out, &result, findings, layout);
    render_verification_json(&out, &result, findings);
    text_free(&out);
    json_decref(result.again);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct slice input = {(const char *)bytes, len};
    struct error error = ERROR_NONE;
    enum report_schema schema;
    make_pair();
    json_t *report = report_load(input, &schema, &error);
    if (report == NULL && !error.set)
        fuzz_fail("not read, and no reason");
    if (report != NULL && schema == SCHEMA_DIFF) {
        (void)match_capture(report, "base", pair.base);
        (void)match_capture(report, "later", pair.later);
        verify(report, &pair.diff, (fuzz_work_of(input) & FUZZ_PAIR) != 0);
    } else if (report != NULL) {
        (void)match_capture(report, NULL, pair.later);
        verify(report, &pair.show, false);
    }
    json_decref(report);
    return 0;
}
