/* What stands at a place of the contract, to be cited. */
#include "contract/store.h"

#include <string.h>

/* The line around an offset, without its indentation. */
static void find_line(const struct json_source *source, size_t offset, struct contract_words *words)
{
    const char *start = source->text + offset, *end = source->text + offset;
    const char *limit = source->text + source->length;
    while (start > source->text && start[-1] != '\n')
        start--;
    while (end < limit && *end != '\n')
        end++;
    while (start < end && strchr(" \t", *start))
        start++;
    while (end > start && strchr(" \t\r", end[-1]))
        end--;
    words->text = start;
    words->length = (size_t)(end - start);
}

bool contract_find(const struct contract *contract, const char *pointer, struct contract_words *words)
{
    const char *inner = NULL;
    const struct contract_document *document = contract_document_at(contract->store, pointer, &inner);
    struct json_object *node = NULL;
    if (!document || !json_pointer_find(document->root, inner, &node))
        return false;
    if (!words)
        return true;
    *words = (struct contract_words){.node = node, .source = document->name, .text = ""};
    const struct json_source *source = NULL;
    struct json_place place = {0};
    if (!json_pointer_place(document->root, inner, &source, &place))
        return true;
    words->source = source->name;
    words->line = place.line;
    words->column = place.column;
    find_line(source, place.offset, words);
    return true;
}
