/* Private to this folder: what a report says of a run as a whole, in the same words in every format. */
#ifndef CREWCHECK_REPORTS_FACTS_H
#define CREWCHECK_REPORTS_FACTS_H

#include <stddef.h>

#include "record/model.h"

/* Each appends text that is fit to be shown (reports/text.h), without a line feed. */

/* "crewai-amp 1.0.0 (CrewAI AMP, SHA-256 3f2a9c41b7de…)" */
void facts_contract(struct buffer *out, const struct model_contract *contract);

/* "https://x.example", or "the deployment that crewcheck brings along, not one of yours (http://127.0.0.1:4711)" */
void facts_target(struct buffer *out, const struct model_target *target);

/* "3 executions started, 1 more possibly, of at most 10"; "no execution started, of at most 10" */
void facts_executions(struct buffer *out, const struct model_run *run);

/* "80 cases: 76 passed, 2 failed (1 waived), 1 errored, 1 skipped" */
void facts_counts(struct buffer *out, const struct model_counts *counts);

/* One sentence: what all of it comes to. */
void facts_verdict(struct buffer *out, const struct model *model);

/* ---- Cases by their reason ---- */

struct facts_group {
    const char *reason; /* as recorded */
    const struct model_case **cases;
    size_t count, capacity;
};

struct facts_groups {
    struct facts_group *items;
    size_t count, capacity;
};

/* The errored or skipped cases of a target, those of the same reason together, the largest group first. */
void facts_group(struct facts_groups *groups, const struct model_target *target, enum model_verdict verdict);
void facts_groups_clear(struct facts_groups *groups);

/* Does anything of this case bind? "must" where one finding does, else "should"; for a case without findings its own. */
const char *facts_level(const struct model_case *judged);

#endif
