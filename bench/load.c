/* How long loading takes: documents, references, schemas and the checks of all of them.
 *
 *     bench_load FILE…     each file, and the shipped contract with its overlays at both levels; best of several */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "contract/contract.h"
#include "contract/lint.h"
#include "spec/spec.h"

static bool read_document(void *context, const char *name, struct buffer *out, struct error *error)
{
    const struct spec_document *shipped = spec_find(name);
    if (!shipped)
        return contract_read_file(context, name, out, error);
    return buffer_append(out, shipped->text, shipped->length);
}

static long peak_kilobytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* The processor's time, in microseconds: what others do on the machine does not count. */
static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* One load, in microseconds. */
static int64_t load_once(const struct contract_request *request, size_t *operations)
{
    struct error error = {0};
    int64_t start = now();
    struct contract *contract = contract_load(request, &error);
    int64_t took = now() - start;
    if (!contract) {
        fprintf(stderr, "%s:%u: %s\n", error.source, error.line, error.text);
        exit(1);
    }
    *operations = contract->operation_count;
    contract_free(contract);
    return took;
}

static int64_t lint_once(const struct contract_request *request)
{
    struct contract_lint lint;
    int64_t start = now();
    contract_lint(request, &lint);
    int64_t took = now() - start;
    contract_lint_clear(&lint);
    return took;
}

static void measure(const char *label, const struct contract_request *request, int rounds)
{
    size_t operations = 0;
    int64_t best = INT64_MAX, linted = INT64_MAX;
    for (int i = 0; i < rounds; i++) {
        int64_t took = load_once(request, &operations);
        best = took < best ? took : best;
    }
    long peak = peak_kilobytes();
    for (int i = 0; i < rounds; i++) {
        int64_t took = lint_once(request);
        linted = took < linted ? took : linted;
    }
    printf("%-32s %10zu %12.2f %12.2f %10ld\n", label, operations, (double)best / 1000, (double)linted / 1000,
           peak / 1024);
}

int main(int count, char **words)
{
    static const char *const overlays[] = {"overlays/promises", "overlays/callbacks"};
    struct contract_request amp = {
        .document = "crewai-amp@2025-10", .overlays = overlays, .overlay_count = 2, .read = read_document};
    printf("%-32s %10s %12s %12s %10s\n", "document", "operations", "load ms", "lint ms", "peak MiB");
    amp.level = CONTRACT_BINDING;
    measure("crewai-amp, must", &amp, 20);
    amp.level = CONTRACT_DOCUMENTED;
    measure("crewai-amp, should", &amp, 20);
    for (int i = 1; i < count; i++) {
        struct contract_request request = {.document = words[i], .level = CONTRACT_DOCUMENTED};
        measure(words[i], &request, 3);
    }
    return 0;
}
