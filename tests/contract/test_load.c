/* Documents and what they come to, as data: each folder of data/ holds root.yaml and expected.txt. With
 * UPDATE_EXPECTED set, the expected texts are written anew, to be read before they are committed. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"

static void agree(const char *folder, const char *name, const struct buffer *out)
{
    char *path = string_format("%s/%s", folder, name);
    struct buffer expected;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    bool read = buffer_read_file(&expected, path);
    if (getenv("UPDATE_EXPECTED")) {
        FILE *file = fopen(path, "w");
        cr_assert(file);
        fwrite(buffer_string(out), 1, out->length, file);
        fclose(file);
    } else {
        cr_expect(read, "%s cannot be read", path);
        cr_expect_str_eq(buffer_string(out), buffer_string(&expected), "%s is\n%s\nand not\n%s", path,
                         buffer_string(out), buffer_string(&expected));
    }
    buffer_clear(&expected);
    free(path);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int is_document(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

/* Calls `examine` with the folder and the name of each entry of the folder. */
static void each(const char *folder, int (*wanted)(const struct dirent *),
                 void (*examine)(const char *folder, const char *name))
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, wanted, alphasort);
    cr_assert(count > 0, "%s is empty", folder);
    for (int i = 0; i < count; i++) {
        examine(folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static void examine_folder(const char *parent, const char *name)
{
    char *folder = string_format("%s/%s", parent, name);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    dump_folder(folder, CONTRACT_DOCUMENTED, &out);
    agree(folder, "expected.txt", &out);
    buffer_clear(&out);
    free(folder);
}

Test(load, says_what_is_expected)
{
    each(TEST_DATA "/data", is_visible, examine_folder);
}

static void examine_refused(const char *folder, const char *name)
{
    char *expected = string_format("%.*s.txt", (int)(strlen(name) - strlen(".yaml")), name);
    struct buffer out;
    struct error error = {0};
    buffer_init(&out, BUFFER_UNBOUNDED);
    cr_expect_not(load_file(folder, name, &error), "%s is not refused", name);
    error_print(&error, &out);
    agree(folder, expected, &out);
    buffer_clear(&out);
    free(expected);
}

Test(load, refuses_and_says_why)
{
    each(TEST_DATA "/refused", is_document, examine_refused);
}
