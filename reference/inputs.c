#include "reference/server.h"

void inputs_answer(struct request *request)
{
    const struct crew *crew = &request->server->crew;
    struct json_object *names = json_object_new_array();
    for (size_t i = 0; i < crew->input_count; i++) {
        json_object_array_add(names, json_string(crew->inputs[i]));
    }
    answer_json(request, 200, ON_INPUTS, json_add(json_object_new_object(), "inputs", names));
}
