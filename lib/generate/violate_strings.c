/* Strings that are too short, too long, or do not match. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "generate/pattern.h"
#include "generate/tree.h"
#include "generate/violate.h"

enum { LENGTH_MOST = 1000000 };

/* The byte offset of the n-th code point. */
static size_t offset_of(const char *text, size_t n)
{
    size_t offset = 0;
    for (; n && text[offset]; n--) {
        size_t size = text_decode(text + offset, strlen(text + offset), NULL);
        offset += size ? size : 1;
    }
    return offset;
}

static void shorten(struct search *search, const struct site *site, const struct schema *schema)
{
    const char *text = tree_text(site->value, NULL);
    size_t length = schema->min_length - 1;
    struct offer offer = {.schema = schema,
                          .keyword = "minLength",
                          .rule = "min-length",
                          .title = length ? arena_format(&search->list->arena,
                                                         "%zu instead of at least %zu characters", length,
                                                         schema->min_length)
                                          : "the empty string"};
    char *first = memory_copy(text, offset_of(text, length)),
         *last = string_copy(text + offset_of(text, text_length(text, strlen(text)) - length));
    search_drop_unless(search, search_offer_text(search, site, offer, first) ||
                                   search_offer_text(search, site, offer, last));
    free(first);
    free(last);
}

/* `text` with one of its characters repeated until it has `length` in all. */
static char *stretched(const char *text, size_t at, size_t length)
{
    size_t have = text_length(text, strlen(text)), from = offset_of(text, at), to = offset_of(text, at + 1);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    buffer_append(&out, text, to);
    for (; have < length; have++)
        if (to > from)
            buffer_append(&out, text + from, to - from);
        else
            buffer_char(&out, 'x');
    buffer_text(&out, text + to);
    return buffer_take(&out, NULL);
}

static bool offer_matching(struct search *search, const struct site *site, struct offer offer, size_t length)
{
    bool found = false;
    for (size_t i = 0; i < site->view->count && !found; i++) {
        struct pattern pattern = {0};
        struct pattern_wishes wishes = {.extra = length};
        struct buffer text;
        buffer_init(&text, LENGTH_MOST);
        const char *expression = site->view->items[i].schema->pattern_text;
        if (expression && pattern_parse(&pattern, expression) && pattern_make(&pattern, &wishes, &text))
            found = search_offer_text(search, site, offer, buffer_string(&text));
        buffer_clear(&text);
        pattern_clear(&pattern);
    }
    return found;
}

static void lengthen(struct search *search, const struct site *site, const struct schema *schema)
{
    const char *text = tree_text(site->value, NULL);
    size_t length = schema->max_length + 1, have = text_length(text, strlen(text));
    bool found = false;
    struct offer offer = {.schema = schema,
                          .keyword = "maxLength",
                          .rule = "max-length",
                          .title = arena_format(&search->list->arena, "%zu instead of at most %zu characters",
                                                length, schema->max_length)};
    for (size_t i = 0; length <= LENGTH_MOST && !found && i < 3; i++) {
        char *longer = stretched(text, i == 0 ? (have ? have - 1 : 0) : i == 1 ? 0 : have / 2, length);
        found = search_offer_text(search, site, offer, longer);
        free(longer);
    }
    if (!found && length <= LENGTH_MOST)
        found = offer_matching(search, site, offer, length);
    search_drop_unless(search, found);
}

/* ---- Patterns ---- */

/* `text` with its character `at` replaced by `character`. */
static char *replaced(const char *text, size_t at, const char *character)
{
    size_t from = offset_of(text, at), to = offset_of(text, at + 1);
    return string_format("%.*s%s%s", (int)from, text, character, text + to);
}

static bool offer_mismatch(struct search *search, const struct site *site, struct offer offer,
                           const char *character)
{
    const char *text = tree_text(site->value, NULL);
    size_t length = text_length(text, strlen(text));
    char *texts[] = {replaced(text, length ? length - 1 : 0, character), replaced(text, 0, character),
                     string_format("%s%s", text, character), string_format("%s%s", character, text),
                     stretched(character, 0, length)};
    bool found = false;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        found = found || search_offer_text(search, site, offer, texts[i]);
        free(texts[i]);
    }
    return found;
}

static void mismatch(struct search *search, const struct site *site, const struct schema *schema)
{
    static const char *const characters[] = {"~", "!", "x", "X", "7", "-", "_", ".", "é", "\n", " "};
    static const char *const texts[] = {"", "crewcheck", "Crewcheck 7", "12", "ftp://crewcheck.invalid/x"};
    struct offer offer = {.schema = schema,
                          .keyword = "pattern",
                          .rule = "pattern",
                          .title = arena_format(&search->list->arena, "a string that does not match /%s/",
                                                schema->pattern_text)};
    bool found = false;
    for (size_t i = 0; i < sizeof characters / sizeof *characters && !found; i++)
        found = offer_mismatch(search, site, offer, characters[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !found; i++)
        found = search_offer_text(search, site, offer, texts[i]);
    search_drop_unless(search, found);
}

void violate_strings(struct search *search, const struct site *site, const struct schema *schema)
{
    if (!json_is(site->value, json_type_string))
        return;
    if (schema->min_length)
        shorten(search, site, schema);
    if (schema->max_length != SIZE_MAX)
        lengthen(search, site, schema);
    if (schema->pattern)
        mismatch(search, site, schema);
}
