#include "reference/behaviour.h"

static enum occasion status_occasion(const struct execution *execution)
{
    switch (execution->state) {
    case EXECUTION_COMPLETED:
        return ON_COMPLETED;
    case EXECUTION_FAILED:
        return ON_FAILED;
    default:
        return ON_RUNNING;
    }
}

void status_answer(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    if (execution != NULL) {
        execution->looks++;
    }
    behaviour_poll(request);
    if (request->answer.status != 0) {
        return;
    }
    if (execution == NULL) {
        answer_error(request, 404, uuid_is(request->id) ? ON_UNKNOWN : ON_NO_UUID, "Execution not found",
                     "No execution found with ID: %s", request->id);
        return;
    }
    execution->polls++;
    execution->final_polls += execution->state != EXECUTION_RUNNING;
    request->execution = execution;
    answer_json(request, 200, status_occasion(execution), execution_view(execution));
}
