/* crewcheck selftest: the suites examined by deployments that are known to be wrong, and known to be right. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/interrupt.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "run/run.h"
#include "selftest/selftest.h"

struct selftest_values {
    struct option_list faults, variants;
    struct output_options output;
    const char *record, *revision;
    long jobs;
    bool json;
};

enum { JOBS_EACH = 18, MOST_JOBS = 256 }; /* for each processor; at all */

static const char *const revisions[] = {"2025-10", "2026-05", NULL};

#define AT(member) offsetof(struct selftest_values, member)

static const struct option selftest_rows[] = {
    {.group = "What is run",
     .name = "fault",
     .kind = OPTION_LIST,
     .argument = "GLOB",
     .help =
         "Only the faults whose name matches. May be given several times; crewcheck serve --list-faults names "
         "them.",
     .offset = AT(faults)},
    {.name = "variant",
     .kind = OPTION_LIST,
     .argument = "GLOB",
     .help =
         "Only the variants whose name matches, likewise. Where some rows are chosen only, cases that none of "
         "them proves are no holes.",
     .offset = AT(variants)},
    {.name = "revision",
     .kind = OPTION_TEXT,
     .argument = "2025-10|2026-05",
     .help = "Which revision of the contract is examined, and kept.",
     .offset = AT(revision),
     .fallback = "2025-10",
     .words = revisions},
    {.name = "jobs",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help =
         "How many deployments are examined at once. Without it 18 for each processor, for they wait more "
         "than they work.",
     .offset = AT(jobs),
     .least = 1,
     .most = MOST_JOBS},
    {.name = "json",
     .kind = OPTION_FLAG,
     .help = "Print the matrix as one JSON document.",
     .offset = AT(json)},
    {.name = "record",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "Write the matrix as a record, whose cases are the faults, the variants and the cases.",
     .offset = AT(record),
     .file = true},
};

static const struct option_set sets[] = {
    OPTION_SET(selftest_rows, 0), OPTION_SET(output_rows, AT(output)), {0}};

/* ---- Running it ---- */

static long jobs_for(long asked)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    long usual = JOBS_EACH * (processors > 0 ? processors : 1);
    return asked ? asked : usual < MOST_JOBS ? usual : MOST_JOBS;
}

static void tell(void *context, size_t done, size_t total)
{
    progress_tell(context, &(struct run_progress){.done = done, .total = total, .doing = ""});
}

static void interrupt(void *selftest)
{
    selftest_interrupt(selftest);
}

static bool perform_whole(struct selftest *selftest, struct progress *progress)
{
    struct interrupt *watch = interrupt_watch(interrupt, selftest);
    bool whole = selftest_perform(selftest);
    interrupt_free(watch);
    progress_end(progress);
    return whole;
}

/* ---- Telling it ---- */

static bool print(const struct selftest *selftest, const struct selftest_values *values, struct error *error)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    if (values->json) {
        struct json_object *document = selftest_json(selftest);
        json_write(&out, document, JSON_INDENTED);
        buffer_char(&out, '\n');
        json_object_put(document);
    } else {
        selftest_print(selftest, values->output.quiet, &out);
    }
    bool taken = outputs_take_standard_output(&values->output);
    bool written = terminal_write(taken ? STDERR_FILENO : STDOUT_FILENO, &out, error);
    buffer_clear(&out);
    return written;
}

static bool report(const struct selftest *selftest, const struct selftest_values *values, struct error *error)
{
    struct record_options options = {.path = values->record};
    struct record *record = record_open(&options, error);
    if (!record)
        return false;
    selftest_record(selftest, record);
    struct model *model = model_new();
    bool written = model_read_record(model, record, error);
    if (written) {
        model_finish(model);
        written = outputs_save(&values->output, model, error);
    }
    model_free(model);
    return record_close(record, error) && written;
}

static int run_selftest(const struct selftest_values *values, const struct contracts *contracts,
                        struct error *error)
{
    struct progress *progress = values->output.quiet ? NULL : progress_begin();
    const struct selftest_options options = {.judge = contracts_judge(contracts),
                                             .contract = contracts->name,
                                             .version = CREWCHECK_VERSION,
                                             .revision = values->revision,
                                             .faults = values->faults.items,
                                             .fault_count = values->faults.count,
                                             .variants = values->variants.items,
                                             .variant_count = values->variants.count,
                                             .jobs = jobs_for(values->jobs),
                                             .progress = tell,
                                             .progress_context = progress};
    struct selftest *selftest = selftest_new(&options, error);
    if (!selftest) {
        progress_end(progress);
        return RUN_BAD_USAGE;
    }
    bool whole = perform_whole(selftest, progress);
    bool told = print(selftest, values, error) && report(selftest, values, error);
    int status = !whole ? RUN_INTERRUPTED : selftest_holes(selftest) > 0 ? RUN_HAS_FAILURES : RUN_CONFORMS;
    selftest_free(selftest);
    return told || status != RUN_CONFORMS ? status : RUN_BAD_USAGE;
}

static int perform(const struct command *command, void *of_selftest, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)arguments;
    (void)given;
    const struct selftest_values *values = of_selftest;
    struct error error = {0};
    struct contracts contracts = {0};
    char name[32] = "crewai-amp@";
    const struct contract_options which = {.spec = strcat(name, values->revision)};
    int status = RUN_BAD_USAGE;
    interrupt_block();
    if (outputs_check(&values->output, &error) && contracts_load(&which, &contracts, &error))
        status = run_selftest(values, &contracts, &error);
    contracts_clear(&contracts);
    if (error.set)
        terminal_complain(&error);
    return status;
}

const struct command command_selftest = {
    .name = "selftest",
    .summary = "examine crewcheck itself by faults that it must catch",
    .synopsis = "[OPTION…]",
    .about =
        "Runs the suites against the bundled deployment as it is, with each of its faults in turn, and in each of "
        "its lawful variants. Prints which cases caught which fault, and where crewcheck has a hole: a fault that "
        "no case caught, a variant that raised anything, a case that no fault proves. A fault proves the cases that "
        "it fails where these are at most three.\n"
        "\n"
        "Exit status: 0 there is no hole; 1 there is one; 2 bad usage; 130 interrupted.",
    .examples = "  crewcheck selftest --quiet\n"
                "      Whether there are holes, and which.\n"
                "  crewcheck selftest --fault 'kickoff-*'\n"
                "      What catches the faults of POST /kickoff.\n"
                "  crewcheck selftest --html selftest.html\n"
                "      The whole matrix as a page.\n",
    .options = sets,
    .values_size = sizeof(struct selftest_values),
    .most_arguments = 0,
    .perform = perform};
