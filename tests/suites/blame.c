/* What is wrong by itself is not blamed on what rides on it, and what is wrong only together on none of its parts. */
#include <criterion/criterion.h>
#include <string.h>

#include "rig.h"
#include "suites/odd_split.h"

/* ---- Deployments ---- */

static const char told_by[] = "resume.reject.execution_id.unknown";

static const struct {
    const char *fault, *blameless[3];
} causes[] = {
    {"resume-500-when-unknown",
     {"resume.accept.human_feedback.empty-string", "resume.accept.body.unknown-property"}},
    {"resume-400-when-unknown", {"resume.accept.human_feedback.long-string"}},
    {"reset", {"resume.accept.human_feedback.like-json", "resume.accept.crewWebhookUrl.uri-ipv6-host"}},
};

/* A skip: neither passed nor failed. */
Test(blame, falls_on_the_plain_request_where_that_is_answered_so)
{
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        const char *const faults[] = {causes[i].fault, NULL};
        struct rig rig;
        rig_run(
            &(struct rig_options){.reference = {.faults = faults}, .suites = {"resume"}, .no_listener = true},
            &rig);
        cr_expect_eq(rig_verdict(&rig, told_by), MODEL_FAILED, "%s", causes[i].fault);
        for (size_t k = 0; causes[i].blameless[k]; k++)
            cr_expect_eq(rig_verdict(&rig, causes[i].blameless[k]), MODEL_SKIPPED, "%s: %s", causes[i].fault,
                         causes[i].blameless[k]);
        rig_clear(&rig);
    }
}

static const struct {
    const char *fault, *culprit;
} culprits[] = {
    {"resume-crashes-on-json-string", "resume.accept.human_feedback.like-json"},
    {"resume-refuses-long-feedback", "resume.accept.human_feedback.long-string"},
};

Test(blame, falls_on_the_value_where_the_plain_request_is_taken)
{
    for (size_t i = 0; i < sizeof culprits / sizeof *culprits; i++) {
        const char *const faults[] = {culprits[i].fault, NULL};
        struct rig rig;
        rig_run(
            &(struct rig_options){.reference = {.faults = faults}, .suites = {"resume"}, .no_listener = true},
            &rig);
        cr_expect_eq(rig_verdict(&rig, culprits[i].culprit), MODEL_FAILED, "%s", culprits[i].fault);
        cr_expect_eq(rig_verdict(&rig, "resume.accept.human_feedback.empty-string"), MODEL_PASSED);
        cr_expect_eq(rig_verdict(&rig, told_by), MODEL_PASSED);
        rig_clear(&rig);
    }
}

/* ---- Groups ---- */

enum { MEMBERS = 11 };

/* Refuses a group that has all of `culprits`; takes no more than `left` groups. */
struct gate {
    size_t culprits[2], culprit_count, left, tries;
};

static bool has(const size_t *members, size_t count, size_t member)
{
    for (size_t i = 0; i < count; i++)
        if (members[i] == member)
            return true;
    return false;
}

static struct odd_verdict pass(void *context, const size_t *members, size_t count)
{
    struct gate *gate = context;
    bool all = true;
    for (size_t i = 0; i < gate->culprit_count; i++)
        all = all && has(members, count, gate->culprits[i]);
    if (gate->left == 0)
        return (struct odd_verdict){.outcome = ODD_UNDECIDED};
    gate->tries++;
    gate->left -= !all;
    return (struct odd_verdict){.outcome = all ? ODD_REFUSED : ODD_TAKEN, .status = all ? 400 : 200};
}

static void split(struct gate *gate, struct odd_verdict verdicts[MEMBERS])
{
    odd_split(MEMBERS, (struct odd_verdict){.outcome = ODD_REFUSED, .status = 422}, pass, gate, verdicts);
}

Test(blame, falls_on_the_one_of_a_group_wherever_it_stands)
{
    for (size_t culprit = 0; culprit < MEMBERS; culprit++) {
        struct odd_verdict verdicts[MEMBERS] = {0};
        struct gate gate = {.culprits = {culprit}, .culprit_count = 1, .left = 100};
        split(&gate, verdicts);
        for (size_t i = 0; i < MEMBERS; i++)
            cr_expect_eq(verdicts[i].outcome, i == culprit ? ODD_REFUSED : ODD_TAKEN, "%zu of %zu", i,
                         culprit);
        cr_expect_eq(verdicts[culprit].status, 400, "it was sent alone");
    }
}

Test(blame, falls_on_none_of_two_that_are_refused_together_only)
{
    for (size_t one = 0; one < MEMBERS; one++)
        for (size_t other = one + 1; other < MEMBERS; other++) {
            struct odd_verdict verdicts[MEMBERS] = {0};
            struct gate gate = {.culprits = {one, other}, .culprit_count = 2, .left = 100};
            split(&gate, verdicts);
            for (size_t i = 0; i < MEMBERS; i++)
                cr_expect_eq(verdicts[i].outcome, ODD_TAKEN, "%zu of %zu and %zu", i, one, other);
        }
}

/* The last of the group is what is left after three halves were taken. */
Test(blame, falls_on_the_one_that_is_left_where_nothing_can_be_sent_any_more)
{
    struct odd_verdict verdicts[MEMBERS] = {0};
    struct gate gate = {.culprits = {MEMBERS - 1}, .culprit_count = 1, .left = 4};
    split(&gate, verdicts);
    cr_expect_eq(gate.tries, 4);
    cr_expect_eq(verdicts[MEMBERS - 1].outcome, ODD_REFUSED);
    cr_expect_eq(verdicts[MEMBERS - 1].status, 422);
}
