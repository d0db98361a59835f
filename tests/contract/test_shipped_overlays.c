/* The shipped overlays and locales find every target in both revisions, one after the other and each alone. */
#include <criterion/criterion.h>

#include <string.h>

#include "contract/overlay.h"
#include "spec/spec.h"
#include "yaml/yaml.h"

static struct json_document *read_shipped(const struct spec_document *shipped)
{
    struct error error = {0};
    struct json_document *document = yaml_read(shipped->name, shipped->text, shipped->length, NULL, &error);
    cr_assert(document, "%s:%u:%u: %s", shipped->name, error.line, error.column, error.text);
    return document;
}

static void apply_strictly(struct json_document *revision, const struct json_document *overlay,
                           enum contract_level level)
{
    struct error error = {0};
    bool applied = overlay_apply(revision, overlay, level, false, &error);
    cr_expect(applied, "%s on %s: %u:%u: %s", json_document_source(overlay)->name,
              json_document_source(revision)->name, error.line, error.column, error.text);
}

static void examine_revision(const struct spec_document *documents, size_t count,
                             const struct spec_document *revision, enum contract_level level)
{
    struct json_document *overlays[16] = {NULL};
    struct json_document *together = read_shipped(revision);
    cr_assert_lt(count, 16);
    for (size_t i = 0; i < count; i++) {
        if (documents[i].kind == SPEC_REVISION)
            continue;
        overlays[i] = read_shipped(&documents[i]);
        struct json_document *alone = read_shipped(revision);
        apply_strictly(alone, overlays[i], level);
        apply_strictly(together, overlays[i], level);
        json_document_free(alone);
    }
    json_document_free(together);
    for (size_t i = 0; i < count; i++)
        json_document_free(overlays[i]);
}

Test(shipped_overlays, find_all_their_targets)
{
    size_t count = 0, revisions = 0;
    const struct spec_document *documents = spec_documents(&count);
    for (size_t i = 0; i < count; i++) {
        if (documents[i].kind != SPEC_REVISION)
            continue;
        revisions++;
        examine_revision(documents, count, &documents[i], CONTRACT_BINDING);
        examine_revision(documents, count, &documents[i], CONTRACT_DOCUMENTED);
    }
    cr_expect_eq(revisions, 2);
}

/* A locale changes prose alone: whatever it brings is a string under one of these names, in an object that is there. */
static void expect_prose(const struct json_object *before, const struct json_object *after, const char *name)
{
    if (json_is(after, json_type_string)) {
        bool prose = !strcmp(name, "description") || !strcmp(name, "summary") || !strcmp(name, "title");
        cr_expect(prose || json_equal(before, after), "\"%s\" is no prose", name);
        return;
    }
    cr_expect_str_eq(json_type_word(before), json_type_word(after), "%s", name);
    if (json_is(after, json_type_array)) {
        cr_assert_eq(json_object_array_length(before), json_object_array_length(after), "%s", name);
        for (size_t i = 0; i < json_object_array_length(after); i++)
            expect_prose(json_object_array_get_idx(before, i), json_object_array_get_idx(after, i), name);
    }
    if (!json_is(after, json_type_object))
        return;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(after), entry)
        expect_prose(json_member(before, lh_entry_k(entry)), lh_entry_v(entry), lh_entry_k(entry));
}

Test(shipped_overlays, of_locales_change_prose_alone)
{
    size_t count = 0;
    const struct spec_document *documents = spec_documents(&count);
    for (size_t i = 0; i < count; i++) {
        if (documents[i].kind != SPEC_LOCALE)
            continue;
        struct json_document *before = read_shipped(&documents[0]), *after = read_shipped(&documents[0]);
        struct json_document *locale = read_shipped(&documents[i]);
        apply_strictly(after, locale, CONTRACT_DOCUMENTED);
        expect_prose(json_document_root(before), json_document_root(after), "");
        json_document_free(before);
        json_document_free(after);
        json_document_free(locale);
    }
}
