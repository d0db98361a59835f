#include "cli/target.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/files.h"
#include "suites/crew.h"

#define BUNDLED "bundled"

/* The variable's value, or NULL where it is unset or empty. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* ---- Tokens ---- */

/* A token goes into a header field as it is. */
static bool check_token(const char *token, const char *from, struct error *error)
{
    for (const char *at = token; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            return error_set(error, "the token from %s has a line break or another control character in it",
                             from);
    return true;
}

static char *token_of_file(const char *path, struct error *error)
{
    struct buffer text;
    buffer_init(&text, 64 * 1024);
    if (!files_read(path, &text, error)) {
        buffer_clear(&text);
        return NULL;
    }
    char *token = buffer_take(&text, NULL);
    size_t length = strlen(token);
    while (length && strchr("\r\n", token[length - 1]))
        token[--length] = '\0';
    if (length)
        return token;
    error_set(error, "--token-file: %s holds no token", strcmp(path, "-") == 0 ? "standard input" : path);
    free(token);
    return NULL;
}

static bool take_tokens(struct target *target, const char *token_file, struct error *error)
{
    target->token = token_file ? token_of_file(token_file, error) : string_copy(variable("CREWCHECK_TOKEN"));
    target->user_token = string_copy(variable("CREWCHECK_USER_TOKEN"));
    if (token_file && !target->token)
        return false;
    return (!target->token ||
            check_token(target->token, token_file ? token_file : "CREWCHECK_TOKEN", error)) &&
           (!target->user_token || check_token(target->user_token, "CREWCHECK_USER_TOKEN", error));
}

/* ---- Target ---- */

/* An unset variable must not turn a pipeline green by examining ourselves. */
static bool is_meant_for_another(const struct target *target)
{
    const char *pipeline = variable("CI");
    return target->token || target->user_token || (pipeline && strcmp(pipeline, "false") != 0);
}

static bool start_bundled(struct target *target, const struct contract *contract, struct error *error)
{
    const struct contract_operation *status = contract_operation_by_id(contract, CREW_STATUS);
    bool later = status && strncmp(status->path, "/status/", strlen("/status/")) == 0;
    struct reference_options options = {.revision = later ? "2026-05" : "2025-10", .watched = true};
    free(target->token);
    free(target->user_token);
    target->token = string_copy(REFERENCE_TOKEN);
    target->user_token = string_copy(REFERENCE_USER_TOKEN);
    if (!reference_start(&options, &target->server, error))
        return false;
    target->bundled = true;
    target->label = BUNDLED;
    target->url = reference_url(target->server);
    return true;
}

bool target_choose(struct target *target, const char *url, const char *token_file,
                   const struct contract *contract, struct error *error)
{
    const char *from_environment = getenv("CREWCHECK_TARGET");
    *target = (struct target){.url = url ? url : from_environment};
    if (!take_tokens(target, token_file, error))
        return false;
    if (target->url && !*target->url)
        return error_set(error,
                         "the target that %s gives is empty: give a URL, or \"" BUNDLED
                         "\" for the deployment that crewcheck brings along",
                         url ? "--target" : "CREWCHECK_TARGET");
    if (!target->url && is_meant_for_another(target))
        return error_set(error, "no target: give --target URL or set CREWCHECK_TARGET (--target " BUNDLED
                                " examines the deployment that crewcheck brings along)");
    target->label = target->url;
    return (target->url && strcmp(target->url, BUNDLED) != 0) || start_bundled(target, contract, error);
}

bool target_rehearse(struct target *target, const char *url, const char *token_file, struct error *error)
{
    const char *from_environment = variable("CREWCHECK_TARGET");
    *target = (struct target){.url = url ? url : from_environment};
    if (!take_tokens(target, token_file, error))
        return false;
    bool bundled = target->url ? strcmp(target->url, BUNDLED) == 0 : !is_meant_for_another(target);
    target->label = bundled ? BUNDLED : target->url;
    if (bundled) {
        free(target->token);
        free(target->user_token);
        target->token = string_copy(REFERENCE_TOKEN);
        target->user_token = string_copy(REFERENCE_USER_TOKEN);
        target->url = NULL;
    }
    return true;
}

void target_clear(struct target *target)
{
    reference_stop(target->server);
    free(target->token);
    free(target->user_token);
    *target = (struct target){0};
}

void target_hide(const struct target *target, struct redact *redact)
{
    if (target->token)
        redact_add_token(redact, target->token);
    if (target->user_token)
        redact_add(redact, target->user_token, "[user token]");
}
