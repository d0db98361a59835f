#include "cli/dry_run.h"

#include <string.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "suites/rehearse.h"

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static int widest(const struct rehearsal *rehearsal)
{
    size_t width = 0;
    for (size_t i = 0; i < rehearsal->count; i++) {
        size_t length = strlen(rehearsal->requests[i].case_id);
        width = length > width ? length : width;
    }
    return width < 60 ? (int)width : 60;
}

/* What a case asks twice stands there once, with how often. */
static size_t alike(const struct rehearsal *rehearsal, size_t index)
{
    const struct run_rehearsed *first = &rehearsal->requests[index];
    size_t count = 1;
    for (size_t i = index + 1; i < rehearsal->count; i++, count++) {
        const struct run_rehearsed *next = &rehearsal->requests[i];
        if (strcmp(next->case_id, first->case_id) != 0 || strcmp(next->method, first->method) != 0 ||
            strcmp(next->target, first->target) != 0)
            break;
    }
    return count;
}

static void print_requests(const struct rehearsal *rehearsal, struct buffer *out)
{
    int width = widest(rehearsal);
    for (size_t i = 0, count = 0; i < rehearsal->count; i += count) {
        const struct run_rehearsed *request = &rehearsal->requests[i];
        count = alike(rehearsal, i);
        buffer_format(out, "%-*s  %s %s", width, request->case_id, request->method, request->target);
        if (count > 1)
            buffer_format(out, " (%zu times)", count);
        buffer_format(out, "%s\n", request->starts ? "  an execution, if accepted" : "");
    }
}

static void print_sum(const struct rehearsal *rehearsal, const struct examine_options *options, struct buffer *out)
{
    size_t cap = options->run.maximum_executions;
    size_t worst = rehearsal->executions < cap ? rehearsal->executions : cap;
    buffer_format(
        out,
        "\n%zu request%s of %zu case%s; while an execution is followed, its status is asked many times\n",
        rehearsal->count, plural(rehearsal->count), rehearsal->cases, plural(rehearsal->cases));
    if (!rehearsal->inputs_known)
        buffer_text(out, "<each required> stands for every input of the crew: --inputs FILE names them\n");
    if (options->fuzz)
        buffer_format(out, "the random ones are those of --seed %llu\n", (unsigned long long)options->run.seed);
    buffer_format(
        out,
        "%zu execution%s at the worst: %zu where everything is accepted, at most %zu (--max-executions)\n",
        worst, plural(worst), rehearsal->executions, cap);
}

bool dry_run_print(const struct examine_options *options, struct redact *redact, struct error *error)
{
    struct rehearsal rehearsal;
    struct buffer plain, masked;
    buffer_init(&plain, BUFFER_UNBOUNDED);
    buffer_init(&masked, BUFFER_UNBOUNDED);
    bool fine = rehearse(options, &rehearsal, error);
    if (fine) {
        print_requests(&rehearsal, &plain);
        print_sum(&rehearsal, options, &plain);
        redact_bytes(redact, plain.data, plain.length, false, &masked);
        fine = terminal_write(STDOUT_FILENO, &masked, error);
    }
    rehearsal_clear(&rehearsal);
    buffer_clear(&plain);
    buffer_clear(&masked);
    return fine;
}
