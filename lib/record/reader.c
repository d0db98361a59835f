#include "record/model_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "record/record.h"

enum { CHUNK = 256 * 1024 };

/* How the first line of a run begins. Within a text its quotes would be escaped. */
static const char run_start[] = "{\"type\":\"run\",";

struct reader {
    struct model *model;
    size_t source;
    size_t taken; /* lines that were understood */
};

static bool take(struct reader *reader, const char *text, size_t length, int64_t offset)
{
    struct json_document *document = json_read("record", text, length, NULL, NULL);
    struct model_line line = {reader->source, offset, length};
    bool taken = document && model_take_line(reader->model, json_document_root(document), &line);
    json_document_free(document);
    reader->taken += taken;
    return taken;
}

/* A line, or the beginning of one that was cut off with the first line of the next record behind it. */
static void take_line(struct reader *reader, const char *text, size_t length, int64_t offset)
{
    if (!length || take(reader, text, length, offset))
        return;
    reader->model->unreadable++;
    const char *next = memmem(text + 1, length - 1, run_start, sizeof run_start - 1);
    if (next)
        take(reader, next, length - (size_t)(next - text), offset + (next - text));
}

/* Takes the whole lines of `text`, which begins at `offset`; returns how much of it they are. */
static size_t take_lines(struct reader *reader, const char *text, size_t length, int64_t offset)
{
    size_t start = 0;
    for (;;) {
        const char *end = memchr(text + start, '\n', length - start);
        if (!end)
            return start;
        size_t size = (size_t)(end - text) - start;
        take_line(reader, text + start, size, offset + (int64_t)start);
        start += size + 1;
    }
}

static bool read_lines(struct reader *reader, int file, int64_t offset)
{
    struct buffer pending;
    char *chunk = memory_new(CHUNK);
    ssize_t got = 0;
    buffer_init(&pending, BUFFER_UNBOUNDED);
    while ((got = pread(file, chunk, CHUNK, offset + (int64_t)pending.length)) > 0) {
        buffer_append(&pending, chunk, (size_t)got);
        if (!memchr(chunk, '\n', (size_t)got))
            continue;
        size_t used = take_lines(reader, pending.data, pending.length, offset);
        memmove(pending.data, pending.data + used, pending.length - used);
        pending.length -= used;
        offset += (int64_t)used;
    }
    take_line(reader, buffer_string(&pending), pending.length, offset);
    buffer_clear(&pending);
    free(chunk);
    return got == 0;
}

static bool read_source(struct model *model, const char *name, int file, bool owned, int64_t start,
                        struct error *error)
{
    struct model_sources *sources = model->sources;
    struct model_source source = {file, owned};
    MODEL_PUSH(sources->items, sources->count, sources->capacity, source);
    struct reader reader = {model, sources->count - 1, 0};
    if (!read_lines(&reader, file, start))
        return error_set(error, "cannot read the record %s: %s", name, strerror(errno));
    if (!reader.taken)
        return error_set(error, "%s holds no line of a record", name);
    return true;
}

/* A pipe is copied, for its lines are read again later. */
static int seekable(int file)
{
    struct stat status;
    if (fstat(file, &status) != 0 || S_ISREG(status.st_mode))
        return file;
    int copy = memfd_create("crewcheck-record", MFD_CLOEXEC);
    char *chunk = memory_new(CHUNK);
    ssize_t got = 0;
    while (copy >= 0 && (got = read(file, chunk, CHUNK)) > 0)
        if (write(copy, chunk, (size_t)got) != got)
            break;
    free(chunk);
    int failure = errno;
    close(file);
    errno = failure;
    if (got == 0)
        return copy;
    if (copy >= 0)
        close(copy);
    return -1;
}

bool model_read_file(struct model *model, const char *path, struct error *error)
{
    bool input = strcmp(path, "-") == 0;
    int file = input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0)
        file = seekable(file);
    if (file < 0)
        return error_set(error, "cannot read the record %s: %s", path, strerror(errno));
    return read_source(model, input ? "standard input" : path, file, true, 0, error);
}

bool model_read_record(struct model *model, const struct record *record, struct error *error)
{
    int64_t start = 0;
    int file = record_descriptor(record, &start);
    return read_source(model, "of this run", file, false, start, error);
}

struct json_document *model_load(const struct model *model, const struct model_exchange *exchange,
                                 struct error *error)
{
    char *text = memory_new(exchange->length + 1);
    struct json_document *document = NULL;
    ssize_t got =
        pread(model->sources->items[exchange->source].file, text, exchange->length, exchange->offset);
    if (got == (ssize_t)exchange->length)
        document = json_read("record", text, exchange->length, NULL, error);
    else
        error_set(error, "the record changed while it was read");
    free(text);
    return document;
}
