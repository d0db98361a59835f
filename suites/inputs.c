/* GET /inputs: what the crew asks for. */
#include <stdlib.h>
#include <string.h>

#include "suites/suites.h"

static void examine_listed(struct run_exam *exam, const void *data)
{
    (void)data;
    run_expect_status(exam, run_send(exam, &(struct run_request){.operation = CREW_INPUTS}), "200");
}

static char *sorted_names(struct json_object *body)
{
    struct json_object *list = json_member_array(body, "inputs");
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    size_t count = list ? json_object_array_length(list) : 0;
    for (size_t i = 0; i < count; i++) {
        json_write(&text, json_object_array_get_idx(list, i), JSON_CANONICAL);
        buffer_char(&text, ' ');
    }
    return buffer_take(&text, NULL);
}

/* The order is free; the names are not. */
static bool same_names(struct json_object *a, struct json_object *b)
{
    struct json_object *one = json_member_array(a, "inputs"), *other = json_member_array(b, "inputs");
    size_t count = one ? json_object_array_length(one) : 0;
    if (count != (other ? json_object_array_length(other) : 0))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t j = 0; j < count && !found; j++)
            found = json_equal(json_object_array_get_idx(one, i), json_object_array_get_idx(other, j));
        if (!found)
            return false;
    }
    return true;
}

/* Does the answer name what the first one names? Where nothing can be compared, the case is skipped. */
static bool is_same(struct run_exam *exam, const struct run_answer *first, const struct run_answer *later)
{
    if (first->exchange->status != 200 || later->exchange->status != 200) {
        run_skip(exam, "GET /inputs was not answered 200, so that nothing can be compared");
        return false;
    }
    if (!first->judgement.body || !later->judgement.body) {
        run_skip(exam, "an answer was no JSON, so that nothing can be compared");
        return false;
    }
    struct json_object *one = json_document_root(first->judgement.body),
                       *other = json_document_root(later->judgement.body);
    if (same_names(one, other))
        return true;
    char *before = sorted_names(one), *after = sorted_names(other);
    run_fail(exam, later,
             &(struct finding){.title = "GET /inputs names other inputs when it is asked again",
                               .expected = before,
                               .found = after,
                               .body_pointer = "/inputs"});
    free(before);
    free(after);
    return false;
}

/* Replicas that take turns answer in step with whoever else asks: twice may well be the same one. */
static void examine_stable(struct run_exam *exam, const void *data)
{
    enum { TIMES = 6 };
    (void)data;
    const struct run_answer *first = run_send(exam, &(struct run_request){.operation = CREW_INPUTS}),
                            *later = first;
    for (int i = 1; i < TIMES && later; i++) {
        later = run_send(exam, &(struct run_request){.operation = CREW_INPUTS});
        if (later && !is_same(exam, first, later))
            return;
    }
}

static const struct run_case rows[] = {
    {.suite = "inputs",
     .id = "inputs.accept.get",
     .title = "GET /inputs answers 200",
     .level = LEVEL_MUST,
     .basis = {CREW_INPUTS, "/responses/200"},
     .examine = examine_listed},
    {.suite = "inputs",
     .id = "inputs.answers.200.stable",
     .title = "GET /inputs names the same inputs each time it is asked",
     .level = LEVEL_MUST,
     .basis = {CREW_INPUTS, "/responses/200"},
     .examine = examine_stable},
};

void suite_inputs(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}
