/* check_heap: whoever runs out of memory does not go on. */
#include "heap.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "run_suite.h"

enum { REGISTERED = 7 };

static void end(void)
{
    _exit(REGISTERED);
}

static void go_on(void)
{
}

START_TEST(sizes)
{
    char *zeroed = heap_new(3, 5);
    for (int i = 0; i < 15; i++)
        ck_assert_int_eq(zeroed[i], 0);
    zeroed = heap_resize(zeroed, 4000);
    ck_assert_int_eq(zeroed[14], 0);
    free(zeroed);
    free(heap_new(0, 8));
    free(heap_new(8, 0));
    free(heap_take(0));
    free(heap_resize(NULL, 0));
    char *copy = heap_string("text");
    ck_assert_str_eq(copy, "text");
    free(copy);
}
END_TEST

START_TEST(registered)
{
    heap_on_exhaustion(end);
    heap_exhausted();
}
END_TEST

START_TEST(not_registered)
{
    heap_exhausted();
}
END_TEST

START_TEST(returns)
{
    heap_on_exhaustion(go_on);
    heap_exhausted();
}
END_TEST

START_TEST(errno_tells)
{
    heap_on_exhaustion(end);
    errno = 0;
    heap_check();
    errno = EACCES;
    heap_check();
    errno = ENOMEM;
    heap_check();
}
END_TEST

/* More than there can be: known before anything is asked for. */
START_TEST(too_much)
{
    struct arena *arena = arena_new();
    heap_on_exhaustion(end);
    if (_i == 0)
        (void)arena_alloc(arena, SIZE_MAX);
    else
        (void)arena_grow(arena, NULL, (size_t)1 << 30, SIZE_MAX >> 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("heap");
    TCase *tcase = tcase_create("heap");
    tcase_add_test(tcase, sizes);
    tcase_add_exit_test(tcase, registered, REGISTERED);
    tcase_add_test_raise_signal(tcase, not_registered, SIGABRT);
    tcase_add_test_raise_signal(tcase, returns, SIGABRT);
    tcase_add_exit_test(tcase, errno_tells, REGISTERED);
    tcase_add_loop_exit_test(tcase, too_much, REGISTERED, 0, 2);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
