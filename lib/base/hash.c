#include "base/hash.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/buffer.h"
#include "base/memory.h"

void sha256_text(const void *bytes, size_t length, char out[SHA256_TEXT])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    unsigned size = 0;
    if (!EVP_Digest(bytes ? bytes : "", length, digest, &size, EVP_sha256(), NULL))
        abort();
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < 32; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[64] = '\0';
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
