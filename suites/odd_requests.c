/* Odd but valid values of requests to any operation that is no crew's: in the body and in the parameters, spread over groups
 * so that in each all are valid together. */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/odd.h"
#include "suites/suites.h"

/* More would not pay. */
enum { GROUPS_MOST = 24, TEXT_MOST = 1000 };

/* ---- The body ---- */

static bool has_text(const char *text)
{
    const char *c = text;
    while ((unsigned char)*c >= ' ' && *c != 0x7f)
        c++;
    return *text && !*c;
}

/* Forms and texts hold no null and nothing nested, and no two readers agree on an empty member or a line break. */
static bool goes_into_other(const struct request *request, const struct generate_edit *edit)
{
    bool form = request_is_form(request->other_media);
    bool near = form ? *edit->pointer && !strchr(edit->pointer + 1, '/') : !*edit->pointer;
    if (!near || !edit->value || json_is(edit->value, json_type_object) ||
        json_is(edit->value, json_type_array))
        return false;
    char *text = generate_parameter_text(edit->value);
    bool goes = has_text(text);
    free(text);
    return goes;
}

static void add_body(struct odd_items *list, const struct request *request)
{
    const struct contract_media *media = request_media(request);
    const struct schema *schema = media->schema;
    const struct json_object *body = request->other_media ? request->other_body : request->body;
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .root = request_body_root(&list->arena, request->operation, media)};
    struct generate_edits edits = {0};
    generate_odd(schema, body, &options, &edits);
    int *groups = memory_new((edits.count + 1) * sizeof *groups);
    generate_spread(schema, body, SCHEMA_REQUEST, &edits, GROUPS_MOST, groups);
    for (size_t i = 0; i < edits.count; i++)
        if (groups[i] >= 0 && (!request->other_media || goes_into_other(request, &edits.items[i])))
            odd_items_add(list, request->operation,
                          &(struct odd_item){.rule = edits.items[i].rule,
                                             .place = edits.items[i].place,
                                             .title = edits.items[i].title,
                                             .pointer = edits.items[i].pointer,
                                             .value = edits.items[i].value,
                                             .group = (size_t)groups[i]});
    free(groups);
    generate_edits_clear(&edits);
}

/* ---- Parameters ---- */

static bool is_made_of(const char *text, const char *others)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~";
    for (; *text; text++)
        if (!strchr(plain, *text) && !strchr(others, *text))
            return false;
    return true;
}

/* Slashes, backslashes, semicolons and percent signs are refused in paths by many a gateway, however they are escaped. */
static bool goes_into_path(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f || strchr("/\\;%?#", *c))
            return false;
    return strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
}

/* Can the text be sent there, and be taken for nothing else? */
static bool can_be_sent(const struct contract_parameter *parameter, const char *text)
{
    size_t length = strlen(text);
    if (!length)
        return parameter->in == CONTRACT_IN_QUERY && parameter->allow_empty_value;
    if (length > TEXT_MOST)
        return false;
    switch (parameter->in) {
    case CONTRACT_IN_PATH:
        return goes_into_path(text);
    case CONTRACT_IN_QUERY:
        return true;
    case CONTRACT_IN_HEADER:
        return is_made_of(text, ". ") && text[0] != ' ' && text[length - 1] != ' ';
    default:
        return is_made_of(text, ".");
    }
}

static bool is_scalar(const struct json_object *value)
{
    return value && !json_is(value, json_type_object) && !json_is(value, json_type_array);
}

/* Of arrays and objects, what stands in the place of one item or member and can be taken for no separator. */
static bool is_fit(const struct request_part *part, const struct generate_edit *edit)
{
    const struct contract_parameter *parameter = part->parameter;
    bool whole = is_scalar(part->value) && !*edit->pointer;
    if (parameter->media)
        return parameter->in == CONTRACT_IN_QUERY;
    if (!is_scalar(edit->value) || edit->adds)
        return false;
    char *text = generate_parameter_text(edit->value);
    bool fit =
        whole ? can_be_sent(parameter, text) : *text && strlen(text) <= TEXT_MOST && is_made_of(text, "");
    free(text);
    return fit;
}

static void add_value(struct odd_items *list, const struct request *request, const struct request_part *part,
                      const struct generate_edit *edit, size_t group)
{
    struct json_object *value = generate_apply(part->value, &edit, 1);
    odd_items_add(list, request->operation,
                  &(struct odd_item){.rule = edit->rule,
                                     .place = edit->place,
                                     .title = edit->title,
                                     .pointer = edit->pointer,
                                     .value = value,
                                     .parameter = part->parameter,
                                     .group = group});
    json_object_put(value);
}

static void add_given(struct odd_items *list, const struct request *request, const struct request_part *part,
                      const char *place)
{
    odd_items_add(list, request->operation,
                  &(struct odd_item){.rule = "given",
                                     .place = place,
                                     .title = "a value",
                                     .pointer = "",
                                     .value = part->value,
                                     .parameter = part->parameter});
}

/* Each group has room for one value of a parameter. */
static void add_part(struct odd_items *list, const struct request *request, const struct request_part *part)
{
    const struct contract_parameter *parameter = part->parameter;
    const struct schema *schema = parameter->schema  ? parameter->schema
                                  : parameter->media ? parameter->media->schema
                                                     : NULL;
    const char *place = request_place(parameter, &list->arena);
    struct generate_options options = {.direction = SCHEMA_REQUEST, .root = place};
    struct generate_edits edits = {0};
    size_t group = part->left_out;
    if (part->left_out)
        add_given(list, request, part, place);
    if (schema)
        generate_odd(schema, part->value, &options, &edits);
    for (size_t i = 0; i < edits.count && group < GROUPS_MOST; i++)
        if (is_fit(part, &edits.items[i]))
            add_value(list, request, part, &edits.items[i], group++);
    generate_edits_clear(&edits);
}

void odd_items_of_request(struct odd_items *list, const struct request *request)
{
    const struct contract_media *media = request_media(request);
    bool first = media == request_first_media(request->operation);
    if ((request->body || request->other_body) && media && media->schema)
        add_body(list, request);
    for (size_t i = 0; i < request->part_count && first; i++) {
        bool names = request->parts[i].parameter->in == CONTRACT_IN_PATH;
        if (!(names && suites_changes_what_exists(request->operation)))
            add_part(list, request, &request->parts[i]);
    }
}

void odd_ride(struct request *request, const struct odd_item *item)
{
    for (size_t i = 0; i < request->part_count; i++) {
        struct request_part *part = &request->parts[i];
        if (part->parameter != item->parameter)
            continue;
        json_object_put(part->value);
        part->value = json_copy(item->value);
        part->left_out = false;
    }
    if (!item->parameter)
        odd_put(request->other_media ? &request->other_body : &request->body, item);
}
