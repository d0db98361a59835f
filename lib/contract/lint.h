/* What is wrong or doubtful in a contract, told to those who write it. */
#ifndef CREWCHECK_CONTRACT_LINT_H
#define CREWCHECK_CONTRACT_LINT_H

#include "contract/contract.h"

/* Errors break OpenAPI 3.0.3, or the document contradicts itself; warnings are lawful and hardly meant. */
enum contract_lint_level { CONTRACT_LINT_ERROR, CONTRACT_LINT_WARNING };

struct contract_lint_row {
    const char *rule; /* a slug: "example" */
    enum contract_lint_level level;
    const char *file; /* the document's name; "" where that is not known */
    unsigned line, column;
    const char *pointer; /* as contract.h spells pointers; "" where that is not known */
    const char *text;    /* one sentence without a full stop */
    const char *excerpt; /* the line that stands there, as in struct error; "" where that is not known */
    unsigned caret;      /* where in the excerpt the column is */
};

struct contract_lint {
    struct arena arena;             /* owns all texts */
    struct contract_lint_row *rows; /* by document, line and column */
    size_t count, capacity;
    size_t errors, warnings; /* those left out included */
};

/* Examines the document that `request` names, overlays and all. What loading would refuse is among the rows; where
 * there is any such thing, the rules that need a whole contract are left out. Of one rule at most 50 rows are kept,
 * and a last one says how many more there are. `lint` is to be cleared by contract_lint_clear(). */
void contract_lint(const struct contract_request *request, struct contract_lint *lint);
void contract_lint_clear(struct contract_lint *lint); /* accepts a zeroed one */

/* A rule, for lists of them. */
struct contract_lint_rule {
    const char *name;
    const char *about; /* what it finds, as one sentence */
};
const struct contract_lint_rule *contract_lint_rule_at(size_t index); /* NULL beyond the last one */

#endif
