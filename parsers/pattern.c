#include "pattern.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "limits.h"

enum { DEPTH_LIMIT = 10000 };

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    struct slice subject;
};

void pattern_limit(struct pattern *pattern, uint64_t steps)
{
    pcre2_set_match_limit(pattern->limits, steps < UINT32_MAX ? (uint32_t)steps : UINT32_MAX);
}

static bool pattern_compile(struct pattern *pattern, const char *text, struct error *error)
{
    int code;
    PCRE2_SIZE at;
    pattern->code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                  PCRE2_ANCHORED | PCRE2_EXTENDED, &code, &at, NULL);
    if (pattern->code == NULL) {
        PCRE2_UCHAR reason[128];
        pcre2_get_error_message(code, reason, sizeof(reason));
        return error_set(error, "pattern: %s at %zu: %s", (const char *)reason, (size_t)at, text);
    }
    /* Where JIT is refused (hardened kernels), the interpreter does the same work. */
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);

    pattern->match = pcre2_match_data_create_from_pattern(pattern->code, NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    if (pattern->match == NULL || pattern->limits == NULL) {
        return error_set(error, "pattern: out of memory");
    }
    pattern_limit(pattern, limits_default.steps);
    pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
    return true;
}

struct pattern *pattern_new(const char *text, struct error *error)
{
    struct pattern *pattern = calloc(1, sizeof(*pattern));
    if (pattern == NULL) {
        error_set(error, "pattern: out of memory");
        return NULL;
    }
    if (!pattern_compile(pattern, text, error)) {
        pattern_free(pattern);
        return NULL;
    }
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
    free(pattern);
}

bool pattern_match(struct pattern *pattern, struct slice subject)
{
    const char *bytes = subject.len == 0 ? "" : subject.ptr;
    int result = pcre2_match(pattern->code, (PCRE2_SPTR)bytes, subject.len, 0, 0, pattern->match,
                             pattern->limits);
    if (result < 0)
        return false;
    pattern->subject = (struct slice){bytes, subject.len};
    return true;
}

struct slice pattern_group(const struct pattern *pattern, const char *name)
{
    static const struct slice none = {NULL, 0};
    int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);
    if (number < 0)
        return none;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->match);
    PCRE2_SIZE from = ends[2 * number];
    PCRE2_SIZE to = ends[2 * number + 1];
    if (from == PCRE2_UNSET || to == PCRE2_UNSET || from > to)
        return none;
    return (struct slice){pattern->subject.ptr + from, to - from};
}
