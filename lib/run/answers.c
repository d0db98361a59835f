/* The answers cases: what all responses of one operation and status were found to be, whichever case provoked them. */
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

/* Distinct findings kept for one case; further ones are only counted. */
enum { KEPT = 20 };

static bool same_text(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static struct tally *find_tally(const struct tally_list *list, const char *status, enum judge_aspect aspect)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->aspect == aspect && same_text(list->items[i]->status, status))
            return list->items[i];
    return NULL;
}

static struct tally *need_tally(struct tally_list *list, const char *status, enum judge_aspect aspect)
{
    struct tally *tally = find_tally(list, status, aspect);
    if (tally)
        return tally;
    tally = memory_new(sizeof *tally);
    *tally = (struct tally){.status = string_copy(status), .aspect = aspect};
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    return list->items[list->count++] = tally;
}

static struct tally_list *list_of(struct run *run, const struct contract_operation *operation)
{
    const struct contract *contract = run->options.judge.documented;
    if (!run->tallies) {
        run->tally_count = contract->operation_count;
        run->tallies = memory_new(run->tally_count * sizeof *run->tallies);
    }
    return &run->tallies[operation - contract->operations];
}

/* The same contradiction in another exchange? Values differ from answer to answer; the place and the words of the
 * contract do not. */
static bool same_finding(const struct finding *a, const struct finding *b)
{
    return a->level == b->level && same_text(a->aspect, b->aspect) && same_text(a->body_pointer, b->body_pointer) &&
           same_text(a->basis.pointer, b->basis.pointer) && same_text(a->expected, b->expected);
}

static void add_finding(struct tally *tally, const struct finding *finding, size_t number)
{
    for (size_t i = 0; i < tally->findings.count; i++)
        if (same_finding(&tally->findings.items[i], finding)) {
            tally->more[i]++;
            return;
        }
    if (tally->findings.count == KEPT)
        return;
    tally->more = memory_grow(tally->more, tally->findings.count, &tally->more_capacity, sizeof *tally->more);
    tally->more[tally->findings.count] = 0;
    finding_emit(&tally->findings, finding)->exchange = number;
}

static void add_all(struct tally *tally, const struct finding_list *findings, size_t number)
{
    tally->examined++;
    tally->contradicting += findings->count > 0;
    for (size_t i = 0; i < findings->count; i++)
        add_finding(tally, &findings->items[i], number);
}

void run_tally(struct run *run, const struct judgement *judgement, size_t number)
{
    if (!judgement->answered)
        return;
    pthread_mutex_lock(&run->lock);
    struct tally_list *list = list_of(run, judgement->operation);
    add_all(need_tally(list, NULL, JUDGE_MEDIA_TYPE), &judgement->undocumented_findings, number);
    for (enum judge_aspect aspect = 0; judgement->response && aspect < JUDGE_ASPECTS; aspect++)
        if (judgement->examined[aspect])
            add_all(need_tally(list, judgement->response->status, aspect), &judgement->findings[aspect],
                    number);
    pthread_mutex_unlock(&run->lock);
}

void run_answers_case(struct run *run, const struct run_case *row, struct run_exam *exam)
{
    const char *id = row->basis.operation;
    const struct contract_operation *operation =
        id ? contract_operation_by_id(run->options.judge.documented, id) : NULL;
    const struct tally *tally =
        operation && run->tallies ? find_tally(list_of(run, operation), row->status, row->aspect) : NULL;
    if (!tally || !tally->examined) {
        run_skip(exam, row->status ? "no answer of this kind was seen" : "the operation gave no answer");
        return;
    }
    for (size_t i = 0; i < tally->findings.count; i++) {
        run_fail(exam, NULL, &tally->findings.items[i]);
        if (!row->supporting)
            log_finding(run, row->id, &exam->findings.items[i], tally->more[i]);
    }
    exam->logged = tally->findings.count > 0;
}

static void clear_list(struct tally_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i]->status);
        free(list->items[i]->more);
        finding_list_clear(&list->items[i]->findings);
        free(list->items[i]);
    }
    free(list->items);
}

void run_tallies_clear(struct run *run)
{
    for (size_t i = 0; i < run->tally_count; i++)
        clear_list(&run->tallies[i]);
    free(run->tallies);
}
