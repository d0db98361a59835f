#include "reports/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

static struct coverage_row *row_at(struct coverage *coverage, struct map *index, const struct model_covers *covers)
{
    char *key = string_format("%s\x1f%s\x1f%s\x1f%s", covers->operation, covers->status, covers->media,
                              covers->constraint);
    size_t at = (size_t)(uintptr_t)map_find(index, key); /* 1-based: rows move while they grow */
    if (!at) {
        coverage->rows = memory_grow(coverage->rows, coverage->count, &coverage->capacity, sizeof *coverage->rows);
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

void coverage_make(struct coverage *coverage, const struct model_target *target)
{
    struct map index = {0};
    *coverage = (struct coverage){0};
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
    for (size_t i = 0; i < coverage->count; i++)
        coverage->examined += coverage->rows[i].examined;
    map_clear(&index);
}

void coverage_clear(struct coverage *coverage)
{
    free(coverage->rows);
    *coverage = (struct coverage){0};
}
