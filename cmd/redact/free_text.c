#include "rules.h"

#include "public_words.h"
#include "shapes.h"

enum { NAME_BYTES_MIN = 3, PERSON_BYTES_MIN = 4 };

static void learn_person(struct redactor *redactor, struct slice name)
{
    if (name.len >= PERSON_BYTES_MIN && !is_public_word(name))
        known_names_add(redactor->names, name, NAME_USER);
}

/* "john.smith" is John Smith. */
void learn_user(struct redactor *redactor, struct slice user)
{
    if (user.len < NAME_BYTES_MIN || is_system_account(user) || is_public_word(user))
        return;
    known_names_add(redactor->names, user, NAME_USER);
    for (size_t at = 0; at < user.len;) {
        size_t end = at;
        while (end < user.len &&
               (byte_is_letter(user.ptr[end]) || (unsigned char)user.ptr[end] >= 0x80))
            end++;
        learn_person(redactor, slice_first(slice_from(user, at), end - at));
        at = end + 1;
    }
}

/* "-MacBook-Pro", "-iMac" */
static bool names_mac(struct slice rest)
{
    for (size_t i = 0; i + 3 <= rest.len; i++) {
        if (slice_equal_fold(slice_first(slice_from(rest, i), 3), SLICE("mac")))
            return true;
    }
    return false;
}

/* "Sues-MacBook-Pro" is what the network makes of "Sue's MacBook Pro". */
static void learn_spoken_forms(struct redactor *redactor, struct slice host)
{
    struct slice first = slice_first(host, slice_find(host, '-'));
    struct slice rest = slice_from(host, first.len);
    if (rest.len == 0)
        return;
    char *blanks = arena_string(redactor->arena, rest);
    for (size_t i = 0; i < rest.len; i++)
        blanks[i] = blanks[i] == '-' ? ' ' : blanks[i];
    known_names_add(redactor->names,
                    arena_format(redactor->arena, "%.*s%s", SLICE_ARGS(first), blanks), NAME_HOST);
    bool of_person = !is_plain_host(first) && names_mac(rest);
    if (of_person)
        learn_person(redactor, first);
    if (!slice_ends(first, "s") || first.len < 2)
        return;
    first.len--;
    if (of_person)
        learn_person(redactor, first);
    static const char *const apostrophes[] = {"'", "\xe2\x80\x99"};
    for (size_t i = 0; i < 2; i++)
        known_names_add(
            redactor->names,
            arena_format(redactor->arena, "%.*s%ss%s", SLICE_ARGS(first), apostrophes[i], blanks),
            NAME_HOST);
}

/* A Mac without a name is called by its address. */
static bool has_letter(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (byte_is_letter(text.ptr[i]))
            return true;
    }
    return false;
}

void learn_host(struct redactor *redactor, struct slice host)
{
    struct slice label = slice_first(host, slice_find(host, '.'));
    struct slice domain = slice_from(host, label.len + 1);
    if (host.len > SECRET_BYTES_MAX || is_plain_host(label))
        label.len = 0;
    if (label.len >= NAME_BYTES_MIN && !is_public_word(label)) {
        known_names_add(redactor->names, host, NAME_HOST);
        known_names_add(redactor->names, label, NAME_HOST);
        learn_spoken_forms(redactor, label);
    }
    bool owned = slice_find(domain, '.') < domain.len && !slice_ends(domain, "apple.com");
    if (owned && domain.len <= SECRET_BYTES_MAX && has_letter(domain))
        known_names_add(redactor->names, domain, NAME_HOST);
}

void redact_user(struct redactor *redactor, struct span cell)
{
    if (is_system_account(span_slice(cell)))
        return;
    bool number = true;
    for (size_t i = 0; i < cell.len; i++)
        number = number && byte_is_digit(cell.ptr[i]);
    if (number)
        return;
    learn_user(redactor, span_slice(cell));
    secrets_replace(redactor->secrets, SECRET_USER, cell);
}

void redact_host(struct redactor *redactor, struct span host)
{
    struct slice whole = span_slice(host);
    if (slice_ends(whole, ".apple.com") || slice_ends(whole, ".icloud.com") ||
        redact_whole_shape(redactor, host))
        return;
    for (size_t at = 0; at < host.len;) {
        size_t len = slice_find(slice_from(whole, at), '.');
        struct span label = span_part(host, at, at + len);
        bool stays =
            at == 0 ? is_plain_host(span_slice(label)) : is_public_domain(span_slice(label));
        if (!stays)
            secrets_replace(redactor->secrets, SECRET_HOST, label);
        at += len + 1;
    }
}

static bool is_version(struct slice line, size_t at)
{
    struct slice before = slice_first(line, at);
    if (at == 0)
        return false;
    char last = line.ptr[at - 1];
    bool behind_dash = last == '-' && !(at > 1 && byte_is_digit(line.ptr[at - 2]));
    before = slice_trim_right(before);
    if (slice_ends(before, ":"))
        before.len--;
    return last == '.' || behind_dash || slice_ends(before, "ersion");
}

/* The bytes that have the form of a secret, and which; 0 where there is none. */
static size_t find_shape(struct slice line, size_t at, unsigned rules, enum secret_kind *ret_kind)
{
    static const struct {
        size_t (*matches)(struct slice text);
        enum secret_kind kind;
        unsigned rules;
    } shapes[] = {
        {shape_uuid, SECRET_UUID, RULES_TABLE},         {shape_mac, SECRET_MAC, RULES_ADDRESS},
        {shape_ipv6, SECRET_IPV6, RULES_ADDRESS},       {shape_ipv4, SECRET_IPV4, RULES_ADDRESS},
        {shape_long_hex, SECRET_SERIAL, RULES_ADDRESS},
    };
    bool may_be_number = byte_is_hex(line.ptr[at]) || line.ptr[at] == ':';
    for (size_t i = 0; may_be_number && i < sizeof(shapes) / sizeof(*shapes); i++) {
        size_t len = (shapes[i].rules & rules) != 0 ? shapes[i].matches(slice_from(line, at)) : 0;
        if (len == 0 || (shapes[i].kind == SECRET_IPV4 && is_version(line, at)))
            continue;
        *ret_kind = shapes[i].kind;
        return len;
    }
    *ret_kind = SECRET_MAIL;
    return (rules & RULES_MAIL) != 0 ? shape_mail(slice_from(line, at)) : 0;
}

static void replace_shape(struct redactor *redactor, enum secret_kind kind, struct span place)
{
    if (kind == SECRET_MAIL || !shape_is_public(span_slice(place)))
        secrets_replace(redactor->secrets, kind, place);
}

bool redact_whole_shape(struct redactor *redactor, struct span word)
{
    enum secret_kind kind;
    if (word.len == 0 || find_shape(span_slice(word), 0, RULES_ALL | RULES_MAIL, &kind) != word.len)
        return false;
    replace_shape(redactor, kind, word);
    return true;
}

static size_t replace_name(struct redactor *redactor, struct span rest)
{
    enum name_use use = NAME_NONE;
    size_t len = known_names_find(redactor->names, span_slice(rest), &use);
    if (use == NAME_USER)
        secrets_replace(redactor->secrets, SECRET_USER, span_part(rest, 0, len));
    if (use == NAME_HOST)
        redact_host(redactor, span_part(rest, 0, len));
    return len;
}

static size_t replace_serial(struct redactor *redactor, struct span rest)
{
    size_t at = 0;
    size_t len = shape_serial(span_slice(rest), &at);
    if (len == 0)
        return 0;
    secrets_replace(redactor->secrets, SECRET_SERIAL, span_part(rest, at, at + len));
    return at + len;
}

void redact_free_text(struct redactor *redactor, struct span text, unsigned rules)
{
    if (slice_find(span_slice(text), '@') < text.len)
        rules |= RULES_MAIL;
    for (size_t at = 0; at < text.len;) {
        struct span rest = span_part(text, at, text.len);
        bool starts = at == 0 || !byte_is_word(text.ptr[at - 1]);
        char c = text.ptr[at];
        size_t len = 0;
        enum secret_kind kind;
        if (starts && (byte_is_word(c) || c == ':'))
            len = find_shape(span_slice(text), at, rules, &kind);
        if (len > 0)
            replace_shape(redactor, kind, span_part(rest, 0, len));
        if (len == 0 && starts && byte_is_word(c) && (rules & RULES_NAMES) != 0) {
            len = replace_name(redactor, rest);
            if (len == 0)
                len = replace_serial(redactor, rest);
        }
        if (c == '/')
            len = redact_path_in_text(redactor, rest);
        at += len > 0 ? len : 1;
    }
}
