#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

const struct run_case *run_case_of(const struct run_exam *exam)
{
    return exam->row;
}

const struct follow_history *run_history(const struct run_exam *exam)
{
    return exam->history;
}

const struct follow_history *run_history_of(const struct run_exam *exam, const char *scenario)
{
    const struct run *run = exam->run;
    size_t index = run_scenario_index(run, scenario);
    const struct follow_history *history = index < run->plan->scenario_count ? run->histories[index] : NULL;
    return history && !history->refused && !history->interrupted ? history : NULL;
}

bool run_has_case(const struct run *run, const char *id)
{
    return map_find(&run->cases, id) != NULL;
}

struct arena *run_arena(struct run_exam *exam)
{
    return &exam->arena;
}

void *run_facts(struct run_exam *exam)
{
    return exam->run->facts;
}

struct run *run_of(struct run_exam *exam)
{
    return exam->run;
}

const struct run_options *run_settings(const struct run *run)
{
    return &run->options;
}

static void say(struct run_exam *exam, enum run_verdict verdict, const char *format, va_list arguments)
{
    if (exam->verdict != RUN_PENDING)
        return;
    exam->verdict = verdict;
    if (vasprintf(&exam->reason, format, arguments) < 0)
        abort();
}

const char *run_trouble(const struct run_exam *exam)
{
    return exam->verdict == RUN_ERRORED ? exam->reason : NULL;
}

void run_skip(struct run_exam *exam, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(exam, RUN_SKIPPED, format, arguments);
    va_end(arguments);
}

void run_take_back(struct run_exam *exam)
{
    if (exam->verdict != RUN_SKIPPED)
        return;
    exam->verdict = RUN_PENDING;
    free(exam->reason);
    exam->reason = NULL;
}

void run_errored(struct run_exam *exam, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(exam, RUN_ERRORED, format, arguments);
    va_end(arguments);
}

/* Where the contract promises what the case examines. */
static struct finding_basis case_basis(struct run_exam *exam)
{
    const struct run_case *row = exam->row;
    const struct judge *judge = &exam->run->options.judge;
    const struct contract_operation *operation =
        row->basis.operation ? contract_operation_by_id(judge->documented, row->basis.operation) : NULL;
    const char *inside = row->basis.pointer ? row->basis.pointer : "";
    const char *pointer = inside[0] == '#' ? inside
                          : operation     ? arena_format(&exam->arena, "%s%s", operation->pointer, inside)
                                          : NULL;
    return judge_basis(judge, pointer, &exam->arena);
}

void run_fail(struct run_exam *exam, const struct run_answer *answer, const struct finding *finding)
{
    struct finding whole = *finding;
    if (!whole.basis.pointer)
        whole.basis = case_basis(exam);
    if (exam->row->level == LEVEL_SHOULD)
        whole.level = LEVEL_SHOULD;
    if (answer && !whole.exchange)
        whole.exchange = answer->number;
    if (!whole.aspect)
        whole.aspect = "expectation";
    finding_emit(&exam->findings, &whole);
    exam->verdict = RUN_FAILED;
}

/* "4xx" stands for its hundred. */
static bool status_matches(int status, const char *word)
{
    if (word[1] == 'x')
        return status / 100 == word[0] - '0';
    return status == atoi(word);
}

bool run_status_among(int status, const char *statuses)
{
    for (const char *at = statuses; *at; at += strcspn(at, " "), at += strspn(at, " "))
        if (status_matches(status, at))
            return true;
    return false;
}

/* "400 or 422" from "400 422". */
const char *run_statuses_in_words(struct arena *arena, const char *statuses)
{
    const char *words = "";
    for (const char *at = statuses; *at; at += strcspn(at, " "), at += strspn(at, " "))
        words = arena_format(arena, "%s%s%.*s", words, *words ? " or " : "", (int)strcspn(at, " "), at);
    return words;
}

/* "GET /{kickoff_id}/status" where the contract has such an operation, else the path that was sent. */
static const char *asked(struct run_exam *exam, const struct http_exchange *exchange)
{
    const char *method = exchange->request.method, *target = exchange->request.target;
    const char *path = arena_copy(&exam->arena, target, strcspn(target, "?#"));
    const struct contract_operation *operation =
        contract_operation_match(exam->run->options.judge.documented, method, path, NULL);
    return arena_format(&exam->arena, "%s %s", method, operation ? operation->path : path);
}

bool run_expect_status(struct run_exam *exam, const struct run_answer *answer, const char *statuses)
{
    if (!answer)
        return false;
    if (http_exchange_class(answer->exchange) != HTTP_COMPLETE) {
        run_report_silence(exam, answer->exchange, answer->number);
        return false;
    }
    int status = answer->exchange->status;
    if (run_status_among(status, statuses))
        return true;
    const char *expected = run_statuses_in_words(&exam->arena, statuses);
    struct finding finding = {
        .aspect = "status",
        .title = arena_format(&exam->arena, "%s was answered %d instead of %s", asked(exam, answer->exchange),
                              status, expected),
        .expected = arena_format(&exam->arena, "status %s", expected),
        .found = arena_format(&exam->arena, "status %d", status)};
    run_fail(exam, answer, &finding);
    return false;
}
