/* Which answers refuse a request rightly. */
#include <string.h>

#include "suites/violations.h"

static bool is_about_else(const char *status)
{
    static const char *const others[] = {"401", "403", "404", "429"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(status, others[i]) == 0)
            return true;
    return false;
}

/* Any documented 4xx that is not about credentials, ids or rates; any 4xx where there is none. */
static const char *documented(struct arena *arena, const struct contract_operation *operation)
{
    const char *statuses = "";
    for (size_t i = 0; i < operation->response_count; i++) {
        const char *status = operation->responses[i].status;
        if (status[0] == '4' && !is_about_else(status))
            statuses = arena_format(arena, "%s%s%s", statuses, *statuses ? " " : "",
                                    status[1] == 'X' ? "4xx" : status);
    }
    return *statuses ? statuses : "4xx";
}

static bool is_id_of_resume(const char *place)
{
    return strcmp(place, "execution_id") == 0 || strcmp(place, "task_id") == 0;
}

const char *violations_statuses(struct arena *arena, const struct contract_operation *operation,
                                const char *place)
{
    if (strcmp(operation->id, CREW_KICKOFF) == 0)
        return "400 422";
    if (strcmp(operation->id, CREW_RESUME) == 0)
        return is_id_of_resume(place) ? "400 404" : "400";
    if (strcmp(operation->id, CREW_STATUS) == 0)
        return "404";
    const char *statuses = documented(arena, operation);
    /* What names no resource is as good as unknown. */
    bool in_path = strncmp(place, "path.", 5) == 0;
    return in_path && strcmp(statuses, "4xx") != 0 ? arena_format(arena, "%s 404", statuses) : statuses;
}

unsigned violations_provoke(const struct contract_operation *operation, const char *body)
{
    return !operation->body || body ? 0 : JUDGE_PROVOKES_415;
}

bool violations_prove_nothing(const struct contract_operation *operation, const char *statuses, int status)
{
    bool names = strcmp(operation->id, CREW_RESUME) == 0;
    for (size_t i = 0; i < operation->parameter_count; i++)
        names = names || operation->parameters[i].in == CONTRACT_IN_PATH;
    return names && status == 404 && !strstr(statuses, "404") && !strstr(statuses, "4xx");
}
