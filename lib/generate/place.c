#include "generate/generate.h"

#include <string.h>

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_-$@", c) ||
           (unsigned char)c >= 0x80;
}

static bool is_root(const char *name)
{
    static const char *const roots[] = {"body", "path", "query", "header", "cookie"};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (!strcmp(name, roots[i]))
            return true;
    return false;
}

void generate_place_push(struct buffer *place, const char *name)
{
    bool leading = !place->length;
    if (!leading)
        buffer_char(place, '.');
    if (!*name)
        buffer_char(place, '%');
    bool escape_first = leading && is_root(name);
    for (const char *c = name; *c; c++)
        if (is_plain(*c) && !(escape_first && c == name))
            buffer_char(place, *c);
        else
            buffer_format(place, "%%%02X", (unsigned)(unsigned char)*c);
}
