/* Pairs of documents and what changed, as data: diff/NAME/before.yaml, after.yaml and expected.txt. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/diff.h"
#include "expected.h"

static struct contract *load(const char *folder, const char *name)
{
    char *path = string_format("%s/%s", folder, name);
    struct error error = {0};
    const struct contract_request request = {.document = path, .level = CONTRACT_DOCUMENTED};
    struct contract *contract = contract_load(&request, &error);
    cr_assert(contract, "%s:%u: %s", path, error.line, error.text);
    free(path);
    return contract;
}

static void dump_change(const struct contract_change *change, struct buffer *out)
{
    buffer_format(out, "%s %s, %s%s%s: %s (%u, %u)\n", contract_effect_word(change->effect), change->rule,
                  change->operation ? change->operation : "document", change->place[0] ? ": " : "",
                  change->place, change->text, change->before.line, change->after.line);
}

static size_t compare(struct contract *before, struct contract *after, struct buffer *out)
{
    struct contract_diff diff;
    contract_diff(before, after, &diff);
    contract_free(before);
    contract_free(after);
    for (size_t i = 0; i < diff.count; i++)
        dump_change(&diff.changes[i], out);
    size_t count = diff.count;
    cr_expect_eq(diff.effects[0] + diff.effects[1] + diff.effects[2], count);
    contract_diff_clear(&diff);
    return count;
}

static void examine(const char *parent, const char *name)
{
    char *folder = string_format("%s/%s", parent, name);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    compare(load(folder, "before.yaml"), load(folder, "after.yaml"), &out);
    expected_agree(folder, "expected", &out);
    buffer_clear(&out);
    free(folder);
}

Test(diff, says_what_is_expected)
{
    expected_each(TEST_DATA "/diff", expected_is_visible, examine);
}

static void examine_same(const char *parent, const char *name)
{
    char *folder = string_format("%s/%s", parent, name);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    cr_expect_eq(compare(load(folder, "after.yaml"), load(folder, "after.yaml"), &out), 0, "%s: %s", name,
                 buffer_string(&out));
    buffer_clear(&out);
    free(folder);
}

Test(diff, of_the_same_is_nothing)
{
    expected_each(TEST_DATA "/diff", expected_is_visible, examine_same);
}

/* ---- The published documents, where they lie beside the repository ---- */

static const char shared[] = TEST_ROOT "/../shared/contracts";

/* "kept": each line of `words` begins a line of the changes; and there are no others. */
static void expect_changes(const char *before, const char *after, const char *const *words)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    size_t count = compare(load(shared, before), load(shared, after), &out), wanted = 0;
    for (; words[wanted]; wanted++)
        cr_expect(strstr(buffer_string(&out), words[wanted]), "%s is not among\n%s", words[wanted],
                  buffer_string(&out));
    cr_expect_eq(count, wanted, "%s", buffer_string(&out));
    buffer_clear(&out);
}

static bool published(void)
{
    if (access(shared, R_OK) == 0)
        return true;
    cr_skip_test("the published documents are not at hand");
    return false;
}

static const char *const drifted[] = {
    "neutral servers, document",
    "breaking property-removed, startCrewExecution: request body, application/json, /meta",
    "breaking property-removed, startCrewExecution: request body, application/json, /taskWebhookUrl",
    "breaking property-removed, startCrewExecution: request body, application/json, /stepWebhookUrl",
    "breaking property-removed, startCrewExecution: request body, application/json, /crewWebhookUrl",
    "compatible response-removed, startCrewExecution: the answer 400 is no longer described",
    "compatible response-removed, startCrewExecution: the answer 422 is no longer described",
    NULL};

Test(diff, shows_how_the_localized_documents_drifted)
{
    if (!published())
        return;
    expect_changes("published-2026-05.base.yaml", "published-2026-05.ko.yaml", drifted);
    expect_changes("published-2026-05.base.yaml", "published-2026-05.pt-BR.yaml", drifted);
}

Test(diff, finds_nothing_in_prose)
{
    static const char *const nothing[] = {NULL};
    if (published())
        expect_changes("published-2026-05.base.yaml", "published-2026-05.en.yaml", nothing);
}

Test(diff, shows_a_move)
{
    static const char *const move[] = {
        "breaking operation-moved, getExecutionStatus: moved from GET /{kickoff_id}/status "
        "to GET /status/{kickoff_id}",
        NULL};
    if (published())
        expect_changes("published-2025-10.base.yaml", "published-2026-05.base.yaml", move);
}
