#include "pattern.h"

#include <pthread.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "heap.h"
#include "limits.h"

enum { DEPTH_LIMIT = 10000, SHARED_MAX = 512, NAMES_MAX = 24 };

/* A name that was asked for, by its address: those that are asked for are literals. */
struct known_name {
    const char *name;
    int number;
};

struct pattern {
    const pcre2_code *code; /* shared, and never freed */
    pcre2_match_data *match;
    pcre2_match_context *limits;
    struct slice subject;
    struct known_name names[NAMES_MAX];
    size_t n_names;
};

/* What was compiled, by the text's address, for both threads that read captures. */
static struct {
    const char *text;
    pcre2_code *code;
} shared[SHARED_MAX];
static size_t n_shared;
static pthread_mutex_t shared_mutex = PTHREAD_MUTEX_INITIALIZER;

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

static pcre2_code *compile(const char *text, struct error *error)
{
    int number;
    PCRE2_SIZE at;
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, NULL);
    pcre2_compile_context *context = pcre2_compile_context_create(general);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                     PCRE2_ANCHORED | PCRE2_EXTENDED, &number, &at, context);
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (code == NULL) {
        PCRE2_UCHAR reason[128];
        pcre2_get_error_message(number, reason, sizeof(reason));
        error_set(error, "pattern: %s at %zu: %s", (const char *)reason, (size_t)at, text);
        return NULL;
    }
    /* Where JIT is refused (hardened kernels), the interpreter does the same work. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

static const pcre2_code *compile_once(const char *text, struct error *error)
{
    size_t place = 0;
    pcre2_code *code = NULL;
    pthread_mutex_lock(&shared_mutex);
    while (place < n_shared && shared[place].text != text)
        place++;
    if (place < n_shared) {
        code = shared[place].code;
    } else if (n_shared == SHARED_MAX) {
        error_set(error, "pattern: more than %d of them", SHARED_MAX);
    } else {
        code = compile(text, error);
        if (code != NULL) {
            shared[n_shared].text = text;
            shared[n_shared++].code = code;
        }
    }
    pthread_mutex_unlock(&shared_mutex);
    return code;
}

static bool prepare(struct pattern *pattern, const char *text, struct error *error)
{
    pattern->code = compile_once(text, error);
    if (pattern->code == NULL)
        return false;
    pattern->match = pcre2_match_data_create_from_pattern(pattern->code, NULL);
    pcre2_general_context *general = pcre2_general_context_create(take, give_back, NULL);
    pattern->limits = pcre2_match_context_create(general);
    pcre2_general_context_free(general);
    pattern_limit(pattern, limits_default.steps);
    pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
    return true;
}

struct pattern *pattern_new(const char *text, struct error *error)
{
    struct pattern *pattern = heap_new(1, sizeof(*pattern));
    if (!prepare(pattern, text, error)) {
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

static int number_of(struct pattern *pattern, const char *name)
{
    for (size_t i = 0; i < pattern->n_names; i++) {
        if (pattern->names[i].name == name)
            return pattern->names[i].number;
    }
    int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);
    if (pattern->n_names < NAMES_MAX)
        pattern->names[pattern->n_names++] = (struct known_name){name, number};
    return number;
}

struct slice pattern_group(struct pattern *pattern, const char *name)
{
    static const struct slice none = {NULL, 0};
    int number = number_of(pattern, name);
    if (number < 0)
        return none;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->match);
    PCRE2_SIZE from = ends[2 * number];
    PCRE2_SIZE to = ends[2 * number + 1];
    if (from == PCRE2_UNSET || to == PCRE2_UNSET || from > to)
        return none;
    return (struct slice){pattern->subject.ptr + from, to - from};
}
