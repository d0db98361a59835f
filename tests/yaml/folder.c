/* Every data/NAME.yaml is read. Beside it stands NAME.json, the same value in JSON, members in the same order; or
 * NAME.error, what error_print() says of it. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "yaml/yaml.h"

static bool read_beside(const char *name, const char *ending, struct buffer *out)
{
    char *path = string_format(TEST_DATA "/data/%s%s", name, ending);
    bool found = !access(path, R_OK);
    buffer_init(out, BUFFER_UNBOUNDED);
    if (found)
        cr_assert(buffer_read_file(out, path), "%s", path);
    free(path);
    return found;
}

static void expect_json(const char *name, const struct json_document *document, const struct buffer *expected)
{
    struct error error = {0};
    struct json_document *wanted = json_read(name, expected->data, expected->length, NULL, &error);
    cr_assert(wanted, "%s.json:%u:%u: %s", name, error.line, error.column, error.text);
    char *found_text = json_text(json_document_root(document), JSON_COMPACT);
    char *wanted_text = json_text(json_document_root(wanted), JSON_COMPACT);
    cr_expect_str_eq(found_text, wanted_text, "%s: found %s", name, found_text);
    free(found_text);
    free(wanted_text);
    json_document_free(wanted);
}

static void expect_error(const char *name, const struct error *error, const struct buffer *expected)
{
    struct buffer found;
    buffer_init(&found, BUFFER_UNBOUNDED);
    error_print(error, &found);
    cr_expect_str_eq(buffer_string(&found), buffer_string(expected), "%s: found\n%s", name,
                     buffer_string(&found));
    buffer_clear(&found);
}

static void examine(const char *name)
{
    struct buffer text, expected;
    struct error error = {0};
    cr_assert(read_beside(name, ".yaml", &text));
    struct json_document *document = yaml_read(name, buffer_string(&text), text.length, NULL, &error);
    if (read_beside(name, ".error", &expected)) {
        cr_expect_not(document, "%s was read", name);
        expect_error(name, &error, &expected);
    } else {
        cr_assert(read_beside(name, ".json", &expected), "%s has no expectation", name);
        cr_expect(document, "%s:%u:%u: %s", name, error.line, error.column, error.text);
        if (document)
            expect_json(name, document, &expected);
    }
    json_document_free(document);
    buffer_clear(&text);
    buffer_clear(&expected);
}

Test(yaml, reads_the_folder)
{
    DIR *folder = opendir(TEST_DATA "/data");
    cr_assert(folder);
    size_t count = 0;
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        const char *ending = strrchr(entry->d_name, '.');
        if (!ending || strcmp(ending, ".yaml") != 0)
            continue;
        char *name = strndup(entry->d_name, (size_t)(ending - entry->d_name));
        examine(name);
        free(name);
        count++;
    }
    closedir(folder);
    cr_expect_geq(count, 80, "%zu documents", count);
}
