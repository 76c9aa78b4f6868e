#include "suggest.h"

/* Longer words are names of other things, and the work grows with the square. */
enum { LETTERS_MAX = 80 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool swapped(struct slice a, size_t i, struct slice b, size_t k)
{
    return i > 0 && k > 0 && lower(a.ptr[i]) == lower(b.ptr[k - 1]) &&
           lower(a.ptr[i - 1]) == lower(b.ptr[k]);
}

/* Row by row: of the first letters of `a` to the first letters of `b`, in whatever case. */
static size_t distance_between(struct slice a, struct slice b)
{
    size_t rows[3][LETTERS_MAX + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    for (size_t k = 0; k <= b.len; k++)
        row[k] = k;
    for (size_t i = 0; i < a.len; i++) {
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
        row[0] = i + 1;
        for (size_t k = 0; k < b.len; k++) {
            size_t other = above[k] + (lower(a.ptr[i]) != lower(b.ptr[k]));
            row[k + 1] = least(other, least(above[k + 1], row[k]) + 1);
            if (swapped(a, i, b, k))
                row[k + 1] = least(row[k + 1], before[k - 1] + 1);
        }
    }
    return row[b.len];
}

/* One letter in three may be wrong; of short words, one. */
static size_t allowance(struct slice word)
{
    size_t third = word.len / 3;
    return third == 0 ? 1 : least(third, 3);
}

/* How many letters of the longer one lie between what both begin and what both end with. */
static size_t stretch_between(struct slice a, struct slice b)
{
    size_t shorter = least(a.len, b.len);
    size_t start = 0;
    size_t end = 0;
    while (start < shorter && lower(a.ptr[start]) == lower(b.ptr[start]))
        start++;
    while (end < shorter - start && lower(a.ptr[a.len - 1 - end]) == lower(b.ptr[b.len - 1 - end]))
        end++;
    return a.len + b.len - shorter - start - end;
}

/* Of names that share a long start, VM_KERN_MEMORY_PTE and _BSD, none was meant for the other. */
static bool is_another(struct slice a, struct slice b, size_t distance)
{
    return distance > 1 && stretch_between(a, b) <= distance;
}

static bool is_nearer(const struct suggestion *than, size_t distance, size_t left_out)
{
    return distance < than->distance || (distance == than->distance && left_out < than->left_out);
}

void suggestion_offer(struct suggestion *suggestion, struct slice known)
{
    struct slice word = suggestion->word;
    size_t most = allowance(word);
    if (word.len < 2 || word.len > LETTERS_MAX || known.len > LETTERS_MAX || known.len < 2)
        return;
    bool begins = known.len > word.len && slice_equal_fold(slice_first(known, word.len), word);
    size_t distance = begins ? 1 : distance_between(word, known);
    size_t left_out = begins ? known.len - word.len - 1 : 0;
    if (distance > most || (!begins && is_another(word, known, distance)))
        return;
    if (suggestion->nearest.len > 0 && !is_nearer(suggestion, distance, left_out))
        return;
    suggestion->nearest = known;
    suggestion->distance = distance;
    suggestion->left_out = left_out;
}
