#include "reference/trait.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { LONG_STRING = 8192, DEEP_LEVELS = 16, MANY_INPUTS = 16 };

/* ---- Strings ---- */

/* Has the text a code point in [from, to]? */
static bool text_has_range(const char *text, size_t length, uint32_t from, uint32_t to)
{
    uint32_t code = 0;
    for (size_t at = 0, step = 0; at < length; at += step) {
        step = text_decode(text + at, length - at, &code);
        if (step == 0) {
            return false;
        }
        if (code >= from && code <= to) {
            return true;
        }
    }
    return false;
}

static bool text_has_any(const char *text, size_t length, const char *set)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\0' && strchr(set, text[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool text_is_numeric(const char *text)
{
    char *end = NULL;
    bool begins = *text != '\0' && strchr("+-.0123456789", *text) != NULL;
    strtod(text, &end);
    return begins && *end == '\0';
}

static bool has_outer_space(const char *text, size_t length)
{
    return length > 0 && (text[0] == ' ' || text[length - 1] == ' ');
}

static bool string_has(const char *text, size_t length, enum trait trait)
{
    switch (trait) {
    case TRAIT_EMPTY:
        return length == 0;
    case TRAIT_LONG:
        return length >= LONG_STRING;
    case TRAIT_NOT_ASCII:
        return text_has_range(text, length, 0x80, 0xFFFF);
    case TRAIT_ASTRAL:
        return text_has_range(text, length, 0x10000, 0x10FFFF);
    case TRAIT_RIGHT_TO_LEFT:
        return text_has_range(text, length, 0x590, 0x8FF);
    case TRAIT_COMBINING:
        return text_has_range(text, length, 0x300, 0x36F);
    case TRAIT_NUMERIC:
        return text_is_numeric(text);
    case TRAIT_JSON:
        return *text == '{' || *text == '[';
    case TRAIT_MARKUP:
        return text_has_any(text, length, "<>");
    case TRAIT_QUOTE:
        return text_has_any(text, length, "\"'");
    case TRAIT_CONTROL:
        return text_has_range(text, length, 0, 8) || text_has_range(text, length, 0x0E, 0x1F);
    case TRAIT_LINES:
        return text_has_any(text, length, "\r\n");
    case TRAIT_PERCENT:
        return text_has_any(text, length, "%");
    case TRAIT_BRACES:
        return strstr(text, "{{") != NULL || strstr(text, "${") != NULL;
    case TRAIT_APOSTROPHE:
        return strchr(text, '\'') != NULL;
    case TRAIT_NULL_WORD:
        return strcmp(text, "null") == 0;
    case TRAIT_OUTER_SPACES:
        return has_outer_space(text, length);
    default:
        return false;
    }
}

static bool key_has(const char *key, enum trait trait)
{
    switch (trait) {
    case TRAIT_KEY_DOT:
        return strchr(key, '.') != NULL;
    case TRAIT_KEY_SPACE:
        return strchr(key, ' ') != NULL;
    case TRAIT_KEY_SLASH:
        return strchr(key, '/') != NULL;
    case TRAIT_KEY_NOT_ASCII:
        return text_has_range(key, strlen(key), 0x80, 0x10FFFF);
    case TRAIT_KEY_EMPTY:
        return *key == '\0';
    default:
        return false;
    }
}

static bool number_has(struct json_object *value, enum trait trait)
{
    double number = json_object_get_double(value);
    return (trait == TRAIT_LARGE_NUMBER && fabs(number) > 4294967295.0) ||
           (trait == TRAIT_NEGATIVE && number < 0) ||
           (trait == TRAIT_FRACTION && strcmp(json_type_word(value), "number") == 0);
}

/* ---- Trees ---- */

static bool value_has(struct json_object *value, enum trait trait, size_t level);

/* Level 1 is inputs or meta itself, and 2 its members. */
static bool object_has(struct json_object *object, enum trait trait, size_t level)
{
    if (trait == TRAIT_EMPTY_OBJECT && level > 1 && json_object_object_length(object) == 0) {
        return true;
    }
    json_object_object_foreach(object, key, member)
    {
        if (key_has(key, trait) || value_has(member, trait, level + 1)) {
            return true;
        }
    }
    return false;
}

static bool array_has(struct json_object *array, enum trait trait, size_t level)
{
    if (trait == TRAIT_EMPTY_ARRAY && json_object_array_length(array) == 0) {
        return true;
    }
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        if (value_has(json_object_array_get_idx(array, i), trait, level + 1)) {
            return true;
        }
    }
    return false;
}

static bool value_has(struct json_object *value, enum trait trait, size_t level)
{
    if (trait == TRAIT_DEEP && level >= DEEP_LEVELS) {
        return true;
    }
    switch (json_object_get_type(value)) {
    case json_type_null:
        return trait == TRAIT_NULL || (trait == TRAIT_NULL_MEMBER && level == 2);
    case json_type_boolean:
        return trait == TRAIT_FALSE && !json_object_get_boolean(value);
    case json_type_string:
        return string_has(json_object_get_string(value), (size_t)json_object_get_string_len(value), trait);
    case json_type_int:
    case json_type_double:
        return number_has(value, trait);
    case json_type_array:
        return array_has(value, trait, level);
    case json_type_object:
        return object_has(value, trait, level);
    default:
        return false;
    }
}

/* ---- The first level ---- */

/* What both bodies may have, and what the guides add to a kickoff. */
static const char *const known[] = {"inputs",         "meta",
                                    "taskWebhookUrl", "stepWebhookUrl",
                                    "execution_id",   "task_id",
                                    "human_feedback", "is_approve",
                                    "webhooks",       "humanInputWebhook",
                                    "crewWebhookUrl", "restoreFromStateId"};

static bool is_known(const char *key)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_unknown(const struct json_object *body)
{
    json_object_object_foreach(body, key, value)
    {
        (void)value;
        if (!is_known(key)) {
            return true;
        }
    }
    return false;
}

static bool has_bad_escape(const char *uri)
{
    for (const char *at = strchr(uri, '%'); at != NULL; at = strchr(at + 1, '%')) {
        if (!isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2])) {
            return true;
        }
    }
    return false;
}

/* The port's text, or NULL. A colon before it may part a user from a password. */
static const char *uri_port(const char *host, size_t authority)
{
    const char *at = memchr(host, '@', authority);
    authority -= at == NULL ? 0 : (size_t)(at + 1 - host);
    host = at == NULL ? host : at + 1;
    const char *bracket = memchr(host, ']', authority), *from = bracket == NULL ? host : bracket;
    const char *colon = memchr(from, ':', authority - (size_t)(from - host));
    return colon == NULL ? NULL : colon + 1;
}

static bool authority_has(const char *host, size_t authority, enum trait trait)
{
    const char *port = uri_port(host, authority);
    bool open = memchr(host, '[', authority) != NULL, closed = memchr(host, ']', authority) != NULL;
    switch (trait) {
    case TRAIT_URI_USER:
        return memchr(host, '@', authority) != NULL;
    case TRAIT_URI_PORT:
        return port != NULL;
    case TRAIT_URI_BAD_PORT:
        return port != NULL && strtoul(port, NULL, 10) > UINT16_MAX;
    case TRAIT_URI_SIX:
        return open && closed;
    case TRAIT_URI_OPEN_BRACKET:
        return open && !closed;
    case TRAIT_URI_NO_HOST:
        return authority == 0;
    default:
        return false;
    }
}

static bool uri_has(const char *uri, enum trait trait)
{
    const char *host = strstr(uri, "://");
    switch (trait) {
    case TRAIT_URI_ESCAPE:
        return memchr(uri, '%', strcspn(uri, "?#")) != NULL && !has_bad_escape(uri);
    case TRAIT_URI_BAD_ESCAPE:
        return has_bad_escape(uri);
    case TRAIT_URI_FRAGMENT:
        return strchr(uri, '#') != NULL;
    case TRAIT_URI_QUERY:
        return strchr(uri, '?') != NULL;
    case TRAIT_URI_NOT_ASCII:
        return text_has_range(uri, strlen(uri), 0x80, 0x10FFFF);
    default:
        return host != NULL && authority_has(host + 3, strcspn(host + 3, "/?#"), trait);
    }
}

static bool uuid_has(const char *id, enum trait trait)
{
    size_t length = strlen(id);
    switch (trait) {
    case TRAIT_UUID_DRESSED:
        return *id == '{' || strncmp(id, "urn:uuid:", strlen("urn:uuid:")) == 0;
    case TRAIT_UUID_BARE:
        return length == 32 && strspn(id, "0123456789abcdefABCDEF") == length;
    case TRAIT_UUID_CAPITALS:
        return length == 36 && strpbrk(id, "ABCDEF") != NULL;
    default:
        return false;
    }
}

static bool webhooks_have(const struct json_object *body, enum trait trait)
{
    static const char *const names[] = {"taskWebhookUrl", "stepWebhookUrl", "crewWebhookUrl"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *uri = json_member_string(body, names[i]);
        if (uri != NULL && uri_has(uri, trait)) {
            return true;
        }
    }
    return false;
}

bool trait_is_valid(enum trait trait)
{
    return trait < TRAIT_URI_BAD_ESCAPE || trait > TRAIT_UUID_CAPITALS;
}

/* Is it the place that is asked for, and has what stands there the trait? */
static bool place_has(const struct json_object *body, const char *name, enum trait trait, const char *place)
{
    struct json_object *value = json_member_object(body, name);
    return value != NULL && (place == NULL || strcmp(place, name) == 0) && value_has(value, trait, 1);
}

static bool first_level_has(const struct json_object *body, enum trait trait)
{
    const char *feedback = json_member_string(body, "human_feedback");
    const char *id = json_member_string(body, "execution_id");
    return webhooks_have(body, trait) || (id != NULL && uuid_has(id, trait)) ||
           (feedback != NULL && string_has(feedback, strlen(feedback), trait));
}

bool trait_has(const struct json_object *body, enum trait trait, const char *place)
{
    if (trait == TRAIT_UNKNOWN_PROPERTY) {
        return has_unknown(body);
    }
    if (trait == TRAIT_MANY_INPUTS) {
        struct json_object *inputs = json_member_object(body, "inputs");
        return inputs != NULL && json_object_object_length(inputs) > MANY_INPUTS;
    }
    return place_has(body, "inputs", trait, place) || place_has(body, "meta", trait, place) ||
           (place == NULL && first_level_has(body, trait));
}
