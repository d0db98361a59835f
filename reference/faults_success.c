/* Answers of GET /inputs, POST /kickoff and POST /resume that are not as documented. */
#include <string.h>

#include "reference/behaviour.h"

/* One edit of what is said on one occasion. */
#define SAYS(name, words, occasion, ...)                                                                     \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = { {0, occasion, __VA_ARGS__, 0} }                     \
    }
/* The same on a crew with human input. */
#define RESUME_SAYS(name, words, ...)                                                                        \
    {                                                                                                        \
        .about = {name, words, true, false}, .edits = { {0, ON_RESUMED, __VA_ARGS__, 0} }                    \
    }

/* ---- What data cannot say ---- */

static void inputs_grow(struct request *request, struct answer *answer)
{
    struct json_object *names = json_member_array(answer->body, "inputs");
    if (answer->occasion == ON_INPUTS && names != NULL) {
        json_object_array_add(names,
                              json_string(arena_format(&request->arena, "further_%zu", request->number)));
    }
}

/* Every other answer lacks the last name. */
static void inputs_differ(struct request *request, struct answer *answer)
{
    struct json_object *names = json_member_array(answer->body, "inputs");
    size_t count = names == NULL ? 0 : json_object_array_length(names);
    if (answer->occasion == ON_INPUTS && request->number % 2 == 0 && count > 0) {
        json_object_array_del_idx(names, count - 1, 1);
    }
}

static void inputs_twice(struct request *request, struct answer *answer)
{
    struct json_object *names = json_member_array(answer->body, "inputs");
    (void)request;
    if (answer->occasion == ON_INPUTS && names != NULL && json_object_array_length(names) > 0) {
        json_object_array_add(names, json_copy(json_object_array_get_idx(names, 0)));
    }
}

static void inputs_in_one_string(struct request *request, struct answer *answer)
{
    struct json_object *names = json_member_array(answer->body, "inputs");
    const char *text = "";
    if (answer->occasion != ON_INPUTS || names == NULL) {
        return;
    }
    for (size_t i = 0; i < json_object_array_length(names); i++) {
        const char *name = json_object_get_string(json_object_array_get_idx(names, i));
        text = arena_format(&request->arena, "%s%s%s", text, i > 0 ? "," : "", name);
    }
    json_object_object_add(answer->body, "inputs", json_string(text));
}

/* [{"name": …}] */
static void inputs_as_objects(struct request *request, struct answer *answer)
{
    struct json_object *names = json_member_array(answer->body, "inputs");
    (void)request;
    for (size_t i = 0; answer->occasion == ON_INPUTS && i < json_object_array_length(names); i++) {
        struct json_object *name = json_copy(json_object_array_get_idx(names, i));
        json_object_array_put_idx(names, i, json_add(json_object_new_object(), "name", name));
    }
}

static void inputs_hold(const struct answer *answer, struct json_object *value)
{
    struct json_object *names = json_member_array(answer->body, "inputs");
    if (answer->occasion == ON_INPUTS && names != NULL) {
        json_object_array_add(names, value);
    } else {
        json_object_put(value);
    }
}

static void inputs_hold_null(struct request *request, struct answer *answer)
{
    (void)request;
    inputs_hold(answer, NULL);
}

static void inputs_hold_number(struct request *request, struct answer *answer)
{
    (void)request;
    inputs_hold(answer, json_object_new_int(1));
}

static void no_inputs(struct reference_server *server)
{
    static const char *const none[] = {NULL};
    crew_replace_inputs(server, none);
}

/* What a client sends back is what it was told, so that nobody notices but for the format. */
static void id_is_no_uuid(struct execution *execution)
{
    snprintf(execution->id, sizeof execution->id, "run-%zu", execution->server->started);
}

static void id_without_dashes(struct execution *execution)
{
    char *to = execution->id;
    for (const char *from = execution->id; *from != '\0'; from++) {
        if (*from != '-') {
            *to++ = *from;
        }
    }
    *to = '\0';
}

const struct behaviour fault_success_table[] = {
    SAYS("inputs-lack-the-list", "GET /inputs answers an empty object", ON_INPUTS, "/inputs", EDIT_REMOVE,
         NULL),
    SAYS("inputs-null", "GET /inputs answers null for the list", ON_INPUTS, "/inputs", EDIT_SET, "null"),
    SAYS("inputs-bare-list", "GET /inputs answers the list without an object around it", ON_INPUTS, "/inputs",
         EDIT_LIFT, NULL),
    SAYS("inputs-renamed", "GET /inputs answers required_inputs in place of inputs", ON_INPUTS, "/inputs",
         EDIT_RENAME, "required_inputs"),
    SAYS("inputs-by-name", "GET /inputs answers an object of names in place of a list", ON_INPUTS, "/inputs",
         EDIT_SET, "{\"topic\": \"string\"}"),
    {.about = {"inputs-hold-null", "a null is among the names of the inputs", false, false},
     .answer = inputs_hold_null},
    {.about = {"inputs-hold-number", "a number is among the names of the inputs", false, false},
     .answer = inputs_hold_number},
    {.about = {"inputs-created", "GET /inputs answers 201 to the organization, of a crew that needs none",
               false, false},
     .crew = no_inputs,
     .edits = {{OPERATION_INPUTS, ON_INPUTS, NULL, EDIT_STATUS, "201", CREDENTIAL_ORGANIZATION}}},
    {.about = {"inputs-partial", "GET /inputs answers 206 to users", false, false},
     .edits = {{OPERATION_INPUTS, ON_INPUTS, NULL, EDIT_STATUS, "206", CREDENTIAL_USER}}},
    SAYS("inputs-as-text", "GET /inputs answers JSON as text/plain", ON_INPUTS, NULL, EDIT_MEDIA_TYPE,
         "text/plain"),
    SAYS("inputs-as-html", "GET /inputs answers JSON as text/html", ON_INPUTS, NULL, EDIT_MEDIA_TYPE,
         "text/html; charset=utf-8"),
    SAYS("inputs-of-no-type", "GET /inputs answers without a Content-Type", ON_INPUTS, NULL, EDIT_MEDIA_TYPE,
         NULL),
    SAYS("inputs-trailing-comma", "GET /inputs leaves a comma behind the last name", ON_INPUTS, "]",
         EDIT_REPLACE, ",]"),
    SAYS("inputs-single-quotes", "GET /inputs writes strings in single quotes", ON_INPUTS, "\"", EDIT_REPLACE,
         "'"),
    SAYS("inputs-byte-order-mark", "GET /inputs begins with a byte order mark", ON_INPUTS, NULL, EDIT_PREFIX,
         "\xEF\xBB\xBF"),
    SAYS("inputs-cut", "GET /inputs answers half of its JSON", ON_INPUTS, NULL, EDIT_CUT, NULL),
    SAYS("inputs-twice-over", "GET /inputs answers two JSON texts", ON_INPUTS, NULL, EDIT_SUFFIX, "\n{}"),
    SAYS("inputs-guarded", "GET /inputs begins with a guard against script inclusion", ON_INPUTS, NULL,
         EDIT_PREFIX, ")]}',\n"),
    SAYS("inputs-duplicate-key", "GET /inputs has the same key twice", ON_INPUTS, "{\"inputs\"", EDIT_REPLACE,
         "{\"inputs\":[],\"inputs\""),
    SAYS("inputs-not-utf8", "GET /inputs has a property in Latin-1", ON_INPUTS, "{\"inputs\"", EDIT_REPLACE,
         "{\"note\":\"caf\xE9\",\"inputs\""),
    SAYS("inputs-in-a-comment", "GET /inputs has a comment in its JSON", ON_INPUTS, NULL, EDIT_PREFIX,
         "/* inputs of the crew */ "),
    {.about = {"inputs-in-one-string", "GET /inputs answers the names in one string", false, false},
     .answer = inputs_in_one_string},
    {.about = {"inputs-as-objects", "GET /inputs answers objects in place of names", false, false},
     .answer = inputs_as_objects},
    {.about = {"inputs-grow", "GET /inputs names one more input each time", false, false},
     .answer = inputs_grow},
    {.about = {"inputs-differ", "one of two replicas lacks an input in GET /inputs", false, false},
     .answer = inputs_differ},
    {.about = {"inputs-named-twice", "GET /inputs names an input twice", false, false},
     .answer = inputs_twice},

    SAYS("kickoff-lacks-id", "an accepted kickoff answers an empty object", ON_KICKOFF, "/kickoff_id",
         EDIT_REMOVE, NULL),
    SAYS("kickoff-id-null", "an accepted kickoff answers null for kickoff_id", ON_KICKOFF, "/kickoff_id",
         EDIT_SET, "null"),
    SAYS("kickoff-id-number", "an accepted kickoff answers a number for kickoff_id", ON_KICKOFF,
         "/kickoff_id", EDIT_SET, "4711"),
    SAYS("kickoff-id-renamed", "an accepted kickoff answers kickoffId in place of kickoff_id", ON_KICKOFF,
         "/kickoff_id", EDIT_RENAME, "kickoffId"),
    SAYS("kickoff-id-wrapped", "an accepted kickoff answers kickoff_id in a list", ON_KICKOFF, "/kickoff_id",
         EDIT_WRAP, NULL),
    SAYS("kickoff-id-bare", "an accepted kickoff answers the id as a string, without an object", ON_KICKOFF,
         "/kickoff_id", EDIT_LIFT, NULL),
    SAYS("kickoff-created", "an accepted kickoff answers 201", ON_KICKOFF, NULL, EDIT_STATUS, "201"),
    SAYS("kickoff-accepted", "an accepted kickoff answers 202", ON_KICKOFF, NULL, EDIT_STATUS, "202"),
    SAYS("kickoff-as-text", "an accepted kickoff answers JSON as text/plain", ON_KICKOFF, NULL,
         EDIT_MEDIA_TYPE, "text/plain; charset=utf-8"),
    SAYS("kickoff-as-bytes", "an accepted kickoff answers JSON as application/octet-stream", ON_KICKOFF, NULL,
         EDIT_MEDIA_TYPE, "application/octet-stream"),
    SAYS("kickoff-cut", "an accepted kickoff answers half of its JSON", ON_KICKOFF, NULL, EDIT_CUT, NULL),
    SAYS("kickoff-unquoted-key", "an accepted kickoff answers a key without quotation marks", ON_KICKOFF,
         "\"kickoff_id\"", EDIT_REPLACE, "kickoff_id"),
    {.about = {"kickoff-redirects", "an accepted kickoff redirects to the status", false, false},
     .edits = {{0, ON_KICKOFF, NULL, EDIT_STATUS, "303", 0},
               {0, ON_KICKOFF, "Location", EDIT_HEADER, "/dashboard", 0}}},
    {.about = {"kickoff-without-content", "an accepted kickoff answers 204 and nothing", false, false},
     .edits = {{0, ON_KICKOFF, NULL, EDIT_TEXT, "", 0}, {0, ON_KICKOFF, NULL, EDIT_STATUS, "204", 0}}},
    {.about = {"kickoff-id-is-no-uuid", "kickoff ids are counters, no UUIDs", false, true},
     .plan = id_is_no_uuid},
    {.about = {"kickoff-id-without-dashes", "kickoff ids are UUIDs without their dashes", false, true},
     .plan = id_without_dashes},

    RESUME_SAYS("resume-lacks-status", "a resume that is taken answers without status", "/status",
                EDIT_REMOVE, NULL),
    RESUME_SAYS("resume-status-null", "a resume that is taken answers null for status", "/status", EDIT_SET,
                "null"),
    RESUME_SAYS("resume-status-unknown", "a resume that is taken answers ok for status", "/status", EDIT_SET,
                "\"ok\""),
    RESUME_SAYS("resume-status-boolean", "a resume that is taken answers true for status", "/status",
                EDIT_SET, "true"),
    RESUME_SAYS("resume-lacks-message", "a resume that is taken answers without message", "/message",
                EDIT_REMOVE, NULL),
    RESUME_SAYS("resume-message-null", "a resume that is taken answers null for message", "/message",
                EDIT_SET, "null"),
    RESUME_SAYS("resume-message-list", "a resume that is taken answers a list of messages", "/message",
                EDIT_WRAP, NULL),
    RESUME_SAYS("resume-accepted", "a resume that is taken answers 202", NULL, EDIT_STATUS, "202"),
    RESUME_SAYS("resume-as-text", "a resume that is taken answers JSON as text/plain", NULL, EDIT_MEDIA_TYPE,
                "text/plain"),
    RESUME_SAYS("resume-cut", "a resume that is taken answers half of its JSON", NULL, EDIT_CUT, NULL),
    RESUME_SAYS("resume-word-alone", "a resume that is taken answers OK and no JSON", NULL, EDIT_TEXT, "OK"),
    {.about = {"resume-without-content", "a resume that is taken answers 204 and nothing", true, false},
     .edits = {{0, ON_RESUMED, NULL, EDIT_TEXT, "", 0}, {0, ON_RESUMED, NULL, EDIT_STATUS, "204", 0}}},
    {.about = {NULL, NULL, false, false}},
};
