#include "cli/files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "yaml/yaml.h"

enum { FILE_MAXIMUM = 64 * 1024 * 1024 };

static bool read_input(struct buffer *out)
{
    char bytes[16384];
    ssize_t got = 0;
    while ((got = read(STDIN_FILENO, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (!buffer_append(out, bytes, (size_t)got)) {
            errno = EFBIG;
            return false;
        }
    }
    return true;
}

bool files_read(const char *path, struct buffer *out, struct error *error)
{
    bool input = strcmp(path, "-") == 0;
    if (input ? read_input(out) : buffer_read_file(out, path))
        return true;
    return error_set(error, "%s cannot be read: %s", input ? "standard input" : path, strerror(errno));
}

struct json_document *files_object(const char *path, const char *what, struct error *error)
{
    struct buffer text;
    struct json_limits limits = {.nodes = 1000000, .doubts_are_errors = true};
    struct json_document *document = NULL;
    buffer_init(&text, FILE_MAXIMUM);
    if (files_read(path, &text, error))
        document = yaml_read_any(path, buffer_string(&text), text.length, &limits, error);
    buffer_clear(&text);
    if (!document || json_is(json_document_root(document), json_type_object))
        return document;
    error_set(error, "%s: %s must be an object, not %s", path, what,
              json_type_word(json_document_root(document)));
    json_document_free(document);
    return NULL;
}
