#include "reports/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "json/json.h"
#include "reports/text.h"

static struct coverage_row *row_at(struct coverage *coverage, struct map *index,
                                   const struct model_covers *covers)
{
    char *key = string_format("%s\x1f%s\x1f%s\x1f%s", covers->operation, covers->status, covers->media,
                              covers->constraint);
    size_t at = (size_t)(uintptr_t)map_find(index, key); /* 1-based: rows move while they grow */
    if (!at) {
        coverage->rows =
            memory_grow(coverage->rows, coverage->count, &coverage->capacity, sizeof *coverage->rows);
        coverage->rows[coverage->count++] = (struct coverage_row){.operation = covers->operation,
                                                                  .status = covers->status,
                                                                  .media = covers->media,
                                                                  .constraint = covers->constraint,
                                                                  .reason = ""};
        at = coverage->count;
        map_put(index, key, (void *)(uintptr_t)at);
    }
    free(key);
    return &coverage->rows[at - 1];
}

static void add_documented(struct coverage *coverage, struct map *index,
                           const struct model_contract *contract)
{
    for (size_t i = 0; i < contract->operation_count; i++)
        for (size_t k = 0; k < contract->operations[i].count; k++) {
            const struct model_response *response = &contract->operations[i].responses[k];
            struct model_covers covers = {contract->operations[i].id, response->status, response->media, ""};
            row_at(coverage, index, &covers);
        }
}

void coverage_make(struct coverage *coverage, const struct model_target *target)
{
    struct map index = {0};
    *coverage = (struct coverage){0};
    add_documented(coverage, &index, &target->run->contract);
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *from = target->cases[i];
        if (!*from->covers.operation)
            continue;
        struct coverage_row *row = row_at(coverage, &index, &from->covers);
        row->by[from->verdict]++;
        row->count++;
        row->examined = row->examined || from->verdict == MODEL_PASSED || from->verdict == MODEL_FAILED;
        if (!*row->reason)
            row->reason = from->reason;
    }
    for (size_t i = 0; i < coverage->count; i++) {
        struct coverage_row *row = &coverage->rows[i];
        coverage->examined += row->examined;
        if (!row->count)
            row->reason = "no case that was selected covers it";
    }
    map_clear(&index);
}

void coverage_clear(struct coverage *coverage)
{
    free(coverage->rows);
    *coverage = (struct coverage){0};
}

/* ---- Sums ---- */

static struct coverage_sum sum_of(const struct coverage *coverage, const char *operation)
{
    struct coverage_sum sum = {.operation = operation};
    for (size_t i = 0; i < coverage->count; i++) {
        const struct coverage_row *row = &coverage->rows[i];
        if (operation && strcmp(row->operation, operation) != 0)
            continue;
        bool constraint = *row->constraint != '\0';
        *(constraint ? &sum.constraints : &sum.responses) += 1;
        *(constraint ? &sum.constraints_examined : &sum.responses_examined) += row->examined;
    }
    return sum;
}

static bool is_first_of_operation(const struct coverage *coverage, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(coverage->rows[i].operation, coverage->rows[index].operation) == 0)
            return false;
    return true;
}

void coverage_sums(const struct coverage *coverage,
                   void (*visit)(void *context, const struct coverage_sum *sum), void *context)
{
    for (size_t i = 0; i < coverage->count; i++) {
        if (!is_first_of_operation(coverage, i))
            continue;
        struct coverage_sum sum = sum_of(coverage, coverage->rows[i].operation);
        visit(context, &sum);
    }
}

void coverage_words(struct buffer *out, const struct coverage *coverage, const char *operation)
{
    struct coverage_sum sum = sum_of(coverage, operation);
    buffer_format(out, "%zu of %zu response%s", sum.responses_examined, sum.responses,
                  sum.responses == 1 ? "" : "s");
    if (sum.constraints)
        buffer_format(out, ", %zu of %zu constraint%s of requests", sum.constraints_examined, sum.constraints,
                      sum.constraints == 1 ? "" : "s");
}

/* ---- What is missing ---- */

static bool is_missing(const struct coverage_row *row, const char *operation)
{
    return !row->examined && strcmp(row->operation, operation) == 0;
}

static bool is_first_of_reason(const struct coverage *coverage, size_t index, const char *operation)
{
    for (size_t i = 0; i < index; i++)
        if (is_missing(&coverage->rows[i], operation) &&
            strcmp(coverage->rows[i].reason, coverage->rows[index].reason) == 0)
            return false;
    return true;
}

static void write_reason(struct buffer *out, const struct coverage *coverage, size_t first,
                         const char *operation)
{
    enum { SHOWN = 12 };
    const char *reason = coverage->rows[first].reason;
    size_t count = 0;
    for (size_t i = first; i < coverage->count; i++) {
        const struct coverage_row *row = &coverage->rows[i];
        if (!is_missing(row, operation) || strcmp(row->reason, reason) != 0)
            continue;
        if (count < SHOWN) {
            buffer_text(out, count ? ", " : "");
            text_show_line(out, *row->constraint ? row->constraint : row->status);
        }
        count++;
    }
    if (count > SHOWN)
        buffer_format(out, " and %zu more", count - SHOWN);
    buffer_text(out, ": ");
    text_show_line(out, *reason ? reason : "no reason was given");
}

void coverage_missing(struct buffer *out, const struct coverage *coverage, const char *operation)
{
    size_t start = out->length;
    for (size_t i = 0; i < coverage->count; i++) {
        if (!is_missing(&coverage->rows[i], operation) || !is_first_of_reason(coverage, i, operation))
            continue;
        if (out->length > start)
            buffer_text(out, "; ");
        write_reason(out, coverage, i, operation);
    }
}

/* ---- As JSON ---- */

struct lines {
    struct buffer *out;
    const struct coverage *coverage;
    bool further;
};

static void write_line(void *context, const struct coverage_sum *sum)
{
    struct lines *lines = context;
    struct buffer missing;
    buffer_init(&missing, BUFFER_UNBOUNDED);
    coverage_missing(&missing, lines->coverage, sum->operation);
    buffer_text(lines->out, lines->further ? ",{\"operation\":" : "{\"operation\":");
    json_write_string(lines->out, sum->operation, strlen(sum->operation));
    buffer_format(lines->out,
                  ",\"responses\":%zu,\"responsesExamined\":%zu,\"constraints\":%zu,\"constraintsExamined\":%zu,"
                  "\"notExamined\":",
                  sum->responses, sum->responses_examined, sum->constraints, sum->constraints_examined);
    json_write_string(lines->out, buffer_string(&missing), missing.length);
    buffer_char(lines->out, '}');
    lines->further = true;
    buffer_clear(&missing);
}

void coverage_write_json(struct buffer *out, const struct model_target *target)
{
    struct coverage coverage;
    struct lines lines = {out, &coverage, false};
    coverage_make(&coverage, target);
    buffer_char(out, '[');
    coverage_sums(&coverage, write_line, &lines);
    buffer_char(out, ']');
    coverage_clear(&coverage);
}
