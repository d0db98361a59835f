/* Each locale says all the prose of both revisions anew. That it changes nothing else is examined in tests/contract. */
#include <criterion/criterion.h>

#include <string.h>

#include "facts.h"
#include "shipped.h"
#include "spec/spec.h"

static const char *const revisions[] = {"crewai-amp@2025-10", "crewai-amp@2026-05"};

static bool is_prose(const char *key, const struct json_object *value)
{
    return json_is(value, json_type_string) &&
           (strcmp(key, "description") == 0 || strcmp(key, "summary") == 0);
}

static size_t said;

/* Whatever is prose stands in the locale. Examples are data, and so is what has a name that prose has. */
static void examine(const struct json_object *node, const char *locale, struct buffer *pointer)
{
    size_t length = pointer->length;
    for (size_t i = 0; json_is(node, json_type_array) && i < json_object_array_length(node); i++) {
        json_pointer_push_index(pointer, i);
        examine(json_object_array_get_idx(node, i), locale, pointer);
        pointer->length = length;
    }
    if (!json_is(node, json_type_object))
        return;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry)
    {
        const char *key = lh_entry_k(entry);
        const struct json_object *value = lh_entry_v(entry);
        json_pointer_push(pointer, key);
        if (is_prose(key, value)) {
            said++;
            cr_expect_str_eq(json_origin_of(value)->source->name, locale, "%s does not say %s", locale,
                             buffer_string(pointer));
        } else if (strcmp(key, "example") != 0 && strcmp(key, "value") != 0) {
            examine(value, locale, pointer);
        }
        pointer->length = length;
        pointer->data[length] = '\0';
    }
}

static void examine_locale(const char *revision, const char *locale)
{
    struct contract *contract = shipped_contract(revision, &locale, 1, CONTRACT_DOCUMENTED);
    struct buffer pointer;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    said = 0;
    examine(contract->root, locale, &pointer);
    cr_expect_gt(said, 60, "%zu texts", said);
    buffer_clear(&pointer);
    contract_free(contract);
}

Test(locales, say_all_prose)
{
    size_t count = 0, locales = 0;
    const struct spec_document *documents = spec_documents(&count);
    for (size_t i = 0; i < count; i++) {
        if (documents[i].kind != SPEC_LOCALE)
            continue;
        locales++;
        examine_locale(revisions[0], documents[i].name);
        examine_locale(revisions[1], documents[i].name);
    }
    cr_expect_eq(locales, 3);
}
