/* Media types (RFC 9110, section 8.3) and the ranges that stand for them in a contract. */
#include "contract/contract.h"

#include <string.h>
#include <strings.h>

/* A part of a text, not NUL-terminated. */
struct part {
    const char *text;
    size_t length;
};

static bool same_part(struct part a, struct part b)
{
    return a.length == b.length && strncasecmp(a.text, b.text, a.length) == 0;
}

/* The type and the subtype of a Content-Type value, parameters and white space left out. */
static void split_media(const char *value, struct part *type, struct part *subtype)
{
    static const char space[] = " \t";
    value += strspn(value, space);
    type->text = value;
    type->length = strcspn(value, "/; \t,");
    value += type->length;
    *subtype = (struct part){.text = value, .length = 0};
    if (*value == '/') {
        subtype->text = value + 1;
        subtype->length = strcspn(value + 1, "; \t,");
    }
}

/* How well a key of `content` names a type: 4 with its parameters, 3 itself, 2 a range of its subtypes, 1 the range of all, 0
 * not. */
static int rank(const char *key, struct part type, struct part subtype)
{
    static const struct part star = {.text = "*", .length = 1};
    struct part key_type, key_subtype;
    split_media(key, &key_type, &key_subtype);
    if (same_part(key_type, star))
        return 1;
    if (!same_part(key_type, type))
        return 0;
    if (same_part(key_subtype, subtype))
        return 3;
    return same_part(key_subtype, star) ? 2 : 0;
}

const struct contract_media *contract_media_find(const struct contract_media *media, size_t count,
                                                 const char *content_type)
{
    if (content_type == NULL)
        return NULL;
    struct part type, subtype;
    split_media(content_type, &type, &subtype);
    const struct contract_media *best = NULL;
    int best_rank = 0;
    for (size_t i = 0; i < count; i++) {
        bool whole = strcasecmp(media[i].type, content_type) == 0;
        int this_rank = whole ? 4 : rank(media[i].type, type, subtype);
        if (this_rank > best_rank) {
            best = &media[i];
            best_rank = this_rank;
        }
    }
    return best;
}

bool contract_media_is_json(const char *content_type)
{
    if (content_type == NULL)
        return false;
    static const struct part application = {.text = "application", .length = 11};
    static const struct part json = {.text = "json", .length = 4};
    static const struct part suffix = {.text = "+json", .length = 5};
    struct part type, subtype;
    split_media(content_type, &type, &subtype);
    if (same_part(type, application) && same_part(subtype, json))
        return true;
    if (subtype.length <= suffix.length)
        return false;
    struct part end = {.text = subtype.text + subtype.length - suffix.length, .length = suffix.length};
    return same_part(end, suffix);
}
