#include "cli/configuration.h"

#include <string.h>
#include <unistd.h>

#include "cli/files.h"

/* The last one counts, as of every option. */
static const char *named_by_words(const struct option_input *input)
{
    const char *name = NULL;
    for (int i = 0; i < input->count && strcmp(input->words[i], "--") != 0; i++) {
        if (strncmp(input->words[i], "--config=", strlen("--config=")) == 0)
            name = input->words[i] + strlen("--config=");
        else if (strcmp(input->words[i], "--config") == 0 && i + 1 < input->count)
            name = input->words[++i];
    }
    return name;
}

bool configuration_load(const struct command *command, const struct option_input *input,
                        struct json_document **document, struct error *error)
{
    *document = NULL;
    if (!command->configuration)
        return true;
    const char *name = named_by_words(input);
    if (!name && access(command->configuration, F_OK) != 0)
        return true;
    *document = files_object(name ? name : command->configuration, "a configuration", error);
    return *document != NULL;
}
