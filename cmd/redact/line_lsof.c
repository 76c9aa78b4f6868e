/*
 * line_lsof.c: lsof: USER, and NAME, which is a path, addresses, or what the kind of file has.
 *
 * Columns end, and NAME starts, where the header has them. Where somebody has squeezed the blanks
 * cells are counted off, and what follows the user is taken for the name.
 */
#include "rules.h"

#include <string.h>

/* The cell that ends where its title ends. */
static bool cell_by_place(struct span line, struct column_place place, struct span *ret)
{
    size_t start = place.end;
    if (line.len <= place.end || !byte_is_blank(line.ptr[place.end]))
        return false;
    while (start > 0 && !byte_is_blank(line.ptr[start - 1]))
        start--;
    *ret = span_part(line, start, place.end);
    return ret->len > 0;
}

/* address:port, [address]:port, *:port */
static void redact_end_point(struct redactor *redactor, struct span end)
{
    size_t colon = slice_find_last(span_slice(end), ':');
    struct span address = span_part(end, 0, colon);
    if (address.len > 1 && address.ptr[0] == '[')
        address = span_part(address, 1, address.len - 1);
    if (address.len == 0 || address.ptr[0] == '*' || redact_whole_shape(redactor, address))
        return;
    redact_host(redactor, address);
}

static void redact_socket(struct redactor *redactor, struct span name)
{
    struct slice text = span_slice(name);
    size_t protocol = slice_starts(text, "TCP ") || slice_starts(text, "UDP ") ? 4 : 0;
    size_t end = protocol + slice_find(slice_from(text, protocol), ' ');
    size_t arrow = protocol + slice_find_text(slice_from(slice_first(text, end), protocol), "->");
    bool named = slice_find(slice_first(text, end), ':') < end;
    if (!named) {
        redact_free_text(redactor, name, RULES_ALL);
        return;
    }
    redact_end_point(redactor, span_part(name, protocol, arrow));
    if (arrow < end)
        redact_end_point(redactor, span_part(name, arrow + 2, end));
    redact_free_text(redactor, span_part(name, end, name.len), RULES_ALL);
}

static void redact_name(struct redactor *redactor, struct slice type, struct span name)
{
    static const char *const own[] = {"PSXSHM", "PSXSEM", "PSXSHM,", NULL};
    while (name.len > 0 && byte_is_blank(name.ptr[0]))
        name = span_part(name, 1, name.len);
    bool named_by_program = false;
    for (size_t i = 0; own[i] != NULL; i++)
        named_by_program = named_by_program || slice_is(type, own[i]);
    if (name.len > 0 && name.ptr[0] == '/')
        redact_path(redactor, name);
    else if (slice_is(type, "IPv4") || slice_is(type, "IPv6"))
        redact_socket(redactor, name);
    else if (named_by_program)
        redact_arguments(redactor, name);
    else
        redact_free_text(redactor, name, RULES_ALL);
}

/* Behind the user: up to the first path, or all of it. */
static void redact_squeezed(struct redactor *redactor, struct span rest)
{
    struct slice text = span_slice(rest);
    size_t path = slice_find_text(text, " /");
    static const char *const sockets[] = {" TCP ", " UDP "};
    for (size_t i = 0; i < 2; i++) {
        size_t at = slice_find_text(text, sockets[i]);
        if (at < path) {
            redact_name(redactor, SLICE("IPv4"), span_part(rest, at + 1, rest.len));
            return;
        }
    }
    redact_free_text(redactor, span_part(rest, 0, path), RULES_ALL);
    redact_name(redactor, SLICE(""), span_part(rest, path + 1, rest.len));
}

void redact_lsof_line(struct redactor *redactor, struct span line)
{
    struct columns *columns = &redactor->columns;
    struct slice text = span_slice(line);
    struct span user;
    if (slice_starts(text, "COMMAND") && columns_read(columns, text))
        return;
    bool has_user = columns->user > columns->pid && columns->user < columns->count;
    if (columns->count == 0 || slice_starts(text, "lsof:") || slice_starts(text, " ")) {
        redact_free_text(redactor, line, RULES_ALL);
        return;
    }
    size_t name = columns->name < columns->count ? columns->places[columns->name].start : 0;
    bool aligned = name > 0 && line.len >= name && byte_is_blank(line.ptr[name - 1]) &&
                   cell_by_place(line, columns->places[columns->pid], &user) &&
                   (!has_user || cell_by_place(line, columns->places[columns->user], &user));
    if (!aligned && (!has_user || !columns_cell(text, columns->user, line, &user)) &&
        !columns_cell(text, columns->pid, line, &user))
        return;
    size_t behind = (size_t)(user.ptr - line.ptr) + user.len;
    if (has_user)
        redact_user(redactor, user);
    if (!aligned) {
        redact_squeezed(redactor, span_part(line, behind, line.len));
        return;
    }
    struct slice cells = slice_from(slice_first(text, name), behind);
    struct slice cell = SLICE("");
    struct slice type = SLICE("");
    if (slice_token(&cells, &cell))
        (void)slice_token(&cells, &type);
    redact_name(redactor, type, span_part(line, name, line.len));
}
