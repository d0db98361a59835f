#include <criterion/criterion.h>
#include <stdlib.h>

#include "judge/expression.h"

/* ---- One exchange that has everything ---- */

static const char request_body[] =
    "{\"url\": \"http://here.example/hook\", \"list\": [\"a\", \"b/c\"], \"number\": 7, "
    "\"yes\": true, \"nothing\": null, \"a/b\": {\"m~n\": \"deep\"}, \"\": \"no name\"}";
static const char response_body[] = "{\"kickoff_id\": \"abc\"}";

static struct contract_operation orders = {
    .id = "order", .method = "POST", .path = "/orders/{order_id}/{part}"};

static struct http_exchange *exchange_new(int status)
{
    struct http_request request = {.method = "POST",
                                   .target =
                                       "/orders/a%20b/7?callback=http%3A%2F%2Fq.example%2F&x=1+2&x=3&empty",
                                   .body = request_body,
                                   .length = sizeof request_body - 1};
    http_headers_add(&request.headers, "X-Callback", "http://header.example/");
    struct http_exchange *exchange = http_exchange_new(&request);
    http_headers_clear(&request.headers);
    free(exchange->url);
    exchange->url = string_format("http://127.0.0.1:9/prefix%s", exchange->request.target);
    exchange->status = status;
    exchange->outcome = status ? HTTP_ANSWERED : HTTP_EMPTY;
    http_headers_add(&exchange->headers, "Location", "/orders/9");
    http_exchange_set_body(exchange, response_body, sizeof response_body - 1);
    return exchange;
}

static void expect(const char *text, const char *value)
{
    struct http_exchange *exchange = exchange_new(201);
    struct json_document *asked = json_read("request", request_body, sizeof request_body - 1, NULL, NULL);
    char *found = judge_expand(text, &(struct judge_cause){&orders, exchange, json_document_root(asked)});
    if (!value)
        cr_assert_null(found, "%s came to %s", text, found);
    else
        cr_assert_str_eq(found ? found : "(nothing)", value, "%s came to %s", text,
                         found ? found : "nothing");
    free(found);
    json_document_free(asked);
    http_exchange_free(exchange);
}

/* ---- ---- */

static const struct {
    const char *text, *value;
} rows[] = {
    {"{$request.body#/url}", "http://here.example/hook"},
    {"$request.body#/url", "http://here.example/hook"},
    {"{$request.body#/url}/done?id={$response.body#/kickoff_id}", "http://here.example/hook/done?id=abc"},
    {"{$request.body#/list/1}", "b/c"},
    {"{$request.body#/number}", "7"},
    {"{$request.body#/yes}", "true"},
    {"{$request.body#/a~1b/m~0n}", "deep"},
    {"{$request.body#/}", "no name"},
    {"{$request.query.callback}data", "http://q.example/data"},
    {"{$request.query.x}", "1 2"},
    {"{$request.query.empty}", ""},
    {"{$request.header.x-callback}", "http://header.example/"},
    {"{$request.path.order_id}", "a b"},
    {"{$request.path.part}", "7"},
    {"{$response.header.location}", "/orders/9"},
    {"{$method} {$statusCode}", "POST 201"},
    {"{$url}", "http://127.0.0.1:9/prefix/orders/a%20b/7?callback=http%3A%2F%2Fq.example%2F&x=1+2&x=3&empty"},
    {"http://fixed.example/", "http://fixed.example/"},
    {"{$response.body}", "{\"kickoff_id\": \"abc\"}"},
    {"", ""},
    /* what is not there, is no scalar, or is no expression */
    {"{$request.body#/none}", NULL},
    {"{$request.body#/nothing}", NULL},
    {"{$request.body#/list}", NULL},
    {"{$request.body#/list/2}", NULL},
    {"{$request.query.none}", NULL},
    {"{$request.query.callbac}", NULL},
    {"{$request.header.none}", NULL},
    {"{$request.path.none}", NULL},
    {"{$response.body#/none}", NULL},
    {"{$response.query.x}", NULL},
    {"{$request.bodyx}", NULL},
    {"{$request}", NULL},
    {"{$other}", NULL},
    {"{request.body#/url}", NULL},
    {"{$request.body#/url", NULL},
    {"http://here.example/{}", NULL},
};

Test(expression, comes_to_what_the_exchange_has)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(rows[i].text, rows[i].value);
}

Test(expression, of_a_response_needs_a_complete_one)
{
    struct http_exchange *exchange = exchange_new(0);
    const struct judge_cause cause = {&orders, exchange, NULL};
    cr_assert_null(judge_expand("{$response.body#/kickoff_id}", &cause));
    cr_assert_null(judge_expand("{$statusCode}", &cause));
    char *method = judge_expand("{$method}", &cause);
    cr_assert_str_eq(method, "POST");
    free(method);
    http_exchange_free(exchange);
}

Test(expression, of_a_path_needs_an_operation)
{
    struct http_exchange *exchange = exchange_new(200);
    cr_assert_null(judge_expand("{$request.path.part}", &(struct judge_cause){NULL, exchange, NULL}));
    http_exchange_free(exchange);
}
