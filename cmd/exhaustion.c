#include "exhaustion.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "commands.h"
#include "hash.h"
#include "heap.h"
#include "outfile.h"

static atomic_flag ending = ATOMIC_FLAG_INIT;
static bool over;

static void end(void)
{
    static const char words[] = "sysdelta: out of memory\n";
    while (atomic_flag_test_and_set(&ending))
        (void)pause(); /* another thread is about to end all of them */
    (void)!write(STDERR_FILENO, words, sizeof(words) - 1);
    outfile_abandon_all();
    _exit(EXIT_USAGE);
}

/* Nobody here calls exit(); libarchive does where it has no memory, with a status that is taken. */
static void end_of_library(void)
{
    if (!over)
        end();
}

void exhaustion_watch(void)
{
    heap_on_exhaustion(end);
    (void)atexit(end_of_library);
    json_set_alloc_funcs(heap_take, free);
    hash_prepare();
}

void exhaustion_over(void)
{
    over = true;
}
