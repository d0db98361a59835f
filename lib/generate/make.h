/* Private to lib/generate: making a value that several schemas allow. Samples and random instances are made the same way;
 * they differ in what is chosen where there is a choice. */
#ifndef CREWCHECK_GENERATE_MAKE_H
#define CREWCHECK_GENERATE_MAKE_H

#include "generate/generate.h"
#include "schema/model.h"

/* Zero-initialised, it is empty and ready. No schema stands in it twice. */
struct schema_list {
    const struct schema **items;
    size_t count, capacity;
};

/* Adds the schema and all of its allOf. */
void schema_list_add(struct schema_list *list, const struct schema *schema);
bool schema_list_has(const struct schema_list *list, const struct schema *schema);
unsigned schema_list_types(const struct schema_list *list);
void schema_list_clear(struct schema_list *list);

struct hint_list { /* values that would be liked, best first; borrowed; NULL stands for none */
    const struct json_object **items;
    size_t count, capacity;
};

void hint_list_add(struct hint_list *list, const struct json_object *hint);
void hint_list_clear(struct hint_list *list);

/* A value that is to be made. */
struct wish {
    const struct schema_list *schemas; /* that all must hold */
    const struct hint_list *hints;
    const struct json_object *demanded; /* what a discriminator needs to stand here, or NULL */
    const char *name;                   /* of the property; of an item, that of its array; "" of the whole */
    const struct wish *outer;
    unsigned depth;
};

struct maker {
    const struct generate_options *options;
    struct random *random; /* NULL: the first choice is taken */
    unsigned size;         /* of random values: bounds depths, lengths and counts */
    unsigned long tries;   /* left: making ends, whatever the schemas */
    unsigned variation;    /* counts up where values must differ from each other */
    struct buffer pointer; /* of the value being made */
    bool refused;          /* a value of the caller's own was not valid: at `refused_pointer` */
    char *refused_pointer;
};

enum { MAKER_TRIES = 20000, MAKER_DEPTH = 200 };

void maker_init(struct maker *maker, const struct generate_options *options);
void maker_clear(struct maker *maker);

/* Makes a valid value and hands it over. */
bool maker_make(struct maker *maker, const struct wish *wish, struct json_object **out);

/* Is it valid? If so, hands it over in *out; else releases it. */
bool maker_accept(const struct maker *maker, const struct wish *wish, struct json_object *value,
                  struct json_object **out);

/* A choice among `count`: random, else the one that the variation is due for. */
size_t maker_choose(struct maker *maker, size_t count);
bool maker_flip(struct maker *maker); /* false where nothing is random */

/* One type each. `all` are the schemas of the wish, their allOf, and the branches that were chosen. */
bool maker_make_object(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out);
bool maker_make_array(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                      struct json_object **out);
bool maker_make_string(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out);
bool maker_make_number(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out);

/* urls.c: a copy of a hint whose texts hold no URL of somebody else: they are the caller's or under `.invalid`. */
struct json_object *maker_copy_hint(const struct maker *maker, const char *name,
                                    const struct json_object *hint);
/* A URI for the place at hand; free() it. */
char *maker_uri(const struct maker *maker, const char *name);

#endif
