#include "suites/traffic.h"

#include <stdlib.h>
#include <string.h>

#include "judge/request.h"
#include "suites/suites.h"

/* ---- Matching ---- */

/* What stands below the base URL, without query and fragment; NULL where the URL is none below it. */
static char *path_below(const char *url, const char *base)
{
    const char *scheme = strstr(url, "://");
    const char *start = scheme ? scheme + 3 + strcspn(scheme + 3, "/?#") : url;
    if (base) {
        size_t length = strlen(base);
        while (length && base[length - 1] == '/')
            length--;
        if (strncmp(url, base, length) != 0 || (url[length] && !strchr("/?#", url[length])))
            return NULL;
        start = url + length;
    }
    size_t length = strcspn(start, "?#");
    return length ? memory_copy(start, length) : string_copy("/");
}

bool traffic_take(struct traffic *traffic, const struct contract *contract, const char *base,
                  struct http_exchange *exchange)
{
    char *path = path_below(exchange->url, base);
    const struct contract_operation *operation =
        path ? contract_operation_match(contract, exchange->request.method, path, NULL) : NULL;
    if (!operation) {
        free(path);
        http_exchange_free(exchange);
        return false;
    }
    traffic->items = memory_grow(traffic->items, traffic->count, &traffic->capacity, sizeof *traffic->items);
    traffic->items[traffic->count++] = (struct traffic_item){exchange, operation, path, 0};
    return true;
}

void traffic_clear(struct traffic *traffic)
{
    for (size_t i = 0; i < traffic->count; i++) {
        http_exchange_free(traffic->items[i].exchange);
        free(traffic->items[i].path);
    }
    free(traffic->items);
    *traffic = (struct traffic){0};
}

void traffic_record(struct traffic *traffic, struct run *run)
{
    for (size_t i = 0; i < traffic->count; i++)
        traffic->items[i].number = run_take(run, traffic->items[i].exchange, traffic->items[i].operation->id);
}

/* ---- Requests ---- */

static void judge_item(struct run_exam *exam, const struct traffic_item *item)
{
    struct finding_list findings = {0};
    judge_request(&run_settings(run_of(exam))->judge, item->operation, item->path, item->exchange, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        struct finding finding = findings.items[i];
        finding.exchange = item->number;
        if (item->exchange->status / 100 == 2 && !finding.note)
            finding.note = "the request was accepted all the same";
        run_fail(exam, NULL, &finding);
    }
    finding_list_clear(&findings);
}

static void examine_requests(struct run_exam *exam, const void *data)
{
    const struct traffic *traffic = run_facts(exam);
    const struct contract_operation *operation = data;
    size_t seen = 0;
    for (size_t i = 0; i < traffic->count; i++)
        if (traffic->items[i].operation == operation) {
            judge_item(exam, &traffic->items[i]);
            seen++;
        }
    if (!seen)
        run_skip(exam, "no request of this kind was seen");
}

static void add_requests(struct run_plan *plan, const struct contract_operation *operation)
{
    const char *suite = suites_of_operation(&plan->arena, operation);
    struct run_case row = {.suite = suite,
                           .id = arena_format(&plan->arena, "%s.requests.valid", suite),
                           .title = arena_format(&plan->arena, "every request of %s %s keeps the contract",
                                                 operation->method, operation->path),
                           .level = LEVEL_MUST,
                           .basis = {operation->id, ""},
                           .examine = examine_requests,
                           .data = operation};
    run_plan_add(plan, &row);
}

void traffic_plan(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++)
        add_requests(plan, &contract->operations[i]);
    suite_answers(plan, crew);
}
