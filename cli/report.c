/* crewcheck report: reports of runs that were recorded. */
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "record/model.h"
#include "run/run.h"

struct report_values {
    struct output_options output;
    bool gate;
};

static const struct option report_rows[] = {
    {.group = "Outcome",
     .name = "gate",
     .kind = OPTION_FLAG,
     .help =
         "Exit as the recorded runs did, all together: 1 where one failed. Without it, 0 says that the reports are "
         "written.",
     .offset = offsetof(struct report_values, gate)},
};

static const struct option_set sets[] = {
    OPTION_SET(output_rows, offsetof(struct report_values, output)), OPTION_SET(report_rows, 0), {0}};

static bool make_reports(const struct report_values *values, const struct option_list *records,
                         struct model *model, struct error *error)
{
    if (!outputs_check(&values->output, error))
        return false;
    for (size_t i = 0; i < records->count; i++)
        if (!outputs_spare(&values->output, records->items[i], error) ||
            !model_read_file(model, records->items[i], error))
            return false;
    model_finish(model);
    return outputs_write(&values->output, model, error);
}

static int perform(const struct command *command, void *of_report, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    const struct report_values *values = of_report;
    struct error error = {0};
    struct model *model = model_new();
    bool written = make_reports(values, arguments, model, &error);
    int status = !written ? RUN_BAD_USAGE : values->gate ? model_exit(model) : RUN_CONFORMS;
    if (error.set)
        terminal_complain(&error);
    model_free(model);
    return status;
}

const struct command command_report = {
    .name = "report",
    .summary = "make reports of recorded runs",
    .synopsis = "[OPTION…] RECORD…",
    .about =
        "Makes any report of any records that crewcheck run --record wrote, the same as the run itself would have "
        "made. Several records, of shards or of several targets, come into one report. A record of a run that was "
        "killed makes reports of what was judged up to there. \"-\" reads standard input.\n"
        "\n"
        "Exit status: 0 the reports are written; 2 a record cannot be read or a report not be written. With --gate, "
        "that of the runs.",
    .examples = "  crewcheck report record.ndjson\n"
                "      Show the run again.\n"
                "  crewcheck report record.ndjson --html report.html --sarif findings.sarif\n"
                "      Make a page and a file for code scanning of it.\n"
                "  crewcheck report shard-*.ndjson --junit report.xml --gate\n"
                "      Join the shards of a run, and exit 1 where one of them failed.\n",
    .options = sets,
    .values_size = sizeof(struct report_values),
    .least_arguments = 1,
    .most_arguments = -1,
    .perform = perform};
