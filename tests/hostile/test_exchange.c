/* Hostile targets, one exchange at a time: each ends in time, within its memory, in what is true of it. */
#include <criterion/criterion.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "http/client.h"
#include "judge/judge.h"
#include "peak.h"
#include "rows.h"
#include "spec/spec.h"

static const int64_t brief = 300 * CLOCK_MILLISECOND;
static const int64_t ample = 60 * CLOCK_SECOND;

/* ---- The contract ---- */

static bool read_shipped(void *context, const char *name, struct buffer *out, struct error *error)
{
    (void)context;
    const struct spec_document *document = spec_find(name);
    if (!document)
        return error_set(error, "%s is not shipped", name);
    return buffer_append(out, document->text, document->length);
}

static struct contract *load(enum contract_level level)
{
    static const char *const overlays[] = {"overlays/promises"};
    struct error error = {0};
    struct contract *contract = contract_load(&(struct contract_request){.document = "crewai-amp",
                                                                         .overlays = overlays,
                                                                         .overlay_count = 1,
                                                                         .level = level,
                                                                         .read = read_shipped},
                                              &error);
    cr_assert(contract, "%s", error.text);
    return contract;
}

/* ---- One exchange ---- */

static struct http_exchange *ask(const char *url, const char *ca_file, int64_t timeout)
{
    struct error error = {0};
    struct http_options options = {.base_url = url, .ca_file = ca_file, .timeout = timeout};
    struct http_client *client = http_client_new(&options, &error);
    cr_assert(client, "%s", error.text);
    struct http_exchange *exchange =
        http_client_send(client, &(struct http_request){.method = "GET", .target = "/inputs"});
    http_client_free(client);
    return exchange;
}

/* The title of the first finding; NULL: there is none. */
static const char *first_title(const struct judgement *judgement)
{
    if (judgement->undocumented_findings.count)
        return judgement->undocumented_findings.items[0].title;
    for (size_t i = 0; i < JUDGE_ASPECTS; i++)
        if (judgement->findings[i].count)
            return judgement->findings[i].items[0].title;
    return NULL;
}

static void check_judgement(const struct judge *judge, const struct hostile_row *row,
                            const struct http_exchange *exchange)
{
    struct judgement judgement;
    judge_response(judge, "getRequiredInputs", exchange, JUDGE_PROVOKES_429, &judgement);
    const char *found = row->beyond ? judgement.beyond : first_title(&judgement);
    cr_expect_eq(judgement.beyond != NULL, row->beyond, "%s: %s", row->name, judgement.beyond);
    cr_expect_eq(found != NULL, row->says != NULL, "%s: %s", row->name, found);
    cr_expect(!row->says || !found || strstr(found, row->says), "%s: %s", row->name, found);
    for (size_t i = 0; row->beyond && i < JUDGE_ASPECTS; i++)
        cr_expect_eq(judgement.findings[i].count, 0, "%s: %s", row->name, first_title(&judgement));
    judgement_clear(&judgement);
}

static void check_exchange(const struct judge *judge, const struct hostile_row *row,
                           const struct http_exchange *exchange)
{
    cr_expect_eq(exchange->outcome, row->outcome, "%s: %s (%s)", row->name,
                 http_outcome_name(exchange->outcome), exchange->reason);
    cr_expect_lt(exchange->ended, ample, "%s", row->name);
    cr_expect_eq(exchange->exhausted, row->exhausted, "%s", row->name);
    if (exchange->outcome == HTTP_ANSWERED)
        check_judgement(judge, row, exchange);
    else
        cr_expect(row->says && strstr(exchange->reason, row->says), "%s: %s", row->name, exchange->reason);
}

static void check_row(const struct judge *judge, const struct hostile_row *row,
                      const struct authority *authority)
{
    struct wire_step steps[HOSTILE_STEPS];
    struct buffer text;
    struct wire_server *server = hostile_serve(row, &text, steps, authority, NULL);
    malloc_trim(0);
    long before = peak_forget();
    struct http_exchange *exchange =
        ask(wire_server_url(server), row->tls ? authority_file(authority) : NULL, row->waits ? brief : ample);
    check_exchange(judge, row, exchange);
    long taken = (peak_read() - before) / 1024;
    long allowed = (row->mebibytes ? row->mebibytes : 32) * PEAK_FACTOR;
    if (getenv("HOSTILE_VERBOSE"))
        fprintf(stderr, "%-45s %-14s %6.3f s %5ld of %5ld MiB\n", row->name,
                http_outcome_name(exchange->outcome), (double)exchange->ended / (double)CLOCK_SECOND, taken,
                allowed);
    cr_expect(before < 0 || taken <= allowed, "%s: %ld MiB of memory", row->name, taken);
    http_exchange_free(exchange);
    wire_server_free(server);
    buffer_clear(&text);
}

Test(hostile, each_ends_in_what_is_true_of_it)
{
    struct authority *authority = authority_new();
    struct contract *binding = load(CONTRACT_BINDING), *documented = load(CONTRACT_DOCUMENTED);
    const struct judge judge = {binding, documented};
    for (size_t i = 0; i < hostile_row_count; i++)
        check_row(&judge, &hostile_rows[i], authority);
    contract_free(binding);
    contract_free(documented);
    authority_free(authority);
}

/* ---- A connection that is cut at every byte of a valid answer ---- */

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
#define BODY "{\"inputs\":[\"topic\"]}"

struct framing {
    const char *name, *head, *body;
    enum http_outcome body_cut; /* what it is to be cut within the body; HTTP_ANSWERED: nobody can know */
};

static const struct framing framings[] = {
    {"by length", HEAD "Content-Length: 20\r\n\r\n", BODY, HTTP_FALSE_LENGTH},
    {"by chunks", HEAD "Transfer-Encoding: chunked\r\n\r\n",
     "a\r\n{\"inputs\":\r\na\r\n[\"topic\"]}\r\n0\r\n\r\n", HTTP_CUT},
    {"by the connection's end", HEAD "\r\n", BODY, HTTP_ANSWERED},
};

static enum http_outcome outcome_of_cut(const struct framing *framing, size_t length)
{
    size_t first_line = strlen("HTTP/1.1 200 OK\r\n");
    if (length < first_line)
        return HTTP_EMPTY;
    return length < strlen(framing->head) ? HTTP_CUT : framing->body_cut;
}

static void check_cut(const struct judge *judge, const struct framing *framing, size_t length,
                      enum wire_verb end)
{
    char *whole = string_format("%s%s", framing->head, framing->body);
    const struct wire_step steps[] = {
        WIRE_DO(WIRE_READ), {.verb = WIRE_SEND, .bytes = whole, .length = length}, {.verb = end}};
    struct wire_server *server = wire_server_new(steps);
    struct http_exchange *exchange = ask(wire_server_url(server), NULL, ample);
    enum http_outcome expected = outcome_of_cut(framing, length);
    if (end == WIRE_CLOSE)
        cr_expect_eq(exchange->outcome, expected, "%s after %zu bytes: %s (%s)", framing->name, length,
                     http_outcome_name(exchange->outcome), exchange->reason);
    else
        cr_expect_eq(http_exchange_class(exchange), HTTP_FAILED, "%s reset after %zu bytes: %s",
                     framing->name, length, http_outcome_name(exchange->outcome));
    if (exchange->outcome == HTTP_ANSWERED) {
        struct judgement judgement;
        judge_response(judge, "getRequiredInputs", exchange, 0, &judgement);
        cr_expect_gt(judgement.findings[JUDGE_JSON].count, 0, "%s after %zu bytes", framing->name, length);
        judgement_clear(&judgement);
    }
    http_exchange_free(exchange);
    wire_server_free(server);
    free(whole);
}

Test(hostile, a_connection_cut_at_any_byte_is_never_a_whole_answer)
{
    struct contract *binding = load(CONTRACT_BINDING), *documented = load(CONTRACT_DOCUMENTED);
    const struct judge judge = {binding, documented};
    for (size_t i = 0; i < sizeof framings / sizeof *framings; i++) {
        size_t whole = strlen(framings[i].head) + strlen(framings[i].body);
        for (size_t length = 0; length < whole; length++) {
            check_cut(&judge, &framings[i], length, WIRE_CLOSE);
            check_cut(&judge, &framings[i], length, WIRE_RESET);
        }
    }
    contract_free(binding);
    contract_free(documented);
}
