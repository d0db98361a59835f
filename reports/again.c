#include "reports/again.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "record/redact.h"
#include "reports/fields.h"
#include "reports/reports.h"
#include "reports/text.h"

enum { BODY_MAXIMUM = 4096 };

/* ---- Words ---- */

/* What stands for a secret in a record, and what for it in a command. */
static const struct stand_in {
    const char *label, *variable;
} stand_ins[] = {{REDACT_TOKEN, "$CREWCHECK_TOKEN"},
                 {REDACT_TOKEN_TRUNCATED, "${CREWCHECK_TOKEN:0:${#CREWCHECK_TOKEN}/2}"},
                 {"[user token]", "$CREWCHECK_USER_TOKEN"},
                 {"[user token, truncated]", "${CREWCHECK_USER_TOKEN:0:${#CREWCHECK_USER_TOKEN}/2}"}};

static const struct stand_in *stand_in_at(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++) {
        size_t size = strlen(stand_ins[i].label);
        if (length >= size && memcmp(text, stand_ins[i].label, size) == 0)
            return &stand_ins[i];
    }
    return NULL;
}

static size_t until_stand_in(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && !stand_in_at(text + at, length - at))
        at++;
    return at;
}

static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,", text[i]) ||
            !text[i])
            return false;
    return length > 0;
}

/* Can the bytes be shown as they are? */
static bool is_showable(const char *text, size_t length)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show(&shown, text, length, false);
    bool same = shown.length == length && (!length || memcmp(shown.data, text, length) == 0);
    buffer_clear(&shown);
    return same;
}

static void write_quoted(struct buffer *out, const char *text, size_t length)
{
    buffer_char(out, '\'');
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\'')
            buffer_text(out, "'\\''");
        else
            buffer_char(out, text[i]);
    buffer_char(out, '\'');
}

static void write_escaped(struct buffer *out, const char *text, size_t length)
{
    buffer_text(out, "$'");
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '\\' || byte == '\'')
            buffer_format(out, "\\%c", byte);
        else if (byte < 0x20 || byte >= 0x7F)
            buffer_format(out, "\\x%02x", byte);
        else
            buffer_char(out, (char)byte);
    }
    buffer_char(out, '\'');
}

static void write_piece(struct buffer *out, const char *text, size_t length)
{
    if (is_plain(text, length))
        buffer_append(out, text, length);
    else if (is_showable(text, length))
        write_quoted(out, text, length);
    else
        write_escaped(out, text, length);
}

/* "Authorization: Bearer $CREWCHECK_TOKEN" reads better than the pieces would. */
static bool write_in_double_quotes(struct buffer *out, const char *text, size_t length)
{
    size_t before = until_stand_in(text, length);
    const struct stand_in *found = stand_in_at(text + before, length - before);
    size_t size = found ? strlen(found->label) : 0;
    for (size_t i = 0; i < before; i++)
        if (strchr("\"$`\\!", text[i]))
            return false;
    if (!found || before + size != length || !is_showable(text, before))
        return false;
    buffer_format(out, "\"%.*s%s\"", (int)before, text, found->variable);
    return true;
}

void again_word(struct buffer *out, const char *text, size_t length)
{
    if (!length)
        buffer_text(out, "''");
    if (write_in_double_quotes(out, text, length))
        return;
    while (length) {
        size_t piece = until_stand_in(text, length);
        if (piece)
            write_piece(out, text, piece);
        const struct stand_in *found = stand_in_at(text + piece, length - piece);
        if (found)
            buffer_format(out, "\"%s\"", found->variable);
        piece += found ? strlen(found->label) : 0;
        text += piece;
        length -= piece;
    }
}

static void add_word(struct buffer *out, const char *text)
{
    buffer_char(out, ' ');
    again_word(out, text, strlen(text));
}

/* ---- curl ---- */

/* What curl writes by itself, or what says nothing about the request. */
static bool is_own_header(const char *name)
{
    static const char *const names[] = {"Host",   "Content-Length",  "User-Agent",
                                        "Expect", "Accept-Encoding", "X-Crewcheck-Case"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

static void add_headers(struct buffer *out, const struct json_object *headers, bool has_body)
{
    bool has_type = false;
    size_t at = 0;
    const char *name = NULL, *value = NULL;
    while (fields_next(headers, &at, &name, &value)) {
        if (is_own_header(name))
            continue;
        has_type = has_type || strcasecmp(name, "Content-Type") == 0;
        /* curl leaves out a field whose value is empty, save with a semicolon. */
        char *field = *value ? string_format("%s: %s", name, value) : string_format("%s;", name);
        buffer_text(out, " -H");
        add_word(out, field);
        free(field);
    }
    if (has_body && !has_type)
        buffer_text(out, " -H Content-Type:");
}

/* A NUL cannot stand in an argument: such a body goes through a pipe. */
static void add_piped(struct buffer *out, const struct buffer *command, const struct buffer *body)
{
    buffer_text(out, "printf '");
    for (size_t i = 0; i < body->length; i++) {
        unsigned char byte = (unsigned char)body->data[i];
        if (byte < 0x20 || byte >= 0x7F || byte == '\'' || byte == '\\')
            buffer_format(out, "\\%03o", byte);
        else
            buffer_append(out, byte == '%' ? "%%" : body->data + i, byte == '%' ? 2 : 1);
    }
    buffer_format(out, "' | %s --data-binary @-", buffer_string(command));
}

static void add_command(struct buffer *out, const struct json_object *request, const struct buffer *body)
{
    struct buffer command;
    const char *method = json_member_string(request, "method"), *url = json_member_string(request, "url");
    buffer_init(&command, BUFFER_UNBOUNDED);
    buffer_text(&command, "curl -sSig --path-as-is");
    if (strcmp(method, body->length ? "POST" : "GET") != 0) {
        buffer_text(&command, strcmp(method, "HEAD") == 0 ? " -I" : " -X");
        if (strcmp(method, "HEAD") != 0)
            add_word(&command, method);
    }
    add_word(&command, url);
    add_headers(&command, json_member_array(request, "headers"), body->length > 0);
    if (body->length && memchr(body->data, '\0', body->length)) {
        add_piped(out, &command, body);
    } else {
        buffer_append(out, command.data, command.length);
        if (body->length) {
            buffer_text(out, " --data-raw ");
            again_word(out, body->data, body->length);
        }
    }
    buffer_clear(&command);
}

bool again_curl(struct buffer *out, const struct json_object *request)
{
    struct buffer body;
    struct json_object *recorded = json_member_object(request, "body");
    buffer_init(&body, BUFFER_UNBOUNDED);
    bool whole = json_member_string(request, "method") && json_member_string(request, "url") &&
                 !json_member_bool(recorded, "truncated", false) &&
                 json_member_int(recorded, "length", 0) <= BODY_MAXIMUM;
    if (whole) {
        model_body_bytes(recorded, &body);
        add_command(out, request, &body);
    }
    buffer_clear(&body);
    return whole;
}

/* ---- crewcheck ---- */

static bool is_among(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* Not those that say where a run's results go, nor, of one case, what of the run is to be run and how it is counted. */
static bool is_repeated(const char *name, bool whole)
{
    static const char *const never[] = {"record",  "quiet",  "no-color", "tap-version",
                                        "dry-run", "target", NULL},
                             *const of_runs[] = {"case",    "suite",   "shard",   "baseline", "fleet",
                                                 "require", "waivers", "shuffle", NULL};
    /* A record may come from anybody, and this is pasted into a shell. */
    bool option = *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")];
    return option && !is_among(never, name) && (whole || !is_among(of_runs, name)) && !report_find(name);
}

static void add_option(struct buffer *out, const char *name, struct json_object *value)
{
    if (json_is(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            add_option(out, name, json_object_array_get_idx(value, i));
        return;
    }
    bool flag = json_is(value, json_type_boolean) && json_object_get_boolean(value);
    if (!flag && !json_is(value, json_type_string))
        return;
    buffer_format(out, " --%s", name);
    if (!flag)
        add_word(out, json_object_get_string(value));
}

/* One that was drawn; one that was given stands among the options. */
static void add_seed(struct buffer *out, const struct model_run *run, bool whole)
{
    bool needed = json_has(run->options, "fuzz") || (whole && again_is_random(run));
    if (needed && !json_has(run->options, "seed"))
        buffer_format(out, " --seed %lld", (long long)run->seed);
}

static void add_options(struct buffer *out, const struct model_run *run, bool whole)
{
    if (!run->options)
        return;
    json_object_object_foreach(run->options, name, value)
    {
        if (is_repeated(name, whole) && is_plain(name, strlen(name)))
            add_option(out, name, value);
    }
    add_seed(out, run, whole);
}

bool again_is_random(const struct model_run *run)
{
    return json_has(run->options, "fuzz") || json_has(run->options, "shuffle");
}

void again_run(struct buffer *out, const struct model_target *target, const char *case_id)
{
    buffer_text(out, target->traffic ? "crewcheck check" : "crewcheck run --target");
    add_word(out, target->bundled ? "bundled" : target->traffic ? target->label : target->url);
    add_options(out, target->run, !case_id);
    if (target->traffic || !case_id)
        return;
    buffer_text(out, " --case");
    add_word(out, case_id);
}
