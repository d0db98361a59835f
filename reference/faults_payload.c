/* What callbacks say, and should not, or leave out. */
#include <stdlib.h>
#include <string.h>

#include "reference/behaviour.h"

#define SAYS(name, words, occasion, ...)                                                                     \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = { {0, occasion, __VA_ARGS__, 0} }                     \
    }
#define NOBODY "\"00000000-0000-4000-8000-000000000000\""

/* ---- meta ---- */

/* Each string loses what is not ASCII. */
static struct json_object *to_ascii(struct json_object *value)
{
    char text[256];
    size_t length = 0;
    for (const char *from = json_object_get_string(value); *from != '\0' && length + 1 < sizeof text;
         from++) {
        if ((*from & 0x80) == 0) {
            text[length++] = *from;
        } else if ((*from & 0x40) != 0) {
            text[length++] = '?';
        }
    }
    text[length] = '\0';
    return json_string(text);
}

/* Changes each value below `parent`; what it changes it no longer looks into. */
static void change_below(struct json_object *parent, struct json_object *(*change)(struct json_object *value))
{
    if (json_is(parent, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(parent); i++) {
            struct json_object *value = json_object_array_get_idx(parent, i), *changed = change(value);
            if (changed != NULL) {
                json_object_array_put_idx(parent, i, changed);
            } else {
                change_below(value, change);
            }
        }
    } else if (json_is(parent, json_type_object)) {
        json_object_object_foreach(parent, key, value)
        {
            struct json_object *changed = change(value);
            if (changed != NULL) {
                json_object_object_add(parent, key, changed);
            } else {
                change_below(value, change);
            }
        }
    }
}

static struct json_object *string_to_ascii(struct json_object *value)
{
    return json_is(value, json_type_string) ? to_ascii(value) : NULL;
}

static struct json_object *number_to_string(struct json_object *value)
{
    bool number = json_is(value, json_type_int) || json_is(value, json_type_double);
    return number ? json_string(json_object_to_json_string(value)) : NULL;
}

static struct json_object *boolean_to_string(struct json_object *value)
{
    return json_is(value, json_type_boolean) ? json_string(json_object_get_boolean(value) ? "true" : "false")
                                             : NULL;
}

/* What is nested becomes its text. */
static struct json_object *nested_to_string(struct json_object *value)
{
    bool nested = json_is(value, json_type_object) || json_is(value, json_type_array);
    return nested ? json_string(json_object_to_json_string(value)) : NULL;
}

static void change_meta(struct delivery *delivery, struct json_object *(*change)(struct json_object *value))
{
    change_below(json_member_object(delivery->payload, "meta"), change);
}

static void meta_in_ascii(struct delivery *delivery)
{
    change_meta(delivery, string_to_ascii);
}

static void meta_numbers_as_text(struct delivery *delivery)
{
    change_meta(delivery, number_to_string);
}

static void meta_booleans_as_text(struct delivery *delivery)
{
    change_meta(delivery, boolean_to_string);
}

static void meta_nested_as_text(struct delivery *delivery)
{
    change_meta(delivery, nested_to_string);
}

/* ---- Texts in meta ---- */

/* Each text with every `from` made `to`; NULL: as it is. */
static struct json_object *text_replaced(struct json_object *value, const char *from, const char *to)
{
    const char *text = json_is(value, json_type_string) ? json_object_get_string(value) : "";
    if (strstr(text, from) == NULL) {
        return NULL;
    }
    struct buffer changed;
    buffer_init(&changed, BUFFER_UNBOUNDED);
    for (const char *at = strstr(text, from); at != NULL; at = strstr(text, from)) {
        buffer_append(&changed, text, (size_t)(at - text));
        buffer_text(&changed, to);
        text = at + strlen(from);
    }
    buffer_text(&changed, text);
    struct json_object *string = json_string(buffer_string(&changed));
    buffer_clear(&changed);
    return string;
}

static struct json_object *markup_escaped(struct json_object *value)
{
    return text_replaced(value, "<", "&lt;");
}

static struct json_object *accent_composed(struct json_object *value)
{
    return text_replaced(value, "e\xcc\x81", "\xc3\xa9");
}

static struct json_object *line_breaks_doubled(struct json_object *value)
{
    return text_replaced(value, "\n", "\r\n");
}

static struct json_object *control_dropped(struct json_object *value)
{
    return text_replaced(value, "\x01", "");
}

/* The part of a text of that length; NULL where it is the whole of it, or no text. */
static struct json_object *text_part(struct json_object *value, size_t from, size_t length)
{
    const char *text = json_is(value, json_type_string) ? json_object_get_string(value) : "";
    if (length >= strlen(text)) {
        return NULL;
    }
    char *part = memory_copy(text + from, length);
    struct json_object *string = json_string(part);
    free(part);
    return string;
}

static struct json_object *text_cut(struct json_object *value)
{
    enum { COLUMN = 255 };
    return text_part(value, 0, COLUMN);
}

static struct json_object *text_trimmed(struct json_object *value)
{
    const char *text = json_is(value, json_type_string) ? json_object_get_string(value) : "";
    size_t from = strspn(text, " "), length = strlen(text);
    while (length > from && text[length - 1] == ' ') {
        length--;
    }
    return text_part(value, from, length - from);
}

static struct json_object *digits_to_number(struct json_object *value)
{
    const char *text = json_is(value, json_type_string) ? json_object_get_string(value) : "";
    bool digits = *text != '\0' && text[strspn(text, "0123456789")] == '\0';
    return digits ? json_object_new_int64(strtoll(text, NULL, 10)) : NULL;
}

#define META(function, change)                                                                               \
    static void function(struct delivery *delivery)                                                          \
    {                                                                                                        \
        change_meta(delivery, change);                                                                       \
    }
META(meta_escaped, markup_escaped)
META(meta_composed, accent_composed)
META(meta_in_dos_lines, line_breaks_doubled)
META(meta_without_control, control_dropped)
META(meta_cut, text_cut)
META(meta_trimmed, text_trimmed)
META(meta_digits_as_numbers, digits_to_number)

/* An empty text is nothing to some databases. */
static void blank_empty(struct json_object *parent)
{
    if (json_is(parent, json_type_object)) {
        json_object_object_foreach(parent, key, value)
        {
            bool text = json_is(value, json_type_string);
            if (text && json_object_get_string_len(value) == 0) {
                json_object_object_add(parent, key, NULL);
            } else {
                blank_empty(value);
            }
        }
    }
}

static void meta_empty_as_null(struct delivery *delivery)
{
    blank_empty(json_member_object(delivery->payload, "meta"));
}

/* ---- Members of meta ---- */

/* A serialiser that leaves nulls out. */
static void drop_nulls(struct json_object *parent)
{
    if (json_is(parent, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(parent); i++) {
            drop_nulls(json_object_array_get_idx(parent, i));
        }
    } else if (json_is(parent, json_type_object)) {
        json_object_object_foreach(parent, key, value)
        {
            if (value == NULL) {
                json_object_object_del(parent, key);
            } else {
                drop_nulls(value);
            }
        }
    }
}

static void meta_without_nulls(struct delivery *delivery)
{
    drop_nulls(json_member_object(delivery->payload, "meta"));
}

static void meta_gains_a_member(struct delivery *delivery)
{
    struct json_object *meta = json_member_object(delivery->payload, "meta");
    if (meta != NULL && delivery->occasion == ON_CREW_CALLBACK) {
        json_object_object_add(meta, "received_by", json_string("gateway"));
    }
}

static void meta_of_another(struct delivery *delivery)
{
    const struct execution *other = delivery->execution->server->executions;
    while (other != NULL && (other == delivery->execution || other->meta == NULL)) {
        other = other->next;
    }
    if (delivery->occasion == ON_TASK_CALLBACK && json_has(delivery->payload, "meta")) {
        json_object_object_add(delivery->payload, "meta",
                               other == NULL ? json_object_new_object() : json_copy(other->meta));
    }
}

/* ---- The execution ---- */

static void id_of_another(struct delivery *delivery)
{
    const struct execution *other = delivery->execution->server->executions;
    while (other != NULL && other == delivery->execution) {
        other = other->next;
    }
    if (delivery->occasion == ON_CREW_CALLBACK && other != NULL) {
        json_object_object_add(delivery->payload, "kickoff_id", json_string(other->id));
    }
}

static void result_is_a_summary(struct delivery *delivery)
{
    if (delivery->occasion == ON_CREW_CALLBACK) {
        json_object_object_add(delivery->payload, "result", json_string("Your crew has finished its work."));
    }
}

/* The same task's name for each. */
static void names_the_first_task(struct delivery *delivery)
{
    const struct crew *crew = &delivery->execution->server->crew;
    if (delivery->occasion == ON_TASK_CALLBACK) {
        json_object_object_add(delivery->payload, "name", json_string(crew->tasks[0].name));
        json_object_object_add(delivery->payload, "output", json_string("Done."));
    }
}

/* The last task is told as the first one, word for word. */
static void repeats_the_first_task(struct delivery *delivery)
{
    const struct crew *crew = &delivery->execution->server->crew;
    if (delivery->occasion == ON_TASK_CALLBACK && delivery->task + 1 == crew->task_count) {
        char *output = execution_task_output(delivery->execution, 0);
        json_object_object_add(delivery->payload, "name", json_string(crew->tasks[0].name));
        json_object_object_add(delivery->payload, "agent", json_string(crew->tasks[0].agent));
        json_object_object_add(delivery->payload, "output", json_string(output));
        free(output);
    }
}

#define DELIVER(name, words, function)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .deliver = function                                            \
    }

const struct behaviour fault_payload_table[] = {
    SAYS("step-callback-lacks-id", "a step's callback has no kickoff_id", ON_STEP_CALLBACK, "/kickoff_id",
         EDIT_REMOVE, NULL),
    SAYS("task-callback-lacks-id", "a task's callback has no kickoff_id", ON_TASK_CALLBACK, "/kickoff_id",
         EDIT_REMOVE, NULL),
    SAYS("crew-callback-lacks-id", "the crew's callback has no kickoff_id", ON_CREW_CALLBACK, "/kickoff_id",
         EDIT_REMOVE, NULL),
    SAYS("step-callback-of-nobody", "a step's callback has the id of no execution", ON_STEP_CALLBACK,
         "/kickoff_id", EDIT_SET, NOBODY),
    SAYS("task-callback-of-nobody", "a task's callback has the id of no execution", ON_TASK_CALLBACK,
         "/kickoff_id", EDIT_SET, NOBODY),
    DELIVER("crew-callback-of-another", "the crew's callback has the id of another execution", id_of_another),
    SAYS("callback-id-renamed", "callbacks have execution_id in place of kickoff_id", ON_CALLBACK,
         "/kickoff_id", EDIT_RENAME, "execution_id"),

    SAYS("step-callback-lacks-meta", "a step's callback has no meta", ON_STEP_CALLBACK, "/meta", EDIT_REMOVE,
         NULL),
    SAYS("task-callback-lacks-meta", "a task's callback has no meta", ON_TASK_CALLBACK, "/meta", EDIT_REMOVE,
         NULL),
    SAYS("crew-callback-lacks-meta", "the crew's callback has no meta", ON_CREW_CALLBACK, "/meta",
         EDIT_REMOVE, NULL),
    SAYS("step-callback-meta-text", "a step's callback has meta as a text", ON_STEP_CALLBACK, "/meta",
         EDIT_TO_STRING, NULL),
    SAYS("task-callback-meta-null", "a task's callback has null for meta", ON_TASK_CALLBACK, "/meta",
         EDIT_SET, "null"),
    SAYS("crew-callback-meta-empty", "the crew's callback has an empty meta", ON_CREW_CALLBACK, "/meta",
         EDIT_SET, "{}"),
    DELIVER("meta-loses-accents", "meta comes back with question marks for what is not ASCII", meta_in_ascii),
    DELIVER("meta-numbers-as-text", "meta comes back with numbers as strings", meta_numbers_as_text),
    DELIVER("meta-booleans-as-text", "meta comes back with booleans as strings", meta_booleans_as_text),
    DELIVER("meta-flattened", "meta comes back with what is nested as text", meta_nested_as_text),
    DELIVER("meta-loses-nulls", "meta comes back without its nulls", meta_without_nulls),
    DELIVER("meta-escapes-markup", "meta comes back with &lt; for <", meta_escaped),
    DELIVER("meta-composes-accents", "meta comes back with combining accents made one with their letters",
            meta_composed),
    DELIVER("meta-changes-line-breaks", "meta comes back with other line breaks", meta_in_dos_lines),
    DELIVER("meta-loses-control-characters", "meta comes back without its control characters",
            meta_without_control),
    DELIVER("meta-cuts-texts", "meta comes back with texts cut after 255 bytes", meta_cut),
    DELIVER("meta-trims-texts", "meta comes back with texts without the spaces around them", meta_trimmed),
    DELIVER("meta-digits-as-numbers", "meta comes back with numbers for texts of digits",
            meta_digits_as_numbers),
    DELIVER("meta-empty-as-null", "meta comes back with null for empty texts", meta_empty_as_null),
    DELIVER("meta-gains-member", "meta comes back to crewWebhookUrl with a further member",
            meta_gains_a_member),
    DELIVER("meta-of-another", "meta comes back to taskWebhookUrl as another execution's", meta_of_another),

    SAYS("crew-callback-lacks-result", "the crew's callback has no result", ON_CREW_CALLBACK, "/result",
         EDIT_REMOVE, NULL),
    SAYS("crew-callback-result-null", "the crew's callback has null for the result", ON_CREW_CALLBACK,
         "/result", EDIT_SET, "null"),
    SAYS("crew-callback-result-number", "the crew's callback has a number for the result", ON_CREW_CALLBACK,
         "/result", EDIT_SET, "7"),
    DELIVER("crew-callback-result-differs", "the crew's callback has another result than the status",
            result_is_a_summary),
    SAYS("task-callback-lacks-output", "a task's callback has no output", ON_TASK_CALLBACK, "/output",
         EDIT_REMOVE, NULL),
    SAYS("task-callback-output-object", "a task's callback has an object for the output", ON_TASK_CALLBACK,
         "/output", EDIT_SET, "{\"raw\": \"Done.\"}"),
    SAYS("task-callback-output-null", "a task's callback has null for the output", ON_TASK_CALLBACK,
         "/output", EDIT_SET, "null"),
    DELIVER("task-callbacks-of-first-task", "each task's callback is the first task's", names_the_first_task),

    DELIVER("task-callback-repeats-first", "the last task's callback is the first task's",
            repeats_the_first_task),

    SAYS("step-callback-lacks-prompt", "a step's callback has no prompt", ON_STEP_CALLBACK, "/prompt",
         EDIT_REMOVE, NULL),
    SAYS("step-callback-lacks-thought", "a step's callback has no thought", ON_STEP_CALLBACK, "/thought",
         EDIT_REMOVE, NULL),
    SAYS("step-callback-lacks-tool", "a step's callback has no tool", ON_STEP_CALLBACK, "/tool", EDIT_REMOVE,
         NULL),
    SAYS("step-callback-lacks-tool-input", "a step's callback has no tool_input", ON_STEP_CALLBACK,
         "/tool_input", EDIT_REMOVE, NULL),
    SAYS("step-callback-lacks-result", "a step's callback has no result", ON_STEP_CALLBACK, "/result",
         EDIT_REMOVE, NULL),
    SAYS("step-callback-thought-list", "a step's callback has a list of thoughts", ON_STEP_CALLBACK,
         "/thought", EDIT_WRAP, NULL),
    SAYS("task-callback-lacks-description", "a task's callback has no description", ON_TASK_CALLBACK,
         "/description", EDIT_REMOVE, NULL),
    SAYS("task-callback-lacks-name", "a task's callback has no name", ON_TASK_CALLBACK, "/name", EDIT_REMOVE,
         NULL),
    SAYS("task-callback-lacks-expected-output", "a task's callback has no expected_output", ON_TASK_CALLBACK,
         "/expected_output", EDIT_REMOVE, NULL),
    SAYS("task-callback-lacks-summary", "a task's callback has no summary", ON_TASK_CALLBACK, "/summary",
         EDIT_REMOVE, NULL),
    SAYS("task-callback-lacks-agent", "a task's callback has no agent", ON_TASK_CALLBACK, "/agent",
         EDIT_REMOVE, NULL),
    SAYS("task-callback-agent-object", "a task's callback has an object for the agent", ON_TASK_CALLBACK,
         "/agent", EDIT_SET, "{\"role\": \"Writer\"}"),
    SAYS("task-callback-lacks-output-json", "a task's callback has no output_json", ON_TASK_CALLBACK,
         "/output_json", EDIT_REMOVE, NULL),
    SAYS("crew-callback-lacks-result-json", "the crew's callback has no result_json", ON_CREW_CALLBACK,
         "/result_json", EDIT_REMOVE, NULL),
    SAYS("crew-callback-lacks-usage", "the crew's callback has no token_usage", ON_CREW_CALLBACK,
         "/token_usage", EDIT_REMOVE, NULL),
    SAYS("crew-callback-usage-number", "the crew's callback has one number for token_usage", ON_CREW_CALLBACK,
         "/token_usage", EDIT_SET, "1250"),
    SAYS("crew-callback-usage-lacks-total", "token_usage has no total_tokens", ON_CREW_CALLBACK,
         "/token_usage/total_tokens", EDIT_REMOVE, NULL),
    SAYS("crew-callback-usage-string", "token_usage has a string for prompt_tokens", ON_CREW_CALLBACK,
         "/token_usage/prompt_tokens", EDIT_TO_STRING, NULL),
    SAYS("crew-callback-usage-negative", "token_usage has a negative count of completion_tokens",
         ON_CREW_CALLBACK, "/token_usage/completion_tokens", EDIT_SET, "-1"),
    {.about = {NULL, NULL, false, false}},
};
