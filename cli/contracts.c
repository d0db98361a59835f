#include "cli/contracts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/terminal.h"
#include "spec/spec.h"
#include "suites/crew.h"

const struct option contract_rows[3] = {
    {.group = "Contract",
     .name = "spec",
     .kind = OPTION_TEXT,
     .argument = "NAME|FILE",
     .help =
         "The contract: crewai-amp (the revision 2025-10), crewai-amp@2026-05, or an OpenAPI 3.0 document "
         "in YAML or JSON.",
     .offset = offsetof(struct contract_options, spec),
     .fallback = "crewai-amp",
     .file = true},
    {.name = "overlay",
     .kind = OPTION_LIST,
     .argument = "FILE",
     .help = "Apply this OpenAPI Overlay too, after ours. May be given several times.",
     .offset = offsetof(struct contract_options, overlays),
     .file = true},
    {.name = "no-overlays",
     .kind = OPTION_FLAG,
     .help = "Leave out the overlays that come with crewcheck: what the documentation promises beside the "
             "schemas, and what webhooks bring.",
     .offset = offsetof(struct contract_options, plain)}};

bool contracts_read(void *context, const char *name, struct buffer *out, struct error *error)
{
    (void)context;
    const struct spec_document *shipped = spec_find(name);
    if (!shipped)
        return contract_read_file(NULL, name, out, error);
    buffer_append(out, shipped->text, shipped->length);
    return true;
}

static void add_shipped_overlays(struct option_list *overlays)
{
    size_t count = 0;
    const struct spec_document *documents = spec_documents(&count);
    for (size_t i = 0; i < count; i++)
        if (documents[i].kind == SPEC_OVERLAY)
            option_list_add(overlays, documents[i].name);
}

static struct contract *load(const char *document, const struct option_list *overlays, size_t lenient,
                             enum contract_level level, struct error *error)
{
    struct contract_request request = {.document = document,
                                       .overlays = overlays->items,
                                       .overlay_count = overlays->count,
                                       .lenient_count = lenient,
                                       .level = level,
                                       .read = contracts_read};
    return contract_load(&request, error);
}

/* Does the document by itself describe a crew? */
static bool describes_crew(const char *document, bool *described, struct error *error)
{
    struct option_list none = {0};
    struct contract *plain = load(document, &none, 0, CONTRACT_BINDING, error);
    *described = plain && crew_is_described(plain);
    contract_free(plain);
    return plain != NULL;
}

const char *contracts_name(const char *name, struct error *error)
{
    size_t count = 0;
    const struct spec_document *documents = spec_documents(&count), *shipped = spec_find(name);
    if (shipped || access(name, F_OK) == 0)
        return shipped ? shipped->name : name;
    struct option_list names = {0};
    for (size_t i = 0; i < count; i++)
        if (documents[i].kind == SPEC_REVISION)
            option_list_add(&names, documents[i].name);
    option_list_add(&names, "crewai-amp");
    option_list_add(&names, NULL);
    const char *nearest = text_nearest(name, names.items);
    option_list_clear(&names);
    error_set(error, "\"%s\" is neither the name of a shipped contract nor a file%s%s%s", name,
              nearest ? ", perhaps \"" : "", nearest ? nearest : "", nearest ? "\"" : "");
    return NULL;
}

bool contracts_load(const struct contract_options *options, struct contracts *contracts, struct error *error)
{
    struct option_list overlays = {0};
    const char *document = contracts_name(options->spec, error);
    bool described = false;
    *contracts = (struct contracts){.name = document};
    if (!document || !describes_crew(document, &described, error))
        return false;
    if (described && !options->plain)
        add_shipped_overlays(&overlays);
    size_t lenient = overlays.count;
    for (size_t i = 0; i < options->overlays.count; i++)
        option_list_add(&overlays, options->overlays.items[i]);
    contracts->binding = load(document, &overlays, lenient, CONTRACT_BINDING, error);
    contracts->documented =
        contracts->binding ? load(document, &overlays, lenient, CONTRACT_DOCUMENTED, error) : NULL;
    option_list_clear(&overlays);
    if (contracts->documented)
        contracts_tell(contracts->documented, false);
    else
        contracts_clear(contracts);
    return contracts->documented != NULL;
}

enum { NOTES_SAID = 10 };

static bool is_identity(const struct contract_note *note)
{
    static const char *const words[] = {"\"$schema\"", "\"$id\"", "\"$comment\"", "\"definitions\"",
                                        "\"$defs\""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(note->text, words[i]))
            return true;
    return false;
}

void contracts_tell(const struct contract *contract, bool bare)
{
    size_t said = 0, more = 0;
    for (size_t i = 0; i < contract->note_count; i++) {
        const struct contract_note *note = &contract->notes[i];
        bool unheeded = strncmp(note->rule, "unknown-", strlen("unknown-")) == 0;
        struct error error = {0};
        if (!unheeded || (bare && is_identity(note)))
            continue;
        if (++said > NOTES_SAID) {
            more++;
            continue;
        }
        error_set_at(&error, note->source ? note->source : "", note->line, note->column, NULL, 0, "%s",
                     note->text);
        terminal_complain(&error);
    }
    struct error rest = {0};
    error_set(&rest, "%zu more of this kind: see crewcheck lint", more);
    if (more > 0)
        terminal_complain(&rest);
}

struct judge contracts_judge(const struct contracts *contracts)
{
    return (struct judge){.binding = contracts->binding, .documented = contracts->documented};
}

void contracts_clear(struct contracts *contracts)
{
    contract_free(contracts->binding);
    contract_free(contracts->documented);
    *contracts = (struct contracts){0};
}
