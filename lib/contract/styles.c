#include "contract/styles.h"

#include <stdlib.h>
#include <string.h>

#include "contract/store.h"
#include "schema/model.h"

/* ---- What a parameter is ---- */

static unsigned kind_of(const struct contract_parameter *parameter)
{
    const struct schema *schema = parameter->schema;
    return schema && schema->typed ? schema->types & ~(unsigned)SCHEMA_TYPE_NULL : 0;
}

static bool is_array(const struct contract_parameter *parameter)
{
    return kind_of(parameter) == SCHEMA_TYPE_ARRAY;
}

bool contract_style_is_compound(const struct contract_parameter *parameter)
{
    return is_array(parameter) || kind_of(parameter) == SCHEMA_TYPE_OBJECT;
}

/* Would its members be told from other parameters of a query? Only by their names. */
static bool has_names(const struct contract_parameter *parameter)
{
    bool exploded =
        parameter->in == CONTRACT_IN_QUERY && parameter->style == CONTRACT_STYLE_FORM && parameter->explode;
    return is_array(parameter) || !exploded || parameter->schema->property_count;
}

/* Does the specification say how it is spelled? In cookies, a name stands for one value, so that nothing tells how an object
 * is exploded there. */
static bool is_defined(const struct contract_parameter *parameter)
{
    if (!has_names(parameter) ||
        (parameter->in == CONTRACT_IN_COOKIE && parameter->explode && !is_array(parameter)))
        return false;
    switch (parameter->style) {
    case CONTRACT_STYLE_SPACE_DELIMITED:
    case CONTRACT_STYLE_PIPE_DELIMITED:
        return is_array(parameter);
    case CONTRACT_STYLE_DEEP_OBJECT:
        return !is_array(parameter);
    default:
        return true;
    }
}

/* ---- Pieces of a text ---- */

/* Items of an array; of an object, names and values in turn. */
struct pieces {
    struct arena arena;
    const char **items; /* decoded */
    size_t count, capacity;
    bool malformed; /* it is not spelled in the parameter's style */
    bool unclear, present;
};

struct reading {
    const struct contract_parameter *parameter;
    bool decode; /* what is split is percent-decoded then, not before */
    bool dotted; /* a label is split at its dots although it is not exploded */
    struct pieces *pieces;
};

static void keep(struct pieces *pieces, const char *text)
{
    pieces->items = memory_grow(pieces->items, pieces->count, &pieces->capacity, sizeof *pieces->items);
    pieces->items[pieces->count++] = text;
}

static void add(const struct reading *reading, const char *text, size_t length)
{
    struct arena *arena = &reading->pieces->arena;
    bool plus = reading->parameter->in == CONTRACT_IN_QUERY;
    keep(reading->pieces,
         reading->decode ? contract_decode(arena, text, length, plus) : arena_copy(arena, text, length));
}

/* "name=value" in two; what has no "=" is not spelled right. */
static void add_pair(const struct reading *reading, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    if (!equals) {
        reading->pieces->malformed = true;
        return;
    }
    add(reading, text, (size_t)(equals - text));
    add(reading, equals + 1, length - (size_t)(equals - text) - 1);
}

/* How long is the separator that stands here? */
static size_t separator_at(const char *text, const char *const *separators)
{
    for (; *separators; separators++)
        if (strncmp(text, *separators, strlen(*separators)) == 0)
            return strlen(*separators);
    return 0;
}

typedef void take(const struct reading *reading, const char *text, size_t length);

static void split(const struct reading *reading, const char *text, const char *const *separators, take *each)
{
    const char *start = text;
    for (const char *at = text; *at;) {
        size_t length = separator_at(at, separators);
        if (length) {
            each(reading, start, (size_t)(at - start));
            start = at + length;
        }
        at += length ? length : 1;
    }
    each(reading, start, strlen(start));
}

static const char *const commas[] = {",", NULL}, *const dots[] = {".", NULL},
                         *const semicolons[] = {";", NULL}, *const spaces[] = {"%20", "+", " ", NULL},
                         *const pipes[] = {"%7C", "%7c", "|", NULL};

/* ---- Path and header ---- */

static void add_trimmed(const struct reading *reading, const char *text, size_t length)
{
    for (; length && (*text == ' ' || *text == '\t'); length--)
        text++;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    add(reading, text, length);
}

static void split_value(const struct reading *reading, const char *text, const char *const *separators)
{
    const struct contract_parameter *parameter = reading->parameter;
    bool pairs = !is_array(parameter) && parameter->explode;
    split(reading, text, separators,
          pairs                                 ? add_pair
          : parameter->in == CONTRACT_IN_HEADER ? add_trimmed
                                                : add);
}

/* ";name=1;name=2" of an array that is exploded. */
static void add_named(const struct reading *reading, const char *text, size_t length)
{
    const char *name = reading->parameter->name;
    size_t name_length = strlen(name);
    if (length > name_length && strncmp(text, name, name_length) == 0 && text[name_length] == '=')
        add(reading, text + name_length + 1, length - name_length - 1);
    else
        reading->pieces->malformed = true;
}

static void read_matrix(const struct reading *reading, const char *text)
{
    const struct contract_parameter *parameter = reading->parameter;
    size_t length = strlen(parameter->name);
    if (parameter->explode)
        split(reading, text, semicolons, is_array(parameter) ? add_named : add_pair);
    else if (strncmp(text, parameter->name, length) == 0 && text[length] == '=')
        split(reading, text + length + 1, commas, add);
    else
        reading->pieces->malformed = true;
}

static void read_value(const struct reading *reading, const char *text)
{
    enum contract_style style = reading->parameter->style;
    char first = style == CONTRACT_STYLE_LABEL ? '.' : style == CONTRACT_STYLE_MATRIX ? ';' : '\0';
    reading->pieces->present = true;
    if (first && *text != first)
        reading->pieces->malformed = true;
    else if (style == CONTRACT_STYLE_MATRIX)
        read_matrix(reading, text + 1);
    else
        split_value(reading, first ? text + 1 : text,
                    first && (reading->parameter->explode || reading->dotted) ? dots : commas);
}

/* ---- Query ---- */

static const char *const *separators_of(enum contract_style style)
{
    return style == CONTRACT_STYLE_SPACE_DELIMITED  ? spaces
           : style == CONTRACT_STYLE_PIPE_DELIMITED ? pipes
                                                    : commas;
}

/* "name[member]" of a deepObject; what is nested is not described. */
static bool take_deep(const struct reading *reading, const char *key, const char *value)
{
    struct pieces *pieces = reading->pieces;
    const char *name = reading->parameter->name;
    size_t length = strlen(name), whole = strlen(key);
    if (strncmp(key, name, length) != 0 || key[length] != '[' || key[whole - 1] != ']')
        return false;
    const char *member = arena_copy(&pieces->arena, key + length + 1, whole - length - 2);
    pieces->unclear = pieces->unclear || strpbrk(member, "[]");
    keep(pieces, member);
    keep(pieces, value);
    return true;
}

/* One "key=value" of the query. */
static void take_pair(const struct reading *reading, const char *text, size_t length)
{
    const struct contract_parameter *parameter = reading->parameter;
    struct pieces *pieces = reading->pieces;
    const char *equals = memchr(text, '=', length);
    size_t key_length = equals ? (size_t)(equals - text) : length,
           value_length = length - key_length - (equals != NULL);
    const char *key = contract_decode(&pieces->arena, text, key_length, true);
    const char *raw = arena_copy(&pieces->arena, text + length - value_length, value_length);
    const char *value = contract_decode(&pieces->arena, raw, value_length, true);
    bool whole = !is_array(parameter) && parameter->explode;
    if (parameter->style == CONTRACT_STYLE_DEEP_OBJECT) {
        pieces->present = take_deep(reading, key, value) || pieces->present;
    } else if (whole && schema_property(parameter->schema, key)) {
        pieces->present = true;
        keep(pieces, key);
        keep(pieces, value);
    } else if (!whole && strcmp(key, parameter->name) == 0) {
        pieces->present = true;
        if (parameter->explode)
            keep(pieces, value);
        else
            split(reading, reading->decode ? raw : value, separators_of(parameter->style), add);
    }
}

static const char *const ampersands[] = {"&", NULL};

/* ---- Cookies ---- */

/* Of an array that is exploded, one item is one however that is spelled; of more, nobody says how they are. */
static void take_cookie(const struct reading *reading, const char *text, size_t length)
{
    const struct contract_parameter *parameter = reading->parameter;
    struct pieces *pieces = reading->pieces;
    size_t name_length = strlen(parameter->name), spaces_before = strspn(text, " \t");
    text += spaces_before;
    length -= spaces_before < length ? spaces_before : length;
    if (length <= name_length || strncmp(text, parameter->name, name_length) != 0 || text[name_length] != '=')
        return;
    const char *value = arena_copy(&pieces->arena, text + name_length + 1, length - name_length - 1);
    pieces->unclear = pieces->unclear || pieces->present || (parameter->explode && strpbrk(value, ",&"));
    pieces->present = true;
    if (parameter->explode)
        add(reading, value, strlen(value));
    else
        split(reading, value, commas, add);
}

/* ---- Trees ---- */

/* What the item spells, where that is no text, array or object; NULL where it spells nothing. Its numbers' digits live in
 * the document. */
static struct json_document *spelling_of(const char *text)
{
    struct json_document *document = json_read("text", text, strlen(text), NULL, NULL);
    struct json_object *root = document ? json_document_root(document) : NULL;
    bool plain = document && !json_is(root, json_type_object) && !json_is(root, json_type_array) &&
                 !json_is(root, json_type_string);
    if (!plain) {
        json_document_free(document);
        document = NULL;
    }
    return document;
}

/* The items as texts, but for those that are read as what they spell: documents that are not NULL, beside the items. */
static struct json_object *tree_of(const struct reading *reading, struct json_document *const *spelled)
{
    const struct pieces *pieces = reading->pieces;
    bool array = is_array(reading->parameter);
    struct json_object *tree = array ? json_object_new_array() : json_object_new_object();
    for (size_t i = array ? 0 : 1; i < pieces->count; i += array ? 1 : 2) {
        struct json_object *value =
            spelled[i] ? json_copy(json_document_root(spelled[i])) : json_object_new_string(pieces->items[i]);
        if (array)
            json_object_array_add(tree, value);
        else
            json_object_object_add(tree, pieces->items[i - 1], value);
    }
    return tree;
}

static size_t count_contradictions(const struct reading *reading, struct json_document *const *spelled)
{
    struct json_object *tree = tree_of(reading, spelled);
    size_t count = schema_count(reading->parameter->schema, tree, SCHEMA_REQUEST);
    json_object_put(tree);
    return count;
}

/* Tries what each item spells in turn, and keeps what leaves less to be said against the whole; then all together. */
static bool some_reading_holds(const struct reading *reading, struct json_document *const *spellings,
                               struct json_document **chosen)
{
    size_t least = count_contradictions(reading, chosen);
    for (size_t i = 0; i < reading->pieces->count && least; i++) {
        if (!spellings[i])
            continue;
        chosen[i] = spellings[i];
        size_t count = count_contradictions(reading, chosen);
        if (count >= least)
            chosen[i] = NULL;
        least = count < least ? count : least;
    }
    return !least || !count_contradictions(reading, spellings);
}

static bool holds(const struct reading *reading)
{
    size_t count = reading->pieces->count;
    struct json_document **spellings = memory_new((count + 1) * sizeof *spellings),
                         **chosen = memory_new((count + 1) * sizeof *chosen);
    for (size_t i = 0; i < count; i++)
        spellings[i] = spelling_of(reading->pieces->items[i]);
    bool held = some_reading_holds(reading, spellings, chosen);
    for (size_t i = 0; i < count; i++)
        json_document_free(spellings[i]);
    free(spellings);
    free(chosen);
    return held;
}

/* ---- The whole ---- */

static enum contract_reading judge(const struct contract_parameter *parameter, const char *text, bool decode,
                                   bool dotted)
{
    enum { PIECES_MOST = 2000 };
    struct pieces pieces = {0};
    struct reading reading = {parameter, decode, dotted, &pieces};
    if (parameter->in == CONTRACT_IN_QUERY)
        split(&reading, text, ampersands, take_pair);
    else if (parameter->in == CONTRACT_IN_COOKIE)
        split(&reading, text, semicolons, take_cookie);
    else
        read_value(&reading, text);
    enum contract_reading result = CONTRACT_READ_INVALID;
    if (pieces.unclear || pieces.count > PIECES_MOST)
        result = CONTRACT_READ_UNCLEAR;
    else if (!pieces.present)
        result = CONTRACT_READ_ABSENT;
    else if (!pieces.malformed && (is_array(parameter) || pieces.count % 2 == 0) && holds(&reading))
        result = CONTRACT_READ_VALID;
    free(pieces.items);
    arena_clear(&pieces.arena);
    return result;
}

/* A text without a byte may stand for no item, for an empty one, or for nothing at all. */
static bool is_empty(const struct contract_parameter *parameter, const char *text)
{
    bool named = parameter->in == CONTRACT_IN_QUERY || parameter->in == CONTRACT_IN_COOKIE;
    char *ending = string_format("%s=", parameter->name);
    const char *found = named ? strstr(text, ending) : NULL;
    bool empty = named ? found && strchr("&;", found[strlen(ending)]) != NULL : !*text;
    free(ending);
    return empty;
}

/* What is split before it is decoded, and where that does not hold, after. */
static enum contract_reading judge_escaped(const struct contract_parameter *parameter, const char *text,
                                           bool escaped, bool dotted)
{
    enum contract_reading first = judge(parameter, text, escaped, dotted);
    if (first != CONTRACT_READ_INVALID || !escaped)
        return first;
    if (parameter->in == CONTRACT_IN_QUERY)
        return judge(parameter, text, false, dotted);
    struct arena arena = {0};
    enum contract_reading second =
        judge(parameter, contract_decode(&arena, text, strlen(text), false), false, dotted);
    arena_clear(&arena);
    return second;
}

/* Of label without explode, the specification's examples say one thing and RFC 6570 another. */
enum contract_reading contract_style_judge(const struct contract_parameter *parameter, const char *text,
                                           bool escaped)
{
    if (!contract_style_is_compound(parameter) || !is_defined(parameter) || is_empty(parameter, text))
        return CONTRACT_READ_UNCLEAR;
    enum contract_reading reading = judge_escaped(parameter, text, escaped, false);
    if (parameter->style != CONTRACT_STYLE_LABEL || parameter->explode)
        return reading;
    return reading == judge_escaped(parameter, text, escaped, true) ? reading : CONTRACT_READ_UNCLEAR;
}
