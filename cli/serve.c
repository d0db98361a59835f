/* crewcheck serve: the bundled deployment by itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"
#include "reference/reference.h"
#include "run/run.h"

struct serve_values {
    const char *bind, *revision, *prefix, *human, *certificate, *key;
    struct option_list inputs, tasks, faults, variants;
    long port, steps, step_duration;
    bool no_inputs, list_faults, list_variants, quiet;
};

static const char *const revisions[] = {"2025-10", "2026-05", NULL};

#define AT(member) offsetof(struct serve_values, member)

static const struct option serve_rows[] = {
    {.group = "Where",
     .name = "port",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "0 is a free one.",
     .offset = AT(port),
     .fallback = "8080",
     .least = 0,
     .most = 65535},
    {.name = "bind",
     .kind = OPTION_TEXT,
     .argument = "ADDR",
     .help = "The address to listen on, in figures.",
     .offset = AT(bind),
     .fallback = "127.0.0.1"},
    {.name = "prefix",
     .kind = OPTION_TEXT,
     .argument = "PATH",
     .help = "A path before that of every operation, such as /crews/travel.",
     .offset = AT(prefix)},
    {.name = "cert",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "Serve HTTPS with this chain of certificates in PEM form.",
     .offset = AT(certificate),
     .file = true},
    {.name = "key",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "The private key of --cert, in PEM form.",
     .offset = AT(key),
     .file = true},
    {.group = "The crew",
     .name = "revision",
     .kind = OPTION_TEXT,
     .argument = "2025-10|2026-05",
     .help = "Which revision of the contract it keeps.",
     .offset = AT(revision),
     .fallback = "2025-10",
     .words = revisions},
    {.name = "input",
     .kind = OPTION_LIST,
     .argument = "NAME",
     .help = "An input that the crew requires; may be given several times. Without it: budget, interests, "
             "duration.",
     .offset = AT(inputs)},
    {.name = "no-inputs",
     .kind = OPTION_FLAG,
     .help = "The crew requires no input.",
     .offset = AT(no_inputs)},
    {.name = "task",
     .kind = OPTION_LIST,
     .argument = "NAME",
     .help = "A task of the crew, in their order; may be given several times. Without it: three.",
     .offset = AT(tasks)},
    {.name = "human",
     .kind = OPTION_TEXT,
     .argument = "TASK",
     .help = "The task, one of --task, that waits for human feedback.",
     .offset = AT(human)},
    {.name = "steps",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "Steps of each task.",
     .offset = AT(steps),
     .fallback = "2",
     .least = 1,
     .most = 10000},
    {.name = "step-ms",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help =
         "How long a step takes, in milliseconds. The first two tasks, the one behind the human's, and any that "
         "is done again end only once their execution's status was asked, if somebody asks within 2 s: so "
         "whoever follows it sees it run.",
     .offset = AT(step_duration),
     .fallback = "30",
     .least = 1,
     .most = 1e7},
    {.group = "What it breaks",
     .name = "fault",
     .kind = OPTION_LIST,
     .argument = "NAME",
     .help = "Break one promise of the contract. May be given several times.",
     .offset = AT(faults)},
    {.name = "variant",
     .kind = OPTION_LIST,
     .argument = "NAME",
     .help = "Keep the contract in an unusual way. May be given several times.",
     .offset = AT(variants)},
    {.name = "list-faults",
     .kind = OPTION_FLAG,
     .help = "Show what --fault takes, and serve nothing.",
     .offset = AT(list_faults)},
    {.name = "list-variants",
     .kind = OPTION_FLAG,
     .help = "Show what --variant takes, and serve nothing.",
     .offset = AT(list_variants)},
    {.group = "Output",
     .name = "quiet",
     .kind = OPTION_FLAG,
     .help = "No line for each request.",
     .offset = AT(quiet)},
};

static const struct option_set sets[] = {OPTION_SET(serve_rows, 0), {0}};

/* ---- Lists ---- */

static int print_switches(const struct reference_switch *(*at)(size_t index))
{
    struct error error = {0};
    struct buffer out;
    size_t width = terminal_width(STDOUT_FILENO), count = 0;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (const struct reference_switch *row = at(0); row; row = at(++count)) {
        buffer_format(&out, "%s%s\n", row->name, row->human ? " (needs --human)" : "");
        options_wrap(&out, row->description, 6, 0, width);
    }
    bool written = terminal_write(STDOUT_FILENO, &out, &error);
    buffer_clear(&out);
    if (error.set)
        terminal_complain(&error);
    return written ? RUN_CONFORMS : RUN_BAD_USAGE;
}

/* ---- Serving ---- */

static void print_line(void *context, const char *line)
{
    (void)context;
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    buffer_format(&out, "%s\n", line);
    terminal_write(STDOUT_FILENO, &out, NULL);
    buffer_clear(&out);
}

/* What the server is told, and what has to live until it has started. */
struct plan {
    struct reference_options options;
    struct reference_task *tasks;
    struct buffer certificate, key;
};

static bool read_certificate(const struct serve_values *values, struct plan *plan, struct error *error)
{
    if (!values->certificate != !values->key)
        return error_set(error, "--cert and --key belong together");
    if (!values->certificate)
        return true;
    if (!files_read(values->certificate, &plan->certificate, error) ||
        !files_read(values->key, &plan->key, error))
        return false;
    plan->options.certificate = buffer_string(&plan->certificate);
    plan->options.key = buffer_string(&plan->key);
    return true;
}

static bool choose_tasks(const struct serve_values *values, struct plan *plan, struct error *error)
{
    bool known = !values->human;
    plan->tasks = memory_new((values->tasks.count + 1) * sizeof *plan->tasks);
    for (size_t i = 0; i < values->tasks.count; i++) {
        plan->tasks[i] = (struct reference_task){values->tasks.items[i], "Researcher"};
        known = known || strcmp(values->tasks.items[i], values->human) == 0;
    }
    plan->options.tasks = plan->tasks;
    plan->options.task_count = values->tasks.count;
    plan->options.human_task = values->human;
    /* Without --task the server knows its own tasks, and complains by itself. */
    return known || !values->tasks.count ||
           error_set(error, "--human names no task of --task: \"%s\"", values->human);
}

static bool make_plan(struct serve_values *values, struct plan *plan, struct error *error)
{
    const char *token = getenv("CREWCHECK_TOKEN"), *user_token = getenv("CREWCHECK_USER_TOKEN");
    option_list_add(&values->inputs, NULL);
    option_list_add(&values->faults, NULL);
    option_list_add(&values->variants, NULL);
    plan->options = (struct reference_options){.bind = values->bind,
                                               .port = (uint16_t)values->port,
                                               .revision = values->revision,
                                               .prefix = values->prefix,
                                               .token = token && *token ? token : NULL,
                                               .user_token = user_token && *user_token ? user_token : NULL,
                                               .steps = (unsigned)values->steps,
                                               .step_duration = (unsigned)values->step_duration,
                                               .watched = true,
                                               .faults = values->faults.items,
                                               .variants = values->variants.items,
                                               .log = values->quiet ? NULL : print_line};
    if (values->no_inputs && values->inputs.items[0])
        return error_set(error, "--input and --no-inputs contradict each other");
    if (values->no_inputs || values->inputs.items[0])
        plan->options.inputs = values->inputs.items;
    return choose_tasks(values, plan, error) && read_certificate(values, plan, error);
}

static void greet(const struct reference_server *server, const char *token)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    buffer_format(&out, "Serving the bundled deployment at %s until Ctrl-C. To examine it:\n",
                  reference_url(server));
    buffer_format(&out, "  %s%s%screwcheck run --target %s\n",
                  token ? "" : "CREWCHECK_TOKEN=", token ? "" : REFERENCE_TOKEN, token ? "" : " ",
                  reference_url(server));
    terminal_write(STDOUT_FILENO, &out, NULL);
    buffer_clear(&out);
}

static bool serve(const struct plan *plan, struct error *error)
{
    struct reference_server *server = NULL;
    interrupt_block();
    if (!reference_start(&plan->options, &server, error))
        return false;
    greet(server, plan->options.token);
    interrupt_await();
    reference_stop(server);
    return true;
}

static int perform(const struct command *command, void *of_serve, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)arguments;
    (void)given;
    struct serve_values *values = of_serve;
    struct error error = {0};
    struct plan plan = {0};
    if (values->list_faults || values->list_variants)
        return print_switches(values->list_faults ? reference_fault : reference_variant);
    buffer_init(&plan.certificate, 1 << 20);
    buffer_init(&plan.key, 1 << 20);
    bool served = make_plan(values, &plan, &error) && serve(&plan, &error);
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&plan.certificate);
    buffer_clear(&plan.key);
    free(plan.tasks);
    return served ? RUN_CONFORMS : RUN_BAD_USAGE;
}

const struct command command_serve = {
    .name = "serve",
    .summary = "run the bundled deployment by itself",
    .synopsis = "[OPTION…]",
    .about =
        "Runs the deployment that comes with crewcheck: all four operations of the contract, executions that "
        "take steps in time, webhooks, and a task that waits for a human where it is told so. It keeps the "
        "contract, unless it is told to break a promise: that is how the suite is tested, and how you can see "
        "what a finding looks like.\n"
        "\n"
        "Its token is CREWCHECK_TOKEN or else " REFERENCE_TOKEN
        "; a user's token, which may look and not start "
        "anything, is CREWCHECK_USER_TOKEN or else " REFERENCE_USER_TOKEN ". Ctrl-C ends it.",
    .examples = "  crewcheck serve\n"
                "      Serve on http://127.0.0.1:8080 until Ctrl-C.\n"
                "  crewcheck serve --task plan --task write --human plan\n"
                "      A crew whose first task waits for feedback.\n"
                "  crewcheck serve --list-faults\n"
                "      What it can be told to break.\n",
    .options = sets,
    .values_size = sizeof(struct serve_values),
    .most_arguments = 0,
    .perform = perform};
