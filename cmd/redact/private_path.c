#include "rules.h"

#include <string.h>

#include "public_words.h"

/* Where in the folders of a Mac a path has come to. */
enum place {
    AT_ROOT,
    IN_SYSTEM,
    IN_SYSTEM_VOLUMES,
    IN_USR,
    IN_VOLUMES,
    IN_USERS,
    IN_FOLDERS, /* var/folders/xx/yyy: two parts tell the user */
    IN_FOLDERS_OF_USER,
    IN_PUBLIC, /* all below is part of the system or of a program */
    IN_SHARED, /* programs stay */
    IN_PRIVATE,
};

static bool is_any(struct slice text, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (slice_is(text, *names))
            return true;
    }
    return false;
}

/* Is it a program whose name stays, `Safari.app`? */
static bool is_known_bundle(const struct redactor *redactor, struct slice component)
{
    size_t stem = slice_find_last(component, '.');
    return is_bundle(component) &&
           known_names_use(redactor->names, slice_first(component, stem)) == NAME_KEPT;
}

/* Replaces what was learned; true where the component was. */
static bool replace_learned(struct redactor *redactor, struct span component)
{
    enum name_use use = known_names_use(redactor->names, span_slice(component));
    if (use == NAME_USER)
        secrets_replace(redactor->secrets, SECRET_USER, component);
    else if (use == NAME_HOST)
        redact_host(redactor, component);
    else
        return redact_whole_shape(redactor, component);
    return true;
}

void redact_component(struct redactor *redactor, struct span component)
{
    struct slice text = span_slice(component);
    bool stays = text.len == 0 || slice_is(text, ".") || slice_is(text, "..") ||
                 slice_is(text, "~") || is_public_component(text) ||
                 known_names_use(redactor->names, text) == NAME_KEPT ||
                 is_known_bundle(redactor, text);
    if (!stays && !replace_learned(redactor, component))
        secrets_replace(redactor->secrets, SECRET_FILE, component);
}

static enum place below_root(struct redactor *redactor, struct span component)
{
    static const char *const users[] = {"Users", "home", NULL};
    static const char *const open[] = {"bin", "sbin", "dev", "etc", "cores", NULL};
    static const char *const shared[] = {"Applications", "Developer", "Library", NULL};
    static const char *const closed[] = {"Network", "opt", "tmp", "var", NULL};
    struct slice text = span_slice(component);
    if (is_any(text, users))
        return IN_USERS;
    if (is_any(text, open))
        return IN_PUBLIC;
    if (is_any(text, shared))
        return IN_SHARED;
    if (slice_is(text, "Volumes"))
        return IN_VOLUMES;
    if (slice_is(text, "System"))
        return IN_SYSTEM;
    if (slice_is(text, "usr"))
        return IN_USR;
    if (slice_is(text, "private"))
        return AT_ROOT;
    if (!is_any(text, closed))
        redact_component(redactor, component);
    return IN_PRIVATE;
}

static enum place in_volumes(struct redactor *redactor, struct span component)
{
    static const char *const common[] = {
        "Macintosh HD", "Macintosh HD - Data", "Data", "Preboot", "Recovery", "Update", "VM", NULL};
    if (!is_any(span_slice(component), common))
        secrets_replace(redactor->secrets, SECRET_VOLUME, component);
    return AT_ROOT;
}

static enum place in_users(struct redactor *redactor, struct span component)
{
    if (!slice_is(span_slice(component), "Shared"))
        redact_user(redactor, component);
    return IN_PRIVATE;
}

static enum place in_private(struct redactor *redactor, struct span component)
{
    if (slice_is(span_slice(component), "Users"))
        return IN_USERS;
    if (slice_is(span_slice(component), "folders"))
        return IN_FOLDERS;
    redact_component(redactor, component);
    return IN_PRIVATE;
}

static enum place step(struct redactor *redactor, enum place place, struct span component)
{
    struct slice text = span_slice(component);
    switch (place) {
    case AT_ROOT:
        return below_root(redactor, component);
    case IN_SYSTEM:
        return slice_is(text, "Volumes") ? IN_SYSTEM_VOLUMES : IN_PUBLIC;
    case IN_SYSTEM_VOLUMES:
        return slice_is(text, "Data") ? AT_ROOT : in_volumes(redactor, component);
    case IN_USR:
        return slice_is(text, "local") ? IN_PRIVATE : IN_PUBLIC;
    case IN_VOLUMES:
        return in_volumes(redactor, component);
    case IN_USERS:
        return in_users(redactor, component);
    case IN_FOLDERS:
    case IN_FOLDERS_OF_USER:
        secrets_replace(redactor->secrets, SECRET_FILE, component);
        return place == IN_FOLDERS ? IN_FOLDERS_OF_USER : IN_PRIVATE;
    case IN_PUBLIC:
        (void)replace_learned(redactor, component);
        return IN_PUBLIC;
    case IN_SHARED:
        if (is_bundle(text))
            return IN_PUBLIC;
        redact_component(redactor, component);
        return IN_SHARED;
    case IN_PRIVATE:
        break;
    }
    return in_private(redactor, component);
}

void redact_path(struct redactor *redactor, struct span path)
{
    struct slice text = span_slice(path);
    enum place place = slice_starts(text, "/") ? AT_ROOT : IN_PRIVATE;
    for (size_t at = 0; at < path.len;) {
        size_t len = slice_find(slice_from(text, at), '/');
        if (len > 0)
            place = step(redactor, place, span_part(path, at, at + len));
        at += len + 1;
    }
}

/* A mark that ends a path in a sentence or a list; within a name it is followed by more of it. */
static bool ends_path(struct slice text, size_t at)
{
    static const char always[] = "\"`<>|";
    static const char maybe[] = "'.,:;!?()[]{}=&#*";
    unsigned char c = (unsigned char)text.ptr[at];
    if (c <= ' ' || c == 0x7f || strchr(always, c) != NULL)
        return true;
    if (strchr(maybe, c) == NULL)
        return false;
    if (at + 1 >= text.len)
        return true;
    unsigned char next = (unsigned char)text.ptr[at + 1];
    return next <= ' ' || (c != '.' && next == '/') || strchr(always, next) != NULL ||
           (c != '.' && strchr(maybe, next) != NULL);
}

static size_t path_end(struct slice text, size_t from)
{
    while (from < text.len && !ends_path(text, from))
        from++;
    return from;
}

/* Words that follow a path in the messages of tools. */
static bool goes_on_in_words(struct slice word)
{
    static const char *const words[] = {
        "and", "at", "by", "exited", "failed",     "for", "from", "has",  "in", "is",
        "not", "of", "on", "or",     "terminated", "to",  "was",  "with", NULL};
    return word.len == 0 || word.ptr[0] == '-' || word.ptr[0] == '/' || is_any(word, words);
}

/* Names of documents have blanks in them: what follows may be more of the name. */
static size_t redact_rest_of_name(struct redactor *redactor, struct span text, size_t at)
{
    struct slice whole = span_slice(text);
    while (at + 1 < text.len && text.ptr[at] == ' ' && !ends_path(whole, at + 1)) {
        size_t end = path_end(whole, at + 1);
        size_t from = at + 1;
        while (from < end && strchr("([{", text.ptr[from]) != NULL)
            from++;
        struct span word = span_part(text, from, end);
        if (goes_on_in_words(span_slice(word)))
            break;
        redact_path(redactor, word);
        at = end;
    }
    return at;
}

size_t redact_path_in_text(struct redactor *redactor, struct span text)
{
    static const char *const roots[] = {
        "/Users/",
        "/Volumes/",
        "/home/",
        "/private/var/folders/",
        "/var/folders/",
        "/private/tmp/",
        "/tmp/",
        "/System/Volumes/Data/Users/",
        NULL,
    };
    struct slice whole = span_slice(text);
    const char *const *root = roots;
    while (*root != NULL && !slice_starts(whole, *root))
        root++;
    if (*root == NULL)
        return 0;
    size_t end = path_end(whole, 0);
    redact_path(redactor, span_part(text, 0, end));
    return redact_rest_of_name(redactor, text, end);
}
