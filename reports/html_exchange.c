/* What was sent and what came back. */
#include <string.h>

#include "reports/again.h"
#include "reports/fields.h"
#include "reports/html.h"

enum { MOST_HEADERS = 30 };

/* The body's bytes where the place is to be shown as it came: not JSON at all, or doubtful JSON. */
static bool is_raw(const struct model_finding *finding, const char *place)
{
    return finding && strcmp(finding->aspect, "json") == 0 && strcmp(place, "request") != 0;
}

static const char *pointer_in(const struct model_finding *finding, const char *place)
{
    bool here = finding && finding->body_pointer && strcmp(finding->place, place) == 0;
    return here ? finding->body_pointer : NULL;
}

static void write_body(struct html *html, const struct json_object *body, const char *pointer, bool raw)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    if (model_body_bytes(body, &bytes) && bytes.length) {
        buffer_text(html->out, "\n\n");
        html_body(html->out, bytes.data, bytes.length, pointer, raw);
    }
    int64_t length = json_member_int(body, "length", 0);
    if (json_member_bool(body, "truncated", false))
        buffer_format(html->out,
                      "\n<span class=\"quiet\">… the record keeps the beginning of %lld bytes</span>",
                      (long long)length);
    buffer_clear(&bytes);
}

static void write_headers(struct html *html, struct json_object *headers)
{
    size_t count = json_is(headers, json_type_array) ? json_object_array_length(headers) : 0;
    size_t at = 0;
    const char *name = NULL, *value = NULL;
    while (at < MOST_HEADERS && fields_next(headers, &at, &name, &value)) {
        buffer_text(html->out, "\n<span class=\"quiet\">");
        html_text(html->out, name);
        buffer_text(html->out, ":</span> ");
        html_text(html->out, value);
    }
    if (count > MOST_HEADERS)
        buffer_format(html->out, "\n<span class=\"quiet\">… %zu more header fields</span>",
                      count - MOST_HEADERS);
}

static void open_side(struct html *html, const char *heading)
{
    buffer_format(html->out, "<div><h4>%s</h4><pre class=\"wire\">", heading);
}

static void close_side(struct html *html)
{
    buffer_text(html->out, "</pre></div>");
}

static void write_request(struct html *html, struct json_object *request, const char *heading,
                          const struct model_finding *finding, const char *place)
{
    const char *method = json_member_string(request, "method"), *url = json_member_string(request, "url");
    const char *path = json_member_string(request, "path");
    open_side(html, heading);
    buffer_text(html->out, "<b>");
    html_text(html->out, method ? method : "");
    buffer_text(html->out, "</b> ");
    html_text(html->out, url ? url : path ? path : "");
    write_headers(html, json_member_array(request, "headers"));
    write_body(html, json_member_object(request, "body"), pointer_in(finding, place), is_raw(finding, place));
    close_side(html);
}

static void write_response(struct html *html, struct json_object *line, const struct model_finding *finding)
{
    struct json_object *response = json_member_object(line, "response");
    const char *detail = json_member_string(line, "detail");
    open_side(html, "Got");
    if (response) {
        const char *version = json_member_string(response, "version");
        buffer_format(html->out, "<b>%lld</b>", (long long)json_member_int(response, "status", 0));
        html_wrapped(html->out, " <span class=\"quiet\">", version ? version : "", "</span>");
        write_headers(html, json_member_array(response, "headers"));
        write_body(html, json_member_object(response, "body"), pointer_in(finding, "response"),
                   is_raw(finding, "response"));
    }
    html_wrapped(html->out, response ? "\n\n<mark>" : "<mark>", detail ? detail : "", "</mark>");
    close_side(html);
}

static void write_reply(struct html *html, struct json_object *line)
{
    int64_t status = json_member_int(line, "answered", 0);
    open_side(html, "Answered by the listener");
    if (status)
        buffer_format(html->out, "<b>%lld</b>", (long long)status);
    else
        buffer_text(html->out, "<span class=\"quiet\">nothing: the connection was closed</span>");
    close_side(html);
}

void html_exchange(struct html *html, const struct model_exchange *exchange,
                   const struct model_finding *finding)
{
    struct error error = {0};
    struct json_document *document = model_load(html->model, exchange, &error);
    if (!document) {
        html_wrapped(html->out, "<p class=\"quiet\">The exchange cannot be shown: ", error.text, "</p>");
        return;
    }
    struct json_object *line = json_document_root(document);
    buffer_text(html->out, "<div class=\"pair\">");
    if (exchange->is_callback) {
        write_request(html, line, "Called", finding, "callback");
        write_reply(html, line);
    } else {
        write_request(html, json_member_object(line, "request"), "Sent", finding, "request");
        write_response(html, line, finding);
    }
    buffer_text(html->out, "</div>");
    json_document_free(document);
}

/* ---- How to see it again ---- */

static void write_command(struct html *html, const char *heading, struct buffer *command)
{
    buffer_format(html->out, "<div class=\"again\"><p class=\"quiet\">%s</p><pre>", heading);
    html_bytes(html->out, buffer_string(command), command->length);
    buffer_text(html->out, "</pre><button type=\"button\">Copy</button></div>");
    buffer_reset(command);
}

void html_again(struct html *html, const struct model_case *row, const struct model_exchange *exchange)
{
    struct buffer command;
    struct error error = {0};
    struct json_document *line = exchange ? model_load(html->model, exchange, &error) : NULL;
    buffer_init(&command, BUFFER_UNBOUNDED);
    buffer_text(html->out, "<div class=\"finding\">");
    again_run(&command, html->model->targets[html->target], row->id);
    write_command(html, "Examine it again", &command);
    if (line && again_curl(&command, json_member_object(json_document_root(line), "request")))
        write_command(html, "Send the request alone", &command);
    buffer_text(html->out, "</div>");
    json_document_free(line);
    buffer_clear(&command);
}
