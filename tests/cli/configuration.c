/* crewcheck.yaml and --config. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "support/program.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"

struct folder {
    char path[32];
    char *file;
};

static struct folder make_folder(const char *name, const char *text)
{
    struct folder folder = {.path = "/tmp/crewcheck-test-XXXXXX"};
    cr_assert_not_null(mkdtemp(folder.path));
    folder.file = string_format("%s/%s", folder.path, name);
    FILE *file = fopen(folder.file, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    return folder;
}

static void remove_folder(struct folder *folder)
{
    unlink(folder->file);
    rmdir(folder->path);
    free(folder->file);
}

/* Runs in that folder, with these further words. */
static struct program *run_in(const struct folder *folder, const char *more, int expected)
{
    char *line = string_format("cd %s && exec %s run %s", folder->path, CREWCHECK, more);
    struct program *program = program_start((const char *[]){"sh", "-c", line, NULL}, NULL, NULL);
    cr_expect_eq(program_finish(program), expected, "%s%s", program_output(program), program_errors(program));
    free(line);
    return program;
}

Test(configuration, of_the_working_directory_is_heeded)
{
    struct folder folder =
        make_folder("crewcheck.yaml", "case: [target.accept.inputs.token, inputs.accept.get]\nquiet: true\n");
    struct program *program = run_in(&folder, "", 0);
    cr_expect(strstr(program_output(program), "2 cases: 2 passed"), "%s", program_output(program));
    program_free(program);
    program = run_in(&folder, "--case inputs.accept.get", 0);
    cr_expect(strstr(program_output(program), "1 case: 1 passed"), "%s", program_output(program));
    program_free(program);
    remove_folder(&folder);
}

Test(configuration, of_another_name_is_heeded_where_it_is_named)
{
    struct folder folder = make_folder("other.yaml", "case: [inputs.accept.get]\nquiet: true\n");
    struct program *program = run_in(&folder, "--config other.yaml", 0);
    cr_expect(strstr(program_output(program), "1 case: 1 passed"), "%s", program_output(program));
    program_free(program);
    remove_folder(&folder);
}

static const struct refused {
    const char *text, *says;
} refused[] = {
    {"level: must\nsiute: auth\n", "crewcheck: crewcheck.yaml:2:1: unknown key \"siute\", perhaps suite\n"},
    {"level: most\n", "crewcheck: crewcheck.yaml:1:1: --level does not know \"most\", perhaps \"must\"\n"},
    {"- a\n", "crewcheck: crewcheck.yaml: a configuration must be an object, not array\n"},
    {"level: must\nlevel: should\n", "crewcheck: crewcheck.yaml:2:1: "},
};

Test(configuration, that_is_wrong_is_refused_by_its_line)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct folder folder = make_folder("crewcheck.yaml", refused[i].text);
        struct program *program = run_in(&folder, "", 2);
        cr_expect_eq(strncmp(program_errors(program), refused[i].says, strlen(refused[i].says)), 0, "%s",
                     program_errors(program));
        program_free(program);
        remove_folder(&folder);
    }
}

Test(configuration, that_is_named_and_missing_is_refused)
{
    struct folder folder = make_folder("nothing", "");
    struct program *program = run_in(&folder, "--config missing.yaml", 2);
    cr_expect_str_eq(program_errors(program),
                     "crewcheck: missing.yaml cannot be read: No such file or directory\n");
    program_free(program);
    remove_folder(&folder);
}
