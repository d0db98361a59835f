/* crewcheck lint: what is wrong or doubtful in a contract. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/terminal.h"
#include "contract/lint.h"

struct lint_values {
    struct option_list overlays;
    bool errors, rules, json;
};

#define AT(member) offsetof(struct lint_values, member)

static const struct option lint_rows[] = {
    {.group = "What is examined",
     .name = "overlay",
     .kind = OPTION_LIST,
     .argument = "FILE",
     .help = "Apply this OpenAPI Overlay to each document first. May be given several times.",
     .offset = AT(overlays),
     .file = true},
    {.group = "What is printed",
     .name = "errors",
     .kind = OPTION_FLAG,
     .help = "Errors only, no warnings.",
     .offset = AT(errors)},
    {.name = "rules", .kind = OPTION_FLAG, .help = "The rules and what each finds.", .offset = AT(rules)},
    {.name = "json", .kind = OPTION_FLAG, .help = "An array of objects, for machines.", .offset = AT(json)},
};

static const struct option_set sets[] = {OPTION_SET(lint_rows, 0), {0}};

static const char *level_word(const struct contract_lint_row *row)
{
    return row->level == CONTRACT_LINT_ERROR ? "error" : "warning";
}

static bool is_wanted(const struct lint_values *values, const struct contract_lint_row *row)
{
    return !values->errors || row->level == CONTRACT_LINT_ERROR;
}

/* ---- For people ---- */

static void print_row(const struct contract_lint_row *row, struct buffer *out)
{
    struct error error = {0};
    error_set_at(&error, row->file, row->line, row->column, NULL, 0, "%s: %s [%s]", level_word(row),
                 row->text, row->rule);
    snprintf(error.excerpt, sizeof error.excerpt, "%s", row->excerpt);
    error.caret = row->caret;
    error_print(&error, out);
}

static void print_total(const char *name, const struct contract_lint *lint, struct buffer *out)
{
    buffer_format(out, "%s: %zu error%s, %zu warning%s\n", name, lint->errors, lint->errors == 1 ? "" : "s",
                  lint->warnings, lint->warnings == 1 ? "" : "s");
}

static void print_rules(struct buffer *out)
{
    const struct contract_lint_rule *rule = NULL;
    for (size_t i = 0; (rule = contract_lint_rule_at(i)); i++) {
        size_t start = out->length;
        buffer_format(out, "%-22s ", rule->name);
        options_wrap(out, rule->about, 24, out->length - start, terminal_width(STDOUT_FILENO));
    }
}

/* ---- For machines ---- */

static void put(struct json_object *node, const char *key, const char *text)
{
    json_object_object_add(node, key, json_object_new_string(text));
}

static struct json_object *row_node(const struct contract_lint_row *row)
{
    struct json_object *node = json_object_new_object();
    put(node, "rule", row->rule);
    put(node, "level", level_word(row));
    put(node, "file", row->file);
    json_object_object_add(node, "line", json_object_new_int64(row->line));
    json_object_object_add(node, "column", json_object_new_int64(row->column));
    put(node, "pointer", row->pointer);
    put(node, "text", row->text);
    return node;
}

/* ---- The command ---- */

struct output {
    struct buffer text;
    struct json_object *list; /* NULL: for people */
    size_t errors;
};

static bool lint(const struct lint_values *values, const char *argument, struct output *output,
                 struct error *error)
{
    const char *name = contracts_name(argument, error);
    if (!name)
        return false;
    const struct contract_request request = {.document = name,
                                             .overlays = values->overlays.items,
                                             .overlay_count = values->overlays.count,
                                             .level = CONTRACT_DOCUMENTED,
                                             .read = contracts_read};
    struct contract_lint found;
    contract_lint(&request, &found);
    for (size_t i = 0; i < found.count; i++) {
        if (is_wanted(values, &found.rows[i]) && output->list)
            json_object_array_add(output->list, row_node(&found.rows[i]));
        else if (is_wanted(values, &found.rows[i]))
            print_row(&found.rows[i], &output->text);
    }
    if (!output->list)
        print_total(name, &found, &output->text);
    output->errors += found.errors;
    contract_lint_clear(&found);
    return true;
}

static bool lint_all(const struct lint_values *values, const struct option_list *documents,
                     struct output *output, struct error *error)
{
    bool fine = documents->count > 0 ||
                error_set(error, "crewcheck lint needs a document (see crewcheck lint --help)");
    for (size_t i = 0; fine && i < documents->count; i++)
        fine = lint(values, documents->items[i], output, error);
    if (fine && output->list) {
        json_write(&output->text, output->list, JSON_INDENTED);
        buffer_char(&output->text, '\n');
    }
    return fine;
}

static int perform(const struct command *command, void *of_lint, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    const struct lint_values *values = of_lint;
    struct error error = {0};
    struct output output = {.list = values->json ? json_object_new_array() : NULL};
    buffer_init(&output.text, BUFFER_UNBOUNDED);
    bool fine = true;
    if (values->rules)
        print_rules(&output.text);
    else
        fine = lint_all(values, arguments, &output, &error);
    terminal_make_safe(&output.text);
    fine = terminal_write(STDOUT_FILENO, &output.text, &error) && fine;
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&output.text);
    json_object_put(output.list);
    return !fine ? EXIT_BAD_USAGE : output.errors > 0 ? EXIT_FOUND : EXIT_NOTHING;
}

const struct command command_lint = {
    .name = "lint",
    .summary = "tell what is wrong or doubtful in a contract",
    .synopsis = "[OPTION…] DOC…",
    .about =
        "Examines OpenAPI 3.0 documents: examples that break their own schemas, references that lead nowhere, a "
        "oneOf that cannot tell its branches apart, answers without required properties, and whatever else "
        "breaks OpenAPI or is hardly meant. A DOC is a file in YAML or JSON, or the name of a shipped "
        "contract.\n"
        "\n"
        "Each row has the rule, the level, the file and the line. Errors break OpenAPI 3.0.3, or the document "
        "contradicts itself; warnings are lawful and doubtful. A document that cannot be loaded is told what "
        "keeps it from that, all at once.\n"
        "\n"
        "Exit status: 0 without errors, 1 with errors, 2 where a document is not there.",
    .examples = "  crewcheck lint openapi.yaml\n"
                "      Everything that is wrong or doubtful in a document of yours.\n"
                "  crewcheck lint --errors --json openapi.yaml\n"
                "      What must be mended, for machines.\n"
                "  crewcheck lint --rules\n"
                "      What is looked for.\n",
    .options = sets,
    .values_size = sizeof(struct lint_values),
    .least_arguments = 0,
    .most_arguments = -1,
    .perform = perform};
