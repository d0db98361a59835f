#include <criterion/criterion.h>
#include <stdlib.h>

#include "judge/call.h"

/* ---- Contracts and exchanges ---- */

static struct contract *binding, *documented;
static struct judge judge;

static struct contract *load(const char *document, const char *const *overlays, size_t count,
                             enum contract_level level)
{
    struct error error = {0};
    struct contract *contract = contract_load(
        &(struct contract_request){
            .document = document, .overlays = overlays, .overlay_count = count, .level = level},
        &error);
    cr_assert(contract, "%s", error.text);
    return contract;
}

static void load_both(const char *document, const char *const *overlays, size_t count)
{
    binding = load(document, overlays, count, CONTRACT_BINDING);
    documented = load(document, overlays, count, CONTRACT_DOCUMENTED);
    judge = (struct judge){binding, documented};
}

static void load_jobs(void)
{
    load_both(TEST_DATA "/data/jobs.yaml", NULL, 0);
}

static void load_amp(void)
{
    static const char *const overlays[] = {TEST_ROOT "/spec/overlays/promises.yaml",
                                           TEST_ROOT "/spec/overlays/callbacks.yaml"};
    load_both(TEST_ROOT "/spec/crewai-amp-2025-10.yaml", overlays, 2);
}

static void unload(void)
{
    contract_free(binding);
    contract_free(documented);
}

static struct http_exchange *exchange_new(const char *target, const char *body, const char *answer)
{
    struct http_exchange *exchange = http_exchange_new(
        &(struct http_request){.method = "POST", .target = target, .body = body, .length = strlen(body)});
    free(exchange->url);
    exchange->url = string_format("http://127.0.0.1:9%s", target);
    exchange->status = 202;
    http_exchange_set_body(exchange, answer, strlen(answer));
    return exchange;
}

static struct http_exchange *job_new(void)
{
    return exchange_new("/jobs/big?progress=http%3A%2F%2Fhere.example%2Fp",
                        "{\"done\": \"http://here.example/d\"}", "{\"hook\": \"http://here.example/h\"}");
}

/* Judges a call that a request for the operation of that id provoked. */
static void hear(const char *operation, struct http_exchange *exchange, const struct judge_call *call,
                 const char *const *occasions, struct call_judgement *judgement)
{
    const struct http_request *request = &exchange->request;
    struct json_document *asked = json_read("request", request->body, request->length, NULL, NULL);
    const struct judge_cause cause = {contract_operation_by_id(judge.documented, operation), exchange,
                                      json_document_root(asked)};
    judge_call(&judge, &cause, call, occasions, judgement);
    json_document_free(asked);
}

/* The only finding's title of each aspect, "-" where it was not examined, "" where it was and all is well. */
static void expect(const char *operation, struct http_exchange *exchange, const char *method, const char *url,
                   const char *type, const char *body, const char *const *occasions,
                   const char *const expected[JUDGE_CALL_ASPECTS])
{
    struct http_headers headers = {0};
    struct call_judgement judgement;
    if (type)
        http_headers_add(&headers, "Content-Type", type);
    struct judge_call call = {.method = method,
                              .url = url,
                              .headers = &headers,
                              .body = body,
                              .length = strlen(body),
                              .whole = true};
    hear(operation, exchange, &call, occasions, &judgement);
    for (enum judge_call_aspect aspect = 0; aspect < JUDGE_CALL_ASPECTS; aspect++) {
        const struct finding_list *list = &judgement.findings[aspect];
        const char *found = list->count ? list->items[0].title : judgement.examined[aspect] ? "" : "-";
        cr_assert_leq(list->count, 1, "%s: %s, and more", judge_call_word(aspect), found);
        cr_assert_str_eq(found, expected[aspect], "%s: %s", judge_call_word(aspect), found);
    }
    call_judgement_clear(&judgement);
    http_headers_clear(&headers);
    http_exchange_free(exchange);
}

#define ASPECTS(...)                                                                                         \
    (const char *const[])                                                                                    \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

/* ---- Which callback ---- */

static void expect_callback(const char *url, const char *name)
{
    struct http_exchange *exchange = job_new();
    const struct http_request *request = &exchange->request;
    struct json_document *asked = json_read("request", request->body, request->length, NULL, NULL);
    const struct judge_cause cause = {contract_operation_by_id(documented, "startJob"), exchange,
                                      json_document_root(asked)};
    const struct contract_callback *found = judge_callback_find(&cause, url);
    cr_assert_str_eq(found ? found->name : "(none)", name, "%s", url);
    json_document_free(asked);
    http_exchange_free(exchange);
}

Test(call, is_matched_to_the_callback_whose_expression_it_came_through, .init = load_jobs, .fini = unload)
{
    expect_callback("http://here.example/d", "finished");
    expect_callback("http://here.example/p/big", "progress");
    expect_callback("http://here.example/h", "hooked");
    expect_callback("http://here.example/h?from=POST", "hooked");
    expect_callback("http://here.example/p/small", "(none)");
    expect_callback("http://here.example/dd", "(none)");
    expect_callback("http://here.example/", "(none)");
}

/* ---- What is wrong with it ---- */

Test(call, that_keeps_its_callback, .init = load_jobs, .fini = unload)
{
    expect("startJob", job_new(), "POST", "http://here.example/d", "application/json; charset=utf-8",
           "{\"job\": 7}", NULL, ASPECTS("", "", "", ""));
    expect("startJob", job_new(), "PUT", "http://here.example/p/big", "text/plain", "half", NULL,
           ASPECTS("", "", "-", "-"));
    expect("startJob", job_new(), "GET", "http://here.example/h", NULL, "", NULL, ASPECTS("", "-", "-", "-"));
}

Test(call, to_a_url_that_no_callback_has, .init = load_jobs, .fini = unload)
{
    expect("startJob", job_new(), "POST", "http://here.example/other", "text/plain", "x", NULL,
           ASPECTS("-", "-", "-", "-"));
}

Test(call, by_another_method, .init = load_jobs, .fini = unload)
{
    expect("startJob", job_new(), "PUT", "http://here.example/d", "application/json", "{\"job\": 7}", NULL,
           ASPECTS("the callback finished came by PUT instead of POST", "", "", ""));
}

Test(call, of_another_media_type, .init = load_jobs, .fini = unload)
{
    expect("startJob", job_new(), "POST", "http://here.example/d", "text/plain", "{\"job\": 7}", NULL,
           ASPECTS("", "the callback has another media type than the contract documents", "-", "-"));
    expect("startJob", job_new(), "POST", "http://here.example/d", NULL, "{\"job\": \"7\"}", NULL,
           ASPECTS("", "the callback does not say the media type of its body", "",
                   "/job: expected an integer, found the string \"7\""));
}

Test(call, that_is_no_json, .init = load_jobs, .fini = unload)
{
    expect("startJob", job_new(), "POST", "http://here.example/d", "application/json", "{\"job\": NaN}", NULL,
           ASPECTS("", "", "the callback's body is not JSON", "-"));
    expect("startJob", job_new(), "POST", "http://here.example/d", "application/json", "", NULL,
           ASPECTS("", "", "the callback's body is not JSON", "-"));
}

Test(call, that_was_cut_off_is_judged_by_its_method_alone, .init = load_jobs, .fini = unload)
{
    struct http_headers headers = {0};
    struct http_exchange *exchange = job_new();
    struct call_judgement judgement;
    struct judge_call call = {
        .method = "POST", .url = "http://here.example/d", .headers = &headers, .body = "{"};
    hear("startJob", exchange, &call, NULL, &judgement);
    cr_assert(judgement.examined[JUDGE_CALL_METHOD]);
    cr_assert_not(judgement.examined[JUDGE_CALL_MEDIA_TYPE]);
    call_judgement_clear(&judgement);
    http_exchange_free(exchange);
}

/* ---- The levels and occasions of the shipped contract ---- */

static struct http_exchange *kickoff_new(void)
{
    return exchange_new("/kickoff", "{\"crewWebhookUrl\": \"http://here.example/c\"}",
                        "{\"kickoff_id\": \"3f0e7c52-9a41-4d7b-8c66-1b2f5d90e8a4\"}");
}

static void count_levels(const char *body, const char *const *occasions, size_t must, size_t should)
{
    struct http_headers headers = {0};
    struct http_exchange *exchange = kickoff_new();
    struct call_judgement judgement;
    size_t found[2] = {0, 0};
    http_headers_add(&headers, "Content-Type", "application/json");
    struct judge_call call = {.method = "POST",
                              .url = "http://here.example/c",
                              .headers = &headers,
                              .body = body,
                              .length = strlen(body),
                              .whole = true};
    hear("startCrewExecution", exchange, &call, occasions, &judgement);
    cr_assert_str_eq(judgement.callback->name, "crewWebhookUrl");
    cr_assert_str_eq(judgement.operation->id, "receiveCrewCallback");
    for (size_t i = 0; i < judgement.findings[JUDGE_CALL_SCHEMA].count; i++)
        found[judgement.findings[JUDGE_CALL_SCHEMA].items[i].level]++;
    cr_assert_eq(found[LEVEL_MUST], must, "%s: %zu must", body, found[LEVEL_MUST]);
    cr_assert_eq(found[LEVEL_SHOULD], should, "%s: %zu should", body, found[LEVEL_SHOULD]);
    call_judgement_clear(&judgement);
    http_headers_clear(&headers);
    http_exchange_free(exchange);
}

#define ID "\"kickoff_id\": \"3f0e7c52-9a41-4d7b-8c66-1b2f5d90e8a4\""
#define ALL                                                                                                  \
    ID ", \"result\": \"done\", \"result_json\": null, \"token_usage\": "                                    \
       "{\"total_tokens\": 3, \"prompt_tokens\": 2, \"completion_tokens\": 1}"

Test(call, is_judged_on_two_levels, .init = load_amp, .fini = unload)
{
    static const char *const with_meta[] = {"meta-given", NULL};
    count_levels("{" ALL "}", NULL, 0, 0);
    count_levels("{" ALL "}", with_meta, 1, 0);
    count_levels("{" ALL ", \"meta\": {}}", with_meta, 0, 0);
    count_levels("{" ALL ", \"meta\": null}", with_meta, 1, 0);
    count_levels("{" ALL ", \"meta\": null}", NULL, 0, 0);
    count_levels("{" ID ", \"result\": \"done\"}", NULL, 0, 2);
    count_levels("{" ID "}", NULL, 1, 2);
    count_levels("{\"result\": \"done\", \"kickoff_id\": 7}", NULL, 1, 2);
}
