#include "generate/odd_values.h"

#include <string.h>

#include "base/text.h"
#include "generate/tree.h"

static struct json_object *make_long(void)
{
    enum { SIZE = 8192 };
    static const char line[] = "All work and no play makes a long text. ";
    char text[SIZE + 1];
    for (size_t i = 0; i < SIZE; i++)
        text[i] = line[i % (sizeof line - 1)];
    text[SIZE] = '\0';
    return tree_string(text);
}

/* JSON's numbers are doubles to many readers: these are the last integers that none of them changes. */
static struct json_object *make_large(void)
{
    return json_object_new_int64(9007199254740991);
}

static struct json_object *make_large_negative(void)
{
    return json_object_new_int64(-9007199254740991);
}

static struct json_object *make_fraction(void)
{
    return json_object_new_double(0.1);
}

static struct json_object *make_null(void)
{
    return NULL;
}

static struct json_object *make_boolean(void)
{
    return json_object_new_boolean(0);
}

static struct json_object *make_empty_array(void)
{
    return json_object_new_array();
}

static struct json_object *make_empty_object(void)
{
    return json_object_new_object();
}

/* With the object that it is put into, 32 levels. */
static struct json_object *make_deep(void)
{
    enum { LEVELS = 31 };
    struct json_object *deep = tree_string("bottom");
    for (int i = 0; i < LEVELS; i++) {
        struct json_object *outer = json_object_new_object();
        json_object_object_add(outer, "level", deep);
        deep = outer;
    }
    return deep;
}

const struct odd_value odd_strings[] = {
    {"empty-string", "the empty string", NULL, "", NULL},
    {"long-string", "a string of 8 KiB", NULL, NULL, make_long},
    {"beyond-basic-plane", "characters beyond the basic plane", NULL,
     "\xf0\x9d\x94\x98nicode \xf0\x9f\x9a\xa2 \xf0\xa0\x9c\x8e", NULL},
    {"right-to-left", "right-to-left text", NULL,
     "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7", NULL},
    {"combining", "combining characters", NULL, "e\xcc\x81 n\xcc\x83 Z\xcc\x91\xcd\xab\xcc\xb4", NULL},
    {"like-number", "a string that looks like a number", NULL, "0123", NULL},
    {"like-json", "a string that looks like JSON", NULL, "{\"a\": [1, null]}", NULL},
    {"like-markup", "a string that looks like markup", NULL, "<b>&amp;</b><!-- --></script>", NULL},
    {"like-null", "a string that looks like null", NULL, "null", NULL},
    {"line-breaks", "line breaks and tabs", NULL, "one\ntwo\r\n\tthree", NULL},
    {"quotes", "quotes and backslashes", NULL, "\"double\" 'single' `back` \\n", NULL},
    {"percent-signs", "percent signs", NULL, "100 % %s %d %%", NULL},
    {"braces", "braces like a template's", NULL, "{topic} {{x}} ${y}", NULL},
    {"control-characters", "control characters", NULL, "a\x01\x1f\x7f z", NULL},
    {"outer-spaces", "spaces at both ends", NULL, "  crewcheck  ", NULL},
};

const struct odd_value odd_keys[] = {
    {"key-with-dot", "a key with a dot", "crewcheck.dot", "crewcheck", NULL},
    {"key-with-space", "a key with a space", "crewcheck space", "crewcheck", NULL},
    {"key-with-slash", "a key with a slash and a tilde", "crewcheck/slash~tilde", "crewcheck", NULL},
    {"key-beyond-ascii", "a key beyond ASCII", "crewcheck-\xe9\x8d\xb5\xf0\x9f\x9a\xa2", "crewcheck", NULL},
    {"key-empty", "the empty key", "", "crewcheck", NULL},
};

const struct odd_value odd_free[] = {
    {"deep", "32 levels", NULL, NULL, make_deep},
    {"number-large", "the number 2^53 - 1", NULL, NULL, make_large},
    {"number-large-negative", "the number -(2^53 - 1)", NULL, NULL, make_large_negative},
    {"number-fraction", "the number 0.1", NULL, NULL, make_fraction},
    {"null-member", "null", NULL, NULL, make_null},
    {"boolean-member", "a boolean", NULL, NULL, make_boolean},
    {"empty-array", "an empty array", NULL, NULL, make_empty_array},
    {"empty-object", "an empty object", NULL, NULL, make_empty_object},
};

/* RFC 2606 and RFC 3849: none of them leads to anybody. */
const struct odd_value odd_uris[] = {
    {"uri-user-info", "a URI with a user and a password", NULL,
     "https://user:secret@crewcheck.invalid/callback", NULL},
    {"uri-escapes", "a URI with escapes", NULL, "https://crewcheck.invalid/a%20b/%C3%A9%2F?q=%26", NULL},
    {"uri-ipv6-host", "a URI with an IPv6 host", NULL, "https://[2001:db8::1]/callback", NULL},
    {"uri-port", "a URI with a port", NULL, "https://crewcheck.invalid:8443/callback", NULL},
    {"uri-query", "a URI with a query", NULL, "https://crewcheck.invalid/callback?a=%26&b", NULL},
    {"uri-fragment", "a URI with a fragment", NULL, "https://crewcheck.invalid/callback#part", NULL},
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
const size_t odd_string_count = COUNT(odd_strings), odd_key_count = COUNT(odd_keys),
             odd_free_count = COUNT(odd_free), odd_uri_count = COUNT(odd_uris);

struct json_object *odd_make(const struct odd_value *odd)
{
    return odd->text ? tree_string(odd->text) : odd->make();
}

struct json_object *odd_resize(const char *text, size_t length)
{
    struct buffer out;
    const char *at = text;
    size_t done = 0;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (; done < length && *at; done++) {
        size_t size = text_decode(at, strlen(at), NULL);
        buffer_append(&out, at, size ? size : 1);
        at += size ? size : 1;
    }
    for (; done < length; done++)
        buffer_char(&out, 'x');
    struct json_object *resized = tree_string(buffer_string(&out));
    buffer_clear(&out);
    return resized;
}
