#include "hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "heap.h"

enum { DIGEST_BYTES = 32 };

struct hash {
    EVP_MD_CTX *context;
    bool failed;
};

static void *take(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return heap_take(size);
}

static void give_back(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    free(memory);
}

static void *resize(void *memory, size_t size, const char *file, int line)
{
    if (size > 0)
        return heap_resize(memory, size);
    give_back(memory, file, line);
    return NULL;
}

void hash_prepare(void)
{
    (void)CRYPTO_set_mem_functions(take, resize, give_back);
}

struct hash *hash_new(void)
{
    struct hash *hash = heap_new(1, sizeof(*hash));
    /*
     * What stands in a configuration file, or in the environment, has no say in a hash. And nothing
     * is taken down where the process ends, as another thread may hash at that moment.
     */
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
    hash->context = EVP_MD_CTX_new();
    if (hash->context == NULL)
        heap_exhausted();
    hash->failed = EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) != 1;
    return hash;
}

void hash_free(struct hash *hash)
{
    if (hash == NULL)
        return;
    EVP_MD_CTX_free(hash->context);
    free(hash);
}

void hash_add(struct hash *hash, struct slice bytes)
{
    if (!hash->failed && bytes.len > 0)
        hash->failed = EVP_DigestUpdate(hash->context, bytes.ptr, bytes.len) != 1;
}

struct slice hash_end(struct hash *hash, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    bool ok = !hash->failed && EVP_DigestFinal_ex(hash->context, digest, &len) == 1;
    hash->failed = true;
    if (!ok || len != DIGEST_BYTES)
        return (struct slice){"", 0};

    char *hex = arena_alloc(arena, 2 * DIGEST_BYTES + 1);
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    return (struct slice){hex, 2 * DIGEST_BYTES};
}
