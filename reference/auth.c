#include <string.h>
#include <strings.h>

#include "reference/behaviour.h"

/* Compares in a time that does not tell how much of the token was right. */
static bool token_equals(const char *given, size_t length, const char *token)
{
    if (strlen(token) != length) {
        return false;
    }
    unsigned char difference = 0;
    for (size_t i = 0; i < length; i++) {
        difference = (unsigned char)(difference | (given[i] ^ token[i]));
    }
    return difference == 0;
}

/* In what way a refused token resembles the right one. */
static enum credential token_resemblance(const char *given, size_t length, const char *token)
{
    size_t right = strlen(token);
    if (length == 0) {
        return CREDENTIAL_EMPTY;
    }
    if (length < right && strncmp(given, token, length) == 0) {
        return CREDENTIAL_TRUNCATED;
    }
    if (length > right && strncmp(given, token, right) == 0) {
        return CREDENTIAL_EXTENDED;
    }
    if (length == right && strncasecmp(given, token, length) == 0) {
        return CREDENTIAL_OTHER_CASE;
    }
    return CREDENTIAL_WRONG;
}

static enum MHD_Result argument_compare(void *context, enum MHD_ValueKind kind, const char *name,
                                        const char *value)
{
    const char **token = context;
    (void)kind;
    (void)name;
    if (value == NULL || strcmp(value, *token) != 0) {
        return MHD_YES;
    }
    *token = NULL;
    return MHD_NO;
}

static bool query_has_token(const struct request *request)
{
    const char *token = request->server->token;
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, argument_compare, &token);
    return token == NULL;
}

enum credential auth_credential(const struct request *request)
{
    const struct reference_server *server = request->server;
    const char *header = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Authorization");
    if (header == NULL) {
        return query_has_token(request) ? CREDENTIAL_IN_QUERY : CREDENTIAL_MISSING;
    }
    if (token_equals(header, strlen(header), server->token)) {
        return CREDENTIAL_NO_SCHEME;
    }
    size_t scheme = strcspn(header, " ");
    if (scheme != strlen("Bearer") || strncasecmp(header, "Bearer", scheme) != 0) {
        return CREDENTIAL_OTHER_SCHEME;
    }
    const char *given = header + scheme + strspn(header + scheme, " ");
    size_t length = strlen(given);
    if (token_equals(given, length, server->token)) {
        return CREDENTIAL_ORGANIZATION;
    }
    if (token_equals(given, length, server->user_token)) {
        return CREDENTIAL_USER;
    }
    return token_resemblance(given, length, server->token);
}

bool auth_check(struct request *request)
{
    enum credential credential = auth_credential(request);
    request->credential = credential;
    if (credential == CREDENTIAL_ORGANIZATION || behaviour_lets_in(request, credential)) {
        return true;
    }
    if (credential != CREDENTIAL_USER) {
        answer_error(request, 401, ON_UNAUTHORIZED, "Unauthorized", "Invalid or missing bearer token");
        answer_header(&request->answer, "WWW-Authenticate", "Bearer realm=\"crew\"");
        return false;
    }
    if (request->operation == OPERATION_KICKOFF || request->operation == OPERATION_RESUME) {
        answer_error(request, 403, ON_FORBIDDEN, "Forbidden",
                     "This token may look at executions, not start them");
        return false;
    }
    return true;
}
