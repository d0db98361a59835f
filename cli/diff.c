/* crewcheck diff: what changed from one contract to another. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/terminal.h"
#include "contract/diff.h"

struct diff_values {
    struct option_list overlays;
    bool breaking, json;
};

#define AT(member) offsetof(struct diff_values, member)

static const struct option diff_rows[] = {
    {.group = "What is compared",
     .name = "overlay",
     .kind = OPTION_LIST,
     .argument = "FILE",
     .help = "Apply this OpenAPI Overlay to both documents first. May be given several times.",
     .offset = AT(overlays),
     .file = true},
    {.group = "What is printed",
     .name = "breaking",
     .kind = OPTION_FLAG,
     .help = "Breaking changes only.",
     .offset = AT(breaking)},
    {.name = "json", .kind = OPTION_FLAG, .help = "An array of objects, for machines.", .offset = AT(json)},
};

static const struct option_set sets[] = {OPTION_SET(diff_rows, 0), {0}};

static bool is_wanted(const struct diff_values *values, const struct contract_change *change)
{
    return !values->breaking || change->effect == CONTRACT_BREAKING;
}

/* ---- For people ---- */

enum { EFFECT_COLUMN = 2, TEXT_COLUMN = 14 };

static void print_heading(const struct contract_change *change, const struct contract_change *before,
                          struct buffer *out)
{
    bool same =
        before && (before->operation && change->operation ? strcmp(before->operation, change->operation) == 0
                                                          : before->operation == change->operation);
    if (!same)
        buffer_format(out, "%s%s\n", before ? "\n" : "",
                      change->operation ? change->operation : "The whole document");
}

static void print_spot(const struct contract_spot *spot, struct buffer *out)
{
    if (spot->pointer && spot->line > 0)
        buffer_format(out, "%s:%u", spot->file, spot->line);
    else
        buffer_text(out, spot->pointer ? spot->pointer : "nothing");
}

static void print_change(const struct contract_change *change, struct buffer *out, size_t width)
{
    size_t start = out->length;
    buffer_format(out, "%*s%-*s", EFFECT_COLUMN, "", TEXT_COLUMN - EFFECT_COLUMN,
                  contract_effect_word(change->effect));
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_format(&text, "%s%s%s", change->place, change->place[0] ? ": " : "", change->text);
    options_wrap(out, buffer_string(&text), TEXT_COLUMN, out->length - start, width);
    buffer_clear(&text);
    buffer_format(out, "%*s", TEXT_COLUMN, "");
    print_spot(&change->before, out);
    buffer_text(out, " → ");
    print_spot(&change->after, out);
    buffer_char(out, '\n');
}

static void print_text(const struct diff_values *values, const struct contract_diff *diff, struct buffer *out)
{
    const struct contract_change *before = NULL;
    size_t width = terminal_width(STDOUT_FILENO);
    for (size_t i = 0; i < diff->count; i++) {
        if (!is_wanted(values, &diff->changes[i]))
            continue;
        print_heading(&diff->changes[i], before, out);
        print_change(&diff->changes[i], out, width);
        before = &diff->changes[i];
    }
    buffer_format(out, "%s%zu breaking, %zu compatible, %zu neutral\n", before ? "\n" : "",
                  diff->effects[CONTRACT_BREAKING], diff->effects[CONTRACT_COMPATIBLE],
                  diff->effects[CONTRACT_NEUTRAL]);
}

/* ---- For machines ---- */

static void put(struct json_object *node, const char *key, const char *text)
{
    json_object_object_add(node, key, text ? json_object_new_string(text) : NULL);
}

static struct json_object *spot_node(const struct contract_spot *spot)
{
    if (!spot->pointer)
        return NULL;
    struct json_object *node = json_object_new_object();
    put(node, "pointer", spot->pointer);
    put(node, "file", spot->file);
    json_object_object_add(node, "line", json_object_new_int64(spot->line));
    json_object_object_add(node, "column", json_object_new_int64(spot->column));
    return node;
}

static void print_json(const struct diff_values *values, const struct contract_diff *diff, struct buffer *out)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < diff->count; i++) {
        const struct contract_change *change = &diff->changes[i];
        if (!is_wanted(values, change))
            continue;
        struct json_object *node = json_object_new_object();
        put(node, "effect", contract_effect_word(change->effect));
        put(node, "rule", change->rule);
        put(node, "operation", change->operation);
        put(node, "place", change->place);
        put(node, "text", change->text);
        json_object_object_add(node, "before", spot_node(&change->before));
        json_object_object_add(node, "after", spot_node(&change->after));
        json_object_array_add(list, node);
    }
    json_write(out, list, JSON_INDENTED);
    buffer_char(out, '\n');
    json_object_put(list);
}

/* ---- The command ---- */

static struct contract *load(const struct diff_values *values, const char *argument, struct error *error)
{
    const char *name = contracts_name(argument, error);
    if (!name)
        return NULL;
    const struct contract_request request = {.document = name,
                                             .overlays = values->overlays.items,
                                             .overlay_count = values->overlays.count,
                                             .level = CONTRACT_DOCUMENTED,
                                             .read = contracts_read};
    return contract_load(&request, error);
}

static int perform(const struct command *command, void *of_diff, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    const struct diff_values *values = of_diff;
    struct error error = {0};
    struct contract_diff diff = {0};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    struct contract *before = load(values, arguments->items[0], &error);
    struct contract *after = before ? load(values, arguments->items[1], &error) : NULL;
    if (after) {
        contract_diff(before, after, &diff);
        (values->json ? print_json : print_text)(values, &diff, &out);
    }
    terminal_make_safe(&out);
    bool fine = after && terminal_write(STDOUT_FILENO, &out, &error);
    if (error.set)
        terminal_complain(&error);
    int status = !fine ? EXIT_BAD_USAGE : diff.effects[CONTRACT_BREAKING] > 0 ? EXIT_FOUND : EXIT_NOTHING;
    contract_diff_clear(&diff);
    contract_free(before);
    contract_free(after);
    buffer_clear(&out);
    return status;
}

const struct command command_diff = {
    .name = "diff",
    .summary = "show what changed between two contracts, and what breaks",
    .synopsis = "[OPTION…] OLD NEW",
    .about =
        "Compares two OpenAPI 3.0 documents, operation by operation: paths, parameters, bodies, answers, security "
        "and callbacks, schemas in depth through references and alternatives. Prose and examples are left "
        "aside. An operation is the same where its operationId is, so that a path that moved is shown as a "
        "move. OLD and NEW are files in YAML or JSON, or names of shipped contracts.\n"
        "\n"
        "Each change is marked for those who call the API. Breaking: a client written for the old contract "
        "may fail, or lose something that it used. Compatible: it goes on as before. Neutral: nothing that "
        "goes over the wire is different.\n"
        "\n"
        "Exit status: 0 without breaking changes, 1 with some, 2 where a document cannot be loaded.",
    .examples = "  crewcheck diff crewai-amp@2025-10 crewai-amp@2026-05\n"
                "      What the second revision changed.\n"
                "  crewcheck diff --breaking --json released.yaml openapi.yaml\n"
                "      What keeps a release from going out, for machines.\n",
    .options = sets,
    .values_size = sizeof(struct diff_values),
    .least_arguments = 2,
    .most_arguments = 2,
    .perform = perform};
