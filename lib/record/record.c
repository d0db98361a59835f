#include "record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"

enum { BODY_MAXIMUM = 1 << 20 };

struct record {
    char *path; /* for messages */
    char *run;
    struct redact *redact;
    bool owns_redact;
    unsigned left_out;
    size_t body_maximum;
    int file; /* what is written; the record's own copy where that cannot be read back */
    int copy; /* -1, or the second of the two */
    int64_t start;
    atomic_int_fast64_t number;
    pthread_mutex_t lock; /* holds from here on */
    int64_t seq;
    struct buffer line;
    struct error failure;
};

static const char *const type_names[] = {
    [RECORD_RUN] = "run",           [RECORD_TARGET] = "target",     [RECORD_CASE] = "case",
    [RECORD_EXCHANGE] = "exchange", [RECORD_CALLBACK] = "callback", [RECORD_EXECUTION] = "execution",
    [RECORD_CHARGE] = "charge",     [RECORD_FINDING] = "finding",   [RECORD_VERDICT] = "verdict",
    [RECORD_SUMMARY] = "summary"};

const char *record_type_name(enum record_type type)
{
    return type_names[type];
}

/* ---- Opening and closing ---- */

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* A record that was cut off must not swallow the first line that is appended to it. */
static bool end_last_line(int file, int64_t size)
{
    char last = '\n';
    if (size > 0 && pread(file, &last, 1, size - 1) != 1)
        return false;
    return last == '\n' || write_all(file, "\n", 1);
}

static int open_memory(void)
{
    int file = memfd_create("crewcheck-record", MFD_CLOEXEC);
    if (file >= 0)
        fcntl(file, F_SETFL, O_APPEND);
    return file;
}

/* Opens what is written and, where that is a pipe or a terminal, a copy to read back. */
static bool open_files(struct record *record, const struct record_options *options)
{
    if (!options->path) {
        record->file = open_memory();
        return record->file >= 0;
    }
    int how = O_CREAT | O_APPEND | O_CLOEXEC | (options->append ? 0 : O_TRUNC);
    struct stat status;
    record->file = open(options->path, O_RDWR | how, 0600);
    if (record->file < 0)
        record->file = open(options->path, O_WRONLY | how, 0600);
    if (record->file < 0 || fstat(record->file, &status) != 0)
        return false;
    if (!S_ISREG(status.st_mode)) {
        record->copy = record->file;
        record->file = open_memory();
        return record->file >= 0;
    }
    if (!end_last_line(record->file, status.st_size) || fstat(record->file, &status) != 0)
        return false;
    record->start = status.st_size;
    return true;
}

struct record *record_open(const struct record_options *options, struct error *error)
{
    char uuid[RANDOM_UUID];
    random_uuid(uuid);
    struct record *record = memory_new(sizeof *record);
    *record = (struct record){.path = string_copy(options->path ? options->path : "memory"),
                              .run = string_copy(options->run ? options->run : uuid),
                              .redact = options->redact ? options->redact : redact_new(),
                              .owns_redact = !options->redact,
                              .left_out = options->left_out,
                              .body_maximum = options->body_maximum ? options->body_maximum : BODY_MAXIMUM,
                              .file = -1,
                              .copy = -1};
    atomic_init(&record->number, 0);
    pthread_mutex_init(&record->lock, NULL);
    buffer_init(&record->line, BUFFER_UNBOUNDED);
    if (open_files(record, options))
        return record;
    error_set(error, "cannot write the record %s: %s", record->path, strerror(errno));
    record_close(record, NULL);
    return NULL;
}

bool record_close(struct record *record, struct error *error)
{
    if (!record)
        return true;
    if (record->file >= 0)
        close(record->file);
    if (record->copy >= 0)
        close(record->copy);
    bool good = !record->failure.set;
    if (!good)
        error_set(error, "%s", record->failure.text);
    buffer_clear(&record->line);
    pthread_mutex_destroy(&record->lock);
    if (record->owns_redact)
        redact_free(record->redact);
    free(record->path);
    free(record->run);
    free(record);
    return good;
}

const char *record_run(const struct record *record)
{
    return record->run;
}

bool record_wants(const struct record *record, enum record_type type)
{
    return (record->left_out & 1u << type) == 0;
}

int64_t record_number(struct record *record)
{
    return atomic_fetch_add(&record->number, 1) + 1;
}

int record_descriptor(const struct record *record, int64_t *start)
{
    *start = record->start;
    return record->file;
}

/* ---- Masked JSON ---- */

static void write_value(struct record *record, const char *name, struct json_object *value,
                        struct buffer *out);

static void write_masked(struct buffer *masked, struct buffer *out)
{
    json_write_string(out, buffer_string(masked), masked->length);
    buffer_clear(masked);
}

static void write_key(struct record *record, const char *key, struct buffer *out)
{
    struct buffer masked;
    buffer_init(&masked, BUFFER_UNBOUNDED);
    redact_bytes(record->redact, key, strlen(key), false, &masked);
    write_masked(&masked, out);
}

static void write_string(struct record *record, const char *name, struct json_object *value,
                         struct buffer *out)
{
    struct buffer masked;
    buffer_init(&masked, BUFFER_UNBOUNDED);
    const char *text = json_object_get_string(value);
    size_t length = (size_t)json_object_get_string_len(value);
    if (name && strcmp(name, "url") == 0)
        redact_url(record->redact, text, length, &masked);
    else
        redact_bytes(record->redact, text, length, false, &masked);
    write_masked(&masked, out);
}

/* [name, value] of a header field. */
static bool write_header(struct record *record, struct json_object *pair, struct buffer *out)
{
    if (!json_is(pair, json_type_array) || json_object_array_length(pair) != 2)
        return false;
    struct json_object *name = json_object_array_get_idx(pair, 0),
                       *value = json_object_array_get_idx(pair, 1);
    if (!json_is(name, json_type_string) || !json_is(value, json_type_string))
        return false;
    struct buffer masked;
    buffer_init(&masked, BUFFER_UNBOUNDED);
    redact_header(record->redact, json_object_get_string(name), json_object_get_string(value),
                  (size_t)json_object_get_string_len(value), &masked);
    buffer_char(out, '[');
    write_string(record, NULL, name, out);
    buffer_char(out, ',');
    write_masked(&masked, out);
    buffer_char(out, ']');
    return true;
}

static void write_array(struct record *record, const char *name, struct json_object *array,
                        struct buffer *out)
{
    bool headers = name && strcmp(name, "headers") == 0;
    size_t length = json_object_array_length(array);
    buffer_char(out, '[');
    for (size_t i = 0; i < length; i++) {
        struct json_object *item = json_object_array_get_idx(array, i);
        if (i)
            buffer_char(out, ',');
        if (!headers || !write_header(record, item, out))
            write_value(record, NULL, item, out);
    }
    buffer_char(out, ']');
}

/* The members, each after a comma. */
static void write_members(struct record *record, struct json_object *object, struct buffer *out)
{
    json_object_object_foreach(object, key, value)
    {
        buffer_char(out, ',');
        write_key(record, key, out);
        buffer_char(out, ':');
        write_value(record, key, value, out);
    }
}

static void write_value(struct record *record, const char *name, struct json_object *value,
                        struct buffer *out)
{
    if (json_is(value, json_type_string)) {
        write_string(record, name, value, out);
    } else if (json_is(value, json_type_array)) {
        write_array(record, name, value, out);
    } else if (json_is(value, json_type_object)) {
        size_t start = out->length;
        write_members(record, value, out);
        if (out->length == start)
            buffer_char(out, '{');
        else
            out->data[start] = '{';
        buffer_char(out, '}');
    } else {
        json_write(out, value, JSON_COMPACT);
    }
}

/* ---- Lines ---- */

/* Under the lock: the order of the file is that of seq and t. */
static void write_line(struct record *record, const char *target, enum record_type type,
                       const struct buffer *members)
{
    struct buffer *line = &record->line;
    buffer_reset(line);
    buffer_format(line, "{\"type\":\"%s\",\"run\":", type_names[type]);
    json_write_string(line, record->run, strlen(record->run));
    if (target) {
        buffer_text(line, ",\"target\":");
        write_key(record, target, line);
    }
    buffer_format(line, ",\"seq\":%lld,\"t\":%lld", (long long)++record->seq, (long long)clock_now());
    buffer_append(line, buffer_string(members), members->length);
    buffer_text(line, "}\n");
    bool good = write_all(record->file, line->data, line->length);
    if (record->copy >= 0)
        good = write_all(record->copy, line->data, line->length) && good;
    if (!good && !record->failure.set)
        error_set(&record->failure, "cannot write the record %s: %s", record->path, strerror(errno));
}

void record_emit(struct record *record, const char *target, enum record_type type, struct json_object *fields)
{
    struct buffer members;
    if (!record_wants(record, type)) {
        json_object_put(fields);
        return;
    }
    buffer_init(&members, BUFFER_UNBOUNDED);
    if (fields)
        write_members(record, fields, &members);
    pthread_mutex_lock(&record->lock);
    write_line(record, target, type, &members);
    pthread_mutex_unlock(&record->lock);
    buffer_clear(&members);
    json_object_put(fields);
}

/* ---- Bodies and headers ---- */

/* Shortens UTF-8 to at most `maximum` bytes without splitting a character. */
static size_t shortened(const char *bytes, size_t length, size_t maximum)
{
    if (length <= maximum)
        return length;
    size_t end = maximum;
    while (end > 0 && maximum - end < 3 && ((unsigned char)bytes[end] & 0xC0) == 0x80)
        end--;
    return end;
}

static void add_string(struct json_object *object, const char *key, const char *text, size_t length)
{
    json_object_object_add(object, key, json_object_new_string_len(text, (int)length));
}

static void add_content(struct json_object *body, const char *bytes, size_t length)
{
    if (text_is_utf8(bytes, length)) {
        add_string(body, "text", bytes, length);
        return;
    }
    struct buffer encoded;
    buffer_init(&encoded, BUFFER_UNBOUNDED);
    base64_encode(bytes, length, &encoded);
    add_string(body, "base64", buffer_string(&encoded), encoded.length);
    buffer_clear(&encoded);
}

struct json_object *record_body(struct record *record, const char *bytes, size_t length, bool cut)
{
    struct buffer masked;
    char digest[SHA256_TEXT];
    buffer_init(&masked, BUFFER_UNBOUNDED);
    redact_bytes(record->redact, bytes, length, cut, &masked);
    sha256_text(buffer_string(&masked), masked.length, digest);
    size_t kept = shortened(buffer_string(&masked), masked.length, record->body_maximum);
    struct json_object *body = json_object_new_object();
    add_content(body, buffer_string(&masked), kept);
    json_object_object_add(body, "length", json_object_new_int64((int64_t)length));
    json_object_object_add(body, "sha256", json_object_new_string(digest));
    if (cut || kept < masked.length)
        json_object_object_add(body, "truncated", json_object_new_boolean(true));
    buffer_clear(&masked);
    return body;
}

static struct json_object *header_text(const char *text)
{
    size_t length = strlen(text);
    struct buffer utf8;
    buffer_init(&utf8, BUFFER_UNBOUNDED);
    bool valid = text_is_utf8(text, length);
    for (size_t i = 0; i < length; i++) {
        char bytes[4] = {text[i]};
        buffer_append(&utf8, bytes, valid ? 1 : text_encode((unsigned char)text[i], bytes));
    }
    struct json_object *string = json_object_new_string_len(buffer_string(&utf8), (int)utf8.length);
    buffer_clear(&utf8);
    return string;
}

void record_header(struct json_object *headers, const char *name, const char *value)
{
    struct json_object *pair = json_object_new_array_ext(2);
    json_object_array_add(pair, header_text(name));
    json_object_array_add(pair, header_text(value));
    json_object_array_add(headers, pair);
}
