#include "reference/behaviour.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct behaviour *const fault_tables[] = {fault_auth_table, fault_body_table, fault_answer_table,
                                                       fault_life_table, fault_webhook_table, fault_wire_table,
                                                       NULL};
static const struct behaviour *const variant_tables[] = {variant_table, NULL};

/* ---- Finding rows ---- */

static const struct behaviour *row_at(const struct behaviour *const *tables, size_t index)
{
    for (; *tables != NULL; tables++) {
        const struct behaviour *row = *tables;
        for (; row->about.name != NULL; row++) {
            if (index-- == 0) {
                return row;
            }
        }
    }
    return NULL;
}

const struct reference_switch *reference_fault(size_t index)
{
    const struct behaviour *row = row_at(fault_tables, index);
    return row == NULL ? NULL : &row->about;
}

const struct reference_switch *reference_variant(size_t index)
{
    const struct behaviour *row = row_at(variant_tables, index);
    return row == NULL ? NULL : &row->about;
}

static const struct behaviour *row_named(const struct behaviour *const *tables, const char *name)
{
    for (size_t i = 0;; i++) {
        const struct behaviour *row = row_at(tables, i);
        if (row == NULL || strcmp(row->about.name, name) == 0) {
            return row;
        }
    }
}

static bool name_unknown(const struct behaviour *const *tables, const char *what, const char *name,
                         struct error *error)
{
    const char **names = NULL;
    size_t count = 0, capacity = 0;
    const struct behaviour *row = NULL;
    do {
        row = row_at(tables, count);
        names = memory_grow(names, count, &capacity, sizeof *names);
        names[count++] = row == NULL ? NULL : row->about.name;
    } while (row != NULL);
    const char *nearest = text_nearest(name, names);
    error_set(error, "unknown %s \"%s\"%s%s%s", what, name, nearest == NULL ? "" : ", perhaps \"",
              nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\" was meant");
    free(names);
    return false;
}

static size_t names_count(const char *const *names)
{
    size_t count = 0;
    while (names != NULL && names[count] != NULL) {
        count++;
    }
    return count;
}

static bool rows_add(struct reference_server *server, const struct behaviour *const *tables, const char *what,
                     const char *const *names, struct error *error)
{
    for (size_t i = 0; i < names_count(names); i++) {
        const struct behaviour *row = row_named(tables, names[i]);
        if (row == NULL) {
            return name_unknown(tables, what, names[i], error);
        }
        server->behaviours[server->behaviour_count++] = row;
    }
    return true;
}

bool behaviour_find(struct reference_server *server, const char *const *faults, const char *const *variants,
                    struct error *error)
{
    size_t count = names_count(faults) + names_count(variants);
    server->behaviours = arena_new(&server->arena, (count + 1) * sizeof *server->behaviours);
    return rows_add(server, variant_tables, "variant", variants, error) &&
           rows_add(server, fault_tables, "fault", faults, error);
}

/* ---- Asking them ---- */

#define EACH_BEHAVIOUR(server, row)                                                                                 \
    for (size_t row##_index = 0; row##_index < (server)->behaviour_count; row##_index++)                            \
        for (const struct behaviour *row = (server)->behaviours[row##_index]; row != NULL; row = NULL)

enum outcome behaviour_outcome(const struct request *request, const char *place, const char *kind)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        const struct violation *violation = &row->violation;
        if ((violation->operations & request->operation) != 0 && strcmp(violation->place, place) == 0 &&
            strcmp(violation->kind, kind) == 0) {
            return violation->outcome;
        }
    }
    return OUTCOME_REFUSED;
}

bool behaviour_lets_in(const struct request *request, enum credential credential)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        if ((row->auth.operations & request->operation) != 0 && (row->auth.credentials & credential) != 0) {
            return true;
        }
    }
    return false;
}

bool behaviour_body_first(const struct request *request)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        if (row->body_first) {
            return true;
        }
    }
    return false;
}

void behaviour_request(struct request *request)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        if (row->request != NULL && request->answer.status == 0) {
            row->request(request);
        }
    }
}

/* Gives the answer's body as text, for what works on bytes. */
static void answer_flatten(struct answer *answer)
{
    if (answer->body != NULL) {
        json_write(&answer->text, answer->body, JSON_COMPACT);
        json_object_put(answer->body);
        answer->body = NULL;
    }
}

static void answer_edit(struct answer *answer, const struct edit *edit)
{
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
    case EDIT_TEXT:
        answer_flatten(answer);
        buffer_reset(&answer->text);
        buffer_text(&answer->text, edit->value);
        break;
    case EDIT_CUT:
        answer_flatten(answer);
        answer->text.length /= 2;
        break;
    default:
        edit_apply(&answer->body, edit);
        break;
    }
}

static bool edit_concerns(const struct edit *edit, enum operation operation, enum occasion occasion)
{
    return edit->kind != EDIT_NONE && (edit->operations == 0 || (edit->operations & operation) != 0) &&
           (edit->occasions & occasion) != 0;
}

enum { EDITS = sizeof((struct behaviour *)0)->edits / sizeof(struct edit) };

void behaviour_answer(struct request *request)
{
    struct answer *answer = &request->answer;
    enum occasion occasion = answer->occasion;
    EACH_BEHAVIOUR(request->server, row)
    {
        for (size_t i = 0; i < EDITS; i++) {
            if (edit_concerns(&row->edits[i], request->operation, occasion)) {
                answer_edit(answer, &row->edits[i]);
            }
        }
        if (row->answer != NULL) {
            row->answer(request, answer);
        }
    }
}

void behaviour_plan(struct execution *execution)
{
    EACH_BEHAVIOUR(execution->server, row)
    {
        if (row->plan != NULL) {
            row->plan(execution);
        }
    }
}

bool behaviour_resume(struct request *request, struct execution *execution, size_t task, bool approve)
{
    EACH_BEHAVIOUR(execution->server, row)
    {
        if (row->resume != NULL && row->resume(request, execution, task, approve)) {
            return true;
        }
    }
    return false;
}

void behaviour_urls(struct execution *execution, const struct callback_urls *before)
{
    EACH_BEHAVIOUR(execution->server, row)
    {
        if (row->urls != NULL) {
            row->urls(execution, before);
        }
    }
}

static void delivery_edit(struct delivery *delivery, const struct edit *edit)
{
    switch (edit->kind) {
    case EDIT_MEDIA_TYPE:
        delivery->media_type = edit->value;
        break;
    case EDIT_TEXT:
        free(delivery->text);
        delivery->text = string_copy(edit->value);
        break;
    case EDIT_CUT:
        free(delivery->text);
        delivery->text = json_text(delivery->payload, JSON_COMPACT);
        delivery->text[strlen(delivery->text) / 2] = '\0';
        break;
    default:
        edit_apply(&delivery->payload, edit);
        break;
    }
}

void behaviour_deliver(struct delivery *delivery)
{
    EACH_BEHAVIOUR(delivery->execution->server, row)
    {
        for (size_t i = 0; i < EDITS; i++) {
            if (edit_concerns(&row->edits[i], OPERATION_ALL, delivery->occasion)) {
                delivery_edit(delivery, &row->edits[i]);
            }
        }
        if (row->deliver != NULL) {
            row->deliver(delivery);
        }
    }
}

void behaviour_delivered(struct delivery *delivery, long status, int64_t took)
{
    EACH_BEHAVIOUR(delivery->execution->server, row)
    {
        if (row->delivered != NULL) {
            row->delivered(delivery, status, took);
        }
    }
}
