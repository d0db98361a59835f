#include "shelves.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "json/json.h"
#include "support/daemon.h"

struct shelves {
    enum shelves_fault fault;
    struct MHD_Daemon *daemon;
    char *url;
};

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if (*text & 0x80)
            return false;
    return true;
}

static bool has_fine_pages(const struct shelves *shelves, struct json_object *book)
{
    if (!json_has(book, "pages"))
        return true;
    struct json_object *pages = json_member(book, "pages");
    bool whole = pages && strcmp(json_type_word(pages), "integer") == 0;
    return whole && (shelves->fault == SHELVES_TAKE_NO_PAGES || json_object_get_double(pages) >= 1);
}

/* 0: hang up. */
static unsigned weigh(const struct shelves *shelves, struct json_object *book)
{
    const char *title = json_member_string(book, "title");
    bool accents = title && !is_ascii(title);
    if (!title || !has_fine_pages(shelves, book))
        return 400;
    if (shelves->fault == SHELVES_REFUSE_SHORT_TITLES && strlen(title) < 3)
        return 400;
    if (accents && shelves->fault == SHELVES_HANG_UP_ON_ACCENTS)
        return 0;
    return accents && shelves->fault == SHELVES_CRASH_ON_ACCENTS ? 500 : 201;
}

static enum MHD_Result add_book(const struct shelves *shelves, struct MHD_Connection *connection,
                                const struct buffer *body)
{
    struct json_document *document = json_read("book", body->data, body->length, NULL, NULL);
    unsigned status = document ? weigh(shelves, json_document_root(document)) : 400;
    json_document_free(document);
    return status ? daemon_answer(connection, status, "{}") : MHD_NO;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload, size_t *length,
                              void **state)
{
    struct buffer *body = *state;
    (void)version;
    if (!body) {
        body = *state = memory_new(sizeof *body);
        buffer_init(body, BUFFER_UNBOUNDED);
        buffer_text(body, "");
        return MHD_YES;
    }
    if (*length) {
        buffer_append(body, upload, *length);
        *length = 0;
        return MHD_YES;
    }
    if (strcmp(path, "/books") == 0 && strcmp(method, "POST") == 0)
        return add_book(context, connection, body);
    bool all = strcmp(path, "/books") == 0 && strcmp(method, "GET") == 0;
    return daemon_answer(connection, all ? 200 : 404, "[]");
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    if (*state)
        buffer_clear(*state);
    free(*state);
}

struct shelves *shelves_start(enum shelves_fault fault)
{
    struct shelves *shelves = memory_new(sizeof *shelves);
    shelves->fault = fault;
    shelves->daemon =
        memory_require(MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, shelves,
                                        MHD_OPTION_NOTIFY_COMPLETED, finish, NULL, MHD_OPTION_END));
    shelves->url = daemon_url(shelves->daemon);
    return shelves;
}

const char *shelves_url(const struct shelves *shelves)
{
    return shelves->url;
}

void shelves_stop(struct shelves *shelves)
{
    MHD_stop_daemon(shelves->daemon);
    free(shelves->url);
    free(shelves);
}
