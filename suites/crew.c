#include "suites/crew.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "suites/acceptance.h"
#include "suites/derived.h"

static const char *const operations[] = {CREW_INPUTS, CREW_KICKOFF, CREW_STATUS, CREW_RESUME};

bool crew_is_described(const struct contract *contract)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (!contract_operation_by_id(contract, operations[i]))
            return false;
    return true;
}

bool crew_is_operation(const struct contract *contract, const struct contract_operation *operation)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i], operation->id) == 0)
            return crew_is_described(contract);
    return false;
}

static void add_input(struct crew *crew, size_t *capacity, const char *name)
{
    crew->inputs = memory_grow(crew->inputs, crew->input_count, capacity, sizeof *crew->inputs);
    crew->inputs[crew->input_count++] = arena_string(&crew->arena, name);
}

/* The inputs of the contract's own kickoff example, for when nobody says what the crew asks for. */
static struct json_object *example_inputs(const struct crew *crew)
{
    const struct contract_operation *kickoff = contract_operation_by_id(crew->judge.documented, CREW_KICKOFF);
    if (!kickoff || !kickoff->body || !kickoff->body->media_count)
        return NULL;
    const struct contract_media *media = &kickoff->body->media[0];
    return media->example_count ? json_member_object(media->examples[0].value, "inputs") : NULL;
}

void crew_init(struct crew *crew, const struct judge *judge, struct json_object *given)
{
    *crew = (struct crew){.judge = *judge, .given = given, .inputs_known = given != NULL};
    random_uuid(crew->unknown_id);
    random_uuid(crew->nonce);
    crew->acceptances = acceptances_new();
    crew->derived = derived_new(judge->documented);
    struct json_object *names = given ? given : example_inputs(crew);
    size_t capacity = 0;
    if (!names)
        return;
    json_object_object_foreach(names, key, value)
    {
        (void)value;
        add_input(crew, &capacity, key);
    }
}

void crew_clear(struct crew *crew)
{
    acceptances_free(crew->acceptances);
    derived_free(crew->derived);
    free(crew->inputs);
    arena_clear(&crew->arena);
}

static bool has_input(const struct crew *crew, const char *name)
{
    for (size_t i = 0; i < crew->input_count; i++)
        if (strcmp(crew->inputs[i], name) == 0)
            return true;
    return false;
}

/* Every kickoff carries the names, and values that repeat them. */
static bool is_borne(const struct json_object *name, size_t *bytes)
{
    enum { NAMES_MOST = 1 << 20 };
    *bytes += json_is(name, json_type_string) ? (size_t)json_object_get_string_len(name) : 0;
    return json_is(name, json_type_string) && *bytes <= NAMES_MOST;
}

bool crew_has_cases(const struct crew *crew, size_t input)
{
    enum { IN_ID_MOST = 256 };
    return input < CREW_INPUTS_EXAMINED && strlen(crew->inputs[input]) <= IN_ID_MOST;
}

void crew_set_inputs(struct crew *crew, struct json_object *body)
{
    struct json_object *list = json_member_array(body, "inputs");
    if (!list)
        return;
    free(crew->inputs);
    crew->inputs = NULL;
    crew->input_count = 0;
    crew->inputs_known = true;
    size_t capacity = 0, bytes = 0;
    for (size_t i = 0; i < json_object_array_length(list) && crew->input_count < CREW_INPUTS_MOST; i++) {
        struct json_object *name = json_object_array_get_idx(list, i);
        if (is_borne(name, &bytes) && !has_input(crew, json_object_get_string(name)))
            add_input(crew, &capacity, json_object_get_string(name));
    }
}

/* The user's value, else the contract's where the name matches, else a made-up one that carries the nonce. */
static struct json_object *input_value(const struct crew *crew, const char *name, const char *nonce)
{
    struct json_object *given = json_member(crew->given, name);
    if (given)
        return json_copy(given);
    const char *example = json_member_string(example_inputs(crew), name);
    char *text = string_format("%s (crewcheck %s)", example ? example : name, nonce);
    struct json_object *value = json_object_new_string(text);
    free(text);
    return value;
}

static struct json_object *meta_value(const char *nonce)
{
    struct json_object *meta = json_object_new_object(), *nested = json_object_new_object(),
                       *list = json_object_new_array();
    json_object_array_add(list, json_object_new_int(1));
    json_object_array_add(list, NULL);
    json_object_array_add(list, json_object_new_string("\xe4\xb8\x80 \xf0\x9f\x9a\xa2 \xc3\xa9"));
    json_object_object_add(nested, "list", list);
    json_object_object_add(nested, "flag", json_object_new_boolean(1));
    json_object_object_add(nested, "nothing", NULL);
    json_object_object_add(meta, "requestId", json_object_new_string(nonce));
    json_object_object_add(meta, "source", json_object_new_string("crewcheck"));
    json_object_object_add(meta, "nested", nested);
    return meta;
}

void crew_add_webhooks(struct json_object *body, const char *task, const char *step, const char *crew)
{
    static const char nowhere[] = "https://receiver.crewcheck.invalid/callback";
    json_object_object_add(body, "taskWebhookUrl", json_object_new_string(task ? task : nowhere));
    json_object_object_add(body, "stepWebhookUrl", json_object_new_string(step ? step : nowhere));
    json_object_object_add(body, "crewWebhookUrl", json_object_new_string(crew ? crew : nowhere));
}

struct json_object *crew_kickoff_body(const struct crew *crew, const char *nonce, bool every_property)
{
    struct json_object *body = json_object_new_object(), *inputs = json_object_new_object();
    for (size_t i = 0; i < crew->input_count; i++)
        json_object_object_add(inputs, crew->inputs[i], input_value(crew, crew->inputs[i], nonce));
    if (crew->given) {
        json_object_object_foreach(crew->given, key, value)
        {
            if (!json_has(inputs, key))
                json_object_object_add(inputs, key, json_copy(value));
        }
    }
    json_object_object_add(body, "inputs", inputs);
    if (!every_property)
        return body;
    json_object_object_add(body, "meta", meta_value(nonce));
    crew_add_webhooks(body, NULL, NULL, NULL);
    return body;
}

struct json_object *crew_resume_body(const char *execution_id, const char *task_id, bool approve,
                                     const char *feedback)
{
    struct json_object *body = json_object_new_object();
    json_object_object_add(body, "execution_id", json_object_new_string(execution_id));
    json_object_object_add(body, "task_id", json_object_new_string(task_id));
    json_object_object_add(body, "human_feedback", json_object_new_string(feedback));
    json_object_object_add(body, "is_approve", json_object_new_boolean(approve));
    return body;
}
