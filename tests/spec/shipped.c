#include "shipped.h"

#include <criterion/criterion.h>

#include "spec/spec.h"
#include "yaml/yaml.h"

bool shipped_read(void *context, const char *name, struct buffer *out, struct error *error)
{
    (void)context;
    const struct spec_document *document = spec_find(name);
    if (!document)
        return error_set(error, "%s is not shipped", name);
    return buffer_append(out, document->text, document->length);
}

struct json_document *shipped_document(const char *name)
{
    const struct spec_document *shipped = spec_find(name);
    cr_assert(shipped, "%s is not shipped", name);
    struct error error = {0};
    const struct json_limits limits = {.doubts_are_errors = true};
    struct json_document *document = yaml_read_any(name, shipped->text, shipped->length, &limits, &error);
    cr_assert(document, "%s:%u:%u: %s", error.source, error.line, error.column, error.text);
    return document;
}

struct contract *shipped_contract(const char *revision, const char *const *overlays, size_t count,
                                  enum contract_level level)
{
    const struct contract_request request = {.document = revision,
                                             .overlays = overlays,
                                             .overlay_count = count,
                                             .level = level,
                                             .read = shipped_read};
    struct error error = {0};
    struct contract *contract = contract_load(&request, &error);
    cr_assert(contract, "%s:%u:%u: %s", error.source, error.line, error.column, error.text);
    return contract;
}
