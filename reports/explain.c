#include "reports/explain.h"

#include <stdlib.h>
#include <string.h>

#include "record/redact.h"
#include "reports/again.h"
#include "reports/excerpt.h"
#include "reports/fields.h"
#include "reports/text.h"

enum { BODY_LINES = 14, WORDS_MAXIMUM = 4000 };

/* ---- Parts ---- */

static struct explain_part *add(struct explanation *explanation, const char *label, enum explain_kind kind,
                                const char *text)
{
    struct explain_part *part = &explanation->parts[explanation->count++];
    *part = (struct explain_part){.label = label, .kind = kind, .text = text};
    return part;
}

/* A copy that is fit to be shown, of bounded length. */
static const char *shown(struct arena *arena, const char *text)
{
    struct buffer all, cut;
    buffer_init(&all, BUFFER_UNBOUNDED);
    buffer_init(&cut, BUFFER_UNBOUNDED);
    text_show_line(&all, text);
    text_cut(&cut, buffer_string(&all), all.length, WORDS_MAXIMUM);
    const char *copy = arena_copy(arena, buffer_string(&cut), cut.length);
    buffer_clear(&all);
    buffer_clear(&cut);
    return copy;
}

static void add_words(struct explanation *explanation, const char *label, const char *text)
{
    if (*text)
        add(explanation, label, EXPLAIN_WORDS, shown(&explanation->arena, text));
}

static void add_body(struct explanation *explanation, const struct json_object *body, enum excerpt_mark mark,
                     const char *pointer)
{
    struct excerpt excerpt = excerpt_make(body, mark, pointer, BODY_LINES);
    if (*excerpt.text) {
        struct explain_part *part =
            add(explanation, "", EXPLAIN_VERBATIM, arena_string(&explanation->arena, excerpt.text));
        part->first_marked = excerpt.first_marked;
        part->marked = excerpt.marked;
    }
    free(excerpt.text);
}

/* ---- Messages ---- */

/* ", application/json, 34 bytes" */
static void describe_body(struct buffer *out, const struct json_object *message)
{
    struct json_object *body = json_member_object(message, "body");
    const char *type = fields_find(json_member(message, "headers"), "Content-Type");
    int64_t length = json_member_int(body, "length", 0);
    if (type && length)
        buffer_format(out, ", %s", type);
    if (!length) {
        buffer_text(out, ", without a body");
        return;
    }
    buffer_text(out, ", ");
    text_number(out, length);
    buffer_text(out, length == 1 ? " byte" : " bytes");
}

static void add_described(struct explanation *explanation, const char *label, struct buffer *words)
{
    add_words(explanation, label, buffer_string(words));
    buffer_clear(words);
}

static enum excerpt_mark mark_of(const struct model_finding *finding, const char *place)
{
    bool here = strcmp(*finding->place ? finding->place : "response", place) == 0;
    if (here && finding->body_pointer)
        return EXCERPT_POINTER;
    return here && strcmp(finding->aspect, "json") == 0 ? EXCERPT_FAULT : EXCERPT_NOTHING;
}

static void add_request(struct explanation *explanation, const struct model_finding *finding,
                        const struct json_object *request)
{
    const struct model_exchange *exchange = finding->exchange;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_format(&words, "%s %s", exchange->method, exchange->url);
    const char *credentials = fields_find(json_member(request, "headers"), "Authorization");
    if (!credentials)
        buffer_text(&words, ", without Authorization");
    else if (strcmp(credentials, "Bearer " REDACT_TOKEN) != 0)
        buffer_format(&words, ", Authorization: %s", credentials);
    describe_body(&words, request);
    if (exchange->attempt > 1)
        buffer_format(&words, ", attempt %lld", (long long)exchange->attempt);
    add_described(explanation, "sent", &words);
    add_body(explanation, json_member_object(request, "body"), mark_of(finding, "request"),
             finding->body_pointer);
}

static void add_response(struct explanation *explanation, const struct model_finding *finding,
                         const struct json_object *response)
{
    const struct model_exchange *exchange = finding->exchange;
    bool answered = strcmp(exchange->outcome, "answered") == 0;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    if (!answered)
        buffer_format(&words, "%s%s", *exchange->detail ? exchange->detail : exchange->outcome,
                      exchange->status ? "; of it: " : "");
    if (exchange->status) {
        buffer_format(&words, "status %lld", (long long)exchange->status);
        describe_body(&words, response);
    }
    if (exchange->ended >= exchange->started) {
        buffer_text(&words, ", after ");
        text_duration(&words, exchange->ended - exchange->started);
    }
    add_described(explanation, "got", &words);
    add_body(explanation, json_member_object(response, "body"), mark_of(finding, "response"),
             finding->body_pointer);
}

static void add_callback(struct explanation *explanation, const struct model_finding *finding,
                         const struct json_object *callback)
{
    const struct model_exchange *exchange = finding->exchange;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_format(&words, "%s to our listener, as the callback \"%s\"", exchange->method, exchange->kind);
    describe_body(&words, callback);
    add_described(explanation, "got", &words);
    enum excerpt_mark mark = finding->body_pointer ? EXCERPT_POINTER : EXCERPT_NOTHING;
    add_body(explanation, json_member_object(callback, "body"), mark, finding->body_pointer);
    buffer_init(&words, BUFFER_UNBOUNDED);
    if (exchange->status)
        buffer_format(&words, "status %lld", (long long)exchange->status);
    else
        buffer_text(&words, "nothing: the connection was closed");
    add_described(explanation, "answered", &words);
}

/* ---- The contract ---- */

const char *explain_place(struct arena *arena, const struct model_words *words)
{
    if (!*words->source || !words->line)
        return shown(arena, words->source);
    const char *source = shown(arena, words->source);
    return words->column
               ? arena_format(arena, "%s:%lld:%lld", source, (long long)words->line, (long long)words->column)
               : arena_format(arena, "%s:%lld", source, (long long)words->line);
}

static void add_contract(struct explanation *explanation, const struct model_words *words)
{
    struct arena *arena = &explanation->arena;
    const char *place = explain_place(arena, words), *pointer = shown(arena, words->pointer);
    if (!*pointer && !*place)
        return;
    if (*place)
        add(explanation, "contract", EXPLAIN_WORDS, place);
    if (*pointer)
        add(explanation, *place ? "" : "contract", EXPLAIN_COMMAND, pointer);
    if (*words->words)
        add(explanation, "", EXPLAIN_VERBATIM, shown(arena, words->words));
}

/* ---- All of it ---- */

static void add_again(struct explanation *explanation, const struct model_target *target,
                      const struct model_finding *finding, const struct json_object *request)
{
    struct buffer command;
    buffer_init(&command, BUFFER_UNBOUNDED);
    bool curl = request && again_curl(&command, request);
    if (curl)
        add(explanation, "again", EXPLAIN_COMMAND,
            arena_copy(&explanation->arena, buffer_string(&command), command.length));
    buffer_clear(&command);
    again_run(&command, target, finding->case_id);
    add(explanation, curl ? "or" : "again", EXPLAIN_COMMAND,
        arena_copy(&explanation->arena, buffer_string(&command), command.length));
    buffer_clear(&command);
}

static void add_more(struct explanation *explanation, const struct model_finding *finding)
{
    if (finding->more)
        add(explanation, "also", EXPLAIN_WORDS,
            arena_format(&explanation->arena, "%lld further exchange%s the same", (long long)finding->more,
                         finding->more == 1 ? " shows" : "s show"));
    if (*finding->execution)
        add_words(explanation, "execution", finding->execution);
}

void explain_finding(struct explanation *explanation, const struct model *model,
                     const struct model_target *target, const struct model_finding *finding)
{
    *explanation = (struct explanation){.count = 0};
    struct json_document *line = finding->exchange ? model_load(model, finding->exchange, NULL) : NULL;
    struct json_object *fields = line ? json_document_root(line) : NULL;
    struct json_object *request = json_member_object(fields, "request");
    add_words(explanation, "expected", finding->expected);
    add_words(explanation, "found", finding->found);
    add_words(explanation, "note", finding->note);
    add_contract(explanation, &finding->contract);
    if (line && finding->exchange->is_callback) {
        add_callback(explanation, finding, fields);
    } else if (line) {
        add_request(explanation, finding, request);
        add_response(explanation, finding, json_member_object(fields, "response"));
    }
    add_more(explanation, finding);
    add_again(explanation, target, finding, request);
    json_document_free(line);
}

void explain_clear(struct explanation *explanation)
{
    arena_clear(&explanation->arena);
    explanation->count = 0;
}
