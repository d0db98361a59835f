#include "suites/refused.h"

#include <string.h>

#include "schema/model.h"
#include "suites/derived.h"
#include "suites/request.h"

/* Are arrays refused for being arrays, whatever is in them? */
static bool refuses_arrays(const struct contract_operation *operation)
{
    const struct contract_media *media = request_json_media(operation);
    return media && media->schema && !(media->schema->types & SCHEMA_TYPE_ARRAY);
}

static struct refused keep(struct arena *arena, const char *bytes, size_t length)
{
    return (struct refused){arena_copy(arena, bytes, length), length};
}

bool refused_make(const struct crew *crew, const struct contract_operation *operation, struct arena *arena,
                  struct refused *refused)
{
    static const char array[] = "[\"crewcheck\"]";
    const struct violations *list = NULL;
    bool found = refuses_arrays(operation);
    if (found)
        *refused = keep(arena, array, sizeof array - 1);
    else if (operation->body && request_json_media(operation))
        list = derived_violations(crew, operation);
    for (size_t i = 0; list && i < list->count && !found; i++) {
        const struct violation *item = &list->items[i];
        /* What is wrong with a parameter leaves the body as it should be. */
        bool of_body = item->length && !item->further && strcmp(item->basis, operation->body->pointer) != 0 &&
                       !strstr(item->basis, "/parameters/");
        found = of_body && item->level == LEVEL_MUST;
        if (found)
            *refused = keep(arena, item->body, item->length);
    }
    return found;
}

/* White space behind JSON changes nothing. In an array's only string, the rest is of one piece. */
struct refused refused_make_large(const struct refused *shorter, size_t size, struct arena *arena)
{
    char *bytes = arena_new(arena, size + 1);
    bool array = shorter->length >= 2 && memcmp(shorter->bytes, "[\"", 2) == 0;
    memset(bytes, array ? 'a' : ' ', size);
    if (array) {
        memcpy(bytes, "[\"", 2);
        memcpy(bytes + size - 2, "\"]", 2);
    } else {
        memcpy(bytes, shorter->bytes, shorter->length < size ? shorter->length : size);
    }
    return (struct refused){bytes, size};
}

/* Where an array might be lawful, it is never closed. */
struct refused refused_make_deep(const struct contract_operation *operation, size_t levels,
                                 struct arena *arena)
{
    char *bytes = arena_new(arena, 2 * levels + 1);
    memset(bytes, '[', levels);
    memset(bytes + levels, ']', levels);
    return (struct refused){bytes, refuses_arrays(operation) ? 2 * levels : levels};
}
