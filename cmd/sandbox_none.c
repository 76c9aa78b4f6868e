#include "sandbox.h"

bool sandbox_enter(const struct sandbox_path *paths, size_t count, unsigned *ret_layers,
                   struct error *error)
{
    (void)paths;
    (void)count;
    (void)error;
    *ret_layers = 0;
    return true;
}

const char *sandbox_built_in(void)
{
    return "none";
}
