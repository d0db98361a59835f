/* crewcheck replay: sends the requests of a recorded case again, and shows both answers. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/headers.h"
#include "cli/resend.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "http/client.h"
#include "record/model.h"
#include "reports/beside.h"
#include "reports/text.h"
#include "run/run.h"

struct replay_values {
    const char *target, *token_file;
    struct connection_options connection;
    int64_t timeout;
    bool yes, plain;
};

#define AT(member) offsetof(struct replay_values, member)

static const struct option replay_rows[] = {
    {.group = "Target",
     .name = "target",
     .kind = OPTION_TEXT,
     .argument = "URL",
     .help = "Send to this deployment instead of the recorded one.",
     .offset = AT(target)},
    {.name = "token-file",
     .kind = OPTION_TEXT,
     .argument = "FILE|-",
     .help = "Read the token from a file or standard input, instead of CREWCHECK_TOKEN: records have none.",
     .offset = AT(token_file),
     .file = true},
};

static const struct option sending_rows[] = {
    {.name = "timeout",
     .kind = OPTION_SECONDS,
     .argument = "S",
     .help = "How long one exchange may take, in seconds.",
     .offset = AT(timeout),
     .fallback = "30",
     .least = 0.01,
     .most = 1e5},
    {.group = "What is sent",
     .name = "yes",
     .kind = OPTION_FLAG,
     .help = "Send what could start or resume an execution, too, if it were accepted.",
     .offset = AT(yes)},
    {.name = "no-color",
     .kind = OPTION_FLAG,
     .help = "No colours; NO_COLOR in the environment says the same.",
     .offset = AT(plain)},
};

static const struct option_set sets[] = {OPTION_SET(replay_rows, 0),
                                         OPTION_SET(connection_rows, AT(connection)),
                                         OPTION_SET(sending_rows, 0),
                                         {0}};

struct replay {
    const struct replay_values *values;
    struct model *model;
    const struct model_target *recorded;
    struct target target;
    struct http_headers headers;
    struct redact *redact;
    struct record *scratch; /* masks what is shown */
    struct http_client *client;
    struct buffer out;
    size_t sent, held_back;
};

/* ---- Finding the case ---- */

static const struct model_case *find_case(struct replay *replay, const char *id, struct error *error)
{
    struct option_list ids = {0};
    const struct model_case *found = NULL;
    for (size_t i = 0; i < replay->model->target_count && !found; i++) {
        replay->recorded = replay->model->targets[i];
        found = model_case_find(replay->recorded, id);
        for (size_t k = 0; k < replay->recorded->case_count; k++)
            option_list_add(&ids, replay->recorded->cases[k]->id);
    }
    option_list_add(&ids, NULL);
    const char *nearest = found ? NULL : text_nearest(id, ids.items);
    if (!found)
        error_set(error, "the record has no case \"%s\"%s%s%s", id, nearest ? ", perhaps \"" : "",
                  nearest ? nearest : "", nearest ? "\"" : "");
    option_list_clear(&ids);
    return found;
}

/* ---- One exchange ---- */

static void show(struct replay *replay, const struct model_exchange *exchange, const struct json_object *line,
                 const struct http_exchange *again)
{
    struct json_object *response = resend_response(replay->scratch, again);
    char *before = string_format("then, %s", exchange->run->started), now[CLOCK_TEXT];
    clock_text(clock_wall(), now);
    char *after = string_format("now, %s", now);
    struct beside_answer left = {before, json_member_object(line, "response"),
                                 *exchange->detail ? exchange->detail : exchange->outcome},
                         right = {after, response, http_exchange_reason(again)};
    bool differ =
        beside_write(&replay->out, &left, &right, terminal_has_colours(STDOUT_FILENO, replay->values->plain),
                     terminal_width(STDOUT_FILENO));
    buffer_text(&replay->out, differ ? "" : "The two are alike.\n");
    json_object_put(response);
    free(before);
    free(after);
}

static void send_again(struct replay *replay, const struct model_exchange *exchange,
                       const struct json_object *line)
{
    struct resend resend = {.recorded = replay->recorded->url,
                            .base = http_client_base(replay->client),
                            .token = replay->target.token,
                            .user_token = replay->target.user_token};
    struct arena arena = {0};
    struct http_request request;
    if (!resend_request(&resend, json_member_object(line, "request"), &arena, &request)) {
        buffer_text(&replay->out, "The record does not have this request whole: it is not sent.\n");
    } else {
        request.case_id = exchange->case_id;
        struct http_exchange *again = http_client_send(replay->client, &request);
        show(replay, exchange, line, again);
        http_exchange_free(again);
        http_headers_clear(&request.headers);
        replay->sent++;
    }
    arena_clear(&arena);
}

static bool is_harmless(const struct model_exchange *exchange)
{
    return strcmp(exchange->method, "GET") == 0 || strcmp(exchange->method, "HEAD") == 0 ||
           strcmp(exchange->method, "OPTIONS") == 0;
}

static void replay_exchange(struct replay *replay, const struct model_exchange *exchange)
{
    struct json_document *line = model_load(replay->model, exchange, NULL);
    if (replay->out.length)
        buffer_char(&replay->out, '\n');
    text_show_line(&replay->out, exchange->method);
    buffer_char(&replay->out, ' ');
    text_show_line(&replay->out, exchange->url);
    buffer_format(&replay->out, " (exchange %lld)\n", (long long)exchange->number);
    if (exchange->is_callback) {
        buffer_text(&replay->out, "This came from the deployment: it cannot be sent again.\n");
    } else if (!is_harmless(exchange) && !replay->values->yes) {
        buffer_text(&replay->out,
                    "If it were accepted, this could start or resume an execution: --yes sends it.\n");
        replay->held_back++;
    } else if (line) {
        send_again(replay, exchange, json_document_root(line));
    }
    json_document_free(line);
}

/* The case's own requests, and those that its findings cite. */
static void replay_case(struct replay *replay, const struct model_case *judged)
{
    for (size_t i = 0; i < judged->exchange_count; i++)
        replay_exchange(replay, judged->exchanges[i]);
    for (size_t i = 0; i < judged->finding_count; i++) {
        const struct model_exchange *cited = judged->findings[i]->exchange;
        bool known = !cited;
        for (size_t k = 0; k < judged->exchange_count; k++)
            known = known || judged->exchanges[k] == cited;
        for (size_t k = 0; k < i; k++)
            known = known || judged->findings[k]->exchange == cited;
        if (!known)
            replay_exchange(replay, cited);
    }
    if (!replay->out.length)
        buffer_text(&replay->out, "The record has no request of this case.\n");
}

/* ---- The command ---- */

static bool open_client(struct replay *replay, struct error *error)
{
    const struct replay_values *values = replay->values;
    const char *url = values->target ? values->target : replay->recorded->url;
    if (!values->target && replay->recorded->bundled)
        return error_set(
            error,
            "the bundled deployment of that run is gone: give --target, such as that of crewcheck serve");
    if (!target_rehearse(&replay->target, url, values->token_file, error) ||
        !headers_parse(&values->connection.headers, &replay->headers, error))
        return false;
    target_hide(&replay->target, replay->redact);
    headers_hide(&replay->headers, replay->redact);
    struct http_options options = {.base_url = url,
                                   .headers = &replay->headers,
                                   .ca_file = values->connection.ca_file,
                                   .insecure = values->connection.insecure,
                                   .timeout = values->timeout};
    replay->client = http_client_new(&options, error);
    return replay->client != NULL;
}

static bool perform_replay(struct replay *replay, const struct option_list *arguments, struct error *error)
{
    struct record_options scratch = {.redact = replay->redact};
    if (!model_read_file(replay->model, arguments->items[0], error))
        return false;
    model_finish(replay->model);
    const struct model_case *judged = find_case(replay, arguments->items[1], error);
    if (!judged || !open_client(replay, error))
        return false;
    replay->scratch = record_open(&scratch, error);
    if (!replay->scratch)
        return false;
    replay_case(replay, judged);
    return terminal_write(STDOUT_FILENO, &replay->out, error);
}

static int perform(const struct command *command, void *of_replay, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    struct error error = {0};
    struct replay replay = {.values = of_replay, .model = model_new(), .redact = redact_new()};
    buffer_init(&replay.out, BUFFER_UNBOUNDED);
    bool done = perform_replay(&replay, arguments, &error);
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&replay.out);
    http_client_free(replay.client);
    http_headers_clear(&replay.headers);
    record_close(replay.scratch, NULL);
    target_clear(&replay.target);
    redact_free(replay.redact);
    model_free(replay.model);
    return !done ? RUN_BAD_USAGE : replay.sent ? RUN_CONFORMS : RUN_UNJUDGED;
}

const struct command command_replay = {
    .name = "replay",
    .summary = "send a recorded case's requests again",
    .synopsis = "[OPTION…] RECORD CASE",
    .about =
        "Sends the requests of one recorded case again, to the same deployment or to another, and shows the answer of "
        "then and that of now side by side. Tokens are not in records: they are taken from the environment, as "
        "crewcheck run does. What could start or resume an execution is sent only with --yes.\n"
        "\n"
        "Exit status: 0 something was sent; 2 bad usage; 3 nothing was.",
    .examples = "  crewcheck replay record.ndjson status.answers.404.json\n"
                "      See whether the answer is still the same.\n"
                "  crewcheck replay record.ndjson kickoff.accept.required --yes\n"
                "      Send a kickoff again, which starts an execution.\n",
    .options = sets,
    .values_size = sizeof(struct replay_values),
    .least_arguments = 2,
    .most_arguments = 2,
    .perform = perform};
