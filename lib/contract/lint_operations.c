/* Operations, their paths and what belongs to them. */
#include "contract/examine.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Responses ---- */

/* Schemas that a body itself must keep: the schema and what it is combined of. `seen` holds those that were visited. */
static void examine_body(struct lint *lint, struct map *seen, const struct schema *schema, bool required,
                         const struct contract_response *response)
{
    if (map_put(seen, schema->pointer, (void *)(uintptr_t)schema))
        return;
    required = required || schema->required_count > 0;
    for (size_t i = 0; i < schema->all_of_count; i++)
        required = required || schema->all_of[i]->required_count > 0;
    if (schema->property_count > 0 && !required)
        lint_report(lint, CONTRACT_LINT_WARNING, schema->pointer,
                    "%s requires none of its properties, so that {} keeps what is said of status %s",
                    schema->name ? schema->name : "the response's schema", response->status);
    const struct schema **lists[] = {schema->all_of, schema->one_of, schema->any_of};
    size_t counts[] = {schema->all_of_count, schema->one_of_count, schema->any_of_count};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (size_t j = 0; j < counts[i]; j++)
            examine_body(lint, seen, lists[i][j], required, response);
    }
}

void lint_response_required(struct lint *lint)
{
    struct map seen = {0};
    for (size_t i = 0; i < lint->contract->operation_count; i++) {
        const struct contract_operation *operation = &lint->contract->operations[i];
        for (size_t j = 0; j < operation->response_count; j++) {
            const struct contract_response *response = &operation->responses[j];
            for (size_t k = 0; k < response->media_count; k++) {
                if (response->media[k].schema)
                    examine_body(lint, &seen, response->media[k].schema, false, response);
            }
        }
    }
    map_clear(&seen);
}

static void examine_success(struct lint *lint, const struct contract_operation *operation)
{
    bool found = operation->response_count == 0;
    for (size_t i = 0; i < operation->response_count; i++) {
        const char *status = operation->responses[i].status;
        found = found || strchr("123d", status[0]);
    }
    if (!found)
        lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, operation->pointer, "responses"),
                    "%s describes failures alone, no answer of a success", operation->id);
}

void lint_success(struct lint *lint)
{
    lint_each_operation(lint, examine_success);
}

static void examine_bodies(struct lint *lint, const struct contract_operation *operation)
{
    static const char *const bodiless[] = {"GET", "HEAD", "DELETE", "TRACE"};
    for (size_t i = 0; operation->body && i < sizeof bodiless / sizeof *bodiless; i++) {
        if (strcmp(operation->method, bodiless[i]) == 0)
            lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, operation->pointer, "requestBody"),
                        "the body of a %s request has no meaning in HTTP, and OpenAPI tells to ignore it",
                        operation->method);
    }
    for (size_t i = 0; i < operation->response_count; i++) {
        const struct contract_response *response = &operation->responses[i];
        bool none = response->status[0] == '1' || strcmp(response->status, "204") == 0 ||
                    strcmp(response->status, "304") == 0;
        if (none && response->media_count > 0)
            lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, response->pointer, "content"),
                        "an answer with status %s has no body in HTTP", response->status);
    }
}

void lint_bodies(struct lint *lint)
{
    lint_each_operation(lint, examine_bodies);
}

/* ---- Headers ---- */

void lint_headers(struct lint *lint)
{
    static const char *const names[] = {"Accept", "Content-Type", "Authorization"};
    for (size_t i = 0; i < lint->store->described_count; i++) {
        struct contract_place place = lint->store->described[i];
        const char *name = json_member_string(place.node, "name"), *in = json_member_string(place.node, "in");
        for (size_t j = 0; name && in && j < sizeof names / sizeof *names; j++) {
            if (strcmp(in, "header") == 0 && strcasecmp(name, names[j]) == 0)
                lint_report(lint, CONTRACT_LINT_WARNING, place.pointer,
                            "the header parameter %s is ignored: security, content and responses say it",
                            name);
        }
        const char *slash = strrchr(place.pointer, '/');
        if (!in && strcasecmp(slash + 1, "Content-Type") == 0 && strstr(place.pointer, "/headers/"))
            lint_report(lint, CONTRACT_LINT_WARNING, place.pointer,
                        "the header Content-Type is ignored: the keys of content say it");
    }
}

/* ---- Parameters of paths ---- */

/* Is "{name}" in the template? */
static bool template_has(const char *template, const char *name)
{
    char *wanted = string_format("{%s}", name);
    bool found = strstr(template, wanted);
    free(wanted);
    return found;
}

static void examine_template(struct lint *lint, const struct contract_operation *operation)
{
    const char *at = operation->path;
    while ((at = strchr(at, '{'))) {
        size_t length = strcspn(at + 1, "}");
        char *name = memory_copy(at + 1, length);
        at += length + 2;
        if (!contract_parameter_find(operation, CONTRACT_IN_PATH, name))
            lint_report(lint, CONTRACT_LINT_ERROR, operation->pointer,
                        "%s has no path parameter \"%s\", which the template %s holds", operation->id, name,
                        operation->path);
        if (template_has(at, name))
            lint_report(lint, CONTRACT_LINT_ERROR, operation->pointer, "{%s} stands twice in the template %s",
                        name, operation->path);
        free(name);
    }
}

static void examine_parameters(struct lint *lint, const struct contract_operation *operation)
{
    examine_template(lint, operation);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct contract_parameter *parameter = &operation->parameters[i];
        if (parameter->in == CONTRACT_IN_PATH && !template_has(operation->path, parameter->name))
            lint_report(lint, CONTRACT_LINT_ERROR, parameter->pointer,
                        "the path parameter \"%s\" has no place in the template %s", parameter->name,
                        operation->path);
    }
}

void lint_path_parameters(struct lint *lint)
{
    lint_each_operation(lint, examine_parameters);
}

/* ---- Paths ---- */

static const char *next_segment(const char *path, size_t *length)
{
    path += *path == '/';
    *length = strcspn(path, "/");
    return path;
}

/* Can one request path match both, and neither is the more concrete one by the rule of 3.0.3: each has a literal
 * segment where the other has a parameter? */
static bool are_ambiguous(const char *a, const char *b)
{
    bool a_open = false, b_open = false;
    while (*a && *b) {
        size_t a_length = 0, b_length = 0;
        a = next_segment(a, &a_length);
        b = next_segment(b, &b_length);
        bool a_parameter = a_length && memchr(a, '{', a_length);
        bool b_parameter = b_length && memchr(b, '{', b_length);
        if (!a_parameter && !b_parameter && (a_length != b_length || strncmp(a, b, a_length) != 0))
            return false;
        a_open = a_open || (a_parameter && !b_parameter);
        b_open = b_open || (b_parameter && !a_parameter);
        a += a_length;
        b += b_length;
    }
    return *a == *b && a_open && b_open;
}

enum { PAIRS_MOST = 2000000 };

/* Paths with parameters, each against those that follow; in very many, not every pair. */
static void examine_pairs(struct lint *lint, struct contract_place paths, const char **open, size_t count)
{
    size_t pairs = 0;
    for (size_t i = 0; i < count && pairs < PAIRS_MOST; i++) {
        for (size_t j = i + 1; j < count; j++, pairs++) {
            if (are_ambiguous(open[i], open[j]))
                lint_report(lint, CONTRACT_LINT_WARNING, contract_member(lint->store, paths, open[j]).pointer,
                            "one request can match %s and %s: OpenAPI leaves open which of them is meant",
                            open[i], open[j]);
        }
    }
}

static void examine_empty(struct lint *lint, const struct map *used, struct contract_place paths,
                          const char *path)
{
    if (!map_find(used, path))
        lint_report(lint, CONTRACT_LINT_WARNING, contract_member(lint->store, paths, path).pointer,
                    "the path %s has no operation", path);
}

void lint_paths(struct lint *lint)
{
    struct contract_place root = {.node = lint->contract->root, .pointer = "#"};
    struct contract_place paths = contract_member(lint->store, root, "paths");
    const char **open = memory_new(((size_t)json_object_object_length(paths.node) + 1) * sizeof *open);
    struct map used = {0};
    size_t count = 0;
    for (size_t i = 0; i < lint->contract->operation_count; i++)
        map_put(&used, lint->contract->operations[i].path, lint);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(paths.node), entry)
    {
        const char *path = lh_entry_k(entry);
        if (path[0] != '/')
            continue;
        examine_empty(lint, &used, paths, path);
        if (strchr(path, '{'))
            open[count++] = path;
    }
    examine_pairs(lint, paths, open, count);
    map_clear(&used);
    free(open);
}

/* ---- Ids and links ---- */

static void examine_id(struct lint *lint, struct map *ids, const struct contract_operation *operation)
{
    const char *id = json_member_string(operation->node, "operationId");
    const struct json_object *before = id ? map_put(ids, id, operation->node) : NULL;
    if (before && before != operation->node)
        lint_report(lint, CONTRACT_LINT_ERROR, operation->pointer,
                    "the operationId %s names another operation, too", id);
}

/* Those of paths alone are examined by loading. */
void lint_operation_ids(struct lint *lint)
{
    struct map ids = {0};
    for (size_t i = 0; i < lint->contract->operation_count; i++) {
        const struct contract_operation *operation = &lint->contract->operations[i];
        if (operation->named)
            map_put(&ids, operation->id, operation->node);
    }
    size_t at = 0;
    const char *key = NULL;
    void *value = NULL;
    while (map_next(&lint->store->callbacks, &at, &key, &value)) {
        size_t count = 0;
        const struct contract_operation *operations = contract_built_callback(value, &count);
        for (size_t i = 0; i < count; i++)
            examine_id(lint, &ids, &operations[i]);
    }
    map_clear(&ids);
}

static void examine_link(struct lint *lint, struct contract_place place)
{
    const char *id = json_member_string(place.node, "operationId");
    const char *reference = json_member_string(place.node, "operationRef");
    if (id && !contract_operation_by_id(lint->contract, id))
        lint_report(lint, CONTRACT_LINT_ERROR, place.pointer,
                    "the link leads to no operation: there is no \"%s\"", id);
    if (!reference || reference[0] != '#')
        return;
    struct json_object *node = NULL;
    if (!json_pointer_find(lint->contract->root, reference + 1, &node))
        lint_report(lint, CONTRACT_LINT_ERROR, place.pointer,
                    "the link leads to no operation: there is no %s", reference);
}

static void examine_links(struct lint *lint, const struct contract_operation *operation)
{
    for (size_t i = 0; i < operation->response_count; i++) {
        const struct contract_response *response = &operation->responses[i];
        struct contract_place place = {.node = response->node, .pointer = response->pointer};
        struct contract_place links = contract_member(lint->store, place, "links");
        if (!links.node)
            continue;
        struct lh_entry *entry = NULL;
        lh_foreach(json_object_get_object(links.node), entry) examine_link(
            lint, contract_followed(lint->store, contract_member(lint->store, links, lh_entry_k(entry))));
    }
}

void lint_links(struct lint *lint)
{
    lint_each_operation(lint, examine_links);
}

/* ---- Servers ---- */

static void examine_server(struct lint *lint, struct contract_place server)
{
    const char *at = json_member_string(server.node, "url");
    const struct json_object *variables = json_member_object(server.node, "variables");
    while (at && (at = strchr(at, '{'))) {
        size_t length = strcspn(at + 1, "}");
        char *name = memory_copy(at + 1, length);
        if (!variables || !json_has(variables, name))
            lint_report(lint, CONTRACT_LINT_ERROR, server.pointer,
                        "the server's URL holds {%s}, and variables does not describe it", name);
        free(name);
        at++;
    }
}

void lint_servers(struct lint *lint)
{
    struct contract_place root = {.node = lint->contract->root, .pointer = "#"};
    struct contract_place servers = contract_member(lint->store, root, "servers");
    for (size_t i = 0; servers.node && i < json_object_array_length(servers.node); i++)
        examine_server(lint, contract_item(lint->store, servers, i));
}
