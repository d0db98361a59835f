/* crewcheck spec: the documents that are shipped. */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/terminal.h"
#include "spec/spec.h"
#include "yaml/yaml.h"

struct spec_values {
    const char *language, *level;
    bool overlaid;
};

#define AT(member) offsetof(struct spec_values, member)

static const char *const levels[] = {"must", "should", NULL};

static const struct option spec_rows[] = {
    {.group = "What is printed",
     .name = "lang",
     .kind = OPTION_TEXT,
     .argument = "LANGUAGE",
     .help = "The contract with its prose in this language: en, ko or pt-BR.",
     .offset = AT(language)},
    {.name = "overlaid",
     .kind = OPTION_FLAG,
     .help =
         "The contract with our overlays applied, as answers are judged by it: what the documentation promises "
         "beside the schemas, and what webhooks bring.",
     .offset = AT(overlaid)},
    {.name = "level",
     .kind = OPTION_TEXT,
     .argument = "LEVEL",
     .help = "With --overlaid: must leaves out what is documented and does not bind.",
     .offset = AT(level),
     .fallback = "should",
     .words = levels},
};

static const struct option_set sets[] = {OPTION_SET(spec_rows, 0), {0}};

static void list_documents(struct buffer *out)
{
    size_t count = 0;
    const struct spec_document *documents = spec_documents(&count);
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "%-20s  %s\n", documents[i].name, documents[i].title);
}

/* The name nearest to what was written, among those of the shipped documents, or of one kind of them. */
static void complain(const char *written, const char *what, size_t skip, bool locales, struct error *error)
{
    size_t count = 0;
    const struct spec_document *documents = spec_documents(&count);
    struct option_list names = {0};
    for (size_t i = 0; i < count; i++)
        if (!locales || documents[i].kind == SPEC_LOCALE)
            option_list_add(&names, documents[i].name + skip);
    option_list_add(&names, locales ? NULL : "crewai-amp");
    option_list_add(&names, NULL);
    const char *nearest = text_nearest(written, names.items);
    error_set(error, "%s \"%s\"%s%s%s (crewcheck spec lists what there is)", what, written,
              nearest ? ", perhaps \"" : "", nearest ? nearest : "", nearest ? "\"" : "");
    option_list_clear(&names);
}

static const struct spec_document *find_document(const char *name, struct error *error)
{
    const struct spec_document *document = spec_find(name);
    if (!document)
        complain(name, "no document is shipped under the name", 0, false, error);
    return document;
}

static void add_overlays(struct option_list *overlays)
{
    size_t count = 0;
    const struct spec_document *documents = spec_documents(&count);
    for (size_t i = 0; i < count; i++)
        if (documents[i].kind == SPEC_OVERLAY)
            option_list_add(overlays, documents[i].name);
}

/* The document as it is judged by, written anew. */
static bool print_changed(const struct spec_values *values, const struct spec_document *document,
                          struct buffer *out, struct error *error)
{
    const struct spec_document *locale = values->language ? spec_locale(values->language) : NULL;
    struct option_list overlays = {0};
    if (document->kind != SPEC_REVISION)
        return error_set(error, "%s is an overlay itself; --lang and --overlaid are for contracts",
                         document->name);
    if (values->language && !locale) {
        complain(values->language, "there is no prose in the language", strlen("locales/"), true, error);
        return false;
    }
    if (values->overlaid)
        add_overlays(&overlays);
    if (locale)
        option_list_add(&overlays, locale->name);
    const struct contract_request request = {
        .document = document->name,
        .overlays = overlays.items,
        .overlay_count = overlays.count,
        .level = strcmp(values->level, "must") == 0 ? CONTRACT_BINDING : CONTRACT_DOCUMENTED,
        .read = contracts_read};
    struct contract *contract = contract_load(&request, error);
    if (contract)
        yaml_write(out, contract->root);
    contract_free(contract);
    option_list_clear(&overlays);
    return contract != NULL;
}

static bool print_document(const struct spec_values *values, const char *name, struct buffer *out,
                           struct error *error)
{
    const struct spec_document *document = find_document(name, error);
    if (!document)
        return false;
    if (values->language || values->overlaid)
        return print_changed(values, document, out, error);
    return buffer_append(out, document->text, document->length);
}

static int perform(const struct command *command, void *of_spec, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    struct error error = {0};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    bool fine = true;
    if (arguments->count == 0)
        list_documents(&out);
    else
        fine = print_document(of_spec, arguments->items[0], &out, &error);
    fine = terminal_write(STDOUT_FILENO, &out, &error) && fine;
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&out);
    return fine ? EXIT_NOTHING : EXIT_BAD_USAGE;
}

const struct command command_spec = {
    .name = "spec",
    .summary = "print a contract that is shipped",
    .synopsis = "[OPTION…] [NAME]",
    .about =
        "Prints a shipped document whole: the contract crewai-amp (the revision 2025-10), crewai-amp@2026-05, an "
        "overlay, or a locale. It is the file that findings cite by line. Without a NAME, the names are "
        "listed.\n"
        "\n"
        "With --lang or --overlaid the contract is put together and written anew, as one OpenAPI document in "
        "YAML, without comments: a starting point for a contract of your own, or for other tools.",
    .examples = "  crewcheck spec\n"
                "      The names of what is shipped.\n"
                "  crewcheck spec crewai-amp --lang ko\n"
                "      The contract, in Korean.\n"
                "  crewcheck spec crewai-amp@2026-05 --overlaid\n"
                "      All that answers are judged by, in one document.\n",
    .options = sets,
    .values_size = sizeof(struct spec_values),
    .least_arguments = 0,
    .most_arguments = 1,
    .perform = perform};
