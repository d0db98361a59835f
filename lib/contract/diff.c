/* Two contracts, operation by operation. */
#include "contract/compare.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *contract_effect_word(enum contract_effect effect)
{
    static const char *const words[] = {"breaking", "compatible", "neutral"};
    return words[effect];
}

/* ---- Changes ---- */

static struct contract_spot spot(struct comparison *comparison, size_t side, const char *pointer)
{
    struct contract_spot spot = {.file = ""};
    struct arena *arena = &comparison->out->arena;
    const struct json_source *source = NULL;
    struct json_place place = {0};
    spot.pointer = arena_string(arena, pointer);
    if (pointer && contract_place_of(comparison->sides[side]->store, pointer, &source, &place)) {
        spot.file = arena_string(arena, source->name);
        spot.line = place.line;
        spot.column = place.column;
    }
    return spot;
}

void compare_add(struct comparison *comparison, enum contract_effect effect, const char *rule,
                 const char *const pointers[2], const char *format, ...)
{
    comparison->found++;
    if (comparison->muted > 0)
        return;
    struct contract_diff *out = comparison->out;
    char text[sizeof((struct error *)0)->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    out->changes = memory_grow(out->changes, out->count, &out->capacity, sizeof *out->changes);
    out->changes[out->count++] = (struct contract_change){
        .effect = effect,
        .rule = rule,
        .operation = arena_string(&out->arena, comparison->operation),
        .place = arena_string(&out->arena, buffer_string(&comparison->place)),
        .text = arena_string(&out->arena, text),
        .before = spot(comparison, 0, pointers[0]),
        .after = spot(comparison, 1, pointers[1]),
    };
    out->effects[effect]++;
}

enum contract_effect compare_effect(enum travel travel, enum shift shift)
{
    enum shift harmless = travel == TRAVEL_OUT ? SHIFT_WIDENED : SHIFT_NARROWED;
    return shift == harmless ? CONTRACT_COMPATIBLE : CONTRACT_BREAKING;
}

const char *compare_below(struct comparison *comparison, const char *pointer, const char *member)
{
    struct buffer below;
    buffer_init(&below, BUFFER_UNBOUNDED);
    buffer_text(&below, pointer);
    json_pointer_push(&below, member);
    const char *text = arena_string(&comparison->out->arena, buffer_string(&below));
    buffer_clear(&below);
    return text;
}

size_t compare_enter(struct comparison *comparison, const char *format, ...)
{
    size_t mark = comparison->place.length;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_format(&comparison->place, "%s%s", mark > 0 ? ", " : "", text);
    return mark;
}

void compare_leave(struct comparison *comparison, size_t mark)
{
    comparison->place.length = mark;
    comparison->place.data[mark] = '\0';
}

/* ---- The document ---- */

static void compare_version(struct comparison *comparison)
{
    static const char *const pointers[2] = {"#/info/version", "#/info/version"};
    const char *before = comparison->sides[0]->version, *after = comparison->sides[1]->version;
    if (strcmp(before, after) != 0)
        compare_add(comparison, CONTRACT_NEUTRAL, "version", pointers, "the version %s became %s", before,
                    after);
}

static bool has_server(const struct contract *contract, const char *url)
{
    const struct json_object *servers = json_member_array(contract->root, "servers");
    for (size_t i = 0; servers && i < json_object_array_length(servers); i++) {
        const char *other = json_member_string(json_object_array_get_idx(servers, i), "url");
        if (other && strcmp(other, url) == 0)
            return true;
    }
    return false;
}

/* Appends the URLs that one side alone has, after `words`. */
static void say_servers(struct comparison *comparison, size_t side, const char *words, struct buffer *out)
{
    const struct json_object *servers = json_member_array(comparison->sides[side]->root, "servers");
    size_t count = 0;
    for (size_t i = 0; servers && i < json_object_array_length(servers); i++) {
        const char *url = json_member_string(json_object_array_get_idx(servers, i), "url");
        if (!url || has_server(comparison->sides[1 - side], url))
            continue;
        const char *lead = out->length > 0 ? "; " : "";
        buffer_format(out, "%s%s%s", count > 0 ? ", " : lead, count > 0 ? "" : words, url);
        count++;
    }
}

/* Whoever calls was told a URL; those in the document are examples of one. */
static void compare_servers(struct comparison *comparison)
{
    static const char *const pointers[2] = {"#/servers", "#/servers"};
    struct buffer words;
    buffer_init(&words, 600);
    say_servers(comparison, 0, "no longer listed: ", &words);
    say_servers(comparison, 1, "listed now: ", &words);
    if (words.length > 0)
        compare_add(comparison, CONTRACT_NEUTRAL, "servers", pointers, "the servers differ, %s", words.data);
    buffer_clear(&words);
}

/* ---- Operations ---- */

/* The operations of one side, by their operationId, and by method and path. */
struct index {
    struct map ids, places;
};

/* The method and the path, without the names of its parameters. */
static char *place_key(const struct contract_operation *operation)
{
    struct buffer key;
    buffer_init(&key, BUFFER_UNBOUNDED);
    buffer_format(&key, "%s ", operation->method);
    for (const char *at = operation->path; *at; at++) {
        buffer_char(&key, *at);
        if (*at == '{')
            at += strcspn(at, "}") - 1;
    }
    return buffer_take(&key, NULL);
}

static void fill_index(struct index *index, const struct contract *contract)
{
    for (size_t i = 0; i < contract->operation_count; i++) {
        const struct contract_operation *operation = &contract->operations[i];
        char *key = place_key(operation);
        map_put(&index->places, key, (void *)(uintptr_t)operation);
        if (operation->named)
            map_put(&index->ids, operation->id, (void *)(uintptr_t)operation);
        free(key);
    }
}

static void clear_index(struct index *index)
{
    map_clear(&index->ids);
    map_clear(&index->places);
}

/* Which operation of the other side is the same: by the operationId, else by method and path, unless that one has
 * a partner by its id. */
static const struct contract_operation *partner(const struct index *others, const struct index *own,
                                                const struct contract_operation *operation)
{
    const struct contract_operation *named = operation->named ? map_find(&others->ids, operation->id) : NULL;
    if (named)
        return named;
    char *key = place_key(operation);
    const struct contract_operation *placed = map_find(&others->places, key);
    free(key);
    bool taken = placed && placed->named && map_find(&own->ids, placed->id);
    return taken ? NULL : placed;
}

static void compare_pair(struct comparison *comparison, const struct contract_operation *before,
                         const struct contract_operation *after)
{
    const struct contract_operation *const pair[2] = {before, after};
    comparison->operation = after->id;
    compare_operations(comparison, pair);
    map_clear(&comparison->callbacks);
    comparison->callbacks = (struct map){0};
}

static void compare_removed(struct comparison *comparison, const struct index indexes[2])
{
    for (size_t i = 0; i < comparison->sides[0]->operation_count; i++) {
        const struct contract_operation *operation = &comparison->sides[0]->operations[i];
        const struct contract_operation *other = partner(&indexes[1], &indexes[0], operation);
        const char *const pointers[2] = {operation->pointer, NULL};
        comparison->operation = operation->id;
        if (other)
            compare_pair(comparison, operation, other);
        else
            compare_add(comparison, CONTRACT_BREAKING, "operation-removed", pointers, "%s %s is gone",
                        operation->method, operation->path);
    }
}

static void compare_added(struct comparison *comparison, const struct index indexes[2])
{
    for (size_t i = 0; i < comparison->sides[1]->operation_count; i++) {
        const struct contract_operation *operation = &comparison->sides[1]->operations[i];
        const char *const pointers[2] = {NULL, operation->pointer};
        comparison->operation = operation->id;
        if (!partner(&indexes[0], &indexes[1], operation))
            compare_add(comparison, CONTRACT_COMPATIBLE, "operation-added", pointers, "%s %s is new",
                        operation->method, operation->path);
    }
}

void contract_diff(const struct contract *before, const struct contract *after, struct contract_diff *diff)
{
    struct comparison comparison = {.sides = {before, after}, .out = diff};
    struct index indexes[2] = {0};
    *diff = (struct contract_diff){0};
    buffer_init(&comparison.place, BUFFER_UNBOUNDED);
    buffer_text(&comparison.place, "");
    compare_version(&comparison);
    compare_servers(&comparison);
    fill_index(&indexes[0], before);
    fill_index(&indexes[1], after);
    compare_removed(&comparison, indexes);
    compare_added(&comparison, indexes);
    clear_index(&indexes[0]);
    clear_index(&indexes[1]);
    map_clear(&comparison.seen);
    map_clear(&comparison.callbacks);
    buffer_clear(&comparison.place);
}

void contract_diff_clear(struct contract_diff *diff)
{
    free(diff->changes);
    arena_clear(&diff->arena);
    *diff = (struct contract_diff){0};
}
