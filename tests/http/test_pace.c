#include "base/clock.h"
#include "http/pace.h"

#include <criterion/criterion.h>

/* ---- Retry-After ---- */

Test(retry_after, is_seconds_or_a_date_in_any_of_the_three_forms)
{
    static const int64_t wall = INT64_C(784111777) * CLOCK_SECOND; /* Sun, 06 Nov 1994 08:49:37 GMT */
    static const struct {
        const char *value;
        bool good;
        int64_t seconds;
    } rows[] = {
        {"0", true, 0},
        {"120", true, 120},
        {"007", true, 7},
        {"99999999999999999999999999", true, 1000000000},
        {"Sun, 06 Nov 1994 08:49:47 GMT", true, 10},
        {"Sunday, 06-Nov-94 08:49:47 GMT", true, 10},
        {"Sun Nov  6 08:49:47 1994", true, 10},
        {"Sun, 06 Nov 1994 08:49:27 GMT", true, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"1.5", false, 0},
        {"soon", false, 0},
        {"10 seconds", false, 0},
        {"+5", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t wait = 0;
        cr_expect_eq(http_retry_after(rows[i].value, wall, &wait), rows[i].good, "%s", rows[i].value);
        cr_expect_eq(wait, rows[i].seconds * CLOCK_SECOND, "%s: %ld", rows[i].value, (long)wait);
    }
}

/* ---- Whether a request goes again ---- */

struct decision_row {
    const char *method;
    int status;
    const char *retry_after;
    unsigned refusals, gateways; /* earlier ones */
    double elapsed;              /* seconds */
    enum http_retry what;
    double wait; /* seconds */
};

static const struct decision_row decisions[] = {
    {"GET", 200, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"GET", 500, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"GET", 500, "1", 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"GET", 501, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"GET", 404, "1", 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"GET", 302, "1", 0, 0, 0, HTTP_RETRY_DONE, 0},

    {"GET", 429, "3", 0, 0, 0, HTTP_RETRY_REFUSED, 3},
    {"POST", 429, "3", 0, 0, 0, HTTP_RETRY_REFUSED, 3},
    {"POST", 503, "3", 0, 0, 0, HTTP_RETRY_REFUSED, 3},
    {"POST", 429, "0", 4, 0, 59, HTTP_RETRY_REFUSED, 0},
    {"POST", 429, "0", 5, 0, 1, HTTP_RETRY_GIVE_UP, 0},
    {"POST", 429, "2", 1, 0, 59, HTTP_RETRY_GIVE_UP, 2},
    {"POST", 429, "0", 1, 0, 61, HTTP_RETRY_GIVE_UP, 0},
    {"GET", 429, "61", 0, 0, 0, HTTP_RETRY_GIVE_UP, 0},
    {"GET", 429, NULL, 0, 0, 0, HTTP_RETRY_REFUSED, 1},
    {"GET", 429, NULL, 3, 0, 9, HTTP_RETRY_REFUSED, 8},
    {"GET", 429, "soon", 1, 0, 1, HTTP_RETRY_REFUSED, 2},

    {"GET", 502, NULL, 0, 0, 0, HTTP_RETRY_GATEWAY, 0.25},
    {"GET", 503, NULL, 0, 0, 0, HTTP_RETRY_GATEWAY, 0.25},
    {"GET", 504, NULL, 0, 1, 1, HTTP_RETRY_GATEWAY, 1},
    {"GET", 503, "soon", 0, 0, 0, HTTP_RETRY_GATEWAY, 0.25},
    {"GET", 502, "5", 0, 0, 0, HTTP_RETRY_GATEWAY, 0.25},
    {"GET", 504, NULL, 0, 2, 1, HTTP_RETRY_DONE, 0},
    {"GET", 502, NULL, 3, 1, 1, HTTP_RETRY_GATEWAY, 1},
    {"POST", 502, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"POST", 503, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"POST", 504, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
    {"DELETE", 502, NULL, 0, 0, 0, HTTP_RETRY_DONE, 0},
};

static struct http_exchange *exchange_of(const struct decision_row *row)
{
    struct http_exchange *exchange =
        http_exchange_new(&(struct http_request){.method = row->method, .target = "/"});
    exchange->status = row->status;
    exchange->refusals = row->refusals;
    exchange->gateway_retries = row->gateways;
    if (row->retry_after)
        http_headers_add(&exchange->headers, "retry-after", row->retry_after);
    return exchange;
}

Test(retry, follows_from_the_answer_and_what_went_before)
{
    static const struct http_retries limits = HTTP_RETRIES_DEFAULT;
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
        const struct decision_row *row = &decisions[i];
        struct http_exchange *exchange = exchange_of(row);
        struct http_decision decision =
            http_retry_decide(exchange, &limits, (int64_t)(row->elapsed * (double)CLOCK_SECOND));
        cr_expect_eq(decision.what, row->what, "row %zu: %d", i, (int)decision.what);
        cr_expect_eq(decision.wait, (int64_t)(row->wait * (double)CLOCK_SECOND), "row %zu: %ld", i,
                     (long)decision.wait);
        http_exchange_free(exchange);
    }
}

Test(retry, never_follows_from_an_answer_that_is_not_whole)
{
    static const struct http_retries limits = HTTP_RETRIES_DEFAULT;
    for (int outcome = HTTP_ANSWERED + 1; outcome <= HTTP_FALSE_LENGTH; outcome++) {
        struct http_exchange *exchange =
            exchange_of(&(struct decision_row){.method = "GET", .status = 429, .retry_after = "0"});
        exchange->outcome = (enum http_outcome)outcome;
        cr_expect_eq(http_retry_decide(exchange, &limits, 0).what, HTTP_RETRY_DONE, "%d", outcome);
        http_exchange_free(exchange);
    }
}

/* ---- The pace ---- */

Test(pace, is_unlimited_until_the_target_objects)
{
    struct http_pace *pace = http_pace_new(0);
    for (int64_t i = 0; i < 1000; i++)
        cr_assert_eq(http_pace_take(pace, 100), 0);
    cr_expect_eq(http_pace_rate(pace), 0);
    http_pace_free(pace);
    http_pace_free(NULL);
}

Test(pace, spaces_requests_evenly)
{
    struct http_pace *pace = http_pace_new(10);
    cr_expect_eq(http_pace_take(pace, 1000000), 0);
    cr_expect_eq(http_pace_take(pace, 1000000), 100000);
    cr_expect_eq(http_pace_take(pace, 1099999), 1);
    cr_expect_eq(http_pace_take(pace, 1100000), 0);
    cr_expect_eq(http_pace_take(pace, 5000000), 0);
    cr_expect_eq(http_pace_take(pace, 5000001), 99999);
    http_pace_free(pace);
}

Test(pace, pauses_and_halves_once_for_a_burst_of_refusals)
{
    struct http_pace *pace = http_pace_new(16);
    cr_expect_eq(http_pace_take(pace, 0), 0);
    http_pace_refused(pace, 0, 1000, 2 * CLOCK_SECOND);
    cr_expect_eq(http_pace_rate(pace), 8);
    /* It was sent before the pause. */
    http_pace_refused(pace, 900, 2000, CLOCK_SECOND);
    cr_expect_eq(http_pace_rate(pace), 8);
    cr_expect_eq(http_pace_take(pace, 2000), 1000 + 2 * CLOCK_SECOND - 2000);
    cr_expect_eq(http_pace_take(pace, 1000 + 2 * CLOCK_SECOND), 0);
    http_pace_refused(pace, 1000 + 2 * CLOCK_SECOND, 3 * CLOCK_SECOND, 0);
    cr_expect_eq(http_pace_rate(pace), 4);
    http_pace_free(pace);
}

Test(pace, halves_the_rate_seen_where_none_was_set)
{
    struct http_pace *pace = http_pace_new(0);
    for (int64_t i = 0; i < 40; i++)
        cr_assert_eq(http_pace_take(pace, i * 25000), 0);
    http_pace_refused(pace, 975000, 990000, 0);
    cr_expect_eq(http_pace_rate(pace), 20);
    http_pace_free(pace);
}

Test(pace, climbs_again_with_the_answers_and_slowly_where_a_refusal_costs_much)
{
    static const struct {
        int64_t pause;
        int answers;
        double rate;
    } rows[] = {
        {0, 6, 14},   {CLOCK_SECOND / 8, 6, 14}, {CLOCK_SECOND, 6, 9.5}, {60 * CLOCK_SECOND, 240, 9},
        {0, 100, 16}, /* never above what was asked for */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_pace *pace = http_pace_new(16);
        http_pace_answered(pace);
        cr_expect_eq(http_pace_rate(pace), 16);
        http_pace_refused(pace, 0, 1000, rows[i].pause);
        for (int answer = 0; answer < rows[i].answers; answer++)
            http_pace_answered(pace);
        cr_expect_float_eq(http_pace_rate(pace), rows[i].rate, 1e-9, "row %zu: %f", i, http_pace_rate(pace));
        http_pace_free(pace);
    }
}

Test(pace, has_no_rate_to_halve_where_the_first_requests_are_refused)
{
    struct http_pace *pace = http_pace_new(0);
    cr_expect_eq(http_pace_take(pace, 0), 0);
    http_pace_refused(pace, 0, 1000, CLOCK_SECOND);
    cr_expect_eq(http_pace_rate(pace), 0);
    cr_expect_eq(http_pace_take(pace, 1000), CLOCK_SECOND, "the pause holds");
    for (int64_t i = 1; i < 5; i++)
        cr_expect_eq(http_pace_take(pace, 2 * CLOCK_SECOND + i), 0);
    http_pace_refused(pace, 2 * CLOCK_SECOND + 1, 2 * CLOCK_SECOND + 1000, CLOCK_SECOND);
    cr_expect_eq(http_pace_rate(pace), 2, "half of the four in the last second");
    http_pace_free(pace);
}

Test(pace, stays_unlimited_while_nothing_is_refused)
{
    struct http_pace *pace = http_pace_new(0);
    http_pace_answered(pace);
    cr_expect_eq(http_pace_rate(pace), 0);
    http_pace_free(pace);
}

Test(pace, is_hopeless_where_nothing_else_than_refusals_came_for_so_long)
{
    struct http_pace *pace = http_pace_new(0);
    for (int64_t i = 0; i < 5; i++) {
        cr_expect_not(http_pace_is_hopeless(pace, 100000, 500), "after %d refusals", (int)i);
        http_pace_refused(pace, 0, 100 + i, 1000);
    }
    cr_expect_not(http_pace_is_hopeless(pace, 599, 500));
    cr_expect_gt(http_pace_take(pace, 599), 0, "the pause holds");
    cr_expect(http_pace_is_hopeless(pace, 600, 500));
    cr_expect_eq(http_pace_take(pace, 600), 0, "the pause is over");
    http_pace_answered(pace);
    cr_expect_not(http_pace_is_hopeless(pace, 1000000, 500));
    http_pace_refused(pace, 1000000, 1000001, 0);
    cr_expect_not(http_pace_is_hopeless(pace, 1100000, 500), "it is counted anew");
    http_pace_free(pace);
}

Test(pace, does_not_fall_below_one_a_second_unless_asked_to)
{
    static const struct {
        double rate, floor;
    } rows[] = {{8, 1}, {1, 1}, {0.25, 0.25}, {0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_pace *pace = http_pace_new(rows[i].rate);
        int64_t now = 0;
        for (int64_t j = 0; j < 10; j++, now += 10 * CLOCK_SECOND) {
            cr_assert_eq(http_pace_take(pace, now), 0);
            http_pace_refused(pace, now, now + 1, 0);
        }
        cr_expect_eq(http_pace_rate(pace), rows[i].floor, "%g: %g", rows[i].rate, http_pace_rate(pace));
        http_pace_free(pace);
    }
}
