/* JSONPath: parsing names a fault inside the path; selecting ends, and each match stands where it says. */
#include "contract/jsonpath.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static const char document_text[] =
    "{\"a\": {\"b\": [1, 2, {\"c\": \"x\"}], \"c\": null, \"\": true, \"n\\u0000\": 1.5}, \"paths\": {\"/a\": {\"get\": {"
    "\"parameters\": [{\"name\": \"q\", \"in\": \"query\"}, {\"name\": \"id\", \"in\": \"path\"}], \"x-y\": 2e0}}}}";

static void require_match(const struct jsonpath_match *match)
{
    if (match->parent && match->key)
        FUZZ_REQUIRE(json_has(match->parent, match->key) &&
                     json_member(match->parent, match->key) == match->node);
    else if (match->parent)
        FUZZ_REQUIRE(json_object_array_get_idx(match->parent, match->index) == match->node);
    else
        FUZZ_REQUIRE(!match->depth);
}

static void select_all(const struct jsonpath *path)
{
    struct json_document *document = json_read("test", document_text, strlen(document_text), NULL, NULL);
    struct jsonpath_matches matches = {0};
    size_t text_length = 0;
    jsonpath_select(path, SIZE_MAX, json_document_root(document), &matches);
    for (size_t i = 0; i < matches.count; i++)
        require_match(&matches.items[i]);
    for (size_t i = 0; i < jsonpath_segments(path); i++)
        text_length += jsonpath_segment(path, i).length;
    FUZZ_REQUIRE(!jsonpath_segments(path) || text_length);
    jsonpath_matches_clear(&matches);
    json_document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error error = {0};
    size_t offset = 0;
    char *text = memory_copy(data, size);
    const struct jsonpath *path = jsonpath_parse(text, &arena, &offset, &error);
    if (path)
        select_all(path);
    else
        FUZZ_REQUIRE(error.set && offset <= strlen(text));
    arena_clear(&arena);
    free(text);
    return 0;
}
