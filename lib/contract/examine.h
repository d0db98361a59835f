/* Private to lib/contract: what the rules of lint share. */
#ifndef CREWCHECK_CONTRACT_EXAMINE_H
#define CREWCHECK_CONTRACT_EXAMINE_H

#include "contract/lint.h"
#include "contract/store.h"
#include "schema/model.h"

/* One examination. */
struct lint {
    struct contract_store *store;
    const struct contract *contract;
    struct contract_lint *out;
    const char *rule;  /* the one that is being applied */
    struct map counts; /* rows of each rule, by its name */
};

/* Reports at the place of `pointer`, or the nearest place around it that stands in a document. */
void lint_report(struct lint *lint, enum contract_lint_level level, const char *pointer, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* Calls `examine` with every compiled schema. */
void lint_each_schema(struct lint *lint, void (*examine)(struct lint *lint, const struct schema *schema));

/* Calls `examine` with every operation, those of callbacks not included. */
void lint_each_operation(struct lint *lint,
                         void (*examine)(struct lint *lint, const struct contract_operation *operation));

/* "#/a/b" and a member of what stands there, in the arena of the rows. */
const char *lint_below(struct lint *lint, const char *pointer, const char *member);

/* Is there anything at the pointer's member: does the keyword stand in the schema itself? */
bool lint_says(const struct schema *schema, const char *keyword);

/* lint_examples.c */
void lint_examples(struct lint *lint);
void lint_defaults(struct lint *lint);
void lint_enums(struct lint *lint);

/* lint_schemas.c */
void lint_one_of(struct lint *lint);
void lint_discriminator(struct lint *lint);
void lint_type(struct lint *lint);
void lint_array_items(struct lint *lint);
void lint_idle_keyword(struct lint *lint);
void lint_bounds(struct lint *lint);
void lint_required_name(struct lint *lint);
void lint_nullable(struct lint *lint);
void lint_direction(struct lint *lint);
void lint_format(struct lint *lint);
void lint_sibling(struct lint *lint);

/* lint_operations.c */
void lint_response_required(struct lint *lint);
void lint_path_parameters(struct lint *lint);
void lint_paths(struct lint *lint);
void lint_operation_ids(struct lint *lint);
void lint_success(struct lint *lint);
void lint_bodies(struct lint *lint);
void lint_headers(struct lint *lint);
void lint_servers(struct lint *lint);
void lint_links(struct lint *lint);

/* lint_usage.c */
void lint_unused(struct lint *lint);

#endif
