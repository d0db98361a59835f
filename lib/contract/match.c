/* Paths against templates (3.0.3, "Path Templating" and "Path Templating Matching"). */
#include "contract/store.h"

#include <string.h>
#include <strings.h>

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    if (character >= 'A' && character <= 'F')
        return character - 'A' + 10;
    return -1;
}

char *contract_decode(struct arena *arena, const char *text, size_t length, bool plus)
{
    char *out = arena_new(arena, length + 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        int high = i + 2 < length && text[i] == '%' ? hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low >= 0) {
            out[used++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[used++] = plus && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

static void keep_value(struct contract_path_match *match, const char *name, size_t name_length,
                       const char *value, size_t length)
{
    struct contract_path_value *entry = &match->values[match->count++];
    entry->name = arena_copy(&match->arena, name, name_length);
    entry->value = contract_decode(&match->arena, value, length, false);
}

static size_t segment_length(const char *text)
{
    return strcspn(text, "/");
}

/* Does `path` match `template` from here to the end? A parameter stands for at least one character and never for
 * a slash; the shortest text that lets the rest match is taken. Only the last parameter before a mismatch ever has to
 * take more, so that no template costs more than the product of both lengths. */
static bool matches(const char *template, const char *path)
{
    const char *rest = NULL,
               *next = NULL; /* of the last parameter: the template behind it, and what it takes next */
    while (*path != '\0' || *template != '\0') {
        const char *close = *template == '{' ? strchr(template, '}') : NULL;
        if (close != NULL && *path != '\0' && *path != '/') {
            rest = template = close + 1;
            next = ++path;
        } else if (close == NULL && *template != '\0' && *template == *path) {
            template ++;
            path++;
        } else if (next != NULL && *next != '\0' && *next != '/') {
            template = rest;
            path = ++next;
        } else {
            return false;
        }
    }
    return true;
}

/* Of a template and a path that match: what each parameter stands for. */
static void read_values(const char *template, const char *path, struct contract_path_match *match)
{
    while (*template != '\0') {
        const char *close = *template == '{' ? strchr(template, '}') : NULL;
        if (close == NULL) {
            template ++;
            path++;
            continue;
        }
        size_t length = 1;
        while (!matches(close + 1, path + length))
            length++;
        keep_value(match, template + 1, (size_t)(close - template - 1), path, length);
        path += length;
        template = close + 1;
    }
}

static size_t count_braces(const char *template)
{
    size_t count = 0;
    for (; *template != '\0'; template ++)
        count += *template == '{';
    return count;
}

/* Is `a` more concrete than `b`: at the first segment where they differ in the number of parameters, has it fewer? */
static bool more_concrete(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        size_t length_a = segment_length(a);
        size_t length_b = segment_length(b);
        bool open_a = memchr(a, '{', length_a) != NULL;
        bool open_b = memchr(b, '{', length_b) != NULL;
        if (open_a != open_b)
            return open_b;
        if (open_a && length_a != length_b && (a[0] == '{') != (b[0] == '{'))
            return b[0] == '{';
        a += length_a + (a[length_a] == '/');
        b += length_b + (b[length_b] == '/');
    }
    return false;
}

/* The first operation of the template that `path` means. A path without parameters is more concrete than any with some. */
static const struct contract_operation *best_match(const struct contract *contract, const char *path)
{
    const struct contract_index *index = &contract->store->index;
    const struct contract_operation *plain = map_find(&index->plain, path), *best = NULL;
    for (size_t i = 0; plain == NULL && i < index->template_count; i++) {
        const struct contract_operation *other = index->templates[i];
        if (matches(other->path, path) && (best == NULL || more_concrete(other->path, best->path)))
            best = other;
    }
    return plain != NULL ? plain : best;
}

static void fill(const char *template, const char *path, struct contract_path_match *match)
{
    size_t room = count_braces(template);
    match->values = arena_new(&match->arena, (room + 1) * sizeof *match->values);
    read_values(template, path, match);
}

const struct contract_operation *contract_operation_match(const struct contract *contract, const char *method,
                                                          const char *path, struct contract_path_match *match)
{
    if (match != NULL)
        memset(match, 0, sizeof *match);
    const struct contract_operation *found = best_match(contract, path);
    if (found == NULL)
        return NULL;
    const struct contract_operation *end = contract->operations + contract->operation_count;
    const char *template = found->path;
    while (found != end && method != NULL && strcasecmp(found->method, method) != 0)
        found++;
    if (found == end || strcmp(found->path, template) != 0)
        return NULL;
    if (match != NULL)
        fill(template, path, match);
    return found;
}

bool contract_path_matches(const struct contract_operation *operation, const char *path,
                           struct contract_path_match *match)
{
    memset(match, 0, sizeof *match);
    bool same = matches(operation->path, path);
    if (same)
        fill(operation->path, path, match);
    return same;
}

void contract_path_match_clear(struct contract_path_match *match)
{
    arena_clear(&match->arena);
    memset(match, 0, sizeof *match);
}
