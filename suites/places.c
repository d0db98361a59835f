/* Places of a request: in the ids of cases, and in words. */
#include <stdio.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/request.h"

const char *request_place(const struct contract_parameter *parameter, struct arena *arena)
{
    static const char *const roots[] = {"path", "query", "header", "cookie"};
    struct buffer place;
    buffer_init(&place, BUFFER_UNBOUNDED);
    buffer_text(&place, roots[parameter->in]);
    generate_place_push(&place, parameter->name);
    const char *kept = arena_string(arena, buffer_string(&place));
    buffer_clear(&place);
    return kept;
}

/* Of "inputs.*" all but the last part, or NULL. */
static const char *outer_place(struct arena *arena, const char *place, const char *last)
{
    size_t length = strlen(place), last_length = strlen(last);
    if (strcmp(place, last) == 0)
        return "body";
    bool ends = length > last_length + 1 && strcmp(place + length - last_length, last) == 0 &&
                place[length - last_length - 1] == '.';
    return ends ? arena_copy(arena, place, length - last_length - 1) : NULL;
}

/* What generate_place_push() has escaped. */
static const char *plain_name(struct arena *arena, const char *name, size_t length)
{
    char *out = arena_copy(arena, name, length);
    size_t kept = 0;
    unsigned code = 0;
    for (size_t i = 0; i < length; i++) {
        bool escaped = name[i] == '%' && sscanf(name + i + 1, "%2X", &code) == 1;
        out[kept++] = escaped ? (char)code : name[i];
        i += escaped ? 2 : 0;
    }
    out[kept] = '\0';
    return out;
}

/* Behind "body.": a media type, and perhaps a place in its body. */
static const char *words_of_body(struct arena *arena, const char *place)
{
    size_t length = strcspn(place, ".");
    const char *type = plain_name(arena, place, length);
    const char *body = arena_format(arena, "its %s body", type);
    return place[length] ? arena_format(arena, "%s in %s", place + length + 1, body) : body;
}

const char *request_place_words(struct arena *arena, const char *place)
{
    static const struct {
        const char *root, *words;
    } roots[] = {{"path.", "the path parameter "},
                 {"query.", "the query parameter "},
                 {"header.", "the header field "},
                 {"cookie.", "the cookie "}};
    const char *map = outer_place(arena, place, "*"), *array = outer_place(arena, place, "[]");
    if (strcmp(place, "body") == 0)
        return "its body";
    if (map || array)
        return arena_format(arena, "%s %s", map ? "a value of" : "an item of",
                            request_place_words(arena, map ? map : array));
    if (strncmp(place, "body.", 5) == 0)
        return words_of_body(arena, place + 5);
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strncmp(place, roots[i].root, strlen(roots[i].root)) == 0)
            return arena_format(arena, "%s%s", roots[i].words, place + strlen(roots[i].root));
    return place;
}
