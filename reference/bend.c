#include <stdlib.h>
#include <string.h>

#include "reference/behaviour.h"

enum { EDITS = sizeof((struct behaviour *)0)->edits / sizeof(struct edit) };

static bool edit_concerns(const struct edit *edit, unsigned operation, unsigned occasion, unsigned credential)
{
    return edit->kind != EDIT_NONE && (edit->operations == 0 || (edit->operations & operation) != 0) &&
           (edit->occasions & occasion) != 0 &&
           (edit->credentials == 0 || (edit->credentials & credential) != 0);
}

/* ---- Answers ---- */

void answer_flatten(struct answer *answer)
{
    if (answer->body != NULL) {
        json_write(&answer->text, answer->body, JSON_COMPACT);
        json_object_put(answer->body);
        answer->body = NULL;
    }
}

void answer_crash(struct request *request)
{
    answer_error(request, 500, ON_CRASH, "Internal Server Error", "An unexpected error occurred");
}

static void answer_edit(struct answer *answer, const struct edit *edit)
{
    if (edit_value(&answer->body, edit)) {
        return;
    }
    switch (edit->kind) {
    case EDIT_STATUS:
        answer->status = (unsigned)strtoul(edit->value, NULL, 10);
        break;
    case EDIT_MEDIA_TYPE:
        answer->media_type = edit->value;
        break;
    case EDIT_HEADER:
        answer_header(answer, edit->pointer, edit->value);
        break;
    default:
        answer_flatten(answer);
        (void)edit_text(&answer->text, edit);
        break;
    }
}

void behaviour_answer(struct request *request)
{
    struct answer *answer = &request->answer;
    enum occasion occasion = answer->occasion;
    EACH_BEHAVIOUR(request->server, row)
    {
        for (size_t i = 0; i < EDITS; i++) {
            if (edit_concerns(&row->edits[i], request->operation, occasion, request->credential)) {
                answer_edit(answer, &row->edits[i]);
            }
        }
        if (row->answer != NULL) {
            row->answer(request, answer);
        }
    }
}

/* ---- Bodies that keep their schema ---- */

bool behaviour_body(struct request *request, bool valid)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        bool concerned = (row->odd.operations & request->operation) != 0 &&
                         trait_is_valid(row->odd.trait) == valid &&
                         trait_has(request_object(request), row->odd.trait, row->odd.place);
        if (concerned && row->odd.outcome == OUTCOME_CRASH) {
            answer_crash(request);
            return false;
        }
        if (concerned && row->odd.outcome == OUTCOME_REFUSED) {
            answer_error(request, 400, ON_INVALID, "Invalid Request",
                         "The request holds something unsupported");
            return false;
        }
    }
    return true;
}

/* ---- Callbacks ---- */

static void delivery_edit(struct delivery *delivery, const struct edit *edit)
{
    if (edit_value(&delivery->payload, edit)) {
        return;
    }
    if (edit->kind == EDIT_MEDIA_TYPE) {
        delivery->media_type = edit->value;
        return;
    }
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (delivery->text != NULL) {
        buffer_text(&text, delivery->text);
    } else {
        json_write(&text, delivery->payload, JSON_COMPACT);
    }
    (void)edit_text(&text, edit);
    free(delivery->text);
    delivery->text = memory_copy(buffer_string(&text), text.length);
    buffer_clear(&text);
}

void behaviour_deliver(struct delivery *delivery)
{
    EACH_BEHAVIOUR(delivery->execution->server, row)
    {
        for (size_t i = 0; i < EDITS; i++) {
            if (edit_concerns(&row->edits[i], OPERATION_ALL, delivery->occasion, 0)) {
                delivery_edit(delivery, &row->edits[i]);
            }
        }
        if (row->deliver != NULL) {
            row->deliver(delivery);
        }
    }
}
