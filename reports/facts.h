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

/* How many executions were seen to end in each way, and whether some ended and none of them completed. */
struct facts_endings {
    size_t completed, failed;
    bool in_vain;
};
struct facts_endings facts_endings(const struct model *model);

/* "No execution completed: 3 ended in an error. …", or "1 of 3 executions ended in an error. …", and what was not examined
 * therefore; nothing where none ended so. */
void facts_in_vain(struct buffer *out, const struct model *model);

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

/* ---- What is no case and yet decides the outcome ---- */

/* A condition of the gate that is not met, or a run that did not get to its end: formats that know nothing but tests
 * show it as one that failed, or could not be judged. */
struct facts_extra {
    const char *suite; /* "gate" or "run" */
    const char *id;    /* constant between runs: "gate.stale-waiver.kickoff.accept.rich", "run.complete" */
    const char *title, *message, *hint; /* shown; `hint` may be "" */
    bool errored;                       /* else failed */
};

struct facts_extras {
    struct arena arena;
    struct facts_extra *items;
    size_t count, capacity;
};

void facts_extras_make(struct facts_extras *extras, const struct model *model);
void facts_extras_clear(struct facts_extras *extras);

/* The name of a target where there are several: its label, with a number where another one before it has the same.
 * "" where there is only one. Shown; lives in the arena. */
const char *facts_target_name(struct arena *arena, const struct model *model, size_t target);

/* Appends all findings of a failed case, each explained, at most about `maximum` bytes; lines are not wrapped. */
void facts_findings(struct buffer *out, const struct model *model, const struct model_target *target,
                    const struct model_case *judged, size_t maximum);

/* Appends in one line what is wrong: the first finding, and how many more there are. */
void facts_first(struct buffer *out, const struct model_case *judged);

/* Does anything of this case bind? "must" where one finding does, else "should"; for a case without findings its own. */
const char *facts_level(const struct model_case *judged);

#endif
