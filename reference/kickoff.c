#include <string.h>

#include "reference/behaviour.h"

static const struct property kickoff_properties[] = {
    {"inputs", true, SHAPE_OBJECT},       {"meta", false, SHAPE_OBJECT},
    {"taskWebhookUrl", false, SHAPE_URI}, {"stepWebhookUrl", false, SHAPE_URI},
    {"crewWebhookUrl", false, SHAPE_URI}, {NULL, false, SHAPE_OBJECT},
};

static bool crew_asks_for(const struct crew *crew, const char *name)
{
    size_t input = 0;
    while (input < crew->input_count && strcmp(crew->inputs[input], name) != 0) {
        input++;
    }
    return input < crew->input_count;
}

/* Every input, the crew's or not, is a string. */
static bool inputs_are_strings(struct request *request, struct json_object *inputs)
{
    json_object_object_foreach(inputs, name, value)
    {
        const char *place = crew_asks_for(&request->server->crew, name) ? "inputs.crew" : "inputs.*";
        if (!validate_value(request, place, SHAPE_STRING, value)) {
            return false;
        }
    }
    return true;
}

/* The names of the required inputs that the request lacks. The caller releases the array. */
static struct json_object *missing_inputs(const struct request *request, const struct json_object *inputs)
{
    const struct crew *crew = &request->server->crew;
    struct json_object *missing = json_object_new_array();
    for (size_t i = 0; i < crew->input_count; i++) {
        if (!json_has(inputs, crew->inputs[i])) {
            json_object_array_add(missing, json_string(crew->inputs[i]));
        }
    }
    return missing;
}

static void answer_missing(struct request *request, struct json_object *missing)
{
    bool none = json_object_array_length(missing) == request->server->crew.input_count;
    struct json_object *body = json_object_new_object();
    json_add(body, "error", json_string("Validation Error"));
    json_add(body, "message", json_string("Missing required inputs"));
    json_add(body, "details", json_add(json_object_new_object(), "missing_inputs", missing));
    answer_json(request, 422, none ? ON_NO_INPUTS : ON_MISSING_INPUTS, body);
}

/* Does a fault let the request pass without them? */
static bool missing_passes(const struct request *request, const struct json_object *missing)
{
    const struct crew *crew = &request->server->crew;
    const char *first = json_object_get_string(json_object_array_get_idx(missing, 0));
    bool all = json_object_array_length(missing) == crew->input_count;
    bool last = !all && strcmp(first, crew->inputs[crew->input_count - 1]) == 0;
    return behaviour_outcome(request, "inputs.crew", all ? "all" : "missing") == OUTCOME_ACCEPTED ||
           (last && behaviour_outcome(request, "inputs.crew", "last") == OUTCOME_ACCEPTED);
}

bool kickoff_check(struct request *request)
{
    if (!validate_body(request, kickoff_properties)) {
        return false;
    }
    struct json_object *inputs = json_member_object(request_object(request), "inputs");
    if (inputs == NULL) {
        return true;
    }
    if (!inputs_are_strings(request, inputs)) {
        return false;
    }
    struct json_object *missing = missing_inputs(request, inputs);
    if (json_object_array_length(missing) > 0 && !missing_passes(request, missing)) {
        answer_missing(request, missing);
        return false;
    }
    json_object_put(missing);
    return behaviour_body(request, true);
}

void kickoff_answer(struct request *request)
{
    request->execution = execution_start(request);
    struct json_object *body = json_object_new_object();
    json_add(body, "kickoff_id", json_string(request->execution->id));
    answer_json(request, 200, ON_KICKOFF, body);
}
