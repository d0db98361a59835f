#include "reference/behaviour.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct behaviour *const fault_tables[] = {
    fault_auth_table,    fault_kickoff_table, fault_resume_table,  fault_value_table, fault_protocol_table,
    fault_success_table, fault_status_table,  fault_refusal_table, fault_crash_table, fault_life_table,
    fault_human_table,   fault_webhook_table, fault_payload_table, fault_wire_table,  NULL};
static const struct behaviour *const variant_tables[] = {variant_table, variant_body_table,
                                                         variant_life_table, variant_wire_table, NULL};

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

bool reference_is_unheard(const struct reference_switch *about)
{
    return ((const struct behaviour *)about)->unheard;
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

void behaviour_crew(struct reference_server *server)
{
    EACH_BEHAVIOUR(server, row)
    {
        if (row->crew != NULL) {
            row->crew(server);
        }
    }
}

enum outcome behaviour_outcome(const struct request *request, const char *place, const char *kind)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        const struct violation *violation = &row->violation;
        if ((violation->operations & request->operation) != 0 && strcmp(violation->kind, kind) == 0 &&
            (strcmp(violation->place, "*") == 0 || strcmp(violation->place, place) == 0)) {
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

enum body_check behaviour_before_token(const struct request *request)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        if (row->before_token != BODY_UNREAD) {
            return row->before_token;
        }
    }
    return BODY_UNREAD;
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

static unsigned method_bit(const char *name)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {
        {"GET", METHOD_GET},         {"PUT", METHOD_PUT},     {"POST", METHOD_POST},
        {"HEAD", METHOD_HEAD},       {"PATCH", METHOD_PATCH}, {"DELETE", METHOD_DELETE},
        {"OPTIONS", METHOD_OPTIONS},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, name) == 0) {
            return methods[i].method;
        }
    }
    return METHOD_OTHER;
}

unsigned behaviour_method(const struct request *request)
{
    unsigned method = method_bit(request->method);
    EACH_BEHAVIOUR(request->server, row)
    {
        if ((row->method.operations & request->operation) != 0 && (row->method.methods & method) != 0) {
            return row->method.status;
        }
    }
    return 0;
}

static bool shape_concerns(const struct wire_shape *shape, const struct request *request)
{
    return (shape->operations == 0 || (shape->operations & request->operation) != 0) &&
           (shape->occasions == 0 || (shape->occasions & request->answer.occasion) != 0);
}

bool behaviour_wire(const struct request *request, size_t *index)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        if (row->wire != NULL && shape_concerns(row->wire, request)) {
            *index = row_index;
            return true;
        }
    }
    return false;
}

bool behaviour_bends_wire(const struct reference_server *server)
{
    EACH_BEHAVIOUR(server, row)
    {
        if (row->wire != NULL) {
            return true;
        }
    }
    return false;
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

void behaviour_poll(struct request *request)
{
    EACH_BEHAVIOUR(request->server, row)
    {
        if (row->poll != NULL && request->answer.status == 0) {
            row->poll(request);
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

void behaviour_delivered(struct delivery *delivery, long status, int64_t took)
{
    EACH_BEHAVIOUR(delivery->execution->server, row)
    {
        if (row->delivered != NULL) {
            row->delivered(delivery, status, took);
        }
    }
}
