/* What a resume's body may not be, and is taken for all that or breaks the deployment: one constraint each. What is
 * taken is answered so, and has no effect. */
#include "reference/behaviour.h"

#define TAKES(name, words, place, kind)                                                                      \
    {                                                                                                        \
        .about = {name, words, false, false}, .violation = {                                                 \
            OPERATION_RESUME,                                                                                \
            place,                                                                                           \
            kind,                                                                                            \
            OUTCOME_ACCEPTED                                                                                 \
        }                                                                                                    \
    }

#define CRASHES(name, words, place, kind)                                                                    \
    {                                                                                                        \
        .about = {name, words, false, false}, .violation = { OPERATION_RESUME, place, kind, OUTCOME_CRASH }  \
    }

#define UNPROCESSES(name, words, place, kind)                                                                \
    {                                                                                                        \
        .about = {name, words, false, false}, .violation = {                                                 \
            OPERATION_RESUME,                                                                                \
            place,                                                                                           \
            kind,                                                                                            \
            OUTCOME_UNPROCESSABLE                                                                            \
        }                                                                                                    \
    }

const struct behaviour fault_resume_table[] = {
    TAKES("resume-takes-empty-body", "a resume without a body is taken", "", "empty"),
    TAKES("resume-takes-words", "a resume that is no JSON at all is taken", "", "words"),
    TAKES("resume-takes-cut-body", "a resume that ends in the middle is taken", "", "cut"),
    TAKES("resume-takes-trailing-comma", "a resume with a comma too many is taken", "", "comma"),
    TAKES("resume-takes-more-behind", "a resume with another JSON text behind it is taken", "", "behind"),
    TAKES("resume-takes-raw-line-break", "a resume with a raw line break in a string is taken", "",
          "control"),
    TAKES("resume-takes-other-encoding", "a resume that is not UTF-8 is taken", "", "encoding"),
    TAKES("resume-takes-null-body", "a resume that is null in place of an object is taken", "", "null"),
    TAKES("resume-takes-boolean-body", "a resume that is a boolean in place of an object is taken", "",
          "boolean"),
    TAKES("resume-takes-number-body", "a resume that is a number in place of an object is taken", "",
          "number"),
    TAKES("resume-takes-string-body", "a resume that is a string in place of an object is taken", "",
          "string"),
    TAKES("resume-takes-empty-array", "a resume that is an empty array in place of an object is taken", "",
          "array"),

    TAKES("resume-takes-missing-execution-id", "a resume without execution_id is taken", "execution_id",
          "missing"),
    TAKES("resume-takes-execution-id-null", "a resume with null for execution_id is taken", "execution_id",
          "null"),
    TAKES("resume-takes-execution-id-boolean", "a resume with a boolean for execution_id is taken",
          "execution_id", "boolean"),
    TAKES("resume-takes-execution-id-number", "a resume with a number for execution_id is taken",
          "execution_id", "number"),
    TAKES("resume-takes-execution-id-array", "a resume with an array for execution_id is taken",
          "execution_id", "array"),
    TAKES("resume-takes-execution-id-object", "a resume with an object for execution_id is taken",
          "execution_id", "object"),
    TAKES("resume-takes-execution-id-that-is-no-uuid",
          "a resume with an execution_id that is no UUID is taken", "execution_id", "format"),

    TAKES("resume-takes-missing-task-id", "a resume without task_id is taken", "task_id", "missing"),
    TAKES("resume-takes-task-id-null", "a resume with null for task_id is taken", "task_id", "null"),
    TAKES("resume-takes-task-id-boolean", "a resume with a boolean for task_id is taken", "task_id",
          "boolean"),
    TAKES("resume-takes-task-id-number", "a resume with a number for task_id is taken", "task_id", "number"),
    TAKES("resume-takes-task-id-array", "a resume with an array for task_id is taken", "task_id", "array"),
    TAKES("resume-takes-task-id-object", "a resume with an object for task_id is taken", "task_id", "object"),

    TAKES("resume-takes-missing-feedback", "a resume without human_feedback is taken", "human_feedback",
          "missing"),
    TAKES("resume-takes-feedback-null", "a resume with null for human_feedback is taken", "human_feedback",
          "null"),
    TAKES("resume-takes-feedback-boolean", "a resume with a boolean for human_feedback is taken",
          "human_feedback", "boolean"),
    TAKES("resume-takes-feedback-number", "a resume with a number for human_feedback is taken",
          "human_feedback", "number"),
    TAKES("resume-takes-feedback-array", "a resume with an array for human_feedback is taken",
          "human_feedback", "array"),
    TAKES("resume-takes-feedback-object", "a resume with an object for human_feedback is taken",
          "human_feedback", "object"),

    TAKES("resume-takes-missing-approval", "a resume without is_approve is taken", "is_approve", "missing"),
    TAKES("resume-takes-approval-null", "a resume with null for is_approve is taken", "is_approve", "null"),
    TAKES("resume-takes-approval-number", "a resume with a number for is_approve is taken", "is_approve",
          "number"),
    TAKES("resume-takes-approval-string", "a resume with a string for is_approve is taken", "is_approve",
          "string"),
    TAKES("resume-takes-approval-array", "a resume with an array for is_approve is taken", "is_approve",
          "array"),
    TAKES("resume-takes-approval-object", "a resume with an object for is_approve is taken", "is_approve",
          "object"),

    TAKES("resume-takes-empty-urls", "a resume with an empty string for a webhook's URL is taken", "*",
          "blank"),
    TAKES("resume-takes-task-url-null", "a resume with null for taskWebhookUrl is taken", "taskWebhookUrl",
          "null"),
    TAKES("resume-takes-task-url-boolean", "a resume with a boolean for taskWebhookUrl is taken",
          "taskWebhookUrl", "boolean"),
    TAKES("resume-takes-task-url-number", "a resume with a number for taskWebhookUrl is taken",
          "taskWebhookUrl", "number"),
    TAKES("resume-takes-task-url-array", "a resume with an array for taskWebhookUrl is taken",
          "taskWebhookUrl", "array"),
    TAKES("resume-takes-task-url-object", "a resume with an object for taskWebhookUrl is taken",
          "taskWebhookUrl", "object"),
    TAKES("resume-takes-task-url-without-scheme", "a resume with a taskWebhookUrl without a scheme is taken",
          "taskWebhookUrl", "format"),
    TAKES("resume-takes-task-url-with-space", "a resume with a space in taskWebhookUrl is taken",
          "taskWebhookUrl", "space"),

    TAKES("resume-takes-step-url-null", "a resume with null for stepWebhookUrl is taken", "stepWebhookUrl",
          "null"),
    TAKES("resume-takes-step-url-boolean", "a resume with a boolean for stepWebhookUrl is taken",
          "stepWebhookUrl", "boolean"),
    TAKES("resume-takes-step-url-number", "a resume with a number for stepWebhookUrl is taken",
          "stepWebhookUrl", "number"),
    TAKES("resume-takes-step-url-array", "a resume with an array for stepWebhookUrl is taken",
          "stepWebhookUrl", "array"),
    TAKES("resume-takes-step-url-object", "a resume with an object for stepWebhookUrl is taken",
          "stepWebhookUrl", "object"),
    TAKES("resume-takes-step-url-without-scheme", "a resume with a stepWebhookUrl without a scheme is taken",
          "stepWebhookUrl", "format"),
    TAKES("resume-takes-step-url-with-space", "a resume with a space in stepWebhookUrl is taken",
          "stepWebhookUrl", "space"),

    TAKES("resume-takes-crew-url-null", "a resume with null for crewWebhookUrl is taken", "crewWebhookUrl",
          "null"),
    TAKES("resume-takes-crew-url-boolean", "a resume with a boolean for crewWebhookUrl is taken",
          "crewWebhookUrl", "boolean"),
    TAKES("resume-takes-crew-url-number", "a resume with a number for crewWebhookUrl is taken",
          "crewWebhookUrl", "number"),
    TAKES("resume-takes-crew-url-array", "a resume with an array for crewWebhookUrl is taken",
          "crewWebhookUrl", "array"),
    TAKES("resume-takes-crew-url-object", "a resume with an object for crewWebhookUrl is taken",
          "crewWebhookUrl", "object"),
    TAKES("resume-takes-crew-url-without-scheme", "a resume with a crewWebhookUrl without a scheme is taken",
          "crewWebhookUrl", "format"),
    TAKES("resume-takes-crew-url-with-space", "a resume with a space in crewWebhookUrl is taken",
          "crewWebhookUrl", "space"),

    CRASHES("resume-crashes-without-body", "a resume without a body is a 500", "", "empty"),
    CRASHES("resume-crashes-on-words", "a resume that is no JSON at all is a 500", "", "words"),
    CRASHES("resume-crashes-on-missing-task-id", "a resume without task_id is a 500", "task_id", "missing"),
    CRASHES("resume-crashes-on-feedback-null", "a resume with null for human_feedback is a 500",
            "human_feedback", "null"),
    CRASHES("resume-crashes-on-approval-string", "a resume with a string for is_approve is a 500",
            "is_approve", "string"),

    UNPROCESSES("resume-422-on-missing-task-id",
                "a resume without task_id is a 422, which resume does not document", "task_id", "missing"),
    UNPROCESSES("resume-422-on-approval-number", "a resume with a number for is_approve is a 422",
                "is_approve", "number"),
    {.about = {NULL, NULL, false, false}},
};
