/* Documents and what lint says of them, as data: lint/NAME.yaml and lint/NAME.txt. */
#include <criterion/criterion.h>

#include <string.h>

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
