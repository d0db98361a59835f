#include "base/memory.h"
#include "http/exchange.h"

#include <criterion/criterion.h>

Test(exchange, keeps_header_order_and_finds_names_in_any_case)
{
    struct http_headers headers = {0};
    http_headers_add(&headers, "Set-Cookie", "a=1");
    http_headers_add(&headers, "content-type", "application/json");
    http_headers_add(&headers, "SET-COOKIE", "b=2");
    size_t at = 0;
    cr_assert_str_eq(http_headers_find(&headers, "Content-Type"), "application/json");
    cr_assert_str_eq(http_headers_next(&headers, "set-cookie", &at), "a=1");
    cr_assert_str_eq(http_headers_next(&headers, "set-cookie", &at), "b=2");
    cr_assert_null(http_headers_next(&headers, "set-cookie", &at));
    cr_assert_null(http_headers_find(&headers, "Content"));
    http_headers_clear(&headers);
}

Test(exchange, owns_copies_and_counts_its_owners)
{
    char body[] = "{}";
    struct http_request request = {.method = "POST", .target = "/kickoff", .body = body, .length = 2};
    http_headers_add(&request.headers, "Accept", "text/html");
    struct http_exchange *exchange = http_exchange_new(&request);
    http_headers_clear(&request.headers);
    body[0] = 'X';
    http_exchange_set_body(exchange, "a\0b", 3);
    struct http_exchange *second = http_exchange_keep(exchange);
    http_exchange_free(exchange);
    cr_assert_str_eq(second->request.body, "{}");
    cr_assert_str_eq(http_headers_find(&second->request.headers, "accept"), "text/html");
    cr_assert_eq(second->length, 3);
    cr_assert_arr_eq(second->body, "a\0b", 4);
    cr_assert_eq(http_exchange_class(second), HTTP_COMPLETE);
    cr_assert_str_eq(http_exchange_reason(second), "");
    http_exchange_free(second);
    http_exchange_free(NULL);
}

Test(exchange, tells_the_targets_fault_from_what_cannot_be_judged)
{
    static const struct {
        enum http_outcome outcome;
        enum http_class class;
    } rows[] = {
        {HTTP_UNRESOLVED, HTTP_ERRORED}, {HTTP_UNREACHABLE, HTTP_ERRORED}, {HTTP_TLS_REFUSED, HTTP_ERRORED},
        {HTTP_SILENT, HTTP_ERRORED},     {HTTP_EMPTY, HTTP_FAILED},        {HTTP_RESET, HTTP_FAILED},
        {HTTP_CUT, HTTP_FAILED},         {HTTP_GARBLED, HTTP_FAILED},      {HTTP_FALSE_LENGTH, HTTP_FAILED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(http_outcome_class(rows[i].outcome), rows[i].class, "%s",
                     http_outcome_name(rows[i].outcome));
}

Test(exchange, a_target_that_keeps_refusing_cannot_be_judged)
{
    struct http_exchange *exchange =
        http_exchange_new(&(struct http_request){.method = "GET", .target = "/"});
    exchange->status = 429;
    exchange->exhausted = true;
    cr_assert_eq(http_exchange_class(exchange), HTTP_ERRORED);
    cr_assert_str_neq(http_exchange_reason(exchange), "");
    http_exchange_free(exchange);
}
