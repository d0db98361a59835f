#include "reference/behaviour.h"

static const struct property kickoff_properties[] = {
    {"inputs", true, SHAPE_OBJECT},
    {"meta", false, SHAPE_OBJECT},
    {"taskWebhookUrl", false, SHAPE_URI},
    {"stepWebhookUrl", false, SHAPE_URI},
    {"crewWebhookUrl", false, SHAPE_URI},
    {NULL, false, SHAPE_OBJECT},
};

/* Every input, the crew's or not, is a string. */
static bool inputs_are_strings(struct request *request, struct json_object *inputs)
{
    json_object_object_foreach(inputs, name, value)
    {
        (void)name;
        if (!validate_value(request, "inputs.*", SHAPE_STRING, value)) {
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
    struct json_object *body = json_object_new_object();
    json_add(body, "error", json_string("Validation Error"));
    json_add(body, "message", json_string("Missing required inputs"));
    json_add(body, "details", json_add(json_object_new_object(), "missing_inputs", missing));
    answer_json(request, 422, ON_MISSING_INPUTS, body);
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
    if (json_object_array_length(missing) == 0 ||
        behaviour_outcome(request, "inputs", "crew") == OUTCOME_ACCEPTED) {
        json_object_put(missing);
        return true;
    }
    answer_missing(request, missing);
    return false;
}

void kickoff_answer(struct request *request)
{
    request->execution = execution_start(request);
    struct json_object *body = json_object_new_object();
    json_add(body, "kickoff_id", json_string(request->execution->id));
    answer_json(request, 200, ON_KICKOFF, body);
}
