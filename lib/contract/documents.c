/* The documents that a contract is made of: named, read and summed. */
#include "contract/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "yaml/yaml.h"

enum { FILE_MOST = 256 << 20, NODES_SPARE = 250000 };

bool contract_read_file(void *context, const char *name, struct buffer *out, struct error *error)
{
    (void)context;
    const char *scheme = strstr(name, "://");
    if (scheme && strncmp(name, "file://", 7) != 0)
        return error_set(
            error, "%s is not fetched: save the document beside the one that refers to it and write its path",
            name);
    struct buffer text;
    buffer_init(&text, FILE_MOST);
    bool read = buffer_read_file(&text, scheme ? scheme + strlen("://") : name);
    int reason = errno;
    if (read)
        read = buffer_append(out, buffer_string(&text), text.length);
    else
        error_set(error, "%s cannot be read: %s", name, strerror(reason));
    buffer_clear(&text);
    return read;
}

/* ---- Names ---- */

static bool is_segment(const char *segment, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(segment, word, length) == 0;
}

/* Drops the last segment, where it is one that ".." takes back. */
static bool drop_segment(struct buffer *path)
{
    size_t length = path->length;
    if (length == 0 || strcmp(path->data, "/") == 0)
        return length != 0;
    size_t start = length - 1;
    while (start > 0 && path->data[start - 1] != '/')
        start--;
    if (is_segment(path->data + start, length - 1 - start, ".."))
        return false;
    path->length = start;
    path->data[start] = '\0';
    return true;
}

/* The path without "." and with ".." taken back as far as there is something before it (RFC 3986, section 5.2.4). */
static char *normalize(const char *name)
{
    if (strstr(name, "://"))
        return string_copy(name);
    struct buffer path;
    buffer_init(&path, BUFFER_UNBOUNDED);
    while (*name) {
        size_t length = strcspn(name, "/");
        bool last = !name[length];
        bool skip = is_segment(name, length, ".") || (length == 0 && path.length > 0);
        if (!skip && is_segment(name, length, ".."))
            skip = drop_segment(&path);
        if (!skip)
            buffer_append(&path, name, last ? length : length + 1);
        name += last ? length : length + 1;
    }
    return buffer_take(&path, NULL);
}

/* ---- Reading ---- */

static struct json_document *read_document(struct contract_store *store, const char *name,
                                           struct error *error)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    struct json_document *json = NULL;
    if (store->read(store->context, name, &text, error)) {
        /* A value takes a byte at least, so that only aliases can go beyond. */
        struct json_limits limits = {.nodes = text.length + NODES_SPARE, .doubts_are_errors = true};
        json = yaml_read_any(name, buffer_string(&text), text.length, &limits, error);
    } else {
        error_set(error, "%s cannot be read", name);
    }
    buffer_clear(&text);
    return json;
}

static struct contract_document *find_document(const struct contract_store *store, const char *key)
{
    for (size_t i = 0; i < store->document_count; i++) {
        if (strcmp(store->documents[i]->key, key) == 0)
            return store->documents[i];
    }
    return NULL;
}

static struct contract_document *keep_document(struct contract_store *store, const char *name,
                                               const char *key, struct json_document *json)
{
    struct contract_document *document = arena_new(&store->arena, sizeof *document);
    document->name = arena_string(&store->arena, name);
    document->key = arena_string(&store->arena, key);
    document->json = json;
    document->root = json_document_root(json);
    store->documents = memory_grow(store->documents, store->document_count, &store->document_capacity,
                                   sizeof *store->documents);
    store->documents[store->document_count++] = document;
    return document;
}

struct contract_document *contract_document_demand(struct contract_store *store, const char *name,
                                                   struct error *error)
{
    char *key = normalize(name);
    struct contract_document *document = find_document(store, key);
    struct json_document *json = NULL;
    if (!document)
        json = read_document(store, store->document_count > 0 ? key : name, error);
    if (json)
        document = keep_document(store, store->document_count > 0 ? key : name, key, json);
    free(key);
    return document;
}

struct json_document *contract_overlay_read(struct contract_store *store, const char *name,
                                            struct error *error)
{
    struct json_document *json = read_document(store, name, error);
    if (json)
        store->overlays[store->overlay_count++] = json;
    return json;
}

/* ---- Looking ---- */

struct contract_document *contract_document_of(const struct contract_store *store,
                                               const struct json_object *node)
{
    const struct json_origin *origin = json_origin_of(node);
    for (size_t i = 0; origin && i < store->document_count; i++) {
        if (json_document_source(store->documents[i]->json) == origin->source)
            return store->documents[i];
    }
    return store->documents[0];
}

struct contract_document *contract_document_at(const struct contract_store *store, const char *pointer,
                                               const char **inner)
{
    for (size_t i = 0; i < store->document_count; i++) {
        const char *name = store->documents[i]->name;
        size_t length = i == 0 && pointer[0] == '#' ? 0 : strlen(name);
        if (strncmp(pointer, name, length) == 0 && pointer[length] == '#') {
            *inner = pointer + length + 1;
            return store->documents[i];
        }
    }
    return NULL;
}

/* ---- The sum ---- */

static int compare_names(const void *left, const void *right)
{
    const struct contract_document *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

static void add_source(struct contract_store *store, const char **names, struct buffer *texts,
                       const struct json_document *json)
{
    const struct json_source *source = json_document_source(json);
    names[store->contract.source_count++] = source->name;
    buffer_append(texts, source->text, source->length);
}

void contract_documents_sum(struct contract_store *store)
{
    size_t total = store->document_count + store->overlay_count;
    const char **names = arena_new(&store->arena, total * sizeof *names);
    struct contract_document **others = store->documents + 1;
    struct buffer texts;
    buffer_init(&texts, BUFFER_UNBOUNDED);
    qsort(others, store->document_count - 1, sizeof *others, compare_names);
    add_source(store, names, &texts, store->documents[0]->json);
    for (size_t i = 0; i < store->overlay_count; i++)
        add_source(store, names, &texts, store->overlays[i]);
    for (size_t i = 1; i < store->document_count; i++)
        add_source(store, names, &texts, store->documents[i]->json);
    sha256_text(buffer_string(&texts), texts.length, store->contract.sha256);
    store->contract.sources = names;
    buffer_clear(&texts);
}

void contract_documents_free(struct contract_store *store)
{
    for (size_t i = 0; i < store->document_count; i++)
        json_document_free(store->documents[i]->json);
    for (size_t i = 0; i < store->overlay_count; i++)
        json_document_free(store->overlays[i]);
    free(store->documents);
}
