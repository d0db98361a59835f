/* Contracts: root.yaml, part.yaml and overlay.yaml, with a line of five equals signs between them; the last two may be
 * missing. Whatever loads can be looked into, linted, compared and written; whatever does not says why. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "contract/diff.h"
#include "contract/lint.h"
#include "yaml/yaml.h"

static const char separator[] = "\n=====\n";
static const char *const names[] = {"root.yaml", "part.yaml", "overlay.yaml"};

enum { PARTS = 3 };

struct input {
    const char *texts[PARTS];
    size_t lengths[PARTS];
};

static bool read_part(void *context, const char *name, struct buffer *out, struct error *error)
{
    const struct input *input = context;
    for (size_t i = 0; i < PARTS; i++)
        if (input->texts[i] && strcmp(names[i], name) == 0)
            return buffer_append(out, input->texts[i], input->lengths[i]);
    return error_set(error, "%s is not there", name);
}

static struct contract_request request_of(struct input *input, size_t part, enum contract_level level)
{
    return (struct contract_request){.document = names[part],
                                     .overlays = &names[2],
                                     .overlay_count = part == 0 && input->lengths[2] > 0,
                                     .level = level,
                                     .read = read_part,
                                     .context = input};
}

static struct contract *load(struct input *input, size_t part, enum contract_level level)
{
    struct error error = {0};
    struct contract_request request = request_of(input, part, level);
    struct contract *contract = contract_load(&request, &error);
    FUZZ_REQUIRE(contract ? !error.set : error.set && error.text[0]);
    return contract;
}

static void require_found(const struct contract *contract, const char *pointer)
{
    struct contract_words words;
    FUZZ_REQUIRE(pointer && contract_find(contract, pointer, &words));
    FUZZ_REQUIRE(words.source && words.text);
}

static void require_operation(const struct contract *contract, const struct contract_operation *operation)
{
    require_found(contract, operation->pointer);
    for (size_t i = 0; i < operation->response_count; i++) {
        require_found(contract, operation->responses[i].pointer);
        require_found(contract, operation->responses[i].place);
    }
    for (size_t i = 0; i < operation->parameter_count; i++)
        require_found(contract, operation->parameters[i].pointer);
    for (size_t i = 0; i < operation->callback_count; i++)
        require_found(contract, operation->callbacks[i].pointer);
    FUZZ_REQUIRE(contract_operation_by_id(contract, operation->id));
    contract_operation_match(contract, operation->method, operation->path, NULL);
}

static void require_written(const struct contract *contract)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    yaml_write(&text, contract->root);
    struct json_document *again = yaml_read("again", text.data, text.length, NULL, NULL);
    FUZZ_REQUIRE(again && json_equal(json_document_root(again), contract->root));
    json_document_free(again);
    buffer_clear(&text);
}

static void require_same(const struct contract *contract)
{
    struct contract_diff diff;
    contract_diff(contract, contract, &diff);
    FUZZ_REQUIRE(diff.count == 0);
    contract_diff_clear(&diff);
}

static void compare(const struct contract *before, const struct contract *after)
{
    struct contract_diff diff;
    contract_diff(before, after, &diff);
    for (size_t i = 0; i < diff.count; i++)
        FUZZ_REQUIRE(diff.changes[i].text[0]);
    contract_diff_clear(&diff);
}

static void lint(struct input *input, bool loads)
{
    struct contract_request request = request_of(input, 0, CONTRACT_DOCUMENTED);
    struct contract_lint found;
    contract_lint(&request, &found);
    FUZZ_REQUIRE(loads || found.errors > 0);
    for (size_t i = 0; i < found.count; i++)
        FUZZ_REQUIRE(found.rows[i].text[0] && found.rows[i].file);
    contract_lint_clear(&found);
}

static void examine(struct input *input)
{
    struct contract *binding = load(input, 0, CONTRACT_BINDING);
    struct contract *documented = load(input, 0, CONTRACT_DOCUMENTED);
    struct contract *other = input->texts[1] ? load(input, 1, CONTRACT_DOCUMENTED) : NULL;
    lint(input, documented != NULL);
    if (documented) {
        for (size_t i = 0; i < documented->operation_count; i++)
            require_operation(documented, &documented->operations[i]);
        require_written(documented);
        require_same(documented);
    }
    if (binding && documented)
        FUZZ_REQUIRE(strcmp(binding->sha256, documented->sha256) == 0);
    if (documented && other)
        compare(documented, other);
    contract_free(binding);
    contract_free(documented);
    contract_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct input input = {0};
    for (size_t i = 0; i < PARTS && at; i++) {
        const char *stop =
            i + 1 < PARTS ? memmem(at, (size_t)(end - at), separator, strlen(separator)) : NULL;
        input.texts[i] = at;
        input.lengths[i] = (size_t)((stop ? stop + 1 : end) - at);
        at = stop ? stop + strlen(separator) : NULL;
    }
    examine(&input);
    return 0;
}
