/* Documents and what lint says of them, as data: lint/NAME.yaml and lint/NAME.txt. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/lint.h"
#include "dump.h"
#include "expected.h"

static void examine(const char *folder, const char *name)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    dump_lint(folder, name, &out);
    expected_agree(folder, name, &out);
    buffer_clear(&out);
}

Test(lint, says_what_is_expected)
{
    expected_each(TEST_DATA "/lint", expected_is_document, examine);
}

static struct buffer all;

static void append(const char *folder, const char *name)
{
    dump_lint(folder, name, &all);
}

/* A rule that no document of the tests breaks is not tested. */
Test(lint, breaks_every_rule)
{
    buffer_init(&all, BUFFER_UNBOUNDED);
    expected_each(TEST_DATA "/lint", expected_is_document, append);
    expected_each(TEST_DATA "/refused", expected_is_document, append);
    append(TEST_DATA "/data/notes", "root.yaml");
    const struct contract_lint_rule *rule = NULL;
    for (size_t i = 0; (rule = contract_lint_rule_at(i)); i++) {
        char *error = string_format(": error %s: ", rule->name);
        char *warning = string_format(": warning %s: ", rule->name);
        cr_expect(strstr(buffer_string(&all), error) || strstr(buffer_string(&all), warning),
                  "no document breaks the rule %s", rule->name);
        free(error);
        free(warning);
    }
    buffer_clear(&all);
}

/* Whatever rule a row names is in the table. */
Test(lint, knows_its_rules)
{
    buffer_init(&all, BUFFER_UNBOUNDED);
    expected_each(TEST_DATA "/lint", expected_is_document, append);
    expected_each(TEST_DATA "/refused", expected_is_document, append);
    char *rest = NULL;
    for (char *line = strtok_r(all.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const char *word = strstr(line, ": error ")     ? strstr(line, ": error ") + 8
                           : strstr(line, ": warning ") ? strstr(line, ": warning ") + 10
                                                        : NULL;
        bool known = !word;
        const struct contract_lint_rule *rule = NULL;
        for (size_t i = 0; !known && (rule = contract_lint_rule_at(i)); i++) {
            size_t length = strlen(rule->name);
            known = strncmp(word, rule->name, length) == 0 && word[length] == ':';
        }
        cr_expect(known, "%s", line);
    }
    buffer_clear(&all);
}

/* ---- The published document, where it lies beside the repository ---- */

static size_t count_rows(const struct contract_lint *lint, const char *rule, const char *words)
{
    size_t count = 0;
    for (size_t i = 0; i < lint->count; i++)
        count += strcmp(lint->rows[i].rule, rule) == 0 && strstr(lint->rows[i].text, words);
    return count;
}

Test(lint, finds_what_a_careful_reader_finds)
{
    static const char path[] = TEST_ROOT "/../shared/contracts/published-2025-10.base.yaml";
    if (access(path, R_OK) != 0) {
        cr_skip_test("the published documents are not at hand");
        return;
    }
    const struct contract_request request = {.document = path};
    struct contract_lint lint;
    contract_lint(&request, &lint);
    cr_expect_eq(count_rows(&lint, "example", "expected a UUID"), 5);
    cr_expect_eq(count_rows(&lint, "ambiguous-one-of", "ExecutionRunning and ExecutionCompleted"), 1);
    cr_expect_eq(count_rows(&lint, "response-required", ""), 8);
    cr_expect_eq(lint.count, 14);
    contract_lint_clear(&lint);
}
