#include "suites/acceptance.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "contract/styles.h"
#include "schema/model.h"
#include "suites/form.h"
#include "suites/suites.h"

/* Of one operation and media type in one run. */
struct trials {
    struct acceptance found;
    const struct run *run;
    pthread_mutex_t lock; /* held while it is tried */
    bool done;
    struct arena arena;
    struct trials *next;
};

struct acceptances {
    pthread_mutex_t lock; /* guards the list */
    struct trials *first;
};

struct acceptances *acceptances_new(void)
{
    struct acceptances *acceptances = memory_new(sizeof *acceptances);
    pthread_mutex_init(&acceptances->lock, NULL);
    return acceptances;
}

void acceptances_free(struct acceptances *acceptances)
{
    struct trials *next = NULL;
    for (struct trials *trials = acceptances ? acceptances->first : NULL; trials; trials = next) {
        next = trials->next;
        odd_items_clear(&trials->found.items);
        arena_clear(&trials->arena);
        pthread_mutex_destroy(&trials->lock);
        free(trials);
    }
    if (acceptances)
        pthread_mutex_destroy(&acceptances->lock);
    free(acceptances);
}

/* ---- Requests ---- */

bool acceptance_request(const struct crew *crew, const struct contract_operation *operation,
                        const struct contract_media *media, struct request *request)
{
    struct error ignored = {0};
    bool made = request_make_as(request, crew, operation, media, 0, &ignored);
    if (made && suites_changes_what_exists(operation))
        request_name_unknown(request, crew);
    return made;
}

static bool is_listed(const struct schema *schema, const struct json_object *value)
{
    return json_is(value, json_type_boolean) || (schema && schema->enumeration);
}

static bool is_example(const struct contract_example *examples, size_t count, const struct json_object *value)
{
    return count && json_equal(examples[0].value, value);
}

/* Does the contract leave no doubt how it travels? */
static bool is_spelled_clearly(const struct request_part *part)
{
    struct buffer text;
    bool escaped = part->parameter->in != CONTRACT_IN_HEADER;
    if (part->left_out || !contract_style_is_compound(part->parameter))
        return true;
    buffer_init(&text, BUFFER_UNBOUNDED);
    request_serialise(part, &text);
    bool clear = contract_style_judge(part->parameter, buffer_string(&text), escaped) == CONTRACT_READ_VALID;
    buffer_clear(&text);
    return clear;
}

static bool is_clear_body(const struct request *request)
{
    if (!request->other_media || !request_is_form(request->other_media))
        return true;
    struct json_object *part = form_clear_part(request->other_media, request->other_body);
    bool clear = json_equal(part, request->other_body);
    json_object_put(part);
    return clear;
}

/* Is nothing in it made up? */
static bool is_documented(const struct request *request)
{
    const struct contract_media *media = request_media(request);
    const struct json_object *body = request->other_media ? request->other_body : request->body;
    bool documented =
        !body || (is_clear_body(request) && is_example(media->examples, media->example_count, body));
    for (size_t i = 0; i < request->part_count && documented; i++) {
        const struct request_part *part = &request->parts[i];
        const struct contract_parameter *parameter = part->parameter;
        documented = is_spelled_clearly(part) &&
                     (part->left_out || is_listed(parameter->schema, part->value) ||
                      is_example(parameter->examples, parameter->example_count, part->value));
    }
    return documented;
}

/* ---- One request ---- */

struct trial {
    struct run_exam *exam;
    struct trials *trials;
    const size_t *members;     /* of the group that is being split */
    bool *alone;               /* beside them: it was sent alone */
    bool charged, all;         /* all values are examined, not those alone that have been selected */
    size_t accepted, allotted; /* of what is charged */
};

static bool is_documented_status(const struct contract_operation *operation, int status)
{
    const struct contract_response *response = contract_response_find(operation, status);
    return response && atoi(response->status) == status;
}

/* A refusal is what says that the request itself is wrong; whatever else is answered may be the truth about something that
 * was made up. */
static enum odd_outcome outcome_of(const struct contract_operation *operation, int status)
{
    static const int refusals[] = {400, 405, 406, 411, 413, 415, 422};
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (status == refusals[i])
            return ODD_REFUSED;
    bool unable = (status == 501 || status == 503) && is_documented_status(operation, status);
    return status / 100 == 5 && !unable ? ODD_CRASHED : ODD_TAKEN;
}

static struct odd_verdict verdict_of(struct trial *trial, const struct run_answer *answer)
{
    struct trials *trials = trial->trials;
    if (!answer) {
        trials->found.trouble = arena_string(&trials->arena, run_trouble(trial->exam));
        return (struct odd_verdict){.outcome = ODD_UNDECIDED};
    }
    bool complete = http_exchange_class(answer->exchange) == HTTP_COMPLETE;
    int status = complete ? answer->exchange->status : 0;
    trial->accepted += trial->charged && status / 100 != 4;
    return (struct odd_verdict){
        .outcome = complete ? outcome_of(trials->found.operation, status) : ODD_CRASHED,
        .status = status,
        .silence = complete ? NULL : arena_string(&trials->arena, http_exchange_reason(answer->exchange)),
        .exchange = answer->number};
}

/* Sends a valid request with these items. */
static struct odd_verdict send(struct trial *trial, const size_t *members, size_t count)
{
    const struct crew *crew = run_facts(trial->exam);
    const struct acceptance *found = &trial->trials->found;
    struct request request = {0};
    struct odd_verdict verdict = {.outcome = ODD_UNDECIDED};
    if (trial->accepted < trial->allotted &&
        acceptance_request(crew, found->operation, found->media, &request)) {
        for (size_t i = 0; i < count; i++)
            odd_ride(&request, &found->items.items[members[i]]);
        struct run_request written = request_write(&request, run_arena(trial->exam));
        written.spends = written.modest = trial->charged;
        written.trial = true;
        written.changes = suites_changes_something(found->operation);
        verdict = verdict_of(trial, run_send(trial->exam, &written));
    }
    request_clear(&request);
    return verdict;
}

/* What is answered like the plain request says nothing of what is odd. */
static struct odd_verdict compared(const struct acceptance *found, struct odd_verdict verdict)
{
    if (found->plain.outcome == ODD_UNDECIDED && verdict.outcome != ODD_TAKEN)
        verdict.outcome = ODD_UNDECIDED;
    else if (verdict.outcome == found->plain.outcome)
        verdict.outcome = ODD_TAKEN;
    return verdict;
}

/* ---- Groups ---- */

const char *acceptance_id(struct arena *arena, const struct contract_operation *operation,
                          const struct contract_media *media, const char *rule)
{
    const char *root = request_body_root(arena, operation, media);
    return arena_format(arena, "%s.accept.%s%s%s", suites_of_operation(arena, operation), root ? root : "",
                        root ? "." : "", rule);
}

/* The members that are examined in this run. */
static size_t gather(const struct trial *trial, size_t group, size_t *members)
{
    const struct odd_items *items = &trial->trials->found.items;
    const struct run *run = run_of(trial->exam);
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++)
        if (items->items[i].group == group && (trial->all || run_has_case(run, items->items[i].id)))
            members[count++] = i;
    return count;
}

static size_t count_groups(const struct odd_items *items)
{
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++)
        count = items->items[i].group >= count ? items->items[i].group + 1 : count;
    return count;
}

static struct odd_verdict try_part(void *context, const size_t *members, size_t count)
{
    struct trial *trial = context;
    size_t *mapped = memory_new((count + 1) * sizeof *mapped);
    for (size_t i = 0; i < count; i++)
        mapped[i] = trial->members[members[i]];
    struct odd_verdict verdict = compared(&trial->trials->found, send(trial, mapped, count));
    if (count == 1 && verdict.outcome != ODD_UNDECIDED)
        trial->alone[members[0]] = true;
    free(mapped);
    return verdict;
}

static bool is_bad(const struct odd_verdict *verdict)
{
    return verdict->outcome == ODD_REFUSED || verdict->outcome == ODD_CRASHED;
}

/* Where no value of the group is at fault by itself, as far as they were tried. */
static void note_crash(struct trial *trial, const size_t *members, size_t count, struct odd_verdict group)
{
    struct acceptance *found = &trial->trials->found;
    const char *suspects = "";
    for (size_t i = 0; i < count; i++) {
        const struct odd_verdict *verdict = &found->verdicts[members[i]];
        if (is_bad(verdict))
            return;
        if (verdict->outcome == ODD_UNDECIDED)
            suspects = arena_format(&trial->trials->arena, "%s%s%s", suspects, *suspects ? ", " : "",
                                    found->items.items[members[i]].rule);
    }
    found->crashed = group;
    found->suspects = suspects;
}

/* A value is at fault where it is refused alone: parameters may well exclude each other. */
static void split(struct trial *trial, const size_t *members, size_t count, struct odd_verdict group)
{
    struct odd_verdict *parts = memory_new((count + 1) * sizeof *parts);
    trial->members = members;
    trial->alone = memory_new((count + 1) * sizeof *trial->alone);
    odd_split(count, group, try_part, trial, parts);
    for (size_t i = 0; i < count; i++) {
        if (is_bad(&parts[i]) && count > 1 && !trial->alone[i])
            parts[i].outcome = ODD_UNDECIDED;
        trial->trials->found.verdicts[members[i]] = parts[i];
    }
    if (group.outcome == ODD_CRASHED)
        note_crash(trial, members, count, group);
    free(trial->alone);
    free(parts);
}

static void try_groups(struct trial *trial, size_t groups, size_t *members)
{
    struct acceptance *found = &trial->trials->found;
    for (size_t group = 0; group < groups; group++) {
        size_t count = gather(trial, group, members);
        struct odd_verdict verdict = {.outcome = ODD_UNDECIDED};
        if (count)
            verdict = send(trial, members, count);
        for (size_t i = 0; i < count; i++)
            found->verdicts[members[i]] = verdict;
        if (verdict.status / 100 == 2)
            found->plain = verdict;
    }
}

static void settle_groups(struct trial *trial, size_t groups, size_t *members)
{
    struct acceptance *found = &trial->trials->found;
    for (size_t group = 0; group < groups; group++) {
        size_t count = gather(trial, group, members);
        struct odd_verdict verdict = {0};
        if (count)
            verdict = compared(found, found->verdicts[members[0]]);
        for (size_t i = 0; i < count; i++)
            found->verdicts[members[i]] = verdict;
        if (is_bad(&verdict))
            split(trial, members, count, verdict);
    }
}

/* What reads is asked plainly first; what might start something only where no group was taken. */
static void try_all(struct trial *trial)
{
    struct acceptance *found = &trial->trials->found;
    size_t groups = count_groups(&found->items);
    size_t *members = memory_new((found->items.count + 1) * sizeof *members);
    if (!trial->charged)
        found->plain = send(trial, NULL, 0);
    struct odd_verdict plain = found->plain;
    try_groups(trial, groups, members);
    if (!trial->charged)
        found->plain = plain;
    else if (found->plain.outcome != ODD_TAKEN)
        found->plain = send(trial, NULL, 0);
    settle_groups(trial, groups, members);
    free(members);
}

/* ---- Operations ---- */

/* In how many media types is it asked? */
static size_t count_media(const struct contract_operation *operation)
{
    const struct contract_media *media = NULL;
    size_t count = 1;
    while ((media = request_next_media(operation, media)) != NULL)
        count += !request_unwritten(operation, media);
    return count;
}

/* The charges are shared out among the operations that may start something, and the media types of their bodies. */
static size_t allotment(struct run_exam *exam, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    size_t cap = run_settings(run_of(exam))->maximum_executions, count = 0;
    for (size_t i = 0; i < contract->operation_count; i++)
        if (suites_may_start(contract, &contract->operations[i]))
            count += count_media(&contract->operations[i]);
    size_t share = count && cap > 1 ? (cap - 1) / count : 1;
    return share ? share : 1;
}

static void begin(struct trials *trials, const struct crew *crew)
{
    struct acceptance *found = &trials->found;
    struct request request = {0};
    if (acceptance_request(crew, found->operation, found->media, &request)) {
        odd_items_of_request(&found->items, &request);
        found->documented = is_documented(&request);
    }
    found->verdicts = arena_new(&trials->arena, (found->items.count + 1) * sizeof *found->verdicts);
    request_clear(&request);
}

static struct trials *trials_of(struct acceptances *acceptances, const struct run *run,
                                const struct contract_operation *operation,
                                const struct contract_media *media)
{
    pthread_mutex_lock(&acceptances->lock);
    struct trials *trials = acceptances->first;
    while (trials &&
           (trials->run != run || trials->found.operation != operation || trials->found.media != media))
        trials = trials->next;
    if (!trials) {
        trials = memory_new(sizeof *trials);
        trials->found.operation = operation;
        trials->found.media = media;
        trials->run = run;
        pthread_mutex_init(&trials->lock, NULL);
        trials->next = acceptances->first;
        acceptances->first = trials;
    }
    pthread_mutex_unlock(&acceptances->lock);
    return trials;
}

const struct acceptance *acceptance_find(struct run_exam *exam, const struct contract_operation *operation,
                                         const struct contract_media *media)
{
    const struct crew *crew = run_facts(exam);
    struct trials *trials = trials_of(crew->acceptances, run_of(exam), operation, media);
    pthread_mutex_lock(&trials->lock);
    if (!trials->done) {
        struct trial trial = {
            .exam = exam,
            .trials = trials,
            .charged = suites_may_start(crew->judge.documented, operation),
            .all = run_has_case(run_of(exam), acceptance_id(run_arena(exam), operation, media, "odd-values")),
            .allotted = SIZE_MAX};
        if (trial.charged && !run_is_rehearsal(run_of(exam)))
            trial.allotted = allotment(exam, crew);
        begin(trials, crew);
        try_all(&trial);
        run_take_back(exam);
        trials->done = true;
    }
    pthread_mutex_unlock(&trials->lock);
    return &trials->found;
}
