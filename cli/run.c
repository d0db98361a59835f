/* crewcheck run: examines a deployment against its contract. */
#include "cli/commands.h"
#include "cli/session.h"

static const char *const levels[] = {"must", "should", NULL};

#define AT(member) offsetof(struct run_values, member)

static const struct option target_rows[] = {
    {.group = "Target",
     .name = "target",
     .kind = OPTION_TEXT,
     .argument = "URL",
     .help = "The deployment's base URL, with or without a path; else CREWCHECK_TARGET. \"bundled\" is the "
             "deployment that crewcheck brings along: examined where neither a target nor a token nor CI is "
             "set.",
     .offset = AT(target)},
    {.name = "token-file",
     .kind = OPTION_TEXT,
     .argument = "FILE|-",
     .help = "Read the organization's token from a file or standard input, instead of CREWCHECK_TOKEN. A "
             "user's token comes from CREWCHECK_USER_TOKEN. Neither is ever written down.",
     .offset = AT(token_file),
     .file = true},
    {.name = "token-in-query",
     .kind = OPTION_FLAG,
     .help = "Examine too that the token counts for nothing in the query, where it does not belong. It lands in the "
             "target's access logs.",
     .offset = AT(token_in_query)},
};

static const struct option proxy_rows[] = {
    {.name = "proxy",
     .kind = OPTION_TEXT,
     .argument = "URL",
     .help = "Go through this proxy; else http_proxy and its like count. Never used for this machine.",
     .offset = AT(proxy),
     .secret = true},
};

static const struct option case_rows[] = {
    {.group = "Cases",
     .name = "suite",
     .kind = OPTION_LIST,
     .argument = "NAME",
     .help = "Examine this suite only. May be given several times; crewcheck list names them.",
     .offset = AT(suites)},
    {.name = "case",
     .kind = OPTION_LIST,
     .argument = "GLOB",
     .help = "Examine the cases whose id matches, such as 'kickoff.reject.*'. May be given several times.",
     .offset = AT(cases)},
    {.name = "level",
     .kind = OPTION_TEXT,
     .argument = "must|should",
     .help = "What fails the run: with must, only what binds; with should, what is documented too.",
     .offset = AT(level),
     .fallback = "should",
     .words = levels},
    {.name = "require",
     .kind = OPTION_LIST,
     .argument = "GLOB",
     .help = "A case that matches fails where it would be skipped. May be given several times.",
     .offset = AT(require)},
    {.name = "waivers",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "Known failures that do not fail the run, in YAML or JSON: waivers, a list of case (an id or a "
             "glob), reason, until (the last day) and, for one place of a body alone, pointer. One that is "
             "expired, or that nothing needs any more, fails it.",
     .offset = AT(waivers),
     .file = true},
    {.name = "baseline",
     .kind = OPTION_TEXT,
     .argument = "RECORD",
     .help = "Only cases that did not fail in this record fail the run.",
     .offset = AT(baseline),
     .file = true},
    {.name = "inputs",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help =
         "Values for the crew's inputs: an object in JSON or YAML, names to values, which the contract says are "
         "strings. What it lacks is made up.",
     .offset = AT(inputs),
     .file = true},
    {.name = "human-task",
     .kind = OPTION_TEXT,
     .argument = "NAME",
     .help = "The task that waits for a human's feedback, by the name that /resume knows. Without it a crew that "
             "waits is found out by its call of humanInputWebhook, or by asking /resume of a task that stands still.",
     .offset = AT(human_task)},
    {.group = "Cost",
     .name = "max-executions",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "Start at most so many executions, accepted mistakes included. Of a contract that is no crew's, "
             "whatever might change something counts as one: all but GET, HEAD and OPTIONS.",
     .offset = AT(executions),
     .fallback = "10",
     .least = 0,
     .most = 1e6},
    {.name = "dry-run",
     .kind = OPTION_FLAG,
     .help = "Send nothing: print every request that would be sent, with its case, and how many executions they would "
             "start at the worst.",
     .offset = AT(dry_run)},
    {.name = "read-only",
     .kind = OPTION_FLAG,
     .help = "Send nothing that could start or resume an execution, or change anything, if it were accepted.",
     .offset = AT(read_only)},
    {.name = "execution-timeout",
     .kind = OPTION_SECONDS,
     .argument = "S",
     .help = "How long an execution may take, in seconds.",
     .offset = AT(execution_timeout),
     .fallback = "600",
     .least = 0.1,
     .most = 1e6},
    {.name = "workers",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "How many cases are examined at once.",
     .offset = AT(workers),
     .fallback = "8",
     .least = 1,
     .most = 256},
    {.name = "rate",
     .kind = OPTION_NUMBER,
     .argument = "N",
     .help = "Send at most so many requests a second; 0 is without limit.",
     .offset = AT(rate),
     .fallback = "0",
     .least = 0,
     .most = 1e6},
    {.name = "timeout",
     .kind = OPTION_SECONDS,
     .argument = "S",
     .help = "How long one exchange may take, in seconds. Where three in a row bring no answer, and none has come for "
             "20 seconds, what is left is not asked and counts as not judged.",
     .offset = AT(timeout),
     .fallback = "30",
     .least = 0.01,
     .most = 1e5},
    {.name = "retries",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "How often a request goes again that was refused for its rate (429, or 503 with Retry-After), "
             "within 60 seconds.",
     .offset = AT(retries),
     .fallback = "5",
     .least = 0,
     .most = 100},
    {.name = "max-response-time",
     .kind = OPTION_SECONDS,
     .argument = "S",
     .help = "An answer that takes longer is a finding, in seconds; 0 is off.",
     .offset = AT(response_time),
     .fallback = "0",
     .least = 0,
     .most = 1e5},
    {.group = "Callbacks",
     .name = "callback-listen",
     .kind = OPTION_TEXT,
     .argument = "ADDR:PORT",
     .help = "Receive webhooks here. Without it, on a free port of 127.0.0.1 for a target on this machine, "
             "and not at all for another.",
     .offset = AT(callback_listen)},
    {.name = "callback-url",
     .kind = OPTION_TEXT,
     .argument = "URL",
     .help = "The base URL by which the target reaches that address, where it knows it by another name.",
     .offset = AT(callback_url)},
    {.name = "callback-timeout",
     .kind = OPTION_SECONDS,
     .argument = "S",
     .help = "How long after an execution's end its webhooks are awaited, in seconds.",
     .offset = AT(callback_timeout),
     .fallback = "30",
     .least = 0,
     .most = 1e5},
    {.group = "At random",
     .name = "fuzz",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "Send N valid and N invalid requests more to each operation, made at random from its schemas, once everything "
             "else is done; of one that fails, the smallest that fails like it is reported. A valid kickoff starts an "
             "execution: what --max-executions does not allow is skipped. Valid requests to an API that is no crew's may "
             "change something there.",
     .offset = AT(fuzz),
     .fallback = "0",
     .least = 0,
     .most = 1e5},
    {.name = "seed",
     .kind = OPTION_TEXT,
     .argument = "S",
     .help = "Make what is random the same as in another run; the report and the record tell the seed, also one that was "
             "drawn. A greater or smaller --fuzz leaves the first requests as they were.",
     .offset = AT(seed)},
    {.name = "shuffle",
     .kind = OPTION_FLAG,
     .help = "Examine the cases in a random order.",
     .offset = AT(shuffle)},
};

static const struct option record_rows[] = {
    {.name = "record",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help =
         "Write everything that happens down, one JSON object a line: every report can be made of it later.",
     .offset = AT(record),
     .file = true},
};

static const struct option configuration_rows[] = {
    {.group = "Configuration",
     .name = "config",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "A YAML file that sets any of these options by its name, lists where an option may be given several "
             "times; else crewcheck.yaml in the working directory, where there is one. The command line wins.",
     .offset = AT(configuration),
     .file = true}};

static const struct option_set sets[] = {OPTION_SET(target_rows, 0),
                                         OPTION_SET(connection_rows, AT(connection)),
                                         OPTION_SET(proxy_rows, 0),
                                         OPTION_SET(contract_rows, AT(contract)),
                                         OPTION_SET(case_rows, 0),
                                         OPTION_SET(output_rows, AT(output)),
                                         OPTION_SET(record_rows, 0),
                                         OPTION_SET(configuration_rows, 0),
                                         {0}};

static int perform(const struct command *command, void *values, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)arguments;
    return session_run(values, given);
}

const struct command command_run = {
    .name = "run",
    .summary = "examine a deployment and report",
    .synopsis = "[OPTION…]",
    .about =
        "Examines a deployed crew against its contract: sends valid and invalid requests, judges every "
        "answer, follows two or three executions to their end and tells what it found. Each finding says "
        "what was sent, what came back, which words of the contract it contradicts, and how to see it "
        "again.\n"
        "\n"
        "Exit status: 0 the deployment conforms; 1 at least one failure; 2 bad usage, configuration or "
        "contract; 3 nothing could be judged, or not everything; 130 interrupted, the reports stand.",
    .examples = "  crewcheck run\n"
                "      Examine the deployment that crewcheck brings along.\n"
                "  crewcheck run --target https://travel.example --inputs inputs.yaml\n"
                "      Examine a crew of yours, with inputs that it understands, by the token in\n"
                "      CREWCHECK_TOKEN.\n"
                "  crewcheck run --target http://localhost:8000 --case 'kickoff.reject.*'\n"
                "      Examine only whether invalid kickoffs are refused.\n"
                "  crewcheck run --target http://localhost:8000 --fuzz 100 --max-executions 25\n"
                "      Send random requests too; the report says how to send them again.\n"
                "  crewcheck run --level must --junit report.xml --record record.ndjson\n"
                "      Gate a pipeline on what binds, and keep the evidence.\n",
    .options = sets,
    .configuration = "crewcheck.yaml",
    .values_size = sizeof(struct run_values),
    .most_arguments = 0,
    .perform = perform};
