/* Private to this folder: how lines become a model. */
#ifndef CREWCHECK_RECORD_MODEL_PRIVATE_H
#define CREWCHECK_RECORD_MODEL_PRIVATE_H

#include "base/map.h"
#include "record/model.h"

struct model_index {
    struct map suites, cases, exchanges, executions;
};

struct model_source {
    int file;
    bool owned; /* to be closed with the model */
};

struct model_sources {
    struct model_source *items;
    size_t count, capacity;
};

/* Where a line was read. */
struct model_line {
    size_t source;
    int64_t offset;
    size_t length;
};

/* Adds one line; false where it is no line of a record. */
bool model_take_line(struct model *model, const struct json_object *fields, const struct model_line *line);

/* Finds or adds. */
struct model_case *model_case_at(struct model *model, struct model_target *target, const char *id);
struct model_suite *model_suite_at(struct model *model, struct model_target *target, const char *name);

/* A copy in the model's arena; "" for NULL. NUL characters become visible. */
const char *model_copy(struct model *model, const char *text, size_t length);

/* Appends a pointer to an array that the model's owner frees. */
#define MODEL_PUSH(items, count, capacity, item)                                                             \
    ((items) = memory_grow((items), (count), &(capacity), sizeof *(items)), (items)[(count)++] = (item))

/* Joins the targets of shards. */
void model_join_shards(struct model *model);

#endif
