#include <string.h>

#include "run/private.h"

static void put(struct json_object *fields, const char *key, const char *text)
{
    if (text)
        json_object_object_add(fields, key, json_object_new_string(text));
}

static void put_int(struct json_object *fields, const char *key, int64_t number)
{
    json_object_object_add(fields, key, json_object_new_int64(number));
}

static void emit(struct run *run, enum record_type type, struct json_object *fields)
{
    record_emit(run->record, run->options.target, type, fields);
}

/* {pointer, source, line, column, words} */
static struct json_object *basis_node(const struct finding_basis *basis)
{
    struct json_object *node = json_object_new_object();
    put(node, "pointer", basis->pointer);
    put(node, "source", basis->source);
    if (basis->line)
        put_int(node, "line", basis->line);
    if (basis->column)
        put_int(node, "column", basis->column);
    put(node, "words", basis->words);
    return node;
}

static const char *basis_pointer(const struct run *run, const struct run_case *row, struct arena *arena)
{
    const struct contract_operation *operation =
        row->basis.operation ? contract_operation_by_id(run->options.judge.documented, row->basis.operation)
                             : NULL;
    if (row->basis.pointer && row->basis.pointer[0] == '#')
        return row->basis.pointer;
    return operation
               ? arena_format(arena, "%s%s", operation->pointer, row->basis.pointer ? row->basis.pointer : "")
               : NULL;
}

/* The media types that a response documents: "application/json, text/plain". */
static const char *media_of(const struct run *run, const struct run_case *row, struct arena *arena)
{
    const struct contract_operation *operation =
        contract_operation_by_id(run->options.judge.documented, row->basis.operation);
    const char *media = NULL;
    for (size_t i = 0; operation && i < operation->response_count; i++) {
        const struct contract_response *response = &operation->responses[i];
        if (strcmp(response->status, row->status) != 0)
            continue;
        for (size_t k = 0; k < response->media_count; k++)
            media =
                arena_format(arena, "%s%s%s", media ? media : "", media ? ", " : "", response->media[k].type);
    }
    return media;
}

/* The part of the contract that a verdict on this case examines: a documented response, or a constraint of a request,
 * which the id of a case that breaks it names. */
static struct json_object *covers_node(const struct run *run, const struct run_case *row, struct arena *arena)
{
    static const char reject[] = ".reject.";
    const char *constraint = strstr(row->id, reject);
    bool response = !row->examine && row->status;
    if (!row->basis.operation || (!response && !constraint))
        return NULL;
    struct json_object *covers = json_object_new_object();
    put(covers, "operation", row->basis.operation);
    if (response) {
        put(covers, "status", row->status);
        put(covers, "media", media_of(run, row, arena));
    } else {
        put(covers, "constraint", constraint + sizeof reject - 1);
    }
    return covers;
}

void log_case(struct run *run, const struct run_case *row)
{
    struct arena arena = {0};
    struct json_object *fields = json_object_new_object();
    put(fields, "id", row->id);
    put(fields, "suite", row->suite);
    put(fields, "title", row->title);
    put(fields, "level", finding_level_word(row->level));
    const char *pointer = basis_pointer(run, row, &arena);
    if (pointer) {
        struct finding_basis basis = judge_basis(&run->options.judge, pointer, &arena);
        struct json_object *node = basis_node(&basis);
        put(node, "operation", row->basis.operation);
        json_object_object_add(fields, "basis", node);
    }
    struct json_object *covers = covers_node(run, row, &arena);
    if (covers)
        json_object_object_add(fields, "covers", covers);
    emit(run, RECORD_CASE, fields);
    arena_clear(&arena);
}

static struct json_object *headers_node(const struct http_headers *headers)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < headers->count; i++)
        if (headers->items[i].value)
            record_header(list, headers->items[i].name, headers->items[i].value);
    return list;
}

void log_exchange(struct run *run, const struct http_exchange *exchange, size_t number, const char *operation)
{
    if (!record_wants(run->record, RECORD_EXCHANGE))
        return;
    struct json_object *fields = json_object_new_object(), *request = json_object_new_object();
    put_int(fields, "n", (int64_t)number);
    put(fields, "case", exchange->request.case_id);
    put(fields, "operation", operation);
    put_int(fields, "attempt", exchange->attempt);
    put(request, "method", exchange->request.method);
    put(request, "url", exchange->url);
    json_object_object_add(request, "headers", headers_node(&exchange->request.headers));
    if (exchange->request.body)
        json_object_object_add(
            request, "body",
            record_body(run->record, exchange->request.body, exchange->request.length, false));
    json_object_object_add(fields, "request", request);
    put(fields, "outcome", http_outcome_name(exchange->outcome));
    if (*http_exchange_reason(exchange))
        put(fields, "detail", http_exchange_reason(exchange));
    if (exchange->status) {
        struct json_object *response = json_object_new_object();
        put_int(response, "status", exchange->status);
        put(response, "version", exchange->version == 10 ? "HTTP/1.0" : "HTTP/1.1");
        json_object_object_add(response, "headers", headers_node(&exchange->headers));
        if (exchange->length)
            json_object_object_add(response, "body",
                                   record_body(run->record, exchange->body, exchange->length,
                                               exchange->outcome != HTTP_ANSWERED));
        json_object_object_add(fields, "response", response);
    }
    put_int(fields, "started", exchange->started);
    if (exchange->first_byte >= 0 && exchange->status)
        put_int(fields, "first_byte", exchange->started + exchange->first_byte);
    put_int(fields, "ended", exchange->started + exchange->ended);
    emit(run, RECORD_EXCHANGE, fields);
}

void log_callback(struct run *run, const char *scenario, const struct follow_delivery *delivery,
                  size_t number)
{
    if (!record_wants(run->record, RECORD_CALLBACK))
        return;
    struct json_object *fields = json_object_new_object();
    put(fields, "execution", scenario);
    put(fields, "kind", delivery->kind);
    put_int(fields, "n", (int64_t)number);
    put(fields, "method", delivery->method);
    put(fields, "path", delivery->path);
    json_object_object_add(fields, "headers", headers_node(&delivery->headers));
    if (delivery->length)
        json_object_object_add(
            fields, "body",
            record_body(run->record, delivery->body, delivery->length, delivery->truncated || delivery->cut));
    put_int(fields, "answered", delivery->status);
    put_int(fields, "started", delivery->received);
    put_int(fields, "ended", delivery->answered);
    emit(run, RECORD_CALLBACK, fields);
}

void run_note_execution(struct run *run, const struct run_note *note)
{
    struct json_object *fields = json_object_new_object();
    put(fields, "execution", note->kickoff_id ? note->kickoff_id : "");
    put(fields, "scenario", note->scenario);
    put(fields, "phase", note->phase);
    if (note->exchange)
        put_int(fields, "exchange", (int64_t)note->exchange);
    put(fields, "status", note->status);
    put(fields, "task", note->task);
    if (note->progress) {
        put_int(fields, "completed_tasks", note->completed_tasks);
        put_int(fields, "total_tasks", note->total_tasks);
    }
    put(fields, "detail", note->detail);
    emit(run, RECORD_EXECUTION, fields);
}

void log_charge(struct run *run, const char *operation, const char *case_id, const char *reason)
{
    struct json_object *fields = json_object_new_object();
    put(fields, "operation", operation);
    put(fields, "case", case_id);
    put(fields, "reason", reason);
    put_int(fields, "count", 1);
    pthread_mutex_lock(&run->budget.lock);
    put_int(fields, "spent", (int64_t)(run->budget.started + run->budget.presumed));
    put_int(fields, "cap", (int64_t)run->budget.maximum);
    pthread_mutex_unlock(&run->budget.lock);
    emit(run, RECORD_CHARGE, fields);
}

void log_finding(struct run *run, const char *case_id, const struct finding *finding, size_t more)
{
    struct json_object *fields = json_object_new_object();
    put(fields, "case", case_id);
    put(fields, "level", finding_level_word(finding->level));
    put(fields, "aspect", finding->aspect);
    put(fields, "title", finding->title);
    put(fields, "expected", finding->expected);
    put(fields, "found", finding->found);
    put(fields, "note", finding->note);
    if (finding->body_pointer) {
        put(fields, "place", finding->place ? finding->place : "response");
        put(fields, "body_pointer", finding->body_pointer);
    }
    if (finding->basis.pointer)
        json_object_object_add(fields, "contract", basis_node(&finding->basis));
    if (finding->exchange)
        put_int(fields, "exchange", (int64_t)finding->exchange);
    put(fields, "execution", finding->execution);
    if (more)
        put_int(fields, "more", (int64_t)more);
    emit(run, RECORD_FINDING, fields);
}

void log_verdict(struct run *run, const struct run_case *row, const struct outcome *outcome, int64_t duration)
{
    static const char *const words[] = {"", "passed", "failed", "errored", "skipped"};
    struct json_object *fields = json_object_new_object();
    put(fields, "case", row->id);
    put(fields, "verdict", words[outcome->verdict]);
    put(fields, "reason", outcome->reason);
    put_int(fields, "duration", duration);
    put_int(fields, "findings", (int64_t)(outcome->must + outcome->should));
    put(fields, "waived", outcome->waived);
    emit(run, RECORD_VERDICT, fields);
}
