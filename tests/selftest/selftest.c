/* crewcheck selftest, from outside. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json/json.h"
#include "record/model.h"
#include "support/program.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"

static struct program *run(const char *const *words, int expected)
{
    struct program *program = program_start(words, NULL, NULL);
    int status = program_finish(program);
    cr_assert_eq(status, expected, "%d %s", status, program_errors(program));
    return program;
}

static struct json_document *read_json(const char *text)
{
    struct error error = {0};
    struct json_document *document = json_read("matrix", text, strlen(text), NULL, &error);
    cr_assert(document, "%s", error.text);
    return document;
}

static struct json_object *row_named(const struct json_document *document, const char *name)
{
    struct json_object *rows = json_member_array(json_document_root(document), "rows");
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        struct json_object *row = json_object_array_get_idx(rows, i);
        if (strcmp(json_member_string(row, "name"), name) == 0)
            return row;
    }
    cr_assert(false, "no row %s", name);
    return NULL;
}

static size_t length_of(const struct json_object *row, const char *list)
{
    return json_object_array_length(json_member_array(row, list));
}

Test(selftest, tells_which_cases_caught_a_fault_and_that_a_variant_raised_nothing)
{
    const char *const words[] = {CREWCHECK,   "selftest", "--fault", "inputs-bare-l*",
                                 "--variant", "gzip",     "--json",  NULL};
    struct program *program = run(words, 0);
    struct json_document *document = read_json(program_output(program));
    const struct json_object *fault = row_named(document, "inputs-bare-list"),
                             *variant = row_named(document, "gzip");
    cr_expect_str_eq(json_member_string(fault, "kind"), "fault");
    cr_expect_geq(length_of(fault, "failed"), 1);
    cr_expect_leq(length_of(fault, "failed"), 3);
    cr_expect_str_eq(json_member_string(variant, "kind"), "variant");
    cr_expect_eq(length_of(variant, "failed") + length_of(variant, "errored"), 0);
    cr_expect_eq(length_of(row_named(document, "plain"), "failed"), 0);
    cr_expect_eq(length_of(row_named(document, "plain-human"), "failed"), 0);
    json_document_free(document);
    program_free(program);
}

Test(selftest, leaves_a_record)
{
    char path[] = "/tmp/crewcheck-selftest-XXXXXX";
    close(mkstemp(path));
    const char *const words[] = {CREWCHECK, "selftest", "--fault", "inputs-bare-list",
                                 "--quiet", "--tap",    "-",       "--record",
                                 path,      NULL};
    struct program *program = run(words, 0);
    const char *tap = program_output(program), *sum = program_errors(program);
    cr_expect_not_null(strstr(tap, "ok 1 - plain.plain"), "%s", tap);
    cr_expect_not_null(strstr(sum, "SOUND: 1 of 1 faults caught"), "%s", sum);
    struct error error = {0};
    struct model *model = model_new();
    cr_assert(model_read_file(model, path, &error), "%s", error.text);
    model_finish(model);
    cr_expect_eq(model->unreadable, 0);
    cr_expect_eq(model->counts.by[MODEL_FAILED], 0);
    cr_expect_eq(model->targets[0]->suites[1]->counts.by[MODEL_PASSED], 1);
    cr_expect_str_eq(model->targets[0]->suites[1]->name, "faults");
    model_free(model);
    program_free(program);
    unlink(path);
}

Test(selftest, knows_its_rows)
{
    const char *const words[] = {CREWCHECK, "selftest", "--variant", "gzop", NULL};
    struct program *program = run(words, 2);
    cr_expect_str_eq(program_errors(program),
                     "crewcheck: no variant matches \"gzop\": crewcheck serve --list-variants names "
                     "them\n");
    program_free(program);
}
