/* A name that no name server answers: the system's resolver is replaced by one that hangs. */
#include "base/clock.h"
#include "base/error.h"
#include "http/client.h"

#include <criterion/criterion.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

/* Linked into the program, it is found before the system's. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
    (void)node, (void)service, (void)hints, (void)out;
    for (;;)
        pause();
}

static struct http_client *client_new(void)
{
    struct error error = {0};
    struct http_options options = {.base_url = "http://hangs.example", .proxy = ""};
    struct http_client *client = http_client_new(&options, &error);
    cr_assert_not_null(client, "%s", error.text);
    return client;
}

Test(resolver, that_hangs_ends_at_the_time_out)
{
    struct http_client *client = client_new();
    struct http_request request = {.method = "GET", .target = "/inputs", .timeout = 200 * CLOCK_MILLISECOND};
    struct http_exchange *exchange = http_client_send(client, &request);
    cr_expect_eq(exchange->outcome, HTTP_UNRESOLVED, "%s", exchange->reason);
    cr_expect_not_null(strstr(exchange->reason, "no address for hangs.example:80 within 0.2 s"), "%s",
                       exchange->reason);
    cr_expect_not(exchange->reached);
    cr_expect_lt(exchange->ended, 10 * CLOCK_SECOND);
    http_exchange_free(exchange);
    http_client_free(client);
}
