/* Two records of the same deployment: what became of each case, of the shape of its bodies, and of its answers' times. */
#ifndef CREWCHECK_REPORTS_COMPARE_H
#define CREWCHECK_REPORTS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "record/model.h"

enum compare_kind {
    COMPARE_NEW,   /* it fails, and did not: it passed, was not examined, or not known */
    COMPARE_FIXED, /* it failed, and passes */
    COMPARE_STILL, /* it fails as it did */
    COMPARE_LOST,  /* it was examined, and is not any more */
    COMPARE_KINDS
};

struct compare_case {
    enum compare_kind kind;
    const struct model_case *before, *after; /* either may be NULL */
};

/* A place in the bodies of one operation and status that came, went, or changed its types. */
struct compare_shape {
    const char *operation;
    int64_t status;
    const char *place;          /* "result.tasks[].cost" */
    const char *before, *after; /* the JSON types seen: "integer or null"; NULL: it was not there */
};

/* Answers of one operation and status that take longer: medians in microseconds. */
struct compare_time {
    const char *operation;
    int64_t status;
    int64_t before, after;
};

struct comparison {
    struct arena arena;
    const struct model_target *before, *after;
    struct compare_case *cases;
    size_t case_count, case_capacity;
    size_t counts[COMPARE_KINDS];
    struct compare_shape *shapes;
    size_t shape_count, shape_capacity;
    struct compare_time *times;
    size_t time_count, time_capacity;
};

/* Compares the only target of each model. The models are borrowed. */
void compare_make(struct comparison *comparison, const struct model *before, const struct model *after);
void compare_clear(struct comparison *comparison);

/* For a person, and for machines. */
void compare_text(const struct comparison *comparison, bool colour, size_t width, struct buffer *out);
void compare_json(const struct comparison *comparison, struct buffer *out);

/* Private: shapes and times, for compare_make(). */
void compare_shapes(struct comparison *comparison, const struct model *before, const struct model *after);
void compare_times(struct comparison *comparison);

#endif
