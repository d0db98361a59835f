/* Overlays: the target and the overlay, in YAML, with a line of five equals signs between them. What was changed can
 * be written, and every key still knows where it was read. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "contract/overlay.h"
#include "yaml/yaml.h"

static const char separator[] = "\n=====\n";

static void require_places(struct json_object *node)
{
    if (json_is(node, json_type_array))
        for (size_t i = 0; i < json_object_array_length(node); i++)
            require_places(json_object_array_get_idx(node, i));
    if (!json_is(node, json_type_object))
        return;
    json_object_object_foreach(node, key, value)
    {
        const struct json_source *source = NULL;
        struct json_place place = {0};
        FUZZ_REQUIRE(json_key_place(node, key, &source, &place));
        FUZZ_REQUIRE(source && source->text && place.line && place.offset <= source->length);
        require_places(value);
    }
}

static void apply(const char *text, size_t size, const char *overlay_text, size_t overlay_size)
{
    struct json_limits limits = {.depth = 100, .nodes = 2000};
    struct json_document *overlay = yaml_read("overlay", overlay_text, overlay_size, &limits, NULL);
    for (int way = 0; overlay && way < 4; way++) {
        struct error error = {0};
        struct json_document *target = yaml_read("target", text, size, &limits, NULL);
        bool applied =
            target &&
            overlay_apply(target, overlay, way & 1 ? CONTRACT_BINDING : CONTRACT_DOCUMENTED, way & 2, &error);
        if (target)
            require_places(json_document_root(target));
        if (applied)
            fuzz_require_round_trip(json_document_root(target));
        else if (target)
            fuzz_require_place(&error, overlay_text, overlay_size);
        json_document_free(target);
    }
    json_document_free(overlay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *middle = memmem(text, size, separator, strlen(separator));
    if (!middle)
        return 0;
    const char *second = middle + strlen(separator);
    apply(text, (size_t)(middle - text) + 1, second, (size_t)(text + size - second));
    return 0;
}
