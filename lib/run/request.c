/* What goes over the wire for a request of a case. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "run/private.h"

const char *run_fill_path(struct arena *arena, const char *template, const char *value)
{
    const char *open = strchr(template, '{');
    const char *close = open ? strchr(open, '}') : NULL;
    if (!value || !close)
        return template;
    return arena_format(arena, "%.*s%s%s", (int)(open - template), template, value, close + 1);
}

/* ---- Credentials ---- */

static bool is_known(const struct contract_requirement *requirement)
{
    return requirement->scheme_count == 1 && requirement->schemes[0]->kind != CONTRACT_SCHEME_OTHER;
}

const struct contract_scheme *run_scheme_of(const struct contract_operation *operation)
{
    for (size_t i = 0; operation && i < operation->security_count; i++)
        if (is_known(&operation->security[i]))
            return operation->security[i].schemes[0];
    return NULL;
}

static const char *basic(struct arena *arena, const char *token)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "Basic ");
    base64_encode(token, strlen(token), &text);
    const char *kept = arena_string(arena, buffer_string(&text));
    buffer_clear(&text);
    return kept;
}

static const char *escape(struct arena *arena, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (; *text; text++)
        if (strchr(plain, *text))
            buffer_char(&out, *text);
        else
            buffer_format(&out, "%%%02X", (unsigned)(unsigned char)*text);
    const char *kept = arena_string(arena, buffer_string(&out));
    buffer_clear(&out);
    return kept;
}

/* The cookie that the token travels in, or NULL. All cookies of a request stand in one field (RFC 6265, section 5.4). */
static const char *token_cookie(const struct contract_scheme *scheme, const char *token, struct arena *arena)
{
    bool cookie = scheme && scheme->kind == CONTRACT_SCHEME_API_KEY && scheme->in == CONTRACT_IN_COOKIE;
    return cookie ? arena_format(arena, "%s=%s", scheme->parameter, token) : NULL;
}

/* Puts the token where the scheme has it, but for cookies; without a scheme that is known, it is a bearer's. */
static void place_token(const struct contract_scheme *scheme, const char *token, struct http_request *out,
                        struct arena *arena)
{
    enum contract_scheme_kind kind = scheme ? scheme->kind : CONTRACT_SCHEME_BEARER;
    if (kind == CONTRACT_SCHEME_BASIC)
        http_headers_add(&out->headers, "Authorization", basic(arena, token));
    else if (kind != CONTRACT_SCHEME_API_KEY)
        http_headers_add(&out->headers, "Authorization", arena_format(arena, "Bearer %s", token));
    else if (scheme->in == CONTRACT_IN_QUERY)
        out->target = arena_format(arena, "%s%c%s=%s", out->target, strchr(out->target, '?') ? '&' : '?',
                                   escape(arena, scheme->parameter), escape(arena, token));
    else if (scheme->in != CONTRACT_IN_COOKIE)
        http_headers_add(&out->headers, scheme->parameter, token);
}

/* Of a request that is no operation's: how the contract's other operations are asked. */
static const struct contract_scheme *any_scheme(const struct contract *contract)
{
    for (size_t i = 0; i < contract->operation_count; i++)
        if (run_scheme_of(&contract->operations[i]))
            return run_scheme_of(&contract->operations[i]);
    return NULL;
}

/* The token that is sent by a scheme, or NULL. What needs none gets none, where the contract tells what other operations
 * need. */
static const char *token_of(const struct run *run, const struct run_request *request,
                            const struct contract_operation *operation)
{
    const char *const tokens[] = {[RUN_TOKEN] = run->options.token,
                                  [RUN_USER_TOKEN] = run->options.user_token,
                                  [RUN_NO_TOKEN] = NULL,
                                  [RUN_AUTHORIZATION] = NULL,
                                  [RUN_OTHER_TOKEN] = request->token};
    bool open = operation && !operation->security_count && any_scheme(run->options.judge.documented);
    return open ? NULL : tokens[request->credentials];
}

static void add_credentials(struct run *run, const struct run_request *request,
                            const struct contract_operation *operation, struct http_request *out,
                            struct arena *arena)
{
    const struct contract_scheme *scheme =
        operation ? run_scheme_of(operation) : any_scheme(run->options.judge.documented);
    const char *token = token_of(run, request, operation);
    const char *cookie = token ? token_cookie(scheme, token, arena) : NULL;
    if (request->credentials == RUN_AUTHORIZATION)
        http_headers_add(&out->headers, "Authorization", request->authorization);
    else if (token)
        place_token(scheme, token, out, arena);
    for (const struct run_field *field = request->fields; field && field->name; field++) {
        bool joined = cookie && strcasecmp(field->name, "Cookie") == 0;
        http_headers_add(&out->headers, field->name,
                         joined ? arena_format(arena, "%s; %s", field->value, cookie) : field->value);
        cookie = joined ? NULL : cookie;
    }
    if (cookie)
        http_headers_add(&out->headers, "Cookie", cookie);
}

/* ---- The whole ---- */

static void add_body(const struct run_request *request, struct http_request *out, struct arena *arena)
{
    out->body = request->body;
    out->length = request->length;
    if (request->json) {
        char *text = json_text(request->json, JSON_COMPACT);
        out->length = strlen(text);
        out->body = arena_copy(arena, text, out->length);
        free(text);
    }
    const char *type = request->content_type ? request->content_type : "application/json";
    if (out->body)
        http_headers_add(&out->headers, "Content-Type", *type ? type : NULL);
}

struct http_request run_build_request(struct run *run, const struct run_request *request, const char *case_id,
                                      struct arena *arena)
{
    const struct contract_operation *operation =
        request->operation ? contract_operation_by_id(run->options.judge.documented, request->operation)
                           : NULL;
    const char *method = request->method ? request->method : operation->method;
    const char *target =
        request->path ? request->path : run_fill_path(arena, operation->path, request->path_value);
    struct http_request out = {.method = method,
                               .target = target,
                               .case_id = case_id,
                               .fresh = request->spends || strcmp(method, "POST") == 0};
    http_headers_add(&out.headers, "Accept", request->accept ? request->accept : "application/json");
    add_credentials(run, request, operation, &out, arena);
    add_body(request, &out, arena);
    return out;
}
