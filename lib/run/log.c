#include <string.h>

#include "record/line.h"
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

static struct record_line *begin(struct run *run, enum record_type type)
{
    return record_line_begin(run->record, run->options.target, type);
}

/* {pointer, source, line, column, words, operation}; `operation` may be NULL. */
static void add_basis(struct record_line *line, const char *key, const struct finding_basis *basis,
                      const char *operation)
{
    record_line_open(line, key);
    record_line_text(line, "pointer", basis->pointer);
    record_line_text(line, "source", basis->source);
    if (basis->line)
        record_line_number(line, "line", basis->line);
    if (basis->column)
        record_line_number(line, "column", basis->column);
    record_line_text(line, "words", basis->words);
    record_line_text(line, "operation", operation);
    record_line_close(line);
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
static void add_covers(struct record_line *line, const struct run *run, const struct run_case *row,
                       struct arena *arena)
{
    static const char reject[] = ".reject.";
    const char *constraint = strstr(row->id, reject);
    bool response = !row->examine && row->status;
    if (!row->basis.operation || (!response && !constraint))
        return;
    record_line_open(line, "covers");
    record_line_text(line, "operation", row->basis.operation);
    if (response) {
        record_line_text(line, "status", row->status);
        record_line_text(line, "media", media_of(run, row, arena));
    } else {
        record_line_text(line, "constraint", constraint + sizeof reject - 1);
    }
    record_line_close(line);
}

static void add_case_basis(struct record_line *line, const struct run *run, const struct run_case *row,
                           struct arena *arena)
{
    const char *pointer = basis_pointer(run, row, arena);
    if (!pointer)
        return;
    struct finding_basis basis = judge_basis(&run->options.judge, pointer, arena);
    add_basis(line, "basis", &basis, row->basis.operation);
}

void log_case(struct run *run, const struct run_case *row)
{
    if (!record_wants(run->record, RECORD_CASE))
        return;
    struct arena arena = {0};
    struct record_line *line = begin(run, RECORD_CASE);
    record_line_text(line, "id", row->id);
    record_line_text(line, "suite", row->suite);
    record_line_text(line, "title", row->title);
    record_line_text(line, "level", finding_level_word(row->level));
    add_case_basis(line, run, row, &arena);
    add_covers(line, run, row, &arena);
    record_line_end(line, RECORD_NOW);
    arena_clear(&arena);
}

static void add_headers(struct record_line *line, const struct http_headers *headers)
{
    record_line_open_headers(line);
    for (size_t i = 0; i < headers->count; i++)
        if (headers->items[i].value)
            record_line_header(line, headers->items[i].name, headers->items[i].value);
    record_line_close_headers(line);
}

static void add_request(struct record_line *line, const struct http_exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    record_line_open(line, "request");
    record_line_text(line, "method", request->method);
    record_line_url(line, exchange->url);
    add_headers(line, &request->headers);
    if (request->body)
        record_line_body(line, request->body, request->length, false);
    record_line_close(line);
}

static void add_response(struct record_line *line, const struct http_exchange *exchange)
{
    record_line_open(line, "response");
    record_line_number(line, "status", exchange->status);
    record_line_text(line, "version", exchange->version == 10 ? "HTTP/1.0" : "HTTP/1.1");
    add_headers(line, &exchange->headers);
    if (exchange->length)
        record_line_body(line, exchange->body, exchange->length, exchange->outcome != HTTP_ANSWERED);
    record_line_close(line);
}

/* What may have started or changed something must be known before anything else happens. */
static enum record_haste haste_of(const struct http_exchange *exchange)
{
    return strcmp(exchange->request.method, "GET") == 0 ? RECORD_SOON : RECORD_NOW;
}

void log_exchange(struct run *run, const struct http_exchange *exchange, size_t number, const char *operation)
{
    if (!record_wants(run->record, RECORD_EXCHANGE))
        return;
    struct record_line *line = begin(run, RECORD_EXCHANGE);
    record_line_number(line, "n", (int64_t)number);
    record_line_text(line, "case", exchange->request.case_id);
    record_line_text(line, "operation", operation);
    record_line_number(line, "attempt", exchange->attempt);
    add_request(line, exchange);
    record_line_text(line, "outcome", http_outcome_name(exchange->outcome));
    if (*http_exchange_reason(exchange))
        record_line_text(line, "detail", http_exchange_reason(exchange));
    if (exchange->status)
        add_response(line, exchange);
    record_line_number(line, "started", exchange->started);
    if (exchange->first_byte >= 0 && exchange->status)
        record_line_number(line, "first_byte", exchange->started + exchange->first_byte);
    record_line_number(line, "ended", exchange->started + exchange->ended);
    record_line_end(line, haste_of(exchange));
}

void log_callback(struct run *run, const char *scenario, const struct follow_delivery *delivery,
                  size_t number)
{
    if (!record_wants(run->record, RECORD_CALLBACK))
        return;
    struct record_line *line = begin(run, RECORD_CALLBACK);
    record_line_text(line, "execution", scenario);
    record_line_text(line, "kind", delivery->kind);
    record_line_number(line, "n", (int64_t)number);
    record_line_text(line, "method", delivery->method);
    record_line_text(line, "path", delivery->path);
    add_headers(line, &delivery->headers);
    if (delivery->length)
        record_line_body(line, delivery->body, delivery->length, delivery->truncated || delivery->cut);
    record_line_number(line, "answered", delivery->status);
    record_line_number(line, "started", delivery->received);
    record_line_number(line, "ended", delivery->answered);
    record_line_end(line, RECORD_NOW);
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
    record_emit(run->record, run->options.target, RECORD_EXECUTION, fields);
}

void log_charge(struct run *run, const char *operation, const char *case_id, const char *reason)
{
    if (!record_wants(run->record, RECORD_CHARGE))
        return;
    struct record_line *line = begin(run, RECORD_CHARGE);
    record_line_text(line, "operation", operation);
    record_line_text(line, "case", case_id);
    record_line_text(line, "reason", reason);
    record_line_number(line, "count", 1);
    pthread_mutex_lock(&run->budget.lock);
    int64_t spent = (int64_t)(run->budget.started + run->budget.presumed);
    int64_t cap = (int64_t)run->budget.maximum;
    pthread_mutex_unlock(&run->budget.lock);
    record_line_number(line, "spent", spent);
    record_line_number(line, "cap", cap);
    record_line_end(line, RECORD_NOW);
}

void log_finding(struct run *run, const char *case_id, const struct finding *finding, size_t more)
{
    if (!record_wants(run->record, RECORD_FINDING))
        return;
    struct record_line *line = begin(run, RECORD_FINDING);
    record_line_text(line, "case", case_id);
    record_line_text(line, "level", finding_level_word(finding->level));
    record_line_text(line, "aspect", finding->aspect);
    record_line_text(line, "title", finding->title);
    record_line_text(line, "expected", finding->expected);
    record_line_text(line, "found", finding->found);
    record_line_text(line, "note", finding->note);
    if (finding->body_pointer) {
        record_line_text(line, "place", finding->place ? finding->place : "response");
        record_line_text(line, "body_pointer", finding->body_pointer);
    }
    if (finding->basis.pointer)
        add_basis(line, "contract", &finding->basis, NULL);
    if (finding->exchange)
        record_line_number(line, "exchange", (int64_t)finding->exchange);
    record_line_text(line, "execution", finding->execution);
    if (more)
        record_line_number(line, "more", (int64_t)more);
    record_line_end(line, RECORD_NOW);
}

void log_verdict(struct run *run, const struct run_case *row, const struct outcome *outcome, int64_t duration)
{
    static const char *const words[] = {"", "passed", "failed", "errored", "skipped"};
    if (!record_wants(run->record, RECORD_VERDICT))
        return;
    struct record_line *line = begin(run, RECORD_VERDICT);
    record_line_text(line, "case", row->id);
    record_line_text(line, "verdict", words[outcome->verdict]);
    record_line_text(line, "reason", outcome->reason);
    record_line_number(line, "duration", duration);
    record_line_number(line, "findings", (int64_t)(outcome->must + outcome->should));
    record_line_text(line, "waived", outcome->waived);
    record_line_end(line, RECORD_SOON);
}
