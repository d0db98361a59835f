#include "facts.h"

#include <stdlib.h>
#include <string.h>

static const char *const prose[] = {"title",          "summary",      "description", "example",
                                    "examples",       "contact",      "license",     "servers",
                                    "termsOfService", "externalDocs", "tags",        NULL};

/* What stands under these are names, not fields. */
static const char *const maps[] = {"paths",      "responses",     "content",         "headers",
                                   "links",      "callbacks",     "properties",      "schemas",
                                   "parameters", "requestBodies", "securitySchemes", NULL};

static bool among(const char *const *words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words;
}

static void add(struct facts *facts, const struct buffer *pointer, const char *verb,
                const struct json_object *value)
{
    char *text = json_text(value, JSON_COMPACT);
    facts->lines = memory_grow(facts->lines, facts->count, &facts->capacity, sizeof *facts->lines);
    facts->lines[facts->count++] = string_format("%s %s %s", buffer_string(pointer), verb, text);
    free(text);
}

static void collect(struct facts *facts, struct buffer *pointer, const struct json_object *node, bool names);

static void collect_below(struct facts *facts, struct buffer *pointer, const char *token,
                          const struct json_object *node, bool names)
{
    size_t length = pointer->length;
    json_pointer_push(pointer, token);
    collect(facts, pointer, node, names);
    pointer->length = length;
    pointer->data[length] = '\0';
}

static void collect_item(struct facts *facts, struct buffer *pointer, const struct json_object *item,
                         size_t index)
{
    const char *name = json_member_string(item, "name"), *in = json_member_string(item, "in");
    char *token = name && in ? string_format("%s %s", in, name) : string_format("%zu", index);
    if (json_is(item, json_type_object) || json_is(item, json_type_array))
        collect_below(facts, pointer, token, item, false);
    else
        add(facts, pointer, "has", item);
    free(token);
}

static void collect(struct facts *facts, struct buffer *pointer, const struct json_object *node, bool names)
{
    size_t items = json_is(node, json_type_array) ? json_object_array_length(node) : 0;
    bool members = json_is(node, json_type_object) && json_object_object_length(node) > 0;
    if (items == 0 && !members)
        add(facts, pointer, "=", node);
    for (size_t i = 0; i < items; i++)
        collect_item(facts, pointer, json_object_array_get_idx(node, i), i);
    if (!members)
        return;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry)
    {
        const char *key = lh_entry_k(entry);
        if (names || !(among(prose, key) || strncmp(key, "x-", 2) == 0))
            collect_below(facts, pointer, key, lh_entry_v(entry), !names && among(maps, key));
    }
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort(struct facts *facts)
{
    if (facts->count > 0)
        qsort(facts->lines, facts->count, sizeof *facts->lines, compare);
}

void facts_of(const struct json_object *root, struct facts *facts)
{
    struct buffer pointer;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, "");
    collect(facts, &pointer, root, false);
    buffer_clear(&pointer);
    sort(facts);
}

void facts_read(const char *path, struct facts *facts)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (buffer_read_file(&text, path)) {
        char *rest = NULL;
        for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
            facts->lines = memory_grow(facts->lines, facts->count, &facts->capacity, sizeof *facts->lines);
            facts->lines[facts->count++] = string_copy(line);
        }
    }
    buffer_clear(&text);
    sort(facts);
}

void facts_clear(struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        free(facts->lines[i]);
    free(facts->lines);
    *facts = (struct facts){0};
}

bool facts_hold(const struct facts *facts, const char *line)
{
    return facts->count > 0 && bsearch(&line, facts->lines, facts->count, sizeof *facts->lines, compare);
}

size_t facts_beyond(const struct facts *facts, const struct facts *others, void (*tell)(const char *line))
{
    size_t count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        if (facts_hold(others, facts->lines[i]))
            continue;
        tell(facts->lines[i]);
        count++;
    }
    return count;
}
