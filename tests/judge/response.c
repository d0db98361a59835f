/* An answer held against the contract: which aspects are examined, what is found, and at which level. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "judge/judge.h"

static struct contract *binding, *documented;
static struct judge judge;

static struct contract *load(enum contract_level level)
{
    static const char *const overlays[] = {TEST_DATA "/data/shelf.overlay.yaml"};
    struct error error = {0};
    struct contract *contract =
        contract_load(&(struct contract_request){.document = TEST_DATA "/data/shelf.yaml",
                                                 .overlays = overlays,
                                                 .overlay_count = 1,
                                                 .level = level},
                      &error);
    cr_assert(contract, "%s", error.text);
    return contract;
}

static void load_both(void)
{
    binding = load(CONTRACT_BINDING);
    documented = load(CONTRACT_DOCUMENTED);
    judge = (struct judge){binding, documented};
}

static void unload(void)
{
    contract_free(binding);
    contract_free(documented);
}

struct row {
    int status;
    const char *type, *pages, *shelf; /* header fields; NULL: none */
    const char *body;
    unsigned provoked;
    /* What is found: "aspect level pointer" of each finding, one behind the other; "" for an answer that keeps the
     * contract. In brackets what was examined. */
    const char *found;
};

#define WHOLE "{\"title\":\"t\",\"author\":\"a\",\"year\":1}"

static const struct row rows[] = {
    {200, "application/json", "1", NULL, WHOLE, 0, "[media-type json schema headers]"},
    {200, "Application/JSON; charset=utf-8", "1", "a", WHOLE, 0, "[media-type json schema headers]"},
    {200, "application/json", "1", NULL, "{\"title\":\"t\",\"author\":\"a\",\"year\":1,\"more\":[]}", 0,
     "[media-type json schema headers]"},
    /* levels */
    {200, "application/json", "1", NULL, "{\"title\":\"t\",\"author\":\"a\"}", 0,
     "[media-type json schema headers] schema should"},
    {200, "application/json", "1", NULL, "{\"title\":\"t\",\"year\":1}", 0,
     "[media-type json schema headers] schema must"},
    {200, "application/json", "1", NULL, "{}", 0,
     "[media-type json schema headers] schema must schema must schema should"},
    {200, "application/json", "1", NULL, "{\"title\":1,\"author\":\"a\",\"year\":\"x\"}", 0,
     "[media-type json schema headers] schema must schema must"},
    /* JSON */
    {200, "application/json", "1", NULL, "{\"title\":", 0, "[media-type json headers] json must"},
    {200, "application/json", "1", NULL, "", 0, "[media-type json headers] json must"},
    {200, "application/json", "1", NULL, "{\"title\":\"t\",\"author\":\"a\",\"year\":NaN}", 0,
     "[media-type json headers] json must"},
    {200, "application/json", "1", NULL, "{\"title\":\"s\",\"title\":\"t\",\"author\":\"a\",\"year\":1}", 0,
     "[media-type json schema headers] json should"},
    {200, "application/json", "1", NULL, "null", 0, "[media-type json schema headers] schema must"},
    /* media types */
    {200, "text/html", "1", NULL, "<p>", 0, "[media-type headers] media-type must"},
    {200, NULL, "1", NULL, WHOLE, 0, "[media-type json schema headers] media-type must"},
    {200, NULL, "1", NULL, "", 0, "[media-type headers] media-type must"},
    {400, "application/problem+json", NULL, NULL, "{}", 0, "[media-type json schema]"},
    {404, "text/plain", NULL, NULL, "no", 0, "[media-type]"},
    {422, "application/json", NULL, NULL, "{}", 0, "[media-type] media-type must"},
    {204, NULL, NULL, NULL, "", 0, "[]"},
    {204, "text/html", NULL, NULL, "", 0, "[]"},
    /* header fields */
    {200, "application/json", NULL, NULL, WHOLE, 0, "[media-type json schema headers] header must"},
    {200, "application/json", "0", NULL, WHOLE, 0, "[media-type json schema headers] header must"},
    {200, "application/json", "many", "c", WHOLE, 0,
     "[media-type json schema headers] header must header must"},
    /* statuses */
    {500, "application/json", NULL, NULL, "{}", 0, "[] undocumented status must"},
    {302, NULL, NULL, NULL, "", 0, "[] undocumented status must"},
    {503, NULL, NULL, NULL, "", JUDGE_PROVOKES_503, "[]"},
    {503, NULL, NULL, NULL, "", JUDGE_PROVOKES_429, "[] undocumented status must"},
};

static void show_findings(const struct finding_list *list, struct buffer *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct finding *finding = &list->items[i];
        buffer_format(out, " %s %s", finding->aspect, finding_level_word(finding->level));
        cr_expect(finding->title && finding->expected && finding->found, "%s", finding->aspect);
        cr_expect(finding->basis.pointer && finding->basis.line && finding->basis.words,
                  "%s: no words are cited", finding->title);
    }
}

static void show(const struct judgement *judgement, struct buffer *out)
{
    const char *space = "";
    buffer_char(out, '[');
    for (enum judge_aspect aspect = 0; aspect < JUDGE_ASPECTS; aspect++)
        if (judgement->examined[aspect]) {
            buffer_format(out, "%s%s", space, judge_aspect_word(aspect));
            space = " ";
        }
    buffer_text(out, judgement->undocumented ? "] undocumented" : "]");
    for (enum judge_aspect aspect = 0; aspect < JUDGE_ASPECTS; aspect++)
        show_findings(&judgement->findings[aspect], out);
    show_findings(&judgement->undocumented_findings, out);
}

static struct http_exchange *exchange_of(const struct row *row)
{
    struct http_exchange *exchange =
        http_exchange_new(&(struct http_request){.method = "GET", .target = "/book"});
    exchange->status = row->status;
    exchange->version = 11;
    if (row->type)
        http_headers_add(&exchange->headers, "content-type", row->type);
    if (row->pages)
        http_headers_add(&exchange->headers, "X-Pages", row->pages);
    if (row->shelf)
        http_headers_add(&exchange->headers, "x-shelf", row->shelf);
    http_exchange_set_body(exchange, row->body, strlen(row->body));
    return exchange;
}

Test(response, is_judged_aspect_by_aspect, .init = load_both, .fini = unload)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_exchange *exchange = exchange_of(&rows[i]);
        struct judgement judgement;
        struct buffer found;
        buffer_init(&found, 4096);
        judge_response(&judge, "getBook", exchange, rows[i].provoked, &judgement);
        show(&judgement, &found);
        cr_expect_str_eq(buffer_string(&found), rows[i].found, "row %zu (%d %s): \"%s\" instead of \"%s\"", i,
                         rows[i].status, rows[i].body, buffer_string(&found), rows[i].found);
        judgement_clear(&judgement);
        buffer_clear(&found);
        http_exchange_free(exchange);
    }
}

/* What did not come whole is its sender's failure, not the response's. */
Test(response, that_is_cut_is_not_judged, .init = load_both, .fini = unload)
{
    struct http_exchange *exchange = exchange_of(&rows[0]);
    struct judgement judgement;
    exchange->outcome = HTTP_CUT;
    judge_response(&judge, "getBook", exchange, 0, &judgement);
    cr_expect_not(judgement.answered);
    cr_expect_null(judgement.response);
    judgement_clear(&judgement);
    http_exchange_free(exchange);
}

Test(response, to_an_operation_that_is_not_described_is_not_judged, .init = load_both, .fini = unload)
{
    struct http_exchange *exchange = exchange_of(&rows[0]);
    struct judgement judgement;
    judge_response(&judge, "burnBook", exchange, 0, &judgement);
    cr_expect_null(judgement.operation);
    judgement_clear(&judgement);
    http_exchange_free(exchange);
}
