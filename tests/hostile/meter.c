/* meter FILE PROGRAM [WORD…]: runs the program, ends as it ended, and writes to FILE the most kibibytes that it had in
 * memory.
 *
 * A process begins with the peak of the one that started it, even after exec; this one is small. Where no sanitizer
 * wants the whole address space for its shadow, the program may have no more than the limit in any case. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peak.h"

enum { LIMIT_MEBIBYTES = 3 * 1024 };

static void limit_address_space(void)
{
    const rlim_t bytes = (rlim_t)LIMIT_MEBIBYTES * 1024 * 1024;
    if (PEAK_FACTOR == 1)
        setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes});
}

static int write_peak(const char *path, long kibibytes)
{
    FILE *file = fopen(path, "w");
    int written = file ? fprintf(file, "%ld\n", kibibytes) : -1;
    return file && fclose(file) == 0 && written > 0 ? 0 : 1;
}

int main(int count, char **words)
{
    if (count < 3)
        return 2;
    pid_t child = fork();
    if (child == 0) {
        limit_address_space();
        execv(words[2], words + 2);
        _exit(127);
    }
    int status = 0;
    struct rusage usage = {0};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || write_peak(words[1], usage.ru_maxrss) != 0)
        return 126;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
