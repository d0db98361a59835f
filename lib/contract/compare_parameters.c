/* Parameters and headers, before and after. */
#include "contract/compare.h"

#include <string.h>
#include <strings.h>

static const char *const places[] = {"path", "query", "header", "cookie"};

/* The n-th name in the braces of a template; `length` 0: there is none. */
static const char *template_name(const char *path, size_t index, size_t *length)
{
    *length = 0;
    for (path = strchr(path, '{'); path; path = strchr(path + 1, '{')) {
        if (index-- == 0) {
            *length = strcspn(path + 1, "}");
            return path + 1;
        }
    }
    return NULL;
}

static size_t template_index(const char *path, const char *name)
{
    size_t length = 0;
    for (size_t i = 0;; i++) {
        const char *found = template_name(path, i, &length);
        if (!found || (strlen(name) == length && strncmp(found, name, length) == 0))
            return i;
    }
}

/* A path parameter is the same where its name is, else where it stands at the same place of the template. */
static const struct contract_parameter *partner(const struct contract_operation *others,
                                                const struct contract_operation *own,
                                                const struct contract_parameter *parameter)
{
    const struct contract_parameter *same = contract_parameter_find(others, parameter->in, parameter->name);
    if (same || parameter->in != CONTRACT_IN_PATH)
        return same;
    size_t length = 0;
    const char *at = template_name(others->path, template_index(own->path, parameter->name), &length);
    for (size_t i = 0; at && i < others->parameter_count; i++) {
        const struct contract_parameter *other = &others->parameters[i];
        bool placed = other->in == CONTRACT_IN_PATH && strlen(other->name) == length &&
                      strncmp(other->name, at, length) == 0;
        if (placed && !contract_parameter_find(own, CONTRACT_IN_PATH, other->name))
            return other;
    }
    return NULL;
}

static void compare_lone(struct comparison *comparison, const struct contract_parameter *parameter,
                         size_t side, enum travel travel)
{
    const char *const pointers[2] = {side == 0 ? parameter->pointer : NULL,
                                     side == 1 ? parameter->pointer : NULL};
    bool breaks = side == 0 || (parameter->required && travel == TRAVEL_OUT);
    compare_add(comparison, breaks ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                side == 0 ? "parameter-removed" : "parameter-added", pointers, "it is %s%s",
                side == 0 ? "gone" : "new",
                side == 0             ? ""
                : parameter->required ? ", and required"
                                      : ", and not required");
}

static void compare_required(struct comparison *comparison, const struct contract_parameter *const pair[2],
                             enum travel travel)
{
    const char *const pointers[2] = {pair[0]->pointer, pair[1]->pointer};
    if (pair[0]->required != pair[1]->required)
        compare_add(comparison, compare_effect(travel, pair[1]->required ? SHIFT_NARROWED : SHIFT_WIDENED),
                    "parameter-required", pointers, "it is %s",
                    pair[1]->required ? "required now" : "no longer required");
    if (pair[0]->deprecated != pair[1]->deprecated)
        compare_add(comparison, CONTRACT_NEUTRAL, "deprecated", pointers, "it is %s",
                    pair[1]->deprecated ? "deprecated now" : "no longer deprecated");
    if (pair[0]->in == CONTRACT_IN_PATH && strcmp(pair[0]->name, pair[1]->name) != 0)
        compare_add(comparison, CONTRACT_NEUTRAL, "parameter-renamed", pointers,
                    "its name became %s, which does not travel", pair[1]->name);
    if (pair[0]->allow_empty_value != pair[1]->allow_empty_value)
        compare_add(comparison, pair[1]->allow_empty_value ? CONTRACT_COMPATIBLE : CONTRACT_BREAKING,
                    "parameter-empty", pointers, "it may %s be empty",
                    pair[1]->allow_empty_value ? "now" : "no longer");
}

static void compare_notation(struct comparison *comparison, const struct contract_parameter *const pair[2])
{
    static const char *const styles[] = {"simple",         "label",         "matrix",    "form",
                                         "spaceDelimited", "pipeDelimited", "deepObject"};
    const char *const pointers[2] = {pair[0]->pointer, pair[1]->pointer};
    const char *types[2] = {pair[0]->media ? pair[0]->media->type : "",
                            pair[1]->media ? pair[1]->media->type : ""};
    if (pair[0]->style != pair[1]->style || pair[0]->explode != pair[1]->explode)
        compare_add(comparison, CONTRACT_BREAKING, "parameter-style", pointers,
                    "it is written in the style %s%s, it was %s%s", styles[pair[1]->style],
                    pair[1]->explode ? " exploded" : "", styles[pair[0]->style],
                    pair[0]->explode ? " exploded" : "");
    if (strcmp(types[0], types[1]) != 0)
        compare_add(comparison, CONTRACT_BREAKING, "parameter-media-type", pointers,
                    "it is written as %s, it was %s", types[1][0] ? types[1] : "a plain value",
                    types[0][0] ? types[0] : "a plain value");
}

static void compare_both(struct comparison *comparison, const struct contract_parameter *const pair[2],
                         enum travel travel)
{
    const struct schema *schemas[2];
    const char *const pointers[2] = {pair[0]->pointer, pair[1]->pointer};
    for (size_t i = 0; i < 2; i++)
        schemas[i] = pair[i]->media ? pair[i]->media->schema : pair[i]->schema;
    compare_required(comparison, pair, travel);
    compare_notation(comparison, pair);
    compare_schemas(comparison, schemas, pointers, travel);
}

static size_t enter(struct comparison *comparison, const struct contract_parameter *parameter)
{
    return compare_enter(comparison, "%s parameter %s", places[parameter->in], parameter->name);
}

void compare_parameters(struct comparison *comparison, const struct contract_operation *const operations[2])
{
    enum travel travel = comparison->hosts ? TRAVEL_IN : TRAVEL_OUT;
    for (size_t i = 0; i < operations[0]->parameter_count; i++) {
        const struct contract_parameter *before = &operations[0]->parameters[i];
        const struct contract_parameter *const pair[2] = {before,
                                                          partner(operations[1], operations[0], before)};
        size_t mark = enter(comparison, before);
        if (pair[1])
            compare_both(comparison, pair, travel);
        else
            compare_lone(comparison, before, 0, travel);
        compare_leave(comparison, mark);
    }
    for (size_t i = 0; i < operations[1]->parameter_count; i++) {
        const struct contract_parameter *after = &operations[1]->parameters[i];
        if (partner(operations[0], operations[1], after))
            continue;
        size_t mark = enter(comparison, after);
        compare_lone(comparison, after, 1, travel);
        compare_leave(comparison, mark);
    }
}

static const struct contract_parameter *header_named(const struct contract_response *response,
                                                     const char *name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcasecmp(response->headers[i].name, name) == 0)
            return &response->headers[i];
    }
    return NULL;
}

void compare_headers(struct comparison *comparison, const struct contract_response *const responses[2],
                     enum travel travel)
{
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < responses[side]->header_count; i++) {
            const struct contract_parameter *own = &responses[side]->headers[i];
            const struct contract_parameter *other = header_named(responses[1 - side], own->name);
            const struct contract_parameter *const pair[2] = {own, other};
            size_t mark = compare_enter(comparison, "header %s", own->name);
            if (!other)
                compare_lone(comparison, own, side, travel);
            else if (side == 0)
                compare_both(comparison, pair, travel);
            compare_leave(comparison, mark);
        }
    }
}
