/* Runs a target on saved inputs, for compilers without libFuzzer: driver FILE-OR-FOLDER… */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static size_t run_path(const char *path);

static size_t run_file(const char *path)
{
    struct buffer input;
    buffer_init(&input, BUFFER_UNBOUNDED);
    if (!buffer_read_file(&input, path)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    /* Of just the size, so that AddressSanitizer sees what is read beyond. */
    uint8_t *bytes = memory_new(input.length ? input.length : 1);
    memcpy(bytes, buffer_string(&input), input.length);
    LLVMFuzzerTestOneInput(bytes, input.length);
    free(bytes);
    buffer_clear(&input);
    return 1;
}

static size_t run_folder(const char *path)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    size_t inputs = 0;
    for (int i = 0; i < count; i++) {
        char *entry = string_format("%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            inputs += run_path(entry);
        free(entry);
        free(entries[i]);
    }
    free(entries);
    return inputs;
}

static size_t run_path(const char *path)
{
    struct stat status;
    if (stat(path, &status)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    return S_ISDIR(status.st_mode) ? run_folder(path) : run_file(path);
}

int main(int argc, char **argv)
{
    size_t inputs = 0;
    for (int i = 1; i < argc; i++)
        inputs += run_path(argv[i]);
    printf("%zu inputs\n", inputs);
    return inputs ? 0 : 2;
}
