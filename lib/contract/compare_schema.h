/* Private to lib/contract: two schemas, the values that they allow, and which way these travel. */
#ifndef CREWCHECK_CONTRACT_COMPARE_SCHEMA_H
#define CREWCHECK_CONTRACT_COMPARE_SCHEMA_H

#include "contract/compare.h"
#include "contract/view.h"

struct pair {
    struct comparison *comparison;
    const struct view *views[2];
    enum travel travel;
    unsigned depth;
    const char *pointers[2]; /* of what is being compared */
};

/* Adds a change that narrows, widens or alters what is allowed. `keyword` is where it stands, NULL: at the schema. */
void pair_shift(const struct pair *pair, enum shift shift, const char *rule, const char *keyword,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
void pair_add(const struct pair *pair, enum contract_effect effect, const char *rule, const char *keyword,
              const char *format, ...) __attribute__((format(printf, 5, 6)));

/* compare_schema.c: everything about two views; returns nothing new where the same pair was seen in this body. */
void pair_compare(const struct pair *pair);

/* Compares what is inside of both, at the place below that `token` names: "/name", "/[]", "(Branch)". */
void pair_descend(const struct pair *pair, const struct view *before, const struct view *after,
                  const char *token);

/* Would comparing find anything? */
bool pair_differs(const struct pair *pair, const struct view *before, const struct view *after);

/* compare_values.c: enum, bounds, lengths, format, pattern, multipleOf, uniqueItems. */
void pair_compare_values(const struct pair *pair);

/* compare_object.c: properties, required, additionalProperties. */
void pair_compare_members(const struct pair *pair);

/* A text that is new, gone, or another; NULL: there is none. */
void pair_replace(const struct pair *pair, enum shift shift, const char *keyword, const char *before,
                  const char *after);

/* compare_branches.c: is one side but alternatives and the other a schema without any? Then that is a single one,
 * everything is compared, and true is returned. */
bool pair_compare_lone(const struct pair *pair);

/* oneOf, anyOf, not, discriminator. */
void pair_compare_branches(const struct pair *pair);

#endif
