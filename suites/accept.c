/* Valid requests are taken: of each operation that is no crew's, a plain one, and odd but valid values, which ride together. A
 * case reads its verdict from the request that carried its value. */
#include <string.h>

#include "suites/acceptance.h"
#include "suites/odd_cases.h"

/* Why nothing can be said. */
static void skip_undecided(struct run_exam *exam, const struct acceptance *acceptance)
{
    const struct run *run = run_of(exam);
    const struct run_options *settings = run_settings(run);
    if (settings->read_only && suites_changes_something(acceptance->operation))
        run_skip(exam, "--read-only: accepted, this request would change something");
    else if (run_is_interrupted(run))
        run_skip(exam, "interrupted before it was examined");
    else if (acceptance->trouble)
        run_errored(exam, "%s", acceptance->trouble);
    else
        run_skip(
            exam,
            "the part of the budget of %zu executions that falls to this operation is spent (--max-executions)",
            settings->maximum_executions);
}

/* What a case is about: an operation, in a media type of its body (NULL: the first). */
struct subject {
    const struct contract_operation *operation;
    const struct contract_media *media;
};

static const struct acceptance *find(struct run_exam *exam, const struct subject *subject)
{
    return acceptance_find(exam, subject->operation, subject->media);
}

/* ---- The plain request ---- */

static void report(struct run_exam *exam, const struct acceptance *acceptance,
                   const struct odd_verdict *plain, const char *what, const char *note)
{
    const struct contract_operation *operation = acceptance->operation;
    struct arena *arena = run_arena(exam);
    run_fail(exam, NULL,
             &(struct finding){.level = plain->outcome == ODD_CRASHED ? LEVEL_MUST : LEVEL_SHOULD,
                               .aspect = "status",
                               .title = arena_format(arena, "a valid request to %s %s %s", operation->method,
                                                     operation->path, what),
                               .expected = "a valid request is taken",
                               .found = plain->silence ? plain->silence
                                                       : arena_format(arena, "status %d", plain->status),
                               .note = note,
                               .exchange = plain->exchange});
}

static void examine_plain(struct run_exam *exam, const void *data)
{
    const struct acceptance *acceptance = find(exam, data);
    const struct odd_verdict *plain = &acceptance->plain;
    int status = plain->status;
    if (plain->outcome == ODD_UNDECIDED)
        skip_undecided(exam, acceptance);
    else if (plain->outcome == ODD_CRASHED)
        report(exam, acceptance, plain, "makes the deployment fail", NULL);
    else if (plain->outcome == ODD_REFUSED && acceptance->documented)
        report(exam, acceptance, plain, "is refused",
               "nothing in it is made up: its values are the contract's own");
    else if (plain->outcome == ODD_REFUSED)
        run_skip(
            exam,
            "it was answered %d: what was made up may break a rule of which the contract does not speak (give examples in the contract)",
            status);
    else if (status == 401 || status == 403)
        run_skip(exam, "it was answered %d: whoever has this token is not let in (CREWCHECK_TOKEN)", status);
    else if (status / 100 == 4)
        run_skip(
            exam,
            "it was answered %d, which proves nothing: it names what was made up (give examples in the contract)",
            status);
}

/* ---- Odd values ---- */

static bool any_was_tried(const struct acceptance *acceptance)
{
    bool any = false;
    for (size_t i = 0; i < acceptance->items.count; i++)
        any = any || acceptance->verdicts[i].outcome != ODD_UNDECIDED;
    return any;
}

/* A failure that no value is known to have caused by itself. */
static void examine_group(struct run_exam *exam, const void *data)
{
    const struct acceptance *acceptance = find(exam, data);
    if (acceptance->crashed.outcome == ODD_CRASHED)
        report(exam, acceptance, &acceptance->crashed, "with odd values makes the deployment fail",
               *acceptance->suspects
                   ? arena_format(run_arena(exam), "the budget did not reach to say which of these it is: %s",
                                  acceptance->suspects)
                   : "no value is at fault by itself");
    else if (!any_was_tried(acceptance))
        skip_undecided(exam, acceptance);
}

static const struct odd_verdict *verdict_of(const struct acceptance *acceptance, const char *id,
                                            const struct odd_item **item)
{
    for (size_t i = 0; i < acceptance->items.count; i++)
        if (strcmp(acceptance->items.items[i].id, id) == 0) {
            *item = &acceptance->items.items[i];
            return &acceptance->verdicts[i];
        }
    return NULL;
}

/* What names nothing is a right answer to an odd name. */
static bool proves_something(const struct odd_item *item, int status)
{
    bool names = item->parameter && item->parameter->in == CONTRACT_IN_PATH;
    return status / 100 != 4 || (names && (status == 404 || status == 410));
}

static void examine_odd(struct run_exam *exam, const void *data)
{
    const struct acceptance *acceptance = find(exam, data);
    const struct odd_item *item = NULL;
    const struct odd_verdict *verdict = verdict_of(acceptance, run_case_of(exam)->id, &item);
    if (!verdict || verdict->outcome == ODD_UNDECIDED)
        skip_undecided(exam, acceptance);
    else if (verdict->outcome == ODD_REFUSED || verdict->outcome == ODD_CRASHED)
        odd_report(exam, item, verdict);
    else if (!verdict->status)
        run_skip(exam, "a valid request brings no complete answer without it too");
    else if (acceptance->plain.outcome != ODD_TAKEN && verdict->status / 100 != 2)
        run_skip(exam, "a valid request is answered %d without it too", acceptance->plain.status);
    else if (!proves_something(item, verdict->status))
        run_skip(exam, "it was answered %d, which proves nothing of this value", verdict->status);
}

/* ---- Plan ---- */

static struct run_case row_of(struct run_plan *plan, const struct crew *crew, const struct subject *subject)
{
    struct run_case row = {.suite = suites_of_operation(&plan->arena, subject->operation),
                           .level = LEVEL_MUST,
                           .basis = {subject->operation->id, ""},
                           .cost = suites_cost(crew->judge.documented, subject->operation),
                           .data = subject};
    if (row.cost == RUN_REFUSED)
        row.cost = RUN_STARTS;
    return row;
}

/* " as its application/xml body", or "". */
static const char *as_body(struct arena *arena, const struct subject *subject)
{
    const char *root = request_body_root(arena, subject->operation, subject->media);
    return root ? arena_format(arena, " with %s", request_place_words(arena, root)) : "";
}

/* A row that is never examined tells it: nothing of the operation turns green unseen. */
static void examine_unmade(struct run_exam *exam, const void *data)
{
    run_skip(exam, "no valid request can be made, so that %s", (const char *)data);
}

/* Why no valid request can be made and what follows from that, or NULL where one can. */
static const char *why_unmade(struct arena *arena, const struct crew *crew, const struct subject *subject)
{
    struct request request = {0};
    struct error error = {0};
    const struct contract_operation *operation = subject->operation;
    const char *unwritten = subject->media ? request_unwritten(operation, subject->media) : NULL;
    bool made = unwritten || request_make_as(&request, crew, operation, subject->media, 0, &error);
    bool writable = !operation->body || !operation->body->required || request_first_media(operation);
    request_clear(&request);
    if (unwritten)
        return arena_format(arena, "such bodies are not examined: %s", unwritten);
    return made ? NULL
                : arena_format(arena, "%s not examined: %s%s",
                               subject->media ? "such bodies are" : "the operation is", error.text,
                               writable ? " (give examples in the contract)" : "");
}

static void add_plain(struct run_plan *plan, const struct crew *crew, const struct subject *subject)
{
    const char *unmade = why_unmade(&plan->arena, crew, subject);
    const struct contract_operation *operation = subject->operation;
    struct run_case row = row_of(plan, crew, subject);
    row.id = acceptance_id(&plan->arena, operation, subject->media, "request");
    row.title = arena_format(&plan->arena, "%s %s takes a valid request%s", operation->method,
                             operation->path, as_body(&plan->arena, subject));
    if (subject->media)
        row.basis = suites_basis(operation, subject->media->pointer);
    row.examine = unmade ? examine_unmade : examine_plain;
    row.data = unmade ? (const void *)unmade : row.data;
    run_plan_add(plan, &row);
}

static void add_group(struct run_plan *plan, const struct crew *crew, const struct subject *subject)
{
    struct run_case row = row_of(plan, crew, subject);
    row.id = acceptance_id(&plan->arena, subject->operation, subject->media, "odd-values");
    row.title =
        arena_format(&plan->arena, "%s %s takes odd but valid values together%s", subject->operation->method,
                     subject->operation->path, as_body(&plan->arena, subject));
    row.examine = examine_group;
    run_plan_add(plan, &row);
}

static void add_item(struct run_plan *plan, const struct crew *crew, const struct subject *subject,
                     const struct odd_item *item)
{
    const struct contract_operation *operation = subject->operation;
    struct arena *arena = &plan->arena;
    struct run_case row = row_of(plan, crew, subject);
    row.id = arena_string(arena, item->id);
    row.title = arena_format(arena, "%s %s takes %s in %s", operation->method, operation->path, item->title,
                             request_place_words(arena, arena_string(arena, item->place)));
    row.basis = item->parameter ? suites_basis(operation, item->parameter->pointer)
                                : (struct run_basis){operation->id, "/requestBody"};
    row.examine = examine_odd;
    run_plan_add(plan, &row);
}

static void add_odd(struct run_plan *plan, const struct crew *crew, const struct subject *subject)
{
    struct odd_items items = {0};
    struct request request = {0};
    bool written = !subject->media || !request_unwritten(subject->operation, subject->media);
    if (written && acceptance_request(crew, subject->operation, subject->media, &request))
        odd_items_of_request(&items, &request);
    if (items.count)
        add_group(plan, crew, subject);
    for (size_t i = 0; i < items.count; i++)
        add_item(plan, crew, subject, &items.items[i]);
    odd_items_clear(&items);
    request_clear(&request);
}

/* An operation in the first media type of its body, then in the others; where none of them can be written and a body is
 * needed, the first row tells it. */
static void add_operation(struct run_plan *plan, const struct crew *crew,
                          const struct contract_operation *operation,
                          void (*add)(struct run_plan *, const struct crew *, const struct subject *))
{
    const struct contract_media *media = NULL;
    bool unwritable = operation->body && operation->body->required && !request_first_media(operation);
    do {
        struct subject *subject = arena_new(&plan->arena, sizeof *subject);
        *subject = (struct subject){operation, media};
        add(plan, crew, subject);
        media = request_next_media(operation, media);
    } while (media && !unwritable);
}

/* The plain requests of all operations come first, so that workers need not wait for each other. */
void suite_accept(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++)
        if (!crew_is_operation(contract, &contract->operations[i]))
            add_operation(plan, crew, &contract->operations[i], add_plain);
    for (size_t i = 0; i < contract->operation_count; i++)
        if (!crew_is_operation(contract, &contract->operations[i]))
            add_operation(plan, crew, &contract->operations[i], add_odd);
}
