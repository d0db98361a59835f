/* crewcheck check: traffic that was recorded elsewhere, held against the contract. */
#include <string.h>

#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/har.h"
#include "cli/known.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "suites/examine.h"
#include "suites/traffic.h"

struct check_values {
    struct contract_options contract;
    struct output_options output;
    const char *base, *level, *record, *waivers;
};

static const char *const levels[] = {"must", "should", NULL};

#define AT(member) offsetof(struct check_values, member)

static const struct option check_rows[] = {
    {.group = "Traffic",
     .name = "base",
     .kind = OPTION_TEXT,
     .argument = "URL",
     .help = "Judge what was sent below this URL. Without it, whatever the host, from its root.",
     .offset = AT(base)},
    {.group = "Outcome",
     .name = "level",
     .kind = OPTION_TEXT,
     .argument = "must|should",
     .help = "What fails: with must, only what binds; with should, what is documented too.",
     .offset = AT(level),
     .fallback = "should",
     .words = levels},
    {.name = "waivers",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "Known failures, as crewcheck run takes them.",
     .offset = AT(waivers),
     .file = true},
    {.name = "record",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "Write down what was judged, as crewcheck run does.",
     .offset = AT(record),
     .file = true},
};

static const struct option_set sets[] = {OPTION_SET(check_rows, 0),
                                         OPTION_SET(contract_rows, AT(contract)),
                                         OPTION_SET(output_rows, AT(output)),
                                         {0}};

/* All that a check holds. */
struct check {
    const struct check_values *values;
    struct contracts contracts;
    struct waivers *waivers;
    struct redact *redact;
    struct traffic traffic;
    struct har_counts counts;
    struct record *record;
    struct examination *examination;
};

static void take(void *context, struct http_exchange *exchange)
{
    struct check *check = context;
    traffic_take(&check->traffic, check->contracts.documented, check->values->base, exchange);
}

static bool read_traffic(struct check *check, const struct option_list *files, struct error *error)
{
    check->redact = redact_new();
    for (size_t i = 0; i < files->count; i++)
        if (!har_read(files->items[i], check->redact, take, check, &check->counts, error))
            return false;
    return true;
}

static void describe(struct check *check, const struct option_list *files, struct json_object *given,
                     struct examine_options *options)
{
    *options = (struct examine_options){
        .version = CREWCHECK_VERSION, .contract = check->contracts.name, .options = given};
    options->run.judge = contracts_judge(&check->contracts);
    options->run.http.base_url = check->values->base ? check->values->base : "http://traffic.invalid";
    options->run.target = files->items[0];
    options->run.workers = 1;
    options->run.level = strcmp(check->values->level, "must") == 0 ? LEVEL_MUST : LEVEL_SHOULD;
    options->run.waivers = check->waivers;
}

static bool prepare(struct check *check, const struct option_list *files, struct json_object *given,
                    struct examine_options *options, struct error *error)
{
    struct record_options record = {.path = check->values->record};
    if (!outputs_check(&check->values->output, error) ||
        !contracts_load(&check->values->contract, &check->contracts, error) ||
        !known_read(check->values->waivers, NULL, &check->waivers, error) ||
        !read_traffic(check, files, error))
        return false;
    describe(check, files, given, options);
    check->examination = examine_new(options, error);
    record.redact = check->redact;
    check->record = check->examination ? record_open(&record, error) : NULL;
    return check->record != NULL;
}

static bool write_reports(struct check *check, struct error *error)
{
    struct model *model = model_new();
    bool written = model_read_record(model, check->record, error);
    if (written) {
        model_finish(model);
        written = outputs_write(&check->values->output, model, error);
    }
    model_free(model);
    return written;
}

static void tell_counts(const struct check *check)
{
    struct error words = {0};
    error_set(&words,
              "%zu of %zu entries match an operation; passed over were %zu without an answer and %zu without "
              "the body that they had",
              check->traffic.count, check->counts.entries, check->counts.unanswered, check->counts.bodiless);
    terminal_complain(&words);
}

static int judge(struct check *check, struct error *error)
{
    struct error problem = {0};
    int status = examine_traffic(check->examination, check->record, &check->traffic, &problem);
    if (!check->values->output.quiet || problem.set)
        tell_counts(check);
    if (problem.set)
        terminal_complain(&problem);
    bool written = write_reports(check, error);
    return written || status != RUN_CONFORMS ? status : RUN_BAD_USAGE;
}

static int perform(const struct command *command, void *of_check, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    struct error error = {0};
    struct check check = {.values = of_check};
    struct examine_options options;
    int status = RUN_BAD_USAGE;
    if (prepare(&check, arguments, given, &options, &error))
        status = judge(&check, &error);
    if (!record_close(check.record, &error) && status == RUN_CONFORMS)
        status = RUN_BAD_USAGE;
    examine_free(check.examination);
    traffic_clear(&check.traffic);
    contracts_clear(&check.contracts);
    waivers_free(check.waivers);
    redact_free(check.redact);
    if (error.set)
        terminal_complain(&error);
    return status;
}

const struct command command_check = {
    .name = "check",
    .summary = "hold recorded traffic against the contract",
    .synopsis = "[OPTION…] HAR…",
    .about =
        "Judges traffic that a browser or a proxy has recorded as HAR: every answer whose request matches an operation "
        "of the contract, and every such request. Nothing is sent and no execution is spent. Tokens are masked and "
        "cookies left out, in the reports and in the record.\n"
        "\n"
        "Exit status: 0 all that matches keeps the contract; 1 something does not; 2 bad usage; 3 nothing matches.",
    .examples =
        "  crewcheck check traffic.har\n"
        "      Judge what a browser has recorded.\n"
        "  crewcheck check --base https://gate.example/crew-1 traffic.har\n"
        "      Judge only what went to one crew.\n",
    .options = sets,
    .values_size = sizeof(struct check_values),
    .least_arguments = 1,
    .most_arguments = -1,
    .perform = perform};
