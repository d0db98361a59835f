/* crewcheck compare: what became of a deployment between two recorded runs. */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "reports/compare.h"
#include "run/run.h"

struct compare_values {
    bool json, plain;
};

static const struct option compare_rows[] = {
    {.group = "Output",
     .name = "json",
     .kind = OPTION_FLAG,
     .help = "An object, for machines.",
     .offset = offsetof(struct compare_values, json)},
    {.name = "no-color",
     .kind = OPTION_FLAG,
     .help = "No colours; NO_COLOR in the environment says the same.",
     .offset = offsetof(struct compare_values, plain)},
};

static const struct option_set sets[] = {OPTION_SET(compare_rows, 0), {0}};

static bool read_record(const char *path, struct model *model, struct error *error)
{
    if (!model_read_file(model, path, error))
        return false;
    model_finish(model);
    return model->target_count == 1 ||
           error_set(error, "%s has %zu targets: compare takes records of one", path, model->target_count);
}

static bool print(const struct compare_values *values, const struct comparison *comparison,
                  struct error *error)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    if (values->json)
        compare_json(comparison, &out);
    else
        compare_text(comparison, terminal_has_colours(STDOUT_FILENO, values->plain),
                     terminal_width(STDOUT_FILENO), &out);
    bool written = terminal_write(STDOUT_FILENO, &out, error);
    buffer_clear(&out);
    return written;
}

static int perform(const struct command *command, void *of_compare, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    struct error error = {0};
    struct comparison comparison;
    struct model *before = model_new(), *after = model_new();
    int status = RUN_BAD_USAGE;
    if (read_record(arguments->items[0], before, &error) && read_record(arguments->items[1], after, &error)) {
        compare_make(&comparison, before, after);
        if (print(of_compare, &comparison, &error))
            status = comparison.counts[COMPARE_NEW] ? RUN_HAS_FAILURES : RUN_CONFORMS;
        compare_clear(&comparison);
    }
    if (error.set)
        terminal_complain(&error);
    model_free(before);
    model_free(after);
    return status;
}

const struct command command_compare = {
    .name = "compare",
    .summary = "what changed between two recorded runs",
    .synopsis = "[OPTION…] OLD NEW",
    .about =
        "Compares two records of the same deployment: cases that fail and did not, that are fixed, that still fail, "
        "that are not examined any more; properties of bodies that came, went or changed their type, though the "
        "schema may allow it; and answers that take more than twice as long.\n"
        "\n"
        "Exit status: 0 no case fails newly; 1 one does; 2 a record cannot be read.",
    .examples = "  crewcheck compare last-month.ndjson today.ndjson\n"
                "      Find out what an upgrade broke.\n",
    .options = sets,
    .values_size = sizeof(struct compare_values),
    .least_arguments = 2,
    .most_arguments = 2,
    .perform = perform};
