#include "pattern.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "heap.h"
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

/* Or a match that found no memory would be none. */
static void *take(PCRE2_SIZE size, void *context)
{
    (void)context;
    return heap_take(size);
}

static void give_back(void *memory, void *context)
{
    (void)context;
    free(memory);
}

static bool pattern_compile(struct pattern *pattern, const char *text, struct error *error)
{
    int code;
    PCRE2_SIZE at;
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, NULL);
    pcre2_compile_context *context = pcre2_compile_context_create(general);
    pattern->limits = pcre2_match_context_create(general);
    pattern->code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                  PCRE2_ANCHORED | PCRE2_EXTENDED, &code, &at, context);
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (pattern->code == NULL) {
        PCRE2_UCHAR reason[128];
        pcre2_get_error_message(code, reason, sizeof(reason));
        return error_set(error, "pattern: %s at %zu: %s", (const char *)reason, (size_t)at, text);
    }
    /* Where JIT is refused (hardened kernels), the interpreter does the same work. */
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);

    pattern->match = pcre2_match_data_create_from_pattern(pattern->code, NULL);
    pattern_limit(pattern, limits_default.steps);
    pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
    return true;
}

struct pattern *pattern_new(const char *text, struct error *error)
{
    struct pattern *pattern = heap_new(1, sizeof(*pattern));
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
