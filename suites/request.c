#include "suites/request.h"

#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/form.h"

/* ---- Making ---- */

const struct schema *request_schema(const struct contract_parameter *parameter)
{
    return parameter->schema ? parameter->schema : parameter->media ? parameter->media->schema : NULL;
}

static const struct json_object *example_of(const struct contract_example *examples, size_t count)
{
    return count ? examples[0].value : NULL;
}

static bool make_part(struct request_part *part, const struct contract_parameter *parameter, size_t branch,
                      struct error *error)
{
    const struct schema *schema = request_schema(parameter);
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .every_property = true,
                                       .branch = branch,
                                       .example = example_of(parameter->examples, parameter->example_count)};
    *part = (struct request_part){.parameter = parameter,
                                  .left_out = !parameter->required && parameter->in != CONTRACT_IN_PATH};
    if (!schema)
        part->value = json_object_new_string("crewcheck");
    else if (!generate_sample(schema, &options, &part->value, error))
        return false;
    return true;
}

static bool make_parts(struct request *request, size_t branch, struct error *error)
{
    const struct contract_operation *operation = request->operation;
    request->parts = memory_new((operation->parameter_count + 1) * sizeof *request->parts);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        struct error own = {0};
        const struct contract_parameter *parameter = &operation->parameters[i];
        struct request_part *part = &request->parts[request->part_count];
        bool needed = parameter->required || parameter->in == CONTRACT_IN_PATH;
        if (make_part(part, parameter, branch, &own))
            request->part_count++;
        else if (needed)
            return error_set(error, "no value was found for the parameter %s: %s", parameter->name, own.text);
    }
    return true;
}

/* An example shows one alternative alone. */
static bool make_sample(const struct contract_media *media, size_t branch, struct json_object **out,
                        struct error *error)
{
    struct generate_options options = {
        .direction = SCHEMA_REQUEST, .every_property = true, .branch = branch, .invented = branch > 0};
    if (!branch)
        options.example = example_of(media->examples, media->example_count);
    return generate_sample(media->schema, &options, out, error);
}

static bool make_json_body(struct request *request, size_t branch, struct error *error)
{
    if (!request->media->schema)
        return !request->operation->body->required || error_set(error, "nothing is said of what its body is");
    return make_sample(request->media, branch, &request->body, error);
}

/* What is spelled in more ways than one goes, where it may. */
static void keep_clear_part(struct request *request)
{
    struct json_object *clear = form_clear_part(request->other_media, request->other_body);
    bool valid = schema_is_valid(request->other_media->schema, clear, SCHEMA_REQUEST);
    json_object_put(valid ? request->other_body : clear);
    if (valid)
        request->other_body = clear;
}

/* A form, or one text. */
static bool make_other_body(struct request *request, size_t branch, struct error *error)
{
    const struct contract_media *media = request->other_media;
    if (media->schema && !make_sample(media, branch, &request->other_body, error))
        return false;
    if (!media->schema)
        request->other_body = json_object_new_string("crewcheck");
    if (request_is_form(media) && json_is(request->other_body, json_type_object))
        keep_clear_part(request);
    return true;
}

static bool make_body(struct request *request, const struct contract_media *media, size_t branch,
                      struct error *error)
{
    const struct contract_body *body = request->operation->body;
    media = media ? media : request_first_media(request->operation);
    if (!media)
        return !body || !body->required ||
               error_set(error, "crewcheck writes no bodies of %s",
                         body->media_count == 1 ? body->media[0].type : "these media types");
    bool json = media == request_json_media(request->operation) || contract_media_is_json(media->type);
    request->media = json ? media : NULL;
    request->other_media = json ? NULL : media;
    return json ? make_json_body(request, branch, error) : make_other_body(request, branch, error);
}

/* ---- A crew's operations ---- */

static void take_unknown_id(struct request *request, const struct crew *crew)
{
    for (size_t i = 0; i < request->part_count; i++)
        if (request->parts[i].parameter->in == CONTRACT_IN_PATH) {
            json_object_put(request->parts[i].value);
            request->parts[i].value = json_object_new_string(crew->unknown_id);
        }
}

/* With a further input before the crew's own: those have cases of their own, and a crew may have none. */
static struct json_object *kickoff_body(const struct crew *crew)
{
    struct json_object *body = crew_kickoff_body(crew, crew->nonce, true),
                       *inputs = json_member_object(body, "inputs");
    struct json_object *more = json_object_new_object();
    json_object_object_add(more, "crewcheck", json_object_new_string(crew->nonce));
    json_object_object_foreach(inputs, name, value)
    {
        json_object_object_add(more, name, json_copy(value));
    }
    json_object_object_add(body, "inputs", more);
    return body;
}

static bool make_crew(struct request *request, const struct crew *crew, struct error *error)
{
    const char *id = request->operation->id;
    request->media = request_json_media(request->operation);
    if (strcmp(id, CREW_KICKOFF) == 0)
        request->body = kickoff_body(crew);
    if (strcmp(id, CREW_RESUME) == 0) {
        request->body = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
        crew_add_webhooks(request->body, NULL, NULL, NULL);
    }
    if (!make_parts(request, 0, error))
        return false;
    take_unknown_id(request, crew);
    return true;
}

static bool take_if_valid(struct request_part *part, struct json_object *value)
{
    const struct schema *schema = request_schema(part->parameter);
    bool valid = schema && schema_is_valid(schema, value, SCHEMA_REQUEST);
    json_object_put(valid ? part->value : value);
    if (valid)
        part->value = value;
    return valid;
}

void request_name_unknown(struct request *request, const struct crew *crew)
{
    enum { UNKNOWN_NUMBER = 1987654321 };
    for (size_t i = 0; i < request->part_count; i++)
        if (request->parts[i].parameter->in == CONTRACT_IN_PATH &&
            !take_if_valid(&request->parts[i], json_object_new_string(crew->unknown_id)))
            take_if_valid(&request->parts[i], json_object_new_int64(UNKNOWN_NUMBER));
}

bool request_make_as(struct request *request, const struct crew *crew,
                     const struct contract_operation *operation, const struct contract_media *media,
                     size_t branch, struct error *error)
{
    *request = (struct request){.operation = operation};
    if (crew_is_operation(crew->judge.documented, operation))
        return make_crew(request, crew, error);
    return make_parts(request, branch, error) && make_body(request, media, branch, error);
}

bool request_make(struct request *request, const struct crew *crew,
                  const struct contract_operation *operation, size_t branch, struct error *error)
{
    return request_make_as(request, crew, operation, NULL, branch, error);
}

void request_clear(struct request *request)
{
    for (size_t i = 0; i < request->part_count; i++)
        json_object_put(request->parts[i].value);
    free(request->parts);
    json_object_put(request->body);
    json_object_put(request->other_body);
    *request = (struct request){0};
}

/* ---- Writing ---- */

static const struct request_part *path_part(const struct request *request, const char *name, size_t length)
{
    for (size_t i = 0; i < request->part_count; i++) {
        const struct contract_parameter *parameter = request->parts[i].parameter;
        if (parameter->in == CONTRACT_IN_PATH && strlen(parameter->name) == length &&
            strncmp(parameter->name, name, length) == 0)
            return &request->parts[i];
    }
    return NULL;
}

static void write_path(const struct request *request, struct buffer *out)
{
    for (const char *at = request->operation->path; *at;) {
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        const struct request_part *part = close ? path_part(request, at + 1, (size_t)(close - at) - 1) : NULL;
        if (part)
            request_serialise(part, out);
        else if (close)
            buffer_text(out, "crewcheck");
        else
            buffer_char(out, *at);
        at = close ? close + 1 : at + 1;
    }
}

static void write_query(const struct request *request, struct buffer *out)
{
    char separator = '?';
    for (size_t i = 0; i < request->part_count; i++) {
        const struct request_part *part = &request->parts[i];
        if (part->left_out || part->parameter->in != CONTRACT_IN_QUERY)
            continue;
        buffer_char(out, separator);
        request_serialise(part, out);
        separator = '&';
    }
}

static char *field_of(const struct request_part *part)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    request_serialise(part, &text);
    return buffer_take(&text, NULL);
}

/* Name and value of each header field; the cookies in one. */
static const struct run_field *write_fields(const struct request *request, struct arena *arena)
{
    struct run_field *fields = arena_new(arena, (request->part_count + 2) * sizeof *fields);
    const char *cookies = "";
    size_t count = 0;
    for (size_t i = 0; i < request->part_count; i++) {
        const struct request_part *part = &request->parts[i];
        bool header = part->parameter->in == CONTRACT_IN_HEADER,
             cookie = part->parameter->in == CONTRACT_IN_COOKIE;
        if (part->left_out || !(header || cookie))
            continue;
        char *text = field_of(part);
        if (header)
            fields[count++] = (struct run_field){part->parameter->name, arena_string(arena, text)};
        else
            cookies = arena_format(arena, "%s%s%s", cookies, *cookies ? "; " : "", text);
        free(text);
    }
    if (*cookies)
        fields[count++] = (struct run_field){"Cookie", cookies};
    return count ? fields : NULL;
}

/* What the operation may answer with, and then anything; NULL where JSON will do. */
static const char *accept_of(const struct contract_operation *operation, struct arena *arena)
{
    const char *types = "";
    for (size_t i = 0; i < operation->response_count; i++) {
        const struct contract_response *response = &operation->responses[i];
        for (size_t j = 0; j < response->media_count && response->status[0] == '2'; j++) {
            if (strcmp(response->media[j].type, "application/json") == 0)
                return NULL;
            types = arena_format(arena, "%s%s, ", types, response->media[j].type);
        }
    }
    return *types ? arena_format(arena, "%sapplication/json;q=0.9, */*;q=0.1", types) : NULL;
}

const char *request_body(const struct request *request, struct arena *arena, size_t *length)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    if (request->other_media) {
        request_encode(request->other_media, request->other_body, &bytes);
    } else if (request->body) {
        char *text = json_text(request->body, JSON_COMPACT);
        buffer_text(&bytes, text);
        free(text);
    }
    bool any = request->other_media || request->body;
    const char *kept = any ? arena_copy(arena, buffer_string(&bytes), bytes.length) : NULL;
    *length = bytes.length;
    buffer_clear(&bytes);
    return kept;
}

struct run_request request_write(const struct request *request, struct arena *arena)
{
    struct buffer path;
    buffer_init(&path, BUFFER_UNBOUNDED);
    write_path(request, &path);
    write_query(request, &path);
    struct run_request out = {.operation = request->operation->id,
                              .path = arena_string(arena, buffer_string(&path)),
                              .fields = write_fields(request, arena),
                              .accept = accept_of(request->operation, arena),
                              .json = request->body};
    if (request->media && !strchr(request->media->type, '*'))
        out.content_type = request->media->type;
    if (request->other_media) {
        out.content_type = request_content_type(request->other_media);
        out.body = request_body(request, arena, &out.length);
    }
    buffer_clear(&path);
    return out;
}

/* Dots in a path are taken for steps, and fields hold one plain line. */
bool request_can_carry(const struct contract_parameter *parameter, const char *text)
{
    if (parameter->in == CONTRACT_IN_PATH)
        return strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
    if (parameter->in == CONTRACT_IN_QUERY)
        return true;
    for (const char *c = text; *c; c++)
        if (*c < '!' || *c > '~')
            return false;
    return true;
}
