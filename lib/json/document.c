#include "json/document.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_document {
    struct arena arena;
    struct json_source source;
    struct json_object *root;
    size_t nodes;
    struct json_doubt *doubts;
    size_t doubt_count, doubt_capacity;
};

struct json_document *json_document_new(const char *name, const char *text, size_t length)
{
    struct arena arena = {0};
    struct json_document *document = arena_new(&arena, sizeof *document);
    document->arena = arena;
    document->source.name = arena_string(&document->arena, name ? name : "");
    document->source.text = arena_copy(&document->arena, text, length);
    document->source.length = length;
    return document;
}

void json_document_free(struct json_document *document)
{
    if (!document)
        return;
    json_object_put(document->root);
    free(document->doubts);
    /* The document lives in its own arena. */
    struct arena arena = document->arena;
    arena_clear(&arena);
}

struct json_object *json_document_root(const struct json_document *document)
{
    return document->root;
}

void json_document_set_root(struct json_document *document, struct json_object *root)
{
    if (root != document->root)
        json_object_put(document->root);
    document->root = root;
}

const struct json_source *json_document_source(const struct json_document *document)
{
    return &document->source;
}

struct arena *json_document_arena(struct json_document *document)
{
    return &document->arena;
}

void json_document_count(struct json_document *document, size_t nodes)
{
    document->nodes = nodes;
}

/* A value with its origin, and its share of the table that it stands in. Strings stand in the tree once more. */
enum { NODE_WEIGHT = 256 };

size_t json_document_weight(const struct json_document *document)
{
    return sizeof *document + 2 * document->source.length + NODE_WEIGHT * document->nodes;
}

const struct json_doubt *json_document_doubts(const struct json_document *document, size_t *count)
{
    *count = document->doubt_count;
    return document->doubts;
}

void json_document_doubt(struct json_document *document, enum json_doubt_kind kind, struct json_place place,
                         const char *text)
{
    document->doubts = memory_grow(document->doubts, document->doubt_count, &document->doubt_capacity,
                                   sizeof *document->doubts);
    document->doubts[document->doubt_count++] = (struct json_doubt){kind, place, text};
}

static int compare_doubts(const void *left, const void *right)
{
    const struct json_doubt *a = left, *b = right;
    return (a->place.offset > b->place.offset) - (a->place.offset < b->place.offset);
}

void json_document_sort_doubts(struct json_document *document)
{
    if (document->doubt_count)
        qsort(document->doubts, document->doubt_count, sizeof *document->doubts, compare_doubts);
}

bool json_document_fault(const struct json_document *document, struct error *error, struct json_place place,
                         const char *format, ...)
{
    char text[sizeof error->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const struct json_source *source = &document->source;
    if (error && !error->set)
        error->offset = place.offset;
    return error_set_at(error, source->name, place.line, place.column, source->text, source->length, "%s",
                        text);
}

void json_document_place(struct json_document *document, struct json_object *node, struct json_place place)
{
    struct json_origin *origin = arena_new(&document->arena, sizeof *origin);
    origin->source = &document->source;
    origin->place = place;
    json_object_set_userdata(node, origin, NULL);
}

enum { DIGITS_SURE = 15 }; /* doubles hold such whole numbers, and powers of ten up to as many, exactly */

/* The value where one division gives it exactly: a few digits, perhaps with a point among them. */
static bool quick_value(const char *text, double *value)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool negative = *text == '-', behind_point = false;
    int digits = 0, fraction = 0;
    int64_t whole = 0;
    for (text += negative; *text; text++) {
        if (*text == '.') {
            behind_point = true;
            continue;
        }
        if (*text < '0' || *text > '9' || ++digits > DIGITS_SURE)
            return false;
        whole = whole * 10 + (*text - '0');
        fraction += behind_point;
    }
    *value = (double)(negative ? -whole : whole) / powers[fraction];
    if (negative && !whole)
        *value = -0.0;
    return true;
}

enum { INTEGER_SURE = 18 }; /* so many digits fit 64 bits */

static bool quick_integer(const char *text, size_t length, int64_t *value)
{
    bool negative = *text == '-';
    if (length - negative > INTEGER_SURE)
        return false;
    for (text += negative; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        *value = *value * 10 + (*text - '0');
    }
    if (negative)
        *value = -*value;
    return true;
}

/* An integer that fits 64 bits, else a double: `text` ends with a NUL. */
static struct json_object *number_value(const char *text, size_t length)
{
    bool negative = *text == '-';
    double value = 0;
    int64_t whole = 0;
    if (quick_integer(text, length, &whole))
        return json_object_new_int64(whole);
    if (length <= 20 && strspn(text + negative, "0123456789") == length - negative) {
        errno = 0;
        long long small = strtoll(text, NULL, 10);
        if (!errno)
            return json_object_new_int64(small);
        errno = 0;
        unsigned long long large = strtoull(text, NULL, 10);
        if (!errno && !negative)
            return json_object_new_uint64(large);
    }
    return json_object_new_double(quick_value(text, &value) ? value : strtod(text, NULL));
}

struct json_object *json_document_number(struct json_document *document, const char *text, size_t length,
                                         struct json_place place)
{
    struct json_origin *origin = arena_new(&document->arena, sizeof *origin + length + 1);
    char *copy = (char *)(origin + 1);
    memcpy(copy, text, length);
    origin->source = &document->source;
    origin->place = place;
    origin->number = copy;
    struct json_object *node = memory_require(number_value(copy, length));
    json_object_set_userdata(node, origin, NULL);
    return node;
}

struct json_object *json_number_node(struct json_document *document, const char *text,
                                     struct json_place place)
{
    return json_document_number(document, text, strlen(text), place);
}

const char *json_document_key(struct json_document *document, const char *bytes, size_t length)
{
    size_t nuls = 0;
    char *copy = arena_copy(&document->arena, bytes, length);
    if (strlen(copy) == length)
        return copy;
    for (size_t i = 0; i < length; i++)
        nuls += !bytes[i];
    char *key = arena_new(&document->arena, length + nuls + 1), *out = key;
    for (size_t i = 0; i < length; i++) {
        if (!bytes[i])
            *out++ = '\xc0';
        *out++ = bytes[i] ? bytes[i] : '\x80';
    }
    return key;
}

const char *json_shorten(const char *text, char out[JSON_SHORT])
{
    size_t length = strnlen(text, JSON_SHORT);
    bool whole = length < JSON_SHORT;
    if (!whole)
        length = JSON_SHORT - 1 - strlen("…");
    while (!whole && length && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    memcpy(out, text, length);
    strcpy(out + length, whole ? "" : "…");
    return out;
}
