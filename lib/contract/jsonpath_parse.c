/* Parses paths: RFC 9535, sections 2.1 to 2.3, 2.5. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "contract/jsonpath_model.h"

enum { FOUND_ROOM = 32 };

bool jsonpath_expected(struct jsonpath_parser *parser, const char *expected)
{
    char found[FOUND_ROOM] = "the end of the path";
    size_t size = text_decode(parser->at, strlen(parser->at), NULL);
    if (*parser->at)
        snprintf(found, sizeof found, "'%.*s'", size ? (int)size : 1, parser->at);
    *parser->offset = (size_t)(parser->at - parser->text);
    return error_set(parser->error, "expected %s, found %s", expected, found);
}

void jsonpath_blank(struct jsonpath_parser *parser)
{
    parser->at += strspn(parser->at, " \t\r\n");
}

bool jsonpath_take(struct jsonpath_parser *parser, const char *token)
{
    size_t length = strlen(token);
    if (strncmp(parser->at, token, length) != 0)
        return false;
    parser->at += length;
    return true;
}

/* ---- Strings (section 2.3.1.1) ---- */

static bool parse_unit(struct jsonpath_parser *parser, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, parser->at++) {
        if (!isxdigit((unsigned char)*parser->at))
            return jsonpath_expected(parser, "four hexadecimal digits after \\u");
        char digit[2] = {*parser->at, '\0'};
        *unit = *unit << 4 | (uint32_t)strtoul(digit, NULL, 16);
    }
    return true;
}

static bool parse_code(struct jsonpath_parser *parser, uint32_t *code)
{
    uint32_t low = 0;
    if (!parse_unit(parser, code))
        return false;
    if (*code < 0xd800 || *code >= 0xe000)
        return true;
    if (*code >= 0xdc00 || !jsonpath_take(parser, "\\u"))
        return jsonpath_expected(parser, "both halves of a surrogate pair");
    if (!parse_unit(parser, &low))
        return false;
    if (low < 0xdc00 || low >= 0xe000)
        return jsonpath_expected(parser, "the second half of a surrogate pair");
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

static bool parse_escape(struct jsonpath_parser *parser, char quote, bool name, struct buffer *out)
{
    static const char letters[] = "bfnrt/\\", meanings[] = "\b\f\n\r\t/\\";
    const char *letter = *parser->at ? strchr(letters, *parser->at) : NULL;
    if (*parser->at == quote || letter) {
        buffer_char(out, letter ? meanings[letter - letters] : quote);
        parser->at++;
        return true;
    }
    if (!jsonpath_take(parser, "u"))
        return jsonpath_expected(parser, "an escape of JSON, or of the quotation mark");
    uint32_t code = 0;
    char bytes[4];
    if (!parse_code(parser, &code))
        return false;
    if (code || !name)
        buffer_append(out, bytes, text_encode(code, bytes));
    else
        buffer_text(out, "\xc0\x80");
    return true;
}

bool jsonpath_string(struct jsonpath_parser *parser, bool name, const char **bytes, size_t *length)
{
    char quote = *parser->at++;
    struct buffer out;
    bool parsed = true;
    buffer_init(&out, BUFFER_UNBOUNDED);
    while (parsed && *parser->at != quote) {
        if (jsonpath_take(parser, "\\"))
            parsed = parse_escape(parser, quote, name, &out);
        else if ((unsigned char)*parser->at < 0x20)
            parsed = jsonpath_expected(parser, quote == '\'' ? "a closing '" : "a closing \"");
        else
            buffer_char(&out, *parser->at++);
    }
    if (parsed) {
        parser->at++;
        *bytes = arena_copy(parser->arena, buffer_string(&out), out.length);
        *length = out.length;
    }
    buffer_clear(&out);
    return parsed;
}

/* ---- Selectors (section 2.3) ---- */

enum { INDEX_DIGITS = 15 }; /* about 2^53, the most that the RFC allows */

static bool parse_index(struct jsonpath_parser *parser, struct jsonpath_selector *selector)
{
    const char *digits = parser->at + (*parser->at == '-');
    size_t count = strspn(digits, "0123456789");
    bool zero = *digits == '0';
    if (!count || count > INDEX_DIGITS || (zero && (count > 1 || digits != parser->at)))
        return jsonpath_expected(parser, "an index without zeros in front");
    selector->kind = JSONPATH_INDEX;
    selector->index = strtoll(parser->at, NULL, 10);
    parser->at = digits + count;
    jsonpath_blank(parser);
    return *parser->at != ':' || jsonpath_expected(parser, "indexes one by one; slices are not supported");
}

static bool parse_selector(struct jsonpath_parser *parser, struct jsonpath_selector *selector)
{
    size_t length = 0;
    if (*parser->at == '\'' || *parser->at == '"')
        return jsonpath_string(parser, true, &selector->name, &length);
    if (jsonpath_take(parser, "*")) {
        selector->kind = JSONPATH_WILDCARD;
        return true;
    }
    if (jsonpath_take(parser, "?")) {
        selector->kind = JSONPATH_FILTER;
        selector->filter = jsonpath_filter(parser);
        return selector->filter;
    }
    if (*parser->at == '-' || isdigit((unsigned char)*parser->at))
        return parse_index(parser, selector);
    return jsonpath_expected(parser, "a name in quotes, an index, '*' or '?'");
}

static bool parse_bracket(struct jsonpath_parser *parser, struct jsonpath_segment *segment)
{
    const struct jsonpath_selector **end = &segment->selectors;
    do {
        struct jsonpath_selector *selector = arena_new(parser->arena, sizeof *selector);
        *end = selector;
        end = &selector->next;
        jsonpath_blank(parser);
        if (!parse_selector(parser, selector))
            return false;
        jsonpath_blank(parser);
    } while (jsonpath_take(parser, ","));
    return jsonpath_take(parser, "]") || jsonpath_expected(parser, "',' or ']'");
}

static bool begins_name(char character)
{
    return isalpha((unsigned char)character) || character == '_' || (unsigned char)character >= 0x80;
}

/* What stands behind a '.'. */
static bool parse_shorthand(struct jsonpath_parser *parser, struct jsonpath_segment *segment)
{
    struct jsonpath_selector *selector = arena_new(parser->arena, sizeof *selector);
    segment->selectors = selector;
    if (jsonpath_take(parser, "*")) {
        selector->kind = JSONPATH_WILDCARD;
        return true;
    }
    if (!begins_name(*parser->at))
        return jsonpath_expected(parser, "a name of letters, digits and '_', or another one as ['name']");
    const char *start = parser->at;
    while (begins_name(*parser->at) || isdigit((unsigned char)*parser->at) || *parser->at == '-')
        parser->at++;
    selector->name = arena_copy(parser->arena, start, (size_t)(parser->at - start));
    return *parser->at != '(' || jsonpath_expected(parser, "no function; they are not supported");
}

/* ---- Queries (section 2.1) ---- */

static bool parse_segment(struct jsonpath_parser *parser, struct jsonpath_segment *segment)
{
    bool parsed = false;
    segment->start = (size_t)(parser->at - parser->text);
    segment->descendant = jsonpath_take(parser, "..");
    if (jsonpath_take(parser, "["))
        parsed = parse_bracket(parser, segment);
    else
        parsed = (segment->descendant || jsonpath_take(parser, ".")) && parse_shorthand(parser, segment);
    segment->length = (size_t)(parser->at - parser->text) - segment->start;
    return parsed;
}

static bool is_singular(const struct jsonpath_segment *segment)
{
    const struct jsonpath_selector *selector = segment->selectors;
    return !segment->descendant && !selector->next &&
           (selector->kind == JSONPATH_NAME || selector->kind == JSONPATH_INDEX);
}

const struct jsonpath *jsonpath_query(struct jsonpath_parser *parser, bool relative)
{
    struct jsonpath *path = arena_new(parser->arena, sizeof *path);
    const struct jsonpath_segment **end = &path->segments;
    path->text = parser->text;
    path->relative = relative;
    path->singular = true;
    for (;;) {
        const char *before = parser->at;
        jsonpath_blank(parser);
        if (*parser->at != '.' && *parser->at != '[') {
            parser->at = before;
            return path;
        }
        struct jsonpath_segment *segment = arena_new(parser->arena, sizeof *segment);
        if (!parse_segment(parser, segment))
            return NULL;
        path->singular = path->singular && is_singular(segment);
        path->count++;
        *end = segment;
        end = &segment->next;
    }
}

enum { LENGTH_MOST = 10000 };

const struct jsonpath *jsonpath_parse(const char *text, struct arena *arena, size_t *offset,
                                      struct error *error)
{
    *offset = 0;
    if (strlen(text) > LENGTH_MOST) {
        error_set(error, "a path of more than %d bytes", LENGTH_MOST);
        return NULL;
    }
    const char *copy = arena_string(arena, text);
    struct jsonpath_parser parser = {
        .text = copy, .at = copy, .arena = arena, .offset = offset, .error = error};
    if (!jsonpath_take(&parser, "$")) {
        jsonpath_expected(&parser, "a path that begins with '$'");
        return NULL;
    }
    const struct jsonpath *path = jsonpath_query(&parser, false);
    if (!path || !*parser.at)
        return path;
    jsonpath_expected(&parser, "'.', '[' or the end of the path");
    return NULL;
}

size_t jsonpath_segments(const struct jsonpath *path)
{
    return path->count;
}

struct jsonpath_part jsonpath_segment(const struct jsonpath *path, size_t index)
{
    const struct jsonpath_segment *segment = path->segments;
    while (index--)
        segment = segment->next;
    const struct jsonpath_selector *selector = segment->selectors;
    return (struct jsonpath_part){
        .text = path->text + segment->start,
        .offset = segment->start,
        .length = segment->length,
        .name = selector->kind == JSONPATH_NAME && !selector->next ? selector->name : NULL,
    };
}
