/* The executions that a run starts, and what is given to each. */
#include "suites/scenario.h"

#include <stdlib.h>

#include "suites/derived.h"
#include "suites/script.h"
#include "suites/suites.h"

static const struct script_kind rich_kind = {.is_first = true,
                                             .rejects = true,
                                             .probes = true,
                                             .gives_again = true},
                                bare_kind = {.gives_again = true, .resumes_ended = true},
                                odd_kind = {.receivers_fail = true}, stray_kind = {.stray = true};

static char *nonce_of(const struct script *script)
{
    return string_format("%s-%s", script->crew->nonce, script->name);
}

/* A URL that nobody could guess, for this execution and kind alone; with a query, which belongs to it. */
static const char *url_for(struct script *script, const char *kind, enum http_behaviour behaviour)
{
    const char *url = run_callback_url(script->run, script->name, kind, behaviour);
    return url ? arena_format(script->arena, "%s?kind=%s", url, kind) : NULL;
}

/* The same with capitals and an escape in it: without them it is another URL. */
static const char *exact_url_for(struct script *script, const char *kind, enum http_behaviour behaviour)
{
    const char *url = url_for(script, kind, behaviour);
    return url ? arena_format(script->arena, "%s&As=Given%%2BSo", url) : NULL;
}

static void open_later_urls(struct script *script)
{
    script->step_again = url_for(script, "step", HTTP_BEHAVE_ACCEPT);
    script->task_again = url_for(script, "task", HTTP_BEHAVE_ACCEPT);
    script->crew_again = url_for(script, "crew", HTTP_BEHAVE_ACCEPT);
}

/* Adds {url, authentication}, which is known from the guides and no part of the contract. */
static void add_human_webhook(struct json_object *body, const char *url, struct json_object *authentication)
{
    struct json_object *webhook = json_object_new_object();
    json_object_object_add(webhook, "url", json_object_new_string(url));
    json_object_object_add(webhook, "authentication", authentication);
    json_object_object_add(body, "humanInputWebhook", webhook);
}

static struct json_object *bearer(const char *token)
{
    struct json_object *authentication = json_object_new_object();
    json_object_object_add(authentication, "strategy", json_object_new_string("bearer"));
    json_object_object_add(authentication, "token", json_object_new_string(token));
    return authentication;
}

static struct json_object *basic(const char *password)
{
    struct json_object *authentication = json_object_new_object();
    json_object_object_add(authentication, "strategy", json_object_new_string("basic"));
    json_object_object_add(authentication, "username", json_object_new_string("crewcheck"));
    json_object_object_add(authentication, "password", json_object_new_string(password));
    return authentication;
}

/* The body, before it the same with a humanInputWebhook: a deployment may refuse what the contract does not name. */
static void add_bodies(struct script *script, struct json_object *body, struct json_object *authentication)
{
    const char *url = url_for(script, "human-input", HTTP_BEHAVE_ACCEPT);
    if (url) {
        struct json_object *more = json_copy(body);
        add_human_webhook(more, url, authentication);
        script_add_body(script, more);
    } else {
        json_object_put(authentication);
    }
    script_add_body(script, body);
}

static bool begin_rich(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                       struct error *reason)
{
    (void)reason;
    struct script *script = script_new(run, facts, arena, follow, &rich_kind);
    script->stage->first_awaited = true;
    script->step_url = exact_url_for(script, "step", HTTP_BEHAVE_ACCEPT);
    script->task_url = exact_url_for(script, "task", HTTP_BEHAVE_ACCEPT);
    script->crew_url = exact_url_for(script, "crew", HTTP_BEHAVE_ACCEPT);
    open_later_urls(script);
    char *nonce = nonce_of(script);
    struct json_object *body = crew_kickoff_body(script->crew, nonce, true);
    crew_add_webhooks(body, script->task_url, script->step_url, script->crew_url);
    add_bodies(script, body, bearer(nonce));
    free(nonce);
    return true;
}

static bool begin_bare(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                       struct error *reason)
{
    (void)reason;
    struct script *script = script_new(run, facts, arena, follow, &bare_kind);
    open_later_urls(script);
    char *nonce = nonce_of(script);
    script_add_body(script, crew_kickoff_body(script->crew, nonce, false));
    free(nonce);
    return true;
}

/* A copy with every odd value that it has room for. */
static struct json_object *odd_body(const struct crew *crew, const struct json_object *plain)
{
    struct json_object *body = json_copy(plain);
    const struct odd_items *items = derived_odd_items(crew);
    for (size_t i = 0; i < items->count; i++)
        odd_put(&body, &items->items[i]);
    return body;
}

static bool begin_odd(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                      struct error *reason)
{
    (void)reason;
    struct script *script = script_new(run, facts, arena, follow, &odd_kind);
    script->step_url = exact_url_for(script, "step", HTTP_BEHAVE_TURNS);
    script->task_url = exact_url_for(script, "task", HTTP_BEHAVE_FAIL_THEN_SLOW);
    script->crew_url = exact_url_for(script, "crew", HTTP_BEHAVE_HANG_UP);
    char *nonce = nonce_of(script);
    struct json_object *body = crew_kickoff_body(script->crew, nonce, true);
    crew_add_webhooks(body, script->task_url, script->step_url, script->crew_url);
    add_bodies(script, odd_body(script->crew, body), basic(nonce));
    script->odd_count = script->body_count;
    add_bodies(script, body, basic(nonce));
    free(nonce);
    return true;
}

void scenario_release(struct run *run, void *facts, struct arena *arena, const char *kickoff_id,
                      struct follow_script *follow)
{
    struct script *script = script_new(run, facts, arena, follow, &stray_kind);
    script_adopt(script, kickoff_id);
}

static const char *const followed[] = {CREW_STATUS, CREW_RESUME, NULL};

#define EXECUTION(name_, begin_)                                                                             \
    {                                                                                                        \
        .name = name_, .starts = CREW_KICKOFF, .then = followed, .begin = begin_                             \
    }

const struct run_scenario suite_scenarios[] = {EXECUTION(SCENARIO_RICH, begin_rich),
                                               EXECUTION(SCENARIO_BARE, begin_bare),
                                               EXECUTION(SCENARIO_ODD, begin_odd)};
const size_t suite_scenario_count = sizeof suite_scenarios / sizeof *suite_scenarios;
