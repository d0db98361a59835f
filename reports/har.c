/* HAR 1.2 (the W3C Web Performance group's draft of 2012): every exchange of a run, callbacks too. Members that the
 * format does not have begin with "_", as it asks. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "reports/coverage.h"
#include "reports/fields.h"
#include "reports/reports.h"

/* ---- JSON ---- */

static void write_string(struct buffer *out, const char *text)
{
    json_write_string(out, text ? text : "", text ? strlen(text) : 0);
}

/* `,"name":"text"`, nothing where the text is empty */
static void write_member(struct buffer *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buffer_format(out, ",\"%s\":", name);
    write_string(out, text);
}

static void write_milliseconds(struct buffer *out, int64_t microseconds)
{
    int64_t known = microseconds < 0 ? 0 : microseconds;
    buffer_format(out, "%lld.%03lld", (long long)(known / 1000), (long long)(known % 1000));
}

/* ---- Parts of a message ---- */

static void write_headers(struct buffer *out, const struct json_object *headers)
{
    size_t at = 0;
    const char *name = NULL, *value = NULL, *comma = "";
    buffer_text(out, ",\"cookies\":[],\"headers\":[");
    while (fields_next(headers, &at, &name, &value)) {
        buffer_format(out, "%s{\"name\":", comma);
        write_string(out, name);
        buffer_text(out, ",\"value\":");
        write_string(out, value);
        buffer_char(out, '}');
        comma = ",";
    }
    buffer_char(out, ']');
}

static int hexadecimal(char digit)
{
    const char *found =
        digit ? strchr("0123456789abcdef", digit | ('A' <= digit && digit <= 'F' ? 0x20 : 0)) : NULL;
    return found ? (int)(found - "0123456789abcdef") : -1;
}

static void write_decoded(struct buffer *out, const char *text, size_t length)
{
    struct buffer decoded;
    buffer_init(&decoded, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < length; i++) {
        bool escaped = text[i] == '%' && i + 2 < length && hexadecimal(text[i + 1]) >= 0 &&
                       hexadecimal(text[i + 2]) >= 0;
        buffer_char(&decoded, escaped ? (char)(hexadecimal(text[i + 1]) * 16 + hexadecimal(text[i + 2]))
                              : text[i] == '+' ? ' '
                                               : text[i]);
        i += escaped ? 2 : 0;
    }
    json_write_string(out, buffer_string(&decoded), decoded.length);
    buffer_clear(&decoded);
}

/* Is the bracket at this place one around an IPv6 host? */
static bool is_of_address(const char *url, size_t at)
{
    const char *scheme = strstr(url, "://");
    const char *start = scheme ? scheme + 3 : url;
    size_t user = strcspn(start, "@/?#");
    start += start[user] == '@' ? user + 1 : 0;
    size_t inside = *start == '[' ? 1 + strspn(start + 1, "0123456789abcdefABCDEF:.") : 0;
    return inside && start[inside] == ']' && (url + at == start || url + at == start + inside);
}

/* Is it what a URI (RFC 3986) may hold as it is, at this place? */
static bool is_of_uri(const char *url, size_t at)
{
    unsigned char byte = (unsigned char)url[at];
    if (byte == '%')
        return hexadecimal(url[at + 1]) >= 0 && hexadecimal(url[at + 2]) >= 0;
    if (byte == '[' || byte == ']')
        return is_of_address(url, at);
    return byte > ' ' && byte < 0x7F && !strchr("<>\"{}|\\^`", byte);
}

/* What was sent as it is, though no URI, is written as the URI that it stands for. */
static void write_url(struct buffer *out, const char *url)
{
    buffer_char(out, '"');
    for (size_t i = 0; url[i]; i++)
        buffer_format(out, is_of_uri(url, i) ? "%c" : "%%%02X", (unsigned char)url[i]);
    buffer_char(out, '"');
}

static void write_query(struct buffer *out, const char *url)
{
    const char *query = strchr(url, '?');
    buffer_text(out, ",\"queryString\":[");
    for (const char *at = query ? query + 1 : ""; *at && *at != '#';) {
        size_t length = strcspn(at, "&#"), name = strcspn(at, "=&#");
        buffer_text(out, at == query + 1 ? "{\"name\":" : ",{\"name\":");
        write_decoded(out, at, name);
        buffer_text(out, ",\"value\":");
        write_decoded(out, name < length ? at + name + 1 : "", name < length ? length - name - 1 : 0);
        buffer_char(out, '}');
        at += length + (at[length] == '&');
    }
    buffer_char(out, ']');
}

/* The text, or the base64 of what is no text; `encoding` names the member that says so. */
static void write_body(struct buffer *out, const struct json_object *body, const char *encoding)
{
    struct json_object *text = json_member(body, "text");
    const char *base64 = json_member_string(body, "base64");
    if (json_is(text, json_type_string)) {
        buffer_text(out, ",\"text\":");
        json_write_string(out, json_object_get_string(text), (size_t)json_object_get_string_len(text));
    } else if (base64) {
        write_member(out, "text", base64);
        buffer_format(out, ",\"%s\":\"base64\"", encoding);
    }
    if (json_member_bool(body, "truncated", false))
        buffer_text(out, ",\"comment\":\"the record has only the beginning of this body\"");
}

static int64_t size_of(const struct json_object *body)
{
    return json_member_int(body, "length", 0);
}

/* ---- Messages ---- */

static void write_request(struct buffer *out, const struct model_exchange *exchange,
                          const struct json_object *request)
{
    struct json_object *headers = json_member_array(request, "headers"),
                       *body = json_member_object(request, "body");
    buffer_text(out, ",\"request\":{\"method\":");
    write_string(out, exchange->method);
    buffer_text(out, ",\"url\":");
    if (exchange->is_callback) {
        char *url = string_format("http://listener.crewcheck.invalid%s", exchange->url);
        write_url(out, url);
        free(url);
    } else {
        write_url(out, exchange->url);
    }
    buffer_text(out, ",\"httpVersion\":\"HTTP/1.1\"");
    write_headers(out, headers);
    write_query(out, exchange->url);
    if (body) {
        buffer_text(out, ",\"postData\":{\"mimeType\":");
        write_string(out, fields_find(headers, "Content-Type"));
        write_body(out, body, "_encoding");
        buffer_char(out, '}');
    }
    buffer_format(out, ",\"headersSize\":-1,\"bodySize\":%lld}", (long long)size_of(body));
}

static void write_response(struct buffer *out, const struct model_exchange *exchange,
                           const struct json_object *response)
{
    struct json_object *headers = json_member_array(response, "headers"),
                       *body = json_member_object(response, "body");
    const char *version = json_member_string(response, "version"),
               *location = fields_find(headers, "Location");
    buffer_format(out, ",\"response\":{\"status\":%lld,\"statusText\":\"\",\"httpVersion\":",
                  (long long)exchange->status);
    write_string(out, version ? version : exchange->status ? "HTTP/1.1" : "");
    write_headers(out, headers);
    const char *type = fields_find(headers, "Content-Type");
    buffer_format(out, ",\"content\":{\"size\":%lld,\"mimeType\":", (long long)size_of(body));
    write_string(out, type ? type : "x-unknown");
    write_body(out, body, "encoding");
    buffer_text(out, "},\"redirectURL\":");
    write_string(out, location);
    buffer_format(out, ",\"headersSize\":-1,\"bodySize\":%lld",
                  (long long)(exchange->status ? size_of(body) : -1));
    if (strcmp(exchange->outcome, "answered") != 0 && !exchange->is_callback)
        write_member(out, "comment", *exchange->detail ? exchange->detail : exchange->outcome);
    buffer_char(out, '}');
}

static void write_timings(struct buffer *out, const struct model_exchange *exchange)
{
    int64_t whole = exchange->ended - exchange->started;
    int64_t wait = exchange->first_byte >= 0 ? exchange->first_byte - exchange->started : whole;
    buffer_text(out, ",\"cache\":{},\"timings\":{\"send\":0,\"wait\":");
    write_milliseconds(out, wait);
    buffer_text(out, ",\"receive\":");
    write_milliseconds(out, whole - wait);
    buffer_char(out, '}');
}

static void write_notes(struct buffer *out, const struct model_target *target,
                        const struct model_exchange *exchange)
{
    buffer_format(out, ",\"_n\":%lld", (long long)exchange->number);
    write_member(out, "_run", exchange->run->id);
    write_member(out, "_target", target->label);
    write_member(out, "_case", exchange->case_id);
    write_member(out, "_operation", exchange->operation);
    write_member(out, "_execution", exchange->execution);
    write_member(out, "_callback", exchange->is_callback ? exchange->kind : "");
    write_member(out, "_outcome", exchange->outcome);
}

static void write_entry(struct buffer *out, const struct model *model, const struct model_target *target,
                        const struct model_exchange *exchange, struct json_object *line)
{
    char started[CLOCK_TEXT];
    (void)model;
    clock_text(exchange->run->wall + exchange->started, started);
    buffer_text(out, "{\"startedDateTime\":");
    write_string(out, started);
    buffer_text(out, ",\"time\":");
    write_milliseconds(out, exchange->ended - exchange->started);
    write_request(out, exchange, exchange->is_callback ? line : json_member_object(line, "request"));
    write_response(out, exchange, exchange->is_callback ? NULL : json_member_object(line, "response"));
    write_timings(out, exchange);
    write_notes(out, target, exchange);
    buffer_char(out, '}');
}

static void write_counts(struct buffer *out, const struct model_counts *counts)
{
    buffer_format(
        out, ",\"_counts\":{\"passed\":%zu,\"failed\":%zu,\"waived\":%zu,\"errored\":%zu,\"skipped\":%zu}",
        counts->by[MODEL_PASSED], counts->by[MODEL_FAILED], counts->waived, counts->by[MODEL_ERRORED],
        counts->by[MODEL_SKIPPED]);
}

static void write_coverage(struct buffer *out, const struct model *model)
{
    buffer_text(out, ",\"_coverage\":[");
    for (size_t i = 0; i < model->target_count; i++) {
        buffer_text(out, i ? ",{\"target\":" : "{\"target\":");
        write_string(out, model->targets[i]->url);
        buffer_text(out, ",\"operations\":");
        coverage_write_json(out, model->targets[i]);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

void report_har(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)options;
    bool first = true;
    const char *version = model->run_count ? model->runs[0]->version : "";
    buffer_text(out, "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"crewcheck\",\"version\":");
    write_string(out, version);
    buffer_text(out, "},\"entries\":[");
    for (size_t i = 0; i < model->target_count; i++)
        for (size_t k = 0; k < model->targets[i]->exchange_count; k++) {
            const struct model_exchange *exchange = model->targets[i]->exchanges[k];
            struct json_document *line = model_load(model, exchange, NULL);
            buffer_text(out, first ? "\n" : ",\n");
            write_entry(out, model, model->targets[i], exchange, line ? json_document_root(line) : NULL);
            json_document_free(line);
            first = false;
        }
    buffer_text(out, "]");
    write_counts(out, &model->counts);
    write_coverage(out, model);
    buffer_text(out, "}}\n");
}
