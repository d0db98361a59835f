/* What a kickoff's body may not be, and is taken for all that or breaks the deployment: one constraint each. */
#include <string.h>

#include "reference/behaviour.h"

#define TAKES(name, words, place, kind)                                                                      \
    {                                                                                                        \
        .about = {name, words, false, false}, .violation = {                                                 \
            OPERATION_KICKOFF,                                                                               \
            place,                                                                                           \
            kind,                                                                                            \
            OUTCOME_ACCEPTED                                                                                 \
        }                                                                                                    \
    }

#define CRASHES(name, words, place, kind)                                                                    \
    {                                                                                                        \
        .about = {name, words, false, false}, .violation = { OPERATION_KICKOFF, place, kind, OUTCOME_CRASH } \
    }

#define CONFLICTS(name, words, place, kind)                                                                  \
    {                                                                                                        \
        .about = {name, words, false, false}, .violation = {                                                 \
            OPERATION_KICKOFF,                                                                               \
            place,                                                                                           \
            kind,                                                                                            \
            OUTCOME_CONFLICT                                                                                 \
        }                                                                                                    \
    }

/* Queued before it is looked at who asks. */
static void starts_without_token(struct request *request)
{
    bool kickoff = request->operation == OPERATION_KICKOFF && strcmp(request->method, "POST") == 0 &&
                   auth_credential(request) == CREDENTIAL_MISSING;
    if (kickoff && kickoff_check(request)) {
        (void)execution_start(request);
    }
    if (kickoff) {
        answer_clear(&request->answer);
    }
}

/* Queued before the inputs are looked at. */
static void starts_without_inputs(struct request *request, struct answer *answer)
{
    if ((answer->occasion & (ON_MISSING_INPUTS | ON_NO_INPUTS)) != 0) {
        (void)execution_start(request);
    }
}

const struct behaviour fault_kickoff_table[] = {
    TAKES("kickoff-takes-empty-body", "a kickoff without a body is taken", "", "empty"),
    TAKES("kickoff-takes-words", "a kickoff that is no JSON at all is taken", "", "words"),
    TAKES("kickoff-takes-cut-body", "a kickoff that ends in the middle is taken", "", "cut"),
    TAKES("kickoff-takes-trailing-comma", "a kickoff with a comma too many is taken", "", "comma"),
    TAKES("kickoff-takes-more-behind", "a kickoff with another JSON text behind it is taken", "", "behind"),
    TAKES("kickoff-takes-raw-line-break", "a kickoff with a raw line break in a string is taken", "",
          "control"),
    TAKES("kickoff-takes-other-encoding", "a kickoff that is not UTF-8 is taken", "", "encoding"),
    TAKES("kickoff-takes-null-body", "a kickoff that is null in place of an object is taken", "", "null"),
    TAKES("kickoff-takes-boolean-body", "a kickoff that is a boolean in place of an object is taken", "",
          "boolean"),
    TAKES("kickoff-takes-number-body", "a kickoff that is a number in place of an object is taken", "",
          "number"),
    TAKES("kickoff-takes-string-body", "a kickoff that is a string in place of an object is taken", "",
          "string"),
    TAKES("kickoff-takes-empty-array", "a kickoff that is an empty array in place of an object is taken", "",
          "array"),

    TAKES("kickoff-takes-missing-inputs", "a kickoff without inputs is taken", "inputs", "missing"),
    TAKES("kickoff-takes-inputs-null", "a kickoff with null for inputs is taken", "inputs", "null"),
    TAKES("kickoff-takes-inputs-boolean", "a kickoff with a boolean for inputs is taken", "inputs",
          "boolean"),
    TAKES("kickoff-takes-inputs-number", "a kickoff with a number for inputs is taken", "inputs", "number"),
    TAKES("kickoff-takes-inputs-string", "a kickoff with a string for inputs is taken", "inputs", "string"),
    TAKES("kickoff-takes-inputs-array", "a kickoff with an array for inputs is taken", "inputs", "array"),

    TAKES("kickoff-takes-further-input-null", "an input that nobody asks for may be null", "inputs.*",
          "null"),
    TAKES("kickoff-takes-further-input-boolean", "an input that nobody asks for may be a boolean", "inputs.*",
          "boolean"),
    TAKES("kickoff-takes-further-input-number", "an input that nobody asks for may be a number", "inputs.*",
          "number"),
    TAKES("kickoff-takes-further-input-array", "an input that nobody asks for may be an array", "inputs.*",
          "array"),
    TAKES("kickoff-takes-further-input-object", "an input that nobody asks for may be an object", "inputs.*",
          "object"),
    TAKES("kickoff-takes-crew-input-null", "the crew's inputs may be null", "inputs.crew", "null"),
    TAKES("kickoff-takes-crew-input-boolean", "the crew's inputs may be a boolean", "inputs.crew", "boolean"),
    TAKES("kickoff-takes-crew-input-number", "the crew's inputs may be a number", "inputs.crew", "number"),
    TAKES("kickoff-takes-crew-input-array", "the crew's inputs may be an array", "inputs.crew", "array"),
    TAKES("kickoff-takes-crew-input-object", "the crew's inputs may be an object", "inputs.crew", "object"),
    TAKES("kickoff-takes-missing-crew-inputs", "a kickoff that lacks some of the crew's inputs is taken",
          "inputs.crew", "missing"),
    TAKES("kickoff-takes-missing-last-input", "a kickoff without the last of the crew's inputs is taken",
          "inputs.crew", "last"),
    TAKES("kickoff-takes-empty-inputs", "a kickoff without any of the crew's inputs is taken", "inputs.crew",
          "all"),

    TAKES("kickoff-takes-meta-null", "a kickoff with null for meta is taken", "meta", "null"),
    TAKES("kickoff-takes-meta-boolean", "a kickoff with a boolean for meta is taken", "meta", "boolean"),
    TAKES("kickoff-takes-meta-number", "a kickoff with a number for meta is taken", "meta", "number"),
    TAKES("kickoff-takes-meta-string", "a kickoff with a string for meta is taken", "meta", "string"),
    TAKES("kickoff-takes-meta-array", "a kickoff with an array for meta is taken", "meta", "array"),

    TAKES("kickoff-takes-empty-urls", "a kickoff with an empty string for a webhook's URL is taken", "*",
          "blank"),
    TAKES("kickoff-takes-task-url-null", "a kickoff with null for taskWebhookUrl is taken", "taskWebhookUrl",
          "null"),
    TAKES("kickoff-takes-task-url-boolean", "a kickoff with a boolean for taskWebhookUrl is taken",
          "taskWebhookUrl", "boolean"),
    TAKES("kickoff-takes-task-url-number", "a kickoff with a number for taskWebhookUrl is taken",
          "taskWebhookUrl", "number"),
    TAKES("kickoff-takes-task-url-array", "a kickoff with an array for taskWebhookUrl is taken",
          "taskWebhookUrl", "array"),
    TAKES("kickoff-takes-task-url-object", "a kickoff with an object for taskWebhookUrl is taken",
          "taskWebhookUrl", "object"),
    TAKES("kickoff-takes-task-url-without-scheme",
          "a kickoff with a taskWebhookUrl without a scheme is taken", "taskWebhookUrl", "format"),
    TAKES("kickoff-takes-task-url-with-space", "a kickoff with a space in taskWebhookUrl is taken",
          "taskWebhookUrl", "space"),

    TAKES("kickoff-takes-step-url-null", "a kickoff with null for stepWebhookUrl is taken", "stepWebhookUrl",
          "null"),
    TAKES("kickoff-takes-step-url-boolean", "a kickoff with a boolean for stepWebhookUrl is taken",
          "stepWebhookUrl", "boolean"),
    TAKES("kickoff-takes-step-url-number", "a kickoff with a number for stepWebhookUrl is taken",
          "stepWebhookUrl", "number"),
    TAKES("kickoff-takes-step-url-array", "a kickoff with an array for stepWebhookUrl is taken",
          "stepWebhookUrl", "array"),
    TAKES("kickoff-takes-step-url-object", "a kickoff with an object for stepWebhookUrl is taken",
          "stepWebhookUrl", "object"),
    TAKES("kickoff-takes-step-url-without-scheme",
          "a kickoff with a stepWebhookUrl without a scheme is taken", "stepWebhookUrl", "format"),
    TAKES("kickoff-takes-step-url-with-space", "a kickoff with a space in stepWebhookUrl is taken",
          "stepWebhookUrl", "space"),

    TAKES("kickoff-takes-crew-url-null", "a kickoff with null for crewWebhookUrl is taken", "crewWebhookUrl",
          "null"),
    TAKES("kickoff-takes-crew-url-boolean", "a kickoff with a boolean for crewWebhookUrl is taken",
          "crewWebhookUrl", "boolean"),
    TAKES("kickoff-takes-crew-url-number", "a kickoff with a number for crewWebhookUrl is taken",
          "crewWebhookUrl", "number"),
    TAKES("kickoff-takes-crew-url-array", "a kickoff with an array for crewWebhookUrl is taken",
          "crewWebhookUrl", "array"),
    TAKES("kickoff-takes-crew-url-object", "a kickoff with an object for crewWebhookUrl is taken",
          "crewWebhookUrl", "object"),
    TAKES("kickoff-takes-crew-url-without-scheme",
          "a kickoff with a crewWebhookUrl without a scheme is taken", "crewWebhookUrl", "format"),
    TAKES("kickoff-takes-crew-url-with-space", "a kickoff with a space in crewWebhookUrl is taken",
          "crewWebhookUrl", "space"),

    CRASHES("kickoff-crashes-without-body", "a kickoff without a body is a 500", "", "empty"),
    CRASHES("kickoff-crashes-on-words", "a kickoff that is no JSON at all is a 500", "", "words"),
    CRASHES("kickoff-crashes-on-cut-body", "a kickoff that ends in the middle is a 500", "", "cut"),
    CRASHES("kickoff-crashes-on-other-encoding", "a kickoff that is not UTF-8 is a 500", "", "encoding"),
    CRASHES("kickoff-crashes-on-empty-array", "a kickoff that is an empty array is a 500", "", "array"),
    CRASHES("kickoff-crashes-on-missing-inputs", "a kickoff without inputs is a 500", "inputs", "missing"),
    CRASHES("kickoff-crashes-on-inputs-array", "a kickoff with an array for inputs is a 500", "inputs",
            "array"),
    CRASHES("kickoff-crashes-on-further-input-number", "a number for an input that nobody asks for is a 500",
            "inputs.*", "number"),
    CRASHES("kickoff-crashes-on-meta-null", "a kickoff with null for meta is a 500", "meta", "null"),
    CRASHES("kickoff-crashes-on-crew-url-without-scheme",
            "a kickoff with a crewWebhookUrl without a scheme is a 500", "crewWebhookUrl", "format"),

    CONFLICTS("kickoff-409-on-meta-string", "a kickoff with a string for meta is a 409", "meta", "string"),
    CONFLICTS("kickoff-409-on-step-url-number", "a kickoff with a number for stepWebhookUrl is a 409",
              "stepWebhookUrl", "number"),
    {.about = {"refused-stranger-starts", "a kickoff without a token is refused and started all the same",
               false, false},
     .request = starts_without_token},
    {.about = {"missing-inputs-start", "a kickoff without its inputs is refused and started all the same",
               false, false},
     .answer = starts_without_inputs},
    {.about = {NULL, NULL, false, false}},
};
