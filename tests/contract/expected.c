#include "expected.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void expected_agree(const char *folder, const char *name, const struct buffer *out)
{
    char *path = string_format("%s/%.*s.txt", folder, (int)strcspn(name, "."), name);
    struct buffer expected;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    if (getenv("UPDATE_EXPECTED")) {
        FILE *file = fopen(path, "w");
        cr_assert(file);
        fwrite(buffer_string(out), 1, out->length, file);
        fclose(file);
    } else {
        cr_expect(buffer_read_file(&expected, path), "%s cannot be read", path);
        cr_expect_str_eq(buffer_string(out), buffer_string(&expected), "%s is\n%s\nand not\n%s", path,
                         buffer_string(out), buffer_string(&expected));
    }
    buffer_clear(&expected);
    free(path);
}

int expected_is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int expected_is_document(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

void expected_each(const char *folder, int (*wanted)(const struct dirent *),
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
