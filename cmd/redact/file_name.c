/*
 * file_name.c: names of captures, of their folders and of files in them.
 *
 *     sysdiagnose_2026.03.18_18-09-08+0300_macOS_MacBookPro18-3_25D2128.tar.gz
 *
 * People give captures names of their own. What is no date, build, model or common word of such
 * names is replaced.
 */
#include "rules.h"

#include <string.h>

#include "public_words.h"

static bool is_any(struct slice word, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (slice_equal_fold(word, slice_of(*names)))
            return true;
    }
    return false;
}

/* Figures, and the marks of dates and zones: 2026, 18-09-08+0300. */
static bool is_date(struct slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!byte_is_digit(word.ptr[i]) && word.ptr[i] != '-' && word.ptr[i] != '+')
            return false;
    }
    return true;
}

/* 25D2128, 22F770820d: two figures, a capital letter, figures and perhaps a small letter. */
static bool is_build(struct slice word)
{
    size_t digits = 0;
    if (word.len < 4 || !byte_is_digit(word.ptr[0]) || !byte_is_digit(word.ptr[1]) ||
        !byte_is_letter(word.ptr[2]))
        return false;
    while (3 + digits < word.len && byte_is_digit(word.ptr[3 + digits]))
        digits++;
    return digits > 0 && 3 + digits + 1 >= word.len;
}

/* Mac, MacBookPro18-3, iPhone14-2 */
static bool is_model(struct slice word)
{
    static const char *const makes[] = {
        "Mac",   "MacBook",    "MacBookPro", "MacBookAir", "Macmini", "MacPro",
        "iMac",  "iMacPro",    "iPhone",     "iPad",       "iPod",    "AppleTV",
        "Watch", "VirtualMac", "VMware",     NULL,
    };
    size_t letters = 0;
    while (letters < word.len && byte_is_letter(word.ptr[letters]))
        letters++;
    return is_any(slice_first(word, letters), makes) && is_date(slice_from(word, letters));
}

static bool stays(struct slice word)
{
    static const char *const words[] = {
        "sysdiagnose", "IN",      "PROGRESS", "System",    "State",  "macOS",    "iPhone-OS", "OS",
        "base",        "later",   "baseline", "heavy",     "before", "after",    "tar",       "gz",
        "tgz",         "xz",      "zst",      "bz2",       "lz4",    "zip",      "txt",       "log",
        "json",        "ioreg",   "logs",     "summaries", "errors", "standard", "input",     "tmp",
        "reports",     "capture", "sysdelta", NULL,
    };
    return is_any(word, words) || is_date(word) || is_build(word) || is_model(word);
}

void redact_file_name(struct redactor *redactor, struct span name)
{
    struct slice text = span_slice(name);
    if (known_names_use(redactor->names, text) == NAME_HOST) {
        redact_host(redactor, name);
        return;
    }
    for (size_t at = 0; at < name.len;) {
        size_t end = at;
        while (end < name.len && strchr("_. ", text.ptr[end]) == NULL)
            end++;
        struct span word = span_part(name, at, end);
        if (!stays(span_slice(word)))
            redact_value(redactor, word, SECRET_FILE);
        at = end + 1;
    }
}
