/*
 * line_tables.c: reports whose secrets stand in columns: ps, ps -M and top.
 *
 * Cells are counted off as their parsers do it; each parser's head says why.
 */
#include "rules.h"

static void note_column(struct columns *columns, struct slice name, size_t number)
{
    if (slice_is(name, "USER") && columns->user == COLUMNS_MAX)
        columns->user = number;
    if (slice_is(name, "PID") && columns->pid == COLUMNS_MAX)
        columns->pid = number;
    if (slice_is(name, "NAME"))
        columns->name = number;
    if (slice_is(name, "COMMAND") || slice_is(name, "ARGS") || slice_is(name, "COMM")) {
        if (columns->command == COLUMNS_MAX)
            columns->command = number;
        columns->last_command = number;
    }
}

bool columns_read(struct columns *columns, struct slice line)
{
    struct columns found = {.user = COLUMNS_MAX,
                            .pid = COLUMNS_MAX,
                            .command = COLUMNS_MAX,
                            .last_command = COLUMNS_MAX,
                            .name = COLUMNS_MAX};
    struct slice rest = line;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] >= 'a' && line.ptr[i] <= 'z')
            return false;
    }
    for (struct slice name; found.count < COLUMNS_MAX && slice_token(&rest, &name); found.count++) {
        size_t start = (size_t)(name.ptr - line.ptr);
        found.places[found.count] = (struct column_place){start, start + name.len};
        note_column(&found, name, found.count);
    }
    if (found.pid == COLUMNS_MAX || found.command == COLUMNS_MAX)
        return false;
    *columns = found;
    return true;
}

/* Cell `number`, counted from 0, of a line whose cells are runs of non-blanks. */
bool columns_cell(struct slice line, size_t number, struct span whole, struct span *ret_cell)
{
    struct slice rest = line;
    struct slice cell;
    for (size_t i = 0; i <= number; i++) {
        if (!slice_token(&rest, &cell))
            return false;
    }
    size_t start = (size_t)(cell.ptr - line.ptr);
    *ret_cell = span_part(whole, start, start + cell.len);
    return true;
}

static bool is_blank_line(struct slice line)
{
    return slice_trim(line).len == 0;
}

/* The start of what stands behind the first `cells` cells; false where there are fewer. */
static bool behind_cells(struct slice line, size_t cells, size_t *at)
{
    struct slice rest = slice_from(line, *at);
    struct slice cell;
    for (size_t i = 0; i < cells; i++) {
        if (!slice_token(&rest, &cell))
            return false;
    }
    *at = line.len - rest.len;
    return true;
}

/* 0.1, 7:00PM, 31T: at most two letters, behind a figure. */
static bool is_figure(struct slice word)
{
    size_t letters = 0;
    for (size_t i = 0; i < word.len; i++)
        letters += byte_is_letter(word.ptr[i]) || (unsigned char)word.ptr[i] >= 0x80;
    return letters == 0 || (letters <= 2 && byte_is_digit(word.ptr[0]));
}

/* A row that has lost cells, or is none: what could be words of a command goes, figures stay. */
static void redact_odd_row(struct redactor *redactor, struct span line)
{
    struct slice rest = span_slice(line);
    for (struct slice word; slice_token(&rest, &word);) {
        size_t start = (size_t)(word.ptr - line.ptr);
        struct span place = span_part(line, start, start + word.len);
        if (is_figure(word))
            redact_free_text(redactor, place, RULES_TABLE | RULES_ADDRESS);
        else
            redact_arguments(redactor, place);
    }
}

void redact_ps_line(struct redactor *redactor, struct span line)
{
    struct columns *columns = &redactor->columns;
    struct slice text = span_slice(line);
    struct span user;
    size_t at = 0;
    if (is_blank_line(text) || columns_read(columns, text))
        return;
    if (columns->count == 0) {
        redact_free_text(redactor, line, RULES_ALL);
        return;
    }
    if (!behind_cells(text, columns->last_command, &at)) {
        redact_odd_row(redactor, line);
        return;
    }
    if (columns->user < columns->last_command && columns_cell(text, columns->user, line, &user))
        redact_user(redactor, user);
    while (at < line.len && byte_is_blank(line.ptr[at]))
        at++;
    redact_command(redactor, span_part(line, at, line.len));
}

static void redact_commands(struct redactor *redactor, struct span line, size_t at)
{
    const struct columns *columns = &redactor->columns;
    struct slice text = span_slice(line);
    size_t last = columns->last_command;
    size_t start = at + (at < line.len);
    if (columns->command == last && last + 1 == columns->count) {
        redact_command(redactor, span_part(line, start, line.len));
        return;
    }
    /* As wide as in the header, and on to the end of the cell behind it. */
    size_t end = start;
    if (columns->command + 1 < columns->count)
        end += columns->places[columns->command + 1].end - columns->places[columns->command].start;
    while (end < line.len && line.ptr[end] != ' ')
        end++;
    struct slice first = slice_trim_right(slice_first(text, end));
    size_t cut_end = slice_find_last(first, ' ');
    size_t command = end < line.len ? end : line.len;
    if (last <= columns->command + 1 || !behind_cells(text, last - columns->command - 2, &command))
        command = line.len;
    while (command < line.len && byte_is_blank(line.ptr[command]))
        command++;

    /* The first is cut to its width: it is the start of the other, if that is there. */
    struct span whole = span_part(line, command, line.len);
    struct span cut = span_part(line, start, cut_end);
    while (cut.len > 0 && byte_is_blank(cut.ptr[cut.len - 1]))
        cut.len--;
    bool repeated = slice_equal(slice_first(span_slice(whole), cut.len), span_slice(cut));
    redact_command(redactor, whole);
    if (!repeated)
        redact_command(redactor, cut);
    for (size_t i = 0; repeated && i < cut.len; i++)
        cut.ptr[i] = whole.ptr[i];
}

void redact_ps_thread_line(struct redactor *redactor, struct span line)
{
    struct columns *columns = &redactor->columns;
    struct slice text = span_slice(line);
    struct span user;
    size_t at = 0;
    if (is_blank_line(text) || columns_read(columns, text))
        return;
    if (columns->count == 0) {
        redact_free_text(redactor, line, RULES_ALL);
        return;
    }
    if (byte_is_blank(line.ptr[0])) {
        redact_free_text(redactor, line, RULES_TABLE);
        return;
    }
    if (!behind_cells(text, columns->command, &at)) {
        redact_odd_row(redactor, line);
        return;
    }
    if (columns->user < columns->command && columns_cell(text, columns->user, line, &user))
        redact_user(redactor, user);
    redact_commands(redactor, line, at);
}

/* The next sample begins right behind the rows of the one before: a row begins with a PID. */
static bool is_top_row(struct slice line)
{
    struct slice pid = SLICE("");
    (void)slice_token(&line, &pid);
    if (pid.len > 1 && !byte_is_digit(pid.ptr[pid.len - 1]))
        pid.len--;
    for (size_t i = 0; i < pid.len; i++) {
        if (!byte_is_digit(pid.ptr[i]))
            return false;
    }
    return pid.len > 0;
}

/* Cells are counted from the right, as COMMAND may hold blanks. */
void redact_top_line(struct redactor *redactor, struct span line)
{
    struct columns *columns = &redactor->columns;
    struct slice rest = span_slice(line);
    if (columns_read(columns, rest))
        return;
    redact_free_text(redactor, line, RULES_TABLE);
    bool has_user = columns->user < columns->count && columns->user > columns->command;
    if (!has_user || !is_top_row(rest))
        return;
    size_t start = 0;
    size_t end = 0;
    for (size_t i = columns->count; i > columns->user; i--) {
        rest = slice_trim_right(rest);
        end = rest.len;
        start = end;
        while (start > 0 && !byte_is_blank(rest.ptr[start - 1]))
            start--;
        rest.len = start;
    }
    redact_user(redactor, span_part(line, start, end));
}
