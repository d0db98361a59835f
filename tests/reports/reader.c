#include "reader.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

int reader_run(const char *command, const char *bytes, size_t length, char **said)
{
    char path[] = "/tmp/crewcheck-report-XXXXXX", chunk[4096];
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, bytes, length), (ssize_t)length);
    close(file);
    char *line = string_format("F=%s; { %s; } 2>&1", path, command);
    FILE *pipe = popen(line, "r");
    cr_assert(pipe);
    struct buffer output;
    buffer_init(&output, BUFFER_UNBOUNDED);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        buffer_append(&output, chunk, got);
    int status = pclose(pipe);
    free(line);
    unlink(path);
    if (said)
        *said = buffer_take(&output, NULL);
    buffer_clear(&output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

long reader_number(const char *command, const char *bytes, size_t length)
{
    char *said = NULL, *end = NULL;
    int status = reader_run(command, bytes, length, &said);
    cr_assert_eq(status, 0, "%s: %s", command, said);
    long number = strtol(said, &end, 10);
    cr_assert(end != said, "%s: %s", command, said);
    free(said);
    return number;
}
