#include "rules.h"

#include <string.h>

#include "command_path.h"
#include "public_words.h"

/* The kernel keeps this much of a program's name; up to 10.8 top prints no more of it. */
enum { OPTION_NAME_MAX = 64, CUT_NAME = 16 };

static bool separates_words(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f;
}

/* A URL: the scheme stays. */
static void redact_url(struct redactor *redactor, struct span url, size_t colon)
{
    struct slice whole = span_slice(url);
    size_t host = colon + 3;
    size_t path = host + slice_find(slice_from(whole, host), '/');
    size_t login = host + slice_find(slice_from(slice_first(whole, path), host), '@');
    if (login < path) {
        secrets_replace(redactor->secrets, SECRET_WORD, span_part(url, host, login));
        host = login + 1;
    }
    struct span authority = span_part(url, host, path);
    size_t port = slice_find_last(span_slice(authority), ':');
    authority.len = port;
    if (!redact_whole_shape(redactor, authority))
        redact_host(redactor, authority);
    struct span rest = span_part(url, path, url.len);
    bool file = slice_is(slice_first(whole, colon), "file");
    for (size_t at = 1; at < rest.len && !file;) {
        size_t len = slice_find(slice_from(span_slice(rest), at), '/');
        redact_component(redactor, span_part(rest, at, at + len));
        at += len + 1;
    }
    if (file)
        redact_path(redactor, rest);
}

static void redact_plain_value(struct redactor *redactor, struct span value, enum secret_kind kind)
{
    struct slice text = span_slice(value);
    enum name_use use = known_names_use(redactor->names, text);
    if (redact_whole_shape(redactor, value))
        return;
    if (use == NAME_USER)
        secrets_replace(redactor->secrets, SECRET_USER, value);
    else if (use == NAME_HOST)
        redact_host(redactor, value);
    else if (use != NAME_KEPT && !is_public_word(text))
        secrets_replace(redactor->secrets, kind, value);
}

static void redact_list(struct redactor *redactor, struct span list, enum secret_kind kind)
{
    for (size_t at = 0; at < list.len;) {
        size_t end = at;
        while (end < list.len && strchr(",:;=&", list.ptr[end]) == NULL)
            end++;
        struct span item = span_part(list, at, end);
        if (memchr(item.ptr, '/', item.len) != NULL)
            redact_path(redactor, item);
        else
            redact_plain_value(redactor, item, kind);
        at = end + 1;
    }
}

void redact_value(struct redactor *redactor, struct span value, enum secret_kind kind)
{
    static const char around[] = "'\"(),;[]{}<>";
    while (value.len > 0 && memchr(around, value.ptr[0], sizeof(around) - 1) != NULL)
        value = span_part(value, 1, value.len);
    while (value.len > 0 && memchr(around, value.ptr[value.len - 1], sizeof(around) - 1) != NULL)
        value.len--;
    if (value.len == 0 || redact_whole_shape(redactor, value))
        return;
    size_t colon = slice_find_text(span_slice(value), "://");
    if (colon < value.len)
        redact_url(redactor, value, colon);
    else
        redact_list(redactor, value, kind);
}

/* How many bytes in front are a name: `--type`, `FOO`. */
static size_t name_bytes(struct slice text)
{
    size_t at = 0;
    while (at < text.len && at < OPTION_NAME_MAX &&
           (byte_is_letter(text.ptr[at]) || byte_is_digit(text.ptr[at]) || text.ptr[at] == '_' ||
            text.ptr[at] == '-' || text.ptr[at] == '.'))
        at++;
    return at;
}

static void redact_option(struct redactor *redactor, struct span option)
{
    size_t dashes = option.len > 1 && option.ptr[1] == '-' ? 2 : 1;
    struct span rest = span_part(option, dashes, option.len);
    size_t name = name_bytes(span_slice(rest));
    bool has_value = name < rest.len;
    bool stays = dashes == 2 || is_public_word(slice_first(span_slice(rest), name)) ||
                 (has_value && rest.ptr[name] == '=' && rest.ptr[0] != '-');
    /* A value may be glued to the letter of an option: -psecret. */
    if (!stays)
        redact_value(redactor, span_part(rest, 1, rest.len), SECRET_WORD);
    else if (has_value)
        redact_value(redactor, span_part(rest, name + 1, rest.len), SECRET_WORD);
}

static void redact_word(struct redactor *redactor, struct span word)
{
    size_t name = name_bytes(span_slice(word));
    bool assigns = name > 0 && name + 1 < word.len && word.ptr[name] == '=' &&
                   word.ptr[name + 1] != '=' && byte_is_letter(word.ptr[0]);
    if (word.ptr[0] == '-')
        redact_option(redactor, word);
    else
        redact_value(redactor, span_part(word, assigns ? name + 1 : 0, word.len), SECRET_WORD);
}

void redact_arguments(struct redactor *redactor, struct span arguments)
{
    for (size_t at = 0; at < arguments.len;) {
        size_t end = at;
        while (end < arguments.len && !separates_words(arguments.ptr[end]))
            end++;
        if (end > at)
            redact_word(redactor, span_part(arguments, at, end));
        at = end + 1;
    }
}

/* The name of the application whose folder the program lies in. */
static struct slice application_of(struct slice folder)
{
    size_t end = slice_find_text(folder, ".app/");
    struct slice path = slice_first(folder, end);
    return end < folder.len ? slice_base_name(path) : slice_first(folder, 0);
}

/*
 * The bytes of the program's own name, in what stands behind the last slash: blanks may be part of
 * it or separate arguments. Reports that print names tell, and so does the application's folder.
 */
static size_t program_name_bytes(const struct redactor *redactor, struct slice folder,
                                 struct slice name)
{
    enum name_use use = NAME_NONE;
    size_t len = known_names_find(redactor->names, name, &use);
    struct slice application = application_of(folder);
    if (use != NAME_KEPT)
        len = 0;
    if (name.len > CUT_NAME &&
        known_names_use(redactor->names, slice_first(name, CUT_NAME)) == NAME_KEPT)
        len = len > CUT_NAME ? len : CUT_NAME;
    if (application.len > len && slice_equal(slice_first(name, application.len), application))
        len = application.len;
    while (len < name.len && !separates_words(name.ptr[len]))
        len++;
    return len;
}

/* Where options or an absolute path begin; diff/processes.c looks for a name in front of them. */
static size_t program_end(struct slice command)
{
    if (!slice_starts(command, "/")) {
        size_t blank = slice_find(command, ' ');
        return blank;
    }
    size_t option = slice_find_text(command, " -");
    size_t path = slice_find_text(command, " /");
    return option < path ? option : path;
}

void redact_command(struct redactor *redactor, struct span command)
{
    struct slice program = slice_first(span_slice(command), program_end(span_slice(command)));
    size_t name = command_folder(program);
    size_t end =
        name + program_name_bytes(redactor, slice_first(program, name), slice_from(program, name));
    redact_path(redactor, span_part(command, 0, name));
    redact_arguments(redactor, span_part(command, end, command.len));
}
