#include "selftest/matrix.h"

#include <stdlib.h>
#include <string.h>

/* The executions that a deployment which keeps the contract may cost. */
enum { EXECUTIONS = 3 };

static const struct {
    const char *name, *words;
} hole_table[HOLE_KINDS] = {
    [HOLE_UNCAUGHT] = {"uncaught", "no case caught this fault"},
    [HOLE_UNJUDGED] = {"unjudged", "no case was judged"},
    [HOLE_WIDER] = {"wider", "the fault fails more cases than it declares"},
    [HOLE_NARROWER] = {"narrower", "the fault declares a wide reach and has none"},
    [HOLE_RAISED] = {"raised", "something was raised, though the contract is kept"},
    [HOLE_COSTLY] = {"costly", "more than three executions were started, though the contract is kept"},
    [HOLE_UNPROVED] = {"unproved", "no fault of little reach fails this case"},
    [HOLE_TOO_MANY_WIDE] = {"too-many-wide", "too many faults declare a wide reach"},
};

const char *hole_name(enum hole_kind kind)
{
    return hole_table[kind].name;
}

const char *hole_words(enum hole_kind kind)
{
    return hole_table[kind].words;
}

/* ---- Filling it ---- */

static size_t case_index(struct selftest *selftest, const struct model_case *judged)
{
    const size_t *known = map_find(&selftest->case_indices, judged->id);
    if (known)
        return *known;
    size_t *index = arena_new(&selftest->arena, sizeof *index);
    *index = selftest->case_count;
    map_put(&selftest->case_indices, judged->id, index);
    selftest->cases = memory_grow(selftest->cases, *index, &selftest->case_capacity, sizeof *selftest->cases);
    selftest->cases[selftest->case_count++] =
        (struct known_case){.id = arena_string(&selftest->arena, judged->id),
                            .title = arena_string(&selftest->arena, judged->title)};
    return *index;
}

static void list_add(size_t **list, size_t *count, size_t *capacity, size_t index)
{
    *list = memory_grow(*list, *count, capacity, sizeof **list);
    (*list)[(*count)++] = index;
}

static void take_target(struct selftest *selftest, struct row *row, const struct model_target *target)
{
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *judged = target->cases[i];
        size_t index = case_index(selftest, judged);
        selftest->cases[index].plain |= row->kind == ROW_PLAIN;
        if (judged->verdict == MODEL_FAILED)
            list_add(&row->failed, &row->failed_count, &row->failed_capacity, index);
        else if (judged->verdict == MODEL_ERRORED)
            list_add(&row->errored, &row->errored_count, &row->errored_capacity, index);
    }
}

void matrix_take(struct selftest *selftest, struct row *row, const struct model *model)
{
    for (size_t i = 0; i < model->target_count; i++)
        take_target(selftest, row, model->targets[i]);
    for (size_t i = 0; i < model->run_count; i++) {
        row->executions += model->runs[i]->executions_started + model->runs[i]->executions_possibly;
        if (*model->runs[i]->problem)
            row->problem = arena_string(&selftest->arena, model->runs[i]->problem);
    }
    row->played = true;
}

void matrix_count(struct selftest *selftest)
{
    for (size_t i = 0; i < selftest->row_count; i++) {
        const struct row *row = &selftest->rows[i];
        bool proves = row->kind == ROW_FAULT && row->failed_count <= SELFTEST_REACH;
        for (size_t k = 0; k < row->failed_count; k++) {
            struct known_case *known = &selftest->cases[row->failed[k]];
            known->catches += row->kind == ROW_FAULT;
            known->proofs += proves;
            known->proof = proves && !known->proof ? row : known->proof;
        }
    }
}

/* ---- Holes ---- */

static bool fault_hole(const struct row *row, enum hole_kind *kind)
{
    bool far = row->failed_count > SELFTEST_REACH;
    if (row->failed_count == 0)
        *kind = row->problem ? HOLE_UNJUDGED : HOLE_UNCAUGHT;
    else if (far != row->wide)
        *kind = far ? HOLE_WIDER : HOLE_NARROWER;
    else
        return false;
    return true;
}

bool row_hole(const struct row *row, enum hole_kind *kind)
{
    if (!row->played)
        return false;
    if (row->kind == ROW_FAULT)
        return fault_hole(row, kind);
    if (row->failed_count + row->errored_count > 0)
        *kind = HOLE_RAISED;
    else if (row->problem || row->exit != RUN_CONFORMS)
        *kind = HOLE_UNJUDGED;
    else if (row->executions > EXECUTIONS)
        *kind = HOLE_COSTLY;
    else
        return false;
    return true;
}

bool case_hole(const struct selftest *selftest, const struct known_case *known)
{
    return selftest->whole && known->plain && known->proofs == 0;
}

size_t matrix_wide_rows(const struct selftest *selftest)
{
    size_t count = 0;
    for (size_t i = 0; i < selftest->row_count; i++)
        count += selftest->rows[i].wide;
    return count;
}

size_t selftest_holes(const struct selftest *selftest)
{
    size_t count = matrix_wide_rows(selftest) > SELFTEST_WIDE_ROWS;
    enum hole_kind kind;
    for (size_t i = 0; i < selftest->row_count; i++)
        count += row_hole(&selftest->rows[i], &kind);
    for (size_t i = 0; i < selftest->case_count; i++)
        count += case_hole(selftest, &selftest->cases[i]);
    return count;
}
