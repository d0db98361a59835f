#include "record/record_private.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"

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
    pthread_mutex_t spare_lock;
    struct record_line *spare; /* lines that nobody writes at the moment; under the lock above */
    pthread_mutex_t lock;      /* holds from here on */
    int64_t seq, written; /* of the last line that was put, and of the last that is on the file */
    struct buffer waiting; /* the lines between the two, but for those that are leaving */
    bool writing;
    struct buffer leaving; /* of the thread that is writing, without the lock */
    size_t awaited;        /* threads that wait for progress */
    pthread_cond_t progress;
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

static void free_lines(struct record_line *line);

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
    pthread_mutex_init(&record->spare_lock, NULL);
    pthread_mutex_init(&record->lock, NULL);
    pthread_cond_init(&record->progress, NULL);
    buffer_init(&record->waiting, BUFFER_UNBOUNDED);
    buffer_init(&record->leaving, BUFFER_UNBOUNDED);
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
    free_lines(record->spare);
    pthread_mutex_destroy(&record->spare_lock);
    pthread_cond_destroy(&record->progress);
    pthread_mutex_destroy(&record->lock);
    buffer_clear(&record->waiting);
    buffer_clear(&record->leaving);
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

struct redact *record_redact(const struct record *record)
{
    return record->redact;
}

size_t record_body_maximum(const struct record *record)
{
    return record->body_maximum;
}

/* ---- Lines ---- */

/* What a buffer may keep for the next line; and what may wait for a thread that is writing. */
enum { KEPT_MAXIMUM = 1 << 20, WAITING_MAXIMUM = 1 << 20 };

static struct record_line *new_line(struct record *record)
{
    struct record_line *line = memory_new(sizeof *line);
    *line = (struct record_line){.record = record,
                                 .redact = record->redact,
                                 .body_maximum = record->body_maximum,
                                 .hasher = hasher_new()};
    struct buffer *const buffers[] = {&line->head, &line->members, &line->masked, &line->text};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buffer_init(buffers[i], BUFFER_UNBOUNDED);
    memo_init(&line->memo);
    return line;
}

static void free_lines(struct record_line *line)
{
    while (line) {
        struct record_line *next = line->next;
        buffer_clear(&line->head);
        buffer_clear(&line->members);
        buffer_clear(&line->masked);
        buffer_clear(&line->text);
        hasher_free(line->hasher);
        memo_clear(&line->memo);
        free(line);
        line = next;
    }
}

static void empty(struct buffer *buffer)
{
    if (buffer->capacity > KEPT_MAXIMUM)
        buffer_clear(buffer);
    else
        buffer_reset(buffer);
}

static struct record_line *take_line(struct record *record)
{
    pthread_mutex_lock(&record->spare_lock);
    struct record_line *line = record->spare;
    if (line)
        record->spare = line->next;
    pthread_mutex_unlock(&record->spare_lock);
    return line ? line : new_line(record);
}

static void give_back(struct record_line *line)
{
    struct record *record = line->record;
    empty(&line->head);
    empty(&line->members);
    empty(&line->masked);
    empty(&line->text);
    pthread_mutex_lock(&record->spare_lock);
    line->next = record->spare;
    record->spare = line;
    pthread_mutex_unlock(&record->spare_lock);
}

static void put_head(struct record_line *line, const char *target, enum record_type type)
{
    const struct record *record = line->record;
    struct buffer *head = &line->head;
    buffer_text(head, "{\"type\":\"");
    buffer_text(head, type_names[type]);
    buffer_text(head, "\",\"run\":");
    json_write_string(head, record->run, strlen(record->run));
    if (target) {
        size_t length = strlen(target);
        buffer_text(head, ",\"target\":");
        const char *masked = redact_view(line->redact, target, &length, false, &line->masked);
        json_write_string(head, masked, length);
    }
    buffer_text(head, ",\"seq\":");
}

static void write_head(struct record_line *line, const char *target, enum record_type type)
{
    struct memo_key key = {target ? 't' : 'n', redact_version(line->redact), type_names[type],
                           target ? target : "", target ? strlen(target) : 0};
    if (memo_recall(&line->memo, &key, &line->head))
        return;
    put_head(line, target, type);
    memo_keep(&line->memo, &key, line->head.data, line->head.length);
}

struct record_line *record_line_begin(struct record *record, const char *target, enum record_type type)
{
    struct record_line *line = take_line(record);
    write_head(line, target, type);
    return line;
}

/* Under the lock: the order of the file is that of seq and t. */
static void put_line(struct record *record, const struct record_line *line)
{
    struct buffer *out = &record->waiting;
    buffer_append(out, line->head.data, line->head.length);
    buffer_number(out, ++record->seq);
    buffer_text(out, ",\"t\":");
    buffer_number(out, clock_now());
    buffer_append(out, buffer_string(&line->members), line->members.length);
    buffer_text(out, "}\n");
}

static void write_leaving(struct record *record, struct error *failure)
{
    const struct buffer *lines = &record->leaving;
    bool good = write_all(record->file, lines->data, lines->length);
    if (record->copy >= 0)
        good = write_all(record->copy, lines->data, lines->length) && good;
    if (!good)
        error_set(failure, "cannot write the record %s: %s", record->path, strerror(errno));
}

/* Under the lock, which others may take while this thread writes: what they put meanwhile goes with the next write. */
static void write_waiting(struct record *record)
{
    record->writing = true;
    while (record->waiting.length) {
        struct buffer lines = record->waiting;
        record->waiting = record->leaving;
        record->leaving = lines;
        int64_t last = record->seq;
        struct error failure = {0};
        pthread_mutex_unlock(&record->lock);
        write_leaving(record, &failure);
        empty(&record->leaving);
        pthread_mutex_lock(&record->lock);
        record->written = last;
        if (failure.set && !record->failure.set)
            record->failure = failure;
        if (record->awaited)
            pthread_cond_broadcast(&record->progress);
    }
    record->writing = false;
}

static void await(struct record *record, int64_t seq)
{
    record->awaited++;
    while (record->written < seq)
        pthread_cond_wait(&record->progress, &record->lock);
    record->awaited--;
}

void record_line_end(struct record_line *line, enum record_haste haste)
{
    struct record *record = line->record;
    pthread_mutex_lock(&record->lock);
    put_line(record, line);
    int64_t seq = record->seq;
    bool much = record->waiting.length > WAITING_MAXIMUM;
    if (!record->writing)
        write_waiting(record);
    else if (haste == RECORD_NOW || much)
        await(record, seq);
    pthread_mutex_unlock(&record->lock);
    give_back(line);
}
