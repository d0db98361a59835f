#include "record/memo.h"

#include <string.h>

void memo_init(struct memo *memo)
{
    *memo = (struct memo){0};
    for (size_t i = 0; i < MEMO_PLACES; i++) {
        buffer_init(&memo->places[i].asked, MEMO_MAXIMUM);
        buffer_init(&memo->places[i].said, MEMO_MAXIMUM);
    }
}

void memo_clear(struct memo *memo)
{
    for (size_t i = 0; i < MEMO_PLACES; i++) {
        buffer_clear(&memo->places[i].asked);
        buffer_clear(&memo->places[i].said);
    }
}

/* The last bytes tell more than the first: of the ids of cases, and of dates. */
static size_t place_of(const struct memo_key *key, size_t name_length)
{
    uint64_t word = 0;
    size_t tail = key->length < sizeof word ? key->length : sizeof word;
    if (tail)
        memcpy(&word, key->bytes + key->length - tail, tail);
    word ^=
        (uint64_t)key->length << 24 ^ (uint64_t)name_length << 40 ^ (uint64_t)(unsigned char)key->kind << 56;
    word ^= (unsigned char)*key->name;
    return (size_t)((word * UINT64_C(0x9E3779B97F4A7C15)) >> 58) % MEMO_PLACES;
}

bool memo_recall(const struct memo *memo, const struct memo_key *key, struct buffer *out)
{
    size_t name_length = strlen(key->name);
    const struct memo_entry *entry = &memo->places[place_of(key, name_length)];
    bool same = entry->said.length && entry->version == key->version && entry->kind == key->kind &&
                entry->name_length == name_length && entry->length == key->length &&
                memcmp(entry->asked.data, key->name, name_length) == 0 &&
                (!key->length || memcmp(entry->asked.data + name_length, key->bytes, key->length) == 0);
    if (same)
        buffer_append(out, entry->said.data, entry->said.length);
    return same;
}

void memo_keep(struct memo *memo, const struct memo_key *key, const char *said, size_t length)
{
    size_t name_length = strlen(key->name);
    if (length > MEMO_MAXIMUM || name_length + key->length > MEMO_MAXIMUM)
        return;
    struct memo_entry *entry = &memo->places[place_of(key, name_length)];
    buffer_reset(&entry->asked);
    buffer_reset(&entry->said);
    buffer_append(&entry->asked, key->name, name_length);
    buffer_append(&entry->asked, key->bytes, key->length);
    buffer_append(&entry->said, said, length);
    entry->version = key->version;
    entry->kind = key->kind;
    entry->name_length = name_length;
    entry->length = key->length;
}
