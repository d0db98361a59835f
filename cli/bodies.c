#include "cli/bodies.h"

#include <stdlib.h>
#include <string.h>

#include "cli/files.h"

enum { BODY_MAXIMUM = 256 * 1024 * 1024 };

/* One body and where it was read. */
struct body {
    const char *name;
    struct json_document *document; /* NULL: it is not JSON */
    struct error error;             /* why not */
    struct finding_list findings;
};

/* ---- Examining ---- */

static bool counts(const struct bodies *bodies, const struct finding *finding)
{
    return finding->level == LEVEL_MUST || !bodies->must;
}

static const struct json_doubt *doubts_of(const struct bodies *bodies, const struct body *body, size_t *count)
{
    *count = 0;
    return body->document && !bodies->must ? json_document_doubts(body->document, count) : NULL;
}

static const char *doubt_words(const struct json_doubt *doubt)
{
    return doubt->kind == JSON_DOUBT_DUPLICATE_KEY ? "each key once (RFC 8259, section 4)"
                                                   : "whole characters (RFC 8259, section 8.2)";
}

static size_t count_findings(const struct bodies *bodies, const struct body *body)
{
    size_t count = 0;
    doubts_of(bodies, body, &count);
    for (size_t i = 0; i < body->findings.count; i++)
        count += counts(bodies, &body->findings.items[i]);
    return count;
}

/* Where a finding's place stands in the body. */
static struct json_place place_of(const struct body *body, const struct finding *finding)
{
    const struct json_source *source = NULL;
    struct json_place place = {0};
    if (finding->body_pointer)
        json_pointer_place(json_document_root(body->document), finding->body_pointer, &source, &place);
    return place;
}

/* ---- For people ---- */

static void print_finding(const struct body *body, const struct finding *finding, struct buffer *out)
{
    struct json_place place = place_of(body, finding);
    buffer_text(out, body->name);
    if (place.line > 0)
        buffer_format(out, ":%u:%u", place.line, place.column);
    buffer_format(out, ": %s%sexpected %s, found %s [%s", finding->body_pointer ? finding->body_pointer : "",
                  finding->body_pointer && finding->body_pointer[0] ? ": " : "", finding->expected,
                  finding->found, finding_level_word(finding->level));
    if (finding->basis.source)
        buffer_format(out, ", %s:%u", finding->basis.source, finding->basis.line);
    buffer_text(out, "]\n");
    if (finding->note)
        buffer_format(out, "    %s\n", finding->note);
}

static void print_body(const struct bodies *bodies, const struct body *body, struct buffer *out)
{
    if (!body->document)
        error_print(&body->error, out);
    else if (count_findings(bodies, body) == 0)
        buffer_format(out, "%s: valid\n", body->name);
    for (size_t i = 0; i < body->findings.count; i++) {
        if (counts(bodies, &body->findings.items[i]))
            print_finding(body, &body->findings.items[i], out);
    }
    size_t count = 0;
    const struct json_doubt *doubts = doubts_of(bodies, body, &count);
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "%s:%u:%u: expected %s, found \"%s\" [should]\n", body->name, doubts[i].place.line,
                      doubts[i].place.column, doubt_words(&doubts[i]), doubts[i].text);
}

/* ---- For machines ---- */

static void put(struct json_object *node, const char *key, const char *text)
{
    json_object_object_add(node, key, text ? json_object_new_string(text) : NULL);
}

static void put_place(struct json_object *node, unsigned line, unsigned column)
{
    json_object_object_add(node, "line", json_object_new_int64(line));
    json_object_object_add(node, "column", json_object_new_int64(column));
}

static struct json_object *finding_node(const struct body *body, const struct finding *finding)
{
    struct json_object *node = json_object_new_object(), *basis = json_object_new_object();
    struct json_place place = place_of(body, finding);
    put(node, "level", finding_level_word(finding->level));
    put(node, "aspect", finding->aspect);
    put(node, "pointer", finding->body_pointer);
    put_place(node, place.line, place.column);
    put(node, "expected", finding->expected);
    put(node, "found", finding->found);
    put(node, "note", finding->note);
    put(basis, "pointer", finding->basis.pointer);
    put(basis, "file", finding->basis.source);
    put_place(basis, finding->basis.line, finding->basis.column);
    json_object_object_add(node, "basis", basis);
    return node;
}

static struct json_object *doubt_node(const struct json_doubt *doubt)
{
    struct json_object *node = json_object_new_object();
    put(node, "level", finding_level_word(LEVEL_SHOULD));
    put(node, "aspect", "json");
    put(node, "pointer", NULL);
    put_place(node, doubt->place.line, doubt->place.column);
    put(node, "expected", doubt_words(doubt));
    put(node, "found", doubt->text);
    put(node, "note", NULL);
    put(node, "basis", NULL);
    return node;
}

static struct json_object *error_node(const struct error *error)
{
    struct json_object *node = json_object_new_object();
    put_place(node, error->line, error->column);
    put(node, "text", error->text);
    return node;
}

static struct json_object *body_node(const struct bodies *bodies, const struct body *body)
{
    struct json_object *node = json_object_new_object(), *findings = json_object_new_array();
    put(node, "body", body->name);
    json_object_object_add(node, "valid",
                           json_object_new_boolean(body->document && count_findings(bodies, body) == 0));
    json_object_object_add(node, "malformed", body->document ? NULL : error_node(&body->error));
    for (size_t i = 0; i < body->findings.count; i++) {
        if (counts(bodies, &body->findings.items[i]))
            json_object_array_add(findings, finding_node(body, &body->findings.items[i]));
    }
    size_t count = 0;
    const struct json_doubt *doubts = doubts_of(bodies, body, &count);
    for (size_t i = 0; i < count; i++)
        json_object_array_add(findings, doubt_node(&doubts[i]));
    json_object_object_add(node, "findings", findings);
    return node;
}

/* ---- One body ---- */

static void examine(struct bodies *bodies, struct body *body)
{
    if (body->document)
        judge_body(&bodies->judge, bodies->binding, bodies->documented, json_document_root(body->document),
                   bodies->direction, &body->findings);
    bodies->invalid += !body->document || count_findings(bodies, body) > 0;
    if (bodies->list)
        json_object_array_add(bodies->list, body_node(bodies, body));
    else
        print_body(bodies, body, &bodies->text);
}

bool bodies_examine(struct bodies *bodies, const char *path, struct error *error)
{
    struct buffer text;
    struct body body = {.name = strcmp(path, "-") == 0 ? "standard input" : path};
    buffer_init(&text, BODY_MAXIMUM);
    bool read = files_read(path, &text, error);
    if (read) {
        body.document = json_read(body.name, buffer_string(&text), text.length, NULL, &body.error);
        examine(bodies, &body);
    }
    json_document_free(body.document);
    finding_list_clear(&body.findings);
    buffer_clear(&text);
    return read;
}
