/* Reads and validates the contract's bodies, and prints what one of them takes.
 *
 * bench_validate emit FOLDER writes the contract as contract.json and the bodies as cases.json, an array of {"name",
 * "schema", "text"}, for validate.mjs; bench_validate run measures. Both know the same cases. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "contract/contract.h"
#include "schema/model.h"
#include "spec/spec.h"

struct body {
    char *name;
    const struct schema *schema;
    char *text;
};

struct bodies {
    struct body *items;
    size_t count, capacity;
};

static void add(struct bodies *bodies, const struct schema *schema, char *name, char *text)
{
    bodies->items = memory_grow(bodies->items, bodies->count, &bodies->capacity, sizeof *bodies->items);
    bodies->items[bodies->count++] = (struct body){name, schema, text};
}

/* ---- Bodies ---- */

static void add_examples(struct bodies *bodies, const char *operation, const char *what,
                         const struct contract_media *media, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; media[i].schema && j < media[i].example_count; j++) {
            const struct contract_example *example = &media[i].examples[j];
            add(bodies, media[i].schema,
                string_format("%s %s %s", operation, what, example->name ? example->name : "example"),
                json_text(example->value, JSON_COMPACT));
        }
}

static void write_task(struct buffer *out, int number)
{
    buffer_format(
        out,
        "%s{\"task_id\":\"task-%d\",\"output\":\"The %dth part is written: \\u201cdone\\u201d, as agreed."
        "\\nNothing is left over.\",\"agent\":\"writer %d\",\"execution_time\":%d.%02d}",
        number ? "," : "", number, number, number % 7, number % 90, number % 100);
}

static void add_completed(struct bodies *bodies, const struct schema *schema, int tasks, size_t output)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "{\"status\":\"completed\",\"execution_time\":12.5,\"result\":{\"output\":\"");
    for (size_t i = 0; i < output; i += 26)
        buffer_text(&text, "All parts are written. \xc3\xa9\\n");
    buffer_text(&text, "\",\"tasks\":[");
    for (int i = 0; i < tasks; i++)
        write_task(&text, i);
    buffer_text(&text, "]}}");
    char *name = string_format("completed, %d tasks, %zu KiB", tasks, text.length / 1024);
    add(bodies, schema, name, buffer_take(&text, NULL));
}

static void add_all(struct bodies *bodies, const struct contract *contract)
{
    for (size_t i = 0; i < contract->operation_count; i++) {
        const struct contract_operation *operation = &contract->operations[i];
        if (operation->body)
            add_examples(bodies, operation->id, "request", operation->body->media,
                         operation->body->media_count);
        for (size_t j = 0; j < operation->response_count; j++)
            add_examples(bodies, operation->id, operation->responses[j].status, operation->responses[j].media,
                         operation->responses[j].media_count);
        const struct contract_response *response = contract_response_find(operation, 200);
        if (strcmp(operation->id, "getExecutionStatus") || !response)
            continue;
        add_completed(bodies, response->media[0].schema, 20, 1000);
        add_completed(bodies, response->media[0].schema, 1000, 10000);
        add_completed(bodies, response->media[0].schema, 3, 1 << 20);
    }
}

/* ---- The contract ---- */

static bool read_shipped(void *context, const char *name, struct buffer *out, struct error *error)
{
    (void)context;
    const struct spec_document *document = spec_find(name);
    return document ? buffer_append(out, document->text, document->length)
                    : error_set(error, "there is no %s", name);
}

static struct contract *load(void)
{
    static const char *const overlays[] = {"overlays/promises", "overlays/callbacks"};
    struct error error = {0};
    struct contract *contract = contract_load(&(struct contract_request){.document = "crewai-amp",
                                                                         .overlays = overlays,
                                                                         .overlay_count = 2,
                                                                         .level = CONTRACT_DOCUMENTED,
                                                                         .read = read_shipped},
                                              &error);
    if (!contract)
        fprintf(stderr, "%s:%u: %s\n", error.source, error.line, error.text);
    return contract;
}

/* ---- Measuring ---- */

/* Of the processor, all threads: other programs on the machine matter less. */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool judge(const struct body *body, size_t length)
{
    struct json_document *document = json_read(body->name, body->text, length, NULL, NULL);
    bool valid = document && schema_is_valid(body->schema, json_document_root(document), SCHEMA_RESPONSE);
    json_document_free(document);
    return valid;
}

enum { ROUNDS = 7 };

/* The nanoseconds that one takes: the best of some rounds of a tenth of a second or more each. */
static double measure(const struct body *body)
{
    size_t length = strlen(body->text), times = 1;
    double best = 0;
    for (int round = 0; round < ROUNDS;) {
        double start = seconds();
        for (size_t i = 0; i < times; i++)
            judge(body, length);
        double taken = seconds() - start;
        if (taken < 0.1) {
            times *= 2;
            continue;
        }
        double one = taken / (double)times * 1e9;
        best = best > 0 && best < one ? best : one;
        round++;
    }
    return best;
}

static int run(const struct bodies *bodies)
{
    for (size_t i = 0; i < bodies->count; i++) {
        const struct body *body = &bodies->items[i];
        bool valid = judge(body, strlen(body->text));
        printf("%s\t%zu\t%d\t%.0f\n", body->name, strlen(body->text), valid, measure(body));
        fflush(stdout);
    }
    return 0;
}

/* ---- For validate.mjs ---- */

static bool write_file(const char *folder, const char *name, const char *text)
{
    char *path = string_format("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    bool written = file && fputs(text, file) >= 0;
    if (file && fclose(file))
        written = false;
    if (!written)
        perror(path);
    free(path);
    return written;
}

static void emit_text(struct buffer *out, const char *key, const char *value)
{
    buffer_format(out, "\"%s\":", key);
    json_write_string(out, value, strlen(value));
}

static int emit(const struct contract *contract, const struct bodies *bodies, const char *folder)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < bodies->count; i++) {
        buffer_text(&out, i ? ",\n{" : "[{");
        emit_text(&out, "name", bodies->items[i].name);
        buffer_char(&out, ',');
        emit_text(&out, "schema", bodies->items[i].schema->pointer);
        buffer_char(&out, ',');
        emit_text(&out, "text", bodies->items[i].text);
        buffer_char(&out, '}');
    }
    buffer_text(&out, "]\n");
    char *root = json_text(contract->root, JSON_COMPACT);
    bool written =
        write_file(folder, "cases.json", buffer_string(&out)) && write_file(folder, "contract.json", root);
    free(root);
    buffer_clear(&out);
    return written ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool emits = argc == 3 && !strcmp(argv[1], "emit");
    if (!emits && (argc != 2 || strcmp(argv[1], "run") != 0)) {
        fputs("usage: bench_validate run | emit FOLDER\n", stderr);
        return 2;
    }
    struct contract *contract = load();
    struct bodies bodies = {0};
    if (!contract)
        return 1;
    add_all(&bodies, contract);
    int status = emits ? emit(contract, &bodies, argv[2]) : run(&bodies);
    for (size_t i = 0; i < bodies.count; i++) {
        free(bodies.items[i].name);
        free(bodies.items[i].text);
    }
    free(bodies.items);
    contract_free(contract);
    return status;
}
