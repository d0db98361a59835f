#include "base/hash.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/buffer.h"
#include "base/memory.h"

static void write_digits(const unsigned char *digest, char out[SHA256_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < 32; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[64] = '\0';
}

void sha256_text(const void *bytes, size_t length, char out[SHA256_TEXT])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    unsigned size = 0;
    if (!EVP_Digest(bytes ? bytes : "", length, digest, &size, EVP_sha256(), NULL))
        abort();
    write_digits(digest, out);
}

struct hasher {
    EVP_MD *digest;
    EVP_MD_CTX *context;
};

struct hasher *hasher_new(void)
{
    struct hasher *hasher = memory_new(sizeof *hasher);
    hasher->digest = memory_require(EVP_MD_fetch(NULL, "SHA256", NULL));
    hasher->context = memory_require(EVP_MD_CTX_new());
    return hasher;
}

void hasher_free(struct hasher *hasher)
{
    if (!hasher)
        return;
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->digest);
    free(hasher);
}

void hasher_sha256_text(struct hasher *hasher, const void *bytes, size_t length, char out[SHA256_TEXT])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    if (!EVP_DigestInit_ex(hasher->context, hasher->digest, NULL) ||
        !EVP_DigestUpdate(hasher->context, bytes ? bytes : "", length) ||
        !EVP_DigestFinal_ex(hasher->context, digest, NULL))
        abort();
    write_digits(digest, out);
}

void base64_encode(const void *bytes, size_t length, struct buffer *out)
{
    const unsigned char *at = bytes;
    unsigned char text[4 * 1024 + 1];
    while (length) {
        size_t piece = length < 3 * 1024 ? length : 3 * 1024;
        int size = EVP_EncodeBlock(text, at, (int)piece);
        buffer_append(out, text, (size_t)size);
        at += piece;
        length -= piece;
    }
}

bool base64_decode(const char *text, size_t length, struct buffer *out)
{
    if (length % 4 || length > INT_MAX)
        return false;
    if (!length)
        return true;
    size_t padding = text[length - 1] != '=' ? 0 : text[length - 2] != '=' ? 1 : 2;
    unsigned char *bytes = memory_new(length / 4 * 3);
    int size = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length);
    if (size >= 0)
        buffer_append(out, bytes, (size_t)size - padding);
    free(bytes);
    return size >= 0;
}
