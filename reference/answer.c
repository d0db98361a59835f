#include <stdarg.h>
#include <stdio.h>

#include "reference/server.h"

void answer_clear(struct answer *answer)
{
    json_object_put(answer->body);
    buffer_clear(&answer->text);
    *answer = (struct answer){0};
    buffer_init(&answer->text, BUFFER_UNBOUNDED);
}

void answer_json(struct request *request, unsigned status, enum occasion occasion, struct json_object *body)
{
    struct answer *answer = &request->answer;
    answer_clear(answer);
    answer->status = status;
    answer->occasion = occasion;
    answer->media_type = "application/json";
    answer->body = body;
}

void answer_text(struct request *request, unsigned status, enum occasion occasion, const char *media_type,
                 const char *text)
{
    struct answer *answer = &request->answer;
    answer_clear(answer);
    answer->status = status;
    answer->occasion = occasion;
    answer->media_type = media_type;
    buffer_text(&answer->text, text);
}

void answer_error(struct request *request, unsigned status, enum occasion occasion, const char *error,
                  const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct json_object *body = json_object_new_object();
    json_add(body, "error", json_string(error));
    json_add(body, "message", json_string(message));
    answer_json(request, status, occasion, body);
}

void answer_header(struct answer *answer, const char *name, const char *value)
{
    if (answer->header_count < sizeof answer->headers / sizeof *answer->headers) {
        answer->headers[answer->header_count++] = (struct answer_header){name, value};
    }
}

struct json_object *json_add(struct json_object *object, const char *key, struct json_object *value)
{
    json_object_object_add(object, key, value);
    return object;
}

struct json_object *json_string(const char *text)
{
    return text == NULL ? NULL : json_object_new_string(text);
}
