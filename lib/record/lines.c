#include "record/model_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"

/* ---- Members into fields ---- */

enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_FLAG };

struct field {
    const char *key;
    enum field_kind kind;
    size_t offset;
    int64_t absent; /* for a number */
};

#define TEXT(type, key, member)                                                                              \
    {                                                                                                        \
        key, FIELD_TEXT, offsetof(struct type, member), 0                                                    \
    }
#define NUMBER(type, key, member, absent)                                                                    \
    {                                                                                                        \
        key, FIELD_NUMBER, offsetof(struct type, member), absent                                             \
    }
#define FLAG(type, key, member)                                                                              \
    {                                                                                                        \
        key, FIELD_FLAG, offsetof(struct type, member), 0                                                    \
    }

const char *model_copy(struct model *model, const char *text, size_t length)
{
    if (!text || !memchr(text, '\0', length))
        return text ? arena_copy(&model->arena, text, length) : "";
    struct buffer visible;
    buffer_init(&visible, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < length; i++)
        buffer_append(&visible, text[i] ? &text[i] : "\xE2\x90\x80", text[i] ? 1 : 3);
    const char *copy = arena_copy(&model->arena, visible.data, visible.length);
    buffer_clear(&visible);
    return copy;
}

static const char *copy_member(struct model *model, const struct json_object *object, const char *key)
{
    struct json_object *value = json_member(object, key);
    if (!json_is(value, json_type_string))
        return "";
    return model_copy(model, json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

static void fill(struct model *model, const struct json_object *object, const struct field *fields,
                 size_t count, void *into)
{
    for (size_t i = 0; i < count; i++) {
        void *at = (char *)into + fields[i].offset;
        if (fields[i].kind == FIELD_TEXT)
            *(const char **)at = copy_member(model, object, fields[i].key);
        else if (fields[i].kind == FIELD_NUMBER)
            *(int64_t *)at = json_member_int(object, fields[i].key, fields[i].absent);
        else
            *(bool *)at = json_member_bool(object, fields[i].key, false);
    }
}

#define FILL(model, object, fields, into) fill(model, object, fields, sizeof(fields) / sizeof *(fields), into)

static const struct field words_fields[] = {
    TEXT(model_words, "operation", operation), TEXT(model_words, "pointer", pointer),
    TEXT(model_words, "source", source),       TEXT(model_words, "words", words),
    NUMBER(model_words, "line", line, 0),      NUMBER(model_words, "column", column, 0)};

enum { NUMBER_TEXT = 24 };

static const char *number_text(int64_t number, char text[NUMBER_TEXT])
{
    snprintf(text, NUMBER_TEXT, "%lld", (long long)number);
    return text;
}

/* ---- Runs and targets ---- */

struct context {
    struct model *model;
    const struct json_object *fields;
    const struct model_line *line;
    struct model_run *run;
    struct model_target *target; /* NULL where the line names none */
    int64_t time;                /* since the start of the run */
};

static struct model_run *run_at(struct model *model, const char *id, int64_t time)
{
    for (size_t i = model->run_count; i-- > 0;)
        if (strcmp(model->runs[i]->id, id) == 0)
            return model->runs[i];
    struct model_run *run = arena_new(&model->arena, sizeof *run);
    *run = (struct model_run){.id = model_copy(model, id, strlen(id)),
                              .version = "",
                              .started = "",
                              .level = "",
                              .shard = "",
                              .contract = {.name = "", .sha256 = "", .title = "", .version = ""},
                              .problem = "",
                              .executions_cap = -1,
                              .origin = time};
    MODEL_PUSH(model->runs, model->run_count, model->run_capacity, run);
    return run;
}

static struct model_target *target_at(struct model *model, struct model_run *run, const char *label)
{
    for (size_t i = model->target_count; i-- > 0;)
        if (model->targets[i]->run == run && strcmp(model->targets[i]->label, label) == 0)
            return model->targets[i];
    struct model_target *target = arena_new(&model->arena, sizeof *target);
    target->run = run;
    target->label = model_copy(model, label, strlen(label));
    target->url = "";
    target->index = arena_new(&model->arena, sizeof *target->index);
    MODEL_PUSH(model->targets, model->target_count, model->target_capacity, target);
    return target;
}

/* RFC 3339 in UTC, as clock_text() writes it, to microseconds since 1970; 0 where it is none. */
static int64_t wall_of(const char *text)
{
    struct tm parts = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest)
        return 0;
    double fraction = *rest == '.' ? strtod(rest, NULL) : 0;
    return (int64_t)timegm(&parts) * 1000000 + (int64_t)(fraction * 1e6 + 0.5);
}

static size_t array_length(const struct json_object *array)
{
    return array ? json_object_array_length(array) : 0;
}

static const char *join(struct model *model, const struct json_object *words)
{
    const char *joined = "";
    for (size_t i = 0; i < array_length(words); i++) {
        struct json_object *word = json_object_array_get_idx(words, i);
        if (json_is(word, json_type_string))
            joined = arena_format(&model->arena, "%s%s%s", joined, *joined ? ", " : "",
                                  json_object_get_string(word));
    }
    return joined;
}

static void take_responses(struct model *model, const struct json_object *responses,
                           struct model_operation *operation)
{
    static const struct field fields[] = {TEXT(model_response, "status", status)};
    operation->count = array_length(responses);
    operation->responses = arena_new(&model->arena, operation->count * sizeof *operation->responses);
    for (size_t i = 0; i < operation->count; i++) {
        struct json_object *response = json_object_array_get_idx(responses, i);
        FILL(model, response, fields, &operation->responses[i]);
        operation->responses[i].media = join(model, json_member_array(response, "media"));
    }
}

static void take_operations(struct model *model, const struct json_object *operations,
                            struct model_contract *contract)
{
    static const struct field fields[] = {TEXT(model_operation, "id", id),
                                          TEXT(model_operation, "method", method),
                                          TEXT(model_operation, "path", path)};
    contract->operation_count = array_length(operations);
    contract->operations = arena_new(&model->arena, contract->operation_count * sizeof *contract->operations);
    for (size_t i = 0; i < contract->operation_count; i++) {
        struct json_object *operation = json_object_array_get_idx(operations, i);
        FILL(model, operation, fields, &contract->operations[i]);
        take_responses(model, json_member_array(operation, "responses"), &contract->operations[i]);
    }
}

static void take_run(struct context *context)
{
    static const struct field fields[] = {
        TEXT(model_run, "version", version), TEXT(model_run, "started", started),
        TEXT(model_run, "level", level), TEXT(model_run, "shard", shard), NUMBER(model_run, "seed", seed, 0)};
    static const struct field contract[] = {
        TEXT(model_contract, "name", name), TEXT(model_contract, "sha256", sha256),
        TEXT(model_contract, "title", title), TEXT(model_contract, "version", version)};
    struct model_run *run = context->run;
    FILL(context->model, context->fields, fields, run);
    struct json_object *examined = json_member_object(context->fields, "contract");
    FILL(context->model, examined, contract, &run->contract);
    take_operations(context->model, json_member_array(examined, "operations"), &run->contract);
    run->wall = wall_of(run->started);
    struct json_object *options = json_member_object(context->fields, "options");
    json_object_put(run->options);
    run->options = options ? json_copy(options) : NULL;
}

static void take_target(struct context *context)
{
    static const struct field fields[] = {TEXT(model_target, "url", url),
                                          FLAG(model_target, "bundled", bundled),
                                          FLAG(model_target, "traffic", traffic)};
    FILL(context->model, context->fields, fields, context->target);
}

/* What a run that is cut off has spent; the summary's own word comes later. */
static void take_charge(struct context *context)
{
    struct model_run *run = context->run;
    const char *operation = json_member_string(context->fields, "operation"),
               *reason = json_member_string(context->fields, "reason");
    int64_t count = json_member_int(context->fields, "count", 1);
    run->executions_cap = json_member_int(context->fields, "cap", run->executions_cap);
    if (!operation || strcmp(operation, "spend") != 0)
        return;
    if (reason && strncmp(reason, "possibly", strlen("possibly")) == 0)
        run->executions_possibly += count;
    else
        run->executions_started += count;
}

static void take_gate(struct context *context, const struct json_object *gate)
{
    static const struct field fields[] = {TEXT(model_gate, "kind", kind), TEXT(model_gate, "case", case_id),
                                          TEXT(model_gate, "text", text), TEXT(model_gate, "hint", hint)};
    struct model_run *run = context->run;
    run->gate_count = gate ? json_object_array_length(gate) : 0;
    run->gate = arena_new(&context->model->arena, run->gate_count * sizeof *run->gate);
    for (size_t i = 0; i < run->gate_count; i++)
        FILL(context->model, json_object_array_get_idx(gate, i), fields, &run->gate[i]);
}

static void take_summary(struct context *context)
{
    static const struct field fields[] = {
        NUMBER(model_run, "exit", exit, 0), NUMBER(model_run, "duration", duration, 0),
        FLAG(model_run, "interrupted", interrupted), TEXT(model_run, "problem", problem)};
    static const struct field executions[] = {NUMBER(model_run, "started", executions_started, 0),
                                              NUMBER(model_run, "possibly", executions_possibly, 0),
                                              NUMBER(model_run, "cap", executions_cap, -1)};
    struct model_run *run = context->run;
    FILL(context->model, context->fields, fields, run);
    struct json_object *spent = json_member_object(context->fields, "executions");
    if (spent)
        FILL(context->model, spent, executions, run);
    take_gate(context, json_member_array(context->fields, "gate"));
    run->finished = true;
}

/* ---- Cases ---- */

struct model_suite *model_suite_at(struct model *model, struct model_target *target, const char *name)
{
    struct model_suite *suite = map_find(&target->index->suites, name);
    if (suite)
        return suite;
    suite = arena_new(&model->arena, sizeof *suite);
    suite->name = model_copy(model, name, strlen(name));
    map_put(&target->index->suites, name, suite);
    MODEL_PUSH(target->suites, target->suite_count, target->suite_capacity, suite);
    return suite;
}

struct model_case *model_case_at(struct model *model, struct model_target *target, const char *id)
{
    struct model_case *found = map_find(&target->index->cases, id);
    if (found)
        return found;
    found = arena_new(&model->arena, sizeof *found);
    *found = (struct model_case){.id = model_copy(model, id, strlen(id)),
                                 .suite = model_copy(model, id, strcspn(id, ".")),
                                 .title = "",
                                 .level = "must",
                                 .basis = {"", "", "", "", 0, 0},
                                 .covers = {"", "", "", ""},
                                 .verdict = MODEL_SKIPPED,
                                 .reason = "the run ended before this case was judged",
                                 .waived = ""};
    map_put(&target->index->cases, id, found);
    MODEL_PUSH(target->cases, target->case_count, target->case_capacity, found);
    return found;
}

static struct model_case *case_named(struct context *context, const char *key)
{
    return model_case_at(context->model, context->target, copy_member(context->model, context->fields, key));
}

static void take_case(struct context *context)
{
    static const struct field fields[] = {TEXT(model_case, "suite", suite), TEXT(model_case, "title", title),
                                          TEXT(model_case, "level", level)};
    static const struct field covers[] = {
        TEXT(model_covers, "operation", operation), TEXT(model_covers, "status", status),
        TEXT(model_covers, "media", media), TEXT(model_covers, "constraint", constraint)};
    struct model_case *found = case_named(context, "id");
    FILL(context->model, context->fields, fields, found);
    FILL(context->model, json_member_object(context->fields, "basis"), words_fields, &found->basis);
    FILL(context->model, json_member_object(context->fields, "covers"), covers, &found->covers);
}

static const char *const verdict_names[] = {"passed", "failed", "errored", "skipped"};

const char *model_verdict_name(enum model_verdict verdict)
{
    return verdict_names[verdict];
}

static void take_verdict(struct context *context)
{
    static const struct field fields[] = {TEXT(model_case, "reason", reason),
                                          TEXT(model_case, "waived", waived),
                                          NUMBER(model_case, "duration", duration, 0)};
    struct model_case *found = case_named(context, "case");
    const char *verdict = copy_member(context->model, context->fields, "verdict");
    FILL(context->model, context->fields, fields, found);
    found->ended = context->time;
    for (int i = 0; i < MODEL_VERDICTS; i++)
        if (strcmp(verdict, verdict_names[i]) == 0) {
            found->verdict = (enum model_verdict)i;
            found->judged = true;
        }
}

const struct model_exchange *model_exchange_find(const struct model_target *target, int64_t number)
{
    char key[NUMBER_TEXT];
    return map_find(&target->index->exchanges, number_text(number, key));
}

static void take_finding(struct context *context)
{
    static const struct field fields[] = {
        TEXT(model_finding, "level", level),         TEXT(model_finding, "aspect", aspect),
        TEXT(model_finding, "title", title),         TEXT(model_finding, "expected", expected),
        TEXT(model_finding, "found", found),         TEXT(model_finding, "note", note),
        TEXT(model_finding, "place", place),         TEXT(model_finding, "body_pointer", body_pointer),
        TEXT(model_finding, "execution", execution), NUMBER(model_finding, "more", more, 0)};
    struct model_case *found = case_named(context, "case");
    struct model_finding *finding = arena_new(&context->model->arena, sizeof *finding);
    FILL(context->model, context->fields, fields, finding);
    FILL(context->model, json_member_object(context->fields, "contract"), words_fields, &finding->contract);
    finding->case_id = found->id;
    if (!json_member_string(context->fields, "body_pointer"))
        finding->body_pointer = NULL;
    finding->exchange = model_exchange_find(context->target, json_member_int(context->fields, "exchange", 0));
    MODEL_PUSH(found->findings, found->finding_count, found->finding_capacity, finding);
}

/* ---- Exchanges and executions ---- */

static struct model_exchange *add_exchange(struct context *context)
{
    static const struct field fields[] = {NUMBER(model_exchange, "n", number, 0),
                                          TEXT(model_exchange, "case", case_id),
                                          TEXT(model_exchange, "operation", operation),
                                          TEXT(model_exchange, "execution", execution),
                                          TEXT(model_exchange, "kind", kind),
                                          TEXT(model_exchange, "outcome", outcome),
                                          TEXT(model_exchange, "detail", detail),
                                          NUMBER(model_exchange, "attempt", attempt, 1),
                                          NUMBER(model_exchange, "started", started, -1),
                                          NUMBER(model_exchange, "first_byte", first_byte, -1),
                                          NUMBER(model_exchange, "ended", ended, -1)};
    struct model_target *target = context->target;
    struct model_exchange *exchange = arena_new(&context->model->arena, sizeof *exchange);
    FILL(context->model, context->fields, fields, exchange);
    exchange->run = context->run;
    exchange->source = context->line->source;
    exchange->offset = context->line->offset;
    exchange->length = context->line->length;
    int64_t *times[] = {&exchange->started, &exchange->first_byte, &exchange->ended};
    for (size_t i = 0; i < 3; i++)
        if (*times[i] >= 0)
            *times[i] -= context->run->origin;
    char key[NUMBER_TEXT];
    map_put(&target->index->exchanges, number_text(exchange->number, key), exchange);
    MODEL_PUSH(target->exchanges, target->exchange_count, target->exchange_capacity, exchange);
    return exchange;
}

static void take_exchange(struct context *context)
{
    struct model_exchange *exchange = add_exchange(context);
    struct json_object *request = json_member_object(context->fields, "request");
    exchange->method = copy_member(context->model, request, "method");
    exchange->url = copy_member(context->model, request, "url");
    exchange->status = json_member_int(json_member_object(context->fields, "response"), "status", 0);
    /* Requests before the first case, and those of a scenario, go under a name that is no case's. */
    struct model_case *owner = map_find(&context->target->index->cases, exchange->case_id);
    if (owner)
        MODEL_PUSH(owner->exchanges, owner->exchange_count, owner->exchange_capacity, exchange);
}

static void take_callback(struct context *context)
{
    struct model_exchange *exchange = add_exchange(context);
    exchange->is_callback = true;
    exchange->method = copy_member(context->model, context->fields, "method");
    exchange->url = copy_member(context->model, context->fields, "path");
    exchange->status = json_member_int(context->fields, "answered", 0);
}

/* By its id, or by its scenario while none is known: a later line with both names it. */
static struct model_execution *execution_at(struct context *context, const char *id, const char *scenario)
{
    struct model_target *target = context->target;
    for (size_t i = target->execution_count; i-- > 0;) {
        struct model_execution *known = target->executions[i];
        if (known->run != context->run)
            continue;
        bool same = *id && *known->id ? strcmp(known->id, id) == 0 : strcmp(known->scenario, scenario) == 0;
        if (!same)
            continue;
        if (*id)
            known->id = id;
        return known;
    }
    struct model_execution *execution = arena_new(&context->model->arena, sizeof *execution);
    execution->id = id;
    execution->scenario = scenario;
    execution->run = context->run;
    MODEL_PUSH(target->executions, target->execution_count, target->execution_capacity, execution);
    return execution;
}

static void take_execution(struct context *context)
{
    static const struct field fields[] = {TEXT(model_event, "phase", phase),
                                          TEXT(model_event, "status", status),
                                          TEXT(model_event, "task", task),
                                          TEXT(model_event, "detail", detail),
                                          NUMBER(model_event, "exchange", exchange, 0),
                                          NUMBER(model_event, "completed_tasks", completed_tasks, -1),
                                          NUMBER(model_event, "total_tasks", total_tasks, -1)};
    struct model_execution *execution =
        execution_at(context, copy_member(context->model, context->fields, "execution"),
                     copy_member(context->model, context->fields, "scenario"));
    struct model_event event = {.time = context->time};
    FILL(context->model, context->fields, fields, &event);
    MODEL_PUSH(execution->events, execution->count, execution->capacity, event);
}

/* ---- The table ---- */

static const struct handler {
    const char *type;
    bool needs_target;
    void (*take)(struct context *context);
} handlers[] = {{"run", false, take_run},          {"target", true, take_target},
                {"case", true, take_case},         {"exchange", true, take_exchange},
                {"callback", true, take_callback}, {"execution", true, take_execution},
                {"charge", false, take_charge},    {"finding", true, take_finding},
                {"verdict", true, take_verdict},   {"summary", false, take_summary}};

static const struct handler *handler_of(const char *type)
{
    for (size_t i = 0; type && i < sizeof handlers / sizeof *handlers; i++)
        if (strcmp(handlers[i].type, type) == 0)
            return &handlers[i];
    return NULL;
}

bool model_take_line(struct model *model, const struct json_object *fields, const struct model_line *line)
{
    const struct handler *handler = handler_of(json_member_string(fields, "type"));
    const char *run = json_member_string(fields, "run"), *target = json_member_string(fields, "target");
    int64_t seq = json_member_int(fields, "seq", 0), time = json_member_int(fields, "t", 0);
    if (!handler || !run || seq <= 0 || (handler->needs_target && !target))
        return false;
    struct context context = {model, fields, line, run_at(model, run, time), NULL, 0};
    /* The same record was given twice, or overlaps. */
    if (seq <= context.run->last_seq)
        return true;
    context.run->last_seq = seq;
    context.time = time - context.run->origin;
    if (target)
        context.target = target_at(model, context.run, target);
    handler->take(&context);
    return true;
}
