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

static struct tally *find_tally(struct run *run, const char *operation, const char *status, enum judge_aspect aspect)
{
    for (size_t i = 0; i < run->tally_count; i++) {
        struct tally *tally = run->tallies[i];
        if (tally->aspect == aspect && same_text(tally->status, status) && same_text(tally->operation, operation))
            return tally;
    }
    return NULL;
}

static struct tally *need_tally(struct run *run, const char *operation, const char *status, enum judge_aspect aspect)
{
    struct tally *tally = find_tally(run, operation, status, aspect);
    if (tally)
        return tally;
    tally = memory_new(sizeof *tally);
    *tally = (struct tally){.operation = string_copy(operation), .status = string_copy(status), .aspect = aspect};
    run->tallies = memory_grow(run->tallies, run->tally_count, &run->tally_capacity, sizeof *run->tallies);
    return run->tallies[run->tally_count++] = tally;
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
    const char *operation = judgement->operation->id;
    pthread_mutex_lock(&run->lock);
    add_all(need_tally(run, operation, NULL, JUDGE_MEDIA_TYPE), &judgement->undocumented_findings, number);
    for (enum judge_aspect aspect = 0; judgement->response && aspect < JUDGE_ASPECTS; aspect++)
        if (judgement->examined[aspect])
            add_all(need_tally(run, operation, judgement->response->status, aspect), &judgement->findings[aspect],
                    number);
    pthread_mutex_unlock(&run->lock);
}

void run_answers_case(struct run *run, const struct run_case *row, struct run_exam *exam)
{
    const struct tally *tally = find_tally(run, row->basis.operation, row->status, row->aspect);
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

void run_tallies_clear(struct run *run)
{
    for (size_t i = 0; i < run->tally_count; i++) {
        free(run->tallies[i]->operation);
        free(run->tallies[i]->status);
        free(run->tallies[i]->more);
        finding_list_clear(&run->tallies[i]->findings);
        free(run->tallies[i]);
    }
    free(run->tallies);
}
