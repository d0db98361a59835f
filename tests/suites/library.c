#include "library.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "library_checks.h"
#include "support/daemon.h"

/* ---- Who asks ---- */

static bool has_key(const struct call *call)
{
    const char *key = library_field(call, "X-Library-Key");
    size_t length = strlen(LIBRARY_KEY);
    if (!key)
        return library_is_broken(call, "key-not-needed");
    if (library_is_broken(call, "any-key"))
        return true;
    if (library_is_broken(call, "key-in-any-case"))
        return strcasecmp(key, LIBRARY_KEY) == 0;
    if (library_is_broken(call, "key-compared-as-prefix"))
        return strncmp(key, LIBRARY_KEY, strlen(key)) == 0;
    if (library_is_broken(call, "key-and-more"))
        return strncmp(key, LIBRARY_KEY, length) == 0;
    return strcmp(key, LIBRARY_KEY) == 0;
}

static bool has_bearer(const struct call *call)
{
    const char *value = library_field(call, "Authorization");
    if (value && library_is_broken(call, "any-scheme"))
        return strstr(value, LIBRARY_KEY) != NULL;
    return value && strcmp(value, "Bearer " LIBRARY_KEY) == 0;
}

static bool has_session(const struct call *call)
{
    const char *session = library_cookie(call, "session");
    return session && strcmp(session, LIBRARY_KEY) == 0;
}

/* ---- Operations ---- */

struct operation {
    const char *method, *path; /* a last "*" stands for a number */
    bool open, bearer, removes;
    const struct check *checks;
    const struct mischief *mischief;
    struct reply reply;
};

static const struct check no_checks[] = {{NULL, NULL}};

static const struct operation operations[] = {
    {"GET",
     "/health",
     true,
     false,
     false,
     no_checks,
     library_no_mischief,
     {200, "text/plain", "well", false}},
    {"GET",
     "/shelves",
     false,
     false,
     false,
     library_list_checks,
     library_list_mischief,
     {200, JSON, "[" SHELF "]", true}},
    {"POST",
     "/shelves",
     false,
     false,
     true,
     library_add_checks,
     library_add_mischief,
     {201, JSON, SHELF, false}},
    {"GET",
     "/shelves/*",
     false,
     false,
     false,
     library_shelf_checks,
     library_no_mischief,
     {200, JSON, SHELF, false}},
    {"DELETE",
     "/shelves/*",
     false,
     false,
     true,
     library_shelf_checks,
     library_no_mischief,
     {204, NULL, NULL, false}},
    {"POST",
     "/loans",
     false,
     false,
     true,
     library_loan_checks,
     library_lend_mischief,
     {201, NULL, NULL, false}},
    {"POST",
     "/covers",
     false,
     false,
     true,
     library_cover_checks,
     library_no_mischief,
     {201, NULL, NULL, false}},
    {"PUT",
     "/motto",
     false,
     false,
     true,
     library_motto_checks,
     library_motto_mischief,
     {204, NULL, NULL, false}},
    {"POST",
     "/notes",
     false,
     false,
     true,
     library_note_checks,
     library_note_mischief,
     {201, NULL, NULL, false}},
    {"GET",
     "/books",
     false,
     true,
     false,
     library_find_checks,
     library_find_mischief,
     {200, JSON, "[\"One\"]", false}},
};

enum { OPERATIONS = sizeof operations / sizeof *operations };

static const char *const further_faults[] = {"key-not-needed",     "any-key",
                                             "key-in-any-case",    "key-compared-as-prefix",
                                             "key-and-more",       "any-scheme",
                                             "health-needs-key",   "unknown-shelf-is-500",
                                             "body-may-be-broken", "takes-unknown-paths"};

static const struct operation *find(const struct call *call, bool *path_known)
{
    *path_known = false;
    for (size_t i = 0; i < OPERATIONS; i++) {
        if (!text_glob(operations[i].path, call->path))
            continue;
        *path_known = true;
        if (strcmp(operations[i].method, call->method) == 0)
            return &operations[i];
    }
    return NULL;
}

static bool is_right(const struct call *call, const struct check *checks)
{
    for (; checks->holds; checks++)
        if (!library_is_broken(call, checks->fault) && !checks->holds(call))
            return false;
    return true;
}

static const struct mischief *mischief_of(const struct call *call, const struct operation *operation)
{
    for (const struct mischief *mischief = operation->mischief; mischief->fault; mischief++)
        if (library_is_broken(call, mischief->fault) && (!mischief->unless || !mischief->unless(call)))
            return mischief;
    return NULL;
}

/* Does it have a body that is none? */
static bool is_unreadable(const struct call *call, const struct operation *operation)
{
    return operation->checks == library_add_checks && !call->document &&
           !library_is_broken(call, "body-may-be-broken");
}

static bool is_let_in(const struct call *call, const struct operation *operation)
{
    if (operation->open)
        return !library_is_broken(call, "health-needs-key");
    if (operation->checks == library_motto_checks)
        return has_session(call);
    return has_key(call) || (operation->bearer && has_bearer(call));
}

static struct reply answer(const struct call *call)
{
    static const struct reply bad = BAD, refused = {401, JSON, REASON, false},
                              unknown = {404, JSON, REASON, false}, wrong_method = {405, JSON, REASON, false},
                              broken = BROKEN;
    bool path_known = false;
    const struct operation *operation = find(call, &path_known);
    if (!operation && library_is_broken(call, "takes-unknown-paths"))
        return (struct reply){200, JSON, "{}", false};
    if (!operation)
        return path_known ? wrong_method : unknown;
    if (!is_let_in(call, operation))
        return refused;
    /* Whoever shows a key where none is asked for has let somebody see it in vain. */
    if (operation->open && (library_field(call, "X-Library-Key") || library_field(call, "Authorization")))
        return bad;
    bool readable = call->document || operation->checks != library_add_checks;
    if (is_unreadable(call, operation) || (readable && !is_right(call, operation->checks)))
        return bad;
    if (operation->checks == library_shelf_checks && atoll(call->path + strlen("/shelves/")) > 1000)
        return library_is_broken(call, "unknown-shelf-is-500") ? broken : unknown;
    const struct mischief *mischief = mischief_of(call, operation);
    if (operation->removes)
        atomic_fetch_add(&call->library->additions, 1);
    return mischief ? mischief->reply : operation->reply;
}

/* ---- Serving ---- */

static enum MHD_Result send_reply(struct call *call, struct reply reply)
{
    const char *body = reply.body ? reply.body : "";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(body), (void *)(uintptr_t)body, MHD_RESPMEM_PERSISTENT);
    if (reply.type)
        MHD_add_response_header(response, "Content-Type", reply.type);
    if (reply.totals)
        MHD_add_response_header(response, "X-Total", "1");
    enum MHD_Result queued = MHD_queue_response(call->connection, reply.status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload, size_t *length,
                              void **state)
{
    struct call *call = *state;
    (void)version;
    if (!call) {
        call = *state = memory_new(sizeof *call);
        call->library = context;
        call->connection = connection;
        buffer_init(&call->upload, BUFFER_UNBOUNDED);
        return MHD_YES;
    }
    if (*length) {
        buffer_append(&call->upload, upload, *length);
        *length = 0;
        return MHD_YES;
    }
    call->path = path;
    call->method = method;
    if (call->upload.length)
        call->document = json_read("body", call->upload.data, call->upload.length, NULL, NULL);
    call->body = call->document ? json_document_root(call->document) : NULL;
    return send_reply(call, answer(call));
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct call *call = *state;
    (void)context;
    (void)connection;
    (void)code;
    if (!call)
        return;
    buffer_clear(&call->upload);
    json_document_free(call->document);
    free(call);
}

struct library *library_start(const char *fault)
{
    struct library *library = memory_new(sizeof *library);
    library->fault = fault;
    library->daemon = memory_require(MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle,
                                                      library, MHD_OPTION_NOTIFY_COMPLETED, finish, NULL,
                                                      MHD_OPTION_CONNECTION_LIMIT, 200u, MHD_OPTION_END));
    library->url = daemon_url(library->daemon);
    return library;
}

const char *library_url(const struct library *library)
{
    return library->url;
}

size_t library_additions(const struct library *library)
{
    return atomic_load(&library->additions);
}

void library_stop(struct library *library)
{
    MHD_stop_daemon(library->daemon);
    free(library->url);
    free(library);
}

/* ---- Faults ---- */

const char *const *library_faults(void)
{
    static const char *names[100];
    size_t count = 0;
    for (size_t i = 0; i < OPERATIONS; i++) {
        bool again = i && operations[i].checks == operations[i - 1].checks;
        for (const struct check *check = operations[i].checks; check->fault && !again; check++)
            names[count++] = check->fault;
        for (const struct mischief *mischief = operations[i].mischief; mischief->fault; mischief++)
            names[count++] = mischief->fault;
    }
    for (size_t i = 0; i < sizeof further_faults / sizeof *further_faults; i++)
        names[count++] = further_faults[i];
    names[count] = NULL;
    return names;
}
