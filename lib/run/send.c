#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

/* ---- Charges ---- */

static bool note_charge(struct run *run, const char *case_id, bool taken)
{
    if (taken)
        log_charge(run, "reserve", case_id, NULL);
    return taken;
}

bool run_take_charge(struct run *run, const char *case_id, bool *later)
{
    return note_charge(run, case_id, budget_try(&run->budget, later));
}

/* A charge comes back only on a sure refusal: a complete 4xx, or never connected. */
static enum budget_settlement settlement_of(const struct http_exchange *exchange)
{
    if (!exchange->reached)
        return BUDGET_RETURNED;
    if (exchange->outcome != HTTP_ANSWERED)
        return BUDGET_PRESUMED;
    int hundred = exchange->status / 100;
    bool refused = hundred == 4 || exchange->exhausted;
    return refused ? BUDGET_RETURNED : hundred == 2 ? BUDGET_STARTED : BUDGET_PRESUMED;
}

/* The id that an accepted kickoff was answered with, whatever the rest of the body. */
static char *started_id(const struct http_exchange *exchange)
{
    struct json_document *document =
        json_read("body", exchange->body, exchange->length, &json_limits_strange, NULL);
    const char *told = document ? json_member_string(json_document_root(document), "kickoff_id") : NULL;
    char *id = told && strlen(told) <= RUN_ID_MAXIMUM ? string_copy(told) : NULL;
    json_document_free(document);
    return id;
}

void run_settle_charge(struct run *run, const char *case_id, const struct http_exchange *exchange)
{
    enum budget_settlement settlement = settlement_of(exchange);
    budget_settle(&run->budget, settlement);
    if (settlement == BUDGET_RETURNED) {
        log_charge(run, "return", case_id, "surely refused");
        return;
    }
    bool started = settlement == BUDGET_STARTED;
    log_charge(run, "spend", case_id, started ? "accepted" : "possibly accepted");
    /* Of a contract that knows no executions there is nothing to be told of or let go. */
    if (!run->plan || !run->plan->release)
        return;
    char *id = started ? started_id(exchange) : NULL;
    run_note_execution(run, &(struct run_note){.scenario = case_id,
                                               .kickoff_id = id,
                                               .phase = started ? "started" : "possibly-started",
                                               .exchange = (size_t)exchange->number});
    run_release(run, case_id, id);
    free(id);
}

/* ---- Numbers: every attempt is recorded as it ends, on the thread that sent it ---- */

/* The operationId of what is asked by this method under a target's path and query, or NULL. */
static const char *operation_at(struct run *run, const char *method, const char *target)
{
    char *path = memory_copy(target, strcspn(target, "?#"));
    const struct contract_operation *operation =
        contract_operation_match(run->options.judge.documented, method, path, NULL);
    free(path);
    return operation ? operation->id : NULL;
}

static const char *operation_of(struct run *run, const struct http_exchange *exchange)
{
    const char *base = http_client_base(run->client);
    size_t length = strlen(base);
    bool below = strncmp(exchange->url, base, length) == 0;
    return below ? operation_at(run, exchange->request.method, exchange->url + length) : NULL;
}

int64_t run_seen(void *context, const struct http_exchange *exchange)
{
    struct run *run = context;
    int64_t number = record_number(run->record);
    const char *operation = operation_of(run, exchange);
    log_exchange(run, exchange, (size_t)number, operation);
    run_heed(run, operation, exchange);
    run_look_at_answer(run, exchange, (size_t)number);
    return number;
}

/* ---- Requests ---- */

struct http_exchange *run_ask(struct run *run, const struct run_request *request)
{
    struct arena arena = {0};
    struct http_request out = run_build_request(run, request, "preflight", &arena);
    struct http_exchange *exchange = http_client_send(run->client, &out);
    http_headers_clear(&out.headers);
    arena_clear(&arena);
    struct judgement judgement = {0};
    if (request->operation)
        judge_response(&run->options.judge, request->operation, exchange, JUDGE_PROVOKES_429, &judgement);
    run_tally(run, &judgement, (size_t)exchange->number);
    judgement_clear(&judgement);
    return exchange;
}

/* Whatever HTTP itself gives a server may have been provoked: nobody knows how. */
size_t run_take(struct run *run, const struct http_exchange *exchange, const char *operation)
{
    struct judgement judgement = {0};
    size_t number = (size_t)record_number(run->record);
    log_exchange(run, exchange, number, operation);
    judge_response(&run->options.judge, operation, exchange, ~0U, &judgement);
    run_tally(run, &judgement, number);
    judgement_clear(&judgement);
    return number;
}

/* The case's verdict where there is no complete answer. */
void run_report_silence(struct run_exam *exam, const struct http_exchange *exchange, size_t number)
{
    const char *reason = http_exchange_reason(exchange);
    if (exchange->outcome == HTTP_CANCELLED) {
        run_skip(exam, "%s", RUN_WAS_INTERRUPTED);
        return;
    }
    if (http_exchange_class(exchange) == HTTP_ERRORED) {
        run_errored(exam, "%s", reason);
        return;
    }
    struct finding finding = {.aspect = "transport",
                              .title = reason,
                              .expected = "a complete HTTP answer",
                              .found = reason,
                              .exchange = number};
    run_fail(exam, NULL, &finding);
}

bool run_expect_first_try(struct run_exam *exam, const struct http_exchange *exchange, size_t number)
{
    if (!exchange->gateway_retries || exchange->status / 100 == 5)
        return true;
    struct finding finding = {.level = LEVEL_SHOULD,
                              .aspect = "transport",
                              .title = "a gateway failed before the request got through",
                              .expected = "an answer at the first try",
                              .found = arena_format(&exam->arena, "%u answer%s of 502, 503 or 504 before it",
                                                    exchange->gateway_retries,
                                                    exchange->gateway_retries > 1 ? "s" : ""),
                              .exchange = number};
    run_fail(exam, NULL, &finding);
    return false;
}

struct run_answer *run_keep_answer(struct run_exam *exam, struct http_exchange *exchange, size_t number)
{
    struct run_answer *answer = memory_new(sizeof *answer);
    answer->exchange = exchange;
    answer->number = number;
    exam->answers =
        memory_grow(exam->answers, exam->answer_count, &exam->answer_capacity, sizeof *exam->answers);
    return exam->answers[exam->answer_count++] = answer;
}

/* Where nothing is hoped for, the case is errored; where the budget is spent, skipped. */
static bool may_send(struct run_exam *exam, const struct run_request *request, const struct http_request *out)
{
    struct run *run = exam->run;
    size_t spare = request->modest && run->budget.maximum > 1;
    const char *hopeless =
        atomic_load(&run->gave_up) ? run_gave_up(run, operation_at(run, out->method, out->target)) : NULL;
    if (hopeless) {
        run_errored(exam, "%s", hopeless);
        return false;
    }
    if (!request->spends || note_charge(run, exam->row->id, budget_reserve_sparing(&run->budget, spare)))
        return true;
    if (run_is_interrupted(run))
        run_skip(exam, "%s", RUN_WAS_INTERRUPTED);
    else
        run_skip(exam, RUN_BUDGET_IS_SPENT, run->budget.maximum);
    return false;
}

const struct run_answer *run_send(struct run_exam *exam, const struct run_request *request)
{
    struct run *run = exam->run;
    if (run->options.read_only && (request->spends || request->changes)) {
        run_skip(exam, "--read-only: accepted, this request would %s",
                 request->spends ? "start an execution" : "change something");
        return NULL;
    }
    if (run->rehearsal)
        return run_rehearse_send(exam, request);
    const char *name = request->name ? request->name : exam->row->id;
    struct http_request out = run_build_request(run, request, name, &exam->arena);
    struct http_exchange *exchange =
        may_send(exam, request, &out) ? http_client_send(run->client, &out) : NULL;
    http_headers_clear(&out.headers);
    if (!exchange)
        return NULL;
    size_t number = (size_t)exchange->number;
    struct run_answer *answer = run_keep_answer(exam, exchange, number);
    if (request->spends)
        run_settle_charge(run, exam->row->id, exchange);
    enum http_class class = http_exchange_class(exchange);
    if (request->trial && class == HTTP_FAILED)
        return answer;
    if (class != HTTP_COMPLETE) {
        run_report_silence(exam, exchange, number);
        return NULL;
    }
    if (request->operation)
        judge_response(&run->options.judge, request->operation, exchange,
                       request->provoked | JUDGE_PROVOKES_429, &answer->judgement);
    run_tally(run, &answer->judgement, number);
    if (answer->judgement.beyond) {
        run_errored(exam, "%s", answer->judgement.beyond);
        return NULL;
    }
    run_expect_first_try(exam, exchange, number);
    return answer;
}

const struct run_answer *run_answered(const struct run_exam *exam)
{
    return exam->answer_count ? exam->answers[0] : NULL;
}
