/* Private to lib/contract: which fields the objects of OpenAPI 3.0.3 have, as tables. */
#ifndef CREWCHECK_CONTRACT_SHAPES_H
#define CREWCHECK_CONTRACT_SHAPES_H

#include "contract/contract.h"

enum field_kind {
    FIELD_PROSE, /* a string that bears on no verdict */
    FIELD_TEXT,
    FIELD_FLAG,
    FIELD_ANY,
    FIELD_TEXTS,  /* an array of strings */
    FIELD_SCHEMA, /* a Schema Object or a reference to one: lib/schema reads it */
    FIELD_OBJECT, /* of a shape */
    FIELD_LIST    /* an array of such objects */
};

enum {
    FIELD_REQUIRED = 1,  /* 3.0.3 asks for it */
    FIELD_VITAL = 2,     /* and no verdict is sound without it */
    FIELD_REFERABLE = 4, /* a Reference Object may stand in its place */
};

struct shape;

struct shape_field {
    const char *name;
    enum field_kind kind;
    unsigned flags;
    const struct shape *shape; /* of FIELD_OBJECT and FIELD_LIST */
};

struct structure; /* the check of one document, structure.c */

struct shape {
    const char *title; /* "an Operation Object" */
    const struct shape_field *fields;
    size_t field_count;
    const struct shape_field *members; /* what stands under every other name; NULL: there are none */
    /* What is wrong with such a name, as "must begin with a slash", or NULL; may be NULL. */
    const char *(*name_fault)(const char *name);
    bool vital_names;    /* such a fault refuses the document */
    bool extensible;     /* names that begin with "x-" are extensions */
    bool keeps_siblings; /* fields beside a `$ref` count, elsewhere they are ignored */
    /* What a table cannot say; may be NULL. The structure's path is that of `node`. */
    void (*check)(struct structure *structure, const struct json_object *node);
};

/* The OpenAPI Object, from which all others are reached. */
extern const struct shape shape_document;

/* rules.c: the checks that the tables name. */
void shape_check_parameter(struct structure *structure, const struct json_object *node);
void shape_check_header(struct structure *structure, const struct json_object *node);
void shape_check_media(struct structure *structure, const struct json_object *node);
void shape_check_example(struct structure *structure, const struct json_object *node);
void shape_check_scheme(struct structure *structure, const struct json_object *node);
void shape_check_link(struct structure *structure, const struct json_object *node);
const char *shape_path_fault(const char *name);
const char *shape_status_fault(const char *name);
const char *shape_component_fault(const char *name);
const char *shape_media_fault(const char *name);

/* structure.c: notes something about the node being checked, or about its member where `member` is not NULL. */
void structure_refuse(struct structure *structure, const char *rule, const char *member, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));
void structure_break(struct structure *structure, const char *rule, const char *member, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* structure.c: remembers the node being checked as one that describes a value: it has a schema, and examples. */
void structure_describe(struct structure *structure, const struct json_object *node);

/* shapes.c: "a string", "an Operation Object": what a field's value must be. */
const char *shape_field_words(const struct shape_field *field);

#endif
