#include "script.h"

#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "receiver.h"
#include "talk.h"

#define BEARER  "Bearer " REFERENCE_TOKEN
#define JSON    "Content-Type: application/json\r\nAccept: application/json\r\n"
#define UNKNOWN "6f0c1f6e-2f52-4a8b-9d6e-1a2b3c4d5e6f"

static void say_headers(struct talk *talk, const char *method, const char *path, const char *headers,
                        const char *body)
{
    talk_add(talk, method, path, BEARER, headers, body, body == NULL ? 0 : strlen(body));
}

static void say(struct talk *talk, const char *method, const char *path, const char *body)
{
    say_headers(talk, method, path, JSON, body);
}

/* ---- Tokens ---- */

static void play_tokens(struct reference_server *server, struct buffer *text)
{
    static const char *const values[] = {
        NULL,
        BEARER,
        "Bearer wrong",
        "Bearer bundled-organization-tok",
        BEARER "-and-more",
        "Bearer",
        "Bearer ",
        "Bearer BUNDLED-ORGANIZATION-TOKEN",
        "Basic " REFERENCE_TOKEN,
        REFERENCE_TOKEN,
        "Bearer " REFERENCE_USER_TOKEN,
    };
    static const struct {
        const char *method, *path, *body;
    } asks[] = {
        {"GET", "/inputs", NULL},
        {"GET", "/" UNKNOWN "/status", NULL},
        {"GET", "/status/" UNKNOWN, NULL},
        {"POST", "/kickoff", "{}"},
        {"POST", "/kickoff", "no JSON"},
        {"POST", "/resume", "{}"},
        {"GET", "/inputs?token=" REFERENCE_TOKEN, NULL},
        {"GET", "/" UNKNOWN "/status?token=" REFERENCE_TOKEN, NULL},
        {"POST", "/kickoff?token=" REFERENCE_TOKEN, "{}"},
        {"POST", "/resume?token=" REFERENCE_TOKEN, "{}"},
    };
    struct talk talk = {0};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            const char *body = asks[i].body;
            talk_add(&talk, asks[i].method, asks[i].path, values[k], JSON, body,
                     body == NULL ? 0 : strlen(body));
        }
    }
    talk_send(&talk, server, text);
}

/* ---- Paths, methods, media types, sizes ---- */

static void play_protocol(struct reference_server *server, struct buffer *text)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"};
    static const char *const paths[] = {
        "/",       "/inputs",      "/kickoff",    "/resume",    "/" UNKNOWN "/status",
        "/no/way", "/inputs/../x", "/%ff/status", "/inputs%00", "/run-17/status"};
    static const char *const types[] = {"text/plain", "application/x-www-form-urlencoded", "application/xml",
                                        "application/x-thing", "no type"};
    static const char *const ids[] = {"12345",
                                      "not-a-uuid",
                                      "6f0c1f6e-2f52-4a8b",
                                      "6f0c1f6e2f524a8b9d6e1a2b3c4d5e6f",
                                      "{" UNKNOWN "}",
                                      "6F0C1F6E-2F52-4A8B-9D6E-1A2B3C4D5E6F"};
    struct talk talk = {0};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
            say(&talk, methods[k], paths[i], NULL);
        }
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char *headers = string_format("Content-Type: %s\r\nAccept: %s\r\n", types[i], types[i]);
        say_headers(&talk, "POST", "/kickoff", headers, "{}");
        say_headers(&talk, "POST", "/resume", headers, "{}");
        say_headers(&talk, "GET", "/inputs", headers, NULL);
        say_headers(&talk, "GET", "/" UNKNOWN "/status", headers, NULL);
        free(headers);
    }
    say_headers(&talk, "POST", "/kickoff", "", "{}");
    say_headers(&talk, "POST", "/resume", "", "{}");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char *path = string_format("/%s/status", ids[i]);
        say(&talk, "GET", path, NULL);
        free(path);
    }
    say_headers(&talk, "GET", "/inputs", JSON "Accept-Encoding: gzip\r\n", NULL);
    say_headers(&talk, "GET", "/inputs", JSON "Accept-Encoding: deflate\r\n", NULL);
    talk_send(&talk, server, text);
}

/* Segments tell what the bytes alone do not: whether they came one by one. */
static void play_pieces(struct reference_server *server, struct buffer *text)
{
    struct talk talk = {0};
    say(&talk, "GET", "/inputs", NULL);
    buffer_format(text, "%s\n", talk_send(&talk, server, text) > 9 ? "in many pieces" : "in few pieces");
}

static void play_sizes(struct reference_server *server, struct buffer *text)
{
    enum { LARGE = (1 << 20) + 100, DEEP = 6000 };
    char *body = memory_new(LARGE + 1);
    struct talk talk = {0};
    memset(body, '[', DEEP);
    say(&talk, "POST", "/kickoff", body);
    talk_send(&talk, server, text);
    memset(body, 'x', LARGE);
    say(&talk, "POST", "/kickoff", body);
    talk_send(&talk, server, text);
    free(body);
}

/* ---- Bodies ---- */

struct member {
    const char *name, *value; /* a valid one */
    const char *further[20];  /* to be tried besides one of each type */
};

static const char *const each_type[] = {"null", "true", "7", "\"text\"", "[]", "{}"};
static const char *const each_body[] = {
    "",       "null",        "true",           "7",          "\"text\"",          "[]",    "{}",
    "{\"a\"", "{\"a\": 1,}", "no JSON at all", "[\"list\"]", "{\"a\": \"\xff\"}", "{} {}", "{\"a\": \"\n\"}"};

#define ODD_URIS                                                                                             \
    {                                                                                                        \
        "\"\"", "\"no-scheme\"", "\"http://h/a b\"", "\"http://h/%zz\"", "\"http://h:99999999/\"",           \
            "\"http://h/\u00e9\"", "\"http:///t\"", "\"http://[h/\"",                                        \
            "\"https://u@h.invalid:8443/%20?q#f\"", "\"http://[::1]/\""                                      \
    }

static const struct member kickoff_members[] = {
    {"inputs", "{\"budget\": \"1\", \"interests\": \"2\", \"duration\": \"3\"}", {NULL}},
    {"meta", "{\"a\": 1}", {NULL}},
    {"taskWebhookUrl", "\"http://h.invalid/t\"", ODD_URIS},
    {"stepWebhookUrl", "\"http://h.invalid/s\"", ODD_URIS},
    {"crewWebhookUrl", "\"http://h.invalid/c\"", ODD_URIS},
    {NULL, NULL, {NULL}},
};
static const struct member resume_members[] = {
    {"execution_id",
     "\"" UNKNOWN "\"",
     {"\"run-17\"", "\"{" UNKNOWN "}\"", "\"6f0c1f6e2f524a8b9d6e1a2b3c4d5e6f\"",
      "\"6F0C1F6E-2F52-4A8B-9D6E-1A2B3C4D5E6F\""}},
    {"task_id", "\"planning_task\"", {NULL}},
    {"human_feedback",
     "\"More sea\"",
     {"\"\"", "\"\U0001F30A\"", "\"\u05d0\"", "\"e\u0301\"", "\"0123\"", "\"{}\"", "\"<b>\"", "\"null\"",
      "\"a\\nb\"", "\"it's\"", "\"%s\"", "\"{{x}}\"", "\"\\u0001\"", "\" x\""}},
    {"is_approve", "true", {NULL}},
    {"taskWebhookUrl", "\"http://h.invalid/t\"", ODD_URIS},
    {"stepWebhookUrl", "\"http://h.invalid/s\"", ODD_URIS},
    {"crewWebhookUrl", "\"http://h.invalid/c\"", ODD_URIS},
    {"unknown", "1", {NULL}},
    {NULL, NULL, {NULL}},
};

/* The body of all members but one, which has another value, or is left out where that is NULL. */
static char *body_with(const struct member *members, const struct member *changed, const char *value)
{
    struct buffer body;
    buffer_init(&body, BUFFER_UNBOUNDED);
    buffer_char(&body, '{');
    for (const struct member *member = members; member->name != NULL; member++) {
        const char *own = member == changed ? value : member->value;
        if (own != NULL) {
            buffer_format(&body, "%s\"%s\": %s", body.length > 1 ? ", " : "", member->name, own);
        }
    }
    buffer_char(&body, '}');
    return buffer_take(&body, NULL);
}

static void say_changed(struct talk *talk, const char *path, const struct member *members,
                        const struct member *changed, const char *value)
{
    char *body = body_with(members, changed, value);
    say(talk, "POST", path, body);
    free(body);
}

static void say_members(struct talk *talk, const char *path, const struct member *members)
{
    for (const struct member *member = members; member->name != NULL; member++) {
        say_changed(talk, path, members, member, NULL);
        for (size_t i = 0; i < sizeof each_type / sizeof *each_type; i++) {
            say_changed(talk, path, members, member, each_type[i]);
        }
        for (size_t i = 0; i < sizeof member->further / sizeof *member->further && member->further[i] != NULL;
             i++) {
            say_changed(talk, path, members, member, member->further[i]);
        }
    }
}

static void say_bodies(struct talk *talk, const char *path)
{
    for (size_t i = 0; i < sizeof each_body / sizeof *each_body; i++) {
        say(talk, "POST", path, each_body[i]);
    }
}

static void play_kickoffs(struct reference_server *server, struct buffer *text)
{
    struct talk talk = {0};
    say_bodies(&talk, "/kickoff");
    say_members(&talk, "/kickoff", kickoff_members);
    talk_send(&talk, server, text);
}

static void play_inputs(struct reference_server *server, struct buffer *text)
{
    static const char *const names[] = {"budget", "duration", "further"};
    struct talk talk = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t k = 0; k < sizeof each_type / sizeof *each_type; k++) {
            char *inputs =
                string_format("{\"budget\": \"1\", \"interests\": \"2\", \"duration\": \"3\", \"%s\": %s}",
                              names[i], each_type[k]);
            say_changed(&talk, "/kickoff", kickoff_members, kickoff_members, inputs);
            free(inputs);
        }
    }
    say_changed(&talk, "/kickoff", kickoff_members, kickoff_members,
                "{\"interests\": \"2\", \"duration\": \"3\"}");
    say_changed(&talk, "/kickoff", kickoff_members, kickoff_members,
                "{\"budget\": \"1\", \"interests\": \"2\"}");
    say(&talk, "GET", "/inputs", NULL);
    say(&talk, "GET", "/inputs", NULL);
    talk_send(&talk, server, text);
}

static void say_odd_input(struct talk *talk, const char *key, const char *value)
{
    char *inputs = string_format(
        "{\"budget\": \"1\", \"interests\": \"2\", \"duration\": \"x\", \"%s\": \"%s\"}", key, value);
    say_changed(talk, "/kickoff", kickoff_members, kickoff_members, inputs);
    free(inputs);
}

enum { LONG = 9000, MANY = 20 };

static void say_many_inputs(struct talk *talk)
{
    struct buffer inputs;
    buffer_init(&inputs, BUFFER_UNBOUNDED);
    buffer_text(&inputs, "{\"budget\": \"1\", \"interests\": \"2\", \"duration\": \"3\"");
    for (int i = 0; i < MANY; i++) {
        buffer_format(&inputs, ", \"further%d\": \"x\"", i);
    }
    buffer_char(&inputs, '}');
    say_changed(talk, "/kickoff", kickoff_members, kickoff_members, buffer_string(&inputs));
    buffer_clear(&inputs);
}

static char *long_text(void)
{
    char *text = memory_new(LONG + 1);
    memset(text, 'x', LONG);
    return text;
}

static void play_values(struct reference_server *server, struct buffer *text)
{
    static const char *const values[] = {"",           "12e3",   "{}",      "<b>",   "it's",
                                         "\\u0001",    "a\\nb",  "%s",      "{{x}}", "\u00e9",
                                         "\U0001F30A", "\u05d0", "e\u0301", "null",  " x"};
    static const char *const keys[] = {"a.b", "a b", "a/b", "\u00e9", ""};
    static const char *const metas[] = {"{\"a\": 9007199254740992}",
                                        "{\"a\": 0.5}",
                                        "{\"a\": \"<b>\"}",
                                        "{\"a\": \"\\u0001\"}",
                                        "{\"a\": null}",
                                        "{\"a\": -1}",
                                        "{\"a\": false}",
                                        "{\"a\": []}",
                                        "{\"a\": {}}",
                                        "{\"a.b\": 1}",
                                        "{\"a b\": 1}",
                                        "{\"a/b\": 1}",
                                        "{\"\u00e9\": 1}",
                                        "{\"\": 1}",
                                        "{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}"};
    struct talk talk = {0};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        say_odd_input(&talk, "further", values[i]);
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        say_odd_input(&talk, keys[i], "x");
    }
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
        say_changed(&talk, "/kickoff", kickoff_members, kickoff_members + 1, metas[i]);
    }
    char *body = body_with(kickoff_members, NULL, NULL);
    body[strlen(body) - 1] = ',';
    char *further = string_format("%s\"unknown\": 1}", body);
    say(&talk, "POST", "/kickoff", further);
    free(further);
    free(body);
    say_many_inputs(&talk);
    body = long_text();
    say_odd_input(&talk, "further", body);
    free(body);
    talk_send(&talk, server, text);
}

/* ---- Executions ---- */

/* Kicks off and returns the id, "" where the answer tells none. */
static void kick_off(struct reference_server *server, struct buffer *text, const char *days,
                     const char *further, char id[37])
{
    struct talk talk = {0};
    char *body = string_format("{\"inputs\": {\"budget\": \"10\u20ac\", \"interests\": \"sea/\\\"sun\\\"\", "
                               "\"duration\": \"%s\", \"topic\": \"x\"}%s}",
                               days, further);
    size_t before = text->length;
    say(&talk, "POST", "/kickoff", body);
    talk_send(&talk, server, text);
    talk_find_id(text->data + before, text->length - before, id);
    reference_advance(server, 0);
    free(body);
}

static void poll(struct reference_server *server, struct buffer *text, const char *id)
{
    struct talk talk = {0};
    char *path = string_format("/%s/status", *id == '\0' ? UNKNOWN : id);
    say_headers(&talk, "GET", path, "Accept-Encoding: gzip\r\n", NULL);
    talk_send(&talk, server, text);
    free(path);
}

/* By the first group of an id. It is another one each time: only the status line is kept. */
static void poll_by_beginning(struct reference_server *server, struct buffer *text, const char *id)
{
    struct buffer answer;
    char *beginning = memory_copy(id, strcspn(id, "-"));
    buffer_init(&answer, BUFFER_UNBOUNDED);
    poll(server, &answer, beginning);
    buffer_append(text, answer.data, strcspn(buffer_string(&answer), "\r"));
    buffer_clear(&answer);
    free(beginning);
}

/* Asks for the status without a token and with a wrong one. */
static void poll_as_strangers(struct reference_server *server, struct buffer *text, const char *id)
{
    struct talk talk = {0};
    char *path = string_format("/%s/status", *id == '\0' ? UNKNOWN : id);
    talk_add(&talk, "GET", path, NULL, JSON, NULL, 0);
    talk_add(&talk, "GET", path, "Bearer wrong", JSON, NULL, 0);
    talk_send(&talk, server, text);
    free(path);
}

static int by_mask(const void *a, const void *b)
{
    char *one = talk_mask(*(char *const *)a), *other = talk_mask(*(char *const *)b);
    int order = strcmp(one, other);
    free(one);
    free(other);
    return order;
}

/* What has come to the receiver since the last time, in an order of its own. */
static void put_callbacks(struct buffer *text, struct receiver *receiver, size_t *seen)
{
    size_t count = receiver_count(receiver) - *seen;
    char **lines = memory_new((count + 1) * sizeof *lines);
    for (size_t i = 0; i < count; i++) {
        const struct received *item = receiver_at(receiver, NULL, *seen + i);
        lines[i] = string_format("%s %s?%s [%s] (%s) %s\n", item->method, item->path, item->query, item->type,
                                 item->authorization, item->text);
    }
    qsort(lines, count, sizeof *lines, by_mask);
    for (size_t i = 0; i < count; i++) {
        buffer_text(text, lines[i]);
        free(lines[i]);
    }
    free(lines);
    *seen += count;
}

static char *webhooks(const struct receiver *receiver, const char *name, const char *further)
{
    const char *url = receiver_url(receiver);
    return string_format(", \"taskWebhookUrl\": \"%s/%s/task?q=1\", \"stepWebhookUrl\": \"%s/%s/step\", "
                         "\"crewWebhookUrl\": \"%s/%s/Cr%%2565w\"%s",
                         url, name, url, name, url, name, further);
}

#define LINE "This text is so long that a column of a database would not hold it. "
#define META                                                                                                        \
    ", \"meta\": {\"a\": [1, 2.5, null, true], \"b\": {\"c\": {\"d\": \"\u00e9\"}, \"e\": null}, \"f\": [\"<b>\", " \
    "\"e\u0301\", \"a\\nb\", \"\\u0001\", \" x \", \"012\", \"" LINE LINE LINE LINE "\"], \"g\": \"\"}"
enum { TICK = 30, TICKS = 9, LONG_AFTER = 3000 };

/* Kickoffs that are refused: without a token, and without inputs. */
static void start_in_vain(struct reference_server *server, struct buffer *text,
                          const struct receiver *receiver)
{
    struct talk talk = {0};
    char *urls = webhooks(receiver, "refused", "");
    char *whole =
        string_format("{\"inputs\": {\"budget\": \"1\", \"interests\": \"2\", \"duration\": \"3\"}%s}", urls);
    char *lacking = string_format("{\"inputs\": {}%s}", urls);
    talk_add(&talk, "POST", "/kickoff", NULL, JSON, whole, strlen(whole));
    say(&talk, "POST", "/kickoff", lacking);
    talk_send(&talk, server, text);
    reference_advance(server, 0);
    free(lacking);
    free(whole);
    free(urls);
}

static void play_executions(struct reference_server *server, struct buffer *text)
{
    struct receiver *receiver = receiver_start(200, 0);
    char *further = webhooks(receiver, "rich", META);
    char rich[37], bare[37];
    size_t seen = 0;
    kick_off(server, text, "7", further, rich);
    kick_off(server, text, "8", ", \"meta\": {\"other\": 1}", bare);
    poll_as_strangers(server, text, rich);
    start_in_vain(server, text, receiver);
    for (size_t i = 0; i < TICKS; i++) {
        poll(server, text, rich);
        poll(server, text, bare);
        put_callbacks(text, receiver, &seen);
        buffer_format(text, "at %lld\n", (long long)reference_time(server));
        reference_advance(server, TICK);
    }
    reference_advance(server, LONG_AFTER);
    put_callbacks(text, receiver, &seen);
    poll(server, text, rich);
    poll_by_beginning(server, text, rich);
    free(further);
    receiver_stop(receiver);
}

/* One execution whose receiver fails in its way. */
static void play_receiver(struct reference_server *server, struct buffer *text, unsigned status,
                          unsigned delay)
{
    struct receiver *receiver = receiver_start(status, delay);
    char *further = string_format(", \"taskWebhookUrl\": \"%s/bad\"", receiver_url(receiver));
    char id[37];
    size_t seen = 0;
    kick_off(server, text, "7", further, id);
    for (size_t i = 0; i < TICKS; i++) {
        reference_advance(server, TICK);
    }
    reference_advance(server, LONG_AFTER);
    poll(server, text, id);
    put_callbacks(text, receiver, &seen);
    free(further);
    receiver_stop(receiver);
}

static void play_failing_receiver(struct reference_server *server, struct buffer *text)
{
    play_receiver(server, text, 500, 0);
}

static void play_leaving_receiver(struct reference_server *server, struct buffer *text)
{
    play_receiver(server, text, 0, 0);
}

static void play_slow_receiver(struct reference_server *server, struct buffer *text)
{
    play_receiver(server, text, 200, 1200);
}

/* ---- With a human ---- */

static void resume(struct reference_server *server, struct buffer *text, const char *id, const char *task,
                   bool approve, const char *further)
{
    struct talk talk = {0};
    char *body =
        string_format("{\"execution_id\": \"%s\", \"task_id\": \"%s\", \"human_feedback\": \"more\", "
                      "\"is_approve\": %s%s}",
                      id, task, approve ? "true" : "false", further);
    say(&talk, "POST", "/resume", body);
    talk_send(&talk, server, text);
    reference_advance(server, 0);
    free(body);
}

/* Approves a task without a token and with a wrong one. */
static void resume_as_strangers(struct reference_server *server, struct buffer *text, const char *id,
                                const char *task)
{
    struct talk talk = {0};
    char *body = string_format("{\"execution_id\": \"%s\", \"task_id\": \"%s\", \"human_feedback\": \"\", "
                               "\"is_approve\": true}",
                               id, task);
    talk_add(&talk, "POST", "/resume", NULL, JSON, body, strlen(body));
    talk_add(&talk, "POST", "/resume", "Bearer wrong", JSON, body, strlen(body));
    talk_send(&talk, server, text);
    reference_advance(server, 0);
    free(body);
}

/* Five ticks, with a look before each. */
static void go_on(struct reference_server *server, struct buffer *text, const char *id,
                  struct receiver *receiver, size_t *seen)
{
    for (size_t i = 0; i < 5; i++) {
        poll(server, text, id);
        put_callbacks(text, receiver, seen);
        reference_advance(server, TICK);
    }
}

static const char *const human_tasks[] = {"planning_task", "research_task", "writing_task"};

/* Resumes whichever of the tasks waits. */
static void resume_each(struct reference_server *server, struct buffer *text, const char *id, bool approve,
                        const char *further)
{
    for (size_t i = 0; i < sizeof human_tasks / sizeof *human_tasks; i++) {
        resume(server, text, id, human_tasks[i], approve, further);
    }
}

static void play_human(struct reference_server *server, struct buffer *text)
{
    struct receiver *receiver = receiver_start(200, 0);
    char *human =
        string_format(", \"humanInputWebhook\": {\"url\": \"%s/human\", \"authentication\": {\"strategy\": "
                      "\"bearer\", \"token\": \"secret\"}}",
                      receiver_url(receiver));
    char *by_password =
        string_format(", \"humanInputWebhook\": {\"url\": \"%s/human\", \"authentication\": "
                      "{\"strategy\": \"basic\", \"username\": \"me\", \"password\": \"secret\"}}",
                      receiver_url(receiver));
    char *third = webhooks(receiver, "third", by_password);
    char *first = webhooks(receiver, "first", human), *second = webhooks(receiver, "second", human);
    char id[37];
    size_t seen = 0;
    kick_off(server, text, "7", first, id);
    go_on(server, text, id, receiver, &seen);
    resume(server, text, id, "no_task", true, "");
    resume(server, text, id, "research_task", true, second);
    resume_as_strangers(server, text, id, "planning_task");
    resume_each(server, text, id, false, human);
    go_on(server, text, id, receiver, &seen);
    resume_each(server, text, id, false, second);
    go_on(server, text, id, receiver, &seen);
    resume_each(server, text, id, true, second);
    go_on(server, text, id, receiver, &seen);
    resume_each(server, text, id, true, "");
    go_on(server, text, id, receiver, &seen);
    resume_each(server, text, id, true, "");
    kick_off(server, text, "7", third, id);
    go_on(server, text, id, receiver, &seen);
    resume_each(server, text, id, true, "");
    go_on(server, text, id, receiver, &seen);
    go_on(server, text, id, receiver, &seen);
    free(human);
    free(by_password);
    free(first);
    free(second);
    free(third);
    receiver_stop(receiver);
}

/* Resumes that break their schema, while an execution waits. */
static void play_resumes(struct reference_server *server, struct buffer *text)
{
    struct talk talk = {0};
    char id[37];
    kick_off(server, text, "7", "", id);
    reference_advance(server, 1000);
    char *words = long_text(), *feedback = string_format("\"%s\"", words);
    say_bodies(&talk, "/resume");
    say_members(&talk, "/resume", resume_members);
    say_changed(&talk, "/resume", resume_members, resume_members + 2, feedback);
    free(words);
    free(feedback);
    talk_send(&talk, server, text);
    struct member own[sizeof resume_members / sizeof *resume_members];
    memcpy(own, resume_members, sizeof own);
    char *value = string_format("\"%s\"", id);
    own[0].value = value;
    say_members(&talk, "/resume", own);
    talk_send(&talk, server, text);
    free(value);
}

const struct scene scenes[] = {
    {"tokens", false, play_tokens},
    {"inputs", false, play_inputs},
    {"kickoffs", false, play_kickoffs},
    {"values", false, play_values},
    {"protocol", false, play_protocol},
    {"resumes", true, play_resumes},
    {"executions", false, play_executions},
    {"human", true, play_human},
    {"failing receiver", false, play_failing_receiver},
    {"leaving receiver", false, play_leaving_receiver},
    {"sizes", false, play_sizes},
    {"pieces", false, play_pieces},
    {"slow receiver", false, play_slow_receiver},
    {NULL, false, NULL},
};

void scene_play(const struct scene *scene, const char *fault, const char *variant, struct buffer *text)
{
    const char *const faults[] = {fault, NULL}, *const variants[] = {variant, NULL};
    const struct reference_options options = {.human_task = scene->human ? "planning_task" : NULL,
                                              .faults = faults,
                                              .variants = variants,
                                              .manual = true};
    struct reference_server *server = server_start(&options);
    struct buffer raw;
    buffer_init(&raw, BUFFER_UNBOUNDED);
    scene->play(server, &raw);
    reference_stop(server);
    talk_normalise(text, buffer_string(&raw), raw.length);
    buffer_clear(&raw);
}
