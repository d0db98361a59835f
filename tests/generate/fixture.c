#include "fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool resolve(void *context, struct json_object *reference, struct json_object **target,
                    const char **pointer, struct error *error)
{
    static const char prefix[] = "#/components/schemas/";
    const char *text = json_member_string(reference, "$ref");
    if (strncmp(text, prefix, strlen(prefix)) != 0 || !json_has(context, text + strlen(prefix)))
        return error_set(error, "%s leads nowhere", text);
    *target = json_member(context, text + strlen(prefix));
    if (pointer)
        *pointer = text;
    return true;
}

struct compiled fixture_compile(struct json_object *node, struct json_object *components)
{
    struct error error = {0};
    struct compiled compiled = {.components = components, .set = schema_set_new(resolve, components)};
    compiled.schema = schema_compile(compiled.set, node, "#", &error);
    cr_assert_not_null(compiled.schema, "%s", error.text);
    return compiled;
}

void fixture_release(struct compiled *compiled)
{
    schema_set_free(compiled->set);
}

struct json_document *fixture_read(const char *name, struct json_object **rows)
{
    struct buffer text;
    struct error error = {0};
    char *path = string_format("%s/data/%s", TEST_DATA, name);
    buffer_init(&text, 10 << 20);
    cr_assert(buffer_read_file(&text, path), "%s cannot be read", path);
    struct json_document *document = json_read(name, text.data, text.length, NULL, &error);
    cr_assert_not_null(document, "%s:%u: %s", name, error.line, error.text);
    buffer_clear(&text);
    free(path);
    *rows = json_document_root(document);
    return document;
}

enum schema_direction fixture_direction(const struct json_object *row)
{
    const char *word = json_member_string(row, "direction");
    return !word ? SCHEMA_EITHER : strcmp(word, "request") == 0 ? SCHEMA_REQUEST : SCHEMA_RESPONSE;
}

/* The pointer's parent, and its last token unescaped; free() both. */
static void split(const char *pointer, char **parent, char **token)
{
    const char *slash = strrchr(pointer, '/');
    *parent = memory_copy(pointer, (size_t)(slash - pointer));
    *token = string_copy(slash + 1);
    char *out = *token;
    for (char *at = *token; *at; at++) {
        bool escaped = at[0] == '~' && (at[1] == '0' || at[1] == '1');
        *out++ = (char)(!escaped ? *at : at[1] == '0' ? '~' : '/');
        at += escaped;
    }
    *out = '\0';
}

struct json_object *fixture_mend(const struct generate_violation *violation, const struct json_object *base)
{
    if (!*violation->pointer)
        return json_copy(base);
    struct json_object *mended = json_copy(violation->instance), *parent = NULL, *original = NULL;
    char *outer = NULL, *token = NULL;
    split(violation->pointer, &outer, &token);
    cr_assert(json_pointer_find(mended, outer, &parent), "%s", violation->pointer);
    bool stood = json_pointer_find((struct json_object *)base, violation->pointer, &original);
    if (json_is(parent, json_type_array))
        json_object_array_put_idx(parent, strtoul(token, NULL, 10), json_copy(original));
    else if (stood)
        json_object_object_add(parent, token, json_copy(original));
    else
        json_object_object_del(parent, token);
    free(outer);
    free(token);
    return mended;
}

bool fixture_has(const struct generate_violations *list, const char *place_and_rule)
{
    for (size_t i = 0; i < list->count; i++) {
        char *text = string_format("%s %s", list->items[i].place, list->items[i].rule);
        bool same = strcmp(text, place_and_rule) == 0;
        free(text);
        if (same)
            return true;
    }
    return false;
}
