#include "record/redact.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/memory.h"
#include "record/patterns.h"

enum { CHUNK = 1 << 20 };

#define OTHER_CREDENTIALS "[other credentials]"
#define USER_INFORMATION  "[user information]"

struct secret {
    char *value, *label, *truncated;
};

struct redact {
    pthread_rwlock_t lock;
    struct secret **secrets; /* each in a place of its own: patterns borrow the labels */
    size_t count, capacity;
    bool has_short; /* secrets that are masked in header fields only */
    atomic_uint_fast64_t version;
    struct patterns patterns;
};

struct redact *redact_new(void)
{
    struct redact *redact = memory_new(sizeof *redact);
    pthread_rwlock_init(&redact->lock, NULL);
    atomic_init(&redact->version, 0);
    return redact;
}

void redact_free(struct redact *redact)
{
    if (!redact)
        return;
    for (size_t i = 0; i < redact->count; i++) {
        free(redact->secrets[i]->value);
        free(redact->secrets[i]->label);
        free(redact->secrets[i]->truncated);
        free(redact->secrets[i]);
    }
    free(redact->secrets);
    patterns_clear(&redact->patterns);
    pthread_rwlock_destroy(&redact->lock);
    free(redact);
}

/* ---- The forms of a secret ---- */

static void add_hexadecimal(struct patterns *patterns, const char *secret, size_t length, const char *digits,
                            const char *label)
{
    char *text = memory_new(2 * length + 1);
    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits[(unsigned char)secret[i] >> 4];
        text[2 * i + 1] = digits[(unsigned char)secret[i] & 15];
    }
    patterns_take(patterns, text, 2 * length, label);
}

/* What base64 makes of the secret where it begins `shift` bytes after a group: only the characters that no
 * neighbour has a part in. In the alphabet of base64url too. */
static void add_base64(struct patterns *patterns, const char *secret, size_t length, size_t shift,
                       const char *label)
{
    struct buffer shifted, encoded;
    buffer_init(&shifted, BUFFER_UNBOUNDED);
    buffer_init(&encoded, BUFFER_UNBOUNDED);
    buffer_append(&shifted, "\0\0", shift);
    buffer_append(&shifted, secret, length);
    base64_encode(shifted.data, shifted.length, &encoded);
    size_t first = shift ? shift + 1 : 0, end = (shift + length) * 8 / 6;
    char *text = memory_copy(encoded.data + first, end - first);
    patterns_take(patterns, memory_copy(text, end - first), end - first, label);
    for (char *at = text; *at; at++)
        *at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at);
    patterns_take(patterns, text, end - first, label);
    buffer_clear(&shifted);
    buffer_clear(&encoded);
}

enum escape { ESCAPE_PERCENT, ESCAPE_PERCENT_LOWER, ESCAPE_PERCENT_ALL, ESCAPE_JSON, ESCAPES };

static void write_escaped(enum escape escape, unsigned char byte, struct buffer *out)
{
    bool plain = isalnum(byte) || strchr("-._~", byte);
    if (escape == ESCAPE_JSON)
        buffer_format(out, byte == '"' || byte == '\\' ? "\\%c" : "%c", byte);
    else if (plain && escape != ESCAPE_PERCENT_ALL)
        buffer_char(out, (char)byte);
    else
        buffer_format(out, escape == ESCAPE_PERCENT_LOWER ? "%%%02x" : "%%%02X", byte);
}

/* Base64 hides the escapes within it, which are else undone where a text is searched. */
static void add_base64_of_escapes(struct patterns *patterns, const char *secret, size_t length,
                                  const char *label)
{
    for (enum escape escape = 0; escape < ESCAPES; escape++) {
        struct buffer escaped;
        buffer_init(&escaped, BUFFER_UNBOUNDED);
        for (size_t i = 0; i < length; i++)
            write_escaped(escape, (unsigned char)secret[i], &escaped);
        for (size_t shift = 0; shift < 3; shift++)
            add_base64(patterns, escaped.data, escaped.length, shift, label);
        buffer_clear(&escaped);
    }
}

static void add_forms(struct patterns *patterns, const struct secret *secret)
{
    size_t length = strlen(secret->value);
    patterns_take(patterns, memory_copy(secret->value, length), length, secret->label);
    add_hexadecimal(patterns, secret->value, length, "0123456789abcdef", secret->label);
    add_hexadecimal(patterns, secret->value, length, "0123456789ABCDEF", secret->label);
    for (size_t shift = 0; shift < 3; shift++)
        add_base64(patterns, secret->value, length, shift, secret->label);
    add_base64_of_escapes(patterns, secret->value, length, secret->label);
}

static bool is_known(const struct redact *redact, const char *secret)
{
    for (size_t i = 0; i < redact->count; i++)
        if (strcmp(redact->secrets[i]->value, secret) == 0)
            return true;
    return false;
}

/* "[token]" becomes "[token, truncated]". */
static char *truncated_label(const char *label)
{
    size_t length = strlen(label);
    if (length && label[length - 1] == ']')
        return string_format("%.*s, truncated]", (int)(length - 1), label);
    return string_format("%s, truncated", label);
}

void redact_add(struct redact *redact, const char *secret, const char *label)
{
    if (!secret || !*secret)
        return;
    pthread_rwlock_wrlock(&redact->lock);
    if (!is_known(redact, secret)) {
        struct secret *added = memory_new(sizeof *added);
        *added = (struct secret){string_copy(secret), string_copy(label), truncated_label(label)};
        redact->secrets =
            memory_grow(redact->secrets, redact->count, &redact->capacity, sizeof *redact->secrets);
        redact->secrets[redact->count++] = added;
        if (strlen(secret) >= REDACT_MINIMUM)
            add_forms(&redact->patterns, added);
        else
            redact->has_short = true;
        atomic_fetch_add_explicit(&redact->version, 1, memory_order_release);
    }
    pthread_rwlock_unlock(&redact->lock);
}

void redact_add_token(struct redact *redact, const char *token)
{
    redact_add(redact, token, REDACT_TOKEN);
    char *half = token ? memory_copy(token, strlen(token) / 2) : NULL;
    redact_add(redact, half, REDACT_TOKEN_TRUNCATED);
    free(half);
}

/* ---- Masking ---- */

/* Appends text from *done on up to the end of the last range, the ranges masked; *done moves there. */
static void mask(const char *text, const struct ranges *ranges, size_t *done, struct buffer *out)
{
    for (size_t i = 0; i < ranges->count; i++) {
        const struct range *range = &ranges->items[i];
        if (range->start >= *done) {
            buffer_append(out, text + *done, range->start - *done);
            buffer_text(out, range->label);
        }
        if (range->end > *done)
            *done = range->end;
    }
}

/* A piece of a text; it looks as far ahead as a secret may reach. */
static void find(const struct patterns *patterns, const char *bytes, size_t length, size_t start, bool cut,
                 struct ranges *ranges)
{
    size_t reach = patterns_reach(patterns), rest = length - start, piece = rest < CHUNK ? rest : CHUNK;
    size_t seen = rest - piece < reach ? rest : piece + reach;
    ranges->count = 0;
    patterns_find(patterns, bytes + start, seen, piece, cut && seen == rest, ranges);
    for (size_t i = 0; i < ranges->count; i++) {
        ranges->items[i].start += start;
        ranges->items[i].end += start;
    }
}

/* Is there anything that can be masked at all? */
static bool is_at_stake(const struct redact *redact, size_t length)
{
    return length >= REDACT_MINIMUM && redact->patterns.count;
}

/* Piece by piece, so that a large text takes no more memory than a small one. Where nothing is to be masked, nothing is
 * appended, and false is returned. */
static bool mask_secrets(const struct redact *redact, const char *bytes, size_t length, bool cut, struct buffer *out)
{
    struct ranges ranges = {0};
    size_t done = 0;
    bool any = false;
    for (size_t start = 0; is_at_stake(redact, length) && start < length; start += CHUNK) {
        find(&redact->patterns, bytes, length, start, cut, &ranges);
        any = any || ranges.count;
        mask(bytes, &ranges, &done, out);
    }
    if (any && done < length)
        buffer_append(out, bytes + done, length - done);
    free(ranges.items);
    return any;
}

static void mask_text(const struct redact *redact, const char *bytes, size_t length, bool cut,
                      struct buffer *out)
{
    if (!mask_secrets(redact, bytes, length, cut, out))
        buffer_append(out, bytes, length);
}

void redact_bytes(struct redact *redact, const char *bytes, size_t length, bool cut, struct buffer *out)
{
    pthread_rwlock_rdlock(&redact->lock);
    mask_text(redact, bytes, length, cut, out);
    pthread_rwlock_unlock(&redact->lock);
}

const char *redact_view(struct redact *redact, const char *bytes, size_t *length, bool cut, struct buffer *scratch)
{
    buffer_reset(scratch);
    if (*length < REDACT_MINIMUM)
        return bytes;
    pthread_rwlock_rdlock(&redact->lock);
    bool masked = mask_secrets(redact, bytes, *length, cut, scratch);
    pthread_rwlock_unlock(&redact->lock);
    if (!masked)
        return bytes;
    *length = scratch->length;
    return buffer_string(scratch);
}

uint64_t redact_version(const struct redact *redact)
{
    return atomic_load_explicit(&redact->version, memory_order_acquire);
}

bool redact_finds(struct redact *redact, const char *bytes, size_t length)
{
    struct ranges ranges = {0};
    pthread_rwlock_rdlock(&redact->lock);
    for (size_t start = 0; is_at_stake(redact, length) && !ranges.count && start < length; start += CHUNK)
        find(&redact->patterns, bytes, length, start, false, &ranges);
    pthread_rwlock_unlock(&redact->lock);
    free(ranges.items);
    return ranges.count > 0;
}

/* ---- Header fields ---- */

static bool is_credentials(const char *name)
{
    return strcasecmp(name, "authorization") == 0 || strcasecmp(name, "proxy-authorization") == 0;
}

/* The length of "Bearer " and the like at the start of credentials; 0 where no scheme is given. */
static size_t scheme_length(const char *value, size_t length)
{
    size_t end = 0;
    while (end < length && end < 16 && isalpha((unsigned char)value[end]))
        end++;
    if (!end || end == length || value[end] != ' ')
        return 0;
    while (end < length && value[end] == ' ')
        end++;
    return end;
}

/* What stands for credentials: a secret's label, or that of one whose beginning they are. */
static const char *credentials_label(const struct redact *redact, const char *value, size_t length)
{
    const char *label = OTHER_CREDENTIALS;
    for (size_t i = 0; i < redact->count; i++) {
        const struct secret *secret = redact->secrets[i];
        if (strncmp(secret->value, value, length) != 0)
            continue;
        if (!secret->value[length])
            return secret->label;
        label = secret->truncated;
    }
    return label;
}

static bool is_word_at(const char *text, size_t length, size_t at, size_t size)
{
    bool begins = at == 0 || !isalnum((unsigned char)text[at - 1]);
    return begins && (at + size == length || !isalnum((unsigned char)text[at + size]));
}

/* The short secret that stands at `at` as a whole word, or NULL. */
static const struct secret *short_secret_at(const struct redact *redact, const char *text, size_t length,
                                            size_t at)
{
    const struct secret *found = NULL;
    for (size_t i = 0; i < redact->count; i++) {
        const struct secret *secret = redact->secrets[i];
        size_t size = strlen(secret->value);
        if (size < REDACT_MINIMUM && size <= length - at && memcmp(text + at, secret->value, size) == 0 &&
            is_word_at(text, length, at, size) && (!found || size > strlen(found->value)))
            found = secret;
    }
    return found;
}

static void mask_short(const struct redact *redact, const char *text, size_t length, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        const struct secret *secret = short_secret_at(redact, text, length, at);
        if (secret)
            buffer_text(out, secret->label);
        else
            buffer_char(out, text[at]);
        at += secret ? strlen(secret->value) : 1;
    }
}

static void mask_field(const struct redact *redact, const char *value, size_t length, struct buffer *out)
{
    if (!redact->has_short) {
        mask_text(redact, value, length, false, out);
        return;
    }
    struct buffer masked;
    buffer_init(&masked, BUFFER_UNBOUNDED);
    mask_text(redact, value, length, false, &masked);
    mask_short(redact, buffer_string(&masked), masked.length, out);
    buffer_clear(&masked);
}

void redact_header(struct redact *redact, const char *name, const char *value, size_t length,
                   struct buffer *out)
{
    pthread_rwlock_rdlock(&redact->lock);
    if (is_credentials(name)) {
        size_t scheme = scheme_length(value, length);
        mask_text(redact, value, scheme, false, out);
        if (scheme < length)
            buffer_text(out, credentials_label(redact, value + scheme, length - scheme));
    } else {
        mask_field(redact, value, length, out);
    }
    pthread_rwlock_unlock(&redact->lock);
}

void redact_url(struct redact *redact, const char *url, size_t length, struct buffer *out)
{
    const char *authority = memmem(url, length, "://", 3), *end = url + length;
    if (authority) {
        authority += 3;
        size_t size = 0;
        while (authority + size < end && !strchr("/?#", authority[size]))
            size++;
        const char *at = memrchr(authority, '@', size);
        if (at) {
            buffer_append(out, url, (size_t)(authority - url));
            buffer_text(out, USER_INFORMATION);
            url = at;
        }
    }
    redact_bytes(redact, url, (size_t)(end - url), false, out);
}
