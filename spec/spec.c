#include "spec/spec.h"

#include <string.h>
#include <strings.h>

#include "spec/table.h"

const struct spec_document *spec_documents(size_t *count)
{
    *count = spec_table_count;
    return spec_table;
}

const struct spec_document *spec_find(const char *name)
{
    if (strcmp(name, "crewai-amp") == 0)
        return &spec_table[0];
    for (size_t i = 0; i < spec_table_count; i++) {
        if (strcmp(spec_table[i].name, name) == 0)
            return &spec_table[i];
    }
    return NULL;
}

const struct spec_document *spec_locale(const char *language)
{
    for (size_t i = 0; i < spec_table_count; i++) {
        const char *slash = strchr(spec_table[i].name, '/');
        if (spec_table[i].kind == SPEC_LOCALE && strcasecmp(slash + 1, language) == 0)
            return &spec_table[i];
    }
    return NULL;
}
