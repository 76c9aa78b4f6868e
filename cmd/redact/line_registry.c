/*
 * line_registry.c: the I/O registry, as text of ioreg -l or as a property list.
 *
 * What made user clients, and classes, stays. All other values are replaced: among them are serial
 * numbers, names of disks and keyboards, addresses and keys, and no list of them would be whole.
 */
#include "rules.h"

#include <string.h>

#include "public_words.h"

static bool key_stays(struct slice key)
{
    static const char *const keys[] = {
        "CFBundleIdentifier",
        "CFBundleIdentifierKernel",
        "IOClass",
        "IOKitBuildVersion",
        "IOMatchCategory",
        "IONameMatched",
        "IOObjectClass",
        "IOPersonalityPublisher",
        "IOProviderClass",
        "IOUserClass",
        "IOUserClientClass",
        "IOUserClientCreator",
        "model",
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        if (slice_is(key, keys[i]))
            return true;
    }
    return false;
}

static enum secret_kind kind_of_key(struct slice key)
{
    for (size_t i = 0; i + 6 <= key.len; i++) {
        if (slice_equal_fold(slice_first(slice_from(key, i), 6), SLICE("serial")))
            return SECRET_SERIAL;
    }
    return SECRET_VALUE;
}

/* Yes, No and the like tell nothing; a value that was learned stands for what it is elsewhere. */
static void replace_value(struct redactor *redactor, struct slice key, struct span value)
{
    struct slice text = span_slice(value);
    enum name_use use = known_names_use(redactor->names, text);
    if (value.len <= 1 || redact_whole_shape(redactor, value))
        return;
    if (use == NAME_USER)
        secrets_replace(redactor->secrets, SECRET_USER, value);
    else if (use == NAME_HOST)
        redact_host(redactor, value);
    else if (!slice_is(text, "Yes") && !slice_is(text, "No"))
        secrets_replace(redactor->secrets, kind_of_key(key), value);
}

static bool is_plain_key(struct slice key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (!byte_is_letter(key.ptr[i]) && !byte_is_digit(key.ptr[i]) &&
            (key.ptr[i] == '\0' || strchr(" _-.,#", key.ptr[i]) == NULL))
            return false;
    }
    return true;
}

/* Dictionaries and arrays on one line: quoted text in front of `=` is a key. */
static void redact_collection(struct redactor *redactor, struct slice key, struct span text)
{
    struct slice whole = span_slice(text);
    for (size_t at = 0; at < text.len;) {
        char close = whole.ptr[at] == '"' ? '"' : whole.ptr[at] == '<' ? '>' : '\0';
        size_t from = at + 1;
        size_t len = close == '\0' ? 0 : slice_find(slice_from(whole, from), close);
        at = from;
        if (close == '\0')
            continue;
        struct slice inner = slice_first(slice_from(whole, from), len);
        at = from + len + 1;
        bool is_key = close == '"' && at < text.len && text.ptr[at] == '=' && is_plain_key(inner);
        if (is_key)
            key = inner;
        else if (!key_stays(key))
            replace_value(redactor, key, span_part(text, from, from + len));
    }
}

static void redact_digits(struct redactor *redactor, struct slice key, struct span number)
{
    if (kind_of_key(key) == SECRET_SERIAL)
        replace_value(redactor, key, number);
}

static void redact_property(struct redactor *redactor, struct span line, size_t at)
{
    struct slice text = span_slice(line);
    size_t key_len = slice_find(slice_from(text, at + 1), '"');
    struct slice key = slice_first(slice_from(text, at + 1), key_len);
    size_t value = at + key_len + 2;
    if (key_stays(key) || value >= text.len)
        return;
    while (value < text.len && strchr(" =", text.ptr[value]) != NULL && text.ptr[value] != '\0')
        value++;
    char first = value < text.len ? text.ptr[value] : '\0';
    if (first == '"') {
        size_t end = slice_find_last(text, '"');
        if (end <= value)
            end = text.len;
        replace_value(redactor, key, span_part(line, value + 1, end));
    } else if (first == '{' || first == '(' || first == '<') {
        redact_collection(redactor, key, span_part(line, value, line.len));
    } else if (byte_is_digit(first)) {
        redact_digits(redactor, key, span_part(line, value, line.len));
    } else {
        replace_value(redactor, key, span_part(line, value, line.len));
    }
}

static bool is_class_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!byte_is_letter(name.ptr[i]) && !byte_is_digit(name.ptr[i]) &&
            (name.ptr[i] == '\0' || strchr("_-,.:", name.ptr[i]) == NULL))
            return false;
    }
    return true;
}

/* `+-o Name@location  <class IOMedia, ...>`: disks and devices bear names that people gave them. */
static void redact_entry(struct redactor *redactor, struct span line, size_t at)
{
    static const char *const given[] = {"Media", "Volume", "Bluetooth", "USBHostDevice",
                                        "IOUSBDevice"};
    struct slice text = span_slice(line);
    size_t end = slice_find_text(text, "  <class ");
    struct slice classes = slice_from(text, end);
    struct span name = span_part(line, at + 4, end);
    bool private_name =
        !is_class_name(slice_first(span_slice(name), slice_find(span_slice(name), '@')));
    name.len = slice_find_last(span_slice(name), '@');
    classes = slice_first(classes, slice_find(classes, ','));
    for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
        private_name = private_name || slice_find_text(classes, given[i]) < classes.len;
    if (private_name && name.len > 0)
        replace_value(redactor, SLICE(""), name);
}

/* The text of an element whose end may be on a later line. */
static void redact_element(struct redactor *redactor, struct span line, size_t from,
                           enum plist_place place)
{
    struct slice rest = slice_from(span_slice(line), from);
    size_t len = slice_find(rest, '<');
    redactor->plist = len == rest.len ? place : PLIST_OUTSIDE;
    if (redactor->plist_key_stays)
        return;
    struct span text = span_part(line, from, from + len);
    while (text.len > 0 && byte_is_blank(text.ptr[0]))
        text = span_part(text, 1, text.len);
    replace_value(redactor, SLICE(""), text);
}

static void redact_plist_line(struct redactor *redactor, struct span line, size_t at)
{
    struct slice text = span_slice(line);
    size_t key = slice_find_text(text, "<key>");
    if (key < text.len) {
        struct slice name = slice_from(text, key + 5);
        name = slice_first(name, slice_find(name, '<'));
        redactor->plist_key_stays = key_stays(name);
        at = key + 5 + name.len;
    }
    static const struct {
        const char *tag;
        enum plist_place place;
    } elements[] = {{"<string", PLIST_IN_STRING}, {"<data", PLIST_IN_DATA}};
    for (size_t i = 0; i < 2; i++) {
        size_t tag = at + slice_find_text(slice_from(text, at), elements[i].tag);
        size_t open = tag + slice_find(slice_from(text, tag), '>') + 1;
        if (open <= text.len && text.ptr[open - 2] != '/')
            redact_element(redactor, line, open, elements[i].place);
    }
}

void redact_ioreg_line(struct redactor *redactor, struct span line)
{
    struct slice text = span_slice(line);
    size_t at = 0;
    if (redactor->plist != PLIST_OUTSIDE) {
        redact_element(redactor, line, 0, redactor->plist);
        return;
    }
    while (at < line.len && memchr(" |\t", line.ptr[at], 3) != NULL)
        at++;
    char first = at < line.len ? line.ptr[at] : '\0';
    if (first == '"')
        redact_property(redactor, line, at);
    else if (slice_starts(slice_from(text, at), "+-o "))
        redact_entry(redactor, line, at);
    else if (first == '<')
        redact_plist_line(redactor, line, at);
    else if (first != '{' && first != '}' && first != '\0')
        redact_arguments(redactor, span_part(line, at, line.len));
}
