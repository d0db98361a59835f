/* The YAML reader: what it takes can be said in JSON; what it refuses has a place. */
#include "fuzz.h"

#include "yaml/yaml.h"

static void read_with(const char *text, size_t size, const struct json_limits *limits)
{
    struct error error = {0};
    struct json_document *document = yaml_read("input", text, size, limits, &error);
    if (document)
        fuzz_require_round_trip(json_document_root(document));
    else
        fuzz_require_place(&error, text, size);
    json_document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_with((const char *)data, size, &(struct json_limits){.nodes = 10000});
    read_with((const char *)data, size, &(struct json_limits){.depth = 5, .nodes = 20});
    return 0;
}
