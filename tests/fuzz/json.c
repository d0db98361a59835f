/* The JSON reader: what it takes, it writes so that it takes it again; what it refuses has a place. */
#include "fuzz.h"

static void read_with(const char *text, size_t size, const struct json_limits *limits)
{
    struct error error = {0};
    struct json_document *document = json_read("input", text, size, limits, &error);
    if (document)
        fuzz_require_round_trip(json_document_root(document));
    else
        fuzz_require_place(&error, text, size);
    json_document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_with((const char *)data, size, NULL);
    read_with((const char *)data, size,
              &(struct json_limits){.depth = 5, .nodes = 20, .doubts_are_errors = true});
    return 0;
}
