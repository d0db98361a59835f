/* Parameters and headers (OpenAPI 3.0.3, "Parameter Object" and "Header Object"). */
#include "contract/store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const places[] = {"path", "query", "header", "cookie"};

static const struct {
    const char *word;
    enum contract_style style;
} styles[] = {
    {"simple", CONTRACT_STYLE_SIMPLE},
    {"label", CONTRACT_STYLE_LABEL},
    {"matrix", CONTRACT_STYLE_MATRIX},
    {"form", CONTRACT_STYLE_FORM},
    {"spaceDelimited", CONTRACT_STYLE_SPACE_DELIMITED},
    {"pipeDelimited", CONTRACT_STYLE_PIPE_DELIMITED},
    {"deepObject", CONTRACT_STYLE_DEEP_OBJECT},
};

static enum contract_in read_in(const struct json_object *node)
{
    const char *word = json_member_string(node, "in");
    size_t in = 0;
    while (in + 1 < sizeof places / sizeof *places && strcmp(places[in], word) != 0)
        in++;
    return (enum contract_in)in;
}

static enum contract_style read_style(const struct json_object *node, enum contract_in in)
{
    const char *word = json_member_string(node, "style");
    for (size_t i = 0; word && i < sizeof styles / sizeof *styles; i++) {
        if (strcmp(styles[i].word, word) == 0)
            return styles[i].style;
    }
    return in == CONTRACT_IN_QUERY || in == CONTRACT_IN_COOKIE ? CONTRACT_STYLE_FORM : CONTRACT_STYLE_SIMPLE;
}

/* What parameters and headers have in common. */
static void read_common(struct contract_store *store, struct contract_place place,
                        struct contract_parameter *parameter)
{
    struct json_object *node = place.node;
    size_t media_count = 0;
    parameter->node = node;
    parameter->pointer = place.pointer;
    parameter->required = json_member_bool(node, "required", false) || parameter->in == CONTRACT_IN_PATH;
    parameter->deprecated = json_member_bool(node, "deprecated", false);
    parameter->allow_empty_value = json_member_bool(node, "allowEmptyValue", false);
    parameter->allow_reserved = json_member_bool(node, "allowReserved", false);
    parameter->style = read_style(node, parameter->in);
    parameter->explode = json_member_bool(node, "explode", parameter->style == CONTRACT_STYLE_FORM);
    parameter->schema = contract_read_schema(store, place);
    parameter->media = contract_read_content(store, contract_member(store, place, "content"), &media_count);
    parameter->examples = contract_read_examples(store, place, &parameter->example_count);
}

/* 3.0.3: "If in is "header" and the name field is "Accept", "Content-Type" or "Authorization", the parameter
 * definition SHALL be ignored." */
static bool is_ignored(const struct contract_parameter *parameter)
{
    static const char *const names[] = {"Accept", "Content-Type", "Authorization"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (parameter->in == CONTRACT_IN_HEADER && strcasecmp(parameter->name, names[i]) == 0)
            return true;
    }
    return false;
}

/* What makes a parameter unique: its place and its name, which in headers has no case. */
static char *parameter_key(const struct contract_parameter *parameter)
{
    char *key = string_format("%s %s", places[parameter->in], parameter->name);
    for (char *at = key; parameter->in == CONTRACT_IN_HEADER && *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return key;
}

/* The parameters of an operation, as they are gathered. */
struct gathering {
    struct contract_operation *operation;
    struct contract_parameter *list;
    struct map known; /* where each stands in the list, by its key */
    size_t nearer;    /* where those of the list at hand begin: two of them must not be the same */
};

static void add_parameter(struct contract_store *store, struct gathering *gathering,
                          const struct contract_parameter *parameter)
{
    char *key = parameter_key(parameter);
    struct contract_parameter *before = map_find(&gathering->known, key);
    struct contract_parameter *place =
        before ? before : &gathering->list[gathering->operation->parameter_count++];
    if (before && (size_t)(before - gathering->list) >= gathering->nearer)
        contract_note(store, CONTRACT_REFUSED, "duplicate-parameter", parameter->pointer,
                      "the %s parameter \"%s\" stands twice in one list: keep one", places[parameter->in],
                      parameter->name);
    *place = *parameter;
    map_put(&gathering->known, key, place);
    free(key);
}

static void read_list(struct contract_store *store, struct contract_place list, struct gathering *gathering)
{
    gathering->nearer = gathering->operation->parameter_count;
    for (size_t i = 0; i < json_object_array_length(list.node); i++) {
        struct contract_place place = contract_followed(store, contract_item(store, list, i));
        struct contract_parameter parameter = {.name = json_member_string(place.node, "name")};
        if (!parameter.name)
            continue;
        parameter.in = read_in(place.node);
        read_common(store, place, &parameter);
        if (!is_ignored(&parameter))
            add_parameter(store, gathering, &parameter);
    }
}

void contract_read_parameters(struct contract_store *store, const struct contract_place *lists, size_t count,
                              struct contract_operation *operation)
{
    size_t room = 1;
    for (size_t i = 0; i < count; i++)
        room += lists[i].node ? json_object_array_length(lists[i].node) : 0;
    struct gathering gathering = {.operation = operation};
    gathering.list = arena_new(&store->arena, room * sizeof *gathering.list);
    operation->parameters = gathering.list;
    for (size_t i = 0; i < count; i++) {
        if (lists[i].node)
            read_list(store, lists[i], &gathering);
    }
    map_clear(&gathering.known);
}

void contract_read_headers(struct contract_store *store, struct contract_place headers,
                           struct contract_response *response)
{
    if (!headers.node)
        return;
    size_t room = (size_t)json_object_object_length(headers.node);
    struct contract_parameter *list = arena_new(&store->arena, (room + 1) * sizeof *list);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(headers.node), entry)
    {
        const char *name = lh_entry_k(entry);
        /* 3.0.3: "If a response header is defined with the name "Content-Type", it SHALL be ignored." */
        if (strcasecmp(name, "Content-Type") == 0)
            continue;
        struct contract_parameter *header = &list[response->header_count++];
        header->name = name;
        header->in = CONTRACT_IN_HEADER;
        read_common(store, contract_followed(store, contract_member(store, headers, name)), header);
    }
    response->headers = list;
}
