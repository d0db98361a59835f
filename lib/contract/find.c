/* What stands in a loaded contract under a name, an id or a status. */
#include "contract/store.h"

#include <string.h>
#include <strings.h>

const struct contract_operation *contract_operation_by_id(const struct contract *contract, const char *id)
{
    return map_find(&contract->store->index.ids, id);
}

static const struct contract_response *response_of(const struct contract_operation *operation,
                                                   const char *status)
{
    for (size_t i = 0; i < operation->response_count; i++) {
        if (strcmp(operation->responses[i].status, status) == 0)
            return &operation->responses[i];
    }
    return NULL;
}

const struct contract_response *contract_response_find(const struct contract_operation *operation, int status)
{
    if (status < 100 || status > 999)
        return response_of(operation, "default");
    char text[] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10), (char)('0' + status % 10), '\0'};
    const struct contract_response *found = response_of(operation, text);
    if (found == NULL) {
        text[1] = text[2] = 'X';
        found = response_of(operation, text);
    }
    return found != NULL ? found : response_of(operation, "default");
}

const struct schema *contract_media_occasion(const struct contract_media *media, const char *name)
{
    for (size_t i = 0; i < media->occasion_count; i++) {
        if (strcmp(media->occasions[i].name, name) == 0)
            return media->occasions[i].schema;
    }
    return NULL;
}

const struct contract_parameter *contract_parameter_find(const struct contract_operation *operation,
                                                         enum contract_in in, const char *name)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct contract_parameter *parameter = &operation->parameters[i];
        int differs =
            in == CONTRACT_IN_HEADER ? strcasecmp(parameter->name, name) : strcmp(parameter->name, name);
        if (parameter->in == in && differs == 0)
            return parameter;
    }
    return NULL;
}

const struct schema *contract_schema(const struct contract *contract, const char *name)
{
    for (size_t i = 0; i < contract->schema_count; i++) {
        if (strcmp(contract->schemas[i].name, name) == 0)
            return contract->schemas[i].schema;
    }
    return NULL;
}
