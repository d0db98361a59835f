/* crewcheck list: the suites and their cases. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/inputs.h"
#include "cli/terminal.h"
#include "suites/select.h"
#include "suites/suites.h"

struct list_values {
    struct contract_options contract;
    struct option_list suites, cases;
    const char *inputs;
    bool json;
};

#define AT(member) offsetof(struct list_values, member)

static const struct option list_rows[] = {
    {.group = "What is listed",
     .name = "suite",
     .kind = OPTION_LIST,
     .argument = "NAME",
     .help = "This suite only. May be given several times.",
     .offset = AT(suites)},
    {.name = "case",
     .kind = OPTION_LIST,
     .argument = "GLOB",
     .help = "The cases whose id matches only. May be given several times.",
     .offset = AT(cases)},
    {.name = "inputs",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "The crew's inputs, as crewcheck run takes them: some cases are made for each. Without it, "
             "one stands for all.",
     .offset = AT(inputs),
     .file = true},
    {.name = "json", .kind = OPTION_FLAG, .help = "An array of objects, for machines.", .offset = AT(json)},
};

static const struct option_set sets[] = {
    OPTION_SET(list_rows, 0), OPTION_SET(contract_rows, AT(contract)), {0}};

/* ---- For people ---- */

/* A case, and the first of its suite. */
struct listed {
    const struct run_case *row, *first;
};

static int compare_listed(const void *left, const void *right)
{
    const struct listed *one = left, *other = right;
    ptrdiff_t order = one->first != other->first ? one->first - other->first : one->row - other->row;
    return (order > 0) - (order < 0);
}

/* The cases, suite by suite; free() them. */
static struct listed *list_by_suite(const struct run_plan *plan, size_t *count)
{
    struct listed *listed = memory_new((plan->count + 1) * sizeof *listed);
    struct map firsts = {0};
    *count = 0;
    for (size_t i = 0; i < plan->count; i++) {
        struct run_case *row = &plan->cases[i];
        if (row->supporting)
            continue;
        const struct run_case *first = map_find(&firsts, row->suite);
        if (!first)
            map_put(&firsts, row->suite, row);
        listed[(*count)++] = (struct listed){row, first ? first : row};
    }
    map_clear(&firsts);
    qsort(listed, *count, sizeof *listed, compare_listed);
    return listed;
}

static void print_heading(const char *name, size_t count, struct buffer *out)
{
    const struct suite *suite = suites;
    while (suite->name && strcmp(suite->name, name) != 0)
        suite++;
    buffer_format(out, "%s%s%s%s: %zu case%s\n", out->length ? "\n" : "", name, suite->name ? ", " : "",
                  suite->name ? suite->title : "", count, count == 1 ? "" : "s");
}

static void print_text(const struct run_plan *plan, struct buffer *out, size_t width)
{
    size_t count = 0;
    struct listed *listed = list_by_suite(plan, &count);
    for (size_t i = 0, end = 0; i < count; i++) {
        const struct run_case *row = listed[i].row;
        if (i == end) {
            while (end < count && listed[end].first == listed[i].first)
                end++;
            print_heading(row->suite, end - i, out);
        }
        buffer_format(out, "  %s%s\n", row->id, row->level == LEVEL_SHOULD ? " (should)" : "");
        options_wrap(out, row->title, 6, 0, width);
    }
    free(listed);
    buffer_format(out, "\n%zu case%s\n", count, count == 1 ? "" : "s");
}

/* ---- For machines ---- */

static void put(struct json_object *node, const char *key, const char *text)
{
    if (text)
        json_object_object_add(node, key, json_object_new_string(text));
}

static struct json_object *case_node(const struct run_case *row)
{
    static const char *const costs[] = {"none", "none", "if-accepted", "starts"};
    struct json_object *node = json_object_new_object(), *basis = json_object_new_object();
    put(node, "id", row->id);
    put(node, "suite", row->suite);
    put(node, "title", row->title);
    put(node, "level", finding_level_word(row->level));
    put(basis, "operation", row->basis.operation);
    put(basis, "pointer", row->basis.pointer);
    json_object_object_add(node, "basis", basis);
    put(node, "execution", costs[row->cost]);
    put(node, "scenario", row->scenario);
    return node;
}

static void print_json(const struct run_plan *plan, struct buffer *out)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < plan->count; i++)
        if (!plan->cases[i].supporting)
            json_object_array_add(list, case_node(&plan->cases[i]));
    json_write(out, list, JSON_INDENTED);
    buffer_char(out, '\n');
    json_object_put(list);
}

/* ---- The command ---- */

static bool print_plan(const struct list_values *values, const struct judge *judge,
                       struct json_object *inputs, struct error *error)
{
    struct selection selection = {values->suites.items, values->suites.count, values->cases.items,
                                  values->cases.count};
    struct crew crew;
    struct run_plan plan = {0};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    crew_init(&crew, judge, inputs);
    suites_plan(&plan, &crew);
    bool fine = select_cases(&plan, &selection, error);
    if (fine && values->json)
        print_json(&plan, &out);
    else if (fine)
        print_text(&plan, &out, terminal_width(STDOUT_FILENO));
    fine = fine && terminal_write(STDOUT_FILENO, &out, error);
    buffer_clear(&out);
    run_plan_clear(&plan);
    crew_clear(&crew);
    return fine;
}

static int perform(const struct command *command, void *of_list, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)arguments;
    (void)given;
    const struct list_values *values = of_list;
    struct error error = {0};
    struct contracts contracts = {0};
    struct json_document *inputs = NULL;
    bool fine = contracts_load(&values->contract, &contracts, &error);
    if (fine && values->inputs)
        inputs = inputs_read(values->inputs, contracts.documented, &error);
    fine = fine && (inputs || !values->inputs);
    struct judge judge = contracts_judge(&contracts);
    fine = fine && print_plan(values, &judge, inputs ? json_document_root(inputs) : NULL, &error);
    if (error.set)
        terminal_complain(&error);
    contracts_clear(&contracts);
    json_document_free(inputs);
    return fine ? RUN_CONFORMS : RUN_BAD_USAGE;
}

const struct command command_list = {
    .name = "list",
    .summary = "show the suites and their cases",
    .synopsis = "[OPTION…]",
    .about =
        "Shows what crewcheck run examines: each suite, and the id and title of each of its cases. An id "
        "never changes its meaning; globs of them are what --case, --require and waivers take. Nothing "
        "is sent.",
    .examples = "  crewcheck list\n"
                "      Everything that the default contract is examined for.\n"
                "  crewcheck list --case 'kickoff.reject.*' --json\n"
                "      The invalid kickoffs, for machines.\n"
                "  crewcheck list --spec ours.yaml --no-overlays\n"
                "      What is derived from a contract of yours alone.\n",
    .options = sets,
    .values_size = sizeof(struct list_values),
    .most_arguments = 0,
    .perform = perform};
