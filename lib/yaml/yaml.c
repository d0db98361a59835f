#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "yaml/reader.h"
#include "yaml/scalar.h"

/* Aliases may make this many values more than a text has characters, and repeat this much text. */
enum { VALUES_MORE = 1000000, TEXT_REPEATED_MOST = 64 << 20 };

/* A scalar as written. */
struct scalar {
    const char *text;
    size_t length;
    const char *tag; /* NULL where there is none */
    bool plain;      /* without quotes, and no block */
    struct json_place place;
};

/* What an alias stands for. */
struct anchor {
    const char *name;
    bool is_scalar;
    struct scalar scalar;
    struct json_object *node; /* a mapping or sequence once it has ended; NULL before. Lives in the tree. */
    size_t nodes, bytes, levels;
};

/* A mapping or sequence that has not ended. */
struct frame {
    bool is_mapping, wants_key, has_merge;
    struct anchor *anchor;
    size_t nodes, bytes; /* before it began */
    size_t levels;       /* of what it holds */
};

struct reader {
    yaml_parser_t parser;
    struct json_document *document;
    struct json_builder builder;
    struct yaml_cursor cursor;
    struct buffer prepared, scratch;
    struct map anchors;
    struct frame *frames;
    size_t depth, capacity;
    size_t bytes, repeated; /* of texts and keys; of them, those that aliases brought */
    struct yaml_retired retired;
    bool begun;
    struct error *error;
};

#define FAULT(reader, place, ...) json_document_fault((reader)->document, (reader)->error, place, __VA_ARGS__)

static struct json_place place_of(struct reader *reader, yaml_mark_t mark)
{
    return yaml_cursor_place(&reader->cursor, mark.index);
}

static struct frame *innermost(struct reader *reader)
{
    return reader->depth ? &reader->frames[reader->depth - 1] : NULL;
}

/* Notes that a value of so many levels is complete. */
static bool end_value(struct reader *reader, size_t levels)
{
    struct frame *frame = innermost(reader);
    if (frame) {
        frame->wants_key = frame->is_mapping;
        if (levels > frame->levels)
            frame->levels = levels;
    }
    return true;
}

/* ---- Tags ---- */

#define TAG_PREFIX "tag:yaml.org,2002:"

/* What each tag of the core schema asks for; `other` may stand for it too. */
static const struct {
    const char *name;
    enum yaml_kind kind, other;
    const char *wanted;
} scalar_tags[] = {
    {"str", YAML_KIND_STRING, YAML_KIND_STRING, "a text"},
    {"null", YAML_KIND_NULL, YAML_KIND_NULL, "null"},
    {"bool", YAML_KIND_BOOLEAN, YAML_KIND_BOOLEAN, "true or false"},
    {"int", YAML_KIND_INTEGER, YAML_KIND_INTEGER, "an integer"},
    {"float", YAML_KIND_FLOAT, YAML_KIND_INTEGER, "a number"},
};

enum { SCALAR_TAGS = sizeof scalar_tags / sizeof *scalar_tags };

static size_t find_scalar_tag(const char *tag)
{
    size_t found = SCALAR_TAGS;
    if (!strncmp(tag, TAG_PREFIX, strlen(TAG_PREFIX)))
        for (found = 0;
             found < SCALAR_TAGS && strcmp(scalar_tags[found].name, tag + strlen(TAG_PREFIX)) != 0;)
            found++;
    return found;
}

static bool fault_tag(struct reader *reader, const char *tag, struct json_place place, const char *expected)
{
    char shown[JSON_SHORT];
    size_t prefix = strncmp(tag, TAG_PREFIX, strlen(TAG_PREFIX)) ? 0 : strlen(TAG_PREFIX);
    return FAULT(reader, place, "the tag %s%s does not fit here; expected %s", prefix ? "!!" : "",
                 json_shorten(tag + prefix, shown), expected);
}

/* What the scalar is; one without a tag and the tag "!" follow from how it is written. */
static bool resolve(struct reader *reader, const struct scalar *scalar, enum yaml_kind *kind)
{
    *kind = YAML_KIND_STRING;
    if (scalar->tag && !strcmp(scalar->tag, "!"))
        return true;
    if (scalar->plain || scalar->tag)
        *kind = yaml_scalar_kind(scalar->text, scalar->length);
    if (!scalar->tag)
        return true;
    size_t tag = find_scalar_tag(scalar->tag);
    if (tag == SCALAR_TAGS)
        return fault_tag(reader, scalar->tag, scalar->place,
                         "none, or !!str, !!int, !!float, !!bool, !!null");
    if (scalar_tags[tag].kind == YAML_KIND_STRING)
        *kind = YAML_KIND_STRING;
    else if (*kind != scalar_tags[tag].kind && *kind != scalar_tags[tag].other &&
             *kind != YAML_KIND_NO_NUMBER)
        return fault_tag(reader, scalar->tag, scalar->place, scalar_tags[tag].wanted);
    return true;
}

static bool check_collection_tag(struct reader *reader, const char *tag, bool is_mapping,
                                 struct json_place place)
{
    const char *wanted = is_mapping ? TAG_PREFIX "map" : TAG_PREFIX "seq";
    if (!tag || !strcmp(tag, "!") || !strcmp(tag, wanted))
        return true;
    return fault_tag(reader, tag, place, is_mapping ? "none, or !!map" : "none, or !!seq");
}

/* ---- Scalars ---- */

static bool make_number(struct reader *reader, const struct scalar *scalar, struct json_object **node)
{
    buffer_reset(&reader->scratch);
    if (!yaml_scalar_number(scalar->text, &reader->scratch))
        return FAULT(reader, scalar->place,
                     "a number beyond 64 bits in base 8 or 16; expected it in base 10");
    *node =
        json_document_number(reader->document, reader->scratch.data, reader->scratch.length, scalar->place);
    return true;
}

static bool make_scalar(struct reader *reader, const struct scalar *scalar, struct json_object **node)
{
    enum yaml_kind kind = YAML_KIND_STRING;
    *node = NULL;
    if (!resolve(reader, scalar, &kind))
        return false;
    if (kind == YAML_KIND_NO_NUMBER)
        return FAULT(reader, scalar->place, "JSON has no number %s; expected quotes, if it is a text",
                     scalar->text);
    if (kind == YAML_KIND_INTEGER || kind == YAML_KIND_FLOAT)
        return make_number(reader, scalar, node);
    if (kind == YAML_KIND_NULL)
        return true;
    *node = kind == YAML_KIND_BOOLEAN ? json_object_new_boolean(strchr("tT", *scalar->text) != NULL)
                                      : json_object_new_string_len(scalar->text, (int)scalar->length);
    json_document_place(reader->document, memory_require(*node), scalar->place);
    return true;
}

/* A plain "<<", or anything tagged as a merge. */
static bool is_merge(const struct scalar *key)
{
    if (key->tag)
        return !strcmp(key->tag, TAG_PREFIX "merge");
    return key->plain && !strcmp(key->text, yaml_merge_key);
}

static bool take_merge_key(struct reader *reader, const struct scalar *key)
{
    struct frame *frame = innermost(reader);
    if (frame->has_merge)
        return FAULT(reader, key->place,
                     "a second \"<<\" in this mapping; expected one, with a sequence of mappings");
    frame->has_merge = true;
    json_builder_key(&reader->builder, yaml_merge_key, key->place);
    return true;
}

/* Keys are texts as they are written: "200" and "true" are no numbers and truths (OpenAPI 3.0.3, "Format"). */
static bool take_key(struct reader *reader, const struct scalar *key)
{
    enum yaml_kind kind = YAML_KIND_STRING;
    innermost(reader)->wants_key = false;
    if (is_merge(key))
        return take_merge_key(reader, key);
    if (!resolve(reader, key, &kind))
        return false;
    if (key->plain && !key->length)
        return FAULT(reader, key->place, "no key before the ':'; expected one, or \"\" for the empty key");
    /* libyaml ends '?' and an alias where YAML 1.2 reads on. */
    const char *text = json_document_source(reader->document)->text;
    if (key->plain && key->place.offset && text[key->place.offset - 1] == '?')
        return FAULT(reader, key->place, "expected a space between '?' and the key, or quotes around both");
    json_builder_key(&reader->builder, json_document_key(reader->document, key->text, key->length),
                     key->place);
    return true;
}

static bool take_scalar(struct reader *reader, const struct scalar *scalar)
{
    struct json_object *node = NULL;
    reader->bytes += scalar->length;
    if (innermost(reader) && innermost(reader)->wants_key)
        return take_key(reader, scalar);
    return make_scalar(reader, scalar, &node) && json_builder_add(&reader->builder, node, scalar->place) &&
           end_value(reader, 0);
}

static struct anchor *note_anchor(struct reader *reader, const yaml_char_t *name)
{
    if (!name)
        return NULL;
    struct arena *arena = json_document_arena(reader->document);
    struct anchor *anchor = arena_new(arena, sizeof *anchor);
    anchor->name = arena_string(arena, (const char *)name);
    map_put(&reader->anchors, anchor->name, anchor);
    return anchor;
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct scalar scalar = {
        .text = (const char *)event->data.scalar.value,
        .length = event->data.scalar.length,
        .tag = (const char *)event->data.scalar.tag,
        .plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
        .place = place_of(reader, event->start_mark),
    };
    if (reader->prepared.length)
        scalar.length = yaml_text_restore((char *)event->data.scalar.value, scalar.length);
    if (scalar.length > JSON_LENGTH_MOST)
        return FAULT(reader, scalar.place, "a text of more than 2 GiB");
    struct anchor *anchor = note_anchor(reader, event->data.scalar.anchor);
    if (anchor) {
        struct arena *arena = json_document_arena(reader->document);
        scalar.text = arena_copy(arena, scalar.text, scalar.length);
        scalar.tag = arena_string(arena, scalar.tag);
        anchor->is_scalar = true;
        anchor->scalar = scalar;
    }
    return take_scalar(reader, &scalar);
}

/* ---- Mappings and sequences ---- */

static bool begin(struct reader *reader, const yaml_event_t *event, bool is_mapping, const yaml_char_t *tag,
                  const yaml_char_t *anchor)
{
    struct json_place place = place_of(reader, event->start_mark);
    struct frame *parent = innermost(reader);
    if (parent && parent->wants_key)
        return FAULT(reader, place, "a key that is a %s; expected a text",
                     is_mapping ? "mapping" : "sequence");
    if (!check_collection_tag(reader, (const char *)tag, is_mapping, place))
        return false;
    struct frame frame = {
        .is_mapping = is_mapping,
        .wants_key = is_mapping,
        .anchor = note_anchor(reader, anchor),
        .nodes = reader->builder.nodes,
        .bytes = reader->bytes,
    };
    reader->frames = memory_grow(reader->frames, reader->depth, &reader->capacity, sizeof *reader->frames);
    reader->frames[reader->depth++] = frame;
    return json_builder_open(&reader->builder, is_mapping, place);
}

static bool begin_mapping(struct reader *reader, const yaml_event_t *event)
{
    return begin(reader, event, true, event->data.mapping_start.tag, event->data.mapping_start.anchor);
}

static bool begin_sequence(struct reader *reader, const yaml_event_t *event)
{
    return begin(reader, event, false, event->data.sequence_start.tag, event->data.sequence_start.anchor);
}

static bool end_collection(struct reader *reader, const yaml_event_t *event)
{
    (void)event;
    struct json_builder *builder = &reader->builder;
    struct frame frame = *innermost(reader);
    if (frame.has_merge && !yaml_merge(builder, &reader->retired))
        return false;
    if (!json_builder_close(builder))
        return false;
    if (frame.anchor) {
        frame.anchor->node = builder->pending[builder->count - 1].node;
        frame.anchor->nodes = builder->nodes - frame.nodes;
        frame.anchor->bytes = reader->bytes - frame.bytes;
        frame.anchor->levels = frame.levels + 1;
    }
    reader->depth--;
    return end_value(reader, frame.levels + 1);
}

/* ---- Aliases ---- */

/* Is there room for one more copy of what the anchor names? */
static bool check_room(struct reader *reader, const struct anchor *anchor, struct json_place place)
{
    const struct json_builder *builder = &reader->builder;
    if (anchor->nodes > builder->limits.nodes - builder->nodes)
        return FAULT(reader, place, "the alias *%s makes more than %zu values, which is the limit",
                     anchor->name, builder->limits.nodes);
    if (anchor->levels > builder->limits.depth - builder->depth)
        return FAULT(reader, place, "the alias *%s nests deeper than %u levels, which is the limit",
                     anchor->name, builder->limits.depth);
    if (anchor->bytes > TEXT_REPEATED_MOST - reader->repeated)
        return FAULT(reader, place, "the alias *%s repeats more than %d MiB of text, which is the limit",
                     anchor->name, TEXT_REPEATED_MOST >> 20);
    return true;
}

static bool copy_collection(struct reader *reader, const struct anchor *anchor, struct json_place place)
{
    if (innermost(reader) && innermost(reader)->wants_key)
        return FAULT(reader, place, "a key that is a %s; expected a text",
                     json_is(anchor->node, json_type_object) ? "mapping" : "sequence");
    if (!check_room(reader, anchor, place))
        return false;
    reader->builder.nodes += anchor->nodes - 1;
    reader->bytes += anchor->bytes;
    reader->repeated += anchor->bytes;
    return json_builder_add(&reader->builder, json_copy(anchor->node), place) &&
           end_value(reader, anchor->levels);
}

static bool copy_scalar(struct reader *reader, const struct anchor *anchor, struct json_place place)
{
    struct scalar scalar = anchor->scalar;
    if (scalar.length > TEXT_REPEATED_MOST - reader->repeated)
        return FAULT(reader, place, "the alias *%s repeats more than %d MiB of text, which is the limit",
                     anchor->name, TEXT_REPEATED_MOST >> 20);
    reader->repeated += scalar.length;
    if (innermost(reader) && innermost(reader)->wants_key)
        scalar.place = place;
    return take_scalar(reader, &scalar);
}

static bool read_alias(struct reader *reader, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct json_place place = place_of(reader, event->start_mark);
    const struct anchor *anchor = map_find(&reader->anchors, name);
    /* libyaml ends an alias before the ':' that YAML 1.2 counts to its name. */
    if (json_document_source(reader->document)->text[place.offset + 1 + strlen(name)] == ':')
        return FAULT(reader, place, "expected a space between the alias *%s and ':'", name);
    if (!anchor)
        return FAULT(reader, place, "the alias *%s stands for nothing; expected &%s before it", name, name);
    if (anchor->is_scalar)
        return copy_scalar(reader, anchor, place);
    if (!anchor->node)
        return FAULT(reader, place,
                     "the alias *%s stands inside of what it stands for, which would never end", name);
    return copy_collection(reader, anchor, place);
}

/* ---- Documents ---- */

static bool begin_document(struct reader *reader, const yaml_event_t *event)
{
    if (reader->begun)
        return FAULT(reader, place_of(reader, event->start_mark),
                     "a second document; expected one in a file");
    reader->begun = true;
    return true;
}

static bool end_stream(struct reader *reader, const yaml_event_t *event)
{
    if (!reader->begun)
        return FAULT(reader, place_of(reader, event->start_mark), "no value in this text; expected one");
    return true;
}

static bool (*const steps[])(struct reader *reader, const yaml_event_t *event) = {
    [YAML_DOCUMENT_START_EVENT] = begin_document,
    [YAML_STREAM_END_EVENT] = end_stream,
    [YAML_ALIAS_EVENT] = read_alias,
    [YAML_SCALAR_EVENT] = read_scalar,
    [YAML_SEQUENCE_START_EVENT] = begin_sequence,
    [YAML_SEQUENCE_END_EVENT] = end_collection,
    [YAML_MAPPING_START_EVENT] = begin_mapping,
    [YAML_MAPPING_END_EVENT] = end_collection,
};

static bool read_stream(struct reader *reader)
{
    bool more = true;
    while (more) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event))
            return yaml_problem_fault(&reader->parser, reader->document, &reader->cursor, reader->error);
        more = event.type != YAML_STREAM_END_EVENT;
        bool read = !steps[event.type] || steps[event.type](reader, &event);
        yaml_event_delete(&event);
        if (!read)
            return false;
    }
    json_builder_finish(&reader->builder);
    return true;
}

static bool begin_reading(struct reader *reader, const struct json_limits *limits)
{
    const struct json_source *source = json_document_source(reader->document);
    reader->cursor = (struct yaml_cursor){.start = source->text, .end = source->text + source->length};
    buffer_init(&reader->prepared, BUFFER_UNBOUNDED);
    buffer_init(&reader->scratch, BUFFER_UNBOUNDED);
    json_builder_init(&reader->builder, reader->document, limits, reader->error);
    reader->builder.limits.doubts_are_errors = true;
    if (!reader->builder.limits.nodes)
        reader->builder.limits.nodes = source->length + VALUES_MORE;
    if (!yaml_parser_initialize(&reader->parser))
        memory_require(NULL);
    if (!yaml_text_prepare(reader->document, &reader->cursor, &reader->prepared, reader->error))
        return false;
    bool prepared = reader->prepared.length;
    yaml_parser_set_input_string(&reader->parser,
                                 (const unsigned char *)(prepared ? reader->prepared.data : source->text),
                                 prepared ? reader->prepared.length : source->length);
    return true;
}

static void end_reading(struct reader *reader)
{
    yaml_parser_delete(&reader->parser);
    json_builder_clear(&reader->builder);
    while (reader->retired.count)
        json_object_put(reader->retired.nodes[--reader->retired.count]);
    free(reader->retired.nodes);
    free(reader->frames);
    map_clear(&reader->anchors);
    buffer_clear(&reader->prepared);
    buffer_clear(&reader->scratch);
}

struct json_document *yaml_read(const char *name, const char *text, size_t length,
                                const struct json_limits *limits, struct error *error)
{
    if (length > JSON_LENGTH_MOST) {
        error_set(error, "%s: a text of %zu bytes; the limit is 2 GiB", name, length);
        return NULL;
    }
    struct reader reader = {.document = json_document_new(name, text, length), .error = error};
    bool read = begin_reading(&reader, limits) && read_stream(&reader);
    end_reading(&reader);
    if (read)
        return reader.document;
    json_document_free(reader.document);
    return NULL;
}

struct json_document *yaml_read_any(const char *name, const char *text, size_t length,
                                    const struct json_limits *limits, struct error *error)
{
    size_t blank = 0, name_length = strlen(name), suffix = strlen(".json");
    while (blank < length && strchr(" \t\r\n", text[blank]) && text[blank])
        blank++;
    bool is_json = (name_length >= suffix && !strcasecmp(name + name_length - suffix, ".json")) ||
                   (blank < length && (text[blank] == '{' || text[blank] == '['));
    return (is_json ? json_read : yaml_read)(name, text, length, limits, error);
}
